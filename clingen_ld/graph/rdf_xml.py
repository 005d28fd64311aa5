"""RDF/XML: the writer, and what the format cannot carry.

XML 1.0 cannot write most control characters, and a predicate must end in an XML name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from string import ascii_letters
from typing import Final
from urllib.parse import unquote
from xml.sax.saxutils import escape as in_xml
from xml.sax.saxutils import quoteattr

from clingen_ld.errors import UsageError
from clingen_ld.graph.terms import DIRECTION, RDF_OBJECT, Literal, Quad, address
from clingen_ld.graph.values import key_of
from clingen_ld.model import PREFIXES, RDF, XSD, Model, escape

NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that XML 1.0 cannot carry in any way."""

_NO_START: Final = "0123456789.-"
_NAME_CHARACTERS: Final = ascii_letters + "_" + _NO_START
# Names reserved by RDF/XML, which a property cannot have.
_SYNTAX: Final = {
    RDF + name
    for name in (
        "RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "li", "Description",
        "aboutEach", "aboutEachPrefix", "bagID",
    )
}  # fmt: skip


def text(nodes: Iterable[list[Quad]]) -> Iterator[str]:
    """The text of a document in pieces, node by node; graph names are omitted."""
    labels: dict[str, str] = {}
    prefixes = {iri: prefix for prefix, iri in PREFIXES.items()}
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF'
    for iri, prefix in prefixes.items():
        yield f" xmlns:{prefix}={quoteattr(iri)}"
    yield ">\n"
    for node in nodes:
        yield f"  <rdf:Description {_reference(node[0].subject, 'about', labels)}>\n"
        for quad in node:
            yield f"    {_property(quad, prefixes, labels)}\n"
        yield "  </rdf:Description>\n"
    yield "</rdf:RDF>\n"


def _reference(name: str, attribute: str, labels: dict[str, str]) -> str:
    if name.startswith("_:"):
        return f'rdf:nodeID="{labels.setdefault(name, f"b{len(labels)}")}"'
    return f"rdf:{attribute}={quoteattr(name)}"


def _property(quad: Quad, prefixes: dict[str, str], labels: dict[str, str]) -> str:
    predicate = _predicate(quad.predicate)
    if predicate is None or not _is_carried(quad):
        raise UsageError(f"RDF/XML cannot carry the value of {quad.predicate} of {quad.subject}")
    space, name = predicate
    prefix = prefixes.get(space)
    if prefix is None:
        tag, start = name, f"{name} xmlns={quoteattr(space)}"
    else:
        tag = start = f"{prefix}:{name}"
    value = quad.object
    if isinstance(value, str):
        return f"<{start} {_reference(value, 'resource', labels)}/>"
    if value.language:
        start += f" xml:lang={quoteattr(value.language)}"
    elif value.datatype != XSD + "string":
        start += f" rdf:datatype={quoteattr(value.datatype)}"
    # A carriage return by itself would be read as a line feed.
    return f"<{start}>{in_xml(value.lexical, {chr(13): '&#13;'})}</{tag}>"


def _predicate(iri: str) -> tuple[str, str] | None:
    """The namespace and the local name of an IRI; None if it cannot be split.

    The local name is the end that is an XML name without a colon, in ASCII, which every XML version
    accepts.
    """
    end = iri[len(iri.rstrip(_NAME_CHARACTERS)) :]
    name = end.lstrip(_NO_START)
    space = iri[: len(iri) - len(name)]
    return (space, name) if name and space and iri not in _SYNTAX else None


def _is_carried(quad: Quad) -> bool:
    value = quad.object
    if not isinstance(value, Literal):
        return True
    return DIRECTION not in value.language and NO_XML.search(value.lexical) is None


def carried(quads: Iterable[Quad], root: str, model: Model) -> tuple[list[Quad], list[str]]:
    """The quads of a resource that RDF/XML can carry, and the JSON Pointers of the rest."""
    names = {p.iri: p.name for t in model.types.values() for p in t.properties.values()}
    kept: list[Quad] = []
    lost: dict[str, None] = {}
    gone: list[str] = []
    split: dict[str, tuple[str, str]] = {}
    for quad in quads:
        if any(quad.subject == part or quad.subject.startswith(part + "/") for part in gone):
            continue
        key = names.get(quad.predicate) or key_of(quad.predicate)
        here = _pointer(quad.subject, root)
        at = here if quad.predicate == RDF_OBJECT else f"{here}/{escape(key)}"
        if _predicate(quad.predicate) is None:
            lost[at] = None
            gone.append(address(root, at))  # with everything below it
        elif not _is_carried(quad):
            # A statement gives the index of a value, and comes after the value's triple.
            above = at.rpartition("/")[0]
            if quad.predicate == RDF_OBJECT and above in lost:
                del lost[above], split[above]
            elif quad.predicate != RDF_OBJECT:
                split[at] = quad[:2]
            lost[at] = None
        else:
            kept.append(quad)
    # Without such statements, the rest of a list would be another list.
    left_out = set(split.values())
    below = tuple(address(root, at) + "/" for at in split)
    rest = [q for q in kept if q[:2] not in left_out and not q.subject.startswith(below)]
    return rest, list(lost)


def _pointer(subject: str, root: str) -> str:
    """The JSON Pointer of a part by its address; for a node with another name, that name."""
    start = address(root, "")
    if subject == root:
        return ""
    return unquote(subject[len(start) :]) if subject.startswith(start) else f"<{subject}>"
