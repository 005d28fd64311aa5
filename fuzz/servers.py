"""Servers that answer wrongly: with an endless body, slowly, with nonsense, or with a secret."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

Answer = Callable[[BaseHTTPRequestHandler], None]


def _said(status: int, body: bytes, kind: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def _endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(500)
    handler.send_header("Content-Type", "text/plain")
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65_536)


def _slow(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(500)
    handler.send_header("Content-Type", "text/plain")
    handler.end_headers()
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.5)


def _echo(handler: BaseHTTPRequestHandler) -> None:
    _said(400, f"bad query; you sent {handler.headers}".encode(), "text/plain")(handler)


SERVERS: Final[dict[str, Answer]] = {
    "an endless body": _endless,
    "a byte each half second": _slow,
    "its request headers": _echo,
    "status 500": _said(500, b"out of order", "text/plain"),
    "a page": _said(200, b"<html>hello</html>", "text/html"),
    "broken results": _said(200, b'{"head":', "application/sparql-results+json"),
}


@contextmanager
def server(answer: Answer) -> Iterator[str]:
    """The URL of a server on this machine that gives one answer to everything."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

        def answer(self) -> None:
            answer(self)

        do_GET = do_POST = do_PUT = do_HEAD = answer  # noqa: N815

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that went away is what is tried."""

    with Quiet(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_address[1]}/sparql"
        listening.shutdown()
