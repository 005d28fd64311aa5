"""The embedded store: crash safety, locks, clear errors, and rdflib on the same folder."""

from __future__ import annotations

import errno
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from clingen_ld.errors import InputError, StoreError, UsageError
from clingen_ld.graph.links import LinkSets, make_linker
from clingen_ld.graph.terms import RDF_TYPE, Quad
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.model import Model
from clingen_ld.stores import embedded
from clingen_ld.stores.embedded import EmbeddedStore, query_error, store_error
from clingen_ld.stores.gathering import Batch
from clingen_ld.stores.graphs import n_quads, statements
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.sources import Source
from clingen_ld.stores.store import NamedGraph, Solutions
from tests.conftest import STORIES, cases
from tests.stores import replacing
from tests.validation.mutations import story

BASE = replacing.BASE
ROUNDS = 20


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "alleles.db")


@pytest.fixture
def filled(folder: str) -> str:
    with open_store(folder, create=True) as store:
        store.replace(replacing.graphs(1, 5))
    return folder


@pytest.fixture
def writer(filled: str) -> Iterator[str]:
    """A store that another process writes to."""
    code = f"import pyoxigraph, time; s = pyoxigraph.Store({filled!r}); print(1, flush=True)"
    process = subprocess.Popen(
        [sys.executable, "-c", f"{code}; time.sleep(600)"], stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        yield filled
        process.kill()


@pytest.mark.slow
@pytest.mark.parametrize("number", [30, 600])
def test_killed_at_any_moment_every_graph_is_whole(tmp_path: Path, number: int) -> None:
    """With 30 graphs, transactions are killed; with 600 in new folders, the bulk loader."""
    dice = random.Random(7)
    as_of = cache(lambda version: dict(replacing.graphs(version, number)))
    for attempt in range(ROUNDS // 2):
        folder = str(tmp_path / ("one" if number < 100 else f"{attempt}"))
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.stores.replacing", folder, str(number)],
            stdout=subprocess.PIPE,
        )
        if number < 100:
            assert process.stdout is not None
            process.stdout.readline()
        else:
            while not Path(folder, "CURRENT").exists():
                time.sleep(0.01)
        time.sleep(dice.uniform(0, 0.4))
        process.kill()
        said, _ = process.communicate()
        done = int(said.split()[-1]) if said.split() else 0
        with open_store(folder, create=True) as store:
            found = dict(store.graphs())
            for name, quads in found.items():
                versions = {q.object for q in quads if int(q.subject.partition("#")[2]) % 2}
                assert len(versions) == 1, name
                version = int(next(iter(versions))[0])
                assert version >= done
                assert set(quads) == set(as_of(version)[name])
            assert len(found) in ((number,) if done else (0, number))
            store.replace(replacing.graphs(99, number))
            assert {name: set(quads) for name, quads in store.graphs()} == {
                name: set(quads) for name, quads in replacing.graphs(99, number)
            }


@pytest.mark.slow
@pytest.mark.parametrize("bulk", [1, 10**9])
@pytest.mark.parametrize("batch", [1, 100, 10**9])
def test_batches_do_not_matter(
    folder: str, monkeypatch: pytest.MonkeyPatch, batch: int, bulk: int
) -> None:
    monkeypatch.setattr(embedded, "_BATCH", batch)
    monkeypatch.setattr(embedded, "_BULK", bulk)
    monkeypatch.setattr(embedded, "_GRAPHS_PER_UPDATE", 3)
    with open_store(folder, create=True) as store:
        for version in (1, 2, 2, 3):
            store.replace(replacing.graphs(version, 7 + version))
        assert {name: set(quads) for name, quads in store.graphs()} == {
            name: set(quads) for name, quads in replacing.graphs(3, 10)
        }


def test_a_failure_of_the_source_leaves_whole_graphs(folder: str) -> None:
    def broken() -> Iterator[NamedGraph]:
        yield from replacing.graphs(2, 3)
        raise InputError("the file ended")

    with open_store(folder, create=True) as store:
        store.replace(replacing.graphs(1, 5))
        with pytest.raises(InputError, match="the file ended"):
            store.replace(broken())
        assert {name: set(quads) for name, quads in store.graphs()} == {
            name: set(quads) for name, quads in replacing.graphs(1, 5)
        }


def test_rdflib_opens_the_same_folder(filled: str) -> None:
    dataset = rdflib.Dataset(store="Oxigraph")
    dataset.open(filled)
    try:
        assert len(dataset.graph(rdflib.URIRef(f"{BASE}3"))) == replacing.SIZE + 1
    finally:
        dataset.close()


def test_many_read_at_once(filled: str) -> None:
    code = (
        "from clingen_ld.stores.opening import open_store\n"
        f"with open_store({filled!r}, read_only=True) as s: print(len(list(s.names())))"
    )
    with open_store(filled, read_only=True) as one, open_store(filled, read_only=True) as two:
        other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        assert other.stdout.strip() == b"5"
        assert set(one.names()) == set(two.names())
        assert one.query("ASK { ?s ?p ?o }") is True


def test_who_reads_writes_nothing(filled: str) -> None:
    with open_store(filled, read_only=True) as store:
        with pytest.raises(StoreError, match="for reading only"):
            store.replace(replacing.graphs(2, 2))
        with pytest.raises(StoreError, match="for reading only"):
            store.remove([f"{BASE}1"])
        assert len(list(store.names())) == 5


@pytest.mark.parametrize("read_only", [False, True])
def test_another_process_writes(writer: str, read_only: bool) -> None:
    with (
        pytest.raises(StoreError, match=r"alleles.db: another process .* try again"),
        open_store(writer, read_only=read_only),
    ):
        pass


def test_another_process_reads(filled: str) -> None:
    code = f"""if True:
        from clingen_ld.errors import StoreError
        from clingen_ld.stores.opening import open_store
        try:
            with open_store({filled!r}): pass
        except StoreError as error:
            print(error)"""
    with open_store(filled, read_only=True):
        found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        assert b"another process has the store open" in found.stdout
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert found.stdout == b""


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("second", [False, True])
def test_the_same_process_twice(filled: str, first: bool, second: bool) -> None:
    with open_store(filled, read_only=first):
        if first and second:
            with open_store(filled, read_only=True):
                pass
        else:
            with (
                pytest.raises(StoreError, match="this process"),
                open_store(filled, read_only=second),
            ):
                pass
    with open_store(filled) as store:
        store.replace(replacing.graphs(2, 5))


@pytest.mark.parametrize("create", [False, True])
def test_the_address_of_a_server_is_no_folder(
    create: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    wanted = "of a server, write http://localhost:7878"
    with pytest.raises(InputError, match=wanted), open_store("localhost:7878", create=create):
        pass
    assert not list(tmp_path.iterdir())


def test_no_store_is_there(folder: str) -> None:
    for read_only in (False, True):
        with (
            pytest.raises(InputError, match="no store is there"),
            open_store(folder, create=read_only, read_only=read_only),
        ):
            pass
    assert not Path(folder).exists()
    with (
        pytest.raises(InputError, match="does not exist"),
        open_store(f"{folder}/a/b", create=True),
    ):
        pass


def test_a_file_or_a_folder_of_others(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with (
        pytest.raises(StoreError, match="this is a file"),
        open_store(str(tmp_path / "file"), create=True),
    ):
        pass
    with (
        pytest.raises(StoreError, match="holds other files"),
        open_store(str(tmp_path), create=True),
    ):
        pass


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("what", ["CURRENT", "MANIFEST-*", "*.sst"])
def test_a_damaged_store(filled: str, what: str, read_only: bool) -> None:
    for file in Path(filled).glob(what):
        file.write_bytes(b"damaged" if what == "CURRENT" else file.read_bytes()[:40])
    with (
        pytest.raises(StoreError, match=r"alleles.db: the store is damaged; load again"),
        open_store(filled, read_only=read_only) as store,
    ):
        list(store.graphs())


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root"
)
def test_no_permission(filled: str) -> None:
    os.chmod(filled, 0o500)
    with pytest.raises(StoreError, match="no permission"), open_store(filled):
        pass


def test_a_store_is_put_in_order_when_much_of_it_is_new(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(folder, create=True) as store:
        assert isinstance(store, EmbeddedStore)
        done: list[int] = []
        monkeypatch.setattr(embedded, "_NEW_PART", 0.0001)
        monkeypatch.setattr(store, "_run", lambda work: done.append(1))
        store.optimize()
        assert done == []  # nothing is new
        monkeypatch.undo()
        store.replace(replacing.graphs(1, 50))
        sizes = store._sizes()
        monkeypatch.setattr(store, "_sizes", lambda: sizes)
        monkeypatch.setattr(store, "_run", lambda work: done.append(1))
        monkeypatch.setattr(embedded, "_NEW_PART", 1e9)
        store.optimize()
        assert done == []
        monkeypatch.setattr(embedded, "_NEW_PART", 0.0)
        store.optimize()
        store.optimize()
        assert done == [1]


def test_a_folder_that_may_not_be_looked_into(filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "exists", forbidden)
    with pytest.raises(StoreError, match="no permission to use the store"), open_store(filled):
        pass


@pytest.mark.parametrize(
    ("error", "match"),
    [
        (OSError(errno.ENOSPC, "IO error"), "the disk is full"),
        (OSError("IO error: No space left on device: /x/000010.sst"), "the disk is full"),
        (OSError("IO error: /x/LOCK: Permission denied"), "no permission"),
        (OSError("IO error: While opening /x/CURRENT: Permission denied"), "no permission"),
        (OSError("IO error: mkdir: Read-only file system"), "read-only"),
        (RuntimeError("Corruption: block checksum mismatch"), "damaged"),
        (RuntimeError("The RocksDB database is using the too recent version 9."), "upgrade pyox"),
        (RuntimeError("something\nelse"), "the store failed: something else"),
    ],
)
def test_what_the_store_says_is_made_clear(error: Exception, match: str) -> None:
    found = store_error("x.db", error)
    assert isinstance(found, StoreError)
    with pytest.raises(StoreError, match=match):
        raise found
    assert str(found).startswith("x.db: ")
    assert "\n" not in str(found)


@pytest.mark.parametrize(
    ("text", "place"),
    [("SELECT * {", "line 1, column 11"), ("SELECT *\n{ ?s x:y ?o }", "line 2, column ")],
)
def test_where_a_query_is_wrong(filled: str, text: str, place: str) -> None:
    with open_store(filled) as store, pytest.raises(UsageError, match=place):
        store.query(text)
    assert "\n" not in str(query_error(SyntaxError("something\nelse")))


def test_after_closing(filled: str) -> None:
    store = EmbeddedStore(filled)
    found = store.query("SELECT * { ?s ?p ?o }")
    assert isinstance(found, Solutions)
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.graph(f"{BASE}1")
    assert len(list(found.rows)) > 1


def test_a_c_library_that_cannot_give_memory_back(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clingen_ld.stores.embedded._BULK", 1)
    for library in (object(), None):

        def load(_: object, library: object = library) -> object:
            if library is None:
                raise OSError
            return library

        monkeypatch.setattr("ctypes.CDLL", load)
        name = f"{BASE}{library is None}"
        with open_store(folder, create=True) as store:
            store.replace([(name, [Quad(name, RDF_TYPE, f"{BASE}T", name)])])
            assert store.graph(name)


def test_what_others_wrote(folder: str) -> None:
    """Graphs without names or triples, and blank nodes as names, are left alone."""
    other = ox.Store(folder)
    node = ox.NamedNode("http://example.org/a")
    other.add(ox.Quad(node, node, node, ox.DefaultGraph()))
    other.add_graph(ox.NamedNode(f"{BASE}empty"))
    other.flush()
    del other
    with open_store(folder) as store:
        assert list(store.graphs()) == []
        store.replace([(f"{BASE}1", [Quad(f"{BASE}1", RDF_TYPE, f"{BASE}T", f"{BASE}1")])])
        assert [name for name, _ in store.graphs()] == [f"{BASE}1"]
        assert store.query(f"ASK {{ ?s a <{BASE}T> }}") is True


_ODD_TEXTS = ("a b", "<x>", "%zz", "{x}|^`", "\\", '"', "http://[x", "\ufffe", "é", "urn:x y")


def _odd(value: Any, chance: random.Random) -> Any:
    """A value with odd characters here and there, in keys of others' properties as well."""
    if isinstance(value, dict):
        more = f"http://example.org/{chance.choice(_ODD_TEXTS)}"
        own = {more: chance.choice(_ODD_TEXTS)} if chance.random() < 0.1 else {}
        return {key: _odd(each, chance) for key, each in (value | own).items()}
    if isinstance(value, list):
        return [_odd(each, chance) for each in value]
    if isinstance(value, str) and chance.random() < 0.15:
        return chance.choice([value, ""]) + chance.choice(_ODD_TEXTS)
    return value


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("engine", ["direct", "standard"])
def test_what_is_loaded_needs_no_check_of_its_iris(name: str, engine: Any, model: Model) -> None:
    """As the bulk loader does not check them."""
    chance = random.Random(name)
    options, read = ReadOptions(engine=engine), 0
    for tree in [each for each in story(name) for _ in range(cases(3))]:
        for item in read_text(json.dumps(_odd(tree, chance)), options, model):
            if isinstance(item, Message):
                batch = Batch(model, BASE, make_linker(LinkSets(True, True), model, BASE))
                batch.add(item, Source("a.json", "a.json", "00", (0, 0, 0)))
                for graph, wanted in batch.graphs.items():
                    text = n_quads(graph, statements(wanted.quads))
                    read += len(list(ox.parse(text, format=ox.RdfFormat.N_QUADS)))
    assert read
