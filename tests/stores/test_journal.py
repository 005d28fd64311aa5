"""A load that is stopped at any moment leaves every graph whole, and once more, it is finished."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.errors import InputError, StoreError
from clingen_ld.graph.terms import Quad
from clingen_ld.stores.embedded import EmbeddedStore
from clingen_ld.stores.graphs import is_version
from clingen_ld.stores.journal import Journal, LoadState
from clingen_ld.stores.loading import LoadOptions, LoadReport, load
from clingen_ld.stores.store import NamedGraph
from tests.stores.loads import clock, contents, gene, is_account, targets, told, written
from tests.stores.memory import MemoryStore

pytestmark = pytest.mark.slow

Graphs = dict[str, set[Quad]]
KILLS = 100
HERE = Path(__file__)


def before_and_after(folder: Path, number: int) -> tuple[Path, Path]:
    """Two files: the second corrects some resources of the first, and has more."""
    half = number // 2
    old = [gene(n, aliasSymbol=["A", "B"]) for n in range(half)]
    old += [told(n, symbol="OLD") for n in range(3)]
    new = [gene(n, "x" if n % 3 else "a gene", aliasSymbol=["A", "B"]) for n in range(number)]
    new += [told(n, name="told", symbol=f"NEW{n}") for n in range(5)]
    new += [told(n, aliasSymbol=["C"]) for n in range(4)]
    return written(folder / "old.json", *old), written(folder / "new.json", *new)


def check_whole(found: Graphs, before: Graphs, after: Graphs) -> None:
    """Whether every graph is as it was, or as it was to be (or what is told, in between)."""
    assert before.keys() <= found.keys() <= after.keys()
    for name, quads in found.items():
        if name.endswith("#subsetted"):
            assert quads
        else:
            assert quads in (before.get(name), after.get(name)), name


# --- Faults at every single point ---------------------------------------------------------------


class UnexpectedError(Exception):
    """What no code expects."""


class Faulty(MemoryStore):
    """A store that puts graphs in any order, and fails before the n-th that it puts or asks."""

    def __init__(self, location: str, fault: BaseException) -> None:
        super().__init__(location)
        self.fault = fault
        self.left = -1

    def _count(self) -> None:
        if self.left == 0:
            raise self.fault
        self.left -= 1

    def replace(self, graphs: Iterable[NamedGraph], absent: Collection[str] = ()) -> None:
        """Put graphs one by one: a batch may be there in part."""
        shuffled = list(graphs)
        random.Random(len(self.writes)).shuffle(shuffled)
        for graph in shuffled:
            self._count()
            super().replace([graph])
        self._count()

    def graph(self, name: str) -> list[Quad]:
        """The quads of a graph, or a fault."""
        self._count()
        return super().graph(name)


FAULTS = [StoreError("the server is gone"), KeyboardInterrupt(), SystemExit(143), UnexpectedError()]


def _options(as_version: bool) -> LoadOptions:
    return LoadOptions(validate=False, as_version=as_version, batch=3, clock=clock)


@pytest.mark.parametrize("as_version", [False, True])
def test_a_fault_at_any_point_is_made_up_for(tmp_path: Path, as_version: bool) -> None:
    """The same load again comes to the very graphs, accounts included, as without the fault."""
    old, new = before_and_after(tmp_path, 12)
    options = _options(as_version)

    prepared = MemoryStore(str(tmp_path / "store"))
    load(old, prepared, options)
    before = contents(prepared)

    def loaded(faults: Iterable[int], fault: BaseException) -> tuple[Faulty, LoadReport]:
        store = Faulty(prepared.location, fault)
        store.contents = dict(prepared.contents)
        for left in faults:
            store.left = left
            with suppress(type(fault)):
                load(new, store, options)
            store.left = -1
            check_whole(contents(store), before, contents(whole))
        return store, load(new, store, options)

    whole, expected = loaded([], UnexpectedError())
    points = 0
    for point in range(1000):
        store, report = loaded([point], FAULTS[point % len(FAULTS)])
        assert contents(store, accounts=True) == contents(whole, accounts=True)
        if report.resumed:
            assert replace(report, resumed=False) == expected
            points += 1
        elif report.new + report.replaced == 0:
            break  # This far the load does not go.
    assert points > 50
    for seed in range(20):
        chance = random.Random(seed)
        store, _ = loaded([chance.randrange(40) for _ in range(4)], FAULTS[seed % 4])
        assert contents(store, accounts=True) == contents(whole, accounts=True)


def test_a_journal_that_fails_at_any_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk under the journal stops the load, and costs nothing."""
    old, new = before_and_after(tmp_path, 12)
    options = _options(False)
    whole = MemoryStore()
    load(old, whole, options)
    before = contents(whole)
    load(new, whole, options)
    write, left = Journal.write, -1

    def failing(journal: Journal, key: str, state: LoadState) -> None:
        nonlocal left
        left -= 1
        if left == -1:
            raise StoreError("the journal failed: database or disk is full")
        write(journal, key, state)

    monkeypatch.setattr(Journal, "write", failing)
    for point in range(4):
        store = MemoryStore(str(tmp_path / "store"))
        left = -1
        load(old, store, options)
        left = point
        with pytest.raises(StoreError, match="disk is full"):
            load(new, store, options)
        check_whole(contents(store), before, contents(whole))
        load(new, store, options)
        assert contents(store) == contents(whole)
        assert not list(tmp_path.glob("*.journal"))


# --- What is remembered, and what is not --------------------------------------------------------


def stopped(store: Faulty, path: Path, options: LoadOptions, after: int = 20) -> None:
    """A load that is stopped after some graphs."""
    store.left = after
    with pytest.raises(StoreError):
        load(path, store, options)
    store.left = -1


@pytest.fixture
def store(tmp_path: Path) -> Faulty:
    return Faulty(str(tmp_path / "store"), StoreError("gone"))


def reads(path: Path, store: Faulty, options: LoadOptions) -> tuple[LoadReport, int]:
    """What a load says, and how many graphs it looked at."""
    looked = 0

    def count(change: str, name: str) -> None:
        nonlocal looked
        looked += 1

    return load(path, store, options, each=count), looked


def test_a_load_goes_on_where_it_was_stopped(tmp_path: Path, store: Faulty) -> None:
    path = written(tmp_path / "a.json", *map(gene, range(30)))
    stopped(store, path, _options(False))
    report, looked = reads(path, store, _options(False))
    assert report.resumed
    assert (report.new, report.unchanged) == (30, 0)
    assert 10 < looked < 30


def test_without_resuming_everything_is_looked_at_again(tmp_path: Path, store: Faulty) -> None:
    path = written(tmp_path / "a.json", *map(gene, range(30)))
    stopped(store, path, _options(False))
    report, looked = reads(path, store, replace(_options(False), resume=False))
    assert not report.resumed
    assert looked == 30
    assert report.unchanged > 0


def test_a_changed_input_is_not_skipped(tmp_path: Path, store: Faulty) -> None:
    path = written(tmp_path / "a.json", *map(gene, range(30)))
    stopped(store, path, _options(False))
    written(path, *(gene(n, "x" if n == 0 else "a gene") for n in range(30)))
    report, looked = reads(path, store, _options(False))
    assert not report.resumed
    assert (looked, report.replaced) == (30, 1)


def test_another_load_in_between_is_not_undone_by_half(tmp_path: Path, store: Faulty) -> None:
    """What a later load wrote over is written again, for the whole load comes after it."""
    path = written(tmp_path / "a.json", *map(gene, range(30)))
    stopped(store, path, _options(False))
    load(written(tmp_path / "b.json", gene(0, "another")), store, _options(False))
    report, looked = reads(path, store, _options(False))
    assert not report.resumed
    assert (looked, report.replaced) == (30, 1)


def test_a_load_of_many_files_goes_on_in_the_right_one(tmp_path: Path, store: Faulty) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(0, 30, 5):
        written(folder / f"{number:02}.json", *map(gene, range(number, number + 5)))
    (folder / "07.json").write_text('{"resourceType": "Gene", oops', encoding="utf-8")
    stopped(store, folder, _options(False))
    report, _ = reads(folder, store, _options(False))
    assert report.resumed
    assert (report.new, report.left_out, report.files) == (30, 1, 7)
    assert len(contents(store)) == 30


# --- Killed at random moments -------------------------------------------------------------------


class Loads:
    """Starts loads in processes of their own, and kills them."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.stores.crashing"],
            cwd=HERE.parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, kill_after: float | None = None, **wanted: Any) -> int:
        """Load, and give the exit code, or minus the signal that it was ended by."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(wanted) + "\n")
        stdin.flush()
        child = int(stdout.readline())
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        return int(stdout.readline())

    def end(self) -> str:
        """Let the process end; what it said on standard error."""
        _, said = self._process.communicate()
        assert self._process.returncode == 0
        return said


@contextmanager
def loads() -> Iterator[Loads]:
    process = Loads()
    try:
        yield process
    finally:
        process.end()


def graphs_of(location: Path) -> tuple[Graphs, list[str]]:
    """The graphs of a store on disk, and the targets of its accounts."""
    store = EmbeddedStore(str(location), create=False)
    try:
        return contents(store), targets(store)
    finally:
        store.close()


def _killing(tmp_path: Path) -> Callable[[Loads, random.Random], int]:
    """A function that loads with kills until the load is done, and gives their number."""
    old, new = before_and_after(tmp_path, 24)
    kinds: dict[tuple[bool, bool], tuple[Graphs, list[str], float]] = {}
    template = tmp_path / "template"

    def series(process: Loads, chance: random.Random) -> int:
        kind = (chance.random() < 0.3, chance.random() < 0.5)
        wanted: dict[str, Any] = {"batch": 3, "validate": kind[0], "as_version": kind[1]}
        place = tmp_path / "store"
        if not template.exists():
            assert process.run(input=str(old), store=str(template), **wanted) == 0
        before = {n: q for n, q in graphs_of(template)[0].items() if not is_version(n)}
        shutil.copytree(template, place)
        wanted |= {"store": str(place), "input": str(new)}
        if kind not in kinds:
            start = time.monotonic()
            assert process.run(**wanted) == 0
            kinds[kind] = (*graphs_of(place), time.monotonic() - start)
            shutil.rmtree(place)
            shutil.copytree(template, place)
        after, aims, seconds = kinds[kind]
        kills = 0
        while (code := process.run(kill_after=chance.uniform(0, seconds), **wanted)) != 0:
            assert code == -signal.SIGKILL
            kills += 1
            check_whole(graphs_of(place)[0], before, after)
        assert graphs_of(place) == (after, aims)
        assert not place.with_name("store.journal").exists()
        shutil.rmtree(place)
        return kills

    return series


def test_killed_a_hundred_times(tmp_path: Path) -> None:
    """kill -9 at random moments: whole graphs after each, and in the end as if never killed."""
    chance = random.Random(7)
    series = _killing(tmp_path)
    kills = 0
    with loads() as process:
        while kills < KILLS:
            kills += series(process, chance)


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """Writing fails at some length of a file: an orderly end, and with room again, the rest."""
    old, new = before_and_after(tmp_path, 40)
    place, free = tmp_path / "store", tmp_path / "free"
    wanted = {"batch": 3, "validate": False, "as_version": False}
    with loads() as process:
        for path in (old, new):
            assert process.run(input=str(path), store=str(free), **wanted) == 0
        assert process.run(input=str(old), store=str(place), **wanted) == 0
        before, after = graphs_of(place)[0], graphs_of(free)[0]
        failed = 0
        for kilobytes in (1, 8, 16, 24, 40, 64):
            limit = kilobytes * 1024
            code = process.run(input=str(new), store=str(place), limit=limit, **wanted)
            assert code in (0, StoreError.exit_code)
            failed += code != 0
            check_whole(graphs_of(place)[0], before, after)
        assert failed
        assert process.run(input=str(new), store=str(place), **wanted) == 0
        assert graphs_of(place)[0] == after


def test_accounts_are_told_from_resources() -> None:
    assert is_account("http://example.org/Provenance/load-2026-1#prov")
    assert not is_account("http://example.org/Provenance/PROV101")


def test_the_folder_of_a_journal_must_exist(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "a.journal"
    with pytest.raises(InputError, match=r"a\.journal: the folder .*missing does not exist$"):
        Journal(path)
    assert not path.parent.exists()


@pytest.mark.parametrize("state", ["{", "[]", "1", '{"load": "a", "started": "b", "later": 1}',
                                   '{"load": "a", "started": "b", "plan": {"x": 1}}'])  # fmt: skip
def test_what_another_version_recorded_is_not_resumed(state: str, tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    with closing(Journal(path)) as journal:
        journal.write("key", LoadState("a", "b"))
        assert journal.find("key") == LoadState("a", "b")
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE load SET state = ?", (state,))
        database.commit()
    with closing(Journal(path)) as journal:
        assert journal.find("key") is None
        journal.write("key", LoadState("c", "d"))
        assert journal.find("key") == LoadState("c", "d")
        journal.clear()
        assert journal.find("key") is None


def test_the_journal_of_another_format_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    with closing(sqlite3.connect(path)) as database:
        database.executescript("PRAGMA application_id = 0x636C6A32; CREATE TABLE load (x);")
    before = path.read_bytes()
    with pytest.raises(InputError, match="not the journal of a load"):
        Journal(path)
    assert path.read_bytes() == before
