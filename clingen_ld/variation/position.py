"""Positions on a sequence: the gap between two residues, and the interval between two gaps.

Section 1 of the model: gaps are counted from 0, interbase. A gap in an intron of a transcript is
counted from the nearest edge of an exon: the index of that edge, on which side of it (+ after the
exon before the intron, - before the exon behind it), and how many bases into the intron.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from clingen_ld.types import Position, ReferenceCoordinate

Side = Literal["+", "-"]

_SIDES: Final[dict[str | None, Side]] = {"+": "+", "-": "-"}


@dataclass(frozen=True, slots=True, eq=False)
class InterbasePosition:
    """A gap between residues: a 0-based interbase index, and an intron offset.

    `side` is + downstream of the index, - upstream, and None without an offset.
    Two positions are equal when they are the same gap: 9 may be written as 9+0 and as 9-0.
    """

    index: int
    side: Side | None = None
    length: int = 0

    @property
    def offset(self) -> int:
        """The distance from the index, negative upstream."""
        return -self.length if self.side == "-" else self.length

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, InterbasePosition):
            return NotImplemented
        return self.index == other.index and self.offset == other.offset

    def __hash__(self) -> int:
        return hash((self.index, self.offset))

    def __str__(self) -> str:
        return f"{self.index}" if self.side is None else f"{self.index}{self.side}{self.length}"

    def is_after(self, other: InterbasePosition) -> bool:
        """Whether it certainly lies after another position.

        An intron lies at its index: first its downstream offsets, then its upstream ones. The
        index alone is either end of the intron.

        >>> InterbasePosition(9, "-", 1).is_after(InterbasePosition(9, "+", 3))
        True
        """
        if self.index != other.index:
            return self.index > other.index
        if self.side == other.side:
            return self.offset > other.offset
        return (self.side, other.side) == ("-", "+")


@dataclass(frozen=True, slots=True)
class Interval:
    """A region between two positions of one sequence; empty when they are the same."""

    start: InterbasePosition
    end: InterbasePosition

    def __str__(self) -> str:
        return f"{self.start} to {self.end}"

    @classmethod
    def of(cls, start: int, end: int) -> Interval:
        """The interval between two indexes."""
        return cls(InterbasePosition(start), InterbasePosition(end))

    @property
    def is_ordered(self) -> bool:
        """Whether its start can be before its end."""
        return not self.start.is_after(self.end)

    def upstream_in_order(self) -> Interval:
        """The interval with its ends in order if both are upstream: both orders are published."""
        is_upstream = self.start.side == self.end.side == "-"
        is_one = is_upstream and self.start.index == self.end.index
        return Interval(self.end, self.start) if is_one and not self.is_ordered else self

    @property
    def in_intron(self) -> bool:
        """Whether either end has an offset."""
        return self.start.side is not None or self.end.side is not None

    @property
    def length(self) -> int | None:
        """The length, negative if the ends are out of order; None if unknown.

        With offsets, both ends must be counted from one edge of an exon.

        >>> Interval(InterbasePosition(9), InterbasePosition(9, "+", 2)).length
        2
        >>> Interval(InterbasePosition(9, "+", 2), InterbasePosition(9, "-", 2)).length
        """
        start, end = self.start, self.end
        if not self.in_intron:
            return end.index - start.index
        if start.index != end.index or {start.side, end.side} == {"+", "-"}:
            return None
        length = end.offset - start.offset
        # From an offset to the plain index, or back, may also span the whole intron.
        return length if start.side == end.side or length >= 0 else None


def on_one_line(*positions: InterbasePosition) -> list[int] | None:
    """Positions as numbers on one line; None if the distance between them is unknown.

    An intron is next to the exon that its positions are counted from; the other exons, and the
    other half of the intron, are not on that line.

    >>> on_one_line(InterbasePosition(5), InterbasePosition(9, "+", 2))
    [5, 11]
    """
    edges = {(each.index, each.offset > 0) for each in positions if each.offset}
    if len(edges) > 1:
        return None
    for edge, is_downstream in edges:
        for each in positions:
            if each.index > edge if is_downstream else each.index < edge:
                return None
    return [each.index + each.offset for each in positions]


def read_position(position: Position) -> InterbasePosition | None:
    """The position of a Position in normal form; None without an index, or with half an offset."""
    index, length = position.index, position.externalOffsetLength
    side = _SIDES.get(position.externalOffsetDirection)
    if index is None:
        return None
    if length is not None and side is not None:
        return InterbasePosition(index, side, length)
    is_half = position.has("externalOffsetLength") or position.has("externalOffsetDirection")
    return None if is_half else InterbasePosition(index)


def read_interval(coordinate: ReferenceCoordinate) -> Interval | None:
    """The interval of a ReferenceCoordinate; None unless both ends can be read."""
    start, end = read_position(coordinate.start), read_position(coordinate.end)
    if start is None or end is None:
        return None
    return Interval(start, end).upstream_in_order()
