"""Text that fits a terminal: how wide characters are, wrapped messages, a line with a caret."""

from __future__ import annotations

import shutil
import textwrap
from unicodedata import category, combining, east_asian_width

from clingen_ld.messages.message import Excerpt
from clingen_ld.reports.wording import visible

_NARROWEST, _WIDEST = 60, 120
_JOINER = "\u200d"


def terminal_width() -> int:
    """The columns to write in: those of the terminal, 100 where there is none, 120 at most."""
    return min(max(shutil.get_terminal_size((100, 24)).columns, _NARROWEST), _WIDEST)


def display_width(text: str) -> int:
    """How many columns a text takes.

    >>> display_width("c.1A>G"), display_width("変異"), display_width("e\u0301")
    (6, 4, 1)
    """
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if combining(character) or character == _JOINER or category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a message; words longer than a line, such as IRIs, are broken."""
    lines = textwrap.wrap(
        text, max(width, 20), break_on_hyphens=False, drop_whitespace=True, max_lines=6,
        placeholder=" …",
    )  # fmt: skip
    return lines or [""]


def pointed(excerpt: Excerpt, width: int) -> tuple[str, int]:
    """The line of an excerpt, cut to a width around its place, and the columns before the place.

    The white space at the start of the line is left out.
    """
    text = excerpt.text.rstrip()
    place = max(min(excerpt.column - 1, len(text)), 0)
    indent = min(len(text) - len(text.lstrip()), place)
    before = visible(text[indent:place].replace("\t", " "))
    after = visible(text[place:].replace("\t", " "))
    if display_width(before) + display_width(after) > width:
        before = _end_of(before, max(width - display_width(after), width * 2 // 3))
        after = _start_of(after, width - display_width(before))
    return before + after, display_width(before)


def _start_of(text: str, width: int) -> str:
    if display_width(text) <= width:
        return text
    kept, room = "", width - 1
    for character in text:
        room -= _columns(character)
        if room < 0:
            break
        kept += character
    return kept + "…"


def _end_of(text: str, width: int) -> str:
    return _start_of(text[::-1], width)[::-1]
