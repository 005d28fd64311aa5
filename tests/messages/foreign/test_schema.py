"""Schemas of forms: what is wrong with an object, what is a value of the model, what is kept."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.messages.foreign.checking import check
from clingen_ld.messages.foreign.schema import (
    ANY_OTHER,
    BOOLEAN,
    INTEGER,
    NATURAL,
    NUMBER,
    RANGE,
    TEXT,
    Checked,
    Kind,
    MappingRow,
    ObjectSchema,
    Rules,
    many,
    mapping_rows,
    one,
    text,
)

PLACE = ObjectSchema("a place", (
    one("from", NATURAL, path="start.index", required=True, checked=Checked.BY_MODEL),
    one("to", INTEGER, path="end.index", checked=Checked.VALUE_BY_MODEL),
    one("strand", text(r"\+|-", "+ or -")),
), "ReferenceCoordinate")  # fmt: skip
CIRCLE = ObjectSchema("Circle", (one("type", TEXT, required=True), one("size", NATURAL)))
LINE = ObjectSchema("Line", (one("type", TEXT, required=True),))
ALLELE = ObjectSchema("an allele", (
    one("name", TEXT, path="id", required=True, aliases=("@id", "called")),
    one("place", PLACE, path="referenceCoordinate", note="where it is"),
    many("labels", TEXT, path="alleleName"),
    one("shape", CIRCLE, LINE, model="none"),
    many("notes"),
    one("score", RANGE, NATURAL),
    one("sure", BOOLEAN),
), "ContextualAllele", rules=Rules("RG-2", "ST-7"), any_of=("place", "shape"))  # fmt: skip
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


@pytest.mark.parametrize(("kind", "values", "others"), [
    (NUMBER, [1, "12"], ["x", "", 1.0, True, None]),
    (NATURAL, [0, 7], [-1, True, 1.0, "1"]),
    (RANGE, [[1, None], [None, 0], [1, 2]], [[None, None], [1], [-1, 2], [True, 1], 1]),
])  # fmt: skip
def test_kinds(kind: Kind, values: list[Any], others: list[Any]) -> None:
    assert all(map(kind.has, values))
    assert not any(map(kind.has, others))


def test_values_of_the_model_in_both_directions() -> None:
    given = {"called": "a", "place": {"from": 1, "to": 2}, "alleleName": 1, "allele": "T"}
    values = list(ALLELE.values(given, ("id", "alleleName", "allele", "extra")))
    assert values == [
        ("id", "called", "a"), ("referenceCoordinate", "place", {"from": 1, "to": 2}),
        ("allele", "allele", "T"),
    ]  # fmt: skip
    assert list(PLACE.values({"from": 1, "strand": "+"})) == [("start.index", "from", 1)]
    node = {"start": {"index": 1}, "end": "nowhere", "strand": "+"}
    assert PLACE.written(node) == {"from": 1}


def test_extension_keys_are_those_that_the_model_has_no_place_for() -> None:
    given = {"name": 1, "called": 2, "notes": [], "shape": 1, "other": 1}
    assert ALLELE.extension_keys(given) == ["notes", "other"]


def test_the_mapping_table_has_every_key() -> None:
    twice = ObjectSchema("twice", (one("first", PLACE, path="a"), one("again", PLACE, path="b")))
    rows = list(mapping_rows([("allele", ALLELE), ("twice", twice)], lambda key: f"x:{key}"))
    assert rows[:4] == [
        MappingRow("allele", "ContextualAllele", "the document"),
        MappingRow("allele: name", "id", "also read: @id, called; required"),
        MappingRow("allele: place", "referenceCoordinate", "where it is"),
        MappingRow("allele: place.from", "referenceCoordinate.start.index", "required"),
    ]
    told = {row.given: row for row in rows}
    assert told["allele: labels[]"].model == "alleleName"
    assert told["allele: shape: Circle.size"].model == "kept as x:size"
    assert told["twice: again"].note == "its keys as in allele: place"
    assert not any(row.model.startswith("kept") for row in mapping_rows([("allele", ALLELE)]))
