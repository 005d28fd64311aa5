"""Safeguards of the service: limits on bodies, parameters, time and concurrency, headers, a log.

The verbs run in threads, except for small texts. A request that takes too long is answered; its
thread ends by itself, since the size of a body bounds the work, and holds its place until then.
"""

from __future__ import annotations

import asyncio
import io
import json
import logging
import time
from collections.abc import Awaitable, Callable, Set
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final, TypeVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clingen_ld.messages.text.compression import DamagedError, compression_of, decompressed
from clingen_ld.web.answers import ProblemError, problem_response

T = TypeVar("T")

SMALL: Final = 16 << 10
"""A text of so many bytes takes some milliseconds, a tenth of a second if all of it is wrong."""

LOG: Final = logging.getLogger("clingen_ld.web")
"""Gets a line for each request, at the level INFO."""

_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}


class Gate:
    """Lets so many requests work at a time, each for so many seconds."""

    def __init__(self, places: int, seconds: float) -> None:
        self._places = places
        self._seconds = seconds
        self._waiting = 0
        self._free: asyncio.Semaphore | None = None

    async def run(self, work: Callable[[], T], size: int | None = None) -> T:
        """Do some work, on `size` bytes if that is known.

        It is done in a thread, but for what is so small that the way there and back takes longer.
        Raises `ProblemError` (503) when there is no place, or when it takes too long.
        """
        if size is not None and size <= SMALL:
            return work()
        if self._free is None:
            self._free = asyncio.Semaphore(self._places)
        if self._waiting >= 8 * self._places:
            raise ProblemError(503, "the service is busy; ask again")
        self._waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._free.acquire()
        except TimeoutError:
            raise ProblemError(503, "the service is busy; ask again") from None
        finally:
            self._waiting -= 1
        loop, free = asyncio.get_running_loop(), self._free
        future = loop.run_in_executor(None, work)
        future.add_done_callback(lambda _: free.release())
        try:
            return await asyncio.wait_for(asyncio.shield(future), self._seconds)
        except TimeoutError:
            future.add_done_callback(_forget)
            raise ProblemError(
                503, f"this took longer than {self._seconds:g} seconds; ask for less at a time"
            ) from None


def _forget(future: asyncio.Future[Any]) -> None:
    """Nobody waits for the outcome any more, a failure included."""
    with suppress(asyncio.CancelledError):
        future.exception()


Endpoint = Callable[[Request], Awaitable[Response]]
"""What answers a request."""
REPEATED: Final = "id"
"""The parameter that may be given several times."""


def only(names: Callable[[], Set[str]], endpoint: Endpoint) -> Endpoint:
    """An endpoint that has these parameters; any other one is a problem, and not ignored."""

    async def answer(request: Request) -> Response:
        known, given = names(), [name for name, _ in request.query_params.multi_items()]
        for name in given:
            if name not in known:
                has = f"it has {', '.join(sorted(known))}" if known else "it has none"
                raise ProblemError(400, f"there is no parameter {name!r} here: {has}")
            if given.count(name) > 1 and name != REPEATED:
                raise ProblemError(400, f"{name} is given {given.count(name)} times: give it once")
        return await endpoint(request)

    return answer


_PACKED: Final = ("gzip", "x-gzip", "zstd")


def check_encoding(request: Request, known: tuple[str, ...] = _PACKED) -> None:
    """Raise `ProblemError` (415) for a body in an encoding (Content-Encoding) that is not known."""
    encoding = request.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", *known):
        message = f"in gzip, in zstd, or as it is, not in {encoding}" if known else "as it is"
        raise ProblemError(415, f"send the body {message}")


def unpacked(data: bytes, most: int) -> bytes:
    """A body as it was before it was compressed, if it was; damaged data are left to their reader.

    Raises `ProblemError` where it has more than `most` bytes (413), or was compressed twice (415).
    """
    if not compression_of(data):
        return data
    try:
        with decompressed(io.BytesIO(data)) as stream:
            plain = stream.read(most + 1)
    except DamagedError:
        return data
    if len(plain) > most:
        raise _too_large(most)
    if compression_of(plain):
        raise ProblemError(415, "the body is compressed more than once; send it as it is")
    return plain


async def read_body(request: Request, most: int) -> bytes:
    """The body of a request, which may be compressed.

    Raises `ProblemError` (413) for one of more than `most` bytes, be it before or after that, and
    (415) for one in another encoding.
    """
    check_encoding(request)
    said = request.headers.get("content-length", "0")
    if said.isdigit() and int(said) > most:
        raise _too_large(most)
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > most:
                raise _too_large(most)
            chunks.append(chunk)
    except ClientDisconnect:
        raise ProblemError(400, "the request ended before its body") from None
    return unpacked(b"".join(chunks), most)


def _too_large(most: int) -> ProblemError:
    return ProblemError(413, f"a request has at most {most:,} bytes; send less at a time")


class Crossing(CORSMiddleware):
    """An application that browsers ask from pages of other origins; a refusal is a problem."""

    def preflight_response(self, request_headers: Headers) -> Response:
        """Whether a page may ask this, which a browser asks before it does."""
        response = super().preflight_response(request_headers)
        if response.status_code < HTTPStatus.BAD_REQUEST:
            return response
        wrong = bytes(response.body).decode().rpartition("CORS ")[2]
        refused = problem_response(
            response.status_code,
            f"a page of {request_headers['origin']} may not ask this, for its {wrong}: pages of "
            f"{', '.join(self.allow_origins)} may, with {' and '.join(self.allow_methods)}",
        )
        for name, value in self.preflight_headers.items():
            refused.headers[name] = value
        return refused


class Guarded:
    """An application with the headers that keep browsers safe, and a line of log a request.

    A line is JSON and has nothing of messages: no body, and no query.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, size = time.perf_counter(), 500, 0

        async def guarded(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.add_vary_header("Accept")
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, guarded)
        finally:
            _log(scope, status, size, time.perf_counter() - began)


def _log(scope: Scope, status: int, size: int, seconds: float) -> None:
    line = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "method": scope["method"],
        "path": scope["path"],
        "status": status,
        "bytes": size,
        "ms": round(seconds * 1000, 1),
    }
    LOG.info(json.dumps(line))
