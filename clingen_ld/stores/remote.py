"""A store on a server: SPARQL 1.1 Query, Update and Graph Store HTTP Protocol.

A graph is written completely or not at all. Where the server takes SPARQL Update, a few hundred
graphs go in one request, which is one transaction; on Virtuoso, whose updates are small and not
transactional, each graph goes in its own PUT. (If we are killed during a PUT, Virtuoso leaves the
graph as it was; if Virtuoso is killed, that graph may be empty until the next PUT.) Every request
is idempotent, so it is repeated if it is not known to have arrived.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

import pyoxigraph as ox

from clingen_ld.display import cut
from clingen_ld.errors import StoreError, UsageError
from clingen_ld.graph.formats import WrittenStatements, about
from clingen_ld.graph.terms import Quad
from clingen_ld.stores.answers import SOLUTIONS, TRIPLES, Answers, GraphReader
from clingen_ld.stores.endpoints import (
    OTHER,
    Credentials,
    Endpoints,
    given,
    guess,
    refuse_credentials,
    server_by_header,
    server_of,
)
from clingen_ld.stores.graphs import Statements, batches, n_quads, n_triples, sparql_data
from clingen_ld.stores.http import Http, Patience
from clingen_ld.stores.sparql_text import form, names_dataset, words
from clingen_ld.stores.store import NamedGraph, Results, TripleResults

# The approximate size of a request; longer ones were measured to be no faster.
_REQUEST_BYTES: Final = 2_000_000
# In a bulk load, each request becomes separate files, so there should be few.
_BULK_BYTES: Final = 16_000_000
# Above this many quads, a bulk load is faster than a transaction.
_BULK: Final = 10_000
_WORKERS: Final = 4
_NAMES_PER_REQUEST: Final = 200
# Virtuoso guesses the format and ignores Content-Type; this line makes it read Turtle.
_TURTLE: Final = "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
_IRI: Final = re.compile(r'[^\x00-\x20<>"{}|^`\\]+')


class RemoteStore:
    """A store on a server. A graph without quads does not exist."""

    def __init__(
        self,
        location: str,
        *,
        credentials: Credentials | None = None,
        endpoints: Endpoints | None = None,
        patience: Patience | None = None,
        workers: int = _WORKERS,
    ) -> None:
        wanted = endpoints or Endpoints()
        for url in (location, *wanted.all):
            refuse_credentials(url)
            if credentials is not None and urlsplit(url).hostname != urlsplit(location).hostname:
                raise UsageError(
                    f"{url} is on another host than {location}, whose credentials are not for it"
                )
        self.location = location
        self._workers = workers
        # One for each worker, one for a query being read, and a spare.
        self._http = Http(location, credentials, patience or Patience(), workers + 2)
        with ExitStack() as stack:
            stack.callback(self._http.close)
            self._endpoints = self._found(wanted, credentials is not None)
            stack.pop_all()
        self._server = self._endpoints.server
        self._answers = Answers(self._http, self._server)
        self._graphs = GraphReader(self._http, self._answers, self._endpoints, workers)

    def _found(self, wanted: Endpoints, authenticated: bool) -> Endpoints:
        """The endpoints; if the URL does not show the kind of server, ask it."""
        kind = wanted.server.name if wanted.server is not OTHER else server_of(self.location)
        if kind is None:
            url = wanted.query or self.location
            answer = self._http.send(
                "asking the server", "GET", url, allowed=tuple(range(300, 500))
            )
            answer.close()
            kind = server_by_header(answer.headers.get("server", ""))
        found = guess(self.location, kind, authenticated)
        return given(found, wanted)

    @property
    def endpoints(self) -> Endpoints:
        """The endpoints in use, and the traits of the server."""
        return self._endpoints

    def replace(self, graphs: Iterable[NamedGraph], absent: Collection[str] = ()) -> None:
        """See `Store`. Several requests run at once, each with its own graphs."""
        most = _BULK_BYTES if self._server.bulk else _REQUEST_BYTES
        weighed = batches(graphs, most, _characters)
        write = partial(self._write, absent)
        self._each(write, ((frozenset(batch), batch) for batch in weighed))

    def _each(
        self, work: Callable[[Any], None], jobs: Iterable[tuple[frozenset[str], Any]]
    ) -> None:
        """Run jobs in parallel; never two that share a graph name."""
        under_way: dict[Future[None], frozenset[str]] = {}
        with ThreadPoolExecutor(self._workers) as pool:
            for names, job in jobs:
                while len(under_way) > self._workers or any(
                    not names.isdisjoint(others) for others in under_way.values()
                ):
                    _finish(under_way)
                under_way[pool.submit(work, job)] = names
            while under_way:
                _finish(under_way)

    def _write(self, absent: Collection[str], batch: dict[str, Statements]) -> None:
        """Replace the graphs of these names."""
        for name in batch:
            _check(name)
        if not self._server.updates:
            for name, graph in batch.items():
                if "'" in name:  # Virtuoso inserts it into SQL unescaped
                    raise StoreError(f"{self.location}: no name of a graph may have a ' ({name})")
                self._put(name, graph)
            return
        known = set(batch)
        if self._endpoints.quads:
            doubtful = [name for name in batch if name not in absent]
            known = self._graphs.existing(doubtful) if doubtful else set()
        # Sending a graph with blank nodes twice duplicates them.
        known.update(name for name, g in batch.items() if any("_:" in line for line in g))
        self._add({name: graph for name, graph in batch.items() if name not in known})
        self._update(_exchange(name, batch[name]) for name in batch if name in known)

    def _add(self, graphs: dict[str, Statements]) -> None:
        """Add new graphs."""
        if text := "".join(n_quads(name, graph) for name, graph in graphs.items()):
            is_many = sum(map(about, graphs.values())) >= _BULK
            self._send(
                "adding graphs", "POST", self._endpoints.quads, text, "application/n-quads",
                dict(self._server.bulk) if is_many else {},
            )  # fmt: skip

    def _put(self, name: str, graph: Statements) -> None:
        if not graph:
            self._delete(name)
            return
        url = self._endpoints.graph_store
        text = n_triples(graph)
        try:
            deque(ox.parse(text, format=ox.RdfFormat.N_TRIPLES), 0)
        except SyntaxError as error:  # Virtuoso would notice after deleting the old graph
            reason = " ".join(str(error.msg).split())
            raise StoreError(f"{self.location}: {name} is not RDF: {reason}") from None
        text = _TURTLE + text
        self._send("writing a graph", "PUT", url, text, "text/turtle", {"graph": name})

    def _delete(self, name: str) -> None:
        url, params = self._endpoints.graph_store, {"graph": name}
        self._http.send("removing a graph", "DELETE", url, params=params, allowed=(404,)).close()

    def _update(self, operations: Iterable[str]) -> None:
        text = " ;\n".join(operations)
        if text:
            url = self._endpoints.update
            self._send("updating", "POST", url, text, "application/sparql-update")

    def _send(
        self,
        what: str,
        method: str,
        url: str,
        text: str,
        kind: str,
        params: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        if not url:
            raise StoreError(
                f"{self.location}: {what} needs an endpoint that is not known; give it"
            )
        self._http.send(
            what,
            method,
            url,
            headers={"Content-Type": kind},
            params=params or None,
            content=text.encode(),
            compress=self._server.gzip,
        ).close()

    def remove(self, names: Iterable[str]) -> None:
        """See `Store`."""
        rest = iter(dict.fromkeys(names))

        def jobs() -> Iterator[tuple[frozenset[str], list[str]]]:
            while some := list(islice(rest, _NAMES_PER_REQUEST)):
                yield frozenset(some), some

        self._each(self._remove, jobs())

    def _remove(self, names: list[str]) -> None:
        for name in names:
            _check(name)
            if not self._server.updates:
                self._delete(name)
        if self._server.updates:
            self._update(f"DROP SILENT GRAPH <{name}>" for name in names)

    def graph(self, name: str) -> list[Quad]:
        """See `Store`."""
        _check(name)
        return self._graphs.graph(name)

    def graphs(self, names: Iterable[str] | None = None) -> Iterator[NamedGraph]:
        """See `Store`."""
        return self._graphs.graphs(self.names() if names is None else iter(names))

    def names(self) -> Iterator[str]:
        """See `Store`."""
        return self._graphs.names()

    def query(self, text: str) -> Results:
        """See `Store`."""
        kind = form(text)
        asked = {"query": self._with_exclusions(text)} | self._union(text)
        accept = SOLUTIONS if kind in ("select", "ask") else TRIPLES
        response = self._http.send(
            "the query", "POST", self._endpoints.query,
            headers={"Accept": accept}, data=asked, allowed=(400,),
        )  # fmt: skip
        if response.status_code == 400:
            reason = _first(self._http.said(response))
            raise UsageError(f"{self.location}: the server refuses the query: {reason}")
        if kind in ("select", "ask"):
            return self._answers.solutions(response)
        return TripleResults(self._answers.triples(response))

    def _union(self, text: str) -> dict[str, str]:
        """The parameters for querying all graphs as one, unless the query names its own."""
        if names_dataset(text):
            return {}
        if self._server.union_hides_names and re.search(r"\bGRAPH\b", words(text), re.IGNORECASE):
            return {}
        return dict(self._server.union)

    def _with_exclusions(self, text: str) -> str:
        """The query without the server's own graphs."""
        hidden = self._server.system_graphs
        if not hidden or names_dataset(text):
            return text
        kinds = ("default", "named")
        return (
            "".join(f"define input:{k}-graph-exclude <{g}> " for g in hidden for k in kinds) + text
        )

    def has_default_graph(self) -> bool:
        """See `WithDefaultGraph`; not known where it is the union of all graphs."""
        return bool(self._server.union) and self._graphs.has_default()

    def optimize(self) -> None:
        """See `Store`. A server does that itself."""

    def close(self) -> None:
        """See `Store`."""
        self._http.close()


def _finish(under_way: dict[Future[None], frozenset[str]]) -> None:
    """Wait until one has finished, and raise its error."""
    done, _ = wait(under_way, return_when=FIRST_COMPLETED)
    for future in done:
        del under_way[future]
        future.result()


def _exchange(name: str, graph: Statements) -> str:
    drop = f"DROP SILENT GRAPH <{name}>"
    return (
        f"{drop} ;\nINSERT DATA {{ GRAPH <{name}> {{\n{sparql_data(graph)}}} }}" if graph else drop
    )


def _characters(graph: Statements) -> int:
    return len(graph.text) if isinstance(graph, WrittenStatements) else sum(map(len, graph))


def _check(name: str) -> None:
    if _IRI.fullmatch(name) is None:
        raise UsageError(f"{name!r} is not an IRI, so it cannot name a graph")


def _first(body: str) -> str:
    # Virtuoso repeats the query, including our prologue.
    text = " ".join(body.partition("SPARQL query:")[0].split())
    return cut(text, 300)
