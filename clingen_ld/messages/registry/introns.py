"""Positions in introns, with their places on the genome, from the genomic row of a document.

The registry places rows leftmost, each on its own sequence. On the minus strand that is the
genome's rightmost place: in a repeat, not the one of the genomic row, but the one of the genomic
row's HGVS name, which is rightmost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from clingen_ld.messages.registry.rows import accessions, build_rank, coordinates
from clingen_ld.model import Object, Tree, is_integer, texts
from clingen_ld.types import ContextualAllele
from clingen_ld.variation.builders import sequence_reference
from clingen_ld.variation.change import MAX_SHIFT, Change
from clingen_ld.variation.hgvs import HgvsName, parse
from clingen_ld.variation.plain_names import name_type


class GenomicEquivalent(NamedTuple):
    """The genomic row of a document: its sequence, its change, and the names that place it."""

    accession: str
    change: Change[str]
    names: tuple[str, ...]

    def rightmost(self) -> Change[str] | None:
        """The change where HGVS places it, rightmost in a repeat; None if no name shows it."""
        if not self.change.is_shiftable:
            return self.change
        for name in self.names:
            read = parse(name, name_type(name))
            if not isinstance(read, HgvsName) or read.alleles > 1:
                continue
            for interval in read.intervals():
                by = interval.start.index - self.change.start
                is_as_long = interval.length == self.change.end - self.change.start
                if is_as_long and 0 <= by <= MAX_SHIFT:
                    return self.change.shifted(by)
        return None


def genomic_equivalent(rows: Sequence[Object]) -> GenomicEquivalent | None:
    """The row on the newest build; None without one."""
    found: tuple[Object, Change[str]] | None = None
    newest = -1
    for row in rows:
        given = coordinates(row)
        if len(given) == 1 and (rank := build_rank(row)) > newest:
            change = _change(given[0])
            if change is not None:
                found, newest = (row, change), rank
    if found is None:
        return None
    row, change = found
    accession = accessions(row)[0]
    names = [name for name in texts(row.get("hgvs")) if name.startswith(f"{accession}:")]
    return GenomicEquivalent(accession, change, tuple(names))


def put_on_genome(tree: Tree, given: Object, equivalent: GenomicEquivalent) -> None:
    """Add genomic positions to an allele in an intron.

    Only if the alleles show the strand, and the shift along a repeat on the minus strand, where the
    interval is counted from its end.
    """
    coordinate = ContextualAllele(tree).referenceCoordinate
    ends = coordinate.start, coordinate.end
    if not any(position.has("externalOffsetLength") for position in ends):
        return
    places = genomic_places(given, equivalent)
    for position, index in zip(ends, places or (), strict=False):
        if position.has("externalOffsetLength"):
            reference = sequence_reference(equivalent.accession)
            position.tree["externalGenomicReferenceSequence"] = reference
            position.tree["externalGenomicPositionIndex"] = index


def genomic_places(given: Object, equivalent: GenomicEquivalent) -> tuple[int, int] | None:
    """The genomic places of the start and the end of a coordinate."""
    own = _alleles(given)
    left, right = equivalent.change, equivalent.rightmost()
    is_plus = own == (left.ref, left.alt)
    # Some rows on the minus strand are shifted, and have the bases of the place before.
    is_minus = own in [_turned(each) for each in (left, right) if each is not None]
    if is_plus is is_minus:  # A sequence that is its own complement is on either strand.
        return None
    if is_plus:
        is_sure = right is not None or not _is_rotated(own, _turned(left))
        return (left.start, left.end) if is_sure else None
    return None if right is None else (right.end, right.start)


def _turned(change: Change[str]) -> tuple[str | None, str | None]:
    """The alleles of a change on the other strand."""
    turned = change.reverse_complement()
    return turned.ref, turned.alt


def _is_rotated(one: tuple[str, str] | None, other: tuple[str | None, str | None]) -> bool:
    """Whether what one pair of alleles deletes or inserts is the other's, shifted."""
    return "".join(one or ()) in 2 * "".join(filter(None, other))


def _alleles(given: Object) -> tuple[str, str] | None:
    reference, alternate = given.get("referenceAllele"), given.get("allele")
    if not isinstance(reference, str) or not isinstance(alternate, str):
        return None
    return reference, alternate


def _change(given: Object) -> Change[str] | None:
    alleles, start, end = _alleles(given), given.get("start"), given.get("end")
    if alleles is None or not is_integer(start) or not is_integer(end):
        return None
    return Change(start, end, *alleles)
