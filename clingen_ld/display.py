"""Text fit to show: on one line, without control characters, cut and broken to columns."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from unicodedata import category, combining, east_asian_width

# Control characters, line separators, marks that turn the direction of the text (they can make a
# line look like another one), and halves of surrogate pairs, which no output can encode.
_HIDDEN = (
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb"
    r"\ufffe\uffff\ud800-\udfff]"
)

_CONTROLS: Final = bytes((*range(32), 127))


def is_plain(text: str) -> bool:
    r"""Whether a text is ASCII without control characters, in a tenth of the time of `isprintable`.

    >>> is_plain("a b"), is_plain("a\tb"), is_plain("é")
    (True, False, False)
    """
    return text.isascii() and len(text.encode().translate(None, _CONTROLS)) == len(text)


def visible(text: str, limit: int | None = None) -> str:
    r"""A text on one line, with escapes for what cannot be seen, cut at a number of characters.

    >>> visible("a\tb\x1b[31m")
    'a\\tb\\x1b[31m'
    """
    # What follows the cut need not be looked at; an escape makes the text longer, never shorter.
    known = text if limit is None else text[: limit + 1]
    return cut(re.sub(_HIDDEN, lambda match: repr(match[0])[1:-1], known), limit)


def cut(text: str, limit: int | None) -> str:
    """A text, or its beginning and an ellipsis where it is longer than the limit.

    >>> cut("canonical", 6)
    'canon…'
    """
    if limit is None or len(text) <= limit:
        return text
    return text[: max(limit - 1, 0)] + "…"


def abridged(text: str, limit: int) -> str:
    """A text, or so many of its characters and three dots.

    >>> abridged("canonical", 5), abridged("canon", 5)
    ('canon...', 'canon')
    """
    return text if len(text) <= limit else f"{text[:limit]}..."


def count(number: int, what: str) -> str:
    """A number of things.

    >>> count(1, "file"), count(1200, "warning")
    ('1 file', '1,200 warnings')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table in Markdown.

    >>> list(markdown_table(("sign", "meaning"), [("|", "or")]))
    ['| sign | meaning |', '|---|---|', '| \\\\| | or |']
    """
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def end_of(text: str, limit: int) -> str:
    """A text, or an ellipsis and its end: what says most of a pointer or an IRI.

    >>> end_of("/alleleName/0/name", 10)
    '…me/0/name'
    """
    return cut(text[::-1], limit)[::-1]


_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")


def colourless(text: str) -> str:
    """A text for a terminal without its colour codes."""
    return _COLOUR.sub("", text)


def encodable(text: str) -> str:
    """A text that UTF-8 can encode: halves of surrogate pairs become escapes.

    They come from "\\ud800" in a message, or a file name that is not UTF-8; in JSON, the escapes
    are those that they were written with.
    """
    return text.encode("utf-8", "backslashreplace").decode()


_NARROWEST, _WIDEST = 60, 120
_JOINER = "\u200d"


_NOT_LATIN: Final = re.compile(r"[^\u0000-\u02ff]")
"""The characters that can take another number of columns than one: no letter of Latin does."""


def terminal_width() -> int:
    """The columns to write in: those of the terminal, 100 where there is none, 120 at most."""
    import shutil

    return min(max(shutil.get_terminal_size((100, 24)).columns, _NARROWEST), _WIDEST)


def display_width(text: str) -> int:
    """How many columns a text takes.

    >>> display_width("c.1A>G"), display_width("変異"), display_width("e\u0301")
    (6, 4, 1)
    """
    beyond = () if text.isascii() else _NOT_LATIN.findall(text)
    return len(text) + sum(map(_columns, beyond)) - len(beyond)


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


def start_within(text: str, width: int) -> str:
    """The beginning of a text that fits some columns."""
    if display_width(text) <= width:
        return text
    kept, room = "", width - 1
    for character in text:
        room -= _columns(character)
        if room < 0:
            break
        kept += character
    return kept + "…"


def end_within(text: str, width: int) -> str:
    """The end of a text that fits some columns."""
    return start_within(text[::-1], width)[::-1]
