"""RDF terms as plain Python values, and N-Quads text.

An IRI is a str; a blank node is a str that starts with `_:`; a literal is a `Literal`. The IRI of
a part of a resource is its address.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from clingen_ld.model import RDF, XSD, escape


class Literal(NamedTuple):
    """A literal: its lexical form, the IRI of its datatype, and its language (or "").

    The base direction of a text, as RDF 1.2 has it, follows its language: `ar--rtl`.
    """

    lexical: str
    datatype: str = XSD + "string"
    language: str = ""


Term = str | Literal


def lexical(term: Term) -> str:
    """The text of a literal, or the name of a node."""
    return term.lexical if isinstance(term, Literal) else term


class Quad(NamedTuple):
    """A statement in a graph; `graph` is the IRI of the graph, or "" for the default graph."""

    subject: str
    predicate: str
    object: Term
    graph: str


RDF_TYPE = RDF + "type"
RDF_JSON = RDF + "JSON"
RDF_LANG_STRING = RDF + "langString"
RDF_DIR_LANG_STRING = RDF + "dirLangString"
RDF_FIRST = RDF + "first"
RDF_REST = RDF + "rest"
RDF_LIST = RDF + "List"
RDF_NIL = RDF + "nil"
RDF_SUBJECT = RDF + "subject"
RDF_PREDICATE = RDF + "predicate"
RDF_OBJECT = RDF + "object"
RDF_STATEMENT = RDF + "Statement"

DIRECTION = "--"
"""The separator of the language and the direction of a text."""

_ESCAPED = re.compile(r"[\\\"\n\r\t\b\f\x00-\x1f\x7f]")
_ESCAPES = {
    "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f",
}  # fmt: skip


def n_quads_term(term: Term) -> str:
    """A term as N-Quads writes it."""
    if isinstance(term, str):
        return term if term.startswith("_:") else f"<{term}>"
    lexical = escaped(term.lexical)
    if term.language:
        return f'"{lexical}"@{term.language}'
    if term.datatype == XSD + "string":
        return f'"{lexical}"'
    return f'"{lexical}"^^<{term.datatype}>'


def escaped(lexical: str) -> str:
    """A lexical form, escaped for quotation marks."""
    return _ESCAPED.sub(_escape, lexical)


def n_quads_line(quad: Quad) -> str:
    """A quad as one line of N-Quads, with its line break; without a graph, of N-Triples."""
    subject, predicate, value, graph = quad
    name = f" <{graph}>" if graph else ""
    return f"{n_quads_term(subject)} <{predicate}> {n_quads_term(value)}{name} .\n"


def _escape(match: re.Match[str]) -> str:
    found = match[0]
    return _ESCAPES.get(found) or f"\\u{ord(found):04X}"


_PLAIN: Final = re.compile(r"[A-Za-z0-9/!$&'()*+,;=:@?~._-]*")


def address(root: str, pointer: str) -> str:
    """The IRI of the part of a resource at a JSON Pointer of its normal form."""
    mark = "" if "#" in root else "#"
    if _PLAIN.fullmatch(pointer) is not None:  # as nearly all
        return root + mark + pointer
    from urllib.parse import quote

    return root + mark + quote(pointer, safe="/!$&'()*+,;=:@?~-._")


@lru_cache(maxsize=4096)
def address_step(key: str) -> str:
    """A JSON Pointer step for a key, encoded as in addresses.

    >>> address_step("http://example.org/a b")
    '/http:~1~1example.org~1a%20b'
    """
    return address("", f"/{escape(key)}")[1:]


def is_address(iri: str, root: str) -> bool:
    """Whether an IRI has the form of an address of a part."""
    return iri.startswith(root) and iri.startswith(address(root, "/"))
