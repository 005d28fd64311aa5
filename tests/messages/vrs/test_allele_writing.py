"""Contextual alleles, written as Alleles of VRS: with sequences, and without."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.messages.vrs.making import (
    CHROMOSOME,
    TRANSCRIPT,
    allele,
    canonical,
    check_accepted,
    check_recipe,
    fasta,
    in_intron,
    refget,
    sequence,
    written,
)


def test_an_allele_alone() -> None:
    names = [("NC_000017.11:g.43051098A>C", "hgvs-genomic"), ("5416T>G", "custom")]
    (value,), lost = written([allele(CHROMOSOME, 43051097, 43051098, "A", "C", names=names)])
    check_accepted(value)
    assert value["id"] == "ga4gh:VA.cr_VuBqXuBKUVDlZw8hISab5r3HDaFpj"
    assert value["expressions"] == [{"syntax": "hgvs.g", "value": names[0][0]}]
    assert value["aliases"] == ["5416T>G"]
    assert value["location"]["sequence"] == "A"
    assert value["location"]["sequenceReference"]["id"] == CHROMOSOME
    assert value["state"] == {"type": "LiteralSequenceExpression", "sequence": "C"}
    assert lost == []


def test_an_amino_acid_allele_is_in_one_letter() -> None:
    protein = allele("NP_009225.1", 1765, 1766, "Ile", "Ter", "amino-acid")
    (value,), lost = written(canonical("CA1", [protein]))
    check_recipe(value)
    (member,) = value["members"]
    assert (member["location"]["sequence"], member["state"]["sequence"]) == ("I", "*")
    assert "NP_009225.1:1765_1766:Ile:Ter /allele" in lost


def test_what_lies_in_an_intron_has_its_genomic_sibling() -> None:
    sibling = allele(CHROMOSOME, 10, 11, "A", "T")
    (value,), lost = written(canonical("CA1", [in_intron(5, 5), sibling], preferred=0))
    assert [m["location"]["start"] for m in value["members"]] == [10]
    assert any("VRS has a form for positions in introns only with" in each for each in lost)
    values, lost = written([in_intron(5, 5)])
    assert values == []
    assert len(lost) == 1


@pytest.mark.parametrize(("reference", "alternate"), [("", "A"), ("AC", ""), ("CA", "CACA")])
def test_without_a_sequence_a_pure_indel_has_no_identifier(reference: str, alternate: str) -> None:
    end = 100 + len(reference)
    (value,), lost = written([allele(CHROMOSOME, 100, end, reference, alternate)])
    check_accepted(value)
    assert "id" not in value
    assert "digest" not in value
    assert (value["location"]["start"], value["location"]["end"]) == (100, end)
    assert [each.partition(" ")[2] for each in lost] == ["normalization (give --sequences)"]


def test_without_a_sequence_a_reference_allele_is_exact() -> None:
    (value,), lost = written([allele(CHROMOSOME, 100, 102, "AC", "AC")])
    check_accepted(value)
    assert value["state"]["repeatSubunitLength"] == 2
    assert "id" in value
    assert lost == []


def test_with_a_sequence_all_alleles_are_normal(tmp_path: Path) -> None:
    text = "GGATTTTCCAGCAGCAGTT"
    path = fasta(tmp_path / "x.fa", {TRANSCRIPT: text})
    (value,), lost = written([allele(TRANSCRIPT, 5, 6, "T", "", "transcript")], path)
    check_accepted(value)
    assert value["location"]["sequenceReference"]["refgetAccession"] == refget(text)
    assert value["location"]["sequenceReference"]["moleculeType"] == "mRNA"
    assert (value["location"]["start"], value["location"]["end"]) == (3, 7)
    assert value["location"]["sequence"] == "TTTT"
    assert value["state"] == {
        "type": "ReferenceLengthExpression", "length": 3, "repeatSubunitLength": 1,
        "sequence": "TTT",
    }  # fmt: skip
    assert "/referenceCoordinate/start/index" in {each.partition(" ")[2] for each in lost}


def test_what_contradicts_the_sequence_is_said(tmp_path: Path) -> None:
    path = fasta(tmp_path / "x.fa", {TRANSCRIPT: "ACGTACGT"})
    (value,), lost = written([allele(TRANSCRIPT, 1, 2, "T", "A", "transcript")], path)
    assert value["location"]["sequence"] == "C"
    assert any("it is not what the sequence has there" in each for each in lost)
    (value,), lost = written([allele(TRANSCRIPT, 7, 9, "TT", "", "transcript")], path)
    assert "id" not in value
    assert any("normalization" in each for each in lost)


def test_the_accession_may_come_with_the_sequence_alone() -> None:
    tree = allele("S1", 1, 2, "T", "A")
    for trees in ([sequence("S1", CHROMOSOME), *canonical("CA1", [tree])],
                  [*canonical("CA1", [tree]), sequence("S1", CHROMOSOME)]):  # fmt: skip
        (value,), lost = written(trees)
        assert value["members"][0]["location"]["sequenceReference"]["id"] == CHROMOSOME
        assert "S1 the ReferenceSequence, but for its accession" in lost


def test_the_accession_may_be_in_the_display_or_the_name() -> None:
    by_display, by_name = (allele("S1", 1, 2, "T", "A") for _ in range(2))
    by_display["referenceCoordinate"]["referenceSequence"]["display"] = CHROMOSOME
    by_name["alleleName"] = [{"nameType": "hgvs-genomic", "name": f"{CHROMOSOME}:g.2T>A"}]
    for tree in (by_display, by_name):
        (value,), _ = written([tree])
        assert value["location"]["sequenceReference"]["id"] == CHROMOSOME
