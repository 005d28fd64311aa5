"""Whole and partial descriptions of one resource, in forms without the names of graphs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clingen_ld import Document
from clingen_ld.bulk import converting
from clingen_ld.conversion import Conversion, convert
from clingen_ld.messages.descriptions import merged
from clingen_ld.model import SUBSETTED
from clingen_ld.stores.loading import load
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.reading import export
from clingen_ld.validation.session import validate

Tree = dict[str, Any]
PARTIAL = {"meta": {"tag": [SUBSETTED]}}
WHOLE: Tree = {"resourceType": "Gene", "id": "G1", "symbol": "S", "aliasSymbol": ["A"]}
REGISTRY = Path(__file__).parents[2] / "examples/registry"
GRAPHS = ["nquads", "trig"]
TRIPLES = ["turtle", "ntriples", "rdfxml"]


def part(**said: Any) -> Tree:
    return {"resourceType": "Gene", "id": "G1"} | PARTIAL | said


def through(tmp_path: Path, form: str, *told: Tree) -> tuple[list[Tree], Conversion]:
    """What comes back of some descriptions from a form, and what the conversion lost."""
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


@pytest.mark.parametrize("form", GRAPHS)
def test_graphs_keep_the_descriptions_apart(tmp_path: Path, form: str) -> None:
    source = tmp_path / "told.ndjson"
    source.write_text("".join(json.dumps(t) + "\n" for t in (WHOLE, part(symbol="T"))))
    text = convert(str(source), form).text or ""
    assert "#subsetted" in text
    assert '"T"' in text


_WORDS = st.sampled_from(["A", "B", "C\u2028", 'D "\\'])
_TOLD = st.fixed_dictionaries(
    {},
    optional={
        "symbol": _WORDS,
        "name": _WORDS,
        "aliasSymbol": st.lists(_WORDS, min_size=1, max_size=3),
        "identifier": st.lists(st.fixed_dictionaries({"value": _WORDS}), min_size=1, max_size=2),
        "http://example.org/p": st.lists(_WORDS, min_size=1, max_size=2),
    },
)


def lines_of(told: list[Tree]) -> bytes:
    return "".join(json.dumps(tree) + "\n" for tree in told).encode()


def read_back(text: str | None) -> list[str]:
    """The resources of a graph, each as one text, in an order of their own."""
    done = convert(Document(text or ""), "resource-json")
    assert (done.problems, done.losses) == ([], [])
    return sorted((done.text or "").split("\n")[:-1])


@pytest.mark.slow
@pytest.mark.parametrize("form", GRAPHS)
@settings(max_examples=30)
@given(told=st.lists(_TOLD, min_size=1, max_size=4), is_whole=st.booleans())
def test_each_telling_comes_back_as_it_was(form: str, told: list[Tree], is_whole: bool) -> None:
    trees = [*([WHOLE] if is_whole else []), *(part(**one) for one in told)]
    normal = convert(lines_of(trees), "resource-json").text or ""
    text = convert(lines_of(trees), form).text
    assert read_back(text) == sorted(set(normal.split("\n")[:-1]))
    again = convert(Document(text or ""), form).text or ""
    assert read_back(again) == read_back(text)
    assert convert(Document(again), form).text == again


@pytest.mark.parametrize("form", GRAPHS)
def test_the_order_of_descriptions_and_the_engine_change_no_name(form: str) -> None:
    trees = [part(symbol="S"), WHOLE, part(name="N", aliasSymbol=["B", "A"])]
    texts = [
        convert(lines_of(order), form, engine=engine).text or ""
        for order in (trees, trees[::-1])
        for engine in ("direct", "standard")
    ]
    assert len({frozenset(text.splitlines()) for text in texts}) == 1


def test_the_names_are_the_same_for_any_number_of_processes(tmp_path: Path) -> None:
    inputs = [tmp_path / f"{n}.json" for n in range(3)]
    for n, path in enumerate(inputs):
        path.write_text(json.dumps(part(symbol="S" * (n + 1))))
    one = convert(inputs, "nquads").text
    assert converting.convert(inputs, "nquads", jobs=3).text == one
    assert len({line.rpartition(" <")[2] for line in (one or "").splitlines()}) == 3
    assert set(read_back(one)) == {json.dumps(part(symbol="S" * n), separators=(",", ":"))
                                   for n in (1, 2, 3)}  # fmt: skip


def test_a_store_keeps_what_all_tell(tmp_path: Path) -> None:
    path = tmp_path / "told.nq"
    path.write_text(convert(lines_of([part(symbol="S"), part(name="N")]), "nquads").text or "")
    with open_store(tmp_path / "store", create=True) as store:
        load([str(path)], store)
        load([str(path)], store)
        assert [name for name in store.names() if "Gene" in name and "Prov" not in name] == [
            "http://clingendb.clingen.org/Gene/G1#subsetted"
        ]
        [tree] = map(json.loads, (export(store).text or "").splitlines())
    assert (tree["symbol"], tree["name"], tree["meta"]) == ("S", "N", PARTIAL["meta"])


def test_the_name_without_a_digest_is_read() -> None:
    text = convert(lines_of([WHOLE, part(name="N")]), "nquads").text or ""
    old = re.sub("#subsetted-[0-9a-f]+>", "#subsetted>", text)
    assert old != text
    assert read_back(old) == read_back(text)
    assert convert(Document(old), "nquads").text == text


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
