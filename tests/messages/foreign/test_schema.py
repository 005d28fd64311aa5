"""Schemas of forms: what is wrong with an object, what is a value of the model, what is kept."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.messages.foreign.schema import (
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
