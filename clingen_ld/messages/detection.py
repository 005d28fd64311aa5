"""Which form a text has, told from its content."""

from __future__ import annotations

import re
from typing import Any, Literal

Shape = Literal["json", "ndjson", "xml", "rdfxml", "ntriples", "nquads", "trig", "binary"]
"""How a text is laid out; for JSON, the form is told value by value."""

_IRI = r"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]*>"
_STATEMENT = re.compile(
    rf"(?:{_IRI}|_:\S+)\s+{_IRI}\s+(?:{_IRI}|_:\S+|\"(?:[^\"\\]|\\.)*\"(?:\^\^{_IRI}|@[\w-]+)?)"
    rf"(?P<graph>\s+(?:{_IRI}|_:\S+))?\s*\.\s*(?:#.*)?"
)
_RDF_XML = re.compile(r"<(?:[\w.-]+:)?RDF[\s>]")
# A line of NDJSON can be long; what stands in the first 64 KB tells enough.
ENOUGH = 65_536


def text_shape(start: str, complete: bool = True) -> Shape:
    """The layout of a text from its first characters (`complete`: there are no more).

    A text that is none of the others is taken for JSON when it starts like JSON, else for TriG
    (which every Turtle text is, too): their readers say what is wrong with it.
    """
    text = start.lstrip("\ufeff \t\r\n")
    if "\0" in start:
        return "binary"
    if text.startswith(("{", "[")) and not _is_turtle(text):
        return "ndjson" if _is_ndjson(text, complete) else "json"
    if text.startswith("<") and not re.match(_IRI, text):
        return "rdfxml" if _RDF_XML.search(text) else "xml"
    for line in text.splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        match = _STATEMENT.fullmatch(line)
        if match is not None:
            return "nquads" if match["graph"] else "ntriples"
        break
    starts_rdf = re.match(
        rf"(?:@prefix|@base|PREFIX|BASE|GRAPH|#|_:|\[|{_IRI}|[\w.-]*:[\w.-]*\s)", text, re.I
    )
    return "trig" if starts_rdf else "json"


def _is_turtle(text: str) -> bool:
    """Whether a text that starts with a bracket is a blank node or a graph of Turtle or TriG."""
    return re.match(r"\[\s*(?:\]|a\s|<|[\w.-]*:[\w.-]*\s)", text) is not None or (
        re.match(r"\{\s*(?:<|_:|[\w.-]*:[\w.-]*\s|\[)", text) is not None
    )


def _is_ndjson(text: str, complete: bool) -> bool:
    """Whether several lines each start a JSON value of their own."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        return False
    first, second = lines[0], lines[1]
    opens = first.lstrip()[:1]
    closed = {"{": "}", "[": "]"}[opens]
    return second.startswith(("{", "[")) and (
        first.rstrip().endswith(closed) or not second.rstrip().endswith(",")
    ) and not (opens == "[" and len(first.strip()) == 1)  # fmt: skip


def json_form(value: dict[str, Any]) -> str:
    """The form of one JSON object: `json-ld` or `resource-json`."""
    if "@context" in value or "@graph" in value or "@type" in value:
        return "json-ld"
    if "resourceType" not in value and any(key.startswith("@") for key in value):
        return "json-ld"
    return "resource-json"
