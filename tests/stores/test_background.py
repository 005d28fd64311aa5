"""Compaction gives way to a load, and goes on at its end."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from clingen_ld import open_store
from clingen_ld.errors import StoreError
from clingen_ld.stores import background, embedded
from tests.stores import replacing

LOWEST = 19


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The threads that got a priority, and which."""
    found: list[tuple[int, int]] = []
    monkeypatch.setattr(
        os, "setpriority", lambda _, thread, nice: found.append((thread, nice)), raising=False
    )
    return found


def threads(folder: Path, *names: str) -> Path:
    """A folder like that of the threads of a process."""
    for number, name in enumerate(names):
        (folder / str(number)).mkdir()
        (folder / str(number) / "comm").write_text(f"{name}\n")
    (folder / "99").mkdir()  # a thread that ends
    return folder


def test_threads_that_compact_give_way_until_a_store_is_compacted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[tuple[int, int]]
) -> None:
    found = threads(tmp_path, "python", "rocksdb:low", "rocksdb:high", "rocksdb:low")
    monkeypatch.setattr(background, "_THREADS", found)
    monkeypatch.setattr(embedded, "_BULK", 1)
    monkeypatch.setattr(os, "getpriority", lambda *_: 5, raising=False)
    with open_store(tmp_path / "store", create=True) as store:
        assert said == []
        store.replace(replacing.graphs(1, 5))
        assert sorted(said) == [(1, LOWEST), (3, LOWEST)]
        said.clear()
        store.optimize()
        assert sorted(said) == [(1, 5), (3, 5)]


def test_the_threads_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[tuple[int, int]]
) -> None:
    with open_store(tmp_path / "store", create=True):
        background.give_way()
        assert bool(said) == (sys.platform == "linux")
        said.clear()
        monkeypatch.setattr(background, "_THREADS", tmp_path / "none")
        background.give_way()
        assert said == []


def test_a_system_that_does_not_allow_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_THREADS", threads(tmp_path, "rocksdb:low"))

    def refuse(*_: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "setpriority", refuse, raising=False)
    background.give_way()
    background.go_on()
    monkeypatch.delattr(os, "setpriority")
    monkeypatch.delattr(os, "getpriority", raising=False)
    background.give_way()
    background.go_on()


def test_the_loader_waits_for_compaction(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(embedded, "_BULK", 1)
    monkeypatch.setattr(time, "sleep", waited.append)
    with open_store(tmp_path / "store", create=True) as store:
        store.replace(replacing.graphs(1, 5))
        assert waited == []
        monkeypatch.setattr(embedded, "_MOST_FILES", 0)
        monkeypatch.setattr(embedded, "_PATIENCE", 3)
        store.replace((f"{name}/other", quads) for name, quads in replacing.graphs(1, 5))
        assert len(waited) == 3
        assert len(list(store.names())) == 10


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with open_store(tmp_path / "store", create=True) as store:
        store.replace(replacing.graphs(1, 5))
        (tmp_path / "store").rename(tmp_path / "elsewhere")
        with pytest.raises(StoreError):
            store.optimize()
