"""Answers of servers that are not whole, or not what was asked for."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable

import pytest

from clingen_ld.errors import StoreError
from clingen_ld.stores.remote import RemoteStore
from clingen_ld.stores.store import Solutions, TripleResults
from tests.stores.flaky import Answer, Flaky, opened

LINES = [f'<http://x/{n}> <http://x/p> "v{n}" .\n'.encode() for n in range(2_000)]
WHOLE = b"".join(LINES)
HALF = b"".join(LINES[:1_000])
TRIPLES = "application/n-triples"
GZIP = {"Content-Encoding": "gzip"}
ROWS = json.dumps(
    {
        "head": {"vars": ["s"]},
        "results": {"bindings": [{"s": {"type": "uri", "value": "http://x/1"}}] * 3},
    }
).encode()


def _constructed(store: RemoteStore) -> int:
    found = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(found, TripleResults)
    return len(list(found.quads))


def _selected(store: RemoteStore) -> int:
    found = store.query("SELECT ?s { ?s ?p ?o }")
    assert isinstance(found, Solutions)
    return len(list(found.rows))


def _read(store: RemoteStore) -> int:
    return len(store.graph("http://x/g"))


def _ends_early(data: bytes) -> bytes:
    """Data compressed without an end, as a server leaves them that is stopped."""
    packing = zlib.compressobj(wbits=31)
    return packing.compress(data) + packing.flush(zlib.Z_SYNC_FLUSH)


@pytest.mark.parametrize("read", [_constructed, _read])
@pytest.mark.parametrize(
    "packed",
    [
        _ends_early(HALF),  # whole lines, so that nothing but the compression tells
        gzip.compress(WHOLE)[:-8],
        gzip.compress(WHOLE)[:-8] + bytes(8),
        HALF,
    ],
    ids=["end", "no sum", "wrong sum", "not compressed"],
)
def test_compressed_triples_that_are_not_whole(
    server: Flaky, read: Callable[[RemoteStore], int], packed: bytes
) -> None:
    store = opened(server)
    server.last = Answer(body=packed, kind=TRIPLES, headers=GZIP)
    with pytest.raises(StoreError, match="the gzip data is damaged"):
        read(store)


@pytest.mark.parametrize("read", [_constructed, _read])
def test_compressed_triples_may_come_in_several_members(
    server: Flaky, read: Callable[[RemoteStore], int]
) -> None:
    store = opened(server)
    packed = gzip.compress(HALF) + gzip.compress(WHOLE.removeprefix(HALF))
    server.last = Answer(body=packed, kind=TRIPLES, headers=GZIP)
    assert read(store) == len(LINES)
    assert server.requests[-1].headers["accept-encoding"] == "gzip"


def test_compressed_solutions(server: Flaky) -> None:
    store = opened(server)
    server.last = Answer(body=gzip.compress(ROWS), headers=GZIP)
    assert _selected(store) == 3
    server.last = Answer(body=gzip.compress(ROWS)[:-8], headers=GZIP)
    with pytest.raises(StoreError, match="the gzip data is damaged"):
        _selected(store)


@pytest.mark.parametrize(
    ("read", "body", "kind"),
    [
        (_selected, ROWS, "application/sparql-results+json"),
        (_constructed, HALF, TRIPLES),
        (_read, HALF, TRIPLES),
    ],
)
def test_an_answer_that_a_timeout_of_virtuoso_cut_short(
    server: Flaky, read: Callable[[RemoteStore], int], body: bytes, kind: str
) -> None:
    store = opened(server)
    said = {
        "X-SQL-State": "S1TAT",
        "X-SQL-Message": "RC...: Returning incomplete results, query interrupted by a timeout",
    }
    server.last = Answer(body=body, kind=kind, headers=said)
    with pytest.raises(
        StoreError, match=r"not whole: S1TAT RC\.\.\.: Returning incomplete results"
    ):
        read(store)


@pytest.mark.parametrize("read", [_selected, _constructed, _read])
def test_a_page_in_place_of_an_answer(server: Flaky, read: Callable[[RemoteStore], int]) -> None:
    store = opened(server)
    server.last = Answer(body=b"<html><body>Please log in</body></html>", kind="text/html")
    with pytest.raises(StoreError, match="it is text/html, perhaps the page of a proxy"):
        read(store)
