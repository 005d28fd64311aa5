"""Server answers to queries: solutions and triples, streamed.

Only a few graphs are in memory at a time.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from gzip import GzipFile
from io import BufferedReader, BytesIO
from itertools import islice
from typing import IO, Final, TypeVar, cast

import httpx
import pyoxigraph as ox

from clingen_ld.errors import StoreError
from clingen_ld.graph.formats import from_oxigraph, term_from_oxigraph
from clingen_ld.graph.terms import Literal, Quad, Term, n_quads_term
from clingen_ld.messages.text.compression import Pieces, damage_errors
from clingen_ld.stores.endpoints import Endpoints, Server
from clingen_ld.stores.graphs import canonical_literal
from clingen_ld.stores.http import Http
from clingen_ld.stores.store import NamedGraph, Results, Solutions

SOLUTIONS: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"

_FORMATS: Final = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/x-turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
}
_PAGES: Final = ("text/html", "application/xhtml+xml")
_PART: Final = 1 << 16
_BLANK: Final = re.compile(rb'(?<="value": ")nodeID://')
_NOTHING: Final = Quad("", "", "", "")

_Found = TypeVar("_Found")


class Answers:
    """Reads the answers of one server."""

    def __init__(self, http: Http, server: Server) -> None:
        self._http = http
        self._server = server

    def solutions(self, response: httpx.Response) -> Results:
        """The solutions of a SELECT, read on demand, or the answer of an ASK."""
        self._refuse_partial(response)
        body = cast("IO[bytes]", _Body(self._http, response))
        if self._server.most_rows:
            # Virtuoso's names of blank nodes are invalid; there are few rows anyway.
            body = BytesIO(_BLANK.sub(b"", b"".join(iter(partial(body.read, _PART), b""))))
        try:
            found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError, OSError) as error:
            response.close()
            raise self._broken(response, error) from None
        if isinstance(found, ox.QueryBoolean):
            response.close()
            return bool(found)
        variables = tuple(variable.value for variable in found.variables)
        return Solutions(variables, _begun(self._rows(found, response)))

    def _rows(
        self, found: ox.QuerySolutions, response: httpx.Response
    ) -> Iterator[tuple[Term | None, ...]]:
        said = response.headers.get("x-sparql-maxrows", "")
        most = int(said) if said.isdecimal() else 0
        number = 0
        try:
            yield ()
            for solution in found:
                number += 1
                yield tuple(
                    None if term is None else _canonical(term_from_oxigraph(term))
                    for term in solution
                )
        except (SyntaxError, ValueError, OSError) as error:
            raise self._broken(response, error) from None
        finally:
            response.close()
            del found  # which must end in this thread: the frames of an error go to others
        if most and number >= most:
            raise self._cut(response, most)

    def triples(self, response: httpx.Response) -> Iterator[Quad]:
        """The triples of an answer, read on demand."""
        return self._counted(self.statements(response), response)

    def _counted(self, quads: Iterator[Quad], response: httpx.Response) -> Iterator[Quad]:
        number = 0
        for quad in quads:
            number += 1
            yield quad
        most = self._server.most_rows
        if most and number in (most, most + 1):
            raise self._cut(response, most)

    def statements(self, response: httpx.Response) -> Iterator[Quad]:
        """The triples of an answer, even if the server left some out."""
        return _begun(self._statements(response))

    def _statements(self, response: httpx.Response) -> Iterator[Quad]:
        self._refuse_partial(response)
        kind = _kind(response)
        body = cast("IO[bytes]", _Body(self._http, response))
        try:
            yield _NOTHING
            if kind not in _FORMATS:
                raise ValueError(f"it is {kind or 'of no known type'}")
            for quad in ox.parse(body, format=_FORMATS[kind]):
                found = from_oxigraph(quad)
                yield found._replace(object=_canonical(found.object), graph="")
        except (SyntaxError, ValueError, OSError) as error:
            raise self._broken(response, error) from None
        finally:
            response.close()

    def _broken(self, response: httpx.Response, error: Exception) -> StoreError:
        reason = " ".join(str(error.msg if isinstance(error, SyntaxError) else error).split())
        if (kind := _kind(response)) in _PAGES:
            reason = f"it is {kind}, perhaps the page of a proxy or of a login"
        return self._http.error(
            "reading the answer", str(response.url), f"it is not what was asked for: {reason}"
        )

    def _refuse_partial(self, response: httpx.Response) -> None:
        """Raise `StoreError` for an answer of which Virtuoso says that a timeout cut it short."""
        state = response.headers.get("x-sql-state", "")
        if state:
            response.close()
            said = " ".join(response.headers.get("x-sql-message", "").split())
            raise self._http.error(
                "reading the answer", str(response.url),
                f"the server says that it is not whole: {state} {said}".rstrip(),
            )  # fmt: skip

    def _cut(self, response: httpx.Response, most: int) -> StoreError:
        return self._http.error(
            "reading the results", str(response.url),
            f"the server gives {most} at most and leaves the rest out; raise its limit "
            "(Virtuoso: ResultSetMaxRows), or ask in parts by LIMIT and OFFSET",
        )  # fmt: skip


def _begun(found: Iterator[_Found]) -> Iterator[_Found]:
    """A generator that has started, past its first (empty) item.

    So it closes the response even if nobody reads from it; a connection that is not returned is
    missing from the pool.
    """
    next(found)
    return found


def _canonical(term: Term) -> Term:
    return canonical_literal(term) if isinstance(term, Literal) else term


def _kind(response: httpx.Response) -> str:
    """The media type of an answer."""
    named: str = response.headers.get("content-type", "")
    return named.partition(";")[0].strip().lower()


class _Body:
    """The body of a response as a file that can be read once."""

    def __init__(self, http: Http, response: httpx.Response) -> None:
        self._http = http
        self._response = response
        is_gzip = response.headers.get("content-encoding", "").strip().lower() == "gzip"
        parts = response.iter_raw(_PART) if is_gzip else response.iter_bytes(_PART)
        stream = BufferedReader(Pieces(parts), _PART)
        # httpx takes gzip data that end too early for whole, and of several members the first.
        self._stream = GzipFile(fileobj=stream) if is_gzip else stream

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most this many; b"" at the end."""
        try:
            return self._stream.read1(size)
        except httpx.HTTPError as error:
            reason = f"the connection was lost in the middle ({error})"
        except damage_errors() as error:
            reason = f"the gzip data is damaged: {error}"
        raise self._http.error("reading the answer", str(self._response.url), reason)


_GRAPHS_PER_REQUEST: Final = 100
# Servers that limit results are asked for this many at once, below every usual limit.
_PAGE: Final = 5_000
# A graph with this many triples may have been truncated, so it is counted.
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
        """The names of all graphs with triples, except the server's own."""
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
        """The given names for which a graph exists."""
        values = " ".join(f"<{name}>" for name in names)
        query = (
            f"SELECT ?g {{ VALUES ?g {{ {values} }} FILTER EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
        )
        return {str(row[0]) for row in self._rows("looking for graphs", query)}

    def has_default(self) -> bool:
        """Whether the default graph has triples, on a server where it is not the union of all."""
        response = self._http.send(
            "asking for the default graph", "POST", self._endpoints.query,
            data={"query": "ASK { ?s ?p ?o }"}, headers={"Accept": SOLUTIONS},
        )  # fmt: skip
        return self._answers.solutions(response) is True

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
        """A graph that the server may have truncated: read again in parts if it is larger."""
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
        """The graphs of the given names, in order, with several requests at once."""
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
