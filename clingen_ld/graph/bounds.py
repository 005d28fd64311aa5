"""Bounds of RDF texts, beyond which parsers take all memory or time, or end the process.

They are checked before a parser sees the text, in time that grows as the text does.
"""

from __future__ import annotations

import re
from typing import Final

from clingen_ld.errors import TextError

DEEPEST_TERM: Final = 100
"""So many triple terms may stand inside each other; parsers recurse."""
DEEPEST_ELEMENT: Final = 1000
"""So many elements of RDF/XML may stand inside each other; the time grows with their square."""
LONGEST_EXPANSION: Final = 16 * 1024 * 1024
"""So many characters may all entities of a text together stand for."""

# No repeat of a choice is possessive: Python before 3.11.5 gets those wrong (gh-106052).
_OPAQUE: Final = (
    r'"""(?:[^"\\]|\\.|"(?!""))*(?:"""|\Z)'
    r"|'''(?:[^'\\]|\\.|'(?!''))*(?:'''|\Z)"
    r'|"(?:[^"\\\n\r]|\\.)*"?'
    r"|'(?:[^'\\\n\r]|\\.)*'?"
    r"|<(?!<)[^<>\"\s]*+>?"
    r"|\#[^\n\r]*+"
)
_TERM: Final = re.compile(rf"{_OPAQUE}|(?P<open><<)|(?P<close>>>)", re.DOTALL)
_TAG: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
    r"|(?P<close></)"
    r"|<(?![!?])(?:\"[^\"]*+\"|'[^']*+'|[^\"'<>/]|/(?!>))*(?:/>|(?P<open>>))?",
    re.DOTALL,
)
_ENTITY: Final = re.compile(
    r"<!ENTITY(?P<harmless>\s+(?P<name>[\w.-]+)\s+"
    r"(?P<value>\"[^\"&%]{0,250}\"|'[^'&%]{0,250}')\s*>)?"
)
_USE: Final = re.compile(r"&([\w.-]++);")


def check_text(text: str, form: str) -> None:
    """Raise `TextError` for an RDF text that no parser should be given."""
    if form == "rdfxml":
        _check_entities(text)
        _check_depth(text, _TAG, DEEPEST_ELEMENT, "elements")
    elif "<<" in text:
        _check_depth(text, _TERM, DEEPEST_TERM, "triple terms")


def _check_depth(text: str, token: re.Pattern[str], most: int, what: str) -> None:
    depth = 0
    for match in token.finditer(text):
        if match["open"]:
            depth += 1
            if depth > most:
                message = f"{what} stand inside each other more than {most:,} deep"
                raise TextError(message, *_place(text, match.start()))
        elif match["close"]:
            depth = max(0, depth - 1)


def _check_entities(text: str) -> None:
    """Short ones, as RDF/XML has them for the beginnings of IRIs, do no harm."""
    lengths: dict[str, int] = {}
    for match in _ENTITY.finditer(text):
        if not match["harmless"]:
            message = (
                "entities are refused that are long, external, or made of others: write them out"
            )
            raise TextError(message, *_place(text, match.start()))
        lengths.setdefault(match["name"], len(match["value"]) - 2)
    left = LONGEST_EXPANSION
    for match in _USE.finditer(text) if lengths else ():
        left -= lengths.get(match[1], 0)
        if left < 0:
            most = LONGEST_EXPANSION // 1024 // 1024
            message = f"all entities together stand for more than {most} MB: write them out"
            raise TextError(message, *_place(text, match.start()))


def _place(text: str, offset: int) -> tuple[int, int]:
    """The line and column of a place in a text, both from 1."""
    before = re.split(r"\r\n?|\n", text[:offset])
    return len(before), len(before[-1]) + 1
