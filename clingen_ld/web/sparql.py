"""SPARQL 1.1 Protocol over a store: read only, each query with a limit of time and of size.

A query runs in a process of its own, which is ended when its time is up: no library can stop one.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, BinaryIO, Final, cast
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from clingen_ld.errors import ClingenError
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.querying import query
from clingen_ld.stores.results import write_results
from clingen_ld.stores.store import TripleResults
from clingen_ld.web.answers import ProblemError, status_of
from clingen_ld.web.limits import Gate, read_body
from clingen_ld.web.negotiation import chosen, media_type_of
from clingen_ld.web.verbs import ServiceSettings

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
_CHUNK: Final = 1 << 16


class Sparql:
    """The endpoint of SPARQL."""

    def __init__(self, settings: ServiceSettings, gate: Gate, store: str) -> None:
        self._settings = settings
        self._gate = gate
        self._location = store

    async def answer(self, request: Request) -> Response:
        """GET or POST /sparql: the results of a query."""
        text = await self._text(request)
        accept = request.headers.get("accept", "")
        formats = chosen(accept, RESULTS), chosen(accept, GRAPHS)
        if formats == (None, None):
            known = ", ".join([*RESULTS.values(), *GRAPHS.values()])
            raise ProblemError(406, f"results can be had as {known}")
        path, kind = await self._gate.run(lambda: self._run(text, formats))
        return StreamingResponse(_chunks(path), media_type=(RESULTS | GRAPHS)[kind])

    async def _text(self, request: Request) -> str:
        """The query of a request, by the three ways of the protocol."""
        values: list[tuple[str, str]] = list(request.query_params.multi_items())
        text = None
        if request.method == "POST":
            body = (await read_body(request, _MOST_TEXT)).decode("utf-8", "replace")
            kind = media_type_of(request.headers.get("content-type", ""))
            if kind == "application/sparql-query":
                text = body
            elif kind == "application/x-www-form-urlencoded":
                values += parse_qsl(body)
            else:
                raise ProblemError(415, f"a query is application/sparql-query, not {kind}")
        if any(name.endswith("graph-uri") for name, _ in values):
            raise ProblemError(400, "name the graphs in the query: FROM, FROM NAMED")
        given = [value for name, value in values if name == "query"] + ([text] if text else [])
        if len(given) != 1:
            raise ProblemError(400, "give one query: /sparql?query=…")
        return given[0]

    def _run(self, text: str, formats: tuple[str | None, str | None]) -> tuple[Path, str]:
        """Ask in another process; the results are in a temporary file."""
        handle, name = tempfile.mkstemp(prefix="clingen-ld-results-")
        os.close(handle)
        path = Path(name)
        try:
            return path, self._asked(text, formats, name)
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def _asked(self, text: str, formats: tuple[str | None, str | None], name: str) -> str:
        context = _context()
        mine, theirs = context.Pipe(duplex=False)
        child: Any = context.Process(  # type: ignore[attr-defined]
            target=ask, args=(self._location, text, formats, name, MOST_BYTES, theirs), daemon=True
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
            raise ProblemError(503, "the query took more memory than there is") from None
        finally:
            child.kill()
            child.join()
            mine.close()
        if status != 200:
            raise ProblemError(status, said)
        return str(said)


def _context() -> BaseContext:
    """How processes are started: from one that has what they need, where that can be."""
    try:
        context = get_context("forkserver")
    except ValueError:  # Windows
        return get_context("spawn")
    context.set_forkserver_preload(["clingen_ld.web.sparql", "clingen_ld.stores.embedded"])
    return context


def ask(
    location: str,
    text: str,
    formats: tuple[str | None, str | None],
    name: str,
    most: int,
    answer: Any,
) -> None:
    """Ask a store, write the results to a file, and send a status with the format, or why not."""
    try:
        with open_store(location, read_only=True) as store, open(name, "wb") as file:
            results = query(store, text)
            is_graph = isinstance(results, TripleResults)
            form = formats[is_graph]
            if form is None:
                answer.send((406, "the results of this query cannot be had in this format"))
                return
            write_results(results, form, cast(BinaryIO, _Bounded(file, most)))
        answer.send((200, form))
    except ProblemError as error:
        answer.send((error.status, error.detail))
    except ClingenError as error:
        answer.send((status_of(error), str(error)))


class _Bounded:
    """A file that takes so many bytes."""

    def __init__(self, file: Any, most: int) -> None:
        self._file = file
        self._left = most

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: Any) -> int:
        """Write some bytes. Raises `ProblemError` when there is no more room."""
        self._left -= len(data)
        if self._left < 0:
            raise ProblemError(
                422, f"the results have more than {MOST_BYTES:,} bytes; ask for less (LIMIT)"
            )
        return int(self._file.write(data))


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    finally:
        path.unlink(missing_ok=True)
