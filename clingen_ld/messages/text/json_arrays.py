"""Large JSON arrays, part by part, in memory that does not grow; and values without an array.

A text is gone through twice: first to be sure that it is right from end to end, since of one that
is not there is nothing to give but what is wrong with it; then for its parts. An array in which
there is any doubt (a key given twice, a number that Python cannot keep) is left to be read as a
whole. `ElementText` is the text of an array of which one element is at hand.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import count
from typing import Any, BinaryIO, Final, NamedTuple

from clingen_ld.messages.message import (
    EXCERPT_AFTER,
    EXCERPT_BEFORE,
    Excerpt,
    Fix,
    MessageEdit,
    Place,
    excerpt,
)
from clingen_ld.messages.text.decoding import LINE_END, LineIndex, too_large
from clingen_ld.messages.text.json_text import JsonTextError, read
from clingen_ld.messages.text.located_json import JsonText, length

CHUNK: Final = 1 << 20
"""How many bytes are read at once."""

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_VALUE: Final = json.JSONDecoder().raw_decode
LEAST: Final = 512
"""The number of characters that must follow the start of a value before it is read, unless the text
ends."""


class ArrayElement(NamedTuple):
    """An element of an array, or a record of a section: its JSON Pointer, text and position.

    `before` and `after` are the rest of its lines, as far as excerpts show it. `offset` counts the
    bytes before it. `look_up` returns the values at other pointers of the whole text, if available;
    it raises KeyError if there is none.
    """

    pointer: str
    text: str
    line: int
    column: int
    before: str
    after: str
    offset: int
    look_up: Callable[[str], Any] | None = None


def is_right_array(stream: BinaryIO, largest: int) -> bool:
    """Whether a stream of bytes holds one JSON array and nothing else, without any doubt.

    An element of more than `largest` characters is in doubt.
    """
    try:
        for element in elements(stream, largest):
            # An array around it, as in the file, makes it one level deeper.
            if read(f"[{element.text}]").has_duplicate_keys:
                return False
    except (JsonTextError, ValueError, RecursionError):
        return False
    return True


def elements(stream: BinaryIO, largest: int, member: str | None = None) -> Iterator[ArrayElement]:
    """The elements of the JSON array that a stream holds, or that is the only member of its object.

    Raises ValueError where it is not one, or where an element has more than `largest` characters.
    """
    text = Window(stream, largest)
    at = text.after_space(0)
    if member is not None:
        at = text.after_key(at, member)
    if text.sign(at) != "[":
        raise ValueError("no array")
    at = text.after_space(at + 1)
    if text.sign(at) == "]":
        at += 1
    else:
        for number in count():
            at, end = text.value(at)
            if end - at > largest:
                raise ValueError("too large")
            yield text.element(f"/{number}", at, end)
            at = text.after_space(end)
            sign = text.sign(at)
            at = text.after_space(at + 1)
            if sign == "]":
                break
            if sign != ",":
                raise ValueError("no comma")
            at = text.forget(at)
    at = text.after_space(at)
    if member is not None and text.sign(at) == "}":
        at = text.after_space(at + 1)
    elif member is not None:
        raise ValueError("more members")
    if text.sign(at):
        raise ValueError("more than an array")


def following(text: str, first_line: int) -> Iterator[ArrayElement]:
    """The objects and arrays that follow each other in a text, as `jq` and `cat` write them.

    The text begins in a line of its file. The last one may be broken. Nothing comes if the first is
    broken, or if no other follows it.
    """
    at = _after_space(text, 0)
    end = _end(text, at)
    if end is None or not text.startswith(("{", "["), _after_space(text, end)):
        return
    counted = CountedText(text, first_line)
    while at < len(text):
        end = _end(text, at) or len(text)
        yield counted.element("", at, end)
        at = _after_space(text, end)


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found is not None else at


def _end(text: str, at: int) -> int | None:
    """Where the object or array that begins at an offset ends; None if it is broken, or neither."""
    try:
        return _VALUE(text, at)[1] if text.startswith(("{", "["), at) else None
    except (ValueError, RecursionError):
        return None


class CountedText:
    """A text, or a part of it, with a place whose line, column and bytes before are counted."""

    def __init__(self, text: str, line: int) -> None:
        self._text = text
        self._line, self._column, self._counted = line, 1, 0
        self._offset = 0
        """How many bytes there are before the last element."""
        self._before = ""
        """The end of the line that the text begins in, as far as it was forgotten."""

    def element(self, pointer: str, at: int, end: int) -> ArrayElement:
        """The element between two places, of which the first is not before any other asked for."""
        self.count(at)
        after = self._text[end : end + EXCERPT_AFTER]
        return ArrayElement(
            pointer, self._text[at:end], self._line, self._column, self._before, after, self._offset
        )

    def count(self, at: int) -> None:
        """Count lines, columns and bytes up to a place."""
        between = self._text[self._counted : at]
        self._offset += len(between) if between.isascii() else len(between.encode())
        if "\n" in between or "\r" in between:
            ends = list(LINE_END.finditer(between))
            self._line += len(ends)
            self._column = len(between) - ends[-1].end() + 1
            line = between[ends[-1].end() :]
        else:
            self._column += len(between)
            line = self._before + between
        self._counted, self._before = at, line[-EXCERPT_BEFORE:]


class Window(CountedText):
    """The part of a text that is looked at; what is before is forgotten."""

    _decode = _VALUE

    def __init__(self, stream: BinaryIO, largest: int) -> None:
        super().__init__("", 1)
        self._stream = stream
        self._largest = largest
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._ended = False
        self._more()
        if self._text.startswith("\ufeff"):
            self._text, self._offset = self._text[1:], len(codecs.BOM_UTF8)

    def _more(self) -> None:
        """Read more: as much as there is, so that a long value is not looked at too often."""
        if len(self._text) - self._counted > self._largest + 2 * CHUNK:
            raise ValueError(f"a value of {too_large(self._largest)}")
        data = self._stream.read(max(CHUNK, len(self._text)))
        self._ended = not data
        self._text += self._decoder.decode(data, final=self._ended)

    def after_space(self, at: int) -> int:
        """The position of the first character that is not white space, from a position on."""
        while True:
            end = _after_space(self._text, at)
            if end < len(self._text) or self._ended:
                return end
            self._more()

    def after_key(self, at: int, name: str) -> int:
        """The place of the first member of the object at a place. Raises ValueError for others."""
        for sign in ("{", json.dumps(name), ":"):
            at = self.after_space(at)
            if not self._text.startswith(sign, at):
                raise ValueError("no such member")
            at += len(sign)
        return self.after_space(at)

    def sign(self, at: int) -> str:
        """The sign at a place; empty at the end."""
        return self._text[at : at + 1]

    def value(self, at: int) -> tuple[int, int]:
        """The start and end of the value at a position. Raises ValueError if it is invalid."""
        while True:
            # Behind it, there must be enough for an excerpt, and for a number to be known whole.
            if self._ended or len(self._text) - at > LEAST:
                try:
                    _, end = self._decode(self._text, at)
                except ValueError:
                    if self._ended or self._fault(at) is not None:
                        raise ValueError("no value") from None
                else:
                    if self._ended or len(self._text) - end > EXCERPT_AFTER:
                        return at, end
            self._more()

    def _fault(self, _: int) -> JsonTextError | None:
        """What is wrong with the value at a place, as far as that is known before the end."""
        return None

    def forget(self, at: int) -> int:
        """Forget what is before the last element, when it is much; the place as it is then."""
        if self._counted < CHUNK:
            return at
        gone = self._counted
        self._text = self._text[gone:]
        self._counted = 0
        return at - gone


def value_of(element: ArrayElement) -> Any:
    """The value of an element."""
    return read(element.text).value


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
        if place.line is None or place.column is None:
            return None
        line = place.line - self.first_line + 1
        column = place.column - (self._shift if line == 1 else 0)
        start = self._lines.start(line)
        return excerpt(self._around, start, column, length(self._around, start + column - 1))

    def fix(self, change: MessageEdit) -> Fix | None:
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
