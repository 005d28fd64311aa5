"""Where a contextual allele is and what it changes, as its message says it.

What other rules find fault with, such as letters of no alphabet, is read as not said.
"""

from __future__ import annotations

from dataclasses import dataclass

from clingen_ld.model.trees import Tree, natural, part, present, text
from clingen_ld.variation.change import Change
from clingen_ld.variation.hgvs_edits import Edit
from clingen_ld.variation.position import InterbasePosition, Interval, Side, on_one_line
from clingen_ld.variation.residues import Residues, read_residues


@dataclass(frozen=True, slots=True)
class PlacedAllele:
    """What a message says: where, and what in the place of what; None for what it does not."""

    start: InterbasePosition | None
    end: InterbasePosition | None
    reference: Residues | None
    alternate: Residues | None

    @property
    def interval(self) -> Interval | None:
        """Where it is, when both ends are said."""
        return None if self.start is None or self.end is None else Interval(self.start, self.end)

    @property
    def length_mismatch(self) -> bool:
        """Whether refAllele is not as long as the interval, of which XA-6 speaks."""
        line = None if self.start is None or self.end is None else on_one_line(self.start, self.end)
        if line is None or self.reference is None:
            return False
        return line[1] - line[0] != len(self.reference)

    @property
    def change(self) -> Change[Residues] | None:
        """The change that it makes to its sequence; None in introns, or where it is not told."""
        interval = self.interval
        if interval is None or interval.in_intron or self.length_mismatch:
            return None
        if self.alternate is None or not interval.is_ordered:
            return None
        return Change(interval.start.index, interval.end.index, self.reference, self.alternate)

    def may_be(self, edit: Edit, span: Interval) -> bool:
        """Whether it can be the change of a name, which is written at another place.

        `span` is what the positions of the name span. What the alleles do not tell is believed
        as far as `Change.same` does.
        """
        if self.start is None or self.end is None or self.length_mismatch:
            return False
        line = on_one_line(span.start, span.end, self.start, self.end)
        if line is None or self.alternate is None:
            return False
        start, end, own_start, own_end = line
        if own_start > own_end or (edit.kind == "identity" and not own_start <= start <= end <= own_end):
            return False  # A name of no change says so of all of its positions.
        own = Change(own_start, own_end, self.reference, self.alternate)
        named = edit.change(start, end, own)
        return named.alt is not None and named.same(own)

    def may_be_somewhere(self, edit: Edit) -> bool:
        """Whether it can be the change of a name whose place is not known, along a repeat."""
        if self.reference is None or self.alternate is None:
            return False
        own = Change.of(0, self.reference, self.alternate).trim()
        size = max(1, len(own.ref or own.alt or ()))
        length = 0 if edit.kind == "insertion" else len(edit.reference or ())
        if edit.kind != "insertion" and edit.reference is None:
            return False
        named = (edit.change(start, start + length, own) for start in range(size))
        return any(each.alt is not None and each.same(own) for each in named)


def placed_allele(tree: Tree, axis: str = "g") -> PlacedAllele:
    """What a message says, for a name that counts on an axis: p is that of proteins."""
    is_protein = axis == "p"
    reference = read_residues(text(tree, "referenceCoordinate", "refAllele"), is_protein)
    alternate = text(tree, "allele")
    residues = reference if is_protein and alternate == "=" else read_residues(alternate, is_protein)
    start, end = _ends(part(tree, "referenceCoordinate"), axis)
    return PlacedAllele(start, end, reference, residues)


def _ends(
    coordinate: Tree, axis: str
) -> tuple[InterbasePosition | None, InterbasePosition | None]:
    """The ends of an allele; none when they are not in order, or in the intron of no transcript."""
    start, end = (read_position(part(coordinate, name)) for name in ("start", "end"))
    if axis not in "cnr" and any(found is not None and found.offset for found in (start, end)):
        return None, None
    if start is None or end is None:
        return start, end
    interval = read_order(Interval(start, end))
    return (interval.start, interval.end) if interval.is_ordered else (None, None)


def read_order(interval: Interval) -> Interval:
    """An interval of a message: upstream offsets are published in both orders."""
    start, end = interval.start, interval.end
    is_upstream = start.index == end.index and start.offset < 0 and end.side == "-"
    return Interval(end, start) if is_upstream and start.is_after(end) else interval


def read_position(position: Tree) -> InterbasePosition | None:
    """The place of a Position; None without an index, or with half an offset (XA-8)."""
    index = natural(position, "index")
    length = natural(position, "externalOffsetLength")
    side = _SIDES.get(text(position, "externalOffsetDirection"))
    if index is None:
        return None
    if length is not None and side is not None:
        return InterbasePosition(index, side, length)
    offset = ("externalOffsetLength", "externalOffsetDirection")
    return None if any(present(position, name) for name in offset) else InterbasePosition(index)
