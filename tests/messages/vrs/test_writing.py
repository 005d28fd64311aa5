"""Alleles of the model in VRS, what that cannot carry, and what ga4gh's own models say of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ga4gh.cat_vrs import models as cat_models
from ga4gh.cat_vrs import recipes

import clingen_ld
from clingen_ld.model import SUBSETTED
from tests.console import ROOT
from tests.messages.vrs.making import (
    CHROMOSOME,
    TRANSCRIPT,
    allele,
    canonical,
    check_accepted,
    fasta,
    in_intron,
    refget,
    written,
)

STORIES = ("ilk", "brca1", "cx3cr1", "cftr", "mt-tl1", "rbm20", "registry", "interpretation")


@pytest.mark.parametrize("story", STORIES)
def test_what_the_examples_become_is_accepted_by_the_reference(story: str) -> None:
    text = clingen_ld.convert(ROOT / "examples" / story, "vrs").text or ""
    for value in map(json.loads, text.splitlines()):
        if value["type"] == "Allele":
            check_accepted(value)
            continue
        for member in value.get("members", ()):
            check_accepted(member)
        if "constraints" in value:
            check_recipe(value)


def check_recipe(value: dict[str, Any]) -> None:
    relations = value["constraints"][0]["relations"]
    is_protein = len(relations) == 1
    recipe = recipes.ProteinSequenceConsequence if is_protein else recipes.CanonicalAllele
    for model in (recipe, cat_models.CategoricalVariant):
        read = model.model_validate(value)
        assert read.model_dump(exclude_none=True, mode="json") == value


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


def test_a_canonical_allele_is_a_recipe() -> None:
    new = allele(CHROMOSOME, 43051097, 43051098, "A", "C")
    old = allele("NC_000017.10", 41203114, 41203115, "A", "C")
    system = "http://www.ncbi.nlm.nih.gov/clinvar"
    more: dict[str, Any] = {"identifier": [{"label": "x", "system": system, "value": "1"}],
            "relatedIdentifier": [{"system": system, "value": "2"}]}  # fmt: skip
    (value,), lost = written(canonical("CA1", [old, new], **more))
    check_recipe(value)
    assert value["id"] == "CA1"
    assert value["constraints"][0]["allele"] == value["members"][1]  # that of GRCh38
    assert [m["relation"] for m in value["mappings"]] == ["exactMatch", "relatedMatch"]
    assert value["mappings"][0]["coding"] == {"system": system, "code": "1", "name": "x"}
    assert lost == []
    (value,), lost = written(canonical("CA1", [old, new], preferred=0))
    assert value["constraints"][0]["allele"] == value["members"][0]  # the preferred one
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


def test_alleles_that_are_one_in_vrs_are_one_member(tmp_path: Path) -> None:
    path = fasta(tmp_path / "x.fa", {TRANSCRIPT: "GGATTTTCC"})
    one = allele(TRANSCRIPT, 3, 4, "T", "", "transcript", [(f"{TRANSCRIPT}:n.4del", "hgvs-ncrna")])
    two = allele(TRANSCRIPT, 6, 7, "T", "", "transcript", [(f"{TRANSCRIPT}:n.7del", "hgvs-ncrna")])
    (value,), _ = written(canonical("CA1", [one, two]), path)
    (member,) = value["members"]
    assert [e["value"] for e in member["expressions"]] == [f"{TRANSCRIPT}:n.{n}del" for n in (4, 7)]


def test_a_sequence_that_is_not_known_is_named() -> None:
    (value,), lost = written([allele(TRANSCRIPT, 1, 2, "T", "A", "transcript")])
    check_accepted(value)
    assert value["location"]["sequenceReference"] == f"refseq:{TRANSCRIPT}"
    assert lost == [f"{TRANSCRIPT}:1:T:A refgetAccession (give --sequences)"]


def sequence(id_: str, accession: str) -> dict[str, Any]:
    system = "http://www.ncbi.nlm.nih.gov/nuccore"
    return {"resourceType": "ReferenceSequence", "id": id_,
            "identifier": [{"system": system, "value": accession}]}  # fmt: skip


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


def test_what_vrs_cannot_carry_is_told_by_name() -> None:
    tree = allele(CHROMOSOME, 1, 2, "T", "A", meta={"versionId": "1"})
    tree["related"] = [{"target": {"reference": "ContextualAllele/1"}}]
    tree["alleleName"] = [{"nameType": "ivs", "name": "IVS1", "legacy": True}]
    tree["referenceCoordinate"]["primaryTranscriptRegionType"] = [{"text": "x"}]
    gene = {"resourceType": "Gene", "id": "G1", "symbol": "X"}
    provenance = {"resourceType": "Provenance", "id": "P1"}
    _, lost = written([tree, gene, provenance])
    assert {each.partition(" ")[2] for each in lost} == {
        "/meta", "/alleleName", "/referenceCoordinate/primaryTranscriptRegionType", "/related",
        "the Gene", "the Provenance",
    }  # fmt: skip


def test_what_is_only_mentioned_needs_no_word() -> None:
    mentioned = {"meta": {"tag": [SUBSETTED]}}
    trees = [sequence("S1", CHROMOSOME) | mentioned,
             {"resourceType": "Gene", "id": "G1", "symbol": "X"} | mentioned,
             allele(CHROMOSOME, 1, 2, "T", "A") | mentioned]  # fmt: skip
    assert written(trees) == ([], [])


def test_a_haplotype_has_no_members() -> None:
    tree = {"resourceType": "CanonicalAllele", "id": "CA1", "canonicalAlleleType": "nucleotide",
            "complexity": "complex", "nested": [{"reference": "CanonicalAllele/CA2"}]}  # fmt: skip
    (value,), lost = written([tree])
    assert cat_models.CategoricalVariant.model_validate(value)
    assert lost == ["CA1 /nested"]


def test_members_that_never_come_are_told() -> None:
    trees = canonical("CA1", [allele(CHROMOSOME, 1, 2, "T", "A")])
    (value,), lost = written(trees[:1])
    assert "members" not in value
    assert lost == ["CA1 /relatedContextualAllele/0"]


@pytest.mark.parametrize("owner", ["CA1", "CA2"])
def test_an_allele_of_two_canonical_ones_that_names_one(owner: str) -> None:
    """As a store has it, which keeps the last description: nothing is lost."""
    shared = allele(CHROMOSOME, 1, 2, "T", "A")
    first, second = canonical("CA1", [shared]), canonical("CA2", [shared])
    other = dict(first[1]) | {"canonicalAllele": {"reference": f"CanonicalAllele/{owner}"}}
    values, lost = written([first[0], other, *first[2:], second[0]])
    assert [value["id"] for value in values] == ["CA1", "CA2"]
    assert values[0]["members"] == values[1]["members"]
    assert lost == []


@pytest.mark.parametrize("part", [None, 5, "x", [], {}, [{}], {"index": "x"}])
def test_wrong_resources_break_nothing(part: Any) -> None:
    right = canonical("CA1", [allele(CHROMOSOME, 1, 2, "T", "A")])
    for number, tree in enumerate(right):
        for key in tree.keys() - {"resourceType"}:
            written([t | ({key: part} if n == number else {}) for n, t in enumerate(right)])
    place = right[1]["referenceCoordinate"]
    for key in place:
        written([right[1] | {"referenceCoordinate": place | {key: part}}])


@pytest.mark.slow
def test_the_reference_implementation_is_not_loaded() -> None:
    code = (
        "import sys, clingen_ld\n"
        f"clingen_ld.convert({str(ROOT / 'examples' / 'brca1')!r}, 'vrs')\n"
        "assert not [m for m in sys.modules if m.startswith(('ga4gh', 'pydantic'))]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("form", ["registry", "interpretation"])
def test_variants_without_a_type_are_written_in_other_forms_or_named(form: str) -> None:
    number = {"system": "https://www.ncbi.nlm.nih.gov/clinvar/variation/", "code": "12"}
    mapped = {"coding": number, "relation": "exactMatch"}
    given = {"type": "CategoricalVariant", "id": "x:1", "name": "a", "mappings": [mapped]}
    done = clingen_ld.convert([given], form)
    assert "x:1" in (done.text or "")
    lost = {loss.what.rpartition("1")[2].lstrip("/") for loss in done.losses}
    assert lost == ({"identifier", "vrs#name"} if form == "registry" else set())
    named = {"type": "CategoricalVariant", "id": "x:2", "members": [f"ga4gh:VA.{'x' * 32}"]}
    done = clingen_ld.convert([named], form)
    assert "x:2" in (done.text or "")
    assert "/relatedContextualAllele/0" in [loss.what for loss in done.losses]


def test_alleles_in_cis_that_no_rows_hold_are_named() -> None:
    members = [f"ga4gh:VA.{letter * 32}" for letter in "xy"]
    done = clingen_ld.convert([{"type": "CisPhasedBlock", "members": members}], "registry")
    assert "/nested" in [loss.what for loss in done.losses]


def _named(name: str, of_location: str | None = None) -> dict[str, Any]:
    """An Allele under an id of its document, which may give one to its location, too."""
    place = {"type": "SequenceLocation", "start": 140753335, "end": 140753336}
    place["sequenceReference"] = {
        "type": "SequenceReference",
        "refgetAccession": "SQ.F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul",
    }
    place |= {"id": of_location} if of_location else {}
    state = {"type": "LiteralSequenceExpression", "sequence": "T"}
    return {"type": "Allele", "id": name, "location": place, "state": state}


def _variant(name: str, of: dict[str, Any]) -> dict[str, Any]:
    constraint = {"type": "DefiningAlleleConstraint", "allele": of}
    return {"type": "CategoricalVariant", "id": name, "name": "x", "constraints": [constraint]}


_ID = "/https:~1~1w3id.org~1ga4gh~1vrs#id"


@pytest.mark.parametrize(
    ("values", "ids", "lost"),
    [
        ([_named("a"), _named("b")], ["a"], [_ID]),
        ([_named("a"), _named("a")], ["a"], []),
        ([_named("a", "l1"), _named("a", "l2")], ["a"], [f"/referenceCoordinate{_ID}"]),
        ([_variant("c", _named("a")), _variant("d", _named("b"))], ["c", "d"], [_ID]),
    ],
)
def test_one_allele_under_several_ids(
    values: list[dict[str, Any]], ids: list[str], lost: list[str], tmp_path: Path
) -> None:
    """It is no conflict of ids; the first one stays, and the loss of another is named."""
    file = tmp_path / "alleles.json"
    file.write_text(json.dumps(values), "utf-8")
    assert [f for f in clingen_ld.validate(file) if f.severity == "error"] == []
    for source in (file, _in_graph(file)):
        made = clingen_ld.convert(source, "vrs")
        told = [json.loads(line) for line in (made.text or "").splitlines()]
        assert [value["id"] for value in told] == ids
        for value in told:
            one = value if value["type"] == "Allele" else value["constraints"][0]["allele"]
            assert one["id"] == "a"
            assert one["location"].get("id") in ("l1", None)
        assert sorted({each.what for each in made.losses}) == lost


def _in_graph(file: Path) -> Path:
    made = file.with_suffix(".nq")
    made.write_text(clingen_ld.convert(file, "nquads").text or "", "utf-8")
    return made
