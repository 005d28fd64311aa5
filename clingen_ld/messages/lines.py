"""The lines of a text, for showing the one that a place is in."""

from __future__ import annotations

import re
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
