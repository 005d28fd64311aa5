"""Opening a store by its location, and what is said where that cannot be."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.errors import InputError, StoreError, UsageError
from clingen_ld.graph.terms import Quad
from clingen_ld.stores.describing import stat
from clingen_ld.stores.embedded import EmbeddedStore
from clingen_ld.stores.loading import load
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.querying import query
from clingen_ld.stores.reading import export
from clingen_ld.stores.remote import RemoteStore
from clingen_ld.stores.removing import remove
from clingen_ld.stores.validating import validate_store
from tests.stores.flaky import flaky

NAME = "http://example.org/g"
GRAPH = [Quad(NAME, "http://example.org/p", NAME, NAME)]


def test_a_path_is_a_store_of_this_machine(tmp_path: Path) -> None:
    with open_store(tmp_path / "new.db", create=True) as store:
        assert isinstance(store, EmbeddedStore)
        store.replace([(NAME, GRAPH)])
    with open_store(str(tmp_path / "new.db")) as store:
        assert list(store.names()) == [NAME]


def test_a_url_is_a_server() -> None:
    with flaky() as server, open_store(server.url) as store:
        assert isinstance(store, RemoteStore)
        assert store.location == server.url


def test_a_store_is_closed_when_the_work_fails(tmp_path: Path) -> None:
    def work() -> None:
        with open_store(tmp_path / "new.db", create=True) as store:
            store.replace([(NAME, GRAPH)])
            raise KeyError

    with pytest.raises(KeyError):
        work()
    with open_store(tmp_path / "new.db") as again:  # it is not locked any more
        assert list(again.names()) == [NAME]


def test_a_path_without_a_store(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.db"), open_store(tmp_path / "none.db"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_readers_do_not_write(tmp_path: Path) -> None:
    with open_store(tmp_path / "new.db", create=True) as store:
        store.replace([(NAME, GRAPH)])
    with open_store(tmp_path / "new.db", read_only=True) as one:
        with open_store(tmp_path / "new.db", read_only=True) as other:
            assert list(one.names()) == list(other.names()) == [NAME]
        with pytest.raises(StoreError):
            one.replace([(NAME, [])])


def test_a_server_needs_a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "clingen_ld.stores.remote")
    monkeypatch.delitem(sys.modules, "clingen_ld.stores.http")
    monkeypatch.setitem(sys.modules, "httpx", None)
    with (
        pytest.raises(UsageError, match="to reach a server, install httpx"),
        open_store("http://example.org/"),
    ):
        pass


@pytest.mark.parametrize("create", [False, True])
@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_a_name_that_no_folder_can_have(tmp_path: Path, name: str, create: bool) -> None:
    with (
        pytest.raises((StoreError, InputError), match=r"the store failed|no store is there"),
        open_store(tmp_path / name, create=create),
    ):
        pass


def test_a_location_in_bytes(tmp_path: Path) -> None:
    with open_store(os.fsencode(tmp_path / "store"), create=True) as store:  # type: ignore[arg-type]
        assert store.location == str(tmp_path / "store")


@pytest.mark.parametrize("verb", [load, export, query, stat, remove, validate_store])
def test_what_is_no_store_is_named(verb: Any, tmp_path: Path) -> None:
    for given in ("store", tmp_path, None, 5, ["store"]):
        first = ("Gene/G1",) if verb in (load, remove) else ()
        with pytest.raises(TypeError, match=f"expected an open store, not {type(given).__name__}"):
            verb(*first, given, *(("ASK {}",) if verb is query else ()))
