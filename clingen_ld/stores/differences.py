"""Differences between two sets of resources: files, folders or stores, resource by resource.

Both sides are put into a database of SQLite's own that goes to disk when it is large, so that
millions of resources can be compared. Of a resource that comes more than once the last one
counts, as it does in loading; what is only told of a resource (SUBSETTED) is put together, and
gives way to the resource itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Final, Literal

from clingen_ld.errors import InputError
from clingen_ld.messages.message import Item, Problem
from clingen_ld.model.subsetted import is_subsetted
from clingen_ld.stores.changes import Change, changes
from clingen_ld.stores.merging import merged
from clingen_ld.stores.scratch import Scratch

Tree = dict[str, Any]
Kind = Literal["added", "removed", "changed"]

KINDS: Final[tuple[Kind, ...]] = ("added", "removed", "changed")

_DIFFERENT: Final = """
    SELECT a.iri AS iri, IIF(b.iri IS NULL, 'removed', 'changed') AS kind, a.tree, b.tree
    FROM resource a LEFT JOIN resource b ON b.iri = a.iri AND b.side = 1
    WHERE a.side = 0 AND (b.iri IS NULL OR b.digest <> a.digest)
    UNION ALL
    SELECT b.iri, 'added', NULL, b.tree
    FROM resource b LEFT JOIN resource a ON a.iri = b.iri AND a.side = 0
    WHERE b.side = 1 AND a.iri IS NULL
"""
# Pages of the database that stay in memory, of 4 KB each: some 64 MB.
_PAGES: Final = 16_384


@dataclass(frozen=True, slots=True)
class Difference:
    """A resource that is not the same on both sides; `old` or `new` is None where it is not."""

    kind: Kind
    iri: str
    old: Tree | None
    new: Tree | None

    @property
    def type(self) -> str:
        """The resource type."""
        return str((self.new or self.old or {}).get("resourceType", ""))

    def changes(self) -> Iterator[Change]:
        """What changed within it; nothing for a resource that one side does not have."""
        if self.old is not None and self.new is not None:
            yield from changes(self.old, self.new)


class Comparison:
    """Two sets of resources side by side.

    Every method raises `StoreError` when the database fails, as when the disk is full.
    """

    def __init__(self, old: Iterable[Item], new: Iterable[Item]) -> None:
        self._database = Scratch(
            f"""
            PRAGMA cache_size = {_PAGES};
            CREATE TABLE resource (iri TEXT, side INTEGER, told INTEGER, digest BLOB, tree TEXT,
                                   PRIMARY KEY (iri, side)) WITHOUT ROWID
            """
        )
        with ExitStack() as stack:
            stack.callback(self.close)
            self._fill(0, old)
            self._fill(1, new)
            stack.pop_all()

    def close(self) -> None:
        """Give back what the comparison holds."""
        self._database.close()

    def differences(self) -> Iterator[Difference]:
        """The resources that differ, in the order of their IRIs."""
        for iri, kind, old, new in self._database.rows(f"{_DIFFERENT} ORDER BY iri"):
            yield Difference(kind, iri, _tree(old), _tree(new))

    def counts(self) -> dict[Kind, int]:
        """How many resources were added, removed and changed."""
        query = f"SELECT kind, COUNT(*) FROM ({_DIFFERENT}) GROUP BY kind"
        found = {row[0]: row[1] for row in self._database.rows(query)}
        return {kind: found.get(kind, 0) for kind in KINDS}

    def digest(self) -> str:
        """A digest of both sides: the same for the same sets of resources."""
        found = hashlib.sha256()
        query = "SELECT iri, side, digest FROM resource ORDER BY iri, side"
        for iri, side, digest in self._database.rows(query):
            found.update(iri.encode("utf-8", "surrogatepass") + bytes([side]) + digest)
        return found.hexdigest()

    def _fill(self, side: int, items: Iterable[Item]) -> None:
        for item in items:
            if not isinstance(item, Problem):
                self._add(side, item.iri, item.normal.tree)
            elif item.rule == "ST-0":
                said = ", ".join(item.values.values())
                place = f"{item.file}:{item.line or 1}:{item.column or 1}"
                raise InputError(f"{place}: {item.rule}: {said}")

    def _add(self, side: int, iri: str, tree: Tree) -> None:
        told = is_subsetted(tree)
        if told:
            row = self._database.row(
                "SELECT told, tree FROM resource WHERE iri = ? AND side = ?", (iri, side)
            )
            if row is not None and not row[0]:
                return
            if row is not None:
                tree = merged(json.loads(row[1]), tree)
        # The order of members says nothing; that of the model is kept for people to read.
        sorted_text = json.dumps(tree, sort_keys=True)
        digest = hashlib.sha256(sorted_text.encode()).digest()
        self._database.execute(
            "INSERT OR REPLACE INTO resource VALUES (?, ?, ?, ?, ?)",
            (iri, side, told, digest, json.dumps(tree)),
        )


@contextmanager
def compare(old: Iterable[Item], new: Iterable[Item]) -> Iterator[Comparison]:
    """Two sets of resources side by side, as long as the context lasts.

    Raises `InputError` for what cannot be read: what is missing would look as if removed.
    """
    comparison = Comparison(old, new)
    try:
        yield comparison
    finally:
        comparison.close()


def _tree(text: str | None) -> Tree | None:
    return None if text is None else json.loads(text)


def as_json(difference: Difference) -> Tree:
    """A difference as a JSON value."""
    found: Tree = {"change": difference.kind, "type": difference.type, "iri": difference.iri}
    if difference.kind != "changed":
        return found | {"resource": difference.new or difference.old}
    return found | {
        "changes": [
            {"change": c.kind, "property": c.property, "pointer": c.pointer}
            | ({} if c.kind == "added" else {"old": c.old})
            | ({} if c.kind == "removed" else {"new": c.new})
            for c in difference.changes()
        ]
    }


def as_text(difference: Difference) -> str:
    """A difference in words, with a line for every change."""
    head = f"{difference.kind:<8}{difference.type}  {difference.iri}\n"
    return head + "".join(f"    {change}\n" for change in difference.changes())
