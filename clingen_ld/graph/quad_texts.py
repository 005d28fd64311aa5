"""TriX and HexTuples, which rdflib and Apache Jena write: quads one by one, in XML and in JSON.

They say what N-Quads say, and are only read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple
from xml.parsers import expat

import pyoxigraph as ox

from clingen_ld.errors import TextError

_Node = ox.NamedNode | ox.BlankNode
_Term = _Node | ox.Literal
_DEFAULT: Final = ("", "urn:x-rdflib:default", "urn:x-arq:DefaultGraph")
"""How the default graph is named, by rdflib and Apache Jena, too."""

# --- HexTuples -------------------------------------------------------------------------------

_LANG_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_NODES: Final = {
    f"{start}{kind}"
    for start in ("", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")
    for kind in ("globalId", "localId", "namedNode", "blankNode")
}
"""What stands in place of a datatype where the value is a node, by the versions of the format."""


def hextuples(text: str) -> Iterator[ox.Quad]:
    """The quads of lines of JSON: subject, predicate, value, datatype, language and graph.

    Raises `TextError` at the first invalid line.
    """
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        try:
            parts = json.loads(line)
            if not isinstance(parts, list) or [type(part) for part in parts] != [str] * 6:
                raise ValueError("a line is an array of six texts")
            yield _quad(*parts)
        except (ValueError, TypeError, RecursionError) as error:
            raise TextError(str(error), number, 1) from None


def _quad(
    subject: str, predicate: str, value: str, datatype: str, language: str, graph: str
) -> ox.Quad:
    found: _Term
    if datatype in _NODES:
        found = _node(value)
    elif language:
        if datatype not in ("", _LANG_STRING):
            raise ValueError(f"a value with a language has the datatype {datatype}")
        found = ox.Literal(value, language=language)
    else:
        found = ox.Literal(value, datatype=ox.NamedNode(datatype) if datatype else None)
    return ox.Quad(_node(subject), ox.NamedNode(predicate), found, _graph(graph))


def _graph(name: str) -> _Node | ox.DefaultGraph:
    return ox.DefaultGraph() if name in _DEFAULT else _node(name)


def _node(name: str) -> _Node:
    return ox.BlankNode(name[2:]) if name.startswith("_:") else ox.NamedNode(name)


# --- TriX ------------------------------------------------------------------------------------

TRIX: Final = "http://www.w3.org/2004/03/trix/trix-1/"
_SEPARATOR: Final = "\x01"
_LANG: Final = f"http://www.w3.org/XML/1998/namespace{_SEPARATOR}lang"
_WITHIN: Final = {
    "TriX": (None,),
    "graph": ("TriX",),
    "triple": ("graph",),
    "uri": ("graph", "triple"),
    "id": ("graph", "triple"),
    "plainLiteral": ("triple",),
    "typedLiteral": ("triple",),
}
"""The elements, and in which they may stand."""


def trix(text: str) -> Sequence[ox.Quad]:
    """The quads of an XML document. Raises `TextError` at the first thing that is not TriX."""
    reader = _TriX()
    try:
        reader.parser.Parse(text, True)
    except expat.ExpatError as error:
        raise TextError(f"not well-formed XML: {error}", error.lineno, error.offset + 1) from None
    except (ValueError, TypeError) as error:
        raise reader.error(str(error)) from None
    return reader.quads


class _Open(NamedTuple):
    """An element that is open: its name, attributes, the text and the terms in it."""

    name: str
    attributes: dict[str, str]
    text: list[str]
    terms: list[_Term]


class _TriX:
    """Reads TriX by the events of expat."""

    def __init__(self) -> None:
        self.quads: list[ox.Quad] = []
        self.parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self._open: list[_Open] = []
        self._nameless: dict[str, ox.BlankNode] = {}

    def error(self, message: str) -> TextError:
        """An error at the place that is read."""
        parser = self.parser
        return TextError(message, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    def _refuse(self, *_: object) -> None:
        raise self.error("document type declarations are refused: remove <!DOCTYPE ...>")

    def _start(self, expanded: str, attributes: dict[str, str]) -> None:
        space, _, name = expanded.rpartition(_SEPARATOR)
        above = self._open[-1].name if self._open else None
        if space != TRIX:
            raise self.error(f"<{name}> is not in the namespace of TriX, {TRIX}")
        if above not in _WITHIN.get(name, ()):
            raise self.error(f"<{name}> has no place in {f'<{above}>' if above else 'TriX'}")
        self._open.append(_Open(name, attributes, [], []))

    def _characters(self, text: str) -> None:
        if "Literal" in self._open[-1].name or self._open[-1].name in ("uri", "id"):
            self._open[-1].text.append(text)
        elif text.strip():
            raise self.error(f"text has no place in <{self._open[-1].name}>")

    def _end(self, _: str) -> None:
        ended = self._open.pop()
        make = _MAKERS.get(ended.name)
        if make is not None:
            self._open[-1].terms.append(make(self, "".join(ended.text), ended.attributes))
        elif ended.name == "triple":
            self._add(ended.terms)

    def _add(self, terms: list[_Term]) -> None:
        if len(terms) != len(("subject", "predicate", "object")):
            raise self.error(f"a triple has three terms, not {len(terms)}")
        names = [name for name in self._open[-1].terms if not isinstance(name, ox.Literal)]
        if len(names) > 1:
            raise self.error("a graph has one name, before its triples")
        subject, predicate, value = terms
        if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode):
            raise self.error("the subject of a triple is a uri or an id, the predicate a uri")
        is_named = bool(names) and names[0].value not in _DEFAULT
        graph = names[0] if is_named else ox.DefaultGraph()
        self.quads.append(ox.Quad(subject, predicate, value, graph))

    def _uri(self, text: str, _: dict[str, str]) -> _Term:
        return ox.NamedNode(text.strip())

    def _id(self, text: str, _: dict[str, str]) -> _Term:
        # Any text may be a name here.
        return self._nameless.setdefault(text.strip(), ox.BlankNode(f"x{len(self._nameless)}"))

    def _plain(self, text: str, attributes: dict[str, str]) -> _Term:
        return ox.Literal(text, language=attributes.get(_LANG) or None)

    def _typed(self, text: str, attributes: dict[str, str]) -> _Term:
        if "datatype" not in attributes:
            raise self.error("a typedLiteral has the attribute datatype")
        return ox.Literal(text, datatype=ox.NamedNode(attributes["datatype"]))


_MAKERS: Final[dict[str, Callable[[_TriX, str, dict[str, str]], _Term]]] = {
    "uri": _TriX._uri,
    "id": _TriX._id,
    "plainLiteral": _TriX._plain,
    "typedLiteral": _TriX._typed,
}

READERS: Final[dict[str, Callable[[str], Iterator[ox.Quad] | Sequence[ox.Quad]]]] = {
    "trix": trix,
    "hextuples": hextuples,
}
"""What reads each of them."""
