"""The text of a large array, of which one element is at hand."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from clingen_ld.messages.message import Change, Excerpt, Fix, Place, excerpt
from clingen_ld.messages.text.decoding import LineIndex
from clingen_ld.messages.text.json_arrays import ArrayElement
from clingen_ld.messages.text.located_json import JsonText, length


class ElementText(JsonText):
    """The text of an array, of which one element is at hand; the pointers are the array's."""

    def __init__(self, element: ArrayElement, file: str) -> None:
        super().__init__(element.text, file, element.line)
        self._pointer = element.pointer
        self._element = element
        self._shift = element.column - 1 - len(element.before)
        """How many signs of the first line are not at hand."""

    @cached_property
    def _around(self) -> str:
        return self._element.before + self.text + self._element.after

    @cached_property
    def _lines(self) -> LineIndex:
        return LineIndex(self._around)

    def _own(self, pointer: str) -> str:
        """A pointer of the array as one of the element."""
        if pointer != self._pointer and not pointer.startswith(f"{self._pointer}/"):
            raise KeyError(pointer)
        return pointer[len(self._pointer) :]

    def at(self, offset: int) -> tuple[int, int]:
        """The line and column in the file of an offset in the element."""
        line, column = self._lines.at(len(self._element.before) + offset)
        return line + self.first_line - 1, column + (self._shift if line == 1 else 0)

    def place(self, pointer: str, at_key: bool = False) -> Place:
        """The place of a JSON Pointer, or of the nearest value above it."""
        if pointer == self._pointer:  # the key of an item is the item
            return Place(pointer, *self.at(0))
        found = super().place(self._own(pointer), at_key)
        return found._replace(pointer=self._pointer + found.pointer)

    def excerpt(self, place: Place) -> Excerpt | None:
        """The line that a place is in."""
        if place.line is None or place.column is None:
            return None
        line = place.line - self.first_line + 1
        column = place.column - (self._shift if line == 1 else 0)
        start = self._lines.start(line)
        return excerpt(self._around, start, column, length(self._around, start + column - 1))

    def fix(self, change: Change) -> Fix | None:
        """How to make a change in the element."""
        fix = super().fix(change._replace(pointer=self._own(change.pointer)))
        if fix is None:
            return None
        moved = ((self._pointer + old, self._pointer + new) for old, new in fix.moved)
        return fix._replace(moved=tuple(moved))

    def has(self, pointer: str) -> bool:
        """Whether the text has a value at a JSON Pointer."""
        return super().has(self._own(pointer))

    def value_at(self, pointer: str) -> Any:
        """The value at a JSON Pointer; raises KeyError, IndexError or ValueError without one."""
        look_up = self._element.look_up
        if look_up is not None and not pointer.startswith(self._pointer):
            return look_up(pointer)
        return super().value_at(self._own(pointer))
