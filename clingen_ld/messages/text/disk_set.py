"""A set of names of any size: in memory while they are few, further ones in a temporary file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

FEW: Final = 100_000
"""The names that are held in memory."""


class DiskSet:
    """A set of names."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._few: set[str] = set()
        self._database: sqlite3.Connection | None = None
        for name in names:
            self.add(name)

    def __enter__(self) -> DiskSet:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __contains__(self, name: str) -> bool:
        if name in self._few or self._database is None:
            return name in self._few
        found = self._database.execute("SELECT 1 FROM name WHERE name = ?", (name,))
        return found.fetchone() is not None

    def __len__(self) -> int:
        count = 0
        if self._database is not None:
            (count,) = self._database.execute("SELECT count(*) FROM name").fetchone()
        return len(self._few) + count

    def add(self, name: str) -> bool:
        """Add a name; whether it was not there yet."""
        if name in self._few:
            return False
        if len(self._few) < FEW:
            self._few.add(name)
            return True
        if self._database is None:
            import sqlite3

            self._database = sqlite3.connect("", isolation_level=None)
            self._database.execute("CREATE TABLE name (name TEXT PRIMARY KEY) WITHOUT ROWID")
            self._database.execute("BEGIN")
        done = self._database.execute("INSERT OR IGNORE INTO name VALUES (?)", (name,))
        return done.rowcount > 0

    def close(self) -> None:
        """Give back what the set holds."""
        self._few.clear()
        if self._database is not None:
            self._database.close()
