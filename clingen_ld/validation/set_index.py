"""A set of resources that is checked as one: look-ups by IRI and by the keys of the rules.

The set is an SQLite database without a name: SQLite holds it in memory while it is small, and
in a temporary file, which nobody sees and which goes with the process, when it is not. For several
processes it gets a name: one fills it, and then all of them read it.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clingen_ld.messages.fast_path import DirectMessage
from clingen_ld.messages.message import Message
from clingen_ld.model import Tree, load_model
from clingen_ld.types import AnyResource, Reference, resource
from clingen_ld.validation.rule_registry import AnyEntry, keys_of, target_iri

if TYPE_CHECKING:
    from clingen_ld.compiled.engine import Engine

# How many entries are kept as Python objects, which saves reading them from the database: the
# genes and sequences that most alleles refer to, and what stands nearby.
_KEPT = 4096
# How many resources of one key are given: a rule that looked at all would take quadratic time.
MOST_OF_A_KEY: Final = 32
# How many IRIs that lead nowhere are remembered, so that a store is not asked again.
_MISSED = 65_536
# Pages of the database that stay in memory, of 4 KB each: some 64 MB.
_PAGES = 16_384
# How many rows are written at once.
_ROWS = 1024

# An index is made when the first is looked up: of all rows at once, many times sooner than row by
# row where the database is larger than memory.
_TABLES: Final = """
    CREATE TABLE resource (number INTEGER PRIMARY KEY, iri TEXT, file BLOB, tree BLOB,
                           part INTEGER);
    CREATE TABLE found (kind TEXT, key TEXT, number INTEGER);
"""
_INDEXES: Final = """
    CREATE INDEX resource_iri ON resource (iri, part, number);
    CREATE INDEX found_key ON found (kind, key, number);
"""


class IndexRow(NamedTuple):
    """A resource on its way into a set: its tree as JSON text, and the keys to find it by."""

    iri: str
    file: str
    tree: bytes | str
    is_part: bool
    """Whether it only tells of a resource; rules look among whole ones."""
    keys: tuple[tuple[str, str], ...]


def record_of(message: Message) -> AnyResource:
    """The resource of a message: decoded, if it is so at hand, or the record of its tree."""
    if isinstance(message, DirectMessage):
        decoded: AnyResource = message.decoded.resource
        return decoded
    return resource(message.tree)


def row_of(message: Message, record: AnyResource) -> IndexRow:
    """The row of a message with its resource, which is at hand."""
    text = message.text if isinstance(message, DirectMessage) else None
    return _row(message.iri, record, message.file, text)


def row_of_record(message: Message, record: AnyResource) -> IndexRow:
    """The row of a message with another record than its own."""
    return _row(message.iri, record, message.file)


def _row(iri: str, record: AnyResource, file: str, text: bytes | None = None) -> IndexRow:
    is_part = record.is_subsetted
    keys = () if is_part else tuple(set(keys_of(record, file)))
    return IndexRow(iri, file, json.dumps(record.tree) if text is None else text, is_part, keys)


def tree_of(text: bytes | str) -> Tree:
    """A tree from its text: bytes as a decoded resource has them, or what was written here."""
    if isinstance(text, str):
        tree: Tree = json.loads(text)
        return tree
    from clingen_ld.compiled.resources import plain_tree

    return plain_tree(text)


class SetEntry(NamedTuple):
    """A resource of a set; `number` counts from 0 in the order of input."""

    number: int
    iri: str
    record: AnyResource
    file: str

    @property
    def tree(self) -> Tree:
        """The tree of the resource."""
        return self.record.tree


class StoredSet:
    """A set of resources of any size.

    `elsewhere` gives resources that are not in the set by their IRIs, from a store say; they
    come into the set when they are asked for. `path` is a file for the set, for other processes.
    Entries have records of trees; if the set `gives_decoded`, decoded resources where there are.
    """

    gives_decoded = False

    def __init__(
        self,
        base: str,
        elsewhere: Callable[[str], dict[str, Any] | None] | None = None,
        path: Path | None = None,
    ) -> None:
        self._begin(base, 0, elsewhere)
        # An empty name is SQLite's own way to ask for a temporary database.
        self._database = sqlite3.connect(path or "", isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            f"PRAGMA cache_size = {_PAGES}; {_TABLES} BEGIN;"
        )
        self._is_indexed = False

    @classmethod
    def opened(cls, path: Path, base: str) -> StoredSet:
        """The finished set of a file, to read only."""
        found = cls.__new__(cls)
        database = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
        # Mapped into memory, what several processes read is there once.
        database.execute(f"PRAGMA mmap_size = {1 << 40}")
        (count,) = database.execute("SELECT count(*) FROM resource").fetchone()
        found._begin(base, count, None)
        found._database, found._is_indexed = database, True
        found.gives_decoded = True
        return found

    def _begin(
        self,
        base: str,
        count: int,
        elsewhere: Callable[[str], dict[str, Any] | None] | None,
    ) -> None:
        self.base = base
        self._count = count
        self._elsewhere = elsewhere
        self._pending: list[IndexRow] = []
        self._numbered: OrderedDict[int, SetEntry] = OrderedDict()
        self._named: dict[str, AnyEntry] = {}
        self._missed: set[str] = set()
        self._engine: Engine | None = None

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[SetEntry]:
        return self.first(self._count)

    def first(self, count: int) -> Iterator[SetEntry]:
        """The first so many resources, in the order of input."""
        return self.between(0, count)

    def between(self, start: int, end: int) -> Iterator[SetEntry]:
        """The resources from a number on and before another, in the order of input."""
        self._index()
        rows = self._database.execute(
            "SELECT number, iri, file, tree FROM resource WHERE number >= ? AND number < ? "
            "ORDER BY number",
            (start, end),
        )
        for number, iri, file, text in rows:
            yield self._numbered.get(number) or self._keep(
                SetEntry(number, iri, self._record(text), os.fsdecode(file))
            )

    def finish(self) -> None:
        """Write all that was added to the file of the set, for others to open it."""
        self._index()
        self._database.execute("COMMIT")

    def close(self) -> None:
        """Give back what the set holds."""
        self._database.close()

    def add(self, iri: str, tree: dict[str, Any], file: str = "") -> None:
        """Add a resource; one of the same IRI stays in the set beside it."""
        self.add_row(_row(iri, resource(tree), file))

    def add_row(self, row: IndexRow, record: AnyResource | None = None) -> None:
        """Add a resource as a row; one of the same IRI stays in the set beside it.

        `record` is the resource where it is at hand: of the first ones, it need not be read again.
        """
        self.add_rows((row,))
        if record is not None and len(self._numbered) < _KEPT:
            self._keep(SetEntry(self._count - 1, row.iri, record, row.file))

    def add_rows(self, rows: Sequence[IndexRow]) -> None:
        """Add resources as rows."""
        self._count += len(rows)
        if self._named:
            for row in rows:
                self._named.pop(row.iri, None)
        self._pending += rows
        if len(self._pending) >= _ROWS:
            self._flush()

    def _flush(self) -> None:
        """Write the rows that wait."""
        rows, self._pending = self._pending, []
        numbered = list(enumerate(rows, self._count - len(rows)))
        self._database.executemany(
            "INSERT INTO resource VALUES (?, ?, ?, ?, ?)",
            ((n, row.iri, os.fsencode(row.file), row.tree, row.is_part) for n, row in numbered),
        )
        self._database.executemany(
            "INSERT INTO found VALUES (?, ?, ?)",
            ((kind, key, n) for n, row in numbered for kind, key in row.keys),
        )

    def _index(self) -> None:
        """Make the set ready for look-ups."""
        if self._pending:
            self._flush()
        if not self._is_indexed:
            # No script, which would end the transaction.
            for statement in filter(str.strip, _INDEXES.split(";")):
                self._database.execute(statement)
            self._is_indexed = True

    def get(self, iri: str) -> AnyEntry | None:
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

    def _find(self, iri: str) -> AnyEntry | None:
        self._index()
        row = self._database.execute(
            "SELECT number FROM resource WHERE iri = ? ORDER BY part, number LIMIT 1", (iri,)
        ).fetchone()
        if row is not None:
            return self.numbered(row[0])
        if self._elsewhere is None or iri in self._missed:
            return None
        tree = self._elsewhere(iri)
        if tree is None:
            if len(self._missed) >= _MISSED:
                self._missed.clear()
            self._missed.add(iri)
            return None
        self.add(iri, tree)
        self._index()
        return self.numbered(self._count - 1)

    def target(self, reference: Reference) -> AnyEntry | None:
        """The resource that a reference of a tree points to, or None."""
        iri = target_iri(reference, self.base)
        return self.get(iri) if iri is not None else None

    def keyed(self, kind: str, key: str) -> list[AnyEntry]:
        """The first resources that an index put under a key, in the order of input."""
        self._index()
        rows = self._database.execute(
            "SELECT number FROM found WHERE kind = ? AND key = ? ORDER BY number LIMIT ?",
            (kind, key, MOST_OF_A_KEY),
        )
        return [self.numbered(number) for (number,) in rows.fetchall()]

    def numbered(self, number: int) -> SetEntry:
        """The resource of a number."""
        known = self._numbered.get(number)
        if known is not None:
            self._numbered.move_to_end(number)
            return known
        self._index()
        iri, file, text = self._database.execute(
            "SELECT iri, file, tree FROM resource WHERE number = ?", (number,)
        ).fetchone()
        return self._keep(SetEntry(number, iri, self._record(text), os.fsdecode(file)))

    def _record(self, text: bytes | str) -> AnyResource:
        """A resource from its text: decoded if it was before, and if the set gives such."""
        if isinstance(text, str) or not self.gives_decoded:
            return resource(tree_of(text))
        if self._engine is None:
            from clingen_ld.compiled.engine import engine

            self._engine = engine(load_model(), self.base)
        decoded: AnyResource = self._engine.decode_again(text)
        return decoded

    def _keep(self, entry: SetEntry) -> SetEntry:
        """Keep an entry in place of the one that was not used for the longest time."""
        self._numbered[entry.number] = entry
        if len(self._numbered) > _KEPT:
            self._numbered.popitem(last=False)
        return entry
