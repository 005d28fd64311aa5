"""Objects checked by their schemas: what is wrong with one, in words, and what is right."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.messages.foreign.checking import check
from clingen_ld.messages.foreign.schema import (
    ANY_OTHER,
    INTEGER,
    TEXT,
    ObjectSchema,
    one,
)
from tests.messages.foreign.test_schema import ALLELE

RIGHT: dict[str, Any] = {"name": "a", "place": {"from": 1}}


def found(given: Any, schema: ObjectSchema = ALLELE, **more: Any) -> list[tuple[str, str]]:
    return [(note.rule, note.pointer) for note in check(given, schema, **more)]


def test_a_right_object_has_no_mistake() -> None:
    assert found(RIGHT) == []
    whole = {"labels": ["x"], "shape": {"type": "Line"}, "notes": [1, "x"], "sure": True}
    assert found(RIGHT | whole | {"score": [None, 4], "more": object}) == []


@pytest.mark.parametrize(("more", "rule", "pointer"), [
    ({"name": 1}, "ST-7", "/name"),
    ({"name": None}, "ST-7", "/name"),
    ({"place": 1}, "ST-7", "/place"),
    ({"place": {"strand": "x", "from": 0}}, "ST-4", "/place/strand"),
    ({"place": {"strand": 1, "from": 0}}, "ST-4", "/place/strand"),
    ({"place": {"to": None}}, "ST-9", "/place/to"),
    ({"place": {"to": "7"}}, "ST-7", "/place/to"),
    ({"place": {"to": 7.0}}, "ST-7", "/place/to"),
    ({"labels": "x"}, "ST-7", "/labels"),
    ({"labels": ["x", 1]}, "ST-7", "/labels/1"),
    ({"shape": {}}, "RG-2", "/shape"),
    ({"shape": {"type": "Star"}}, "ST-7", "/shape/type"),
    ({"shape": {"type": "Circle", "size": -1}}, "ST-4", "/shape/size"),
    ({"score": [1, 2, 3]}, "ST-7", "/score"),
    ({"score": True}, "ST-7", "/score"),
    ({"sure": 1}, "ST-7", "/sure"),
])  # fmt: skip
def test_a_value_of_another_kind_is_found(more: Any, rule: str, pointer: str) -> None:
    assert found(RIGHT | more) == [(rule, pointer)]
    assert found(RIGHT | more, at="/0") == [(rule, f"/0{pointer}")]


def test_what_is_expected_is_said_in_words() -> None:
    (note,) = check(RIGHT | {"score": "high"}, ALLELE)
    assert note.values == {
        "property": "score",
        "value": '"high"',
        "expected": "a range of two or an integer from 0 on",
    }
    (note,) = check(RIGHT | {"shape": {"type": "Star"}}, ALLELE)
    assert note.values["expected"] == "Circle, Line"


def test_what_is_missing_is_found() -> None:
    (first, second) = check({}, ALLELE, "/3")
    assert (first.rule, first.pointer) == ("RG-2", "/3")
    assert first.values == {"property": "name", "type": "an allele"}
    assert second.values == {"property": "place or shape", "type": "an allele"}


def test_what_the_model_checks_is_checked_here_for_what_is_not_read() -> None:
    wrong = RIGHT | {"place": {"from": "x", "to": "x", "strand": "x"}}
    assert found(wrong) == [("ST-4", "/place/strand")]
    assert found(wrong, unread=True) == [("ST-4", "/place/from"), ("ST-4", "/place/to")]
    assert found({"place": {}}, unread=True) == [("ST-2", "/place")]


def test_other_keys_and_other_types_have_schemas_of_their_own() -> None:
    inner = ObjectSchema("Inner", (one("type", TEXT), one("x", INTEGER)))
    by_type = {"Inner": inner, "Free": None}
    fields = (one("type", TEXT, required=True),)
    outer = ObjectSchema("Outer", fields, others=one(ANY_OTHER, inner), by_type=by_type)
    assert found({"type": "", "y": {"x": "1"}}, outer) == [("ST-4", "/y/x")]
    assert found({"type": "Inner", "x": "1", "y": 1}, outer) == [("ST-4", "/x")]
    assert found({"type": "Free", "x": 1}, outer) == []
