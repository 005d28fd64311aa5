"""The journal of a load: how far it came, so that the same load goes on where it was stopped.

A journal is a small SQLite database with one row. Before a batch is written to the store, the row
says up to where everything is in the store, and what the batch is about to do. Whatever happens
after that, the same load begins with the same batch, and does not forget what it had meant to do
when a part of it is done already. A load of anything else starts anew, since what it writes may
undo what the other had done. At the end of a load its journal is removed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Final, NamedTuple

from clingen_ld.errors import InputError, StoreError
from clingen_ld.stores.store import is_remote

_OURS: Final = 0x636C6A31  # the application id of the database: "clj1"
_WAIT: Final = 1.0  # seconds until a journal that another load holds is given up


class Planned(NamedTuple):
    """What a batch does to a graph: new or replaced, and the name of its former version."""

    change: str
    version: str | None = None


@dataclass(frozen=True, slots=True)
class LoadState:
    """How far a load came: everything before `file` and `in_file` is in the store.

    `plan` is what the batch that follows does, if it was begun.
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
    """The journal of one load. Nobody else can open it meanwhile.

    It may be used by several threads, one after the other.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
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
            # FULL: what the journal says must hold after a power failure as well; with a
            # write-ahead log, that costs one wait for the disk, not three.
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
        """How far the load of that key came, or None."""
        with self._failures():
            row = self._database.execute("SELECT state FROM load WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        found = LoadState(**json.loads(row[0]))
        plan = {name: Planned(*planned) for name, planned in found.plan.items()}
        return replace(found, plan=plan)

    def write(self, key: str, state: LoadState) -> None:
        """Note how far a load came; what is known of any other is forgotten."""
        with self._failures():
            self._database.execute("BEGIN")
            self._database.execute("DELETE FROM load")
            text = json.dumps({each.name: getattr(state, each.name) for each in fields(state)})
            self._database.execute("INSERT INTO load VALUES (?, ?)", (key, text))
            self._database.execute("COMMIT")

    def close(self) -> None:
        """Let the journal go, for the load to go on later."""
        self._database.close()

    def finish(self) -> None:
        """The load is at its end: remove the journal."""
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
    """In the place of a journal, when nothing is to be remembered."""

    def find(self, key: str) -> LoadState | None:
        """See `Journal`."""
        return None

    def write(self, key: str, state: LoadState) -> None:
        """See `Journal`."""

    def close(self) -> None:
        """See `Journal`."""

    def finish(self) -> None:
        """See `Journal`."""


def forget(path: Path | None) -> None:
    """Forget a load that was stopped: what changed in the store since, it does not know."""
    if path is not None and path.exists():
        Journal(path).finish()
