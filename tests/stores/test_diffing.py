"""Differences between files, folders and stores: in words, as JSON, and as an RDF Patch."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld import ReadOptions
from clingen_ld.errors import InputError
from clingen_ld.messages.message import Item, Message, NoText, Problem
from clingen_ld.messages.reading import read_inputs
from clingen_ld.model import DEFAULT_BASE, SUBSETTED, Model, Normal, load_model, resource_iri
from clingen_ld.stores.diffing import as_json, as_text, changes, compare, patch_rows
from clingen_ld.stores.reading import read_store
from tests.stores.filled import EXAMPLES, filled

GENE = {"resourceType": "Gene", "id": "G1", "symbol": "ILK", "name": "integrin linked kinase"}
IRI = f"{DEFAULT_BASE}Gene/G1"


def _items(*trees: dict[str, Any]) -> Iterator[Item]:
    for tree in trees:
        iri = resource_iri(tree, DEFAULT_BASE)
        yield Message(tree["resourceType"], iri, Normal(tree), NoText(), "x")


def _found(old: Iterable[Item], new: Iterable[Item]) -> list[dict[str, Any]]:
    with compare(old, new) as comparison:
        return [as_json(difference) for difference in comparison.differences()]


# Resources


def test_added_removed_and_changed() -> None:
    other = GENE | {"id": "G2"}
    third = GENE | {"id": "G3"}
    with compare(_items(GENE, other), _items(GENE | {"symbol": "ILK1"}, third)) as comparison:
        found = list(comparison.differences())
        assert comparison.counts() == {"added": 1, "removed": 1, "changed": 1}
    assert [(d.kind, d.iri) for d in found] == [
        ("changed", IRI),
        ("removed", IRI[:-1] + "2"),
        ("added", IRI[:-1] + "3"),
    ]
    assert as_text(found[0]) == (
        f'changed Gene  {IRI}\n    /symbol: symbol was "ILK", is now "ILK1"\n'
    )
    assert as_text(found[2]) == f"added   Gene  {IRI[:-1]}3\n"
    assert as_json(found[2])["resource"] == third
    assert as_json(found[0])["changes"] == [
        {"change": "changed", "property": "symbol", "pointer": "/symbol"}
        | {"old": "ILK", "new": "ILK1"}
    ]


def test_how_something_is_written_makes_no_difference(model: Model) -> None:
    old = read_inputs([EXAMPLES / "ilk" / "CA101.json"], ReadOptions(), model)
    new = read_inputs([EXAMPLES / "ilk" / "CA101.xml"], ReadOptions(), model)
    assert _found(old, new) == []
    assert _found(_items(GENE), _items(dict(reversed(GENE.items())))) == []


@pytest.mark.slow
def test_a_folder_and_the_store_that_it_was_loaded_into(model: Model) -> None:
    old = read_inputs([EXAMPLES], ReadOptions(), model)
    assert _found(old, read_store(filled(EXAMPLES), model)) == []


def test_the_last_one_of_an_iri_counts() -> None:
    assert _found(_items(GENE | {"symbol": "X"}, GENE), _items(GENE)) == []


def test_what_is_only_told_of_is_put_together_and_gives_way() -> None:
    told = {"resourceType": "Gene", "id": "G1", "meta": {"tag": [SUBSETTED]}, "symbol": "ILK"}
    more = told | {"name": "n"}
    assert _found(_items(told, more), _items(more)) == []
    assert _found(_items(GENE, told), _items(told, GENE)) == []
    assert [d["change"] for d in _found(_items(told), _items(GENE))] == ["changed"]


def test_what_cannot_be_read_is_no_difference_but_a_failure() -> None:
    problem = Problem("ST-0", {"message": "broken"}, "a.json", "", 3, 4)
    with pytest.raises(InputError, match=r"a\.json:3:4: ST-0: broken"):
        _found([problem], [])
    assert _found([Problem("ST-11", {"what": "an empty text"}, "a.json")], []) == []


# Changes


def test_lists_are_held_against_each_other_member_by_member() -> None:
    old = {"alleleName": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}
    new = {"alleleName": [{"name": "new"}, {"name": "a"}, {"name": "B"}, {"name": "c"}]}
    assert [str(change) for change in changes(old, new)] == [
        '/alleleName/0: alleleName was added: {"name":"new"}',
        '/alleleName/2/name: name was "b", is now "B"',
    ]
    assert [str(change) for change in changes({"x": [1, 2, 3]}, {"x": [1]})] == [
        "/x/1: x was removed: 2",
        "/x/2: x was removed: 3",
    ]


def test_values_of_another_kind_are_other_values() -> None:
    assert [str(c) for c in changes({"a": 1, "b/c": "1"}, {"a": True, "b/c": ["1"]})] == [
        "/a: a was 1, is now true",
        '/b~1c: b/c was "1", is now ["1"]',
    ]


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab/~", max_size=2),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("xy/~", max_size=2), inner),
    max_leaves=12,
)
_OBJECTS = st.dictionaries(st.text("xy/~", max_size=2), _VALUES, max_size=4)


@given(_OBJECTS, _OBJECTS)
def test_there_is_a_change_just_when_there_is_a_difference(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    before = copy.deepcopy((old, new))
    found = list(changes(old, new))
    assert bool(found) == (json.dumps(old, sort_keys=True) != json.dumps(new, sort_keys=True))
    assert (old, new) == before
    for change in found:
        if change.kind != "added":
            assert _pointed(old if change.kind == "removed" else None, change) == change.old
        if change.kind != "removed":
            assert json.dumps(_pointed(new, change)) == json.dumps(change.new)


def _pointed(tree: Any, change: Any) -> Any:
    if tree is None:
        return change.old
    for step in change.pointer.split("/")[1:]:
        tree = tree[int(step)] if isinstance(tree, list) else tree[_plain(step)]
    return tree


def _plain(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")


# RDF Patch


def _apply(store: ox.Store, rows: Iterable[str]) -> None:
    """Apply a patch as its specification says."""
    for row in rows:
        operation, _, rest = row.partition(" ")
        if operation in ("A", "D"):
            [quad] = ox.parse(rest, format=ox.RdfFormat.N_QUADS)
            assert isinstance(quad, ox.Quad)
            (store.add if operation == "A" else store.remove)(quad)


def _store(trees: Iterable[dict[str, Any]]) -> ox.Store:
    from clingen_ld.graph.formats import to_oxigraph
    from clingen_ld.graph.quads import resource_quads

    store = ox.Store()
    for tree in trees:
        store.extend(to_oxigraph(q) for q in resource_quads(tree, load_model(), DEFAULT_BASE))
    return store


def test_a_patch_makes_the_one_of_the_other(model: Model) -> None:
    trees = [
        item.normal.tree
        for item in read_inputs([EXAMPLES / "brca1"], ReadOptions(), model)
        if isinstance(item, Message)
    ]
    new = copy.deepcopy(trees[2:])
    new[0]["version"] = "7"
    new.append(GENE)
    with compare(_items(*trees), _items(*new)) as comparison:
        rows = list(patch_rows(comparison, model, DEFAULT_BASE))
        again = list(patch_rows(comparison, model, DEFAULT_BASE))
    assert rows == again
    assert rows[0].startswith("H id <urn:uuid:")
    assert (rows[1], rows[-1]) == ("TX .\n", "TC .\n")
    assert all(row.endswith(" .\n") for row in rows)
    store = _store(trees)
    _apply(store, rows)
    assert set(store) == set(_store(new))


def test_the_patch_of_no_difference_changes_nothing(model: Model) -> None:
    with compare(_items(GENE), _items(GENE)) as comparison:
        assert len(list(patch_rows(comparison, model, DEFAULT_BASE))) == 3
