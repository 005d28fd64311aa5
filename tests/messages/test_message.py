"""Messages, their places, and problems in their stead."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.messages.message import (
    EXCERPT_AFTER,
    Below,
    Message,
    MessageEdit,
    NoText,
    Place,
    Problem,
    ReadOptions,
    excerpt,
    severity_of_problem,
)
from clingen_ld.messages.reading import read_text
from clingen_ld.model import Model

GENE = {"resourceType": "Gene", "id": "G1", "symbool": "BRCA1"}


@pytest.fixture
def message(model: Model) -> Message:
    (found,) = read_text(json.dumps(GENE, indent=1), ReadOptions(engine="standard"), model, "x")
    assert isinstance(found, Message)
    return found


@given(st.text(st.sampled_from("ab\t\r\n"), max_size=400), st.data())
def test_an_excerpt_shows_its_place_on_one_line(text: str, data: st.DataObject) -> None:
    lines = text.split("\n")
    number = data.draw(st.integers(0, len(lines) - 1))
    column = data.draw(st.integers(1, len(lines[number]) + 1))
    start = sum(len(line) + 1 for line in lines[:number])
    found = excerpt(text, start, column)
    assert not {"\n", "\r", "\t"} & set(found.text)
    assert len(found.text) <= found.column - 1 + EXCERPT_AFTER
    rest = lines[number][column - 1 :].partition("\r")[0]
    if "\r" not in lines[number][: column - 1]:
        assert found.text[found.column - 1 :] == rest.replace("\t", " ")[:EXCERPT_AFTER]


def test_places_below_others(message: Message) -> None:
    above, below = message.locator, Below(message.locator, 10)
    change = MessageEdit("/symbool", "key", "symbool", "symbol")
    fix, moved = above.fix(change), below.fix(change)
    assert fix is not None
    assert moved is not None
    assert [(e.line + 10, e.column, e.text) for e in fix.edits] == [
        (e.line, e.column, e.text) for e in moved.edits
    ]
    place = below.place("/symbool")
    assert place == above.place("/symbool")._replace(line=14)
    assert below.excerpt(place) == above.excerpt(above.place("/symbool"))
    assert below.fix(MessageEdit("/nowhere", "value", None, 1)) is None


def test_a_message_without_lines_has_its_pointers(message: Message) -> None:
    place = message.place("/symbool")
    assert message.without_lines().place("/symbool") == Place(place.pointer, None, None)
    assert message.locator.excerpt(place) is None


def test_a_resource_without_a_text_has_pointers_alone() -> None:
    locator = NoText()
    assert locator.place("/a", True) == Place("/a", None, None)
    assert (locator.excerpt(Place("/a", 1, 1)), locator.fix(MessageEdit("", "value", 1, 2))) == (
        None, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("place", "said"), [((3, 7), "x.json:3:7: ST-0: a, b"), ((None, None), "x.json: ST-0: a, b")]
)
def test_a_problem_as_an_error(place: tuple[Any, Any], said: str) -> None:
    problem = Problem("ST-0", {"message": "a", "more": "b"}, "x.json", "", *place)
    assert str(problem.error()) == said
    assert str(problem.without_lines().error()) == "x.json: ST-0: a, b"


def test_the_severity_of_a_problem_is_the_mildest_of_its_rule(model: Model) -> None:
    for rule in model.rules.values():
        assert severity_of_problem(Problem(rule.id, {}, "x"), model) == rule.severities[-1]
    own = Problem("ST-11", {}, "x", severity="error")
    assert severity_of_problem(own, model) == "error"
