"""Bounds of RDF texts, beyond which parsers take all memory or time, or end the process.

They are checked before a parser sees the text, in time that grows as the text does.
"""

from __future__ import annotations

import re
from typing import Final

from clingen_ld.errors import TextError
from clingen_ld.graph.triple_terms import place, refuse_triple_terms

DEEPEST_ELEMENT: Final = 1000
"""So many elements of RDF/XML may stand inside each other; the time grows with their square."""
LONGEST_EXPANSION: Final = 16 * 1024 * 1024
"""So many characters may all entities of a text together stand for."""

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


def check_text(data: str | bytes, form: str) -> None:
    """Raise `TextError` for an RDF text that no parser should be given."""
    if form != "rdfxml":
        refuse_triple_terms(data)
        return
    text = data if isinstance(data, str) else data.decode("utf-8", "replace")
    _check_entities(text)
    _check_depth(text)


def _check_depth(text: str) -> None:
    depth = 0
    for match in _TAG.finditer(text):
        if match["open"]:
            depth += 1
            if depth > DEEPEST_ELEMENT:
                message = f"elements stand inside each other more than {DEEPEST_ELEMENT:,} deep"
                raise TextError(message, *place(text, match.start()))
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
            raise TextError(message, *place(text, match.start()))
        lengths.setdefault(match["name"], len(match["value"]) - 2)
    left = LONGEST_EXPANSION
    for match in _USE.finditer(text) if lengths else ():
        left -= lengths.get(match[1], 0)
        if left < 0:
            most = LONGEST_EXPANSION // 1024 // 1024
            message = f"all entities together stand for more than {most} MB: write them out"
            raise TextError(message, *place(text, match.start()))
