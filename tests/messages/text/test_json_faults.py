"""What is wrong with a text that is not JSON, and where."""

from __future__ import annotations

import pytest

from clingen_ld.messages.text import json_text
from clingen_ld.messages.text.json_text import JsonTextError, Places, duplicates, read

CUT_SHORT = [
    ("", 0, "the text is empty"),
    (" \n", 2, "nothing but white space"),
    ("{", 1, "ends in the middle of an object"),
    ("[", 1, "ends in the middle of an array"),
    ('{"a"', 4, "ends in the middle of an object"),
    ('{"a" \n', 6, "ends in the middle of an object"),
    ('{"a":', 5, "ends in the middle of an object"),
    ('{"a":1', 6, "ends in the middle of an object"),
    ('{"a":1,', 7, "ends in the middle of an object"),
    ('{"a":[1,{"b":2}', 15, "ends in the middle of an array"),
    ('["abc', 1, "ends in the middle of a string"),
    ('["abc\\', 1, "ends in the middle of a string"),
    ('["abc\\u12', 1, "ends in the middle of a string"),
]


COMMAS_AND_COLONS = [
    ('{"a":1 , }', 7, "trailing comma before '}': remove it"),
    ("[1,\n]", 2, "trailing comma before ']': remove it"),
    ("[,1]", 1, "a comma too many"),
    ("[1,,2]", 3, "a comma too many"),
    ("{,}", 1, "a comma too many"),
    ('{"a":1,,"b":2}', 7, "a comma too many"),
    ('{"a":1 "b":2}', 7, "missing ',' before the next property"),
    ('{"a":1 "b"}', 7, "missing ',' before the next property"),
    ("[1 2]", 3, "missing ',' before the next item"),
    ("[{}{}]", 3, "missing ',' before the next item"),
    ('{"a" 1}', 4, "missing ':' after the property name"),
    ('{"a"=1}', 4, "missing ':' after the property name"),
    ('{"a"}', 4, "missing ':' after the property name"),
    ('{"a"::1}', 5, "':' where a value was expected"),
    ('{"a":"b":1}', 8, "a second ':'"),
    ('["a":1]', 4, "a property outside an object"),
    ('"a":1', 3, "a property outside an object"),
    ('{"a":}', 5, "the value after ':' is missing"),
    ('{"a":,"b":1}', 5, "the value after ':' is missing"),
    ('{"a":1;"b":2}', 6, "';' where ',' or '}' was expected"),
    (",", 0, "',' where a value was expected"),
]


BRACKETS = [
    ('{"a":[1}', 7, "'}' where ']' closes the array"),
    ("[}", 1, "'}' where ']' closes the array"),
    ('[{"a":]', 6, "']' where '}' closes the object"),
    ("{]", 1, "']' where '}' closes the object"),
    ("}", 0, "'}' where a value was expected"),
    ("{{}}", 1, "'{' where a property name or '}' was expected"),
    ('{"a":1,[2]:3}', 7, "'[' where a property name was expected"),
    ("[(1)]", 1, "'(' where a value or ']' was expected"),
    ("{} {}", 3, "more text after the end of the value"),
    ("{}x", 2, "more text after the end of the value"),
    ("{}}", 2, "more text after the end of the value"),
    ("1 2", 2, "put several values in an array, or write one a line"),
    ("1 %", 2, "more text after the end of the value"),
]


WORDS = [
    ("{a:1}", 1, 'property name without quotes: write "a"'),
    ('{"a":1, b-c:1}', 8, 'property name without quotes: write "b-c"'),
    ("{1:2}", 1, 'property name without quotes: write "1"'),
    ("{1" + "0" * 99 + ":2}", 1, 'write "1' + "0" * 39 + '..."'),
    ("{null:1}", 1, 'property name without quotes: write "null"'),
    ("[abc def]", 1, "text without quotes: write abc in double quotes"),
    ("[" + "x" * 99 + "]", 1, "write " + "x" * 40 + "... in double quotes"),
    ("nulll", 0, "text without quotes: write nulll in double quotes"),
    ("NaN", 0, "NaN is not JSON"),
    ("[1, NaN]", 4, "NaN is not JSON"),
    ("[Infinity]", 1, "Infinity is not JSON"),
    ("[-Infinity]", 1, "-Infinity is not JSON"),
    ("[True]", 1, "True is not JSON: write true"),
    ("[None]", 1, "None is not JSON: write null"),
    ('{"a":undefined}', 5, "undefined is not JSON: write null"),
    ("1 NaN", 2, "NaN is not JSON"),
]


NUMBERS = [
    ("[01]", 1, "no leading zeros: 01"),
    ("-01", 0, "no leading zeros: -01"),
    ("[.5]", 1, "a digit before its '.'"),
    ("[1.]", 1, "a digit after its '.'"),
    ("[1.e5]", 1, "a digit after its '.'"),
    ("[2e]", 1, "a digit after its exponent's 'e'"),
    ("[2e+]", 1, "a digit after its exponent's 'e'"),
    ("[+1]", 1, "no '+' before it"),
    ("[-]", 1, "'-' where a value or ']' was expected"),
    ("[0x1F]", 1, "not a JSON number"),
    ("[1_000]", 1, "not a JSON number"),
    ("[1.2.3]", 1, "not a JSON number"),
    ('{"a":2020-01-01}', 5, "text takes double quotes): 2020-01-01"),
    ("[12" + "3" * 99 + "x]", 1, "..."),
]


STRINGS = [
    ("{'a':1}", 1, "single quotes: JSON strings take double quotes"),
    ("['a']", 1, "single quotes: JSON strings take double quotes"),
    ("[“a”]", 1, "quotation mark “"),
    ("[`a`]", 1, "quotation mark `"),
    ('"a\nb"', 2, "a raw line break inside a string: write \\n"),
    ('"a\r\nb"', 2, "a raw line break inside a string: write \\n"),
    ('"a\tb"', 2, "a raw tab inside a string: write \\t"),
    ('"a\x01b"', 2, "write \\u0001"),
    ('"a\x00', 2, "write \\u0000"),
    ('"\\x"', 1, "\\x is no JSON escape"),
    ('"a\\\'"', 2, "\\' is no JSON escape"),
    ('"\\\n"', 1, "U+000A (control character) is no JSON escape"),
    ('"\\u12g4"', 1, "\\u takes four hexadecimal digits"),
    ('{"a":"say "hi" now"}', 11, 'a quotation mark inside a string is written \\"'),
    ('["a"True]', 4, 'a quotation mark inside a string is written \\"'),
]


BETWEEN_VALUES = [
    ("\ufeff{}", 0, "a byte order mark before the text: remove it"),
    ("[\u00a01]", 1, "U+00A0 (no-break space) between values"),
    ("[1\u200b]", 2, "U+200B (zero width space) between values"),
    ("[1,\ufeff2]", 3, "U+FEFF (zero width no-break space) between values"),
    ("[1\x0c]", 2, "U+000C (control character) between values"),
    ("{} \x00", 3, "U+0000 (control character) between values"),
    ("[\ue000]", 1, "U+E000 (unnamed character) where a value"),
    ("{}\n// c", 3, "comments are not JSON"),
    ("[1 /* c */]", 3, "comments are not JSON"),
    ("# c\n1", 0, "comments are not JSON"),
    ("[/]", 1, "'/' where a value or ']' was expected"),
]


NOT_KEPT = [
    ('["\\ud800"]', 2, "\\ud800 is half of a surrogate pair"),
    ('["\\uDC00\\uD800"]', 2, "\\uDC00 is half of a surrogate pair"),
    ('["\\\\\\ud83d\\\\ude00"]', 4, "\\ud83d is half of a surrogate pair"),
    ('["\\ud83d\\ude00\\ude00"]', 14, "\\ude00 is half of a surrogate pair"),
    ('{"\\ud83d":1, "\\ud83d":2}', 2, "\\ud83d is half of a surrogate pair"),
    ('["é\ud800"]', 3, "U+D800 is half of a surrogate pair"),
    ("[1e999]", 1, "too large for a double"),
    ('{"a":-1e400,"a":1}', 5, "too large for a double"),
    ("[1, " + "9" * 4301 + "]", 4, "an integer of 4301 digits is too long"),
    ("-" + "9" * 5000, 0, "an integer of 5000 digits is too long"),
    ("[" * 201 + "]" * 201, 200, "nested more than 200 levels deep"),
    ("[1," * 201 + "2" + "]" * 201, 600, "nested more than 200 levels deep"),
    ('{"a":' * 201 + "1" + "}" * 201, 1000, "nested more than 200 levels deep"),
    ("[" * 20_000 + "]" * 20_000, 200, "nested more than 200 levels deep"),
    ("[" * 20_000, 20_000, "ends in the middle of an array"),
]


ALL_FAULTS = (
    *CUT_SHORT,
    *COMMAS_AND_COLONS,
    *BRACKETS,
    *WORDS,
    *NUMBERS,
    *STRINGS,
    *BETWEEN_VALUES,
    *NOT_KEPT,
)


@pytest.mark.parametrize(
    ("text", "offset", "part"), ALL_FAULTS, ids=[ascii(fault[0][:30]) for fault in ALL_FAULTS]
)
def test_faults(text: str, offset: int, part: str) -> None:
    with pytest.raises(JsonTextError) as caught:
        read(text)
    error = caught.value
    assert part in error.message
    assert error.offset == offset
    assert "\n" not in error.message
    assert len(error.message) < 160
    assert str(error) == f"{error.message} (at character {offset})"


@pytest.mark.parametrize(("text", "offset", "part"), [*COMMAS_AND_COLONS, *BRACKETS])
def test_places_of_a_text_that_is_not_json(text: str, offset: int, part: str) -> None:
    with pytest.raises(JsonTextError, match=r"."):
        Places(text).value("")
    with pytest.raises(JsonTextError) as caught:
        duplicates(text)
    assert part in caught.value.message
    assert caught.value.offset == offset


def test_unforeseen_faults_are_still_json_text_errors() -> None:
    error = json_text._diagnose("[1]", ValueError("odd"))
    assert error.message == "not readable as JSON: odd"


@pytest.mark.parametrize(
    "text",
    ['"' + "\\n" * 300_000, "1" * 300_000 + "x", "[" + " " * 300_000, '"' + "a\\u0041" * 99_999],
    ids=["escapes", "digits", "spaces", "code points"],
)
def test_large_wrong_texts_are_refused_in_linear_time(text: str) -> None:
    with pytest.raises(JsonTextError):
        read(text)
