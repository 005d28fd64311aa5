"""Rows of a set of resources: a resource as text, with its look-up keys."""

from __future__ import annotations

import json
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, Final, NamedTuple

from clingen_ld.messages.fast_path import DirectMessage
from clingen_ld.messages.message import Message
from clingen_ld.messages.text.temporary import Scratch
from clingen_ld.model import Tree
from clingen_ld.types import AnyResource, resource
from clingen_ld.validation.facts import Facts
from clingen_ld.validation.rule_registry import single_keys_of


class IndexRow(NamedTuple):
    """A resource for a set: its tree as JSON text, and keys that others may share."""

    iri: str
    file: str
    tree: bytes | str
    is_part: bool
    """Whether it is a partial description; rules look among complete ones."""
    name: str
    """Its id; empty for a partial description."""
    keys: tuple[tuple[str, str], ...]
    """The look-up keys that no other correct resource shares."""


_new_row: Final = partial(tuple.__new__, IndexRow)
"""Makes a row of a tuple, in a third of the time."""
KeptRow = tuple[str, str, bytes | str, bool, str]
"""An `IndexRow` as stored, without its keys."""


def record_of(message: Message) -> AnyResource:
    """The resource of a message: decoded if available, else the record of its tree."""
    if isinstance(message, DirectMessage):
        decoded: AnyResource = message.decoded.resource
        return decoded
    return resource(message.tree)


def row_of(message: Message, record: AnyResource, facts: Facts | None = None) -> IndexRow:
    """The row of a message, given its resource, and its facts if they are known."""
    if not isinstance(message, DirectMessage):
        return make_row(message.iri, record, message.file)
    decoded, file, text = message.decoded, message.file, message.text
    if decoded.is_subsetted:
        return IndexRow(decoded.iri, file, text, True, "", ())
    keys = single_keys_of(record) if facts is None else facts.keys
    return _new_row((decoded.iri, file, text, False, record.id or "", keys))


def row_of_record(message: Message, record: AnyResource) -> IndexRow:
    """The row of a message with another record than its own."""
    return make_row(message.iri, record, message.file)


def make_row(iri: str, record: AnyResource, file: str) -> IndexRow:
    """The row of a resource."""
    is_part = record.is_subsetted
    tree = json.dumps(record.tree)
    if is_part:
        return IndexRow(iri, file, tree, True, "", ())
    return IndexRow(iri, file, tree, False, record.id or "", single_keys_of(record))


class KeyRun(NamedTuple):
    """The keys of some rows as digests: sorted, then each with that of the IRI, and the number, of
    its row.

    A collision (one in 10^19) does no harm: the rules compare the resources themselves.
    """

    sorted: array[int]
    keys: array[int]
    names: array[int]
    numbers: array[int]


class Keys:
    """The keys of rows, gathered."""

    def __init__(self) -> None:
        self._keys, self._names, self._numbers = array("q"), array("q"), array("q")
        self.has_parts = False
        """Whether some resources are left out, as partial descriptions."""

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, rows: Sequence[IndexRow], first: int) -> None:
        """Add the keys of rows, the first of which has a number."""
        numbers: Sequence[int] = range(first, first + len(rows))
        if True in [row.is_part for row in rows]:
            self.has_parts = True
            whole = [(n, row) for n, row in zip(numbers, rows, strict=True) if not row.is_part]
            numbers, rows = [n for n, _ in whole], [row for _, row in whole]
        names = [hash(row.iri) & ~1 for row in rows]  # The last bit distinguishes IRIs.
        self._put(names, names, numbers)
        others = [
            (hash(key) | 1, name, number)
            for name, number, row in zip(names, numbers, rows, strict=True)
            for key in row.keys
        ]
        if others:
            self._put(*zip(*others, strict=True))

    def _put(self, keys: Iterable[int], names: Iterable[int], numbers: Iterable[int]) -> None:
        self._keys.extend(keys)
        self._names.extend(names)
        self._numbers.extend(numbers)

    def run(self) -> KeyRun:
        """The keys as a run."""
        return KeyRun(array("q", sorted(self._keys)), self._keys, self._names, self._numbers)


class SharedKeys:
    """The keys of the resources of a set, in its database: which ones several have."""

    def __init__(self, database: Scratch) -> None:
        database.execute(
            "CREATE TABLE single (sorted BLOB, key BLOB, name BLOB, number BLOB, first INTEGER)"
        )
        self._database = database
        self._count = self._runs = 0
        self.has_parts = False
        self._waiting = Keys()

    def add(self, rows: Sequence[IndexRow], first: int) -> None:
        """Add the keys of rows, the first of which has a number."""
        self._waiting.add(rows, first)
        if len(self._waiting) >= _RUN:
            self._store()

    def _store(self) -> None:
        waiting, self._waiting = self._waiting, Keys()
        self.has_parts = self.has_parts or waiting.has_parts
        if len(waiting):
            self.add_run(waiting.run(), 0)

    def add_run(self, run: KeyRun, first: int) -> None:
        """Add keys, the numbers of whose rows begin at a number."""
        self._database.execute("INSERT INTO single VALUES (?, ?, ?, ?, ?)", (*run, first))
        self._runs += 1
        self._count += len(run.keys)

    def _each(self, columns: str) -> Iterator[tuple[Any, ...]]:
        """Some columns of all runs, one by one: they are large."""
        for run in range(self._runs):
            found = self._database.row(f"SELECT {columns} FROM single WHERE rowid = ?", (run + 1,))
            assert found is not None
            yield found

    def numbers_of(self, iri: str) -> Iterator[int]:
        """The numbers of the resources that have an IRI, in order, and seldom of another one."""
        wanted = (hash(iri) & ~1).to_bytes(8, sys.byteorder, signed=True)
        self._store()
        for keys, numbers, first in self._each("key, number, first"):
            at = keys.find(wanted)
            while at >= 0:
                if not at % 8:
                    yield first + array("q", numbers)[at // 8]
                at = keys.find(wanted, at + 1)

    def shared(self) -> tuple[list[list[int]], list[int]]:
        """The numbers of the resources that share a key.

        First those of each IRI that several have, then of other keys that several IRIs have.
        """
        self._store()
        shared = set(self._repeated())
        found: dict[int, list[tuple[int, int]]] = {}
        for *run, first in self._each("key, name, number, first") if shared else ():
            keys, names, numbers = (array("q", column) for column in run)
            for at, key in enumerate(keys):
                if key in shared:
                    found.setdefault(key, []).append((names[at], first + numbers[at]))
        named, others = [], []
        for key, pairs in found.items():
            numbers_of_key = list(dict.fromkeys(number for _, number in pairs))
            if not key & 1:
                named.append(numbers_of_key)
            elif len({name for name, _ in pairs}) > 1:
                others += numbers_of_key
        return named, others

    def _repeated(self) -> Iterator[int]:
        """The keys that are there several times."""
        step = (1 << 64) // (self._count // _PART + 1) + 1
        for start in range(-(1 << 63), 1 << 63, step):
            every = (array("q", run) for (run,) in self._each("sorted"))
            runs = [keys[slice(*_within(keys, start, start + step))] for keys in every]
            few = step // (sum(map(len, runs)) // _FEW + 1) + 1
            for low in range(start, start + step, few):
                some: list[int] = []
                for keys in runs:
                    first, last = _within(keys, low, low + few)
                    some += keys[first:last]
                if len(set(some)) < len(some):
                    some.sort()
                    yield from (one for one, other in pairwise(some) if one == other)


def _within(keys: array[int], start: int, end: int) -> tuple[int, int]:
    """Where the keys from one to another, the end excluded, are among sorted ones."""
    first = bisect_left(keys, start)
    return first, bisect_left(keys, end, first)


_RUN: Final = 1 << 14
_PART: Final = 1 << 19
"""The number of keys held at once."""
_FEW: Final = 1 << 14
"""The number of those compared at once, as many as the cache of the processor holds: a third of the
time of comparing 370,000 at once."""


def tree_of(text: bytes | str) -> Tree:
    """A tree from its text: the bytes of a decoded resource, or text written here."""
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
