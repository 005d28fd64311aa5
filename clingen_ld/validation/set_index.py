"""A set of resources that is checked as one: look-ups by IRI and by the keys of the rules.

The set is a temporary SQLite database: in memory while it is small, then in an unnamed temporary
file, which ends with the process. For several processes it is a named file, and rows are in files
of those that checked them: one process fills it, and then all of them read it.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clingen_ld.messages.text.temporary import Scratch
from clingen_ld.model import load_model
from clingen_ld.types import AnyResource, ContextualAllele, Reference, resource
from clingen_ld.validation.rule_registry import AnyEntry, is_a, target_iri
from clingen_ld.validation.rules.references import folded_id
from clingen_ld.validation.set_blocks import ROWS, Blocks, FiledRows, NamedRow
from clingen_ld.validation.set_rows import IndexRow, SetEntry, SharedKeys, make_row, tree_of
from clingen_ld.validation.set_search import FEW, ID, KeyTables, Words

if TYPE_CHECKING:
    from clingen_ld.compiled.engine import Engine

# The number of entries cached as Python objects: the genes and sequences that most alleles refer
# to, and nearby resources.
_KEPT = 4096
# The maximum number of resources returned per key: looking at all would take quadratic time.
MOST_OF_A_KEY: Final = 32
# The number of unresolved IRIs cached, so that a store is not asked again.
_MISSED = 65_536
# The size of database pages in bytes (large ones take half of the time), and the number of those
# kept in memory: 16 MB.
_PAGE_SIZE = 1 << 14
_PAGES = 1024

_TABLES: Final = """
    CREATE TABLE shared (number INTEGER PRIMARY KEY);
    CREATE TABLE size (count INTEGER)
"""
# The first look-up by IRI makes a table of resources and its index in one go, which is many times
# faster than row by row if the database is larger than memory. Most sets need neither.
_RESOURCES: Final = """
    CREATE {0}TABLE resource (number INTEGER PRIMARY KEY, iri TEXT, name TEXT, part INTEGER,
                              file BLOB)
"""
_BY_IRI: Final = "CREATE INDEX {0}resource_iri ON resource (iri, part, number)"
# Data that may be looked up is in temporary tables: a finished set is read-only.
_BY_NAME: Final = (
    "CREATE TEMP TABLE named AS SELECT name, number FROM resource WHERE part = 0 AND name <> ''",
    "CREATE INDEX temp.named_name ON named (name, number)",
)
# The number of IRIs that are searched without an index, which takes as long as some hundreds of
# searches.
_FEW_IRIS: Final = 64


class Shared(NamedTuple):
    """The resources that share a key with others, or whose name others claim.

    `names`: whether two different resources share a name.
    """

    numbers: frozenset[int]
    names: bool


_ADD: Final = "INSERT INTO resource VALUES (?, ?, ?, ?, ?)"


def _entries(rows: Iterable[tuple[int, NamedRow]]) -> Iterator[tuple[int, str, str, bool, bytes]]:
    """The look-up keys of the resources with some numbers."""
    encoded = lru_cache(maxsize=64)(os.fsencode)
    for number, (iri, file, is_part, name) in rows:
        yield number, iri, folded_id(name), is_part, encoded(file)


class StoredSet:
    """A set of resources of any size.

    `elsewhere` returns resources outside the set by IRI, from a store for example; they are added
    when first needed. `path` is a file of the set for other processes. Entries have records of
    trees, or, if the set `gives_decoded`, decoded resources where possible.
    """

    gives_decoded = False
    _is_finished = False

    def __init__(
        self,
        base: str,
        elsewhere: Callable[[str], dict[str, Any] | None] | None = None,
        path: Path | None = None,
    ) -> None:
        pages = f"PRAGMA page_size = {_PAGE_SIZE}; PRAGMA cache_size = {_PAGES}"
        database = Scratch(f"{pages}; {_TABLES}", path)
        self._begin(database, base, 0, elsewhere)
        self._blocks.create()
        self._keys = SharedKeys(database)

    @classmethod
    def opened(cls, path: Path, base: str) -> StoredSet:
        """The finished set of a file, read-only."""
        found = cls.__new__(cls)
        database = Scratch.opened(path)
        size = database.row("SELECT count FROM size")
        assert size is not None
        found._begin(database, base, size[0], None)
        has = "SELECT 1 FROM sqlite_master WHERE name = 'resource_iri'"
        found._is_indexed = database.row(has) is not None
        found._temporary = "TEMP "  # for what is not in it, since it is read-only
        found._is_finished = found.gives_decoded = True
        found._asked_iris = _FEW_IRIS  # Digests of IRIs are not there, or those of other processes.
        return found

    def _begin(
        self,
        database: Scratch,
        base: str,
        count: int,
        elsewhere: Callable[[str], dict[str, Any] | None] | None,
    ) -> None:
        self._database = database
        self._blocks = Blocks(database)
        self._is_indexed = False
        self._temporary = ""
        self.base = base
        self._count = count
        self._elsewhere = elsewhere
        self._pending: list[IndexRow] = []
        self._numbered: OrderedDict[int, SetEntry] = OrderedDict()
        self._named: dict[str, AnyEntry] = {}
        self._of_names: dict[str, list[int]] = {}
        self._missed: set[str] = set()
        self._asked_names = self._asked_iris = 0
        self._tables = KeyTables(database, self._blocks)
        self._has_names = False
        self._words = Words(self._blocks)
        self._engine: Engine | None = None

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[SetEntry]:
        return self.first(self._count)

    def first(self, count: int) -> Iterator[SetEntry]:
        """The first resources, in the order of input."""
        return self.between(0, count)

    def between(self, start: int, end: int) -> Iterator[SetEntry]:
        """The resources in a range of numbers, in the order of input."""
        self._flush()
        for number, (iri, file, text, *_) in self._blocks.rows(start, end):
            yield self._numbered.get(number) or self._keep(
                SetEntry(number, iri, self._record(text), file)
            )

    def finish(self, indexed: bool = True) -> None:
        """Write everything to the file of the set, so that others can open it.

        Where it is not `indexed`, each makes its own index when it first looks for an IRI.
        """
        self.shared(0, self._count)
        if indexed:
            self._index()
        self._database.execute("INSERT INTO size VALUES (?)", (self._count,))
        self._database.execute("COMMIT")

    def close(self) -> None:
        """Close the set."""
        self._blocks.close()
        self._database.close()

    def add(self, iri: str, tree: dict[str, Any], file: str = "") -> None:
        """Add a resource; others with the same IRI stay in the set."""
        self.add_row(make_row(iri, resource(tree), file))

    def add_row(self, row: IndexRow) -> None:
        """Add a resource as a row; others with the same IRI stay in the set."""
        self.add_rows((row,))

    def add_rows(self, rows: Sequence[IndexRow]) -> None:
        """Add some dozens of resources likewise."""
        self._count += len(rows)
        self._pending += rows
        if (
            self._is_finished or self._named or self._missed or self._of_names
            or self._words.are_known
        ):  # fmt: skip
            for row in rows:
                self._forget(row)
        if len(self._pending) >= ROWS:
            self._flush()

    def add_filed(self, filed: FiledRows) -> None:
        """Add resources whose rows are in a file, before anything is looked up."""
        assert not self._is_indexed
        self._asked_iris = _FEW_IRIS  # since other processes may have other digests
        self._flush()
        self._blocks.add_filed(filed, self._count)
        self._keys.add_run(filed.keys, self._count)
        self._count += filed.many

    def _forget(self, row: IndexRow) -> None:
        """Forget answers that another resource may change."""
        self._is_finished = False
        self._of_names.clear()
        self._words.forget()
        self._named.pop(row.iri, None)
        self._missed.discard(row.iri)

    def _flush(self) -> None:
        """Write the pending rows."""
        if not self._pending:
            return
        waiting, self._pending = self._pending, []
        first = self._count - len(waiting)
        self._blocks.add(waiting, first)
        self._keys.add(waiting, first)
        if self._is_indexed:
            rows = ((row.iri, row.file, row.is_part, row.name) for row in waiting)
            self._database.execute_many(_ADD, _entries(enumerate(rows, first)))

    def _index(self) -> None:
        """Prepare look-ups by IRI."""
        self._flush()
        if not self._is_indexed:
            self._database.execute(_RESOURCES.format(self._temporary))
            self._database.execute_many(_ADD, _entries(self._blocks.named(self._count)))
            self._database.execute(_BY_IRI.format("temp." if self._temporary else ""))
            self._is_indexed = True

    def shared(self, start: int, end: int) -> Shared:
        """The resources in a range of numbers that share a key with another one."""
        if not self._is_finished:
            self._is_finished = True
            self._flush()
            self._find_shared()
        names = self._database.row("SELECT 1 FROM shared WHERE number = -1") is not None
        find = "SELECT number FROM shared WHERE number >= ? AND number < ?"
        return Shared(frozenset(self._numbers(find, start, end)), names)

    def _numbers(self, query: str, *values: object) -> list[int]:
        """The numbers of resources that a query gives."""
        return [number for (number,) in self._database.rows(query, values)]

    def _find_shared(self) -> None:
        named, shared = self._keys.shared()
        numbers = set(shared)
        texts = {n: hash(self._blocks.row(n)[2]) for n in sorted(chain.from_iterable(named))}
        for first, *others in named:
            text, tree = texts[first], self.numbered(first).tree
            # The same resource again, in another form for example, is not another one.
            others = [each for each in others if texts[each] != text]
            if others := [each for each in others if self.numbered(each).tree != tree]:
                numbers.update((-1, first, *others))
        for number in [each for each in numbers if each >= 0]:
            record = self.numbered(number).record
            if is_a(record, ContextualAllele):
                holder = self.target(record.canonicalAllele)
                if holder is not None:  # whose own check reports it
                    numbers.add(holder.number)
        self._database.execute_many(
            "INSERT OR IGNORE INTO shared VALUES (?)", ((n,) for n in numbers)
        )

    def of_file(self, file: str, start: int, end: int) -> list[int]:
        """The numbers, in a range, of the resources in a file."""
        self._index()
        find = "SELECT number FROM resource WHERE number >= ? AND number < ? AND file = ?"
        return self._numbers(find, start, end, os.fsencode(file))

    def get(self, iri: str) -> AnyEntry | None:
        """The resource of that IRI (the first whole one, when there are several), or None."""
        known = self._named.get(iri)
        if known is not None or iri in self._missed:
            return known
        found = self._find(iri)
        if found is not None:
            if len(self._named) >= _KEPT:
                self._named.clear()
            self._named[iri] = found
        return found

    def _number_of(self, iri: str) -> int | None:
        """The number of the first whole resource with an IRI, or else of the first one."""
        if not self._is_indexed and self._asked_iris < _FEW_IRIS:
            self._asked_iris += 1
            self._flush()
            for number in self._keys.numbers_of(iri):
                if self.numbered(number).iri == iri:
                    return number
            if not self._keys.has_parts:
                return None
        self._index()
        find = "SELECT number FROM resource WHERE iri = ? ORDER BY part, number LIMIT 1"
        return next(iter(self._numbers(find, iri)), None)

    def _find(self, iri: str) -> AnyEntry | None:
        number = self._number_of(iri)
        if number is not None:
            return self.numbered(number)
        tree = None if self._elsewhere is None else self._elsewhere(iri)
        if tree is None:
            if len(self._missed) >= _MISSED:
                self._missed.clear()
            self._missed.add(iri)
            return None
        self.add(iri, tree)
        return self.numbered(self._count - 1)

    def has_whole(self, iri: str, end: int) -> bool:
        """Whether a resource before a number is a complete description of that of the IRI."""
        self._index()
        find = "SELECT 1 FROM resource WHERE iri = ? AND part = 0 AND number < ?"
        return self._database.row(find, (iri, end)) is not None

    def target(self, reference: Reference) -> AnyEntry | None:
        """The resource that a reference of a tree points to, or None."""
        iri = target_iri(reference, self.base)
        return self.get(iri) if iri is not None else None

    def keyed(self, kind: str, key: str) -> list[AnyEntry]:
        """The first resources that an index put under a key, in the order of input."""
        if kind == ID:
            known = self._of_names.get(key)
            if known is None:
                known = self._of_names[key] = self._with_name(key)
                if len(self._of_names) > _KEPT:
                    self._of_names.clear()
            return [self.numbered(number) for number in known]
        self._flush()
        table = self._tables.of_kind(kind, self._count, self._record)
        find = f"SELECT number FROM {table} WHERE kind = ? AND key = ? ORDER BY number LIMIT ?"
        return [self.numbered(number) for number in self._numbers(find, kind, key, MOST_OF_A_KEY)]

    def _with_name(self, key: str) -> list[int]:
        """The first resources with an id, ignoring case and punctuation."""
        self._asked_names += 1
        is_few = self._asked_names <= FEW
        if is_few and not self._is_indexed:
            self._flush()
            named = (n for n, row in self._blocks.named(self._count) if folded_id(row[3]) == key)
            return list(islice(named, MOST_OF_A_KEY))
        self._index()
        if not is_few and not self._has_names:
            self._has_names = True
            for statement in _BY_NAME:
                self._database.execute(statement)
        table = "resource" if is_few else "named"
        find = f"SELECT number FROM {table} WHERE name = ? ORDER BY number LIMIT ?"
        return self._numbers(find, key, MOST_OF_A_KEY)

    def may_mention(self, name: str) -> bool:
        """Whether a text may contain an id that differs from one at most in its numbers.

        The id begins with letters and a number.
        """
        self._flush()
        return self._words.may_mention(name, self._count)

    def may_have_id(self, name: str) -> bool:
        """Whether a resource may have an id, exactly so."""
        self._flush()
        return self._words.may_have_id(name, self._count)

    def numbered(self, number: int) -> SetEntry:
        """The resource of a number."""
        known = self._numbered.get(number)
        if known is not None:
            self._numbered.move_to_end(number)
            return known
        self._flush()
        iri, file, text, *_ = self._blocks.row(number)
        return self._keep(SetEntry(number, iri, self._record(text), file))

    def _record(self, text: bytes | str) -> AnyResource:
        """A resource from its text: decoded if it was before and the set gives decoded ones."""
        if isinstance(text, str) or not self.gives_decoded:
            return resource(tree_of(text))
        if self._engine is None:
            from clingen_ld.compiled.engine import engine

            self._engine = engine(load_model(), self.base)
        decoded: AnyResource = self._engine.decode_again(text)
        return decoded

    def _keep(self, entry: SetEntry) -> SetEntry:
        """Cache an entry in place of the least recently used one."""
        self._numbered[entry.number] = entry
        if len(self._numbered) > _KEPT:
            self._numbered.popitem(last=False)
        return entry
