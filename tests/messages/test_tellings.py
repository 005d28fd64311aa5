"""Whole and partial tellings of one resource, in forms without the names of graphs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.conversion import Conversion, convert
from clingen_ld.messages.tellings import merged
from clingen_ld.model import SUBSETTED
from clingen_ld.validation.session import validate

Tree = dict[str, Any]
PARTIAL = {"meta": {"tag": [SUBSETTED]}}
WHOLE: Tree = {"resourceType": "Gene", "id": "G1", "symbol": "S", "aliasSymbol": ["A"]}
REGISTRY = Path(__file__).parents[2] / "examples/registry"
TRIPLES = ["turtle", "ntriples", "rdfxml"]


def part(**said: Any) -> Tree:
    return {"resourceType": "Gene", "id": "G1"} | PARTIAL | said


def through(tmp_path: Path, form: str, *told: Tree) -> tuple[list[Tree], Conversion]:
    """What comes back of some tellings from a form, and what the conversion lost."""
    source = tmp_path / "told.ndjson"
    source.write_text("".join(json.dumps(tree) + "\n" for tree in told))
    done = convert(str(source), form)
    (tmp_path / "graph").write_text(done.text or "")
    back = convert(str(tmp_path / "graph"), "resource-json").text or ""
    return [json.loads(line) for line in back.splitlines()], done


@pytest.mark.parametrize("form", TRIPLES)
@pytest.mark.parametrize("order", [1, -1])
def test_what_is_told_in_parts_is_merged(tmp_path: Path, form: str, order: int) -> None:
    told = [WHOLE, part(symbol="S", name="N"), part(aliasSymbol=["B", "A"])][::order]
    [tree], done = through(tmp_path, form, *told)
    assert done.losses == []
    assert "meta" not in tree
    assert (tree["symbol"], tree["name"]) == ("S", "N")
    assert sorted(tree["aliasSymbol"]) == ["A", "B"]


@pytest.mark.parametrize("form", TRIPLES)
def test_parts_alone_stay_parts(tmp_path: Path, form: str) -> None:
    [tree], done = through(tmp_path, form, part(symbol="S"), part(name="N"))
    assert done.losses == []
    assert tree["meta"] == {"tag": [SUBSETTED]}
    assert (tree["symbol"], tree["name"]) == ("S", "N")


@pytest.mark.parametrize("form", TRIPLES)
def test_what_contradicts_is_named(tmp_path: Path, form: str) -> None:
    [tree], done = through(tmp_path, form, part(symbol="T"), WHOLE)
    assert tree["symbol"] == "S"
    assert [loss.what for loss in done.losses] == ["/symbol"]


@pytest.mark.parametrize("form", TRIPLES)
def test_the_same_told_twice_is_told_once(tmp_path: Path, form: str) -> None:
    [tree], done = through(tmp_path, form, WHOLE, WHOLE)
    assert (tree, done.losses) == (WHOLE, [])


@pytest.mark.parametrize("form", ["nquads", "trig"])
def test_graphs_keep_the_tellings_apart(tmp_path: Path, form: str) -> None:
    source = tmp_path / "told.ndjson"
    source.write_text("".join(json.dumps(t) + "\n" for t in (WHOLE, part(symbol="T"))))
    text = convert(str(source), form).text or ""
    assert "#subsetted" in text
    assert '"T"' in text


def test_merging_leaves_what_it_merges_alone() -> None:
    one, other = {"id": "G1", "a": [{"b": 1}]}, {"id": "G1", "a": [{"c": 2}], "d": {"e": 3}}
    assert merged([one, other]).tree == {"id": "G1", "a": [{"b": 1}, {"c": 2}], "d": {"e": 3}}
    assert one == {"id": "G1", "a": [{"b": 1}]}


@pytest.mark.parametrize("form", TRIPLES)
def test_registry_documents_that_conform_do_so_in_a_graph(tmp_path: Path, form: str) -> None:
    assert validate([str(REGISTRY)]).conforms
    out = tmp_path / "out"
    convert(str(REGISTRY), form, str(out), strict=True)
    report = validate([str(out)])
    assert [f for f in report.findings if f.severity == "error"] == []


@pytest.mark.parametrize(
    ("name", "lost"),
    [
        ("CanonicalAllele/NC_1.1:4:C:A", []),
        ("CanonicalAllele/other", ["/canonicalAllele/reference"]),
        ("http://reg.genome.network/allele/CA2", ["/canonicalAllele/reference"]),
    ],
)
def test_a_numbered_allele_may_be_named_by_its_placement(name: str, lost: list[str]) -> None:
    whole = {"id": "X", "canonicalAllele": {"reference": "http://reg.genome.network/allele/CA1"}}
    told = merged([{"id": "X", "canonicalAllele": {"reference": name}}], whole)
    assert (told.tree, told.lost) == (whole, lost)
