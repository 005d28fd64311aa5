"""Typed views of plain trees, which may have any errors."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from clingen_ld.model.records import filled, integer, texts
from clingen_ld.types import ContextualAllele, Gene, Identifier, resource
from tests.strategies import damaged_messages


@given(damaged_messages())
def test_every_property_of_any_tree_can_be_asked(tree: dict[str, Any]) -> None:
    record = resource(tree | {"resourceType": "ContextualAllele"})
    assert isinstance(record, ContextualAllele)
    for name in dir(type(record)):
        if not name.startswith("_") and isinstance(vars(type(record)).get(name), property):
            getattr(record, name)


def test_parts_know_where_they_are() -> None:
    gene = Gene({"identifier": [{"value": "1"}, "wrong", {"value": "2"}]})
    assert [(each.value, each.pointer) for each in gene.identifier] == [
        ("1", "/identifier/0"), ("2", "/identifier/2"),
    ]  # fmt: skip
    assert gene.identifier[1].at("system") == "/identifier/2/system"
    assert [each.value for each in gene.objects("identifier", Identifier)] == ["1", None, "2"]


def test_records_are_equal_by_type_and_tree() -> None:
    assert Gene({"symbol": "A"}) == Gene({"symbol": "A"}, "/elsewhere")
    assert Gene({}) != Identifier({})
    assert Gene({}) != {}
    assert not Gene({})


@pytest.mark.parametrize(
    ("value", "found"), [(5, 5), (0, 0), (-1, None), (True, None), ("5", None)]
)
def test_integers(value: object, found: int | None) -> None:
    assert integer(value, 0) == found


def test_values_of_the_wrong_kind_read_as_absent() -> None:
    assert texts(["a", 5, None]) == ("a",)
    assert texts("a") == ()
    gene = Gene({"symbol": 5})
    assert (gene.symbol, gene.raw("symbol"), gene.has("symbol")) == (None, 5, True)


def test_a_tree_is_built_without_what_is_absent() -> None:
    made = filled({"id": "G1", "name": None, "alias": (), "iri": "urn:x", "text": ""}, "Gene")
    assert made == {"resourceType": "Gene", "id": "G1", "@id": "urn:x", "text": ""}
