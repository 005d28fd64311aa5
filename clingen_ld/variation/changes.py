"""When two placements on one sequence denote the same change, told from coordinates alone.

The sequence itself is not at hand, so a shift within a repeat is believed when it can be true:
the inserted or deleted sequences are rotations of one another by just that shift.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from clingen_ld.model.trees import Tree, integer, part, text

# How far a repeat is believed to reach beyond the length of the inserted or deleted sequence.
# Satellites apart, tandem repeats of the human genome are shorter.
_FARTHEST = 1000

_PLAIN = re.compile(r"[ACGT]*")
_COMPLEMENT = str.maketrans("ACGTRYKMBDHVSWN", "TGCAYRMKVHDBSWN")


@dataclass(frozen=True, slots=True)
class Change:
    """A sequence in the place of an interval; `reference` is None when nobody says it."""

    start: int
    end: int
    reference: str | None
    alternate: str

    @property
    def shown(self) -> str:
        """The change on one line, as interbase positions and sequences."""
        return f"{self.start}-{self.end} {self.reference or ''}>{self.alternate}"

    def complemented(self) -> Change:
        """The same interval with the sequences of the other strand."""
        other = None if self.reference is None else _complement(self.reference)
        return Change(self.start, self.end, other, _complement(self.alternate))


def change_of(tree: Tree) -> Change | None:
    """The change that a contextual allele makes, or None when it has no plain interval.

    An interval that other rules find fault with (XA-5, XA-6) is none.
    """
    coordinate = part(tree, "referenceCoordinate")
    low, high = part(coordinate, "start"), part(coordinate, "end")
    start, end, alternate = integer(low, "index"), integer(high, "index"), text(tree, "allele")
    if start is None or end is None or start > end or alternate is None:
        return None
    if any(name.startswith("external") for name in (*low, *high)):
        return None
    reference = text(coordinate, "refAllele")
    if reference is not None and len(reference) != end - start:
        return None
    return Change(start, end, _spelled(reference), _spelled(alternate) or "")


def same_change(one: Change, other: Change) -> bool:
    """Whether two changes to one sequence may be the same; True where that cannot be told."""
    if one == other:
        return True
    if one.reference is None or other.reference is None:
        return (one.start, one.end) != (other.start, other.end) or one.alternate == other.alternate
    if not all(map(_PLAIN.fullmatch, _sequences(one) + _sequences(other))):
        return True  # Ambiguous letters may stand for the same bases.
    if one.reference == one.alternate and other.reference == other.alternate:
        return one.start <= other.end and other.start <= one.end
    a, b = _trimmed(one), _trimmed(other)
    return a == b or _shifted(a, b)


def _shifted(a: Change, b: Change) -> bool:
    """Whether two insertions, or two deletions, are one, moved along a repeat."""
    if a.start > b.start:
        a, b = b, a
    if a.reference == b.reference == "":
        moved, there = a.alternate, b.alternate
    elif a.alternate == b.alternate == "":
        moved, there = a.reference or "", b.reference or ""
    else:
        return False
    shift = b.start - a.start
    if not moved or len(moved) != len(there) or shift > max(_FARTHEST, len(moved)):
        return False
    turn = shift % len(moved)
    return moved[turn:] + moved[:turn] == there


def _trimmed(change: Change) -> Change:
    """The change without the bases that its two sequences have in common at their ends."""
    reference, alternate = change.reference or "", change.alternate
    head = 0
    while head < min(len(reference), len(alternate)) and reference[head] == alternate[head]:
        head += 1
    reference, alternate = reference[head:], alternate[head:]
    tail = 0
    while tail < min(len(reference), len(alternate)) and (
        reference[-1 - tail] == alternate[-1 - tail]
    ):
        tail += 1
    return Change(
        change.start + head,
        change.end - tail,
        reference[: len(reference) - tail],
        alternate[: len(alternate) - tail],
    )


def _sequences(change: Change) -> list[str]:
    return [change.reference or "", change.alternate]


def _spelled(sequence: str | None) -> str | None:
    """A sequence in the letters of DNA."""
    return None if sequence is None else sequence.upper().replace("U", "T")


def _complement(sequence: str) -> str:
    return sequence.translate(_COMPLEMENT)[::-1]
