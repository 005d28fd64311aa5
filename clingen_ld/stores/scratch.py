"""Databases of SQLite's own for what is needed for a while: in memory while small, then on disk.

What fails in them, as when the disk is full, is one `StoreError`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from clingen_ld.errors import StoreError


@contextmanager
def scratch_failures() -> Iterator[None]:
    """Turns failures of a database into a `StoreError` that says what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        said = str(error)
        if "full" in said:
            advice = "make room where temporary files are (SQLITE_TMPDIR names another folder)"
            raise StoreError(f"the disk for temporary data is full: {advice}") from error
        raise StoreError(f"the temporary data of SQLite failed: {said}") from error


class Scratch:
    """A database without a name, which goes with the process.

    `script` makes its tables and begins its one transaction. Every method raises `StoreError`.
    """

    def __init__(self, script: str) -> None:
        with scratch_failures():
            # An empty name is SQLite's own way to ask for a temporary database.
            self.connection = sqlite3.connect("", isolation_level=None)
            self.connection.executescript(
                f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {script}; BEGIN;"
            )

    def execute(self, query: str, values: Iterable[Any] = ()) -> None:
        """Change something."""
        with scratch_failures():
            self.connection.execute(query, tuple(values))

    def execute_many(self, query: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Change something for each of some rows."""
        with scratch_failures():
            self.connection.executemany(query, rows)

    def row(self, query: str, values: Iterable[Any] = ()) -> tuple[Any, ...] | None:
        """The first row that a query gives, or None."""
        with scratch_failures():
            found: tuple[Any, ...] | None = self.connection.execute(query, tuple(values)).fetchone()
            return found

    def rows(self, query: str, values: Iterable[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows that a query gives, one after the other."""
        with scratch_failures():
            cursor = self.connection.execute(query, tuple(values))
        while True:
            with scratch_failures():
                some = cursor.fetchmany(256)
            if not some:
                return
            yield from some

    def close(self) -> None:
        """Give back what the database holds."""
        self.connection.close()
