"""What a batch holds while it is written."""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterable
from pathlib import Path

import pytest

from clingen_ld import load, open_store
from clingen_ld.graph.formats import WrittenQuads
from clingen_ld.stores import embedded
from clingen_ld.stores.embedded import EmbeddedStore
from clingen_ld.stores.store import NamedGraph
from tests.console import ROOT
from tests.stores.memory import MemoryStore

MESSAGES = ROOT / "examples" / "ilk"


class Counting(MemoryStore):
    """Counts the written graphs that something else still holds, and those that nothing does."""

    def __init__(self) -> None:
        super().__init__()
        self.held = self.free = 0

    def replace(self, graphs: Iterable[NamedGraph], absent: Collection[str] = ()) -> None:
        for name, quads in graphs:
            reference = weakref.ref(quads) if isinstance(quads, WrittenQuads) else None
            super().replace([(name, quads)], absent)
            del quads
            if reference is not None:
                self.held += reference() is not None
                self.free += reference() is None


def test_a_store_has_the_only_quads_of_a_batch() -> None:
    store = Counting()
    report = load(MESSAGES, store)
    assert report.new == report.loaded > 0
    assert store.held == 0
    assert store.free > 1


@pytest.mark.parametrize("bulk", [0, 10_000])
def test_new_graphs_are_given_one_by_one(
    bulk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_BULK", bulk)
    load(MESSAGES, memory := MemoryStore())
    with open_store(tmp_path / "store", create=True) as store:
        assert isinstance(store, EmbeddedStore)
        store.replace(memory.graphs(), set(memory.contents))
        assert set(store.names()) == set(memory.contents)
        for name, quads in memory.graphs():
            assert sorted(store.graph(name), key=str) == sorted(quads, key=str)
