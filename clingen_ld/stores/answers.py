"""What servers answer to queries: solutions and triples, read as they come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Final, TypeVar, cast

import httpx
import pyoxigraph as ox

from clingen_ld.errors import StoreError
from clingen_ld.graph.formats import from_oxigraph, term_from_oxigraph
from clingen_ld.graph.terms import Literal, Quad, Term
from clingen_ld.stores.endpoints import Server
from clingen_ld.stores.graphs import canonical_literal
from clingen_ld.stores.http import Http
from clingen_ld.stores.store import Results, Solutions

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
_BLANK: Final = re.compile(rb'(?<="value": ")nodeID://')
_NOTHING: Final = Quad("", "", "", "")

_Found = TypeVar("_Found")


class Answers:
    """Reads the answers of one server."""

    def __init__(self, http: Http, server: Server) -> None:
        self._http = http
        self._server = server

    def solutions(self, response: httpx.Response) -> Results:
        """The solutions of a SELECT, read as they are asked for, or the answer of an ASK."""
        body: IO[bytes]
        if self._server.most_rows:
            # The names that Virtuoso gives to blank nodes are none; there are few rows anyway.
            content = self._http.read(response, "reading the results")
            body = BytesIO(_BLANK.sub(b"", content))
        else:
            body = cast("IO[bytes]", _Body(self._http, response))
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
        if most and number >= most:
            raise self._cut(response, most)

    def triples(self, response: httpx.Response) -> Iterator[Quad]:
        """The triples of an answer, read as they are asked for."""
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
        """The triples of an answer, whether or not the server left some out."""
        return _begun(self._statements(response))

    def _statements(self, response: httpx.Response) -> Iterator[Quad]:
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
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
        return self._http.error(
            "reading the answer", str(response.url), f"it is not what was asked for: {reason}"
        )

    def _cut(self, response: httpx.Response, most: int) -> StoreError:
        return self._http.error(
            "reading the results", str(response.url),
            f"the server gives {most} at most and leaves the rest out; raise its limit "
            "(Virtuoso: ResultSetMaxRows), or ask in parts by LIMIT and OFFSET",
        )  # fmt: skip


def _begun(found: Iterator[_Found]) -> Iterator[_Found]:
    """A generator that has begun, past the first thing that it yields, which is nothing.

    So it closes the response at its end even when nobody ever reads from it; a connection that is
    not given back is missing to all others.
    """
    next(found)
    return found


def _canonical(term: Term) -> Term:
    return canonical_literal(term) if isinstance(term, Literal) else term


class _Body:
    """The body of a response as a file that is read once."""

    def __init__(self, http: Http, response: httpx.Response) -> None:
        self._http = http
        self._response = response
        self._parts = response.iter_bytes(1 << 16)
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most so many; b"" at the end."""
        if not self._rest:
            try:
                self._rest = next(self._parts, b"")
            except httpx.HTTPError as error:
                raise self._http.error(
                    "reading the answer", str(self._response.url),
                    f"the connection was lost in the middle ({error})",
                ) from None  # fmt: skip
        size = len(self._rest) if size < 0 else size
        found, self._rest = self._rest[:size], self._rest[size:]
        return found
