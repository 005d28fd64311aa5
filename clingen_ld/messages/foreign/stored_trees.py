"""Trees of resources by their IRIs: the last ones in memory, any number of others on disk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from clingen_ld.messages.text.temporary import Scratch
from clingen_ld.model import Object

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
            told: Object = json.loads(text)
            return told
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
