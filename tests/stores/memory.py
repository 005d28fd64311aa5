"""A store in memory, for tests: does what `Store` says, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from clingen_ld.errors import UsageError
from clingen_ld.graph.formats import from_oxigraph, term_from_oxigraph, to_oxigraph
from clingen_ld.graph.terms import Quad
from clingen_ld.stores.store import NamedGraph, Results, Solutions, TripleResults


class MemoryStore:
    """Named graphs in a dict. `writes` holds the names of the graphs that were put, in order."""

    def __init__(self, location: str = "") -> None:
        self.location = location
        self.contents: dict[str, list[Quad]] = {}
        self.writes: list[str] = []
        self.queries: list[str] = []

    def replace(self, graphs: Iterable[NamedGraph], absent: Collection[str] = ()) -> None:
        """See `Store`."""
        for name, quads in graphs:
            assert all(quad.graph == name for quad in quads)
            self.writes.append(name)
            self.contents[name] = list(dict.fromkeys(quads))

    def remove(self, names: Iterable[str]) -> None:
        """See `Store`."""
        for name in names:
            self.contents.pop(name, None)

    def graph(self, name: str) -> list[Quad]:
        """See `Store`."""
        return list(self.contents.get(name, ()))

    def graphs(self, names: Iterable[str] | None = None) -> Iterator[NamedGraph]:
        """See `Store`."""
        for name in list(self.contents) if names is None else names:
            yield name, self.contents[name]

    def names(self) -> Iterator[str]:
        """See `Store`."""
        yield from list(self.contents)

    def query(self, text: str) -> Results:
        """See `Store`."""
        self.queries.append(text)
        store = ox.Store()
        store.extend(to_oxigraph(quad) for quads in list(self.contents.values()) for quad in quads)
        try:
            found = store.query(text, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise UsageError(str(error)) from None
        if isinstance(found, ox.QueryBoolean):
            return bool(found)
        if isinstance(found, ox.QueryTriples):
            return TripleResults(iter([from_oxigraph(triple) for triple in found]))
        names = tuple(variable.value for variable in found.variables)
        rows = [tuple(None if t is None else term_from_oxigraph(t) for t in row) for row in found]
        return Solutions(names, iter(rows))

    def optimize(self) -> None:
        """See `Store`."""

    def close(self) -> None:
        """See `Store`."""
