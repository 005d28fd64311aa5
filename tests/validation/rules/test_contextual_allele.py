"""XA-1 to XA-4, XA-8 and XA-10: what belongs on which allele, and together."""

from __future__ import annotations

import pytest

from tests.validation.builders import (
    GONE,
    Tree,
    amino_acid,
    at,
    coordinate,
    found,
    genomic,
    intron,
    intron_position,
    resource_violations,
    term,
    transcript,
)

CODING = [term("SO:0000316")]


def without(position: Tree, *names: str) -> Tree:
    return {key: value for key, value in position.items() if key not in names}


@pytest.mark.parametrize("tree", [genomic(), transcript(), amino_acid(), intron()])
def test_right(tree: Tree) -> None:
    assert found(tree) == []


@pytest.mark.parametrize(
    ("tree", "name"),
    [
        (genomic(primaryAminoAcidChangeType=term("SO:0001583")), "primaryAminoAcidChangeType"),
        (transcript(ancillaryAminoAcidChangeType=[term("SO:0001818")]),
         "ancillaryAminoAcidChangeType"),
        (amino_acid(primaryNucleotideChangeType=term("SO:1000002")), "primaryNucleotideChangeType"),
        (amino_acid(ancillaryNucleotideChangeType=[term("SO:1000035")]),
         "ancillaryNucleotideChangeType"),
    ],
)  # fmt: skip
def test_change_types_of_the_other_kind(tree: Tree, name: str) -> None:
    assert found(tree) == [("XA-1", "error", f"/{name}")]


def test_no_primary_change_type() -> None:
    bare = genomic(primaryNucleotideChangeType=GONE)
    assert found(bare) == [("XA-2", "warning", "")]
    [violation] = resource_violations(amino_acid(primaryAminoAcidChangeType=GONE))
    assert violation.values == {"type": "amino-acid", "property": "primaryAminoAcidChangeType"}


def test_external_positions_are_of_transcripts() -> None:
    tree = intron(contextualAlleleType="genomic")
    assert found(tree) == [
        ("XA-3", "error", "/referenceCoordinate/end"),
        ("XA-3", "error", "/referenceCoordinate/start"),
    ]


@pytest.mark.parametrize("name", ["primaryTranscriptRegionType", "ancillaryTranscriptRegionType"])
def test_regions_are_of_transcripts(name: str) -> None:
    code = {"primaryTranscriptRegionType": "SO:0000316"}.get(name, "SO:0000147")
    place = coordinate(100, 101, "A") | {name: [term(code)]}
    assert found(genomic(referenceCoordinate=place)) == [
        ("XA-4", "error", f"/referenceCoordinate/{name}")
    ]
    assert found(transcript(allele="C", referenceCoordinate=place)) == []


@pytest.mark.parametrize(
    ("name", "partner"),
    [
        ("externalOffsetLength", "externalOffsetDirection"),
        ("externalOffsetDirection", "externalOffsetLength"),
        ("externalGenomicReferenceSequence", "externalGenomicPositionIndex"),
        ("externalGenomicPositionIndex", "externalGenomicReferenceSequence"),
    ],
)
def test_one_half_of_a_pair(name: str, partner: str) -> None:
    tree = intron(without(intron_position(609, 12, "+", 1002), partner))
    [violation] = resource_violations(tree)
    assert (violation.rule, violation.pointer) == ("XA-8", f"/referenceCoordinate/start/{name}")
    assert violation.values == {"property": name, "missing": partner}


def test_an_offset_without_genomic_position() -> None:
    genomic_half = ("externalGenomicReferenceSequence", "externalGenomicPositionIndex")
    tree = intron(end=without(intron_position(609, 13, "+", 1003), *genomic_half))
    place = "/referenceCoordinate/end/externalOffsetLength"
    assert found(tree) == [("XA-8", "warning", place)]


def test_names() -> None:
    def named(*names: Tree) -> list[tuple[str, str, str]]:
        return found(genomic(alleleName=list(names)))

    one, other = {"name": "NC_1.1:g.1A>C", "preferred": True}, {"name": "custom"}
    assert named(one, other) == []
    assert named(one, other | {"preferred": True}) == [("XA-10", "warning", "/alleleName")]
    assert named(one, other, other, other) == [("XA-10", "warning", "/alleleName")]
    # ST-4 and ST-7 speak of these.
    assert named(one, other | {"preferred": "true"}, {"name": 7}, {"name": 7}) == []


def test_nothing_is_said_of_an_unknown_type() -> None:
    place = coordinate(1, 2, "A", primaryTranscriptRegionType=CODING)
    assert found(at(1, 2, "A", "C", contextualAlleleType="dna", referenceCoordinate=place)) == []
