"""The place and change of a contextual allele, from its message.

Values that other rules report, such as invalid letters, count as absent.
"""

from __future__ import annotations

from typing import NamedTuple

from clingen_ld.types import ContextualAllele, ReferenceCoordinate
from clingen_ld.variation.change import Change
from clingen_ld.variation.hgvs_parts import HgvsEdit
from clingen_ld.variation.position import InterbasePosition, Interval, on_one_line, read_position
from clingen_ld.variation.sequences import Residues, read_residues


class PlacedAllele(NamedTuple):
    """The place, the reference allele and the allele of a message; None if absent."""

    start: InterbasePosition | None
    end: InterbasePosition | None
    reference: Residues | None
    alternate: Residues | None

    @property
    def interval(self) -> Interval | None:
        """The interval, if both ends are given."""
        return None if self.start is None or self.end is None else Interval(self.start, self.end)

    @property
    def length_mismatch(self) -> bool:
        """Whether refAllele is not as long as the interval, which XA-6 reports."""
        line = None if self.start is None or self.end is None else on_one_line(self.start, self.end)
        if line is None or self.reference is None:
            return False
        return line[1] - line[0] != len(self.reference)

    @property
    def change(self) -> Change[Residues] | None:
        """The change of its sequence; None in introns, or if not given."""
        interval = self.interval
        if interval is None or interval.in_intron or self.length_mismatch:
            return None
        if self.alternate is None or not interval.is_ordered:
            return None
        return Change(interval.start.index, interval.end.index, self.reference, self.alternate)

    def may_be(self, edit: HgvsEdit, span: Interval) -> bool:
        """Whether it can be the change of a name at another place.

        `span` is the span of the name's positions. The allele shows what can repeat between the two
        places; residues not in the name can be those of the repeat.
        """
        if self.start is None or self.end is None or self.length_mismatch:
            return False
        line = on_one_line(span.start, span.end, self.start, self.end)
        if line is None or self.alternate is None:
            return False
        start, end, own_start, own_end = line
        if edit.kind == "identity" and not own_start <= start <= end <= own_end:
            return False  # A name without a change applies to all of its positions.
        if own_start > own_end:
            return False
        reference = () if own_start == own_end else self.reference
        own = Change(own_start, own_end, reference, self.alternate)
        named, trimmed = edit.change(start, end, own), own.trim()
        if named.alt is None:
            return False
        if edit.kind == "inversion" and start + end != trimmed.start + trimmed.end:
            return False  # What an inversion changes has the same middle as its positions.
        return reference is not None and named.same(own)

    def may_be_somewhere(self, edit: HgvsEdit) -> bool:
        """Whether it can be the change of a name of unknown place, along a repeat."""
        if self.reference is None or self.alternate is None:
            return False
        stated = () if edit.kind == "insertion" else edit.reference
        if stated is None:
            return False
        own = Change.of(0, self.reference, self.alternate).trim()
        turns = range(own.start, own.start + max(1, len(own.ref or own.alt or ())))
        named = (edit.change(start, start + len(stated), own) for start in turns)
        return any(each.alt is not None and each.same(own) for each in named)


def placed_allele(allele: ContextualAllele, axis: str = "g") -> PlacedAllele:
    """The content of a message, for a name with a coordinate type: p for proteins."""
    is_protein = axis == "p"
    coordinate, alternate = allele.referenceCoordinate, allele.allele
    reference = read_residues(coordinate.refAllele, is_protein)
    residues = (
        reference if is_protein and alternate == "=" else read_residues(alternate, is_protein)
    )
    start, end = _ends(coordinate, axis)
    return PlacedAllele(start, end, reference, residues)


def _ends(
    coordinate: ReferenceCoordinate, axis: str
) -> tuple[InterbasePosition | None, InterbasePosition | None]:
    """The ends of an allele; none if out of order, or in an intron without a transcript."""
    start, end = read_position(coordinate.start), read_position(coordinate.end)
    if axis not in "cnr" and any(found is not None and found.offset for found in (start, end)):
        return None, None
    if start is None or end is None:
        return start, end
    interval = Interval(start, end).upstream_in_order()
    return (interval.start, interval.end) if interval.is_ordered else (None, None)
