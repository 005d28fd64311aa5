"""Complex alleles: CisPhasedBlocks of VRS and composites of Cat-VRS, to and fro."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from ga4gh.core import ga4gh_identify
from ga4gh.vrs import models

import clingen_ld
from clingen_ld.messages.vrs.haplotype_writing import Haplotypes
from clingen_ld.model import SUBSETTED, is_subsetted
from tests.messages.vrs.making import (
    CHROMOSOME,
    Tree,
    allele,
    canonical,
    findings,
    items,
    read,
    written,
)
from tests.messages.vrs.test_round_trips import WAYS, through

PLACES = (43106486, 43106533)


def members() -> list[Tree]:
    return written([allele(CHROMOSOME, n, n + 1, "A", "C") for n in PLACES])[0]


def block(*listed: Any, **more: Any) -> Tree:
    return {"type": "CisPhasedBlock", "members": list(listed or members())} | more


def identified(value: Tree) -> Tree:
    model = models.CisPhasedBlock.model_validate(value)
    return value | {"id": (id_ := ga4gh_identify(model)), "digest": id_.partition(".")[2]}


def variant(n: int) -> Tree:
    constraint = {"type": "DefiningAlleleConstraint", "allele": members()[n]}
    return {"type": "CategoricalVariant", "id": f"clinvar:{n}", "name": f"allele {n}",
            "constraints": [constraint]}  # fmt: skip


def composite(*subjects: Any, **more: Any) -> Tree:
    elements = [
        {"type": "CategoricalVariantCriterion", "presence": "present", "subject": subject}
        for subject in subjects or (variant(0), variant(1))
    ]
    told: Tree = {"type": "CompositeCategoricalVariant", "id": "catvrs:1", "name": "haplotype 1"}
    return told | {"operator": "AND", "phaseRelation": "cis", "elements": elements} | more


def complex_allele(*alleles: list[Tree], **more: Any) -> list[Tree]:
    """A complex allele before its simple ones, each with its contextual alleles."""
    whole = {"reference": "CanonicalAllele/CX"}
    tree: Tree = {"resourceType": "CanonicalAllele", "id": "CX", "complexity": "complex"}
    tree |= {"canonicalAlleleType": "nucleotide", "nested": []}
    trees = [tree]
    for n, listed in enumerate(alleles):
        tree["nested"].append({"reference": f"CanonicalAllele/C{n}"})
        trees += canonical(f"C{n}", listed, composite=[whole])
    return [tree | more, *trees[1:]]


def by_type(values: list[Tree]) -> dict[str, list[Tree]]:
    return {kind: [v for v in values if v["type"] == kind] for kind in {v["type"] for v in values}}


def test_a_block_is_a_complex_allele_of_simple_ones() -> None:
    whole, *rest = read(identified(block()))
    ids = [f"{CHROMOSOME}:{n}:A:C" for n in PLACES]
    assert whole["complexity"] == "complex"
    assert whole["canonicalAlleleType"] == "nucleotide"
    assert whole["nested"] == [{"reference": f"CanonicalAllele/{id_}"} for id_ in ids]
    simple = [tree for tree in rest if tree["resourceType"] == "CanonicalAllele"]
    assert [tree["id"] for tree in simple] == ids
    assert all(map(is_subsetted, simple))
    assert [tree["composite"] for tree in simple] == [
        [{"reference": f"CanonicalAllele/{whole['id']}"}]
    ] * 2
    alleles = [tree for tree in rest if tree["resourceType"] == "ContextualAllele"]
    assert [tree["canonicalAllele"]["reference"] for tree in alleles] == [
        f"CanonicalAllele/{id_}" for id_ in ids
    ]
    assert [f for f in findings(identified(block())) if f.severity == "error"] == []


def test_many_complex_alleles_wait_in_few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    parts = Haplotypes._parts

    def counted(self: Haplotypes, tree: Tree, name: str) -> list[str]:
        looked.append(name)
        return parts(self, tree, name)

    monkeypatch.setattr(Haplotypes, "_parts", counted)
    before = steps = 0
    for many in (20, 40):
        looked.clear()
        trees = [
            {**tree, "id": tree["id"].replace("C", f"C{n}-")} | {
                key: json.loads(json.dumps(tree[key]).replace("Allele/C", f"Allele/C{n}-"))
                for key in ("nested", "composite") if key in tree
            }
            for n in range(many)
            for tree in complex_allele([allele(CHROMOSOME, 100 + n, 101 + n, "A", "C")],
                                       [allele(CHROMOSOME, 900 + n, 901 + n, "A", "C")])
            if tree["resourceType"] == "CanonicalAllele"
        ]  # fmt: skip
        whole = [tree for tree in trees if "nested" in tree]
        found, _ = written([*whole, *(tree for tree in trees if "nested" not in tree)])
        before, steps = steps, len(looked)
        assert len(found) >= many
    assert steps <= 2 * before


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_blocks_come_back_equal(way: str, tmp_path: Path) -> None:
    one, two = members()
    names = [one["id"], two["id"]]
    for value in (
        identified(block()), identified(block(two, one)), block(id="my:block", name="a name"),
        identified(block(expressions=[{"syntax": "hgvs.g", "value": "NC_000017.11:g.[1;2]"}])),
        identified(block(sequenceReference=one["location"]["sequenceReference"], aliases=["a"])),
        identified(block(extensions=[{"name": "x", "value": {"y": 1}}])),
        identified(block(extensions=[
            {"name": "nested", "value": ["CanonicalAllele/C1", "http://alleles.example/C2"]},
        ])),
        block(*names, id="my:block"), block(one, names[1], id="my:block"),
    ):  # fmt: skip
        (back,) = through([value], way, tmp_path)
        if "digest" not in value:
            back.pop("digest", None)
        assert back == value


def test_an_identifier_is_computed_as_the_reference_does(tmp_path: Path) -> None:
    assert through([block()], "nquads", tmp_path) == [identified(block())]
    wrong = identified(block()) | {"digest": "x" * 32}
    assert {(f.rule, f.pointer) for f in findings(wrong) if f.severity == "error"} == {
        ("ST-4", "/digest")
    }
    wrong = block(id=f"ga4gh:CPB.{'x' * 32}")
    assert {(f.rule, f.pointer) for f in findings(wrong) if f.severity == "error"} == {
        ("ST-4", "/id")
    }


def test_a_block_needs_two_alleles() -> None:
    one, _ = members()
    for value in (block(one, id="b"), block(one, one, id="b")):
        assert "CA-2" in {f.rule for f in findings(value)}


def test_a_complex_allele_becomes_a_block_on_a_common_sequence(tmp_path: Path) -> None:
    new, old = (
        [allele(name, n, n + 1, "A", "C") for n in PLACES] for name in (CHROMOSOME, "NC_000017.10")
    )
    trees = complex_allele([old[0], new[0]], [new[1], old[1]])
    for order in (trees, trees[::-1]):
        values, lost = written(copy.deepcopy(order))
        found = by_type(values)
        (told,) = found["CisPhasedBlock"]
        assert told["id"] == "CX"
        assert [m["location"]["start"] for m in told["members"]] == list(PLACES)
        assert {m["location"]["sequenceReference"]["id"] for m in told["members"]} == {CHROMOSOME}
        assert models.CisPhasedBlock.model_validate(told)
        assert sorted(v["id"] for v in found["CategoricalVariant"]) == ["C0", "C1"]
        assert lost == []
    again = [tree for value in values for tree in read(value)]
    assert written(again)[1] == []
    assert [f for f in findings(values) if f.severity == "error"] == []
    assert sorted(map(str, through(values, "nquads", tmp_path))) == sorted(map(str, values))


def test_alleles_without_a_common_sequence_are_named_as_lost() -> None:
    one, two = allele(CHROMOSOME, 1, 2, "A", "C"), allele("NC_000001.11", 5, 6, "A", "C")
    values, lost = written(complex_allele([one], [two]))
    assert "CisPhasedBlock" not in by_type(values)
    assert sorted(v["id"] for v in values) == ["C0", "C1", "CX"]
    assert lost == ["CX /nested"]


def test_simple_alleles_that_are_only_told_of_are_in_the_block_alone() -> None:
    trees = complex_allele(*([allele(CHROMOSOME, n, n + 1, "A", "C")] for n in PLACES))
    for tree in trees[1:]:
        if tree["resourceType"] == "CanonicalAllele":
            tree["meta"] = {"tag": [SUBSETTED]}
    values, _ = written(trees)
    assert [v["type"] for v in values] == ["CisPhasedBlock"]
    alone, _ = written(trees[1:])  # and without the block, their alleles are not lost
    assert [v["type"] for v in alone] == ["Allele", "Allele"]


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_composites_in_cis_come_back_equal(way: str, tmp_path: Path) -> None:
    mapping = {"coding": {"system": "ClinVar", "code": "177709"}, "relation": "closeMatch"}
    more = {"description": "text", "aliases": ["*2"], "mappings": [mapping],
            "extensions": [{"name": "x", "value": 1}]}  # fmt: skip
    named = composite()
    named["elements"][0]["id"] = "e1"
    for value in (composite(), composite(**more), named, composite(variant(1), variant(0))):
        assert through([value], way, tmp_path) == [value]
        assert [f for f in findings(value) if f.severity == "error"] == []


def test_a_composite_is_a_complex_allele_of_whole_ones() -> None:
    whole, *rest = read(composite())
    assert whole["nested"] == [{"reference": f"CanonicalAllele/clinvar:{n}"} for n in (0, 1)]
    simple = [tree for tree in rest if tree["resourceType"] == "CanonicalAllele"]
    assert not any(map(is_subsetted, simple))
    assert [tree["composite"] for tree in simple] == [
        [{"reference": "CanonicalAllele/catvrs:1"}]
    ] * 2


WITHOUT_PHASE = {k: v for k, v in composite().items() if k != "phaseRelation"}
IN_TRANS = composite(elements=[composite(), composite(variant(0))], phaseRelation="trans")
ABSENT = composite()
ABSENT["elements"][1]["presence"] = "absent"


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("value", [
    composite(phaseRelation="trans"), composite(phaseRelation="unknown"), WITHOUT_PHASE,
    composite(operator="OR"), composite(variant(0)), IN_TRANS, ABSENT,
    {k: v for k, v in IN_TRANS.items() if k != "id"},
    composite(phaseRelation="trans", extensions=[], aliases=["a"],
              mappings=[{"coding": {"system": "ClinVar", "code": "1"}, "relation": "exactMatch"}]),
])  # fmt: skip
def test_other_composites_are_kept_whole(value: Tree, way: str, tmp_path: Path) -> None:
    assert [f for f in findings(value) if f.severity == "error"] == []
    (tree,) = read(value)
    assert tree["resourceType"] == "CanonicalAllele"
    assert is_subsetted(tree)
    assert "nested" not in tree
    assert "complexity" not in tree
    assert through([value], way, tmp_path) == [value]


def test_a_kept_composite_is_checked_at_every_depth() -> None:
    wrong: Tree = json.loads(json.dumps(IN_TRANS))
    inner = wrong["elements"][0]["elements"][0]
    inner["presence"] = "perhaps"
    allele = inner["subject"]["constraints"][0]["allele"]
    allele["id"] = "ga4gh:VA." + 32 * "x"
    at = "/elements/0/elements/0"
    assert {(f.rule, f.pointer) for f in findings(wrong)} >= {
        ("ST-4", f"{at}/presence"), ("ST-4", f"{at}/subject/constraints/0/allele/id"),
    }  # fmt: skip


WRONG: list[Any] = [None, 5, "x", [], {}, [{}], [5], ["x"], {"a": 1}]


@pytest.mark.slow
def test_wrong_haplotypes_break_nothing(tmp_path: Path) -> None:
    for right in (block(id="b"), composite()):
        for key in right:
            for other in WRONG:
                trees = [item.normal.tree for item in items(right | {key: other})
                         if hasattr(item, "normal")]  # fmt: skip
                written(trees)
                if isinstance(other, list | dict):
                    findings(right | {key: other})
    trees = complex_allele(*([allele(CHROMOSOME, n, n + 1, "A", "C")] for n in PLACES))
    for key in ("nested", "composite", "complexity", "relatedContextualAllele"):
        for other in (*WRONG, [{"reference": 5}]):
            written([tree | {key: other} for tree in copy.deepcopy(trees)])


def test_the_haplotype_of_the_registry_becomes_a_block(tmp_path: Path) -> None:
    document = {
        "@context": "http://reg.test.genome.network/schema/allele.jsonld", "type": "nucleotide",
        "@id": "http://reg.genome.network/allele/CA900",
        "genomicAlleles": [{
            "hgvs": [f"{CHROMOSOME}:g.[{PLACES[0] + 1}A>C;{PLACES[1] + 1}C>A]"],
            "referenceSequence": "http://reg.genome.network/refseq/RS000065",
            "referenceGenome": "GRCh38", "chromosome": "17",
            "coordinates": [
                {"start": n, "end": n + 1, "referenceAllele": r, "allele": a}
                for n, r, a in zip(PLACES, "AC", "CA", strict=True)
            ],
        }],
    }  # fmt: skip
    file = tmp_path / "a.json"
    file.write_text(json.dumps(document))
    found = clingen_ld.convert(file, "vrs")
    (value,) = [json.loads(line) for line in (found.text or "").splitlines()]
    assert value["type"] == "CisPhasedBlock"
    assert [m["state"]["sequence"] for m in value["members"]] == ["C", "A"]
