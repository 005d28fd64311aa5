"""XA-5, XA-6, XA-12 and the insertions of XA-9: intervals and their lengths."""

from __future__ import annotations

import pytest

from clingen_ld.types import ReferenceCoordinate
from clingen_ld.variation.position import read_interval
from tests.validation.builders import (
    Tree,
    amino_acid,
    at,
    chromosome,
    found,
    found_in_set,
    genomic,
    intron,
    intron_position,
    resource_violations,
    term,
)

START = "/referenceCoordinate/start"
REFERENCE = "/referenceCoordinate/refAllele"
GENOMIC_END = "/referenceCoordinate/end/externalGenomicPositionIndex"


def position(index: int, offset: int | None = None, direction: str | None = None) -> Tree:
    return {"index": index} | {
        name: value
        for name, value in (
            ("externalOffsetLength", offset),
            ("externalOffsetDirection", direction),
        )
        if value is not None
    }


def length(start: Tree, end: Tree) -> int | None:
    interval = read_interval(ReferenceCoordinate({"start": start, "end": end}))
    return None if interval is None else interval.length


def test_length_without_offsets() -> None:
    assert length(position(5), position(5)) == 0
    assert length(position(5), position(8)) == 3
    assert length(position(8), position(5)) == -3


def test_length_downstream_of_an_exon() -> None:
    assert length(position(5, 12, "+"), position(5, 13, "+")) == 1
    assert length(position(5), position(5, 2, "+")) == 2
    assert length(position(5, 3, "+"), position(5, 1, "+")) == -2


def test_length_upstream_of_an_exon_in_either_order() -> None:
    assert length(position(5, 3, "-"), position(5, 1, "-")) == 2
    assert length(position(5, 1, "-"), position(5, 3, "-")) == 2
    assert length(position(5, 2, "-"), position(5)) == 2


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (position(5, 3, "+"), position(5, 3, "-")),  # across the intron
        (position(5, 3, "+"), position(6, 4, "+")),  # two introns
        (position(5, 3, "+"), position(5)),
        (position(5), position(5, 3, "-")),
        (position(5, 3), position(5, 4)),  # half offsets: XA-8
        (position(5, 3, "+"), position(5, None, "+")),
        (position(5, -3, "+"), position(5, 4, "+")),
        (position(-5), position(5)),
        ({"index": "5"}, position(5)),
        ({"index": True}, position(5)),
        ({}, position(5)),
    ],
)
def test_length_that_nothing_tells(start: Tree, end: Tree) -> None:
    assert length(start, end) is None


def test_start_after_end() -> None:
    tree = at(101, 100, None, "C", primaryNucleotideChangeType=term("SO:1000002"))
    [violation] = resource_violations(tree)
    assert (violation.rule, violation.pointer) == ("XA-5", START)
    assert violation.values == {"start": "101", "end": "100"}


def test_start_after_end_by_offset() -> None:
    tree = intron(intron_position(609, 13, "+", 1003), intron_position(609, 12, "+", 1002))
    [violation] = resource_violations(tree)
    assert (violation.rule, violation.pointer) == ("XA-5", START)
    assert violation.values == {"start": "609+13", "end": "609+12"}


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (intron_position(609, 13, "-", 1003), intron_position(609, 12, "-", 1004)),
        (intron_position(609, 12, "-", 1004), intron_position(609, 13, "-", 1003)),
        # On the minus strand genomic positions fall where those of the transcript rise.
        (intron_position(609, 12, "+", 1003), intron_position(609, 13, "+", 1002)),
    ],
)
def test_intron_intervals_of_one_base(start: Tree, end: Tree) -> None:
    assert found(intron(start, end)) == []


@pytest.mark.parametrize(
    ("tree", "residues", "length_"),
    [
        (at(100, 101, "AG", "C"), 2, 1),
        (at(100, 102, "A", "C"), 1, 2),
        (at(100, 100, "A", "C"), 1, 0),
        (amino_acid(referenceCoordinate=at(30, 32, "Ile", "")["referenceCoordinate"]), 1, 2),
        (amino_acid(referenceCoordinate=at(30, 31, "IS", "")["referenceCoordinate"]), 2, 1),
    ],
)
def test_reference_of_another_length(tree: Tree, residues: int, length_: int) -> None:
    [violation] = [b for b in resource_violations(tree) if b.rule != "XA-2"]
    assert (violation.rule, violation.pointer) == ("XA-6", REFERENCE)
    assert violation.values == {"residues": residues, "length": length_}


@pytest.mark.parametrize("reference", ["IleSer", "Ile*", "**", "IS", "TerXaa"])
def test_two_amino_acids(reference: str) -> None:
    place = at(30, 32, reference, "")["referenceCoordinate"]
    assert found(amino_acid(referenceCoordinate=place)) == []


def test_length_in_an_intron() -> None:
    tree = intron()
    tree["referenceCoordinate"]["refAllele"] = "AA"
    assert found(tree) == [("XA-6", "error", REFERENCE)]


def test_only_sequences_in_their_alphabet_are_counted() -> None:
    tree = at(100, 101, "a-", "C", primaryNucleotideChangeType=term("SO:1000002"))
    assert found(tree) == [("XA-7", "error", REFERENCE)]


def test_insertion_with_an_interval() -> None:
    insertion = term("SO:0000667")
    right = at(100, 100, "", "C", primaryNucleotideChangeType=insertion)
    assert found(right) == []
    wrong = genomic(primaryNucleotideChangeType=insertion)
    assert found(wrong) == [("XA-9", "error", "/referenceCoordinate/end")]


def test_genomic_interval_of_another_length() -> None:
    tree = intron(end=intron_position(609, 13, "+", 1004))
    [violation] = resource_violations(tree)
    assert (violation.rule, violation.pointer) == ("XA-12", GENOMIC_END)
    assert violation.values == {"genomic": 2, "intron": 1}


def test_genomic_intervals_on_two_sequences_have_no_length() -> None:
    tree = intron(end=intron_position(609, 13, "+", 1004))
    other = {"reference": "ReferenceSequence/SEQ3"}
    tree["referenceCoordinate"]["end"]["externalGenomicReferenceSequence"] = other
    assert found(tree) == []


def on_chromosome(index: int, accession: str, second: str | None = None) -> list[str]:
    """The places of SQ-2 in an allele at an index of a chromosome that is in the set."""
    names = [{"value": name} for name in (accession, second) if name]
    sequence = chromosome(accession, accession) | {"identifier": names}
    allele = at(index, index + 1, "A", "C")
    reference = {"reference": f"ReferenceSequence/{accession}"}
    allele["referenceCoordinate"]["referenceSequence"] = reference
    found = found_in_set(allele, sequence, only="SQ-2")
    assert found == found_in_set(allele, only="SQ-2") or second is not None
    return sorted(pointer for _, _, _, pointer in found)


@pytest.mark.parametrize(
    ("accession", "length"),
    [("NC_000017.11", 83257441), ("NC_000021.9", 46709983), ("NC_012920.1", 16569)],
)
def test_positions_behind_the_end_of_a_chromosome(accession: str, length: int) -> None:
    assert on_chromosome(length - 1, accession) == []
    assert on_chromosome(length, accession) == ["/referenceCoordinate/end/index"]
    both = ["/referenceCoordinate/end/index", "/referenceCoordinate/start/index"]
    assert on_chromosome(999_999_999, accession) == both


def test_the_length_of_a_chromosome_by_any_of_its_accessions() -> None:
    assert on_chromosome(83257441, "CM000679.2", "NC_000017.11") != []
    assert on_chromosome(999_999_999, "NG_005905.2") == []


def test_the_genomic_positions_of_introns_lie_within_the_chromosome() -> None:
    far = 999_999_999
    allele = intron()
    for side, index in (("start", far), ("end", far + 1)):
        place = allele["referenceCoordinate"][side]
        place["externalGenomicPositionIndex"] = index
        place["externalGenomicReferenceSequence"] = {"reference": "ReferenceSequence/NC_000017.11"}
    found = found_in_set(allele, chromosome(id="NC_000017.11"), only="SQ-2")
    assert {pointer for _, _, _, pointer in found} == {
        "/referenceCoordinate/start/externalGenomicPositionIndex",
        "/referenceCoordinate/end/externalGenomicPositionIndex",
    }
