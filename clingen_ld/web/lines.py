"""Streams of JSON lines: each line of a body is processed separately and answered by a line.

The body is read as fast as it is worked on, whether or not the client reads the answers meanwhile:
they wait in a temporary file. So no client waits for itself, and memory stays flat.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from http import HTTPStatus
from tempfile import TemporaryFile
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from clingen_ld.errors import ClingenError
from clingen_ld.messages.text.compression import compression_of
from clingen_ld.web.answers import FAULT, FULL, ProblemError, is_full, problem_body, status_of
from clingen_ld.web.limits import LOG, Gate

JSON_LINES: Final = ("application/x-ndjson", "application/jsonl")
_BATCH: Final = 64 << 10
"""So many bytes of lines are worked on at a time."""
_PIECE: Final = 1 << 16

Work = Callable[[bytes], str]
"""What makes the answer to a line: one line of JSON, without its end."""


class LinesResponse(Response):
    """The answers to the lines of a request, as they are made."""

    def __init__(self, request: Request, work: Work, gate: Gate, most_line: int, most: int) -> None:
        super().__init__(media_type=JSON_LINES[0])
        del self.headers["content-length"]
        self._request = request
        self._work = work
        self._gate = gate
        self._most_line = most_line
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer. The request is read by this alone, so nothing else may listen to it."""
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        last = b""
        try:
            await self._send_answers(send)
        except OSError as error:
            if not is_full(error):
                raise
            last = _problem_line(HTTPStatus.INSUFFICIENT_STORAGE, FULL)
        await send({"type": "http.response.body", "body": last, "more_body": False})

    async def _send_answers(self, send: Send) -> None:
        more, done = asyncio.Event(), False
        with TemporaryFile() as waiting:
            written = read = 0

            async def make() -> None:
                nonlocal written, done
                try:
                    async for answers in self._answers():
                        waiting.seek(written)
                        waiting.write(answers)
                        waiting.flush()
                        written += len(answers)
                        more.set()
                finally:
                    done = True
                    more.set()

            making = asyncio.create_task(make())
            try:
                while not done or read < written:
                    if read == written:
                        more.clear()
                        await more.wait()
                        continue
                    waiting.seek(read)
                    piece = waiting.read(min(_PIECE, written - read))
                    read += len(piece)
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                await making
            finally:
                making.cancel()
                with suppress(asyncio.CancelledError):
                    await making

    async def _answers(self) -> AsyncIterator[bytes]:
        """The answers, some lines at a time. The last one may be the problem that ends them."""
        batch: list[tuple[int, bytes]] = []
        size = 0
        try:
            async for number, line in self._lines():
                batch.append((number, line))
                size += len(line)
                if size >= _BATCH:
                    yield await self._done(batch)
                    batch, size = [], 0
            if batch:
                yield await self._done(batch)
        except ProblemError as error:
            yield _problem_line(error.status, str(error))
        except ClientDisconnect:
            return

    async def _done(self, batch: list[tuple[int, bytes]]) -> bytes:
        def work() -> bytes:
            return b"".join(self._answer(number, line) for number, line in batch)

        return await self._gate.run(work, sum(len(line) for _, line in batch))

    def _answer(self, number: int, line: bytes) -> bytes:
        try:
            if compression_of(line):
                raise ProblemError(415, "this line is compressed; send it as it is")
            return self._work(line).encode() + b"\n"
        except ProblemError as error:
            return _problem_line(error.status, str(error), line=number, **error.members)
        except ClingenError as error:
            return _problem_line(status_of(error), str(error), line=number)
        except Exception:
            # The status is sent already, and the other lines have their answers.
            LOG.exception("a fault of the service itself")
            return _problem_line(500, FAULT, line=number)

    async def _lines(self) -> AsyncIterator[tuple[int, bytes]]:
        """The lines of the request with their numbers from 1, without those that are empty.

        Raises `ProblemError` (413) for what is longer than the limits.
        """
        rest, number, size = bytearray(), 0, 0
        async for chunk in self._request.stream():
            size += len(chunk)
            if size > self._most:
                raise ProblemError(413, f"a stream has at most {self._most:,} bytes")
            rest += chunk
            *lines, last = rest.split(b"\n") if b"\n" in chunk else [rest]
            for line in [*lines, last]:
                if len(line) > self._most_line:
                    raise ProblemError(413, f"a line has at most {self._most_line:,} bytes")
            for line in lines:
                number += 1
                if line.strip():
                    yield number, bytes(line)
            rest = bytearray(last) if lines else rest
        if rest.strip():
            yield number + 1, bytes(rest)


def _problem_line(status: int, detail: str, **members: Any) -> bytes:
    body = problem_body(status, detail) | members
    return json.dumps(body, ensure_ascii=False).encode() + b"\n"
