"""RDF formats: text to quads and back, by pyoxigraph.

N-Quads, N-Triples and RDF/XML have our own writers: the first two to stream the quads, the last
because pyoxigraph writes characters and names that are invalid in XML.

Before parsing, in linear time, texts are checked against limits beyond which parsers exhaust memory
or time, or crash the process. Triple terms of RDF 1.2, which the model cannot represent, are
rejected too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import BinaryIO, Final, Generic, TypeVar, overload

import pyoxigraph as ox

from clingen_ld.errors import TextError
from clingen_ld.graph.terms import DIRECTION, Literal, Quad, Term, n_quads_line
from clingen_ld.model import PREFIXES

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


FORMATS: dict[str, ox.RdfFormat] = {
    "turtle": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
"""The RDF formats by the names of their message forms."""

_AT_ONCE = 1000


def parse(data: str | bytes, form: str, base: str) -> Iterator[Quad]:
    """The quads of an RDF text.

    Raises `TextError` (line, column) for invalid text, or beyond a bound.
    """
    if form not in FORMATS:
        from clingen_ld.graph.quad_texts import READERS

        text = data if isinstance(data, str) else data.decode()
        yield from map(from_oxigraph, READERS[form](text))
        return
    check_text(data, form)
    try:
        for quad in ox.parse(data, format=FORMATS[form], base_iri=base, lenient=False):
            yield from_oxigraph(quad)
    except SyntaxError as error:
        raise TextError(parser_reason(error), error.lineno or 1, error.offset or 1) from None
    except ValueError as error:
        raise TextError(str(error)) from None
    except TextError as error:
        raise triple_term(data, form == "rdfxml") or error from None


def serialize(
    quads: Iterable[Quad], form: str, output: BinaryIO, prefixes: Mapping[str, str] = PREFIXES
) -> None:
    """Write quads in an RDF format; triple formats omit the graph names.

    N-Quads and N-Triples are streamed quad by quad; the others node by node. `prefixes` are
    those of Turtle and TriG. Raises `UsageError` for a quad that RDF/XML cannot carry (see
    `rdf_xml.carried`).
    """
    form_has_graphs = form in ("trig", "nquads")
    if form in ("nquads", "ntriples"):
        kept = iter(quads if form_has_graphs else (q._replace(graph="") for q in quads))
        while lines := "".join(map(n_quads_line, islice(kept, _AT_ONCE))):
            output.write(lines.encode())
        return
    by_node: dict[tuple[str, str], list[Quad]] = {}
    for quad in quads:
        by_node.setdefault((quad.graph, quad.subject), []).append(quad)
    if form == "rdfxml":
        from clingen_ld.graph import rdf_xml

        for piece in rdf_xml.text(by_node.values()):
            output.write(piece.encode())
        return
    terms = (to_oxigraph(quad) for node in by_node.values() for quad in node)
    statements = terms if form_has_graphs else (q.triple for q in terms)
    ox.serialize(statements, output, format=FORMATS[form], prefixes=dict(prefixes))


def to_oxigraph(quad: Quad) -> ox.Quad:
    """A quad as a pyoxigraph object."""
    graph = _named(quad.graph) if quad.graph else ox.DefaultGraph()
    return ox.Quad(_named(quad.subject), ox.NamedNode(quad.predicate), _term(quad.object), graph)


def _named(name: str) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(name[2:]) if name.startswith("_:") else ox.NamedNode(name)


def _term(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if isinstance(term, str):
        return _named(term)
    language, _, direction = term.language.partition(DIRECTION)
    if direction:
        way = ox.BaseDirection.LTR if direction == "ltr" else ox.BaseDirection.RTL
        return ox.Literal(term.lexical, language=language, direction=way)
    if language:
        return ox.Literal(term.lexical, language=language)
    return ox.Literal(term.lexical, datatype=ox.NamedNode(term.datatype))


def from_oxigraph(quad: ox.Quad | ox.Triple) -> Quad:
    """A pyoxigraph quad as ours; a triple has the graph ""."""
    graph = quad.graph_name if isinstance(quad, ox.Quad) else None
    name = "" if graph is None or isinstance(graph, ox.DefaultGraph) else _name(graph)
    value = term_from_oxigraph(quad.object)
    return Quad(_name(quad.subject), quad.predicate.value, value, name)


def term_from_oxigraph(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    """A pyoxigraph term as ours."""
    if isinstance(term, ox.Literal):
        language = term.language or ""
        if term.direction is not None:
            language += f"{DIRECTION}{term.direction}"
        return Literal(term.value, term.datatype.value, language)
    return _name(term)


def _name(node: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
    if isinstance(node, ox.Triple):
        raise TextError(TRIPLE_TERMS)
    return node.value if isinstance(node, ox.NamedNode) else f"_:{node.value}"


def parser_reason(error: Exception) -> str:
    """What an error of the parser says, on one line, without its place."""
    text = " ".join(str(getattr(error, "msg", None) or error).split())
    return re.sub(r"^.*?Parser error (?:at|between) line [^:]*: ", "", text)


T = TypeVar("T")


class _Late(Sequence[T], Generic[T]):
    """A sequence that is computed on first access."""

    @cached_property
    def _items(self) -> Sequence[T]:
        raise NotImplementedError

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...

    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return self._items[index]


class WrittenStatements(_Late[str]):
    """The triples of one graph in N-Triples, without the final dot, from N-Quads.

    `text` is the original N-Quads; as in a graph, triples are distinct.
    """

    def __init__(self, graph: str, text: str) -> None:
        self.graph = graph
        self.text = text

    @cached_property
    def lines(self) -> int:
        """The number of lines in the text."""
        return self.text.count("\n")

    @cached_property
    def _items(self) -> list[str]:
        return list(dict.fromkeys(self.text.split(f" <{self.graph}> .\n")[:-1]))


class WrittenQuads(_Late[Quad]):
    """The distinct quads of one graph, from N-Quads."""

    def __init__(self, graph: str, text: str) -> None:
        self.statements = WrittenStatements(graph, text)

    @cached_property
    def _items(self) -> list[Quad]:
        graph = self.statements.graph
        text = "".join(f"{statement} .\n" for statement in self.statements)
        return [quad._replace(graph=graph) for quad in parse(text, "ntriples", graph)]

    def __len__(self) -> int:
        return len(self.statements)


def about(graph: Sequence[Quad] | Sequence[str]) -> int:
    """The number of quads or statements; for text, the number of lines, as finding duplicates takes
    longer."""
    if isinstance(graph, WrittenQuads):
        graph = graph.statements
    return graph.lines if isinstance(graph, WrittenStatements) else len(graph)
