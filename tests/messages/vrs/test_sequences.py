"""Which sequence an Allele of VRS is on, and how the sequence of an allele is written."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.messages.vrs.sequences import (
    ReferencedSequence,
    Sequences,
    allele_type,
    is_name_of_sequence,
    mentioned_sequence,
    needed,
    other_sequence,
    read_link,
    read_reference,
    write_reference,
)
from clingen_ld.model import DEFAULT_BASE
from clingen_ld.types import ContextualAllele

CHR7, OF_CHR7 = "NC_000007.14", "SQ.F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul"
OTHER = "SQ." + 32 * "A"
"""The refget accession of a sequence that nobody knows."""
NAMED = "https://x.org/sequence"


def allele(sequence: str | None, name: str | None = None, **more: Any) -> ContextualAllele:
    tree: dict[str, Any] = {"resourceType": "ContextualAllele"} | more
    if sequence is not None:
        tree["referenceCoordinate"] = {"referenceSequence": {"reference": sequence}}
    if name is not None:
        tree["alleleName"] = [{"nameType": "hgvs-cdna", "name": name}]
    return ContextualAllele(tree)


@pytest.mark.parametrize(
    ("given", "expressions", "accession", "refget"),
    [
        (OF_CHR7, [], CHR7, OF_CHR7),
        (f"ga4gh:{OF_CHR7}", [], CHR7, OF_CHR7),
        ({"refgetAccession": OF_CHR7, "id": "my name"}, [], CHR7, OF_CHR7),
        ({"refgetAccession": OF_CHR7, "id": "NC_000001.11"}, [], CHR7, OF_CHR7),
        ({"refgetAccession": OTHER, "id": "NM_007294.4"}, [], "NM_007294.4", OTHER),
        ({"refgetAccession": OTHER, "id": CHR7}, [], None, OTHER),
        ({"name": "refseq:NM_007294.4"}, [], "NM_007294.4", None),
        ("refseq:NM_007294.4", [], "NM_007294.4", None),
        ("CM000669.2", [], CHR7, None),
        (None, ["NM_007294.4:c.1A>C"], "NM_007294.4", None),
        (None, ["NM_007294.4:c.1A>C", "NM_007294.3:c.1A>C"], None, None),
        (NAMED, ["NM_007294.4:c.1A>C"], None, None),
        ({"refgetAccession": "SQ.short"}, [], None, None),
        (5, [], None, None),
    ],
)
def test_the_sequence_of_a_reference(
    given: Any, expressions: list[str], accession: str | None, refget: str | None
) -> None:
    assert read_reference(given, expressions) == ReferencedSequence(accession, refget)


@pytest.mark.parametrize(
    ("given", "syntaxes", "kind"),
    [
        (CHR7, ["hgvs.c"], "genomic"),
        ("NM_007294.4", [], "transcript"),
        ("NP_009225.1", [], "amino-acid"),
        ({"refgetAccession": OTHER, "moleculeType": "mRNA"}, ["hgvs.p"], "transcript"),
        ({"refgetAccession": OTHER, "residueAlphabet": "aa"}, [], "amino-acid"),
        ({"refgetAccession": OTHER, "residueAlphabet": "na"}, [], None),
        ({"refgetAccession": OTHER}, ["spdi", "hgvs.n"], "transcript"),
        (OTHER, [None, 5], None),
    ],
)
def test_the_type_of_alleles_on_a_sequence(given: Any, syntaxes: list[Any], kind: Any) -> None:
    assert allele_type(read_reference(given, ()), given, syntaxes) == kind


def test_names_that_contradict_the_digest() -> None:
    assert other_sequence({"refgetAccession": OF_CHR7, "id": CHR7}) is None
    assert other_sequence({"refgetAccession": OTHER, "name": CHR7}) == (CHR7, OF_CHR7)
    for given in (None, {}, {"refgetAccession": "x", "id": CHR7}, {"refgetAccession": OTHER}):
        assert other_sequence(given) is None


def test_names_of_sequences() -> None:
    for name in (CHR7, OF_CHR7, f"ga4gh:{OF_CHR7}", "refseq:NM_007294.4", NAMED):
        assert is_name_of_sequence(name)
    for name in ("", "x", "SQ.short", "chr7"):
        assert not is_name_of_sequence(name)


@pytest.mark.parametrize(
    ("found", "given", "link"),
    [
        (ReferencedSequence(CHR7, OF_CHR7), OF_CHR7, f"ReferenceSequence/{CHR7}"),
        (ReferencedSequence(None, OTHER), OTHER, f"ReferenceSequence/{OTHER}"),
        (ReferencedSequence(), NAMED, NAMED),
        (ReferencedSequence(), f"{DEFAULT_BASE}ReferenceSequence/S1", "ReferenceSequence/S1"),
        (ReferencedSequence(), "x", None),
        (ReferencedSequence(), {}, None),
    ],
)
def test_links_to_sequences(found: ReferencedSequence, given: Any, link: str | None) -> None:
    told = read_link(found, given, DEFAULT_BASE)
    assert told == (None if link is None else {"reference": link})


def test_sequences_that_are_mentioned() -> None:
    assert mentioned_sequence(ReferencedSequence(), "genomic") is None
    told = mentioned_sequence(ReferencedSequence(None, OTHER), "transcript")
    assert told is not None
    assert (told["id"], told["referenceSequenceType"]) == (OTHER, "transcript")
    assert [each["value"] for each in told["identifier"]] == [OTHER]
    told = mentioned_sequence(ReferencedSequence(CHR7, OF_CHR7), "genomic")
    assert told is not None
    assert OF_CHR7 not in [each["value"] for each in told["identifier"]]  # as everybody knows it


@pytest.mark.parametrize(
    ("given", "target", "expected"),
    [
        (allele(f"ReferenceSequence/{CHR7}"), None, ReferencedSequence(CHR7, OF_CHR7)),
        (allele("ReferenceSequence/NM_007294.4"), None, ReferencedSequence("NM_007294.4")),
        (allele(f"ReferenceSequence/{OTHER}"), None, ReferencedSequence(None, OTHER)),
        (allele("ReferenceSequence/S1"), [CHR7], ReferencedSequence(CHR7, OF_CHR7)),
        (allele("ReferenceSequence/S1"), ["NM_007294.4", OTHER],
         ReferencedSequence("NM_007294.4", OTHER)),
        (allele("ReferenceSequence/S1"), [CHR7, OTHER], ReferencedSequence(None, OTHER)),
        (allele(None, "NM_007294.4:c.1A>C"), None, ReferencedSequence("NM_007294.4")),
        (allele(None, "BRCA1:c.1A>C"), None, ReferencedSequence()),
    ],
)  # fmt: skip
def test_the_sequence_of_an_allele(
    given: ContextualAllele, target: list[str] | None, expected: ReferencedSequence
) -> None:
    tree = None if target is None else {"identifier": [{"value": each} for each in target]}
    assert Sequences(DEFAULT_BASE).find(given, tree) == expected


def test_the_sequence_is_asked_for_where_its_name_does_not_say_the_digest() -> None:
    asked = [f"ReferenceSequence/{each}" for each in (CHR7, "NM_007294.4", "S1")]
    assert [len(list(needed(allele(each).tree))) for each in asked] == [0, 1, 1]


def test_references_as_they_are_written() -> None:
    genomic = allele(f"ReferenceSequence/{CHR7}", contextualAlleleType="genomic")
    found = Sequences(DEFAULT_BASE).find(genomic, None)
    assert write_reference(found, genomic, DEFAULT_BASE) == {
        "id": CHR7, "type": "SequenceReference", "refgetAccession": OF_CHR7,
        "residueAlphabet": "na", "moleculeType": "genomic",
    }  # fmt: skip
    protein = ReferencedSequence("NP_009225.1", OTHER)
    told = write_reference(protein, allele(None), DEFAULT_BASE)
    assert isinstance(told, dict)
    assert (told["residueAlphabet"], told["moleculeType"]) == ("aa", "protein")
    unknown = write_reference(ReferencedSequence("NM_007294.4"), allele(None), DEFAULT_BASE)
    assert unknown == "refseq:NM_007294.4"
    nameless = write_reference(ReferencedSequence(), allele("ReferenceSequence/S1"), DEFAULT_BASE)
    assert nameless == f"{DEFAULT_BASE}ReferenceSequence/S1"
    assert write_reference(ReferencedSequence(), allele(None), DEFAULT_BASE) is None
