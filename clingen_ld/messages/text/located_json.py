"""JSON texts that can say where their values are, and edits that keep the layout of the rest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clingen_ld.messages.message import (
    Edit,
    Excerpt,
    Fix,
    Message,
    MessageEdit,
    Place,
    Problem,
    excerpt,
)
from clingen_ld.messages.text.decoding import LineIndex
from clingen_ld.messages.text.json_faults import TOKEN
from clingen_ld.messages.text.json_text import Places, duplicates
from clingen_ld.model import Normal, Severity, escape, pointer_steps, resource_iri

if TYPE_CHECKING:
    from clingen_ld.messages.text.json_recovery import Recovery


class JsonText:
    """A JSON text that can locate its values; the work is done on first use."""

    def __init__(
        self, text: str, file: str, first_line: int = 1, recovery: Recovery | None = None
    ) -> None:
        """`recovery` has the text as it was meant, where the one given has errors."""
        self.text = text
        self.file = file
        self.first_line = first_line
        self._recovery = recovery

    def message(self, normal: Normal, pointer: str, base: str, form: str) -> Message:
        """The message that a resource is, read from the value at a pointer."""
        iri = resource_iri(normal.tree, base)
        locator = JsonLocator(self, pointer)
        return Message(normal.tree["resourceType"], iri, normal, locator, self.file, form)

    @property
    def _meant(self) -> str:
        """The text that is JSON."""
        known = None if self._recovery is None else self._recovery.text
        return self.text if known is None else known

    @cached_property
    def _places(self) -> Places:
        return Places(self._meant)

    @cached_property
    def _lines(self) -> LineIndex:
        return LineIndex(self.text)

    def at(self, offset: int) -> tuple[int, int]:
        """The line and column in the file (both 1-based) of an offset in the text as given."""
        line, column = self._lines.at(offset)
        return line + self.first_line - 1, column

    def place(self, pointer: str, at_key: bool = False) -> Place:
        """The place of a JSON Pointer, or of the nearest value above it."""
        while True:
            try:
                offset = self._places.key(pointer) if at_key else self._places.value(pointer)
                return Place(pointer, *self._at_meant(offset))
            except KeyError:
                pointer = pointer.rpartition("/")[0]

    def _at_meant(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset in the text as it was meant."""
        return self.at(offset if self._recovery is None else self._recovery.given(offset))

    def excerpt(self, place: Place) -> Excerpt | None:
        if place.line is None or place.column is None:
            return None
        start = self._lines.start(place.line - self.first_line + 1)
        return excerpt(self.text, start, place.column, length(self.text, start + place.column - 1))

    def fix(self, change: MessageEdit) -> Fix | None:
        """How to make a change; None where it does not fit the text, or keys are repeated."""
        if self._places.duplicates():
            return None
        found = splices(self._meant, self._places, self.value, change)
        if found is None:
            return None
        edits = []
        for start, end, text in found.splices:
            edits.append(self.edit(start, end, text))
            if edits[-1].was != self._meant[start:end]:
                return None  # An error is in it.
        return Fix(tuple(edits), moved=found.moved)

    def edit(self, start: int, end: int, text: str) -> Edit:
        """Another text between two offsets in the text that is JSON."""
        if self._recovery is not None:
            start, end = self._recovery.given(start), self._recovery.given(end)
        return self.edit_given(start, end, text)

    def edit_given(self, start: int, end: int, text: str) -> Edit:
        """Another text between two offsets in the text as given."""
        return Edit(*self.at(start), *self.at(end), self.text[start:end], text)

    def problem(
        self,
        rule: str,
        values: Mapping[str, str],
        place: Place,
        severity: Severity | None = None,
        suggestion: str | None = None,
        fix: Fix | None = None,
    ) -> Problem:
        """A problem at a place of the text; the value there is replaced by what is suggested."""
        if suggestion is not None:
            fix = self.fix(MessageEdit(place.pointer, "value", None, suggestion))
        shown = self.excerpt(place)
        return Problem(rule, values, self.file, *place, shown, severity, suggestion, fix)

    def has(self, pointer: str) -> bool:
        """Whether the text has a value at a JSON Pointer."""
        try:
            self._places.value(pointer)
        except KeyError:
            return False
        return True

    def value_at(self, pointer: str) -> Any:
        """The value at a JSON Pointer; raises KeyError, IndexError or ValueError without one."""
        value = self.value
        for step in pointer_steps(pointer):
            if not isinstance(value, list | dict):
                raise KeyError(pointer)
            value = value[int(step)] if isinstance(value, list) else value[step]
        return value

    def keys(self, pointer: str) -> list[str]:
        """The keys of the object at a JSON Pointer; none if there is no object."""
        value = self.value_at(pointer)
        return list(value) if isinstance(value, dict) else []

    @cached_property
    def value(self) -> Any:
        """The value of the text, read again on first use."""
        return json.loads(self._meant)

    def repeated_keys(self) -> Iterator[tuple[str, Problem]]:
        """Every duplicate key of the text: its pointer, and its message (ST-10)."""
        for found in duplicates(self._meant):
            place = Place(found.pointer, *self._at_meant(found.offset))
            values = {"property": pointer_steps(found.pointer)[-1]}
            yield found.pointer, self.problem("ST-10", values, place)


def length(text: str, offset: int) -> int:
    """The length of the token at an offset; of an object or array that of its bracket.

    0 at the end of a line.
    """
    if text[offset : offset + 1] in ("", "\r", "\n"):
        return 0
    token = TOKEN.match(text, offset)
    if token is None or token.lastgroup in (None, "bad"):
        return 1
    start, end = token.span("string" if token.lastgroup == "key" else token.lastgroup)
    return end - start if start == offset else 1


class JsonLocator:
    """Places of one value of a JSON text, for pointers that start at that value."""

    def __init__(self, text: JsonText, prefix: str) -> None:
        self._text = text
        self._prefix = prefix

    def place(self, pointer: str, at_key: bool = False) -> Place:
        """The place of a pointer below the value."""
        return self._text.place(self._prefix + pointer, at_key)

    def fix(self, change: MessageEdit) -> Fix | None:
        """How to make a change below the value."""
        return self._text.fix(change._replace(pointer=self._prefix + change.pointer))

    def excerpt(self, place: Place) -> Excerpt | None:
        return self._text.excerpt(place)


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


def splices(text: str, places: Places, value: Any, change: MessageEdit) -> Splices | None:
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
        if pointer_steps(f"/{step}") != [was] or meant in self._at(above):
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
        for step in pointer_steps(pointer):
            value = value[int(step)] if isinstance(value, list) else value[step]
        return value

    def _json(self, value: Any) -> str:
        """A value as the text writes JSON."""
        colon = _AFTER_COLON.search(self._text)
        after = colon[1] if colon is not None else ": "
        comma = ", " if after[-1:] in " \t" else ","
        return json.dumps(value, ensure_ascii=self._text.isascii(), separators=(comma, after))
