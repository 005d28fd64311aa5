"""Queries over a store: SPARQL 1.1 Protocol and named queries, with limits of time and of size.

A query runs in a process of its own, which is ended when its time is up: no library can stop one.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import asdict
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO, Final, NamedTuple, cast
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from clingen_ld.errors import ClingenError
from clingen_ld.stores.querying import get_query, named_queries, query
from clingen_ld.stores.results import write_results
from clingen_ld.stores.store import TripleResults
from clingen_ld.web.answers import ProblemError, chosen, file_response, media_type_of, status_of
from clingen_ld.web.limits import Gate, read_body
from clingen_ld.web.settings import ServiceSettings
from clingen_ld.web.verbs import wanted

RESULTS: Final = {
    "json": "application/sparql-results+json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "ndjson": "application/x-ndjson",
}
GRAPHS: Final = {"turtle": "text/turtle", "nquads": "application/n-quads"}
MOST_BYTES: Final = 64 << 20
"""The results of a query have at most so many bytes."""
_MOST_TEXT: Final = 100_000


class _Formats(NamedTuple):
    """The formats that a client takes: of solutions, and of graphs."""

    solutions: str | None
    graphs: str | None


class Queries:
    """The endpoints of queries."""

    def __init__(self, settings: ServiceSettings, gate: Gate) -> None:
        self._settings = settings
        self._gate = gate

    async def sparql(self, request: Request) -> Response:
        """GET or POST /sparql: the results of a query."""
        text = await _query_of(request)
        accept = request.headers.get("accept", "")
        formats = _Formats(chosen(accept, RESULTS), chosen(accept, GRAPHS))
        if formats == (None, None):
            known = ", ".join([*RESULTS.values(), *GRAPHS.values()])
            raise ProblemError(406, f"results can be had as {known}")
        return await self._answer(text, formats)

    async def listed(self, _: Request) -> Response:
        """GET /api/queries: the named queries with their parameters."""
        listed = [
            {
                "name": each.name,
                "title": each.title,
                "description": each.description,
                "parameters": [asdict(parameter) for parameter in each.parameters],
            }
            for each in named_queries().values()
        ]
        return JSONResponse({"queries": listed})

    async def named(self, request: Request) -> Response:
        """GET /api/queries/{name}: the results of a named query; its parameters are the URL's."""
        name = request.path_params["name"]
        if name not in named_queries():
            raise ProblemError(404, f"there is no query {name!r}; /api/queries lists them")
        formats = _Formats(wanted(request, "to", RESULTS), None)
        values = {key: value for key, value in request.query_params.items() if key != "to"}
        return await self._answer(get_query(name).bound(values), formats)

    async def rows(self, text: str) -> list[dict[str, Any]]:
        """The solutions of a query: variables with their values as in SPARQL results in JSON."""

        def work() -> list[dict[str, Any]]:
            file, _ = self._results(text, _Formats("json", None))
            with file:
                found: list[dict[str, Any]] = json.load(file)["results"]["bindings"]
                return found

        return await self._gate.run(work)

    async def _answer(self, text: str, formats: _Formats) -> Response:
        file, kind = await self._gate.run(lambda: self._results(text, formats))
        return file_response(file, (RESULTS | GRAPHS)[kind])

    def _results(self, text: str, formats: _Formats) -> tuple[BinaryIO, str]:
        """The results of a query in a temporary file, and their format."""
        with ExitStack() as stack:
            file = stack.enter_context(NamedTemporaryFile(prefix="clingen-ld-results-"))
            kind = self._asked(text, formats, file.name)
            stack.pop_all()
        return cast(BinaryIO, file), kind

    def _asked(self, text: str, formats: _Formats, name: str) -> str:
        """Ask in another process, which writes the results to a file; their format."""
        context = _context()
        mine, theirs = context.Pipe(duplex=False)
        child: Any = context.Process(  # type: ignore[attr-defined]
            target=ask, args=(self._settings, text, formats, name, MOST_BYTES, theirs), daemon=True
        )
        child.start()
        theirs.close()
        try:
            if not mine.poll(self._settings.seconds):
                raise ProblemError(
                    503, f"the query took longer than {self._settings.seconds:g} seconds"
                )
            status, said = mine.recv()
        except EOFError:
            raise ProblemError(503, "the process of the query ended early; ask for less") from None
        finally:
            child.kill()
            child.join()
            mine.close()
        if status != 200:
            raise ProblemError(status, said)
        return str(said)


async def _query_of(request: Request) -> str:
    """The query of a request, by the three ways of the protocol."""
    values: list[tuple[str, str]] = list(request.query_params.multi_items())
    texts: list[str] = []
    if request.method == "POST":
        body = (await read_body(request, _MOST_TEXT)).decode("utf-8", "replace")
        kind = media_type_of(request.headers.get("content-type", ""))
        if kind == "application/sparql-query":
            texts = [body]
        elif kind == "application/x-www-form-urlencoded":
            values += parse_qsl(body)
        else:
            message = f"is {kind}" if kind else "has no Content-Type"
            raise ProblemError(415, f"a query is application/sparql-query; this body {message}")
    if any(name.endswith("graph-uri") for name, _ in values):
        raise ProblemError(400, "name the graphs in the query: FROM, FROM NAMED")
    texts += [value for name, value in values if name == "query"]
    if len(texts) != 1:
        raise ProblemError(400, "give one query: /sparql?query=…")
    return texts[0]


def _context() -> BaseContext:
    """How processes are started: where possible, from one that has loaded what they need."""
    try:
        context = get_context("forkserver")
    except ValueError:  # Windows
        return get_context("spawn")
    context.set_forkserver_preload(["clingen_ld.web.sparql", "clingen_ld.stores.embedded"])
    return context


def ask(
    settings: ServiceSettings, text: str, formats: _Formats, name: str, most: int, answer: Any
) -> None:
    """Ask the store, write the results to a file, and send a status with the format, or why not."""
    try:
        with settings.opened_store() as store, open(name, "wb") as file:
            results = query(store, text)
            form = formats.graphs if isinstance(results, TripleResults) else formats.solutions
            if form is None:
                raise ProblemError(406, "the results of this query cannot be had in this format")
            write_results(results, form, cast(BinaryIO, _Bounded(file, most)))
        answer.send((200, form))
    except ProblemError as error:
        answer.send((error.status, error.detail))
    except ClingenError as error:
        answer.send((status_of(error), str(error)))


class _Bounded:
    """A file that takes so many bytes."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file = file
        self._most = most

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: Any) -> int:
        if self._file.tell() + len(data) > self._most:
            raise ProblemError(
                422, f"the results have more than {self._most:,} bytes; ask for less (LIMIT)"
            )
        return self._file.write(data)
