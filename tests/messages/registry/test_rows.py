"""Rows of Registry documents become contextual alleles, and are written from these again."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.messages.registry.rows import (
    accessions,
    build_rank,
    chromosome_and_build,
    coordinates,
    main_accession,
    mark_partial,
    placement,
    row_allele,
    row_id,
    write_row,
)
from clingen_ld.model import DEFAULT_BASE, Model, is_subsetted
from clingen_ld.types import ContextualAllele
from tests.messages.registry.documents import DOCUMENTS

CANONICAL = "http://reg.genome.network/allele/CA900000001"
KINDS = {
    "genomicAlleles": "genomic",
    "transcriptAlleles": "transcript",
    "aminoAcidAlleles": "amino-acid",
}
ROWS = [
    (row, kind)
    for name in ("substitution", "intron", "amino acids", "deletion in a repeat")
    for key, kind in KINDS.items()
    for row in DOCUMENTS[name].get(key, ())
]
PLACE = {"start": 9, "end": 10, "referenceAllele": "A", "allele": "C"}


@pytest.mark.parametrize(("row", "kind"), ROWS)
def test_the_content_of_a_row_is_written_again(
    row: dict[str, Any], kind: str, model: Model
) -> None:
    made = row_allele(row, kind, CANONICAL, model)
    assert made.tree["canonicalAllele"] == {"reference": CANONICAL}
    assert made.tree["contextualAlleleType"] == kind
    written = write_row(ContextualAllele(made.tree), DEFAULT_BASE)
    assert written["hgvs"] == row["hgvs"]
    for key in ("referenceGenome", "chromosome"):
        assert written.get(key) == row.get(key)
    [found], [given] = written["coordinates"], row["coordinates"]
    assert found.keys() == given.keys()
    for key in ("start", "end", "startIntronOffset", "endIntronOffset"):
        assert found.get(key) == given.get(key)
    assert written.get("proteinEffect") == row.get("proteinEffect")


def test_a_row_with_all_a_row_may_have(model: Model) -> None:
    row = DOCUMENTS["substitution"]["transcriptAlleles"][0]
    made = row_allele(row, "transcript", CANONICAL, model)
    assert made.tree["id"] == "NM_007294.4:293:T:G"
    assert made.tree["alleleName"] == [{"nameType": "hgvs-cdna", "name": "NM_007294.4:c.181T>G"}]
    assert made.moved["/alleleName/0/name"] == "/hgvs/0"
    assert made.moved["/referenceCoordinate/start/index"] == "/coordinates/0/start"
    mentioned = {tree["resourceType"]: tree for tree in made.mentioned}
    assert mentioned.keys() == {"ReferenceSequence", "ContextualAllele", "Gene"}
    gene = mentioned["Gene"]
    assert (gene["symbol"], is_subsetted(gene)) == ("BRCA1", True)
    assert [each["value"] for each in gene["identifier"]] == ["HGNC:1100", "672"]
    [related] = made.tree["related"]
    assert related["relatedType"] == "amino-acid-effect"
    assert related["target"]["reference"].startswith("ContextualAllele/NP_")


def test_amino_acids_are_spelled_in_three_letters(model: Model) -> None:
    row = DOCUMENTS["amino acids"]["aminoAcidAlleles"][0]
    tree = row_allele(row, "amino-acid", CANONICAL, model).tree
    assert (tree["referenceCoordinate"]["refAllele"], tree["allele"]) == ("Cys", "Gly")
    assert tree["id"] == "NP_009225.1:p.Cys61Gly"


def test_directions_may_be_the_numbers_of_characters(model: Model) -> None:
    row = DOCUMENTS["intron"]["transcriptAlleles"][1]
    start = row_allele(row, "transcript", CANONICAL, model).tree["referenceCoordinate"]["start"]
    assert row["coordinates"][0]["startIntronDirection"] == 45
    assert (start["externalOffsetLength"], start["externalOffsetDirection"]) == (22, "-")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"hgvs": ["NC_000017.11:g.1A>C", "CM000679.2:g.1A>C"]}, ["NC_000017.11", "CM000679.2"]),
        ({"hgvs": ["CM000679.2:g.1A>C"]}, ["NC_000017.11", "CM000679.2"]),
        ({"referenceGenome": "GRCh38", "chromosome": "17"}, ["NC_000017.11"]),
        ({"referenceGenome": "hg19", "chromosome": "17"}, ["NC_000017.10"]),
        ({"referenceGenome": "GRCh38", "chromosome": "99"}, []),
        ({"referenceGenome": 38, "chromosome": "17"}, []),
        ({"hgvs": "NC_000017.11:g.1A>C"}, []),
        ({}, []),
    ],
)
def test_the_sequence_of_a_row(row: dict[str, Any], expected: list[str]) -> None:
    assert accessions(row) == expected


def test_rows_without_a_name_are_known_by_the_iri_of_their_sequence() -> None:
    iri = "http://reg.genome.network/refseq/RS000065"
    assert main_accession({"referenceSequence": iri}) == "RS000065"
    assert main_accession({"referenceSequence": iri, "hgvs": ["NM_1.1:c.1A>C"]}) == "NM_1.1"
    assert main_accession({"referenceSequence": 5}) is None


def test_rows_of_newer_builds_come_first() -> None:
    ranks = [build_rank({"hgvs": [f"NC_000017.{n}:g.1A>C"]}) for n in (11, 10, 9)]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == 3
    assert build_rank({"hgvs": ["NM_007294.4:c.1A>C"]}) == -1


@pytest.mark.parametrize("given", [None, {}, "x", [PLACE, 5], [[PLACE]]])
def test_wrong_coordinates_are_none(given: Any, model: Model) -> None:
    row = {"hgvs": ["NM_1.1:c.10A>C"], "coordinates": given}
    assert coordinates(row) == []
    tree = row_allele(row, "transcript", CANONICAL, model).tree
    assert "referenceCoordinate" not in tree
    assert tree["id"].startswith("NM_1.1:allele.")


@pytest.mark.parametrize(
    "wrong", [{"start": "9"}, {"end": None}, {"startIntronOffset": "1"}, {"allele": 5}]
)
def test_a_place_that_is_none(wrong: dict[str, Any]) -> None:
    assert placement("NM_1.1", PLACE) is not None
    assert placement("NM_1.1", PLACE | wrong) is None


def test_ids_without_a_name_or_place_are_digests_of_the_content() -> None:
    rows: list[dict[str, Any]] = [{}, {"coordinates": [PLACE]}, {"referenceSequence": "x"}]
    found = [row_id(row, "transcript", None, {}, "CA1") for row in rows]
    found.append(row_id({}, "transcript", None, {}, "CA2"))
    assert len(set(found)) == 4
    assert row_id({}, "transcript", "NM_1.1", {}, "CA1") == f"NM_1.1:{found[0]}"


def test_truncated_rows_are_marked_as_partial(model: Model) -> None:
    row = DOCUMENTS["substitution"]["genomicAlleles"][0]
    whole = row_allele(row, "genomic", CANONICAL, model).tree
    mark_partial(whole, row)
    assert not is_subsetted(whole)
    assert "referenceCoordinate" in whole
    for missing, is_placed in (("hgvs", True), ("coordinates", False)):
        cut = {key: value for key, value in row.items() if key != missing}
        tree = row_allele(cut, "genomic", CANONICAL, model).tree
        mark_partial(tree, cut)
        assert is_subsetted(tree)
        assert ("referenceCoordinate" in tree) is is_placed


def test_the_chromosome_and_build_of_accessions() -> None:
    of_37 = {"referenceGenome": "GRCh37", "chromosome": "17"}
    assert chromosome_and_build(("NM_007294.4", "NC_000017.10")) == of_37
    assert chromosome_and_build(("NM_007294.4", "NC_999999.1")) == {}
