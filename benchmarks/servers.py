"""A server of triples, Oxigraph's, with an empty folder: what goes into it, and how soon."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

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
