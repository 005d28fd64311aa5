"""Reading the graphs of a server, without holding more than a few."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Final

from clingen_ld.graph.terms import Literal, Quad, Term, n_quads_term
from clingen_ld.stores.answers import SOLUTIONS, TRIPLES, Answers
from clingen_ld.stores.endpoints import Endpoints
from clingen_ld.stores.http import Http
from clingen_ld.stores.store import NamedGraph, Solutions

_GRAPHS_PER_REQUEST: Final = 100
# Servers that limit results are asked for so many at once, below every usual limit.
_PAGE: Final = 5_000
# A graph with so many triples may have been cut; then it is counted.
_MAY_BE_CUT: Final = 1_000


class GraphReader:
    """Reads names and graphs from one server."""

    def __init__(self, http: Http, answers: Answers, endpoints: Endpoints, workers: int) -> None:
        self._http = http
        self._answers = answers
        self._endpoints = endpoints
        self._server = endpoints.server
        self._workers = workers

    def names(self) -> Iterator[str]:
        """The names of all graphs that have triples, and are not the server's own."""
        every = "GRAPH ?g { ?s ?p ?o }"
        if self._server.most_rows:
            found = self._names_by_pages(every)
        elif self._server.lists_graphs:
            found = self._names(f"SELECT ?g {{ GRAPH ?g {{}} FILTER EXISTS {{ {every} }} }}")
        else:
            found = self._names(f"SELECT DISTINCT ?g {{ {every} }}")
        return (name for name in found if name not in self._server.system_graphs)

    def _names(self, query: str) -> Iterator[str]:
        return (str(row[0]) for row in self._rows("listing the graphs", query))

    def _names_by_pages(self, every: str) -> Iterator[str]:
        last = ""
        while True:
            after = f"FILTER(STR(?g) > {n_quads_term(Literal(last))})" if last else ""
            page = list(
                self._names(
                    f"SELECT DISTINCT ?g {{ {every} {after} }} ORDER BY STR(?g) LIMIT {_PAGE}"
                )
            )
            yield from page
            if len(page) < _PAGE:
                return
            last = page[-1]

    def existing(self, names: Iterable[str]) -> set[str]:
        """Those of some names that graphs have."""
        values = " ".join(f"<{name}>" for name in names)
        query = (
            f"SELECT ?g {{ VALUES ?g {{ {values} }} FILTER EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
        )
        return {str(row[0]) for row in self._rows("looking for graphs", query)}

    def graph(self, name: str) -> list[Quad]:
        """The quads of a graph."""
        if self._endpoints.graph_store:
            response = self._http.send(
                "reading a graph", "GET", self._endpoints.graph_store,
                params={"graph": name}, headers={"Accept": TRIPLES}, allowed=(404,),
            )  # fmt: skip
            if response.status_code == 404:
                response.close()
                return []
        else:
            query = f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"
            response = self._http.send(
                "reading a graph", "POST", self._endpoints.query,
                data={"query": query}, headers={"Accept": TRIPLES},
            )  # fmt: skip
        found = [quad._replace(graph=name) for quad in self._answers.statements(response)]
        if self._server.most_rows and len(found) >= _MAY_BE_CUT:
            return self._whole(name, found)
        return found

    def _whole(self, name: str, found: list[Quad]) -> list[Quad]:
        """A graph that the server may have cut: read again in parts if it is larger."""
        inside = f"GRAPH <{name}> {{ ?s ?p ?o }}"
        count = next(self._rows("counting", f"SELECT (COUNT(*) AS ?n) {{ {inside} }}"))[0]
        number = int(count.lexical) if count is not None and not isinstance(count, str) else 0
        if len(found) == number:
            return found
        ordered = f"{{ SELECT ?s ?p ?o {{ {inside} }} ORDER BY ?s ?p ?o }}"
        return [
            Quad(str(subject), str(predicate), value or "", name)
            for start in range(0, number, _PAGE)
            for subject, predicate, value in self._rows(
                "reading a large graph",
                f"SELECT ?s ?p ?o {{ {ordered} }} LIMIT {_PAGE} OFFSET {start}",
            )
        ]

    def graphs(self, names: Iterator[str]) -> Iterator[NamedGraph]:
        """The graphs of some names, in their order, some requests at once."""
        with ThreadPoolExecutor(self._workers) as pool:
            under_way: deque[Future[list[NamedGraph]]] = deque()
            per_request = _GRAPHS_PER_REQUEST if not self._server.most_rows else self._workers
            try:
                while some := list(islice(names, per_request)):
                    under_way.append(pool.submit(self._some, some))
                    if len(under_way) > self._workers:
                        yield from under_way.popleft().result()
                while under_way:
                    yield from under_way.popleft().result()
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def _some(self, names: list[str]) -> list[NamedGraph]:
        if self._server.most_rows:
            found = {name: self.graph(name) for name in names}
        else:
            found = {name: [] for name in names}
            values = " ".join(f"<{name}>" for name in names)
            query = f"SELECT ?g ?s ?p ?o {{ VALUES ?g {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }}"
            for graph, subject, predicate, value in self._rows("reading graphs", query):
                name = str(graph)
                found[name].append(Quad(str(subject), str(predicate), value or "", name))
        return [(name, quads) for name, quads in found.items() if quads]

    def _rows(self, what: str, query: str) -> Iterator[tuple[Term | None, ...]]:
        response = self._http.send(
            what, "POST", self._endpoints.query,
            data={"query": query}, headers={"Accept": SOLUTIONS},
        )  # fmt: skip
        found = self._answers.solutions(response)
        if not isinstance(found, Solutions):
            raise self._http.error(what, self._endpoints.query, "it gave no solutions")
        return found.rows
