"""Values whose shape nobody has checked: what is taken from them, and how findings show them."""

from __future__ import annotations

import pytest

from clingen_ld.model import is_integer, objects, texts, wrong
from clingen_ld.variation.sequences import by_authority


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "null"),
        (True, "true"),
        (1, "1"),
        (1.0, "1.0"),
        ({"a": 1}, "an object"),
        ([1], "an array"),
        ("plain", '"plain"'),
        ('a "quoted"\nline', r'"a \"quoted\"\nline"'),
        ("é" * 70, '"' + "é" * 59 + "..."),
    ],
)
def test_how_a_finding_shows_a_value(value: object, shown: str) -> None:
    note = wrong("name", value, "a string", "/name")
    assert (note.rule, note.pointer) == ("ST-7", "/name")
    assert note.values == {"property": "name", "value": shown, "expected": "a string"}


@pytest.mark.parametrize("value", [None, 3, "text", {"a": {}}])
def test_nothing_is_taken_from_what_is_no_list(value: object) -> None:
    assert objects(value) == []
    assert texts(value) == []


def test_what_is_taken_from_a_list() -> None:
    mixed = ["a", {"b": 1}, None, ["c"], 2, "d"]
    assert objects(mixed) == [{"b": 1}]
    assert texts(mixed) == ["a", "d"]
    assert [value for value in (0, True, 1.0, "1", None, -1) if is_integer(value)] == [0, -1]


def test_accessions_stand_once_and_those_of_refseq_first() -> None:
    given = ["ENST00000357654.9", "NM_007294.4", "ENST00000357654.9"]
    assert by_authority(given) == ["NM_007294.4", "ENST00000357654.9"]
