"""What the tests of stores share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stores.flaky import Flaky, flaky, stores, waits
from tests.stores.memory import MemoryStore


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Every remote store that a test opened is closed after it."""
    yield
    while stores:
        stores.pop().close()


@pytest.fixture
def server() -> Iterator[Flaky]:
    waits.clear()
    with flaky() as found:
        yield found
