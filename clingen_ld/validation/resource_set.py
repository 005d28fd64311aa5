"""A set of resources that is checked as one: look-ups by IRI and by the keys of the rules.

The set is an SQLite database without a name: SQLite holds it in memory while it is small, and
in a temporary file, which nobody sees and which goes with the process, when it is not.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from clingen_ld.model.identity import reference_iri
from clingen_ld.model.subsetted import is_subsetted
from clingen_ld.validation.registry import Entry, indexes

# How many entries are kept as Python objects, which saves reading them from the database: the
# genes and sequences that most alleles refer to.
_KEPT = 4096
# How many resources of one key are given: a rule that looked at all would take quadratic time.
_MOST = 32
# How many IRIs that lead nowhere are remembered, so that a store is not asked again.
_MISSED = 65_536
# Pages of the database that stay in memory, of 4 KB each: some 64 MB.
_PAGES = 16_384


@dataclass(frozen=True, slots=True)
class SetEntry:
    """A resource of a set; `number` counts from 0 in the order of input."""

    number: int
    iri: str
    tree: dict[str, Any]
    file: str


class StoredSet:
    """A set of resources of any size.

    `elsewhere` gives resources that are not in the set by their IRIs, from a store say; they
    come into the set when they are asked for.
    """

    def __init__(
        self, base: str, elsewhere: Callable[[str], dict[str, Any] | None] | None = None
    ) -> None:
        self.base = base
        self._count = 0
        # An empty name is SQLite's own way to ask for a temporary database.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(
            f"""
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = {_PAGES};
            CREATE TABLE resource (number INTEGER PRIMARY KEY, iri TEXT, file TEXT, tree TEXT,
                                   part INTEGER);
            CREATE INDEX resource_iri ON resource (iri, part, number);
            CREATE TABLE found (kind TEXT, key TEXT, number INTEGER,
                                PRIMARY KEY (kind, key, number)) WITHOUT ROWID;
            BEGIN;
            """
        )
        self._numbered = lru_cache(maxsize=_KEPT)(self._read)
        self._named: dict[str, Entry] = {}
        self._elsewhere = elsewhere
        self._missed: set[str] = set()

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[SetEntry]:
        return self.first(self._count)

    def first(self, count: int) -> Iterator[SetEntry]:
        """The first so many resources, in the order of input."""
        rows = self._database.execute(
            "SELECT number, iri, file, tree FROM resource WHERE number < ? ORDER BY number",
            (count,),
        )
        for number, iri, file, tree in rows:
            yield SetEntry(number, iri, json.loads(tree), file)

    def close(self) -> None:
        """Give back what the set holds."""
        self._database.close()

    def add(self, iri: str, tree: dict[str, Any], file: str = "") -> None:
        """Add a resource; one of the same IRI stays in the set beside it."""
        number = self._count
        self._count += 1
        self._named.pop(iri, None)
        self._database.execute(
            "INSERT INTO resource VALUES (?, ?, ?, ?, ?)",
            (number, iri, file, json.dumps(tree), is_subsetted(tree)),
        )
        if is_subsetted(tree):
            return  # Rules look among whole resources.
        keys = {
            key for function in indexes.get(str(tree.get("resourceType")), ())
            for key in function(tree)
        }  # fmt: skip
        self._database.executemany(
            "INSERT OR IGNORE INTO found VALUES (?, ?, ?)", [(k, v, number) for k, v in keys]
        )

    def get(self, iri: str) -> Entry | None:
        """The resource of that IRI (the first whole one, when there are several), or None."""
        known = self._named.get(iri)
        if known is not None:
            return known
        found = self._find(iri)
        if found is not None:
            if len(self._named) >= _KEPT:
                self._named.clear()
            self._named[iri] = found
        return found

    def _find(self, iri: str) -> Entry | None:
        row = self._database.execute(
            "SELECT number FROM resource WHERE iri = ? ORDER BY part, number LIMIT 1", (iri,)
        ).fetchone()
        if row is not None:
            return self._numbered(row[0])
        if self._elsewhere is None or iri in self._missed:
            return None
        tree = self._elsewhere(iri)
        if tree is None:
            if len(self._missed) >= _MISSED:
                self._missed.clear()
            self._missed.add(iri)
            return None
        self.add(iri, tree)
        return self._numbered(self._count - 1)

    def target(self, reference: object) -> Entry | None:
        """The resource that a reference of a tree points to, or None."""
        found = reference.get("reference") if isinstance(reference, dict) else reference
        if not isinstance(found, str) or not found:
            return None
        return self.get(reference_iri(found, self.base))

    def keyed(self, kind: str, key: str) -> list[Entry]:
        """The first resources that an index put under a key, in the order of input."""
        rows = self._database.execute(
            "SELECT number FROM found WHERE kind = ? AND key = ? ORDER BY number LIMIT ?",
            (kind, key, _MOST),
        )
        return [self._numbered(number) for (number,) in rows.fetchall()]

    def numbered(self, number: int) -> SetEntry:
        """The resource of a number."""
        return self._numbered(number)

    def _read(self, number: int) -> SetEntry:
        iri, file, tree = self._database.execute(
            "SELECT iri, file, tree FROM resource WHERE number = ?", (number,)
        ).fetchone()
        return SetEntry(number, iri, json.loads(tree), file)
