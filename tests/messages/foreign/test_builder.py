"""Extension values: on the nodes of a tree, and back in the objects of a form."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.messages.foreign.builder import ExtensionTerms, given_iri, legal_iri, same
from clingen_ld.messages.foreign.schema import ObjectSchema, many, one
from clingen_ld.model import as_iri, is_absolute, is_name

SPACE = "http://example.org/#"
TERMS = ExtensionTerms(
    SPACE, {"label": "http://example.org/label"}, frozenset({"page"}),
    without="http://example.org/without", whole="http://example.org/whole",
)  # fmt: skip
NAME = ObjectSchema("a name", (one("text", path="name"),))
PLACE = ObjectSchema("a place", (one("from", path="start"),))
ALLELE = ObjectSchema("an allele", (
    one("id", path="id"), many("names", NAME, path="alleleName"), one("place", PLACE, path="at"),
))  # fmt: skip


def test_keys_become_properties_and_come_back() -> None:
    given_ = {"a key": [{"b": 1}], "label": "x", "page": "http://example.org/a>b"}
    node = TERMS.beside(given_, {})
    assert node == {
        f"{SPACE}a%20key": [{f"{SPACE}b": 1}],
        "http://example.org/label": "x",
        f"{SPACE}page": {"@id": "http://example.org/a%3Eb"},
    }
    assert TERMS.values(node) == given_
    assert TERMS.values(node, "label", "page") == {"a key": [{"b": 1}]}
    assert all(map(TERMS.has, node))
    assert not TERMS.has("http://example.com/label")


def test_what_the_model_tells_is_not_kept_and_what_it_tells_too_much_is() -> None:
    node = TERMS.beside({"a": 1, "b": True}, {"a": 1, "b": 1, "c": 2})
    assert node == {f"{SPACE}b": True, "http://example.org/without": ["c"]}
    assert TERMS.restored(node, {"a": 1, "b": 1, "c": 2}) == {"a": 1, "b": True}


def test_some_keys_are_kept_in_the_order_of_their_names() -> None:
    node = {"id": "x"}
    TERMS.keep(node, {"b": {"d": 1, "c": 2}, "a": 1, "z": 3}, ["b", "a"])
    assert list(node) == ["id", f"{SPACE}a", f"{SPACE}b"]
    assert TERMS.object(node, "b") == {"c": 2, "d": 1}
    assert TERMS.object(node, "a") == TERMS.object(None, "a") == {}


def node() -> dict[str, Any]:
    return {"id": "1", "alleleName": [{"name": "x"}, {"name": "y"}], "at": {"start": 5}}


def written() -> dict[str, Any]:
    return {"id": "1", "names": [{"text": "x"}, {"text": "y"}], "place": {"from": 5}}


def test_extension_values_stay_on_the_node_that_they_are_about() -> None:
    tree, told = node(), written()
    given_ = copy.deepcopy(told) | {"place": {"from": 5, "strand": "+"}}
    given_["names"][1]["kind"] = "short"
    TERMS.keep_beside(tree, given_, told, ALLELE)
    assert tree["alleleName"] == [{"name": "x"}, {"name": "y", f"{SPACE}kind": "short"}]
    assert tree["at"] == {"start": 5, f"{SPACE}strand": "+"}
    assert TERMS.restored(tree, told, ALLELE) == given_


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("a~/ ", max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("ab ", max_size=2), inner),
    max_leaves=4,
)


@given(st.sampled_from(["id", "names", "place", "more", "label"]), _JSON, st.booleans())
def test_any_object_comes_back(key: str, value: Any, is_missing: bool) -> None:
    tree, told = node(), written()
    given_ = {k: v for k, v in told.items() if k != "place" or not is_missing} | {key: value}
    TERMS.keep_beside(tree, copy.deepcopy(given_), told, ALLELE)
    assert same(TERMS.restored(tree, told, ALLELE), given_)


@pytest.mark.parametrize("value", ["x", ["x"], None, 5])
def test_what_is_no_object_is_kept_whole(value: Any) -> None:
    tree = node()
    TERMS.keep_beside(tree, value, written(), ALLELE)
    assert tree["http://example.org/whole"] == value
    assert TERMS.restored(tree, written(), ALLELE) == value


@given(st.text('ab1/?#:[]<>{}|\\^`%2 A.-~@"é', max_size=12))
def test_addresses_of_pages_are_encoded_as_any_iri(rest: str) -> None:
    for text in (f"http://a.example/{rest}", f"https://a.example{rest}"):
        right = as_iri(text)
        is_lossless = is_absolute(text) and right == as_iri(right) and given_iri(right) == text
        assert legal_iri(text) == (right if is_lossless else None)
        assert not is_lossless or is_name(right)
