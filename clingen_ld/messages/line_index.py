"""Where the lines of a text begin; lines and columns count from 1, offsets from 0."""

from __future__ import annotations

import re
from bisect import bisect_right


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
