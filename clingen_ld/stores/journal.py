"""The journal of a load: how far it got, so that the same load resumes where it was stopped.

A journal is a small SQLite database with one row. Before a batch is written, the row says which
inputs are completely in the store, and what the batch is about to do. Whatever happens then, the
same load starts again with the same batch, and knows its plan even if a part of it is already done.
Any other load starts from the beginning, as it may overwrite what the first one did. At its end, a
load removes its journal.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Final, NamedTuple

from clingen_ld.errors import InputError, StoreError
from clingen_ld.stores.store import is_remote

_OURS: Final = 0x636C6A31  # the application id of the database: "clj1"
_WAIT: Final = 1.0  # seconds to wait for a journal that another load uses


class Planned(NamedTuple):
    """The effect of a batch on a graph: new or replaced, and the name of its former version."""

    change: str
    version: str | None = None


@dataclass(frozen=True, slots=True)
class LoadState:
    """The progress of a load: everything before `file` and `in_file` is in the store.

    `plan` is what the next batch does, if it has begun.
    """

    load: str
    started: str
    batch: int = 0
    file: int = 0
    in_file: int = 0
    messages: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    recorded: str | None = None
    plan: dict[str, Planned] = field(default_factory=dict)


def journal_beside(location: str) -> Path | None:
    """The journal of the store in a folder: beside it. None for a store on a server."""
    if is_remote(location) or not location:
        return None
    return Path(location.rstrip("/\\") + ".journal")


class Journal:
    """The journal of one load. It is locked against others.

    Several threads may use it, one at a time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.parent.is_dir():
            raise InputError(f"{path}: the folder {path.parent.absolute()} does not exist")
        try:
            self._database = sqlite3.connect(
                path, isolation_level=None, timeout=_WAIT, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{path}: the journal cannot be opened: {error}") from error
        with ExitStack() as stack:
            stack.callback(self._database.close)
            self._prepare()
            stack.pop_all()

    def _prepare(self) -> None:
        with self._failures():
            (owner,) = self._database.execute("PRAGMA application_id").fetchone()
            (tables,) = self._database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if owner != _OURS and (owner or tables):
            raise InputError(f"{self._path}: this is not the journal of a load")
        with self._failures():
            # FULL: the journal must also be right after a power failure; with a write-ahead log,
            # that needs one disk sync, not three.
            self._database.executescript(
                f"""
                PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL;
                PRAGMA journal_mode = WAL;
                BEGIN EXCLUSIVE;
                PRAGMA application_id = {_OURS};
                CREATE TABLE IF NOT EXISTS load (key TEXT PRIMARY KEY, state TEXT);
                COMMIT;
                """
            )

    def find(self, key: str) -> LoadState | None:
        """The progress of the load with that key; None without one that can be resumed."""
        with self._failures():
            row = self._database.execute("SELECT state FROM load WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        try:
            found = LoadState(**json.loads(row[0]))
            plan = {name: Planned(*planned) for name, planned in found.plan.items()}
        except (ValueError, TypeError, AttributeError):  # another version's: the load starts over
            return None
        return replace(found, plan=plan)

    def write(self, key: str, state: LoadState) -> None:
        """Record the progress of a load; that of any other load is deleted."""
        with self._failures():
            self._database.execute("BEGIN")
            self._database.execute("DELETE FROM load")
            text = json.dumps({each.name: getattr(state, each.name) for each in fields(state)})
            self._database.execute("INSERT INTO load VALUES (?, ?)", (key, text))
            self._database.execute("COMMIT")

    def clear(self) -> None:
        """Discard the progress of any load, as the store is about to change."""
        with self._failures():
            self._database.execute("DELETE FROM load")

    def close(self) -> None:
        """Release the journal, so that the load can resume later."""
        self._database.close()

    def finish(self) -> None:
        """Remove the journal at the end of the load."""
        self._database.close()
        with suppress(OSError):
            self._path.unlink()

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if self._database.in_transaction:
                with suppress(sqlite3.Error):
                    self._database.execute("ROLLBACK")
            if "locked" in str(error):
                raise StoreError(f"{self._path}: another load into this store is at work") from None
            if "not a database" in str(error):
                raise InputError(f"{self._path}: this is not the journal of a load") from None
            raise StoreError(f"{self._path}: the journal failed: {error}") from error


class NoJournal:
    """A journal that records nothing."""

    def find(self, key: str) -> LoadState | None:
        """See `Journal`."""
        return None

    def write(self, key: str, state: LoadState) -> None:
        """See `Journal`."""

    def clear(self) -> None:
        """See `Journal`."""

    def close(self) -> None:
        """See `Journal`."""

    def finish(self) -> None:
        """See `Journal`."""


def forget(path: str | os.PathLike[str] | None) -> None:
    """Discard the journal of a stopped load, as the store has changed since."""
    if path is not None and os.path.exists(path):
        Journal(Path(path)).finish()
