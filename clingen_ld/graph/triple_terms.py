"""Triple terms of RDF 1.2: where a text has them, since the model has no place for them."""

from __future__ import annotations

import re
from typing import Final

from clingen_ld.errors import TextError

TRIPLE_TERMS: Final = "statements about statements (RDF 1.2) have no place in the model"
# No repeat of a choice is possessive: Python before 3.11.5 gets those wrong (gh-106052).
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
    """Raise `TextError` at the first statement about a statement, in any form but RDF/XML.

    Before anything is parsed, because deeply nested ones end the process.
    """
    marks = ("<<", "{|") if isinstance(data, str) else (b"<<", b"{|")
    if any(mark in data for mark in marks):  # type: ignore[operator]
        error = triple_term(data)
        if error is not None:
            raise error


def triple_term(data: str | bytes, is_xml: bool = False) -> TextError | None:
    """The error at the first statement about a statement of a text, or None without one."""
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
    for match in (_TERM_IN_XML if is_xml else _TERM).finditer(text):
        if match["term"]:
            return TextError(TRIPLE_TERMS, *place(text, match.start()))
    return None


def place(text: str, offset: int) -> tuple[int, int]:
    """The line and column of a place in a text, both from 1."""
    before = re.split(r"\r\n?|\n", text[:offset])
    return len(before), len(before[-1]) + 1
