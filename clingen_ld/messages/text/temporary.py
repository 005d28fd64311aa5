"""Temporary files, databases, sets and trees. A failure to write one does not blame the output."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from clingen_ld.errors import InputError
from clingen_ld.model import Object

if TYPE_CHECKING:
    from pathlib import Path

    from _typeshed import ReadableBuffer

_BUFFER: Final = 1 << 18
FEW: Final = 100_000
"""The names of a set that are held in memory."""


def temporary_file() -> BinaryIO:
    """A file without a name, to write and to read.

    It raises `InputError`, as this does, when there is no room for it.
    """
    import tempfile  # which few runs need

    try:
        with tempfile.TemporaryFile(buffering=0) as made:
            raw = _Temporary(os.dup(made.fileno()), "r+b")
    except OSError as error:
        raise no_room(error) from error
    return cast("BinaryIO", io.BufferedRandom(raw, _BUFFER))


def no_room(error: OSError, folder: str | None = None) -> InputError:
    """The error that a temporary file in a folder cannot be written, and what to do."""
    import tempfile

    advice = "make room where temporary files are (TMPDIR names another folder)"
    try:
        known = folder or tempfile.gettempdir()
    except OSError:  # there is none that can be written
        return InputError(f"{error.strerror or error}: {advice}")
    return InputError(f"{known}: {error.strerror or error}: {advice}")


class _Temporary(io.FileIO):
    """What a buffer writes to, whenever it does."""

    _is_given_up = False

    def write(self, data: ReadableBuffer, /) -> int:
        """Write bytes. Raises `InputError` when it fails, once: closing tries again."""
        if self._is_given_up:
            return memoryview(data).nbytes
        try:
            return super().write(data)
        except OSError as error:
            self._is_given_up = True
            raise no_room(error) from error


class ScratchFailures:
    """Turns failures of a database into an `InputError` that says what to do."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if error is None:
            return
        import sqlite3

        if isinstance(error, sqlite3.DatabaseError):
            said = str(error)
            if "full" in said:
                advice = "make room where temporary files are (SQLITE_TMPDIR names another folder)"
                raise InputError(f"the disk for temporary data is full: {advice}") from error
            raise InputError(f"the temporary data of SQLite failed: {said}") from error


class Scratch:
    """A temporary database, which ends with the process, or one that other processes read.

    `script` creates its tables and begins its only transaction; that of a database with a `path`
    has to be committed. Every method raises `InputError`.
    """

    def __init__(self, script: str, path: Path | None = None) -> None:
        # An empty name is SQLite's own way to ask for a temporary database.
        self._open(path or "")
        with ScratchFailures():
            self.connection.executescript(
                f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {script}; BEGIN;"
            )

    @classmethod
    def opened(cls, path: Path) -> Scratch:
        """The committed database of a file, read-only."""
        found = cls.__new__(cls)
        found._open(f"{path.as_uri()}?mode=ro&immutable=1")
        # With memory mapping, several processes share one copy.
        found.execute(f"PRAGMA mmap_size = {1 << 40}")
        return found

    def _open(self, name: Path | str) -> None:
        import sqlite3

        with ScratchFailures():
            self.connection = sqlite3.connect(
                name, isolation_level=None, check_same_thread=False, uri=True
            )

    def execute(self, query: str, values: Iterable[Any] = ()) -> int:
        """Execute a statement; the number of rows that it changed."""
        with ScratchFailures():
            return self.connection.execute(query, tuple(values)).rowcount

    def execute_many(self, query: str, rows: Iterable[tuple[Any, ...]]) -> int:
        """Execute a statement for each row; the number of rows that they changed."""
        with ScratchFailures():
            return self.connection.executemany(query, rows).rowcount

    def row(self, query: str, values: Iterable[Any] = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        with ScratchFailures():
            found: tuple[Any, ...] | None = self.connection.execute(query, tuple(values)).fetchone()
            return found

    def rows(self, query: str, values: Iterable[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, one by one."""
        with ScratchFailures():
            cursor = self.connection.execute(query, tuple(values))
        while True:
            with ScratchFailures():
                some = cursor.fetchmany(256)
            if not some:
                return
            yield from some

    def close(self) -> None:
        self.connection.close()


class DiskSet:
    """A set of names of any size: in memory while they are few, further ones in a database."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._few: set[str] = set()
        self._many: Scratch | None = None
        for name in names:
            self.add(name)

    def __enter__(self) -> DiskSet:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __contains__(self, name: str) -> bool:
        if name in self._few or self._many is None:
            return name in self._few
        return self._many.row("SELECT 1 FROM name WHERE name = ?", (name,)) is not None

    def __len__(self) -> int:
        found = self._many and self._many.row("SELECT count(*) FROM name")
        return len(self._few) + (found[0] if found else 0)

    def add(self, name: str) -> bool:
        """Add a name; whether it was not there yet."""
        if name in self._few:
            return False
        if len(self._few) < FEW:
            self._few.add(name)
            return True
        if self._many is None:
            self._many = Scratch("CREATE TABLE name (name TEXT PRIMARY KEY) WITHOUT ROWID")
        return self._many.execute("INSERT OR IGNORE INTO name VALUES (?)", (name,)) > 0

    def close(self) -> None:
        """Give back what the set holds."""
        self._few.clear()
        if self._many is not None:
            self._many.close()


_IN_MEMORY: Final = 250
"""How many trees are kept in memory before they go to disk."""
_MARKS: Final = 1 << 22
"""The number of marks, an octet each, of those that may be on disk."""
_AT_ONCE: Final = 250
"""How many trees are read at once."""
_TABLE: Final = """
CREATE TABLE kept (number INTEGER PRIMARY KEY, iri TEXT UNIQUE, tree BLOB)
"""
_ADD: Final = """
INSERT INTO kept (iri, tree) VALUES (?, ?) ON CONFLICT (iri) DO UPDATE SET tree = excluded.tree
"""
_NEXT: Final = "SELECT number, iri, tree FROM kept WHERE number > ? ORDER BY number LIMIT ?"


class StoredTrees:
    """Trees that are hardly ever asked for, in the order in which their IRIs came."""

    def __init__(self, most: int = _IN_MEMORY) -> None:
        self._most = most
        self._last: dict[str, Object] = {}
        self._disk: Scratch | None = None
        self._marks = bytearray()
        """Which trees may be on disk, by the hash of their IRI: most that are asked for are not,
        and to find that out there takes several microseconds."""

    def __bool__(self) -> bool:
        """Whether there ever was a tree."""
        return bool(self._last) or self._disk is not None

    def add(self, iri: str, tree: Object) -> None:
        """Keep a tree, instead of one with the same IRI."""
        self._last[iri] = tree
        if len(self._last) >= self._most:
            self._store(self._opened())

    def _opened(self) -> Scratch:
        if self._disk is None:
            self._disk = Scratch(_TABLE)
            self._marks = bytearray(_MARKS)
        return self._disk

    def _store(self, disk: Scratch) -> None:
        for name in self._last:
            self._marks[hash(name) % _MARKS] = True
        disk.execute_many(_ADD, ((iri, json.dumps(tree)) for iri, tree in self._last.items()))
        self._last.clear()

    def __contains__(self, iri: str) -> bool:
        return iri in self._last or self._stored(iri) is not None

    def get(self, iri: str) -> Object | None:
        """A tree, or None."""
        found = self._last.get(iri)
        if found is None and (text := self._stored(iri)) is not None:
            tree: Object = json.loads(text)
            return tree
        return found

    def _stored(self, iri: str) -> str | None:
        """The text of a tree on disk."""
        if self._disk is None or not self._marks[hash(iri) % _MARKS]:
            return None
        row = self._disk.row("SELECT tree FROM kept WHERE iri = ?", (iri,))
        return None if row is None else str(row[0])

    def remove(self, iri: str) -> None:
        """Let go of a tree, if it is there."""
        self._last.pop(iri, None)
        if self._disk is not None and self._marks[hash(iri) % _MARKS]:
            self._disk.execute("DELETE FROM kept WHERE iri = ?", (iri,))

    def items(self) -> Iterator[tuple[str, Object]]:
        """All trees with their IRIs; meanwhile, none may be added."""
        if self._disk is None:
            yield from list(self._last.items())
            return
        self._store(self._disk)
        number = 0
        while rows := list(self._disk.rows(_NEXT, (number, _AT_ONCE))):
            yield from ((iri, json.loads(text)) for _, iri, text in rows)
            number = rows[-1][0]
