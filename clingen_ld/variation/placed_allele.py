"""What the message says of an allele, in the terms of HGVS names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from clingen_ld.model.trees import Tree, natural, part, present, text
from clingen_ld.variation.hgvs_edits import AMINO_ACIDS, Residues
from clingen_ld.variation.hgvs_positions import Boundary, Interval


@dataclass(frozen=True, slots=True)
class NamedAllele:
    """What the message says: where, and what in the place of what; None for what it does not."""

    start: Boundary | None
    end: Boundary | None
    reference: Residues | None
    alternate: Residues | None

    @property
    def interval(self) -> Interval | None:
        """Where it is, when both ends are said."""
        return None if self.start is None or self.end is None else (self.start, self.end)

    @property
    def length_mismatch(self) -> bool:
        """Whether refAllele is not as long as the interval, of which XA-6 speaks."""
        line = on_one_line(*self.interval) if self.interval is not None else None
        length = line[1] - line[0] if line is not None else None
        return None not in (length, self.reference) and length != len(self.reference or ())


def named_allele(tree: Tree, axis: str) -> NamedAllele:
    """What the message says, in the terms of a name; what other rules find fault with is not."""
    reference = _residues(text(tree, "referenceCoordinate", "refAllele"), axis)
    alternate = text(tree, "allele")
    if axis == "p" and alternate == "=":
        return NamedAllele(*_interval(tree, axis), reference, reference)
    return NamedAllele(*_interval(tree, axis), reference, _residues(alternate, axis))


def _interval(tree: Tree, axis: str) -> tuple[Boundary | None, Boundary | None]:
    """The ends of an allele; none when they are not in order, or in the intron of no transcript."""
    coordinate = part(tree, "referenceCoordinate")
    start, end = (_boundary(part(coordinate, name)) for name in ("start", "end"))
    if axis not in "cnr" and any(found is not None and found[1] for found in (start, end)):
        return None, None
    if start is None or end is None or (start[0] == end[0] and start[1] <= end[1]):
        return start, end
    if start[0] == end[0] and start[1] < 0:
        return end, start  # Upstream offsets are published in both orders.
    falling = start[0] > end[0] or (start[0] == end[0] and end[1] > 0)
    return (None, None) if falling else (start, end)


def _boundary(position: Tree) -> Boundary | None:
    index = natural(position, "index")
    length = natural(position, "externalOffsetLength")
    sign = {"+": 1, "-": -1}.get(text(position, "externalOffsetDirection") or "")
    if index is None:
        return None
    if length is not None and sign is not None:
        return index, sign * length
    offset = ("externalOffsetLength", "externalOffsetDirection")
    return None if any(present(position, name) for name in offset) else (index, 0)


_BASES = re.compile(r"[ACGTURYSWKMBDHVN]*")
_ONE = re.compile(r"[A-Z*]*")
_THREE = re.compile(r"(?:[A-Z][a-z][a-z]|[*])*")
_AMINO_ACIDS = MappingProxyType({**AMINO_ACIDS, **{name: name for name in AMINO_ACIDS.values()}})


def _residues(sequence: str | None, axis: str) -> Residues | None:
    """A sequence of the message; None when it is not in its alphabet, of which XA-7 speaks."""
    if sequence is None:
        return None
    if axis != "p":
        bases = sequence.upper()
        return tuple(bases.replace("U", "T")) if _BASES.fullmatch(bases) else None
    if not _ONE.fullmatch(sequence) and not _THREE.fullmatch(sequence):
        return None
    names = tuple(_AMINO_ACIDS.get(each) for each in re.findall("[A-Z][a-z]*|[*]", sequence))
    return None if None in names else tuple(name for name in names if name is not None)


def on_one_line(*boundaries: Boundary) -> list[int] | None:
    """Boundaries as numbers on one line; None when it is not known how long what is between is.

    An intron lies beside the exon that its positions are counted from; the other exons, and the
    other half of the intron, are not on that line.
    """
    edges = {(index, offset > 0) for index, offset in boundaries if offset}
    if len(edges) > 1:
        return None
    for edge, downstream in edges:
        for index, _ in boundaries:
            if index > edge if downstream else index < edge:
                return None
    return [index + offset for index, offset in boundaries]
