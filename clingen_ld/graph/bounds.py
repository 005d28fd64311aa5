"""Limits on RDF texts, beyond which parsers exhaust memory or time, or crash the process.

They are checked before parsing, in linear time. Triple terms of RDF 1.2, which the model cannot
represent, are rejected too.
"""

from __future__ import annotations

import re
from typing import Final

from clingen_ld.errors import TextError

TRIPLE_TERMS: Final = "statements about statements (RDF 1.2) have no place in the model"
# No repeated alternative is possessive: Python before 3.11.5 matches those wrongly (gh-106052).
_SKIPPED: Final = (
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|'(?:[^'\\\n\r]|\\.)*'"
    r"|<[^<>\s]*+>|\#[^\n\r]*+|\\."
)
_TERM: Final = re.compile(rf"{_SKIPPED}|(?P<term><<|\{{\||~)", re.S)
_TERM_IN_XML: Final = re.compile(
    r"(?P<term>\bparseType\s*=\s*[\"']Triple|:annotation(?:NodeID)?\s*=)"
)


def refuse_triple_terms(data: str | bytes) -> None:
    """Raise `TextError` at the first triple term, in any form but RDF/XML.

    This runs before parsing, because deep nesting crashes the process.
    """
    marks = ("<<", "{|") if isinstance(data, str) else (b"<<", b"{|")
    if any(mark in data for mark in marks):  # type: ignore[operator]
        error = triple_term(data)
        if error is not None:
            raise error


def triple_term(data: str | bytes, is_xml: bool = False) -> TextError | None:
    """The error at the first triple term of a text, or None without one."""
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
    for match in (_TERM_IN_XML if is_xml else _TERM).finditer(text):
        if match["term"]:
            return TextError(TRIPLE_TERMS, *place(text, match.start()))
    return None


def place(text: str, offset: int) -> tuple[int, int]:
    """The line and column of a place in a text, both from 1."""
    before = re.split(r"\r\n?|\n", text[:offset])
    return len(before), len(before[-1]) + 1


DEEPEST_ELEMENT: Final = 1000
"""The maximum nesting of RDF/XML elements; the time grows quadratically with it."""
LONGEST_EXPANSION: Final = 16 * 1024 * 1024
"""The maximum total expansion of a text's entities, in characters."""

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
    """Raise `TextError` for an RDF text that is not safe to parse."""
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
    """Short ones, used in RDF/XML as IRI prefixes, are harmless."""
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
