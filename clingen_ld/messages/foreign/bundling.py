"""Bundles of a canonical allele with its contextual alleles, for forms that want them together.

Resources arrive one by one in any order. A canonical allele is written as soon as everything that
it needs has arrived; its parts are then released, so that memory does not grow if related resources
are near each other in a stream. The rest is written at the end.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, cast

from clingen_ld.messages.message import Message, Run
from clingen_ld.messages.writing import JsonOutput, Lost, WriteOptions, Writer
from clingen_ld.model import Object, reference_iri, resource_iri
from clingen_ld.types import AnyResource, CanonicalAllele, RelatedContextualAllele, resource

if TYPE_CHECKING:
    import sqlite3

# How many contextual alleles that went out are remembered: the same one once more, in another
# form say, is not written alone.
_REMEMBERED = 100_000
# How many trees of alleles are kept in memory before they go to disk.
_IN_MEMORY = 1_000
# The number of marks, an octet each, of those that may be on disk.
_MARKS = 1 << 22
# How many of those that are ready are written at once.
_AT_ONCE = 1_000


class Member(NamedTuple):
    """A contextual allele of a canonical one.

    `related` is the entry of relatedContextualAllele, `record` is None if the allele never arrived.
    """

    related: RelatedContextualAllele
    record: AnyResource | None

    @property
    def link(self) -> Object:
        """The tree of the entry."""
        return self.related.tree

    @property
    def allele(self) -> Object | None:
        """The tree of the allele."""
        return None if self.record is None else self.record.tree


class Gathered(NamedTuple):
    """A canonical allele (None: contextual alleles that belong to none) with its members.

    Those that belong to none and are `ready` to be written come many at once.
    """

    record: AnyResource | None
    members: tuple[Member, ...] = ()
    ready: Sequence[Message] = ()

    @property
    def canonical(self) -> Object | None:
        """The tree of the canonical allele."""
        return None if self.record is None else self.record.tree


class _StoredAlleles:
    """Alleles that hardly any canonical one asks for: a few in memory, others on disk."""

    def __init__(self, most: int = _IN_MEMORY) -> None:
        self._most = most
        self._last: dict[str, Object] = {}
        self._disk: sqlite3.Connection | None = None
        self._marks = bytearray()
        """Which alleles may be on disk, by the hash of their IRI: most that are asked for are not,
        and to find that out there takes several microseconds."""

    def add(self, iri: str, tree: Object) -> None:
        """Keep an allele, instead of one with the same IRI."""
        self._last[iri] = tree
        if len(self._last) < self._most:
            return
        if self._disk is None:
            import sqlite3

            self._disk = sqlite3.connect("", isolation_level=None)
            self._disk.execute(
                "CREATE TABLE allele (iri TEXT PRIMARY KEY, tree BLOB) WITHOUT ROWID"
            )
            self._disk.execute("BEGIN")
            self._marks = bytearray(_MARKS)
        for name in self._last:
            self._marks[hash(name) % _MARKS] = True
        rows = ((iri, json.dumps(tree)) for iri, tree in self._last.items())
        self._disk.executemany("REPLACE INTO allele VALUES (?, ?)", rows)
        self._last.clear()

    def __contains__(self, iri: str) -> bool:
        return self.get(iri) is not None

    def get(self, iri: str) -> Object | None:
        """An allele, or None."""
        found = self._last.get(iri)
        if found is None and self._disk is not None and self._marks[hash(iri) % _MARKS]:
            query = "SELECT tree FROM allele WHERE iri = ?"
            for (text,) in self._disk.execute(query, (iri,)):
                told: Object = json.loads(text)
                return told
        return found

    def remove(self, iri: str) -> None:
        """Let go of an allele, if it is there."""
        self._last.pop(iri, None)
        if self._disk is not None and self._marks[hash(iri) % _MARKS]:
            self._disk.execute("DELETE FROM allele WHERE iri = ?", (iri,))


Needs = Callable[[Object], Iterable[Object]]


@dataclass(slots=True)
class Gathering:
    """Resources held for bundling.

    `needs` returns the references of a contextual allele that its form requires. With `waits`, a
    partial canonical allele also waits for complete contextual alleles, and includes those already
    written; otherwise a later description of an allele has only its own content.
    """

    base: str
    needs: Needs | None = None
    waits: bool = False
    _known: dict[str, AnyResource | Message] = field(default_factory=dict)
    _takes_runs: bool = True
    _in_runs: set[int] = field(default_factory=set)
    """Hashes of the IRIs of alleles in runs, which are known as such."""
    _parts: _StoredAlleles = field(default_factory=_StoredAlleles)
    """Partially described alleles."""
    _released: _StoredAlleles = field(default_factory=_StoredAlleles)
    """Those that went out, for another canonical allele that refers to them."""
    _waiting: dict[str, AnyResource] = field(default_factory=dict)
    _missing: dict[str, set[str]] = field(default_factory=dict)
    _wanted_by: dict[str, set[str]] = field(default_factory=dict)
    _held_by: dict[str, set[str]] = field(default_factory=dict)
    _gone: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _again: set[str] = field(default_factory=set)

    def add(self, tree: Object) -> Iterator[Gathered]:
        """Take in a resource; gives what is complete now."""
        return self.add_record(resource(dict(tree)), resource_iri(tree, self.base))

    def add_record(self, record: AnyResource, iri: str) -> Iterator[Gathered]:
        """The same of the record of a resource, of a tree or compiled, with its IRI."""
        is_canonical = record.resourceType == "CanonicalAllele"
        if self._in_runs and (is_canonical or hash(iri) in self._in_runs):
            self._split_runs()
        if is_canonical:
            if self.waits and iri in self._waiting:
                record = _as_one(self._waiting[iri], record)
            while not self.waits and iri in self._waiting:  # waits separately
                iri += "\n"
            self._waiting[iri] = record
            self._missing[iri] = set()
            for link in _links(record):
                self._want(iri, link.contextualAllele.reference)
            if not self._missing[iri]:
                yield self._let_go(iri)
            return
        is_part = record.is_subsetted
        if is_part and (iri in self._known or iri in self._parts):
            return
        if is_part and iri not in self._wanted_by:  # Hardly any of these is ever asked for.
            self._parts.add(iri, record.tree)
        else:
            self._known[iri] = record
        if iri in self._gone:
            self._again.add(iri)
        for canonical in sorted(self._wanted_by.pop(iri, ())):
            if not self._is_enough(record, canonical):  # The whole allele may come yet.
                self._wanted_by.setdefault(iri, set()).add(canonical)
                continue
            self._missing[canonical].discard(iri)
            self._want_needed(canonical, record)
            if not self._missing[canonical]:
                yield self._let_go(canonical)

    def add_ready(self, iri: str, message: Message) -> bool:
        """Take in a contextual allele that needs no record, if no canonical one asks for that."""
        if iri in self._wanted_by or iri in self._gone:
            return False
        if hash(iri) in self._in_runs:
            self._split_runs()
        self._known[iri] = message
        return True

    def add_run(self, run: Run) -> bool:
        """Take in alleles likewise, if each is there only once."""
        if not self._takes_runs:
            return False
        iris = run.iris(self.base)
        hashes = set(map(hash, iris))
        is_new = len(hashes) == len(iris) and self._in_runs.isdisjoint(hashes)
        if not is_new or self._waiting or self._gone or not self._known.keys().isdisjoint(iris):
            self._split_runs()
            return False
        self._in_runs |= hashes
        self._known[f"\n{iris[0]}"] = run
        return True

    def _split_runs(self) -> None:
        """Take in the alleles of runs one by one, from now on: this takes as long as there are."""
        self._takes_runs = False
        if not self._in_runs:
            return
        known = list(self._known.items())
        self._known.clear()
        self._in_runs.clear()
        for iri, record in known:
            if isinstance(record, Run):
                self._known.update(zip(record.iris(self.base), record.messages(), strict=True))
            else:
                self._known[iri] = record

    def rest(self) -> Iterator[Gathered]:
        """The incomplete rest, and every contextual allele without a canonical allele.

        A partial one (`subsetted`) is not a message of its own.
        """
        yield from (self._let_go(iri) for iri in list(self._waiting))
        ready: list[Message] = []
        for iri, record in list(self._known.items()):
            if isinstance(record, Message) and not isinstance(record, Run):
                ready.append(record)
                if len(ready) < _AT_ONCE:
                    continue
            if ready:
                yield Gathered(None, ready=ready)
                ready = []
            if isinstance(record, Run):
                yield Gathered(None, ready=(record,))
            elif (
                not isinstance(record, Message)
                and iri not in self._again
                and not record.is_subsetted
                and record.resourceType == "ContextualAllele"
            ):
                yield alone(record)
        if ready:
            yield Gathered(None, ready=ready)

    def target(self, reference: object) -> Object | None:
        """The resource that a reference points to, if it has come."""
        found = reference.get("reference") if isinstance(reference, Mapping) else None
        if not isinstance(found, str) or not found:
            return None
        return self.tree(reference_iri(found, self.base))

    def tree(self, iri: str) -> Object | None:
        """The resource with an IRI, if it has come."""
        found = self._record(iri)
        return None if found is None else found.tree

    def _record(self, iri: str) -> AnyResource | None:
        found = self._known.get(iri)
        if isinstance(found, Message):
            found = self._known[iri] = resource(found.normal_tree)
        if found is None:
            tree = self._parts.get(iri) or (self._released.get(iri) if self.waits else None)
            found = None if tree is None else resource(dict(tree))
        return found

    def _want(self, canonical: str, reference: str | None) -> None:
        if not reference:
            return
        iri = reference_iri(reference, self.base)
        self._held_by.setdefault(iri, set()).add(canonical)
        record = self._record(iri)
        if record is None or not self._is_enough(record, canonical):
            self._missing[canonical].add(iri)
            self._wanted_by.setdefault(iri, set()).add(canonical)
        else:
            self._want_needed(canonical, record)

    def _want_needed(self, canonical: str, record: AnyResource) -> None:
        if self.needs is not None and record.resourceType == "ContextualAllele":
            for needed in self.needs(record.tree):
                self._want(canonical, needed.get("reference"))

    def _is_enough(self, record: AnyResource, canonical: str) -> bool:
        """Whether a resource can be written: it is complete, or everything is partial."""
        is_part = record.resourceType == "ContextualAllele" and record.is_subsetted
        return not is_part or (self._waiting[canonical].is_subsetted and not self.waits)

    def _let_go(self, iri: str) -> Gathered:
        canonical = self._waiting.pop(iri)
        for missing in self._missing.pop(iri):
            self._wanted_by.get(missing, set()).discard(iri)
        members = []
        for link in _links(canonical):
            reference = link.contextualAllele.reference
            name = reference_iri(reference, self.base) if reference else ""
            members.append((name, Member(link, self._record(name) if name else None)))
        for name, member in members:
            if member.record is not None:
                self._forget(name, iri)
        return Gathered(canonical, tuple(member for _, member in members))

    def _forget(self, allele: str, canonical: str) -> None:
        """Let go of a contextual allele that no other canonical allele waits to go out with."""
        holders = self._held_by.get(allele, set())
        holders.discard(canonical)
        if holders:
            return
        self._held_by.pop(allele, None)
        record = self._record(allele) if allele in self._known or allele in self._parts else None
        self._known.pop(allele, None)
        self._parts.remove(allele)
        self._gone[allele] = None
        if len(self._gone) > _REMEMBERED:
            self._gone.popitem(last=False)
        if record is not None and self.waits:
            self._released.add(allele, record.tree)


def _as_one(before: AnyResource, record: AnyResource) -> AnyResource:
    """Merge two descriptions of a canonical allele; the complete one, or else the later one,
    wins."""
    from clingen_ld.messages.descriptions import merged

    first, other = (record, before) if before.is_subsetted else (before, record)
    return resource(merged([dict(other.tree)], dict(first.tree)).tree)


def _links(canonical: AnyResource) -> Sequence[RelatedContextualAllele]:
    return cast(CanonicalAllele, canonical).relatedContextualAllele


_NO_LINK: Final = RelatedContextualAllele({})


def alone(allele: AnyResource) -> Gathered:
    """A contextual allele that belongs to no canonical one."""
    return Gathered(None, (Member(_NO_LINK, allele),))


def lacks_only_its_type(canonical: Object) -> bool:
    """Whether a partial canonical allele is complete except for its type, as variants of Cat-VRS
    may be; parts of a complex allele are described with it."""
    return not canonical.get("composite") and "canonicalAlleleType" not in canonical


class GatheringWriter(Writer):
    """Keeps resources until their canonical allele is complete.

    `needs` returns the references of a contextual allele that the form requires.
    """

    def __init__(
        self,
        output: BinaryIO,
        options: WriteOptions,
        needs: Needs | None = None,
    ) -> None:
        self._output = JsonOutput(output, options.pretty)
        self._base = options.base
        self._gathering = Gathering(options.base, needs)

    def write(self, tree: Object) -> list[Lost]:
        """Write a resource, or keep it; gives what the form cannot carry."""
        lost, is_gathered = self._arrived(tree)
        return lost + (self._gather(self._gathering.add(tree)) if is_gathered else [])

    def _gather(self, complete: Iterable[Gathered]) -> list[Lost]:
        return [each for found in complete for each in self._put(found)]

    def finish(self) -> list[Lost]:
        """Write what never became whole."""
        lost = self._gather(self._gathering.rest()) + self._put_rest()
        self._output.finish()
        return lost

    def _put_rest(self) -> list[Lost]:
        """Write what was kept until everything else was written."""
        return []

    @abstractmethod
    def _arrived(self, tree: Object) -> tuple[list[Lost], bool]:
        """The losses of a single resource, and whether to gather it."""

    @abstractmethod
    def _put(self, found: Gathered) -> list[Lost]:
        """Write one canonical allele, or alleles of none; gives what is not carried."""

    def _of(self, tree: Object, what: str) -> Lost:
        return resource_iri(tree, self._base), what
