"""Alleles of the model in VRS, what that cannot carry, and what ga4gh's own models say of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ga4gh.cat_vrs import models as cat_models

import clingen_ld
from clingen_ld.model import SUBSETTED
from tests.console import ROOT
from tests.messages.vrs.making import (
    CHROMOSOME,
    TRANSCRIPT,
    allele,
    canonical,
    check_accepted,
    check_recipe,
    fasta,
    sequence,
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
