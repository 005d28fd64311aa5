"""The search for suspects: resources of a set in which a rule across resources may find something.

Resources arrive one by one, and most are checked on the way, by the quick checks of
`clingen_ld.validation.suspects`: their targets are nearby, or are genes and sequences, to which
many refer. Only for the others are facts made again at the end.

Values that several resources share (an IRI, a placement, a symbol) are found by the set, not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from clingen_ld.model import reference_iri
from clingen_ld.validation.facts import AlleleFacts, CanonicalFacts, Facts, facts_of
from clingen_ld.validation.rules.file_names import begins_with, file_name, has_number, id_form
from clingen_ld.validation.rules.identity import in_the_file_of_its_id
from clingen_ld.validation.rules.references import references_lead_somewhere
from clingen_ld.validation.set_index import StoredSet
from clingen_ld.validation.suspects import Rules, suspected


class FileNames:
    """The first resource in each file, by the form of its id and its type, with another id than the
    file's name. What the name of a file shows for one id applies to all ids of that form."""

    def __init__(self) -> None:
        self.first: dict[tuple[str, str, str | None], int] = {}
        self._met: set[tuple[str, str, str | None]] = set()
        """The same by the letters of an id before its number, since most have no more: in half
        the time."""

    def add(self, number: int, kind: str | None, name: str | None, file: str) -> None:
        """Add a resource with its number, type, id and file."""
        if not file or not name:
            return
        head = name.rstrip("0123456789")
        if (file, head, kind) in self._met and head != name:
            return
        form = id_form(name) if has_number(file) else ""
        key = file, form, kind
        if key not in self.first and not begins_with(file_name(file), name):
            self.first[key] = number
        if form and key in self.first and head.isalpha() and head != name:
            self._met.add((file, head, kind))

    def suspects(self, resources: StoredSet, start: int, end: int) -> Iterator[int]:
        """The resources, in a range of numbers, whose files may be named by other ids."""
        for (file, _, _), number in self.first.items():
            if any(in_the_file_of_its_id(resources.numbered(number), resources)):
                yield from resources.of_file(file, start, end)


class Judge:
    """Finds the suspects of a set whose resources arrive one by one.

    Most targets of a resource are nearby, or genes or sequences: so the facts of the latest
    resources are cached, and resources are checked on the way. Only for those with distant or
    missing targets are facts made again at the end.
    """

    def __init__(self, resources: StoredSet, is_partial: bool = False) -> None:
        self._set = resources
        self._is_partial = is_partial
        self._near: dict[str, Facts] = {}
        """The latest complete resources by reference, and genes, sequences and the like."""
        self._size = min(_SMALL, _BLOCK)
        """The number of resources in a block."""
        self._often = 0
        """The number of those that are often referred to."""
        self._keeps_often = True
        """Whether none of those was dropped."""
        self._first: list[tuple[int, Facts]] = []
        """The earliest cached ones; later ones wait for the resources that follow."""
        self._waiting: list[tuple[int, Facts]] = []
        self._next: list[tuple[int, Facts]] = []
        self._partial: dict[str, Facts] = {}
        """Genes and sequences with only a partial description so far, each with its first one."""
        self._used: set[str] = set()
        """Those that earlier resources were checked against."""
        self._is_completed = False
        """Whether a complete description of one of these followed."""
        self._beside: Iterator[Facts] = iter(())
        self._far: dict[str, Facts | None] = {}
        self._left: list[int] = []
        self._in_files = FileNames()
        self._is_whole = True
        """Whether the facts of all resources are cached, and none was checked by now."""

    def add(self, number: int, facts: Facts, name: str | None, file: str) -> None:
        """Add a resource with its number in the set, its id and its file."""
        if facts.is_part:
            self._add_partial(facts)  # It conflicts with no other resource.
            return
        self._in_files.add(number, facts.kind, name, file)
        reference = facts.reference
        self._near.setdefault(reference, facts)
        if reference in self._partial and self._partial.pop(reference) and reference in self._used:
            self._is_completed = True
        if self._is_ready(facts) and not self._is_left(facts):
            self._is_whole = False
            del facts.record  # What is freed at once is still in the cache of the processor.
            number = _CHECKED
        self._next.append((number, facts))
        if len(self._next) >= self._size:
            self._go_by()

    def _is_ready(self, facts: Facts) -> bool:
        """Whether all that an allele is checked against is near, so that it need not wait."""
        if not isinstance(facts, AlleleFacts) or facts.genomic is not None:
            return False
        near = self._near
        if facts.canonical not in near:
            return False
        for _, target in facts.related:  # noqa: SIM110 (A generator takes longer for one or two.)
            if target not in near:
                return False
        return True

    def near(self, reference: str) -> Facts | None:
        """The facts of a resource, if it is one of the latest, or often referred to."""
        return self._near.get(reference)

    def _add_partial(self, facts: Facts) -> None:
        """Add a partial description: others may point to it."""
        key = facts.reference
        if facts.kind not in OFTEN or key in self._partial or key in self._near:
            return
        if self._keeps_often and len(self._partial) < _MOST_PARTIAL:
            self._partial[key] = facts

    def add_beside(self, facts: Facts) -> None:
        """Add the facts of a resource that others may point to, for as long as its neighbours."""
        if not facts.is_part:
            self._near.setdefault(facts.reference, facts)
            self._waiting.append((_CHECKED, facts))

    def ask(self, beside: Iterator[Facts]) -> None:
        """Add resources beside, one by one, when some is missed, until the next `part`; those that
        were asked of last come first."""
        self._beside = chain(beside, self._beside)

    def part(self) -> tuple[list[int], set[str], FileNames]:
        """Check all that was added: the numbers of those left for the finished set to judge, the
        references that were checked against partial descriptions, and the names of files.

        What is rarely referred to is dropped.
        """
        self._left += self._left_of((*self._waiting, *self._next))
        for added in (self._first, self._waiting, self._next):
            self._drop(added)
            added.clear()
        self._bound()
        found = sorted(self._left), self._used, self._in_files
        self._left, self._used, self._in_files = [], set(), FileNames()
        self._beside = iter(())
        return found

    def _go_by(self) -> None:
        """Check the resources in the middle of the cache, and drop the first ones."""
        left = self._left_of(self._waiting)
        if self._size < _BLOCK and len(left) > self._size / _FEW:
            # Those that wait are checked again, with all that follow.
            self._size = min(self._size * _GROWTH, _BLOCK)
            return
        self._left += left
        self._drop(self._first)
        self._first, self._waiting, self._next = self._waiting, self._next, []
        self._bound()

    def _bound(self) -> None:
        """Forget those that are often referred to when they are too many."""
        if self._often > _BLOCK:
            self._often, self._keeps_often = 0, False
            self._partial.clear()
            kept = (*self._first, *self._waiting)
            self._near = {facts.reference: facts for _, facts in reversed(kept)}

    def _drop(self, first: Iterable[tuple[int, Facts]]) -> None:
        """Drop the facts of resources to which few refer."""
        for _, facts in first:
            self._is_whole = False
            if self._near.get(facts.reference) is not facts:
                continue  # another description of the same resource
            if isinstance(facts, _MANY):
                del self._near[facts.reference]
            else:
                self._often += 1

    def _left_of(self, some: Iterable[tuple[int, Facts]]) -> list[int]:
        """The numbers of those in which a rule may find something, with what is beside."""
        left = [each for each in some if each[0] != _CHECKED and self._is_left(each[1])]
        while left and (beside := next(self._beside, None)) is not None:
            self.add_beside(beside)
            left = [each for each in left if self._is_left(each[1])]
        return [number for number, _ in left]

    def _is_left(self, facts: Facts) -> bool:
        """Whether a rule may find something, by all that is cached."""
        base = self._set.base
        try:
            try:
                return bool(suspected(facts, self._near.__getitem__, base))
            except KeyError:
                return bool(suspected(facts, self._look_near, base))
        except KeyError:
            return True

    def between(self, start: int, end: int, left: list[int]) -> Iterator[tuple[int, Rules | None]]:
        """The suspects of a finished part of a set, at most the size of a block; not those by the
        names of files. `left` are the numbers of those that are not known to be right."""
        self._near, self._next, self._left = {}, [], left
        self._size, self._is_whole = _BLOCK, False
        if len(left) > (end - start) // _DENSE:
            self._left = []
            for entry in self._set.between(start, end):
                if entry.record.is_subsetted:
                    continue
                facts = facts_of(entry.iri, entry.record, self._set.base)
                self.add(entry.number, facts, None, entry.file)
        return self.suspects(start, end)

    def suspects(self, start: int, end: int) -> Iterator[tuple[int, Rules | None]]:
        """The suspects in a range of numbers, with their rules; None means all rules."""
        shared = self._set.shared(start, end)
        found: dict[int, Rules | None] = {}
        if self._is_completed or (shared.names and not self._is_whole):
            # References to a shared name may have been checked against the wrong resource.
            self._left, self._waiting, self._next = list(range(start, end)), [], []
            self._near = {}
        for number in self._left:
            entry = self._set.numbered(number)
            facts = facts_of(entry.iri, entry.record, self._set.base)
            if not facts.is_part:
                self._judge(number, facts, found)
        for number, facts in (*self._waiting, *self._next):
            if number != _CHECKED:
                self._judge(number, facts, found)
        self._left = []
        for number in self._in_files.suspects(self._set, start, end):
            rules = found.setdefault(number, set())
            if rules is not None:
                rules.add(in_the_file_of_its_id)
        # Resources from elsewhere may have been added, and share a key.
        found |= dict.fromkeys(self._set.shared(start, end).numbers)
        yield from sorted(found.items())

    def _judge(self, number: int, facts: Facts, found: dict[int, Rules | None]) -> None:
        rules = suspected(facts, self._look, self._set.base)
        if self._is_partial:
            rules.discard(references_lead_somewhere)
        if rules:
            found[number] = rules

    def _look_near(self, reference: str) -> Facts:
        """The same from the cache. Raises `KeyError` for anything else."""
        found = self._near.get(reference)
        if found is None:
            found = self._partial[reference]
            self._used.add(reference)
        return found

    def _look(self, reference: str) -> Facts | None:
        for known in (self._near, self._partial):
            if reference in known:
                return known[reference]
        if reference in self._far:
            return self._far[reference]
        base = self._set.base
        entry = self._set.get(reference_iri(reference, base))
        if len(self._far) >= _BLOCK:
            self._far.clear()
        facts = None if entry is None else facts_of(entry.iri, entry.record, base)
        self._far[reference] = facts
        return facts


_CHECKED: Final = -1
"""Stands for the number of a resource that needs no further check."""
_BLOCK: Final = 8192
"""The maximum number of resources in a block; three blocks are cached."""
_SMALL: Final = 32
"""That of resources whose targets are near: what is in the cache of the processor takes a tenth of
the time of validation less (measured with blocks of 1024 resources)."""
_FEW: Final = 16
"""One in so many of a block may have targets that are not; otherwise, blocks grow."""
_GROWTH: Final = 4
_DENSE: Final = 4
"""Where more than one in so many is left, all are read, since they point to each other."""
_MOST_PARTIAL: Final = 65_536
"""The maximum number of partially described genes and sequences cached."""
OFTEN: Final = ("Gene", "ReferenceSequence")
"""The types to which resources far away point."""
_MANY: Final = (AlleleFacts, CanonicalFacts)
