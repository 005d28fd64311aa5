"""Servers: Oxigraph's, with an empty folder, and a service that validates messages."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import sampling
from benchmarks.work import Run, Timed, WrongAnswerError, part
from clingen_ld import LoadOptions, load, load_model, open_store
from tests.stores.servers import oxigraph


@contextmanager
def _empty() -> Iterator[str]:
    with TemporaryDirectory() as folder, oxigraph(Path(folder)) as url:
        yield url


def load_into_server(corpus: Path, limit: int) -> Run:
    """Load into the server, unchecked, graph by graph."""
    path, documents = part(corpus, limit)
    load_model()

    def run() -> Timed:
        with _empty() as url, open_store(url) as store:
            start = time.perf_counter()
            loaded = load(path, store, LoadOptions(validate=False, journal=path.with_suffix(".j")))
            seconds = time.perf_counter() - start
        if loaded.new != documents:
            raise WrongAnswerError(f"{loaded.new} of {documents} were loaded")
        return Timed(documents, seconds)

    return run


def upload_to_server(corpus: Path, limit: int) -> Run:
    """Send ready N-Quads to the server, in one request."""
    graphs = sampling.graphs(corpus, limit)
    data = "".join(graphs).encode()

    def run() -> Timed:
        with _empty() as url:
            request = urllib.request.Request(
                f"{url}/store", data, {"Content-Type": "application/n-quads"}, method="POST"
            )
            start = time.perf_counter()
            with urllib.request.urlopen(request, timeout=500):
                pass
            return Timed(len(graphs), time.perf_counter() - start)

    return run


@contextmanager
def _service() -> Iterator[http.client.HTTPConnection]:
    """A connection to the service of `benchmarks.web_app`, in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    given = ["-m", "uvicorn", "benchmarks.web_app:app", "--port", str(port), "--no-access-log"]
    with subprocess.Popen([sys.executable, *given, "--log-level", "error"]) as process:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            end = time.monotonic() + 60
            while connection.sock is None:
                try:
                    connection.connect()
                except OSError:
                    if process.poll() is not None or time.monotonic() > end:
                        raise
                    time.sleep(0.05)
            yield connection
        finally:
            connection.close()
            process.terminate()


def _answer(connection: http.client.HTTPConnection, method: str, path: str, body: bytes) -> Any:
    connection.request(method, path, body)
    return json.loads(connection.getresponse().read())


def validate_requests(corpus: Path, limit: int) -> Run:
    """Send each message to the service in a request; the time is that of its process."""
    lines = [line.encode() for line in sampling.lines(corpus, limit or sampling.count(corpus))]

    def run() -> Timed:
        with _service() as connection:
            for line in lines[:20]:  # to begin with, the model is loaded
                _answer(connection, "POST", "/validate", line)
            before = _answer(connection, "GET", "/processor", b"")
            start = time.perf_counter()
            for line in lines:
                if not (report := _answer(connection, "POST", "/validate", line))["conforms"]:
                    raise WrongAnswerError(str(report["findings"][0]["message"]))
            seconds = time.perf_counter() - start
            processor = _answer(connection, "GET", "/processor", b"") - before
            return Timed(len(lines), seconds, processor)

    return run
