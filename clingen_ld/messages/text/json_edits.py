"""Edits of a JSON text that change a value, a key or an object, and keep the layout of the rest."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from clingen_ld.messages.message import Change
from clingen_ld.messages.text.json_text import Places, split
from clingen_ld.model import escape

STRING: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_AFTER_COLON: Final = re.compile(r'"(\s*:[ \t]*)')


class Splice(NamedTuple):
    """A part of a text to replace, as offsets in characters from 0, and the text to write there."""

    start: int
    end: int
    text: str


class Splices(NamedTuple):
    """What to replace in a text, and the pointers of what moves, before and after."""

    splices: tuple[Splice, ...]
    moved: tuple[tuple[str, str], ...] = ()


def splices(text: str, places: Places, value: Any, change: Change) -> Splices | None:
    """How to make a change in a text that holds a value; None where the change does not fit it.

    A key that an object would have twice does not fit, nor a value that is not the one expected.
    """
    editing = _Editing(text, places, value)
    try:
        if change.at == "key":
            return editing.renamed(change.pointer, change.was, change.meant)
        if change.at == "object":
            return editing.wrapped(change.pointer, change.meant)
        return editing.replaced(change.pointer, change.was, change.meant)
    except (KeyError, IndexError, ValueError, TypeError):
        return None


class _Editing:
    def __init__(self, text: str, places: Places, value: Any) -> None:
        self._text = text
        self._places = places
        self._value = value

    def replaced(self, pointer: str, was: Any, meant: Any) -> Splices | None:
        """Another value at a pointer."""
        value = self._at(pointer)
        expected = value if was is None else was
        if value is None or value != expected or type(value) is not type(expected):
            return None
        start, end = self._places.value(pointer), self._places.end(pointer)
        return Splices((Splice(start, end, self._json(meant)),))

    def renamed(self, pointer: str, was: str, meant: str) -> Splices | None:
        """Another key of the member at a pointer."""
        above, _, step = pointer.rpartition("/")
        if split(f"/{step}") != [was] or meant in self._at(above):
            return None
        start = self._places.key(pointer)
        key = STRING.match(self._text, start)
        if key is None:
            return None
        moved = pointer, f"{above}/{escape(meant)}"
        return Splices((Splice(start, key.end(), self._json(meant)),), (moved,))

    def wrapped(self, pointer: str, meant: Mapping[str, Any]) -> Splices | None:
        """The members of a reference, in a member of their own."""
        above = pointer.rpartition("/")[0]
        node, name = self._at(above), next(iter(meant))
        inner = list(meant[name])
        if name in node or any(node.get(key) != meant[name][key] for key in inner):
            return None
        places = sorted((self._places.key(f"{above}/{key}"), key) for key in inner)
        start, first = places[0]
        end = self._places.end(f"{above}/{first}")
        colon = self._json({"": 0})[3:-2]
        cut: list[Splice] = []
        text = self._text[start:end]
        if len(places) > 1:
            key_start, last = places[1]
            last_end = self._places.end(f"{above}/{last}")
            between = self._text[end:key_start]
            if between.strip() == ",":
                text, end = self._text[start:last_end], last_end
            else:
                text += self._json([0, 0])[2:-2] + self._text[key_start:last_end]
                comma = self._text.rindex(",", 0, key_start)
                cut = [Splice(comma, last_end, "")]
        moved = ((f"{above}/{key}", f"{above}/{name}/{key}") for key in inner)
        wrapped = f"{self._json(name)}{colon}{{{text}}}"
        return Splices((Splice(start, end, wrapped), *cut), tuple(moved))

    def _at(self, pointer: str) -> Any:
        value = self._value
        for step in split(pointer):
            value = value[int(step)] if isinstance(value, list) else value[step]
        return value

    def _json(self, value: Any) -> str:
        """A value as the text writes JSON."""
        colon = _AFTER_COLON.search(self._text)
        after = colon[1] if colon is not None else ": "
        comma = ", " if after[-1:] in " \t" else ","
        return json.dumps(value, ensure_ascii=self._text.isascii(), separators=(comma, after))
