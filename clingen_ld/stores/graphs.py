"""Graphs of a store by name, and their comparison with those to be written."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from clingen_ld.errors import ClingenError
from clingen_ld.graph.formats import WrittenQuads, WrittenStatements
from clingen_ld.graph.framing import frame_quads
from clingen_ld.graph.terms import Literal, Quad, Term, n_quads_line, n_quads_term
from clingen_ld.graph.values import INTEGERS, literal
from clingen_ld.model import INTEGER, XSD, Model, Tree, resource_iri
from clingen_ld.stores.store import NamedGraph, Solutions, Store, is_remote

_BOOLEANS: Final = {"1": "true", "0": "false"}
# Above this many digits, Virtuoso turns an integer into a decimal.
_LONG_INTEGER: Final = re.compile(r"[+-]?[0-9]{19,}")
_TIMES: Final = {XSD + "dateTime", XSD + "time"}


def canonical_literal(value: Literal) -> Literal:
    """A literal from a store, in the model's spelling of its value.

    >>> canonical_literal(Literal("1", XSD + "boolean")).lexical
    'true'
    >>> canonical_literal(Literal("1.5", XSD + "double")).lexical
    '1.5E0'
    """
    if value.datatype == XSD + "double":
        try:
            return literal(float(value.lexical), None)
        except (ValueError, OverflowError):
            return value
    if value.datatype == XSD + "boolean" and value.lexical in _BOOLEANS:
        return value._replace(lexical=_BOOLEANS[value.lexical])
    if value.datatype == XSD + "decimal" and _LONG_INTEGER.fullmatch(value.lexical):
        return value._replace(datatype=XSD + "integer")
    if value.datatype in _TIMES:
        return value._replace(lexical=_time(value.lexical))
    return value


def _time(text: str) -> str:
    """A time without zeros at the end of its seconds, and with Z for its zone."""
    text = re.sub(r"\.\d+", lambda match: match[0].rstrip("0"), text)
    return re.sub(r"[+-]00:00$", "Z", re.sub(r"\.(?!\d)", "", text))


def comparable(term: Term) -> Term:
    """A term in one spelling, whichever of its forms a store returns.

    >>> comparable(Literal("2015-03-01T10:00:00.120+00:00", XSD + "dateTime")).lexical
    '2015-03-01T10:00:00.12Z'
    """
    if isinstance(term, str):
        return term
    if term.datatype in INTEGERS and INTEGER.fullmatch(term.lexical):
        return Literal(str(int(term.lexical)), XSD + "integer")
    if term.datatype == XSD + "decimal":
        try:
            return term._replace(lexical=f"{Decimal(term.lexical).normalize():f}")
        except InvalidOperation:
            return term
    if term.language:
        return term._replace(language=term.language.lower())
    return canonical_literal(term)


# Servers truncate long answers (Virtuoso at 10,000 rows, silently): no query asks for more.
_ROWS = 5_000
# Names in one query: about 50 KB with names of ordinary length.
_NAMES = 500


def same(found: Sequence[Quad], wanted: Sequence[Quad]) -> bool:
    """Whether two graphs are equal.

    A store may return a literal in another form of the same value (`1` for `true`): both are then
    compared in one spelling.
    """
    one, other = set(found), set(wanted)
    return one == other or _comparable(one) == _comparable(other)


def _comparable(quads: Iterable[Quad]) -> set[Quad]:
    return {quad._replace(object=comparable(quad.object)) for quad in quads}


_UNSEEN: Final = ""
"""The predicate of the single quad that represents a graph that was not fetched."""


def present_graphs(
    store: Store, wanted: Mapping[str, int], whole: Collection[str] = ()
) -> dict[str, list[Quad]]:
    """The quads of some graphs in a store; missing graphs are left out.

    `wanted` gives the planned number of quads for each graph. For a graph on a server with another
    number of quads, a placeholder is returned, unless it is in `whole`: the graph differs anyway,
    and fetching it takes long.
    """
    if not is_remote(store.location):
        found = ((name, store.graph(name)) for name in wanted)
        return {name: quads for name, quads in found if quads}
    result: dict[str, list[Quad]] = {}
    for names in _portions(wanted, _NAMES):
        sizes = dict(_sizes(store, names))
        fetched = [n for n in sizes if n in whole or sizes[n] == wanted[n]]
        result |= {name: [Quad(name, _UNSEEN, "", name)] for name in sizes}
        for some in _portions({n: sizes[n] for n in fetched}, _NAMES, _ROWS):
            result |= _fetched(store, some)
    return result


def is_unseen(quads: Sequence[Quad]) -> bool:
    """Whether `present_graphs` returned a placeholder for a graph."""
    return len(quads) == 1 and quads[0].predicate == _UNSEEN


def own_predicates(store: Store, names: Collection[str]) -> dict[str, set[str]]:
    """The predicates that the resources of some graphs have themselves, not their parts."""
    found: dict[str, set[str]] = {}
    for some in _portions(dict.fromkeys(names, 0), _NAMES):
        values = " ".join(n_quads_term(name) for name in some)
        query = (
            f"SELECT DISTINCT ?g ?p WHERE {{ VALUES ?g {{ {values} }} GRAPH ?g {{ ?g ?p ?o }} }}"
        )
        for graph, predicate in _rows(store, query):
            found.setdefault(str(graph), set()).add(str(predicate))
    return found


def _portions(sizes: Mapping[str, int], most: int, rows: int | None = None) -> Iterator[list[str]]:
    """Names in groups with a maximum of names and quads; a larger graph is alone in its group."""
    portion: list[str] = []
    total = 0
    for name, size in sizes.items():
        if portion and (len(portion) >= most or (rows is not None and total + size > rows)):
            yield portion
            portion, total = [], 0
        portion.append(name)
        total += size
    if portion:
        yield portion


def _sizes(store: Store, names: Sequence[str]) -> Iterator[tuple[str, int]]:
    values = " ".join(n_quads_term(name) for name in names)
    query = (
        f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ VALUES ?g {{ {values} }} "
        "GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    )
    for graph, number in _rows(store, query):
        if isinstance(graph, str) and isinstance(number, Literal) and int(number.lexical):
            yield graph, int(number.lexical)


def _fetched(store: Store, names: Sequence[str]) -> dict[str, list[Quad]]:
    if len(names) == 1:
        return {names[0]: store.graph(names[0])}
    values = " ".join(n_quads_term(name) for name in names)
    query = f"SELECT ?g ?s ?p ?o WHERE {{ VALUES ?g {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }}"
    result: dict[str, list[Quad]] = {}
    for graph, subject, predicate, value in _rows(store, query):
        if isinstance(graph, str) and value is not None:
            quad = Quad(str(subject), str(predicate), value, graph)
            result.setdefault(graph, []).append(quad)
    return result


def _rows(store: Store, query: str) -> Iterator[tuple[Term | None, ...]]:
    found = store.query(query)
    if isinstance(found, Solutions):
        yield from found.rows


def framed(quads: Sequence[Quad], iri: str, model: Model, base: str) -> Tree | None:
    """The resource of an IRI in normal form, as the quads describe it, or None."""
    if not quads:
        return None
    try:
        found = frame_quads(quads, model, base)
    except ClingenError:  # somebody else's graph, which is not a message
        return None
    return next((f.normal.tree for f in found if resource_iri(f.normal.tree, base) == iri), None)


Statements = Sequence[str]
"""The triples of a graph as N-Triples writes them, without the dot at the end."""


def statements(quads: Iterable[Quad]) -> Statements:
    """The triples of quads, each once, in their order."""
    if isinstance(quads, WrittenQuads):
        return quads.statements
    return list(
        dict.fromkeys(
            f"{n_quads_term(subject)} <{predicate}> {n_quads_term(value)}"
            for subject, predicate, value, _ in quads
        )
    )


def n_quads(name: str, graph: Statements) -> str:
    """A named graph as N-Quads."""
    if isinstance(graph, WrittenStatements) and graph.graph == name:
        return graph.text
    end = f" <{name}> .\n"
    return end.join(graph) + end if graph else ""


def n_triples(graph: Sequence[str]) -> str:
    """A graph as N-Triples."""
    return " .\n".join(graph) + " .\n" if graph else ""


def sparql_data(graph: Sequence[str]) -> str:
    """Triples as SPARQL has them in INSERT DATA and DELETE DATA.

    SPARQL resolves `\\uXXXX` before parsing, so a literal backslash before a `u` would become half
    of an escape; the `u` is escaped instead.
    """
    text = n_triples(graph)
    if "\\\\" in text:
        text = text.replace("\\\\u", "\\\\\\u0075").replace("\\\\U", "\\\\\\u0055")
    return text


def batches(
    graphs: Iterable[NamedGraph], most: int, weight: Callable[[Statements], int]
) -> Iterator[dict[str, Statements]]:
    """Graphs by name, in groups of a total weight of about `most`.

    Of graphs with the same name, the last counts.
    """
    batch: dict[str, Statements] = {}
    size = 0
    for name, quads in graphs:
        graph = statements(quads)
        if name in batch:
            size -= weight(batch[name])
        size += weight(graph)
        batch[name] = graph
        if size >= most:
            yield batch
            batch, size = {}, 0
    if batch:
        yield batch


_STEP: Final = "/_history/"
_VERSION: Final = re.compile(r"/_history/[0-9a-f]{16}\Z")


def is_version(name: str) -> bool:
    """Whether a graph name is that of a former version.

    >>> is_version("http://example.org/Gene/G1/_history/0123456789abcdef")
    True
    """
    return _VERSION.search(name) is not None


def version_name(graph: str, quads: Iterable[Quad]) -> str:
    """The graph name of the version with the given content."""
    digest = hashlib.sha256()
    for line in sorted(n_quads_line(quad) for quad in quads):
        digest.update(line.encode("utf-8", "surrogatepass"))
    return f"{graph}{_STEP}{digest.hexdigest()[:16]}"


def version_quads(graph: str, quads: Sequence[Quad], version: str) -> list[Quad]:
    """The quads of a graph, moved to a version of it."""

    def renamed(term: Term) -> Term:
        if isinstance(term, str) and (term == graph or term.startswith(graph + "#")):
            return version + term[len(graph) :]
        return term

    return [
        Quad(str(renamed(subject)), predicate, renamed(value), version)
        for subject, predicate, value, _ in quads
    ]
