"""From the model to VRS and back, and from VRS through the graph to VRS."""

from __future__ import annotations

import copy
import io
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clingen_ld
from clingen_ld.messages.vrs.normalizing import normal_without_sequence
from clingen_ld.variation.change import Change
from tests.messages.vrs.making import (
    CHROMOSOME,
    TRANSCRIPT,
    allele,
    canonical,
    change,
    fasta,
    read,
    repetitive,
    written,
)

WAYS = ("resource-json", "nquads", "turtle", "json-ld")
STORIES = ("ilk", "brca1", "cx3cr1", "cftr", "mt-tl1", "rbm20", "registry", "interpretation")
KEPT = {
    "type": "Allele", "id": "my:allele", "name": "a name", "description": "text",
    "aliases": ["5382insC"], "extensions": [{"name": "x", "value": {"y": [1, [2], None, {}]}}],
    "expressions": [
        {"syntax": "hgvs.g", "value": f"{CHROMOSOME}:g.11A>T", "syntax_version": "21.0"},
        {"syntax": "gnomad", "value": "17-11-A-T"},
    ],
    "location": {
        "type": "SequenceLocation", "description": "where",
        "sequenceReference": {
            "type": "SequenceReference", "circular": False, "name": "chromosome 17",
            "refgetAccession": "SQ.dLZ15tNO1Ur0IcGjwc3Sdi_0A6Yf4zm7",
        },
        "start": 10, "end": 11, "sequence": "A",
    },
    "state": {"type": "LiteralSequenceExpression", "sequence": "T", "name": "a state"},
}  # fmt: skip


def through(values: list[Any], way: str, folder: Path) -> list[Any]:
    """Values of VRS after they were resources of another form, or a graph."""
    start, middle = folder / "start.json", folder / "middle"
    start.write_text("\n".join(map(json.dumps, values)))
    to = clingen_ld.convert(start, way, middle)
    back = clingen_ld.convert(middle, "vrs")
    assert not to.problems
    assert not back.problems
    return [json.loads(line) for line in (back.text or "").splitlines()]


def in_order(values: list[Any]) -> list[str]:
    return sorted(json.dumps(value, sort_keys=True) for value in values)


def contains(value: Any, part: Any) -> bool:
    """Whether a value has all of another."""
    if isinstance(part, dict):
        return isinstance(value, dict) and all(
            key in value and contains(value[key], item) for key, item in part.items()
        )
    return bool(value == part)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("story", STORIES)
def test_what_is_written_comes_back(story: str, way: str, tmp_path: Path) -> None:
    example = Path(__file__).parents[3] / "examples" / story
    files = [*example.glob("*.json"), *example.glob("*.jsonl")]
    text = clingen_ld.convert(files, "vrs").text or ""
    values = [json.loads(line) for line in text.splitlines()]
    assert values
    assert in_order(through(values, way, tmp_path)) == in_order(values)


@pytest.mark.parametrize("way", WAYS)
def test_what_the_model_has_no_place_for_comes_back(way: str, tmp_path: Path) -> None:
    (back,) = through([KEPT], way, tmp_path)
    assert contains(back, KEPT)


@pytest.mark.parametrize("way", WAYS)
def test_variants_of_any_make_come_back(way: str, tmp_path: Path) -> None:
    member = {"type": "Allele", "location": KEPT["location"], "state": KEPT["state"]}
    relations = [{"name": "my relation", "primaryCoding": {"system": "x", "code": "y"}}]
    variant: dict[str, Any] = {
        "type": "CategoricalVariant", "id": "civic.mpid:33", "name": "V600E",
        "description": "text", "aliases": ["a"], "extensions": [{"name": "x", "value": 1}],
        "members": [member, "ga4gh:VA.0AePZIWZUNsUlQTamyLrjm2HWUw2opLt"],
        "constraints": [
            {"type": "DefiningAlleleConstraint", "allele": member, "relations": relations},
            {"type": "FeatureContextConstraint", "featureContext": {"name": "BRCA1"}},
        ],
        "mappings": [
            {"coding": {"system": "s", "code": "1", "iris": ["http://x/y"]},
             "relation": "closeMatch", "id": "m1"},
        ],
    }  # fmt: skip
    (back,) = through([variant], way, tmp_path)
    assert contains(
        back | {"members": 0, "constraints": 0}, variant | {"members": 0, "constraints": 0}
    )
    assert contains(back["members"][0], member)
    assert back["members"][1] == variant["members"][1]
    assert back["constraints"][0]["relations"] == relations
    assert back["constraints"][1] == variant["constraints"][1]


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("defining", ["whole", "otherwise", "id", "unknown"])
def test_a_variant_of_the_recipe_comes_back_equal(defining: str, way: str, tmp_path: Path) -> None:
    trees = [allele("NC_000017.10", n, n + 1, "C", "G") for n in (10, 20)]
    trees += [allele(CHROMOSOME, n, n + 1, "C", "G") for n in (10,)]
    members: list[dict[str, Any]] = written(trees)[0]
    for n, member in enumerate(members):
        member["name"] = f"allele {n}"
        member["description"] = "generated"
        member["expressions"] = [{"syntax": "hgvs.g", "value": f"NC_000017.10:g.{n}C>G"}]
        member["location"]["extensions"] = [{"name": "interval", "value": "chr17:11"}]
        member["location"]["sequenceReference"] |= {
            "id": f"refseq:{member['location']['sequenceReference']['id']}", "aliases": ["a", "b"],
        }  # fmt: skip
    other = copy.deepcopy(members[1]) | {"description": "otherwise"}
    other["expressions"].append({"syntax": "hgvs.g", "value": "NC_000017.10:g.21C>G"})
    allele_of: dict[str, Any] = {
        "whole": members[1], "otherwise": other, "id": members[1]["id"],
        "unknown": "ga4gh:VA.0AePZIWZUNsUlQTamyLrjm2HWUw2opLt",
    }  # fmt: skip
    relations = [
        {"conceptType": "relation", "primaryCoding": {"system": "ga4gh-gkm-term:allele-relation",
         "code": "liftover_to"}},
        {"primaryCoding": {"system": "http://www.sequenceontology.org", "code": "transcribed_to",
         "iris": ["http://www.sequenceontology.org/browser/current_release/term/transcribed_to"]}},
    ]  # fmt: skip
    variant: dict[str, Any] = {
        "type": "CategoricalVariant", "id": "clinvar:662001", "name": "a name",
        "description": "text", "aliases": ["a", "b"],
        "extensions": [{"name": "cytogenetic location", "value": "1p36.22"}],
        "members": members,
        "constraints": [
            {"type": "DefiningAlleleConstraint", "allele": allele_of[defining],
             "relations": relations}
        ],
        "mappings": [
            {"coding": {"system": "https://www.ncbi.nlm.nih.gov/clinvar", "code": "662001",
             "iris": ["https://www.ncbi.nlm.nih.gov/clinvar/variation/662001"]},
             "relation": "exactMatch"},
            {"coding": {"system": "ClinGen", "code": "CA915941124"}, "relation": "relatedMatch"},
        ],
    }  # fmt: skip
    assert through([variant], way, tmp_path) == [variant]
    names = ["ga4gh:VA.Hy2XU_-rp4IMh6I_1NXNecBo8Qx8n0oE", "http://alleles.example/VA1"]
    variant["members"] = [names[0], members[2], names[1], members[1]]
    assert through([variant], way, tmp_path) == [variant]
    del variant["members"]
    assert through([variant], way, tmp_path) == [variant]
    again = clingen_ld.convert(tmp_path / "start.json", "vrs")
    assert json.loads(again.text or "") == variant
    assert again.losses == []


def test_names_of_what_defines_a_variant_are_names_of_its_member() -> None:
    (member,) = written([allele(CHROMOSOME, 10, 11, "C", "G")])[0]
    defining = member | {"expressions": [{"syntax": "hgvs.g", "value": f"{CHROMOSOME}:g.11C>G"}]}
    constraint = {"type": "DefiningAlleleConstraint", "allele": defining}
    trees = read({"type": "CategoricalVariant", "id": "1", "name": "x", "members": [member],
                  "constraints": [constraint]})  # fmt: skip
    names = [tree.get("alleleName") for tree in trees if tree["resourceType"] == "ContextualAllele"]
    assert names == [[{"nameType": "hgvs-genomic", "name": f"{CHROMOSOME}:g.11C>G"}]]


@pytest.mark.slow
def test_an_indel_keeps_its_identifier_without_the_sequence(tmp_path: Path) -> None:
    rng = random.Random(4)
    text = repetitive(rng, 200)
    path = fasta(tmp_path / "x.fa", {TRANSCRIPT: text})
    trees = {}
    for _ in range(150):
        start, end, alternate = change(rng, text)
        tree = allele(TRANSCRIPT, start, end, text[start:end], alternate, "transcript")
        trees[tree["id"]] = tree
    values, _ = written(trees.values(), path)
    known = {value["id"]: value for value in values}
    assert all("id" in value for value in values)
    assert {v["state"]["type"] for v in values} == {
        "LiteralSequenceExpression", "ReferenceLengthExpression",
    }  # fmt: skip
    again, lost = written(read(list(known.values())))
    assert in_order(again) == in_order(list(known.values()))
    assert lost == []
    again, _ = written(read(list(known.values())), path)
    assert in_order(again) == in_order(list(known.values()))


_BASES = st.text(alphabet="ACGT", max_size=6)
_NAMES = st.lists(st.sampled_from([
    ("NC_000017.11:g.11A>T", "hgvs-genomic"), ("NC_012920.1:m.1A>G", "hgvs-mito"),
    ("NM_000999.9:c.1A>T", "hgvs-cdna"), ("NM_000999.9:n.1A>T", "hgvs-ncrna"),
    ("NM_000999.9:r.1a>u", "hgvs-rna"), ("delF508", "custom"),
]), unique=True, max_size=4)  # fmt: skip


@given(st.integers(0, 10**8), _BASES, _BASES, _NAMES, st.sampled_from([CHROMOSOME, TRANSCRIPT]))
def test_place_alleles_and_names_come_back(
    start: int, reference: str, alternate: str, names: list[tuple[str, str]], accession: str
) -> None:
    kind = "genomic" if accession == CHROMOSOME else "transcript"
    end = start + len(reference)
    tree = allele(accession, start, end, reference, alternate, kind, names)
    trees = canonical("CA1", [tree], preferred=0)
    (value,), lost = written(trees)
    back = {each["resourceType"]: each for each in read(value)}
    given = Change.of(start, reference, alternate)
    normal = normal_without_sequence(given)
    told = given if normal is None else normal.change
    again = back["ContextualAllele"]
    right = allele(accession, told.start, told.end, told.ref, told.alt, kind=kind, names=names)
    assert again["id"] == right["id"]
    assert again["allele"] == right["allele"]
    assert again["referenceCoordinate"] == right["referenceCoordinate"]
    assert again["canonicalAllele"] == {"reference": "CanonicalAllele/CA1"}
    assert sorted(map(str, again.get("alleleName", ()))) == sorted(
        map(str, right.get("alleleName", ()))
    )
    link = {"reference": f"ContextualAllele/{right['id'].replace('/', '%2F')}"}
    assert back["CanonicalAllele"]["relatedContextualAllele"] == [
        {"contextualAllele": link, "preferred": True}
    ]
    moved = [each for each in lost if "referenceCoordinate" in each]
    assert bool(moved) == (told != given)


def test_forms_of_texts_are_read(tmp_path: Path) -> None:
    trees = [allele(CHROMOSOME, n, n + 1, "A", "T") for n in range(5)]
    values, _ = written(trees)
    array, lines = tmp_path / "a.json", tmp_path / "b.ndjson"
    array.write_text(json.dumps(values))
    lines.write_text("\n".join(map(json.dumps, values)))
    for path in (array, lines):
        output = io.BytesIO()
        clingen_ld.convert(path, "vrs", output)
        assert [json.loads(x) for x in output.getvalue().splitlines()] == values


def _unnamed(n: int) -> dict[str, Any]:
    """A categorical variant without an id, whose alleles have theirs."""
    text = json.dumps(
        {
            "type": "Allele",
            "location": {
                "type": "SequenceLocation",
                "sequenceReference": {
                    "type": "SequenceReference",
                    "refgetAccession": "SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCbl",
                },
                "start": 44908821 + n,
                "end": 44908822 + n,
            },
            "state": {"type": "LiteralSequenceExpression", "sequence": "T"},
        }
    )
    (line,) = (clingen_ld.convert(clingen_ld.Document(text), "vrs").text or "").splitlines()
    constraint = {"type": "DefiningAlleleConstraint", "allele": json.loads(line)}
    return {"type": "CategoricalVariant", "name": f"variant {n}", "constraints": [constraint]}


def _in_cis(*variants: dict[str, Any]) -> dict[str, Any]:
    criterion = {"type": "CategoricalVariantCriterion", "presence": "present"}
    return {
        "type": "CompositeCategoricalVariant",
        "name": "a haplotype",
        "elements": [criterion | {"subject": each} for each in variants],
        "operator": "AND",
        "phaseRelation": "cis",
    }


@pytest.mark.parametrize("way", WAYS)
def test_what_has_no_id_comes_back_without_one(way: str, tmp_path: Path) -> None:
    values = [_unnamed(1), _unnamed(2) | {"members": ["ga4gh:VA.x"]}]
    assert in_order(through(values, way, tmp_path)) == in_order(values)
    composite = _in_cis(_unnamed(3), _unnamed(4))
    assert through([composite], way, tmp_path) == [composite]


@pytest.mark.parametrize("way", WAYS)
def test_what_has_no_id_gets_none_with_those_of_its_alleles(way: str, tmp_path: Path) -> None:
    value = _unnamed(1)
    bare = json.loads(json.dumps(value))
    del bare["constraints"][0]["allele"]["id"], bare["constraints"][0]["allele"]["digest"]
    assert through([bare], way, tmp_path) == [value]
    texts = [clingen_ld.convert(each, "nquads").text or "" for each in (bare, value)]
    assert len({re.findall("/CategoricalVariant[.][^#>]+", text)[0] for text in texts}) == 1


def test_what_has_an_id_keeps_it_though_it_is_that_of_its_content(tmp_path: Path) -> None:
    value = _unnamed(1)
    text = clingen_ld.convert(clingen_ld.Document(json.dumps(value)), "resource-json").text or ""
    first = next(t for t in map(json.loads, text.splitlines()) if "complexity" in t)
    named = {"id": first["id"]} | value
    assert through([named], "resource-json", tmp_path) == [named]
