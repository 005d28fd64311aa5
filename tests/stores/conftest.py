"""What the tests of stores share."""

from __future__ import annotations

import pytest

from tests.stores.memory import MemoryStore


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()
