"""What a store has under some names, and whether that is the same as what is to be there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from clingen_ld.graph.terms import Literal, Quad, Term, n_quads_term
from clingen_ld.stores.lexical import comparable
from clingen_ld.stores.locations import is_remote
from clingen_ld.stores.store import Solutions, Store

# Servers cut long answers off (Virtuoso at 10,000 rows, without a word): no query asks for more.
_ROWS = 5_000
# Names in one query; with names of ordinary length, some 50 KB.
_NAMES = 500


def same(found: Sequence[Quad], wanted: Sequence[Quad]) -> bool:
    """Whether two graphs are equal.

    A store may give literals back in another form of the same value (`1` for `true`): then
    both are compared as one store has them.
    """
    one, other = set(found), set(wanted)
    return one == other or _comparable(one) == _comparable(other)


def _comparable(quads: Iterable[Quad]) -> set[Quad]:
    return {quad._replace(object=comparable(quad.object)) for quad in quads}


def present_graphs(
    store: Store, wanted: Mapping[str, int], whole: Collection[str] = ()
) -> dict[str, list[Quad]]:
    """The quads that a store has in some graphs; a graph that it does not have is left out.

    `wanted` gives for each graph how many quads it is to have. Of a graph on a server that has
    another number of quads only a stand-in is given, unless it is in `whole`: it is another graph
    in any case, and whole graphs take long to fetch.
    """
    if not is_remote(store.location):
        found = ((name, store.graph(name)) for name in wanted)
        return {name: quads for name, quads in found if quads}
    result: dict[str, list[Quad]] = {}
    for names in _portions(wanted, _NAMES):
        sizes = dict(_sizes(store, names))
        fetched = [n for n in sizes if n in whole or sizes[n] == wanted[n]]
        result |= {name: [Quad(name, "", "", name)] for name in sizes}
        for some in _portions({n: sizes[n] for n in fetched}, _NAMES, _ROWS):
            result |= _fetched(store, some)
    return result


def _portions(sizes: Mapping[str, int], most: int, rows: int | None = None) -> Iterator[list[str]]:
    """Names in portions, of at most so many names and quads; a name with more is alone."""
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
