"""JSON texts that can say where their values are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from clingen_ld.messages.message import Excerpt, Place, Problem, excerpt
from clingen_ld.messages.text.decoding import LineIndex
from clingen_ld.messages.text.json_text import Places, duplicates, split
from clingen_ld.model import Severity

if TYPE_CHECKING:
    from clingen_ld.messages.text.json_recovery import Recovery


class JsonText:
    """A JSON text that can say where things stand; the work is done when first asked for."""

    def __init__(
        self, text: str, file: str, first_line: int = 1, recovery: Recovery | None = None
    ) -> None:
        """`recovery` has the text as it was meant, where the one given has errors."""
        self.text = text
        self.file = file
        self.first_line = first_line
        self._recovery = recovery

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
        """The line that a place is in."""
        if place.line is None or place.column is None:
            return None
        start = self._lines.start(place.line - self.first_line + 1)
        return excerpt(self.text, start, place.column)

    def problem(
        self,
        rule: str,
        values: Mapping[str, str],
        place: Place,
        severity: Severity | None = None,
        suggestion: str | None = None,
    ) -> Problem:
        """A problem at a place of the text."""
        shown = self.excerpt(place)
        return Problem(rule, values, self.file, *place, shown, severity, suggestion)

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
        for step in split(pointer):
            if not isinstance(value, list | dict):
                raise KeyError(pointer)
            value = value[int(step)] if isinstance(value, list) else value[step]
        return value

    def keys(self, pointer: str) -> list[str]:
        """The keys of the object at a JSON Pointer; none where there is no object."""
        value = self.value_at(pointer)
        return list(value) if isinstance(value, dict) else []

    @cached_property
    def value(self) -> Any:
        """What the text holds, read anew when first asked for."""
        return json.loads(self._meant)

    def repeated_keys(self) -> Iterator[tuple[str, Problem]]:
        """Every repeated key of the text: its pointer, and what to say of it (ST-10)."""
        for found in duplicates(self._meant):
            place = Place(found.pointer, *self._at_meant(found.offset))
            values = {"property": split(found.pointer)[-1]}
            yield found.pointer, self.problem("ST-10", values, place)


class JsonLocator:
    """Places of one value of a JSON text, for pointers that start at that value."""

    def __init__(self, text: JsonText, prefix: str) -> None:
        self._text = text
        self._prefix = prefix

    def place(self, pointer: str, at_key: bool = False) -> Place:
        """The place of a pointer below the value."""
        return self._text.place(self._prefix + pointer, at_key)

    def excerpt(self, place: Place) -> Excerpt | None:
        """The line that a place is in."""
        return self._text.excerpt(place)
