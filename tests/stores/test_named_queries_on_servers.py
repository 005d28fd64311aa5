"""The queries of the package find the same at the servers that people run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clingen_ld.stores.describing import describe
from clingen_ld.stores.querying import get_query, query
from clingen_ld.stores.remote import RemoteStore
from tests.stores.filled import EXAMPLES, Row, filled, rows
from tests.stores.memory import MemoryStore
from tests.stores.servers import SERVERS, remote_store
from tests.stores.test_named_queries import LOCAL


@pytest.fixture(scope="module")
def store() -> MemoryStore:
    return filled(EXAMPLES)


@pytest.fixture(scope="module", params=SERVERS)
def server(
    request: pytest.FixtureRequest, store: MemoryStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RemoteStore]:
    with remote_store(request.param, tmp_path_factory.mktemp("server")) as remote:
        remote.replace(store.contents.items())
        yield remote


@pytest.mark.parametrize("name", LOCAL)
def test_a_server_finds_what_we_find(name: str, server: RemoteStore, store: MemoryStore) -> None:
    found = get_query(name)
    text = found.bound(found.example)
    assert _sorted(rows(query(server, text))) == _sorted(rows(query(store, text)))


def test_a_server_is_described_as_we_are(server: RemoteStore, store: MemoryStore) -> None:
    theirs, ours = describe(server), describe(store)
    for name in ("types", "classes", "sequences", "builds", "genes", "partitions", "properties"):
        assert getattr(theirs, name) == getattr(ours, name), name
    assert theirs.modified == ours.modified


def _sorted(found: list[Row]) -> list[tuple[str, ...]]:
    """Servers order texts each in their own way; what is not bound comes as nothing."""
    return sorted(tuple(value or "" for value in row) for row in found)
