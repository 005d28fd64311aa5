"""Strict JSON reading that can locate everything in the original text.

Reading valid texts is left to the standard library's C parser. Only if that fails, or if a
position is needed, is the text scanned again in Python: to find the error and its position, or to
record where each value begins and ends.

Offsets are counted in characters from 0; lines and columns from 1. Pointers are JSON Pointers
(RFC 6901): "" is the whole value, "/a/0" the first item of the member "a".
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, NamedTuple

from clingen_ld.messages.text.json_faults import (
    AFTER_ITEM,
    AFTER_MEMBER,
    END,
    FIRST_ITEM,
    FIRST_KEY,
    ITEM,
    KEY,
    MEMBER_VALUE,
    TOKEN,
    TOP,
    ScanState,
    excess,
    explain,
    half_surrogate,
)
from clingen_ld.model import escape, finite, pointer_steps

# Deeper texts are refused. No message comes near it, and it leaves room for recursive code
# after us, which may take several Python frames a level (Python allows 1000 in all).
MAX_DEPTH: Final = 200


class JsonTextError(ValueError):
    """The text is not JSON, or is JSON that cannot be kept: one line on what to do, and where."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message, offset)
        self.message = message
        self.offset = offset

    def __str__(self) -> str:
        return f"{self.message} (at character {self.offset})"


class JsonReading(NamedTuple):
    """A value read, and whether some object in its text gives the same key more than once."""

    value: Any
    has_duplicate_keys: bool


class Duplicate(NamedTuple):
    """A repeated key: the member's pointer, and the key's offset."""

    pointer: str
    offset: int


# --- Pointers ---------------------------------------------------------------------------------


def join(pointer: str, token: str | int) -> str:
    """Add a member's key or an item's index to a pointer."""
    return f"{pointer}/{escape(str(token))}"


# --- Reading --------------------------------------------------------------------------------------

# Every escape of a valid text in turn, whole surrogate pairs first, so that a surrogate that
# matches alone (the group) is unpaired, and "\\ud800" is not a surrogate.
_ESCAPE: Final = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F]..)|.)"
)


def read(text: str) -> JsonReading:
    """Read a JSON text strictly (RFC 8259), as `json.loads` would; of repeated keys the last holds.

    Raises JsonTextError for anything that is not JSON (NaN, comments, trailing commas, a byte
    order mark, ...), and for JSON that Python cannot keep or write again: nesting deeper than
    MAX_DEPTH, integers longer than `sys.get_int_max_str_digits()`, decimals that overflow a
    double, and halves of surrogate pairs, which cannot be written as UTF-8.
    """
    repeated = False

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated
        value = dict(pairs)
        if len(value) != len(pairs):
            repeated = True
        return value

    decoder = json.JSONDecoder(object_pairs_hook=members, parse_float=finite, parse_constant=finite)
    try:
        value = decoder.decode(text)
    except (ValueError, RecursionError) as error:
        raise _diagnose(text, error) from None
    # Counting brackets is quick and nearly always enough: no more of them, no deeper.
    if text.count("[") + text.count("{") > MAX_DEPTH and _is_too_deep(value):
        raise _diagnose(text, RecursionError())
    _refuse_surrogates(text)
    return JsonReading(value, repeated)


def _is_too_deep(value: Any) -> bool:
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(MAX_DEPTH):
        level = [
            child
            for parent in level
            for child in (parent.values() if type(parent) is dict else parent)
            if type(child) is dict or type(child) is list
        ]
        if not level:
            return False
    return True


def _refuse_surrogates(text: str) -> None:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            shown = f"U+{ord(text[error.start]):04X}"
            raise JsonTextError(*half_surrogate(shown, error.start)) from None
    if "\\" in text and ("\\ud" in text or "\\uD" in text):
        for match in _ESCAPE.finditer(text):
            if match[1]:
                raise JsonTextError(*half_surrogate(match[0], match.start()))


def _diagnose(text: str, error: Exception) -> JsonTextError:
    """Find out why the text cannot be read, given what the quick parser raised."""
    try:
        _Scan(text)
    except JsonTextError as found:
        return found
    return JsonTextError(*excess(text, MAX_DEPTH, error))


# --- Scanning ---------------------------------------------------------------------------------

# A place is a value's container, by number, and its key or index there.
_Place = tuple[int, str | int]
_ROOT: Final[_Place] = (-1, 0)


class _Scan:
    """The values of a text, numbered in the order of their starts, with their positions.

    `members` finds a value by its path; `repeats` has all the values of duplicate keys. It is a
    loop with its own stack, so that depth does not matter. Raises JsonTextError if the text is not
    JSON.
    """

    __slots__ = (
        "_around",
        "_container",
        "_index",
        "_key",
        "_key_at",
        "ends",
        "keys",
        "members",
        "repeats",
        "starts",
    )

    def __init__(self, text: str) -> None:
        self.keys: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.members: dict[_Place, int] = {}
        self.repeats: dict[_Place, list[int]] = {}
        self._container = -1
        self._index = 0  # of the next item in an array; -1 in an object
        self._around: list[tuple[int, int, ScanState]] = []
        self._key = ""
        self._key_at = 0
        self._run(text)

    def _run(self, text: str) -> None:
        state, after = TOP, END
        for match in TOKEN.finditer(text):
            kind = match.lastgroup
            if kind not in state.allowed:
                raise JsonTextError(*explain(text, match, state))
            if kind == "key":
                start, end = match.span("string")
                key = text[start + 1 : end - 1]
                self._key = json.loads(text[start:end]) if "\\" in key else key
                self._key_at = start
                state = MEMBER_VALUE
            elif kind == "string" or kind == "plain":
                self._add(*match.span(kind))
                state = after
            elif kind == "comma":
                state = ITEM if after is AFTER_ITEM else KEY
            elif kind == "open_object" or kind == "open_array":
                node = self._add(*match.span(kind))
                self._around.append((self._container, self._index, after))
                self._container = node
                if kind == "open_object":
                    self._index, state, after = -1, FIRST_KEY, AFTER_MEMBER
                else:
                    self._index, state, after = 0, FIRST_ITEM, AFTER_ITEM
            elif kind:
                self.ends[self._container] = match.end()
                self._container, self._index, after = self._around.pop()
                state = after

    def _add(self, start: int, end: int) -> int:
        node = len(self.starts)
        self.starts.append(start)
        self.ends.append(end)
        if self._index >= 0:
            self.members[self._container, self._index] = node
            self._index += 1
            self.keys.append(start)
            return node
        self.keys.append(self._key_at)
        place = self._container, self._key
        if place in self.members:
            self.repeats.setdefault(place, [self.members[place]]).append(node)
        self.members[place] = node
        return node


class Places:
    """The positions of the values of a JSON text; scanned once, on first use.

    The first use raises JsonTextError if the text is not JSON. If an object repeats a key, its
    pointer means the last, as in `read`.
    """

    __slots__ = ("_found", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: _Scan | None = None

    @property
    def _scan(self) -> _Scan:
        if self._found is None:
            self._found = _Scan(self._text)
        return self._found

    def value(self, pointer: str) -> int:
        """The offset of a value's first character. Raises KeyError if there is no such value."""
        return self._scan.starts[self._find(pointer)[1]]

    def key(self, pointer: str) -> int:
        """The offset of the quote that opens a member's key, or of an item (or the whole).

        Raises KeyError if there is no such value.
        """
        return self._scan.keys[self._find(pointer)[1]]

    def end(self, pointer: str) -> int:
        """The offset just after a value. Raises KeyError if there is no such value."""
        return self._scan.ends[self._find(pointer)[1]]

    def duplicates(self) -> list[Duplicate]:
        """List the repeated keys in the order of the text, without the first of each."""
        scan = self._scan
        if not scan.repeats:
            return []
        containers = {node: place for place, node in scan.members.items()}
        for place, nodes in scan.repeats.items():
            containers.update(dict.fromkeys(nodes, place))
        found = [
            Duplicate(_pointer(containers, node), scan.keys[node])
            for nodes in scan.repeats.values()
            for node in nodes[1:]
        ]
        return sorted(found, key=lambda duplicate: duplicate.offset)

    def _find(self, pointer: str) -> tuple[_Place, int]:
        try:
            tokens = pointer_steps(pointer)
        except ValueError:
            raise KeyError(pointer) from None
        members, place, node = self._scan.members, _ROOT, 0
        for token in tokens:
            place = (node, token)
            if place not in members and _is_index(token):
                place = (node, int(token))
            if place not in members:
                raise KeyError(pointer)
            node = members[place]
        return place, node


def duplicates(text: str) -> list[Duplicate]:
    """List the repeated keys of all objects in a JSON text, in the order of the text.

    This is the slow way: ask it when a JsonReading says that there are any. Raises JsonTextError.
    """
    return Places(text).duplicates()


def _is_index(token: str) -> bool:
    # RFC 6901 knows no leading zeros. No array is as long as 19 digits can say, and int() would
    # refuse thousands.
    return token.isascii() and token.isdigit() and len(token) < 19 and str(int(token)) == token


def _pointer(containers: dict[int, _Place], node: int) -> str:
    tokens = []
    while node:
        node, token = containers[node]
        tokens.append(escape(str(token)))
    return "".join(f"/{token}" for token in reversed(tokens))
