"""CO-6 and CO-7: alleles on sequences, effects and causes."""

from __future__ import annotations

import pytest

from tests.validation.builders import (
    Tree,
    amino_acid,
    changed,
    chromosome,
    found_in_set,
    genomic,
    messenger,
    protein,
    ref,
    sequence,
    transcript,
)

PLACE = "/referenceCoordinate/referenceSequence"
GENE_SEQUENCE = sequence("gene", "NG_005905.2")


def related(kind: str, target: str) -> list[Tree]:
    return [{"relatedType": kind, "target": ref(f"ContextualAllele/{target}")}]


def effect(target: str) -> list[Tree]:
    return related("amino-acid-effect", target)


def cause(target: str) -> list[Tree]:
    return related("transcript-allele-cause", target)


@pytest.mark.parametrize(
    ("allele", "right"),
    [
        (genomic(), (chromosome(), GENE_SEQUENCE)),
        (transcript(), (messenger(),)),
        (amino_acid(), (protein(),)),
    ],
)
def test_alleles_lie_on_their_kind_of_sequence(allele: Tree, right: tuple[Tree, ...]) -> None:
    for on in (chromosome(), GENE_SEQUENCE, messenger(), protein()):
        expected = [] if on in right else [("CO-6", "error", "XA1", PLACE)]
        assert found_in_set(allele, on, only="CO-6") == expected


def test_silent_on_unknown_types() -> None:
    assert found_in_set(genomic(contextualAlleleType="dna"), messenger(), only="CO-6") == []
    unknown = changed(messenger(), referenceSequenceType="mRNA")
    assert found_in_set(genomic(), unknown, only="CO-6") == []
    assert found_in_set(genomic(), only="CO-6") == []


def test_effect_and_cause() -> None:
    trees = transcript("XA1", related=effect("XA2")), amino_acid("XA2", related=cause("XA1"))
    assert found_in_set(*trees, only="CO-7") == []


def test_relations_from_the_wrong_kind() -> None:
    trees = transcript("XA1", related=cause("XA2")), amino_acid("XA2", related=effect("XA1"))
    assert found_in_set(*trees, only="CO-7") == [
        ("CO-7", "error", "XA1", "/related/0/relatedType"),
        ("CO-7", "error", "XA2", "/related/0/relatedType"),
    ]


def test_relations_to_the_wrong_kind() -> None:
    trees = transcript("XA1", related=effect("XA2")), genomic("XA2")
    assert found_in_set(*trees, only="CO-7") == [("CO-7", "error", "XA1", "/related/0/target")]
    trees = amino_acid("XA1", related=cause("XA2")), amino_acid("XA2")
    assert found_in_set(*trees, only="CO-7") == [("CO-7", "error", "XA1", "/related/0/target")]


def test_relations_without_their_inverse() -> None:
    trees = transcript("XA1", related=effect("XA2")), amino_acid("XA2")
    assert found_in_set(*trees, only="CO-7") == [("CO-7", "warning", "XA1", "/related/0/target")]
    trees = transcript("XA1"), amino_acid("XA2", related=cause("XA1"))
    assert found_in_set(*trees, only="CO-7") == [("CO-7", "warning", "XA2", "/related/0/target")]


def test_a_relation_of_the_wrong_kind_is_one_finding() -> None:
    trees = transcript("XA1", related=cause("XA2")), amino_acid("XA2", related=cause("XA1"))
    expected = [("CO-7", "error", "XA1", "/related/0/relatedType")]
    assert found_in_set(*trees, only="CO-7") == expected
    trees = transcript("XA1", related=effect("XA2")), amino_acid("XA2", related=effect("XA1"))
    expected = [("CO-7", "error", "XA2", "/related/0/relatedType")]
    assert found_in_set(*trees, only="CO-7") == expected


def test_other_relations_run_as_they_like() -> None:
    trees = transcript("XA1", related=related("sequentially-related-to", "XA1")), genomic("XA2")
    assert found_in_set(*trees, only="CO-7") == []
    assert found_in_set(transcript("XA1", related=effect("XA9")), only="CO-7") == []
