"""A set of names of any size, in a temporary SQLite database.

It holds them in memory while they are few, and in a file without a name when they are not.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable


class DiskSet:
    """A set of names."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("CREATE TABLE name (name TEXT PRIMARY KEY) WITHOUT ROWID")
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT OR IGNORE INTO name VALUES (?)", ((name,) for name in names)
        )

    def __enter__(self) -> DiskSet:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __contains__(self, name: str) -> bool:
        found = self._database.execute("SELECT 1 FROM name WHERE name = ?", (name,))
        return found.fetchone() is not None

    def __len__(self) -> int:
        (count,) = self._database.execute("SELECT count(*) FROM name").fetchone()
        return int(count)

    def add(self, name: str) -> bool:
        """Add a name; whether it was not there yet."""
        done = self._database.execute("INSERT OR IGNORE INTO name VALUES (?)", (name,))
        return done.rowcount > 0

    def close(self) -> None:
        """Give back what the set holds."""
        self._database.close()
