"""Canonical alleles gathered with their contextual alleles, for forms that want them together.

Resources arrive one by one in any order. A canonical allele is written as soon as everything that
it needs has arrived; its parts are then released. Of what waits long, only a few are held in
memory; others wait on disk for the end, when everything has arrived.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, cast

from clingen_ld.messages.message import Message, Run
from clingen_ld.messages.text.temporary import StoredTrees
from clingen_ld.messages.writing import Lost
from clingen_ld.model import Object, reference_iri, resource_iri
from clingen_ld.types import AnyResource, CanonicalAllele, RelatedContextualAllele, resource

# How many contextual alleles that went out are remembered: the same one once more, in another
# form say, is not written alone.
_REMEMBERED = 100_000
# How many canonical alleles wait in memory; of more, the first ones wait on disk for the end.
_WAITING = 500
# How many complete contextual alleles are in memory, and how many of others, such as sequences; of
# more, the first ones go to disk.
_ALLELES = 1_000
_OTHERS = 5_000
# How many of those that are ready are written at once.
_AT_ONCE = 1_000
_CANONICAL: Final = "/canonicalAllele"


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

    Contextual alleles that belong to none may come many at once: those are `ready` to be written.
    """

    record: AnyResource | None
    members: tuple[Member, ...] = ()
    ready: Sequence[Message] = ()

    @property
    def canonical(self) -> Object | None:
        """The tree of the canonical allele."""
        return None if self.record is None else self.record.tree


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
    lost: list[Lost] = field(default_factory=list)
    """What later descriptions of an allele say that is not in what goes out."""
    _known: dict[str, AnyResource | Message] = field(default_factory=dict)
    _takes_runs: bool = True
    _in_runs: set[int] = field(default_factory=set)
    """Hashes of the IRIs of alleles in runs, which are known as such."""
    _queues: tuple[deque[str], deque[str]] = field(default_factory=lambda: (deque(), deque()))
    """The IRIs of the last resources that came: other ones, and contextual alleles."""
    _earlier: StoredTrees = field(default_factory=StoredTrees)
    """Those that came before these and did not go out."""
    _parts: StoredTrees = field(default_factory=StoredTrees)
    """Partially described alleles."""
    _released: StoredTrees = field(default_factory=StoredTrees)
    """Those that went out, for another canonical allele that refers to them."""
    _waiting: dict[str, AnyResource] = field(default_factory=dict)
    _put_off: StoredTrees = field(default_factory=StoredTrees)
    """Canonical alleles that wait for the end."""
    _is_ending: bool = False
    """Whether everything has arrived, and those are written that were put off."""
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
            yield from self._add_canonical(record, iri)
            return
        is_part = record.is_subsetted
        if is_part and (
            iri in self._known
            or any(iri in each for each in (self._parts, self._earlier, self._released))
        ):
            return
        if is_part and iri not in self._wanted_by:  # Hardly any of these is ever asked for.
            self._parts.add(iri, record.tree)
        else:
            went_out = self._went_out(iri)
            known = self._with_earlier(iri, record, went_out)
            if went_out:
                self._again.add(iri)
            self._know(iri, known)
        for canonical in sorted(self._wanted_by.pop(iri, ())):
            if not self._is_enough(record, canonical):  # The whole allele may come yet.
                self._wanted_by.setdefault(iri, set()).add(canonical)
                continue
            self._missing[canonical].discard(iri)
            self._want_needed(canonical, record)
            if not self._missing[canonical]:
                yield self._let_go(canonical)

    def _add_canonical(self, record: AnyResource, iri: str) -> Iterator[Gathered]:
        if self.waits and (stored := self._put_off.get(iri)) is not None:
            self._put_off.add(iri, _as_one(resource(dict(stored)), record).tree)
            return
        if self.waits and iri in self._waiting:
            record = _as_one(self._waiting[iri], record)
        while not self.waits and (iri in self._waiting or iri in self._put_off):
            iri += "\n"  # waits separately
        self._waiting[iri] = record
        self._missing[iri] = set()
        for link in _links(record):
            self._want(iri, link.contextualAllele.reference)
        for allele in filter(None, self._members_of(record)):
            self._held_by.setdefault(allele, set()).add(iri)
        if not self._missing[iri]:
            yield self._let_go(iri)
        elif len(self._waiting) > _WAITING:
            first = next(iter(self._waiting))
            self._put_off.add(first, self._no_longer_waiting(first).tree)

    def _with_earlier(self, iri: str, record: AnyResource, went_out: bool) -> AnyResource:
        """A contextual allele, merged with the description of it in an earlier document.

        Where the two differ, the values of this one are `lost`; so are all that it adds, if the
        earlier one was written already.
        """
        is_again = went_out or iri in self._known or iri in self._earlier
        if not is_again or record.resourceType != "ContextualAllele":
            return record
        before = self._record(iri)
        if before is None or before.is_subsetted or before.tree == record.tree:
            return record
        from clingen_ld.messages.descriptions import additions, merged, without_notes

        tree, first = record.tree, before.tree
        both = merged([without_notes(tree)], dict(first))
        lost = [*both.lost, *(additions(first, tree) if went_out else ())]
        self.lost += [(iri, at) for at in lost if not at.startswith(_CANONICAL)]
        link = {key: tree[key] for key in tree if key == _CANONICAL[1:]}
        return resource(both.tree | link)

    def _know(self, iri: str, record: AnyResource) -> None:
        """Hold a resource, and store the first of many."""
        self._known[iri] = record
        is_allele = record.resourceType == "ContextualAllele"
        queue = self._queues[is_allele]
        queue.append(iri)
        if len(queue) <= (_ALLELES if is_allele else _OTHERS):
            return
        first = queue.popleft()
        stored = self._known.get(first)
        if stored is None or isinstance(stored, Message):
            return
        del self._known[first]
        if first not in self._again:
            self._earlier.add(first, stored.tree)
            return
        self._again.discard(first)
        if self.waits or self._put_off:
            self._released.add(first, stored.tree)

    def _went_out(self, iri: str) -> bool:
        return iri in self._gone or (self.waits and iri in self._released)

    def _members_of(self, canonical: AnyResource) -> list[str]:
        """The IRIs of the contextual alleles of a canonical one, each empty where there is none."""
        references = [link.contextualAllele.reference for link in _links(canonical)]
        return [reference_iri(each, self.base) if each else "" for each in references]

    def add_ready(self, iri: str, message: Message) -> bool:
        """Take in a contextual allele without making its record; False if that is needed.

        It is needed where a canonical allele waits for it, or where it came before, to be merged.
        """
        if iri in self._wanted_by or self._went_out(iri):
            return False
        if iri in self._known or iri in self._earlier:
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
        is_first = not (self._waiting or self._gone or self._released)
        if not is_new or not is_first or not self._known.keys().isdisjoint(iris):
            self._split_runs()
            return False
        self._in_runs |= hashes
        self._known[f"\n{iris[0]}"] = run
        return True

    def _split_runs(self) -> None:
        """Split the runs that came, and take in the alleles of later ones one by one."""
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
        self._is_ending = bool(self._put_off)
        for _, tree in self._put_off.items():
            yield self._gathered(resource(dict(tree)))
        yield from (self._let_go(iri) for iri in list(self._waiting))
        for iri, tree in self._earlier.items():
            allele = resource(dict(tree))
            if iri not in self._known and _is_message(allele):
                yield alone(allele)
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
            elif not isinstance(record, Message) and iri not in self._again and _is_message(record):
                yield alone(record)
        if ready:
            yield Gathered(None, ready=ready)

    def target(self, reference: object) -> Object | None:
        """The resource that a reference points to, if it has come."""
        found = reference.get("reference") if isinstance(reference, Mapping) else None
        is_named = isinstance(found, str) and found
        return self.tree(reference_iri(str(found), self.base)) if is_named else None

    def tree(self, iri: str) -> Object | None:
        """The resource with an IRI, if it has come."""
        found = self._record(iri)
        return None if found is None else found.tree

    def _record(self, iri: str) -> AnyResource | None:
        found = self._known.get(iri)
        if isinstance(found, Message):
            found = self._known[iri] = resource(found.normal_tree)
        if found is None:
            tree = self._earlier.get(iri) or self._parts.get(iri)
            if tree is None and (self.waits or self._is_ending):
                tree = self._released.get(iri)
            found = None if tree is None else resource(dict(tree))
        return found

    def _want(self, canonical: str, reference: str | None) -> None:
        if not reference:
            return
        iri = reference_iri(reference, self.base)
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
        return self._gathered(self._no_longer_waiting(iri))

    def _no_longer_waiting(self, iri: str) -> AnyResource:
        """Take away a canonical allele, which holds its alleles no longer."""
        canonical = self._waiting.pop(iri)
        for missing in self._missing.pop(iri):
            _discard(self._wanted_by, missing, iri)
        for allele in self._members_of(canonical):
            _discard(self._held_by, allele, iri)
        return canonical

    def _gathered(self, canonical: AnyResource) -> Gathered:
        """A canonical allele with its members, which are released unless others need them."""
        names = self._members_of(canonical)
        members = [
            Member(link, self._record(name) if name else None)
            for link, name in zip(_links(canonical), names, strict=True)
        ]
        for name, member in zip(names, members, strict=True):
            if member.record is not None:
                self._forget(name)
        return Gathered(canonical, tuple(members))

    def _forget(self, allele: str) -> None:
        """Release a contextual allele, unless another canonical allele waits to take it along."""
        if allele in self._held_by:
            return
        is_kept = allele in self._known or allele in self._earlier or allele in self._parts
        record = self._record(allele) if is_kept else None
        self._known.pop(allele, None)
        self._earlier.remove(allele)
        self._parts.remove(allele)
        self._again.discard(allele)
        if not self.waits:
            self._gone[allele] = None
            if len(self._gone) > _REMEMBERED:
                self._gone.popitem(last=False)
        if record is not None and (self.waits or self._put_off):
            self._released.add(allele, record.tree)


def _is_message(record: AnyResource) -> bool:
    """Whether a resource is an allele that is written where no canonical one has it."""
    return record.resourceType == "ContextualAllele" and not record.is_subsetted


def _discard(sets: dict[str, set[str]], key: str, value: str) -> None:
    """Remove a value from the set of a key, and an empty set."""
    found = sets.get(key)
    if found is not None:
        found.discard(value)
        if not found:
            del sets[key]


def _as_one(before: AnyResource, record: AnyResource) -> AnyResource:
    """Merge two descriptions of a canonical allele; the complete one, else the later one, wins."""
    from clingen_ld.messages.descriptions import merged

    first, other = (record, before) if before.is_subsetted else (before, record)
    return resource(merged([dict(other.tree)], dict(first.tree)).tree)


def _links(canonical: AnyResource) -> Sequence[RelatedContextualAllele]:
    return cast("CanonicalAllele", canonical).relatedContextualAllele


def alone(allele: AnyResource) -> Gathered:
    """A contextual allele that belongs to no canonical one."""
    return Gathered(None, (Member(RelatedContextualAllele({}), allele),))
