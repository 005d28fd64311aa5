"""CO-15: the codon of a coding substitution is the residue of its effect."""

from __future__ import annotations

from typing import Any

import pytest

from tests.validation.builders import (
    GONE,
    Tree,
    amino_acid,
    coordinate,
    found_in_set,
    genomic,
    messenger,
    protein,
    ref,
    transcript,
)

EFFECT = {"relatedType": "amino-acid-effect", "target": ref("ContextualAllele/XA2")}
WRONG = [("CO-15", "warning", "XA1", "/related/0/target")]


def effect(base: int, residue: int, *others: Tree, **changes: Any) -> list[tuple[str, ...]]:
    """What CO-15 finds of c.<base>T>G on a transcript, with an effect on a residue."""
    place = coordinate(base + 231, base + 232, "T")
    allele = transcript(referenceCoordinate=place, related=[EFFECT]) | changes
    protein_place = coordinate(residue - 1, residue, "Ile", "SEQ2")
    other = amino_acid("XA2", referenceCoordinate=protein_place)
    given = others or (messenger(), protein(id="SEQ2"))
    return [*found_in_set(allele, other, *given, only="CO-15")]


@pytest.mark.parametrize("codon", [1, 2, 31, 1766, 1864])
def test_the_codon_of_a_base_is_its_residue(codon: int) -> None:
    for base in (3 * codon - 2, 3 * codon - 1, 3 * codon):
        assert effect(base, codon) == []
        assert effect(base, codon + 1) == WRONG
        assert effect(base, codon + 3) == WRONG


def test_bases_that_do_not_code_have_no_codon() -> None:
    for base in (0, -5, 5593):
        assert effect(base, 7) == []


def test_the_base_is_that_of_the_name_where_the_sequence_tells_none() -> None:
    names = [{"nameType": "hgvs-cdna", "name": "NM_007294.3:c.5297T>G"}]
    unknown = messenger(cdsStart=GONE, cdsEnd=GONE)
    assert effect(9, 1766, unknown, alleleName=names) == []
    assert effect(9, 1765, unknown, alleleName=names) == WRONG
    assert effect(9, 1765, unknown) == []
    behind = [{"nameType": "hgvs-cdna", "name": "NM_007294.3:c.*5T>G"}]
    assert effect(9, 1765, unknown, alleleName=behind) == []


def test_the_effect_is_on_the_protein_of_the_transcript() -> None:
    def translated(target: str) -> Tree:
        to = {"relatedType": "translates-to", "target": ref(f"ReferenceSequence/{target}")}
        return messenger(related=[to])

    assert effect(5297, 1765, translated("SEQ2"), protein(id="SEQ2")) == WRONG
    assert effect(5297, 1765, translated("SEQ3"), protein(id="SEQ2")) == []


def test_other_changes_have_no_codon() -> None:
    for allele in ("", "GG", "T", "N"):
        assert effect(5297, 5, allele=allele) == []
    assert effect(5297, 5, contextualAlleleType="genomic") == []
    assert effect(5297, 5, related=[EFFECT | {"relatedType": "transcript-allele-cause"}]) == []


def test_effects_of_several_residues_are_not_judged() -> None:
    place = coordinate(5528, 5529, "T")
    allele = transcript(referenceCoordinate=place, related=[EFFECT])
    for other in (
        amino_acid("XA2", referenceCoordinate=coordinate(30, 33, "IleIleIle", "SEQ2"), allele=""),
        amino_acid("XA2", referenceCoordinate=coordinate(30, 31, "Ile", "SEQ2"), allele=GONE),
        amino_acid("XA2", referenceCoordinate=GONE),
        genomic("XA2"),
    ):
        assert found_in_set(allele, other, messenger(), only="CO-15") == []
    same = amino_acid("XA2", referenceCoordinate=coordinate(30, 31, "Ile", "SEQ2"), allele="=")
    assert found_in_set(allele, same, messenger(), only="CO-15") == WRONG
