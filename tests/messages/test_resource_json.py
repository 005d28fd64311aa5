"""A JSON object in the names of the model: the resource that it is, or why it is none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clingen_ld.messages.message import Item, Message, Problem, ReadOptions
from clingen_ld.messages.resource_json import read_object
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.model import DEFAULT_BASE, Model

GENE = {"resourceType": "Gene", "id": "G1", "symbol": "BRCA1"}


def read(value: Any, model: Model, **options: Any) -> Item:
    (found,) = read_object(value, JsonText(json.dumps(value), "x.json"), "",
                           ReadOptions(**options), model)  # fmt: skip
    return found


def test_a_resource_of_the_type_that_it_says(model: Model) -> None:
    found = read(GENE, model)
    assert isinstance(found, Message)
    assert (found.type, found.iri, found.form) == (
        "Gene", f"{DEFAULT_BASE}Gene/G1", "resource-json",
    )  # fmt: skip
    assert not found.normal.notes


@pytest.mark.parametrize("key", ["resourcetype", "resource_type"])
def test_a_slip_in_the_key_of_the_type_is_noted(key: str, model: Model) -> None:
    found = read({key: "Gene", "id": "G1", "symbol": "BRCA1"}, model)
    assert isinstance(found, Message)
    (note,) = found.normal.notes
    assert (note.rule, note.pointer, note.suggestion) == ("ST-1", f"/{key}", "resourceType")
    assert found.tree == GENE


def test_the_options_may_say_the_type(model: Model) -> None:
    found = read({"id": "G1"}, model, type="Gene")
    assert isinstance(found, Message)
    assert found.type == "Gene"


@pytest.mark.parametrize(
    ("value", "what", "severity", "suggestion"),
    [
        ({"resourceType": "Gen"}, 'unknown resourceType "Gen"', "error", "Gene"),
        ({"resourceType": "Bundle", "entry": []}, "a Bundle without entries", "error", None),
        ({"resourceType": "Zzzz"}, 'unknown resourceType "Zzzz"', "error", None),
        ({"type": "SequenceLocation"}, "not an allele by itself", "error", None),
        ({"Gene": {"symbol": "x"}}, "the key Gene is around the message", "error", None),
        ({"name": "a package", "version": "1"}, "", None, None),
    ],
)
def test_why_there_is_none(
    value: Any, what: str, severity: str | None, suggestion: str | None, model: Model
) -> None:
    found = read(value, model)
    assert isinstance(found, Problem)
    assert (found.rule, found.severity, found.suggestion) == ("ST-11", severity, suggestion)
    assert what in found.values["what"]
