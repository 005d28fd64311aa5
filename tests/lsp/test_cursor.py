"""Where a cursor is in a JSON text, also in one that is unfinished."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.lsp.cursor import Cursor, cursor_at


def at(marked: str) -> Cursor:
    """The cursor at the | of a text."""
    offset = marked.index("|")
    return cursor_at(marked.replace("|", "", 1), offset)


def steps(cursor: Cursor) -> list[str | int | None]:
    return [frame.step for frame in cursor.frames]


@pytest.mark.parametrize(
    ("marked", "where", "key", "token", "path"),
    [
        ('{"sym|bol": "X"}', "key", "symbol", '"symbol"', [None]),
        ('{"symbol": "X|"}', "value", "symbol", '"X"', [None]),
        ('{"symbol": |}', "value", "symbol", "", [None]),
        ('{"a": 1, |}', "key", "", "", [None]),
        ('{"a": 1, "na|', "key", "na", '"na', [None]),
        ('{"a": tr|', "value", "a", "tr", [None]),
        ('{"a": [{"b": 1}, {"c|": 2}]}', "key", "c", '"c"', [None, "a", 1]),
        ('{"a": {"b": 1}, "c": |', "value", "c", "", [None]),
        ('[{"a": 1}, {|', "key", "", "", [None, 1]),
        ("|", "value", None, "", []),
        ('{"a": 1}\n{"b|": 2}', "key", "b", '"b"', [None]),
        (r'{"a\"b|": 1}', "key", 'a"b', r'"a\"b"', [None]),
    ],
)
def test_places(
    marked: str, where: str, key: str | None, token: str, path: list[str | int | None]
) -> None:
    cursor = at(marked)
    assert (cursor.at, cursor.key, cursor.token) == (where, key, token)
    assert steps(cursor) == path


def test_members_behind_the_cursor_are_known() -> None:
    cursor = at('{"na|": 1, "resourceType": "Gene", "x": {"y": 1}}')
    assert cursor.frames[0].members == {"na": None, "resourceType": "Gene", "x": None}


@given(st.text(alphabet='{}[]:,"\\ab \n1', max_size=60), st.integers(0, 60))
def test_every_text_has_an_answer(text: str, offset: int) -> None:
    cursor = cursor_at(text, min(offset, len(text)))
    assert 0 <= cursor.start <= cursor.end <= len(text)
    assert text[cursor.start : cursor.end] == cursor.token


_VALUES = st.recursive(
    st.text(max_size=5) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(_VALUES)
def test_in_valid_json_the_path_leads_to_the_value(value: object) -> None:
    text = json.dumps({"root": value})
    for offset in range(len(text)):
        here: object = {"root": value}
        for frame in cursor_at(text, offset).frames[1:]:
            assert isinstance(here, dict | list)
            here = here[frame.step]  # type: ignore[index]
