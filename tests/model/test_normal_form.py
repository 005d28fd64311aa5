"""The normal form: one tree for all the ways to write a resource."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from clingen_ld import UsageError
from clingen_ld.model import DEFAULT_BASE, Model, Normal, normal_form

Tree = dict[str, Any]


def normal(model: Model, type_name: str, message: Tree) -> Normal:
    before = copy.deepcopy(message)
    found = normal_form(message, type_name, model, DEFAULT_BASE)
    assert message == before
    again = normal_form(found.tree, type_name, model, DEFAULT_BASE)
    assert again.tree == found.tree
    assert not [note for note in again.notes if note.rule == "ST-6"]
    return found


def test_properties_come_in_the_order_of_the_model(model: Model) -> None:
    message = {"name": "n", "symbol": "s", "foo": 1, "id": "G", "resourceType": "Gene"}
    found = normal(model, "Gene", message).tree
    assert list(found) == ["resourceType", "id", "symbol", "name", "foo"]


def test_numbers_and_truth_become_native(model: Model) -> None:
    message = {"cdsStart": "162", "cdsEnd": 1520.0}
    found = normal(model, "ReferenceSequence", message).tree
    assert found["cdsStart"] == 162
    assert found["cdsEnd"] == 1520
    assert isinstance(found["cdsEnd"], int)
    assert normal(model, "CanonicalAllele", {"active": "false"}).tree["active"] is False
    for wrong in ("162a", "", "1.5", 1.5, True, " 162"):
        assert normal(model, "ReferenceSequence", {"cdsStart": wrong}).tree["cdsStart"] is wrong


def test_every_accepted_spelling_is_written_as_the_model_does(model: Model) -> None:
    for resource in model.resources.values():
        for prop in resource.properties.values():
            if prop.kind != "code" or prop.value_set is None:
                continue
            for spelling, code in model.value_sets[prop.value_set].by_spelling.items():
                found = normal(model, resource.name, {prop.name: spelling})
                assert found.tree[prop.name] == code.code
                [note] = found.notes
                assert (note.rule, note.pointer) == ("ST-6", f"/{prop.name}")
                assert note.values == {"value": spelling, "preferred": code.code}


def test_another_name_of_a_property_is_read(model: Model) -> None:
    found = normal(model, "ContextualAllele", {"contextualAlleleName": [{"name": "x"}]})
    assert found.tree["alleleName"] == [{"name": "x"}]
    assert [note.rule for note in found.notes] == ["ST-6"]
    assert found.given_pointer("/alleleName/0/name") == "/contextualAlleleName/0/name"


def test_single_values_and_lists(model: Model) -> None:
    message = {"aliasSymbol": "V28", "symbol": ["CX3CR1"], "name": ["a", "b"]}
    found = normal(model, "Gene", message)
    assert found.tree["aliasSymbol"] == ["V28"]
    assert found.tree["symbol"] == "CX3CR1"
    assert found.tree["name"] == ["a", "b"]  # for the validation to find
    assert found.given_pointer("/aliasSymbol/0") == "/aliasSymbol"
    assert found.given_pointer("/symbol") == "/symbol/0"


def test_upstream_offsets_are_written_larger_first(model: Model) -> None:
    def coordinate(low: int, high: int, direction: str) -> Tree:
        def position(length: int) -> Tree:
            return {
                "index": 5,
                "externalOffsetLength": length,
                "externalOffsetDirection": direction,
            }

        return {"referenceCoordinate": {"start": position(low), "end": position(high)}}

    for low, high in ((4, 5), (5, 4)):
        found = normal(model, "ContextualAllele", coordinate(low, high, "-"))
        place = found.tree["referenceCoordinate"]
        lengths = [place[end]["externalOffsetLength"] for end in ("start", "end")]
        assert lengths == [5, 4]
        assert len(found.notes) == (1 if low < high else 0)
    found = normal(model, "ContextualAllele", coordinate(4, 5, "+"))
    assert found.tree["referenceCoordinate"]["start"]["externalOffsetLength"] == 4


def test_references_are_relative_to_the_base(model: Model) -> None:
    message = {"gene": {"display": "BRCA1", "reference": "../../Gene/G102"}}
    found = normal(model, "ReferenceSequence", message).tree
    assert found["gene"] == {"reference": "Gene/G102", "display": "BRCA1"}
    assert list(found["gene"]) == ["reference", "display"]


def test_nothing_and_empty_lists_are_told_and_left_out(model: Model) -> None:
    found = normal(model, "Gene", {"symbol": None, "aliasSymbol": []})
    assert found.tree == {"resourceType": "Gene"}
    assert {note.rule for note in found.notes} == {"ST-9"}


@pytest.mark.parametrize("value", [1, "x", True, [], {}, [[]], [{}], None, 1.5, {"a": {"b": []}}])
def test_any_value_of_any_property_is_taken(model: Model, value: Any) -> None:
    for resource in model.resources.values():
        for prop in resource.properties:
            normal(model, resource.name, {prop: value, "foo": value})


def test_a_type_that_is_no_type(model: Model) -> None:
    with pytest.raises(UsageError, match="there is no type 'Foo'"):
        normal_form({}, "Foo", model, DEFAULT_BASE)


@pytest.mark.parametrize(
    ("given", "is_right"),
    [
        ("http://example.org/G", True),
        ("http://example.org/\u00e8#a", True),
        ("http://[2001:db8::1]/G", True),
        ("urn:uuid:0b0d5c9a-0000-4000-8000-000000000000", True),
        ("Gene/G", True),
        ("_:g", True),
        ("http://example.org/a b", False),
        ("http://example.org/a\u00a0b", False),
        ("http://example.org/%zz", False),
        ("Gene/G 1", False),
        (" http://example.org/G", False),
        ("", False),
        (5, False),
    ],
)
def test_the_iri_of_a_resource_is_one(model: Model, given: Any, is_right: bool) -> None:
    found = normal_form({"@id": given, "id": "G"}, "Gene", model, DEFAULT_BASE)
    assert [(note.rule, note.pointer) for note in found.notes] == (
        [] if is_right else [("ST-7", "/@id")]
    )
