"""Databases for a while: what fails in them is one clear error."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from clingen_ld import InputError
from clingen_ld.messages.message import Item, Message, NoText
from clingen_ld.messages.text.temporary import Scratch
from clingen_ld.model import DEFAULT_BASE, Normal
from clingen_ld.stores.diffing import Comparison, compare
from clingen_ld.stores.validating import Lookups
from tests.stores.memory import MemoryStore

FULL = "the disk for temporary data is full: make room"


class Failing:
    """A connection that fails at some statements, as SQLite does."""

    def __init__(self, connection: sqlite3.Connection, at: str, error: sqlite3.Error) -> None:
        self._connection = connection
        self._at = at
        self._error = error

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def _check(self, query: str) -> None:
        if self._at in query:
            raise self._error

    def execute(self, query: str, *values: Any) -> sqlite3.Cursor:
        self._check(query)
        return self._connection.execute(query, *values)

    def executemany(self, query: str, rows: Any) -> sqlite3.Cursor:
        self._check(query)
        return self._connection.executemany(query, rows)


def small(scratch: Scratch) -> None:
    """Let a database have no more room than it has."""
    scratch.connection.execute("PRAGMA max_page_count = 1")


def genes(count: int) -> Iterator[Item]:
    for n in range(count):
        tree = {"resourceType": "Gene", "id": f"G{n}", "symbol": "x" * 500, "name": "y"}
        yield Message("Gene", f"{DEFAULT_BASE}Gene/G{n}", Normal(tree), NoText())


def alleles(count: int) -> Iterator[Item]:
    for n in range(count):
        tree = {
            "resourceType": "ContextualAllele",
            "id": f"X{n}",
            "canonicalAllele": {"reference": f"CanonicalAllele/{'x' * 500}{n}"},
        }
        yield Message("ContextualAllele", f"{DEFAULT_BASE}{n}", Normal(tree), NoText())


def test_a_database() -> None:
    scratch = Scratch("CREATE TABLE one (n INTEGER)")
    scratch.execute_many("INSERT INTO one VALUES (?)", ((n,) for n in range(1000)))
    scratch.execute("INSERT INTO one VALUES (?)", (1000,))
    assert [n for (n,) in scratch.rows("SELECT n FROM one ORDER BY n")] == list(range(1001))
    assert scratch.row("SELECT count(*) FROM one") == (1001,)
    assert scratch.row("SELECT n FROM one WHERE n < 0") is None
    small(scratch)
    with pytest.raises(InputError, match=FULL):
        scratch.execute_many("INSERT INTO one VALUES (?)", ((n,) for n in range(10_000)))
    scratch.close()


def test_differences_on_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A real one: the database may not grow."""
    begin = Scratch.__init__

    def begun_small(self: Scratch, script: str) -> None:
        begin(self, script)
        small(self)

    monkeypatch.setattr(Scratch, "__init__", begun_small)
    with pytest.raises(InputError, match=FULL), compare(genes(100), genes(100)):
        pass
    lookups = Lookups(MemoryStore(), DEFAULT_BASE)
    with pytest.raises(InputError, match=FULL):
        list(lookups.watched(alleles(100)))
    lookups.close()


@pytest.mark.parametrize(
    "ask", [lambda c: list(c.differences()), Comparison.counts, Comparison.digest]
)
def test_differences_that_cannot_be_asked(ask: Callable[[Comparison], object]) -> None:
    with compare(genes(3), genes(4)) as comparison:
        database = comparison._database
        error = sqlite3.DatabaseError("file is not a database")
        database.connection = Failing(database.connection, "SELECT", error)  # type: ignore[assignment]
        said = "the temporary data of SQLite failed: file is not a database"
        with pytest.raises(InputError, match=said):
            ask(comparison)


def test_lookups_that_cannot_be_asked() -> None:
    lookups = Lookups(MemoryStore(), DEFAULT_BASE)
    list(lookups.watched(alleles(3)))
    error = sqlite3.OperationalError("disk I/O error")
    database = lookups._database
    database.connection = Failing(database.connection, "SELECT", error)  # type: ignore[assignment]
    with pytest.raises(InputError, match="the temporary data of SQLite failed: disk I/O error"):
        lookups.find(f"{DEFAULT_BASE}CanonicalAllele/C1")
    lookups.close()
