"""A server that fails as it is told to: each request is answered by the next of its answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from clingen_ld.graph.terms import RDF_TYPE, Quad
from clingen_ld.stores.http import Patience
from clingen_ld.stores.remote import RemoteStore

SECRET = "pass-word-secret"
GRAPHS = [
    (f"http://example.org/{i}", [Quad(f"http://example.org/{i}", RDF_TYPE, "http://x.org/T", "")])
    for i in range(3)
]
SELECT = "SELECT ?g { GRAPH ?g { ?s ?p ?o } }"
EMPTY = b'{"head":{"vars":["g"]},"results":{"bindings":[]}}'

waits: list[float] = []
"""How long the stores that `opened` gives would have waited."""
stores: list[RemoteStore] = []
"""Those stores, which are closed after each test."""


@dataclass
class Answer:
    """One answer; `cut` drops the connection after the body, `lost` before anything."""

    status: int = 200
    body: bytes = EMPTY
    kind: str = "application/sparql-results+json"
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    lost: bool = False
    seconds: float = 0.0


@dataclass
class Request:
    """A request that came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Flaky:
    """The server: its URL, what it will answer, and what came; then it always answers `last`."""

    url: str
    answers: list[Answer] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    last: Answer = field(default_factory=Answer)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, request: Request) -> Answer:
        with self.lock:
            self.requests.append(request)
            return self.answers.pop(0) if self.answers else self.last


@contextmanager
def flaky(server: str = "Oxigraph/0.5") -> Iterator[Flaky]:
    """A server on this machine that says that it is `server`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def version_string(self) -> str:
            return server

        def log_message(self, format: str, *args: object) -> None:
            pass

        def answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path, headers, self.rfile.read(length))
            with found.lock:
                found.at_once += 1
                found.most_at_once = max(found.most_at_once, found.at_once)
            answer = found.next(request)
            time.sleep(answer.seconds)
            with found.lock:
                found.at_once -= 1
            self.give(answer)

        def give(self, answer: Answer) -> None:
            if answer.lost:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.body) + answer.cut))
            self.end_headers()
            self.wfile.write(answer.body)
            if answer.cut:
                self.wfile.flush()
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that has gone is no error of ours."""

    with Quiet(("127.0.0.1", 0), Handler) as listening:
        found = Flaky(f"http://127.0.0.1:{listening.server_address[1]}")
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield found
        finally:
            listening.shutdown()
            thread.join()


def opened(server: Flaky, **options: object) -> RemoteStore:
    """A store of that server, which was not asked yet."""
    options.setdefault("patience", Patience(tries=4, sleep=waits.append))
    store = RemoteStore(server.url, **options)  # type: ignore[arg-type]
    stores.append(store)
    server.requests.clear()
    return store
