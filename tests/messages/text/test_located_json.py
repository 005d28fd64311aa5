"""JSON texts with the places of their values, and edits that leave the rest as it is."""

from __future__ import annotations

import json
from typing import Any, Literal

import pytest

from clingen_ld.messages.message import MessageEdit
from clingen_ld.messages.text.json_text import Places
from clingen_ld.messages.text.located_json import JsonLocator, JsonText, length, splices

TEXT = """{
  "a": {"value": 1, "display": "x"},
  "list": [true,  "é"],
  "a/b": null
}
"""


def located(text: str = TEXT, first_line: int = 1) -> JsonText:
    return JsonText(text, "f.json", first_line)


@pytest.mark.parametrize(
    ("pointer", "at_key", "place"),
    [
        ("", False, ("", 1, 1)),
        ("/a", False, ("/a", 2, 8)),
        ("/a", True, ("/a", 2, 3)),
        ("/a/display", False, ("/a/display", 2, 32)),
        ("/list/1", False, ("/list/1", 3, 19)),
        ("/a~1b", False, ("/a~1b", 4, 10)),
        ("/list/7/b", False, ("/list", 3, 11)),  # the nearest above
    ],
)
def test_places(pointer: str, at_key: bool, place: tuple[str, int, int]) -> None:
    assert located().place(pointer, at_key) == place


def test_a_text_within_a_file() -> None:
    assert located(first_line=10).place("/a").line == 11
    below = JsonLocator(located(), "/a").place("/value")
    assert below == ("/a/value", 2, 18)


def test_values() -> None:
    text = located()
    assert text.value_at("/list/1") == "é"
    assert text.keys("/a") == ["value", "display"]
    assert text.keys("/list") == []
    assert text.has("/a~1b")
    assert not text.has("/b")
    with pytest.raises(KeyError):
        text.value_at("/a/value/deeper")


def test_an_excerpt_marks_the_token() -> None:
    text = located()
    shown = text.excerpt(text.place("/list/0"))
    assert shown is not None
    assert shown.text == '  "list": [true,  "é"],'
    assert shown.text[shown.column - 1 :].startswith("true")


@pytest.mark.parametrize(
    ("text", "offset", "size"),
    [('"abc", 1', 0, 5), ("12, 1", 0, 2), ("{}", 0, 1), ("true", 0, 4), ("a\nb", 1, 0), ("", 0, 0)],
)
def test_lengths_of_tokens(text: str, offset: int, size: int) -> None:
    assert length(text, offset) == size


def changed(
    text: str, pointer: str, at: Literal["value", "key", "object"], was: Any, meant: Any
) -> str | None:
    """A text after a change; None where the change does not fit."""
    found = splices(text, Places(text), json.loads(text), MessageEdit(pointer, at, was, meant))
    if found is None:
        return None
    for start, end, new in sorted(found.splices, reverse=True):
        text = text[:start] + new + text[end:]
    return text


@pytest.mark.parametrize(
    ("pointer", "at", "was", "meant", "old", "new"),
    [
        ("/a/value", "value", None, 2, '"value": 1', '"value": 2'),
        ("/list", "value", None, [1, 2], '[true,  "é"]', "[1, 2]"),
        ("/a/value", "key", "value", "code", '"value": 1', '"code": 1'),
        ("/a~1b", "key", "a/b", "c", '"a/b": null', '"c": null'),
        (
            "/a/value", "object", None, {"inner": {"value": 1, "display": "x"}},
            '{"value": 1, "display": "x"}', '{"inner": {"value": 1, "display": "x"}}',
        ),
    ],
)  # fmt: skip
def test_the_rest_of_the_text_stays(
    pointer: str, at: Literal["value", "key", "object"], was: Any, meant: Any, old: str, new: str
) -> None:
    assert changed(TEXT, pointer, at, was, meant) == TEXT.replace(old, new)


@pytest.mark.parametrize(
    ("pointer", "at", "was", "meant"),
    [
        ("/b", "value", None, 2),
        ("/a/value", "value", 2, 3),  # another value is there
        ("/a/value", "value", True, 3),  # true is not 1
        ("/a/value", "key", "code", "x"),
        ("/a/value", "key", "value", "display"),  # it would be there twice
        ("/a/value", "object", None, {"inner": {"value": 2}}),
    ],
)
def test_changes_that_do_not_fit(
    pointer: str, at: Literal["value", "key", "object"], was: Any, meant: Any
) -> None:
    assert changed(TEXT, pointer, at, was, meant) is None


def test_new_text_is_written_as_the_old() -> None:
    tight = '{"a":[1],"b":{"c":2}}'
    assert changed(tight, "/a", "value", None, [1, 2]) == '{"a":[1,2],"b":{"c":2}}'
    assert changed('{"a": "é"}', "/a", "value", None, "ü") == '{"a": "ü"}'
    assert changed('{"a": "e"}', "/a", "value", None, "ü") == '{"a": "\\u00fc"}'


def test_a_fix_has_the_lines_of_the_file() -> None:
    fix = located(first_line=10).fix(MessageEdit("/a/value", "value", 1, 2))
    assert fix is not None
    [edit] = fix.edits
    assert edit == (11, 18, 11, 19, "1", "2")
    renamed = located().fix(MessageEdit("/a/value", "key", "value", "code"))
    assert renamed is not None
    assert renamed.moved == (("/a/value", "/a/code"),)


def test_a_text_with_repeated_keys_is_not_fixed() -> None:
    text = located('{"a": 1,\n "a": 2}')
    assert text.fix(MessageEdit("/a", "value", None, 3)) is None
    [(pointer, problem)] = text.repeated_keys()
    assert (pointer, problem.rule, problem.line) == ("/a", "ST-10", 2)
    assert problem.values == {"property": "a"}
