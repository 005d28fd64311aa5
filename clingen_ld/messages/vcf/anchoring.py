"""Anchoring of alleles: the bases of a VCF record, with the sequence where one is needed.

An insertion or a deletion is written with the base before it (at the start of a sequence, the
base behind it), and as far to the left as it can be: both take the sequence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from clingen_ld.messages.foreign.systems import DBSNP
from clingen_ld.model import Object, natural, part, reference_iri
from clingen_ld.types import Position
from clingen_ld.variation.assemblies import BUILDS, CURRENT, chromosome_length, chromosomes
from clingen_ld.variation.change import Change
from clingen_ld.variation.position import read_position
from clingen_ld.variation.sequences import SequenceSource, accession_in, values_of

_ACCESSION: Final = re.compile(r"NC_[0-9]+\.[1-9][0-9]*")
_BASES: Final = re.compile(r"[ACGTN]*")
_NUMBER: Final = re.compile(r"(?:rs)?([1-9][0-9]*)")
_DBSNP_SYSTEMS: Final = re.compile(rf"{DBSNP.replace('http', 'https?')}/?|dbSNP", re.I)


class Located(NamedTuple):
    """The name of a chromosome, its place in the order of chromosomes, and the builds it is of."""

    name: str
    rank: int
    builds: frozenset[str]


class Uncarried(Exception):  # noqa: N818  (not an error of the allele)
    """Why a variant file cannot carry an allele."""


@lru_cache(maxsize=1)
def known_sequences() -> Mapping[str, Located]:
    """The chromosomes of all builds by accession."""
    order = list(chromosomes(CURRENT))
    found: dict[str, Located] = {}
    for build in BUILDS:
        for name, chromosome in chromosomes(build).items():
            before = found.get(chromosome.accession)
            builds = (before.builds if before is not None else frozenset()) | {build}
            found[chromosome.accession] = Located(name, order.index(name), builds)
    return MappingProxyType(found)


def accession_of(sequence: Object) -> str | None:
    """The accession of a chromosome sequence that a ReferenceSequence is of, or None."""
    for value in (*values_of(sequence), sequence.get("id")):
        if isinstance(value, str) and _ACCESSION.fullmatch(value):
            return value
    return None


def named_accession(reference: Object) -> str | None:
    """The accession in a reference to a sequence, or None."""
    name, display = accession_in(reference), reference.get("display")
    if _ACCESSION.fullmatch(name):
        return name
    if isinstance(display, str) and (found := _ACCESSION.match(display.strip())):
        return found[0]
    return None


def sequence_iri(reference: Object, base: str) -> str | None:
    """The IRI of a reference to a sequence."""
    given = reference.get("reference")
    return reference_iri(given, base) if isinstance(given, str) and given else None


def interval(coordinate: Object) -> tuple[int, int]:
    """Start and end of a place, 0-based interbase. Raises `Uncarried` when it has none."""
    found = []
    for name in ("start", "end"):
        place = read_position(Position(part(coordinate, name)))
        if natural(coordinate, name, "index") is None:
            raise Uncarried(f"an allele without {name}")
        if place is None or place.side is not None:
            raise Uncarried("a position with an offset")
        found.append(place.index)
    start, end = found
    if start > end:
        raise Uncarried("a place that ends before it starts")
    return start, end


def bases(tree: Object, name: str) -> str | None:
    """The bases of a property, in upper case; None without any."""
    value = tree.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not _BASES.fullmatch(value.upper()):
        raise Uncarried(f"{name} in other letters than A, C, G, T and N")
    return value.upper()


def numbers_of_dbsnp(tree: Object) -> tuple[list[str], set[str]]:
    """The numbers of dbSNP that an allele or its place has, and the pointers to them."""
    numbers: list[str] = []
    pointers: set[str] = set()
    for pointer, entry in _identifiers(tree):
        system, value = entry.get("system"), entry.get("value")
        if isinstance(system, str) and _DBSNP_SYSTEMS.fullmatch(system):
            found = _NUMBER.fullmatch(value) if isinstance(value, str) else None
            if found is not None:
                pointers.add(pointer)
                if found[1] not in numbers:
                    numbers.append(found[1])
    return numbers, pointers


def _identifiers(tree: Object) -> Iterator[tuple[str, Object]]:
    places = (("/referenceCoordinate", part(tree, "referenceCoordinate")), ("", tree))
    for above, holder in places:
        listed = holder.get("identifier")
        for n, entry in enumerate(listed if isinstance(listed, list) else []):
            if isinstance(entry, Mapping):
                yield f"{above}/identifier/{n}", entry


_SHOWN: Final = 20  # bases that a text shows
_HOW: Final = "give --sequences"


@dataclass(frozen=True, slots=True)
class Anchoring:
    """The changes of alleles on one sequence, which `sequences` may have."""

    accession: str
    sequences: SequenceSource | None
    nearby: Callable[[], Iterable[Change[str]]] = tuple
    """Returns the records that an allele was read from, whose REF has the bases next to it."""

    def change(self, allele: Object) -> Change[str]:
        """The change of an allele, as given. Raises `Uncarried` if it is unknown."""
        coordinate = part(allele, "referenceCoordinate")
        start, end = interval(coordinate)
        alternate = bases(allele, "allele")
        if alternate is None:
            raise Uncarried("an allele without its sequence")
        length = self._length()
        known = chromosome_length(self.accession) if length is None else length
        if known is not None and end > known:
            raise Uncarried(f"a place beyond the end of {self.accession}, which has {known} bases")
        reference = bases(coordinate, "refAllele")
        if length is not None:
            found = self._fetch(start, end)
            if reference is not None and reference != found:
                message = f"refAllele {_cut(reference)}, where the sequence has {_cut(found)}"
                raise Uncarried(message)
            reference = found
        elif reference is None and start < end:
            raise Uncarried(f"an allele without refAllele ({self._how()})")
        reference = reference or ""
        if len(reference) != end - start:
            raise Uncarried("a refAllele that is not as long as its place")
        if reference == alternate:
            raise Uncarried("an allele that is the same as the reference")
        return Change.of(start, reference, alternate)

    def smallest(self, change: Change[str]) -> Change[str]:
        """A change as in a variant file, without the anchor: trimmed, and moved to the left."""
        trimmed = change.trim()
        return trimmed if self._length() is None else trimmed.shift_left(self._fetch)

    def record(self, change: Change[str]) -> Change[str]:
        """A trimmed change with the base that an insertion or a deletion has beside it."""
        start, reference, alternate = change.start, change.ref or "", change.alt or ""
        if reference and alternate:
            return change
        length = self._length()
        if length is None:
            return self._as_read(change)
        if start > 0:
            before = self._fetch(start - 1, start)
            return Change.of(start - 1, before + reference, before + alternate)
        end = len(reference)
        if end == length:
            raise Uncarried("a deletion of the whole sequence")
        behind = self._fetch(end, end + 1)
        return Change.of(start, reference + behind, alternate + behind)

    def _as_read(self, change: Change[str]) -> Change[str]:
        """A change with the bases beside it in the record that it was read from, if it was."""
        near = next((record for record in self.nearby() if _is_around(record, change)), None)
        if near is None:
            raise Uncarried(f"the anchor base of an insertion or a deletion ({self._how()})")
        start, reference = near.start, near.ref or ""
        before, behind = reference[: change.start - start], reference[change.end - start :]
        alternate = before + (change.alt or "") + behind
        while min(len(reference), len(alternate)) > 1 and reference[-1] == alternate[-1]:
            reference, alternate = reference[:-1], alternate[:-1]
        while min(len(reference), len(alternate)) > 1 and reference[0] == alternate[0]:
            start, reference, alternate = start + 1, reference[1:], alternate[1:]
        return Change.of(start, reference, alternate)

    def _length(self) -> int | None:
        return None if self.sequences is None else self.sequences.length(self.accession)

    def _fetch(self, start: int, end: int) -> str:
        assert self.sequences is not None
        return self.sequences.fetch(self.accession, start, end) if start < end else ""

    def _how(self) -> str:
        return _HOW if self.sequences is None else f"the sequences given have no {self.accession}"


def _is_around(record: Change[str], change: Change[str]) -> bool:
    """Whether REF of a record has what a change takes the place of, at its place."""
    if not record.start <= change.start <= change.end <= record.end:
        return False
    own = slice(change.start - record.start, change.end - record.start)
    return (record.ref or "")[own] == (change.ref or "")


def _cut(sequence: str) -> str:
    if not sequence:
        return "nothing"
    return sequence if len(sequence) <= _SHOWN else f"{sequence[:_SHOWN]}..."


def spelled(change: Change[str]) -> str:
    """A change as a text shows it: 0-based interbase start, what goes, and what comes.

    >>> spelled(Change.of(9, "A", ""))
    '9:A:'
    """
    both = (change.ref or "", change.alt or "")
    parts = (s if len(s) <= _SHOWN else f"{s[:_SHOWN]}..." for s in both)
    return ":".join((str(change.start), *parts))
