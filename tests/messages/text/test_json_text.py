"""Reading JSON strictly, and finding places in its text."""

from __future__ import annotations

import inspect
import json
import pickle
import random
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clingen_ld.messages.text import json_text
from clingen_ld.messages.text.decoding import LineIndex
from clingen_ld.messages.text.json_text import (
    MAX_DEPTH,
    Duplicate,
    JsonTextError,
    Places,
    duplicates,
    join,
    read,
)
from clingen_ld.model import escape, pointer_steps

pytestmark = pytest.mark.filterwarnings("error")
# Nothing is written to the folder that the tests run in.
ANY = settings(database=None, deadline=None)


def fault_of(reading: Callable[[], object]) -> JsonTextError | None:
    """What is wrong with a text that may be right."""
    try:
        reading()
    except JsonTextError as error:
        return error
    return None


def test_errors_survive_pickling() -> None:
    error = pickle.loads(pickle.dumps(JsonTextError("what", 7)))
    assert (error.message, error.offset) == ("what", 7)
    assert isinstance(error, ValueError)


def test_a_stack_that_is_nearly_used_up() -> None:
    text = "[" * 100 + "]" * 100

    def descend(levels: int) -> Any:
        return descend(levels - 1) if levels else read(text)

    # Python 3.11 has about 50 levels left then; later ones count those of C by themselves.
    problem = fault_of(lambda: descend(sys.getrecursionlimit() - len(inspect.stack(0)) - 50))
    if problem is not None:
        assert problem.message == "nested 100 levels deep, too deep to read here"
        assert problem.offset == 99


# --- What is right ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "null",
        " true\r\n",
        "-0",
        "-0.0",
        "1E+2",
        "1e-999",
        "9" * 4300,
        '""',
        '"\\ud83d\\ude00 \\\\ud800 \\\\\\\\ud800 \u2028\x7f"',
        '{"" : {"a~b/c" :[ ] , "d":{ }} ,"e":[1 , 2]}',
        "[" * MAX_DEPTH + "]" * MAX_DEPTH,
        "[" + "[[1],{}]," * 300 + '{"a":[]}]',
    ],
)
def test_right_texts(text: str) -> None:
    reading = read(text)
    assert repr(reading.value) == repr(json.loads(text))
    assert not reading.has_duplicate_keys


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":1,"b":{"a":2},"c":[{"a":1},{"a":1}]}', []),
        ('{"a":1,"a":2}', [Duplicate("/a", 7)]),
        ('{"a":1,"\\u0061":2,"a":3}', [Duplicate("/a", 7), Duplicate("/a", 18)]),
        ('[0,{"x/y":{"~":1,"~":1}}]', [Duplicate("/1/x~1y/~0", 17)]),
        # The first "a" is lost, and its own repetition with it; both are told all the same.
        ('{"a":{"b":1,"b":2},"a":{"c":3}}', [Duplicate("/a/b", 12), Duplicate("/a", 19)]),
        ('{"a":1,"b":1,"b":2,"a":2}', [Duplicate("/b", 13), Duplicate("/a", 19)]),
        ('{"":1,"":2}', [Duplicate("/", 6)]),
    ],
)
def test_repeated_keys(text: str, expected: list[Duplicate]) -> None:
    reading = read(text)
    assert reading.value == json.loads(text)
    assert reading.has_duplicate_keys == bool(expected)
    assert duplicates(text) == Places(text).duplicates() == expected


def test_places() -> None:
    text = '\n{ "a" : [10, {"b/c~": "x"}],\t"0": -1.5e3 }\n'
    places = Places(text)
    spans = {
        "": '{ "a" : [10, {"b/c~": "x"}],\t"0": -1.5e3 }',
        "/a": '[10, {"b/c~": "x"}]',
        "/a/0": "10",
        "/a/1": '{"b/c~": "x"}',
        "/a/1/b~1c~0": '"x"',
        "/0": "-1.5e3",
    }
    for pointer, value in spans.items():
        assert text[places.value(pointer) : places.end(pointer)] == value
    assert places.key("") == places.value("") == 1
    assert places.key("/a/1") == places.value("/a/1")
    assert text[places.key("/a") :].startswith('"a" :')
    assert text[places.key("/a/1/b~1c~0") :].startswith('"b/c~":')
    assert places.duplicates() == []


@pytest.mark.parametrize(
    "pointer",
    [
        *("/b", "/a/2", "/a/-1", "/a/-", "/a/00", "/a/01", "/a/\u0661", "/a/", "/a/0/0", "a"),
        *("//", "/", "/~a", "/a/" + "9" * 5000, "#/a", "/0"),
    ],
)
def test_unknown_pointers(pointer: str) -> None:
    places = Places('{"a": [1, 2]}')
    for ask in (places.value, places.key, places.end):
        with pytest.raises(KeyError):
            ask(pointer)


def test_places_of_repeated_keys() -> None:
    text = '{"a":{"b":1},"a":{"c":2}, "a":{"d":3, "d":4}}'
    places = Places(text)
    assert places.value("/a/d") == text.index("4")
    assert places.key("/a") == text.rindex('"a"')
    with pytest.raises(KeyError):
        places.value("/a/b")  # json keeps the last "a", which has no "b"
    assert [tuple(each) for each in places.duplicates()] == [
        ("/a", 13), ("/a", 26), ("/a/d", places.key("/a/d"))
    ]  # fmt: skip


@pytest.mark.slow
def test_places_at_any_depth() -> None:
    depth = 100_000
    text = '[{"a":' * (depth // 2) + "7" + "}]" * (depth // 2)
    places = Places(text)
    pointer = "/0/a" * (depth // 2)
    assert text[places.value(pointer) : places.end(pointer)] == "7"
    assert places.end("") == len(text)


# --- Pointers and lines -----------------------------------------------------------------------


def test_pointers() -> None:
    # The examples of RFC 6901, section 5.
    assert pointer_steps("") == []
    assert pointer_steps("/foo/0") == ["foo", "0"]
    assert pointer_steps("/") == [""]
    assert pointer_steps("/a~1b") == ["a/b"]
    assert pointer_steps("/m~0n") == ["m~n"]
    assert pointer_steps("/~01") == ["~1"]
    assert escape("~1/") == "~01~1"
    assert join("", "a/b") == "/a~1b"
    assert join("/x", 3) == "/x/3"


@pytest.mark.parametrize("pointer", ["a", "a/b", "#/a", "/~", "/~2", "/a~/b"])
def test_pointers_that_are_none(pointer: str) -> None:
    with pytest.raises(ValueError, match="JSON Pointer"):
        pointer_steps(pointer)


@ANY
@given(st.lists(st.text(alphabet=st.sampled_from("~/01a"))))
def test_pointers_there_and_back(tokens: list[str]) -> None:
    pointer = ""
    for token in tokens:
        pointer = join(pointer, token)
    assert pointer_steps(pointer) == tokens


def test_lines_end_in_three_ways() -> None:
    text = "a\r\nb\rc\n\né𝄞d\u2028\x0b"
    index = LineIndex(text)
    places = [index.at(offset) for offset in range(len(text) + 1)]
    assert places == [
        *((1, 1), (1, 2), (1, 3)),
        *((2, 1), (2, 2)),
        *((3, 1), (3, 2)),
        (4, 1),
        *((5, 1), (5, 2), (5, 3), (5, 4), (5, 5), (5, 6)),
    ]


def test_offsets_outside_the_text() -> None:
    assert LineIndex("").at(0) == (1, 1)
    for offset in (-1, 2):
        with pytest.raises(ValueError, match="outside a text of 1 characters"):
            LineIndex("a").at(offset)


@ANY
@given(st.text(alphabet=st.sampled_from("a\r\n")))
def test_lines_agree_with_splitlines(text: str) -> None:
    index = LineIndex(text)
    offset = 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        for column in range(len(line)):
            assert index.at(offset) == (number, column + 1)
            offset += 1


# --- Any JSON at all --------------------------------------------------------------------------

CHARACTERS = st.characters(exclude_categories=["Cs"])
NAMES = st.text(CHARACTERS, max_size=6) | st.sampled_from(["a", "b", "0", "1", "~", "/"])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(CHARACTERS),
    lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner),
    max_leaves=25,
)


def render(value: Any, dice: random.Random, repeat: bool = False) -> str:
    """Write a value with random space, escapes and, if asked for, repeated keys before."""

    def space() -> str:
        return "".join(dice.choices(" \t\r\n", k=dice.choice([0, 0, 1, 3])))

    def string(text: str) -> str:
        return '"' + "".join(character(c) for c in text) + '"'

    def character(c: str) -> str:
        plain = json.dumps(c, ensure_ascii=False)[1:-1]
        digits = c.encode("utf-16-be").hex(" ", 2)
        escaped = "".join(f"\\u{unit}" for unit in dice.choice([digits, digits.upper()]).split())
        return dice.choice([plain, plain, escaped])

    def members(value: dict[str, Any]) -> Iterator[str]:
        for key, item in value.items():
            if repeat and dice.random() < 0.3:
                lost: Any = dice.choice([None, {key: [1]}, [{}], "x"])
                yield f"{space()}{string(key)}{space()}:{render(lost, dice)}"
            yield f"{space()}{string(key)}{space()}:{render(item, dice, repeat)}"

    if isinstance(value, dict):
        body = "{" + (",".join(members(value)) or space()) + "}"
    elif isinstance(value, list):
        body = "[" + (",".join(render(item, dice, repeat) for item in value) or space()) + "]"
    else:
        body = string(value) if isinstance(value, str) else json.dumps(value)
    return space() + body + space()


def walk(value: Any, pointer: str = "") -> Iterator[tuple[str, str | None, Any]]:
    """Every pointer into a value, with the key it ends in and the value there."""
    yield pointer, None, value
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            (_, _, first), *rest = walk(item, join(pointer, key))
            yield join(pointer, key), key if isinstance(key, str) else None, first
            yield from rest


@ANY
@given(VALUES, st.randoms(use_true_random=False), st.booleans())
@example({"a": {"b": [{}, [], ""]}}, random.Random(0), True)
def test_every_value_is_where_places_say(value: Any, dice: random.Random, repeat: bool) -> None:
    text = render(value, dice, repeat)
    reading = read(text)
    assert repr(reading.value) == repr(json.loads(text)) == repr(value)
    assert reading.has_duplicate_keys == bool(duplicates(text))
    places, decoder = Places(text), json.JSONDecoder()
    for pointer, key, expected in walk(value):
        start = places.value(pointer)
        assert repr(decoder.raw_decode(text, start)) == repr((expected, places.end(pointer)))
        if key is None:
            assert places.key(pointer) == start
        else:
            found, end = decoder.raw_decode(text, places.key(pointer))
            assert found == key
            assert text[end:start].strip() == ":"


@ANY
@given(VALUES, st.randoms(use_true_random=False))
def test_repeats_are_found_where_keys_are(value: Any, dice: random.Random) -> None:
    text = render(value, dice, repeat=True)
    places, decoder = Places(text), json.JSONDecoder()
    for pointer, offset in places.duplicates():
        assert decoder.raw_decode(text, offset)[0] == pointer_steps(pointer)[-1]


@pytest.mark.slow
@settings(ANY, max_examples=500)
@given(VALUES, st.randoms(use_true_random=False))
def test_damaged_texts_are_judged_as_json_judges_them(value: Any, dice: random.Random) -> None:
    text = render(value, dice)
    for _ in range(dice.randint(1, 3)):
        at = dice.randint(0, len(text))
        added = dice.choice([*"{}[],:\"'\\/ \n0123456789eE+-.tnx\x00\x1f\xa0é\ufeff", ""])
        text = text[:at] + added + text[at + dice.randint(0, 1) :]
    try:
        expected = json.loads(text, parse_constant=lambda name: json.loads(""))
    except ValueError:
        with pytest.raises(JsonTextError) as caught:
            read(text)
        assert 0 <= caught.value.offset <= len(text)
        assert not caught.value.message.startswith("not readable")
        with pytest.raises(JsonTextError):
            Places(text).value("")
        return
    Places(text).value("")
    problem = fault_of(lambda: read(text))
    if problem is None:
        assert repr(read(text).value) == repr(expected)
    else:
        assert "surrogate" in problem.message or "too large" in problem.message


def test_everything_public_is_documented() -> None:
    here = {
        name: thing
        for name, thing in vars(json_text).items()
        if getattr(thing, "__module__", "") == json_text.__name__ and not name.startswith("_")
    }
    assert here.keys() >= {"Places", "duplicates", "join", "read"}
    assert [name for name, thing in here.items() if not inspect.getdoc(thing)] == []
