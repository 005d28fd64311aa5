"""Errors in a text that is not JSON: one line on what to do, and where.

This module has the tokens of JSON and their grammar, for scanning, and the explanations of errors.
The commonest mistakes have their own explanation: comments, trailing commas, single quotes, words
of other languages, numbers that JSON spells otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final, NamedTuple

from clingen_ld.display import abridged
from clingen_ld.model import finite


class JsonFault(NamedTuple):
    """One line on what to do, and the offset in the text (in characters from 0)."""

    message: str
    offset: int


# --- Tokens, and what may follow what ---------------------------------------------------------

_STRING_BODY: Final = r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*'
# A string takes its ':' with it, which makes it a key. `bad` takes what begins no token, so
# that the matches lie end to end; the last one, at the end of the text, has no group.
TOKEN: Final = re.compile(
    r"[ \t\n\r]*(?:"
    rf'(?P<string>{_STRING_BODY}")(?:[ \t\n\r]*(?P<key>:))?'
    r"|(?P<plain>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)"
    r"|(?P<comma>,)"
    r"|(?P<open_object>\{)|(?P<close_object>\})|(?P<open_array>\[)|(?P<close_array>\])"
    r"|(?P<bad>[\s\S])|\Z)"
)


class ScanState(NamedTuple):
    """What may come next: the kinds of token, the container around (or ""), and in words."""

    allowed: frozenset[str | None]
    inside: str
    wanted: str


def _state(inside: str, wanted: str, *allowed: str | None) -> ScanState:
    return ScanState(frozenset(allowed), inside, wanted)


_VALUES: Final = ("string", "plain", "open_object", "open_array")
TOP: Final = _state("", "a value", *_VALUES)
END: Final = _state("", "the end of the text", None)
FIRST_KEY: Final = _state("object", "a property name or '}'", "key", "close_object")
KEY: Final = _state("object", "a property name", "key")
MEMBER_VALUE: Final = _state("object", "a value", *_VALUES)
AFTER_MEMBER: Final = _state("object", "',' or '}'", "comma", "close_object")
FIRST_ITEM: Final = _state("array", "a value or ']'", "close_array", *_VALUES)
ITEM: Final = _state("array", "a value", *_VALUES)
AFTER_ITEM: Final = _state("array", "',' or ']'", "comma", "close_array")

# --- Faults of a text that is JSON, but too much of it ----------------------------------------


def excess(text: str, max_depth: int, error: Exception) -> JsonFault:
    """Find out why a JSON text cannot be read, given what the quick parser raised."""
    depth = deepest = deepest_at = 0
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind.startswith("open"):
            depth += 1
            if depth > deepest:
                deepest, deepest_at = depth, match.start(kind)
        elif kind.startswith("close"):
            depth -= 1
        elif kind == "plain" and (fault := _number_fault(match["plain"])):
            return JsonFault(fault, match.start("plain"))
        if depth > max_depth:
            break
    if depth > max_depth:
        return JsonFault(f"nested more than {max_depth} levels deep: flatten it", deepest_at)
    if isinstance(error, RecursionError):  # the caller has used up Python's stack by itself
        return JsonFault(f"nested {deepest} levels deep, too deep to read here", deepest_at)
    return JsonFault(f"not readable as JSON: {error}", getattr(error, "pos", 0))


def _number_fault(token: str) -> str:
    if token[0] not in "-0123456789":
        return ""
    is_integer = token.lstrip("-").isdigit()
    convert: Callable[[str], object] = int if is_integer else finite
    try:
        convert(token)
    except ValueError:
        if is_integer:
            return f"an integer of {len(token.lstrip('-'))} digits is too long: write a string"
        return "the number is too large for a double: write a string"
    return ""


def half_surrogate(shown: str, offset: int) -> JsonFault:
    """Say what to do about a surrogate without its other half."""
    return JsonFault(
        f"{shown} is half of a surrogate pair and no character: write the character itself", offset
    )


# --- Faults of a text that is not JSON --------------------------------------------------------

ENDS: Final = "the text ends"
COMMENTS: Final = "comments are not JSON: remove them"
"""How faults begin that more text might undo."""
_MORE: Final = (
    "more text after the end of the value: remove it, put several values in an array, "
    "or write one a line"
)
_WORD: Final = re.compile(r"[-+.$\w]+")
_WORD_CHARACTER: Final = re.compile(r"[-+.$\w]")
SPELLINGS: Final = {"true": "true", "false": "false", "null": "null"} | dict.fromkeys(
    ("none", "nil", "undefined"), "null"
)
_NUMBER_FAULTS: Final = (
    (r"\+", "a number takes no '+' before it"),
    (r"-?0[0-9]", "a number takes no leading zeros"),
    (r"-?\.[0-9]", "a number takes a digit before its '.'"),
    (r"-?[0-9]+\.(?![0-9])", "a number takes a digit after its '.'"),
    (r"-?[0-9.]+[eE][-+]?(?![0-9])", "a number takes a digit after its exponent's 'e'"),
    (r"[-+.]*[0-9]", "not a JSON number (text takes double quotes)"),
)
_CONTROLS: Final = {
    "\n": ("line break", r"\n, or close the string"),
    "\r": ("line break", r"\n, or close the string"),
    "\t": ("tab", r"\t"),
}


def explain(text: str, match: re.Match[str], state: ScanState) -> JsonFault:
    """The fault of a misplaced token."""
    kind = match.lastgroup
    if kind is None:
        return JsonFault(_cut_short(match.end(), state), match.end())
    at = match.start("string" if kind == "key" else kind)
    word = _WORD.match(text, at)
    start = at
    if word and state in (AFTER_MEMBER, AFTER_ITEM, END):
        # "01" and "1." are two tokens, a number and one too many: take the word as a whole.
        while start and _WORD_CHARACTER.match(text, start - 1):
            start -= 1
        word = _WORD.match(text, start)
    # Right after a string, a word is most likely the rest of it, after a quotation mark.
    in_string = start == at and text[at - 1 : at] == '"'
    if word and not in_string and (kind == "bad" or start < at):
        fault = _word_fault(word[0], state if start == at else TOP)
        if fault:
            return JsonFault(fault, start)
    if kind == "bad":
        return _bad_character(text, at, state)
    return _out_of_place(text, match, kind, at, state)


def _cut_short(end: int, state: ScanState) -> str:
    if state.inside:
        return f"{ENDS} in the middle of an {state.inside}: complete it"
    return "nothing but white space: a JSON value was expected" if end else "the text is empty"


def _word_fault(word: str, state: ScanState) -> str:
    shown = abridged(word, 40)
    bare = word.lstrip("+-")
    if state in (KEY, FIRST_KEY):
        return f'property name without quotes: write "{shown}"'
    if bare.lower() in ("nan", "inf", "infinity"):
        return f"{shown} is not JSON: write null or a string"
    if word.lower() in SPELLINGS:
        return f"{shown} is not JSON: write {SPELLINGS[word.lower()]}"
    for pattern, fault in _NUMBER_FAULTS:
        if re.match(pattern, word):
            return f"{fault}: {shown}"
    if state is not END and (word[0].isalpha() or word[0] in "_$"):
        return f"text without quotes: write {shown} in double quotes"
    return ""


def _bad_character(text: str, at: int, state: ScanState) -> JsonFault:
    character = text[at]
    if character == '"':
        return _string_fault(text, at)
    if character == "\ufeff" and at == 0:
        return JsonFault("a byte order mark before the text: remove it", at)
    if character == "'":
        return JsonFault("single quotes: JSON strings take double quotes", at)
    if text.startswith("```", at):
        return JsonFault("a Markdown fence (```) is not JSON: remove it", at)
    if character in "“”„‟‘’‚‛«»`":
        return JsonFault(f'quotation mark {character}: JSON strings take "', at)
    if character == "#" or text.startswith(("//", "/*"), at):
        return JsonFault(COMMENTS, at)
    if character.isspace() or unicodedata.category(character) in ("Cf", "Cc"):
        shown = _code_point(character)
        return JsonFault(f"{shown} between values: remove it, or use a plain space", at)
    if state is END:
        return JsonFault(_MORE, at)
    shown = f"'{character}'" if character.isprintable() else _code_point(character)
    hint = ""
    if at and text[at - 1] == '"' and state in (AFTER_MEMBER, AFTER_ITEM):
        hint = ' (a quotation mark inside a string is written \\")'
    return JsonFault(f"{shown} where {state.wanted} was expected{hint}", at)


def _string_fault(text: str, at: int) -> JsonFault:
    good = re.compile(_STRING_BODY).match(text, at)
    assert good is not None  # the opening quote itself matches
    stop = good.end()
    if stop == len(text) or re.fullmatch(r"\\(u[0-9a-fA-F]{0,3})?", text[stop:]):
        return JsonFault(f"{ENDS} in the middle of a string: close it with '\"'", at)
    character = text[stop]
    if character in _CONTROLS:
        name, written = _CONTROLS[character]
        return JsonFault(f"a raw {name} inside a string: write {written}", stop)
    if character != "\\":
        shown, code = _code_point(character), ord(character)
        return JsonFault(f"{shown} raw inside a string: write \\u{code:04x}", stop)
    if text[stop + 1] == "u":
        return JsonFault("\\u takes four hexadecimal digits", stop)
    shown = text[stop + 1] if text[stop + 1].isprintable() else _code_point(text[stop + 1])
    return JsonFault(f"\\{shown} is no JSON escape: write \\\\ for a backslash", stop)


def _code_point(character: str) -> str:
    unnamed = "control character" if character < "\xa0" else "unnamed character"
    name = unicodedata.name(character, unnamed)
    return f"U+{ord(character):04X} ({name.lower()})"


def _out_of_place(
    text: str, match: re.Match[str], kind: str, at: int, state: ScanState
) -> JsonFault:
    shown = f"'{text[at]}'"
    if state is END:
        return JsonFault(_MORE, at)
    if state in (AFTER_MEMBER, AFTER_ITEM) and not kind.startswith("close"):
        what = "property" if state is AFTER_MEMBER else "item"
        return JsonFault(f"missing ',' before the next {what}", at)
    if kind == f"close_{state.inside}" and state is not MEMBER_VALUE:
        return JsonFault(f"trailing comma before {shown}: remove it", text.rindex(",", 0, at))
    if kind in ("comma", "close_object") and state is MEMBER_VALUE:
        return JsonFault("the value after ':' is missing", at)
    if kind == "comma" and state.inside:
        return JsonFault("a comma too many: remove it", at)
    if kind.startswith("close") and state.inside:
        closing = "}" if state.inside == "object" else "]"
        return JsonFault(f"{shown} where '{closing}' closes the {state.inside}", at)
    if kind == "key":
        return JsonFault(_stray_colon(state), match.start("key"))
    if kind == "string":
        end = match.end()
        if not text[end:].strip(" \t\n\r"):
            return JsonFault(_cut_short(len(text), state), len(text))
        return JsonFault("missing ':' after the property name", end)
    if kind == "plain":
        return JsonFault(_word_fault(match["plain"], state), at)
    return JsonFault(f"{shown} where {state.wanted} was expected", at)


def _stray_colon(state: ScanState) -> str:
    if state is MEMBER_VALUE:
        return "a second ':' after one property name: remove it, or put an object in { }"
    return "a property outside an object: put { } around it"
