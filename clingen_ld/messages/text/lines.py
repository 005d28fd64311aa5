"""The lines of a text, for showing the one that a place is in."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from clingen_ld.messages.message import Excerpt, Place, excerpt

_LINE_END = re.compile(r"\r\n?|\n")


class Lines:
    """A text that is split into lines when one is first asked for.

    Not with `splitlines()`, which breaks lines at characters that end none in XML or RDF.
    """

    def __init__(self, text: str | bytes) -> None:
        self._text = text

    @cached_property
    def all(self) -> list[str]:
        """Every line, without its end."""
        text = self._text
        if isinstance(text, bytes):
            wide = text.startswith((b"\xff\xfe", b"\xfe\xff"))
            text = text.decode("utf-16" if wide else "utf-8", "replace").removeprefix("\ufeff")
        return _LINE_END.split(text)

    def excerpt(self, place: Place) -> Excerpt | None:
        """The line that a place is in."""
        if place.line is None or place.column is None or place.line > len(self.all):
            return None
        return excerpt(self.all[place.line - 1], 0, place.column)


class LineIndex:
    """Where the lines of a text begin. CR LF, LF and a lone CR each end one line."""

    __slots__ = ("_length", "_starts")

    def __init__(self, text: str) -> None:
        self._length = len(text)
        # Without a CR the pattern is one literal, which is found many times faster.
        pattern = r"\r\n?|\n" if "\r" in text else r"\n"
        self._starts = [0, *(ending.end() for ending in re.finditer(pattern, text))]

    def start(self, line: int) -> int:
        """Give the offset of the first character of a line, counted from 1."""
        return self._starts[line - 1]

    def at(self, offset: int) -> tuple[int, int]:
        """Give the line and column, both from 1, of a character or of the end of the text.

        Raises ValueError for an offset outside the text.
        """
        if not 0 <= offset <= self._length:
            raise ValueError(f"offset {offset} is outside a text of {self._length} characters")
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
