"""The JSON Schema of messages: what it takes, what it marks, and the words of the model in it."""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import clingen_ld
from clingen_ld.model import Model, load_model
from clingen_ld.reports.dictionary import json_schema
from tests.cli.running import call
from tests.console import ROOT
from tests.strategies import damaged_messages, resources

SCHEMA = json_schema(load_model())
STRUCTURE = {"ST-1", "ST-2", "ST-3", "ST-4", "ST-5", "ST-6", "ST-7", "ST-9"}
"""The rules that a schema can say. ST-6 is of other spellings, which it leaves out."""
FILES = [
    file
    for file in sorted((ROOT / "shapes" / "examples").glob("[A-Z]*.json"))
    if file.stem not in ("ST-0.breaks", "ST-10.breaks")  # texts that are not JSON
] + [
    file
    for file in sorted((ROOT / "examples").glob("*/*.json"))
    if file.parent.name not in ("registry", "interpretation")
]


@cache
def validator() -> Any:
    # It is imported when it is used, as that takes a second.
    return import_module("jsonschema").Draft202012Validator(SCHEMA)


def marks(message: Any) -> list[str]:
    return [error.json_path for error in validator().iter_errors(message)]


@pytest.mark.slow
def test_it_is_a_schema() -> None:
    validator().check_schema(SCHEMA)
    assert json.loads(call("model", "--format", "json-schema").out) == SCHEMA


@pytest.mark.slow
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_marks_what_the_structure_rules_find(file: Path) -> None:
    message = json.loads(file.read_text())
    report = clingen_ld.validate(file, partial=True)
    forms = {form for found in report.forms.values() for form in found}
    if forms != {"resource-json"}:
        assert marks(message)
        return
    found = {finding.rule for finding in report} & STRUCTURE
    assert bool(marks(message)) == bool(found)


@pytest.mark.slow
@given(resources())
def test_it_marks_made_messages_as_the_structure_rules_do(message: dict[str, Any]) -> None:
    found = {finding.rule for finding in clingen_ld.validate(message, partial=True)} & STRUCTURE
    assert bool(marks(message)) == bool(found)


@pytest.mark.slow
@given(damaged_messages())
def test_what_it_takes_has_no_structure_error(message: dict[str, Any]) -> None:
    if marks(message):
        return
    text = clingen_ld.Document(json.dumps(message))
    found = [f for f in clingen_ld.validate(text, partial=True) if f.severity == "error"]
    # Formats, such as days that a month has, are notes in a schema, no assertions.
    assert not [f for f in found if f.rule in STRUCTURE - {"ST-4"}]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("message", "path"),
    [
        ({"resourceType": "Gene", "id": "G", "symbl": "A", "symbol": "A", "name": "a"}, "$"),
        ({"resourceType": "Gen", "id": "G"}, "$.resourceType"),
        ({"symbol": "A", "id": "G", "name": 5}, "$.name"),
        (
            {"id": "C", "canonicalAlleleType": "dna", "complexity": "simple"},
            "$.canonicalAlleleType",
        ),
        ([{"symbol": "A", "id": "G 1", "name": "a"}], "$[0].id"),
    ],
)
def test_the_place_of_a_mistake(message: Any, path: str) -> None:
    assert path in marks(message)


def test_everything_has_its_words(model: Model) -> None:
    for name, type_ in model.types.items():
        made = SCHEMA["$defs"][name]
        assert made["description"] == type_.definition
        for prop in type_.properties.values():
            assert made["properties"][prop.name]["description"] == prop.definition
