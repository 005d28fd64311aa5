"""Intervals: their order (XA-5), and their length (XA-6, XA-12, insertions of XA-9)."""

from __future__ import annotations

from collections.abc import Iterator

from clingen_ld.validation.findings import Breach
from clingen_ld.validation.reading import Tree, natural, part, present, target, text
from clingen_ld.validation.registry import resource_rule
from clingen_ld.validation.rules.alphabet import changes, residues

_AT = "/referenceCoordinate"


def interval_length(coordinate: Tree) -> int | None:
    """The length of an interval, negative when it is turned round; None when nothing tells it.

    Without offsets it is a matter of the indexes. With offsets, both ends must be counted from
    the same edge of an exon (section 1 of the model), and no end be half an offset.
    """
    start, end = part(coordinate, "start"), part(coordinate, "end")
    low, high = natural(start, "index"), natural(end, "index")
    if low is None or high is None:
        return None
    if not _has_offset(start) and not _has_offset(end):
        return high - low
    if low != high:
        return None
    return _offset_length(start, end)


def _offset_length(start: Tree, end: Tree) -> int | None:
    """The length of an interval that lies at one edge of an exon."""
    if not _has_offset(start):
        return _offset(end) if _direction(end) == "+" else None
    if not _has_offset(end):
        return _offset(start) if _direction(start) == "-" else None
    first, last = _offset(start), _offset(end)
    if first is None or last is None or _direction(start) != _direction(end):
        return None
    return last - first if _direction(start) == "+" else abs(last - first)


def _has_offset(position: Tree) -> bool:
    return present(position, "externalOffsetLength") or present(position, "externalOffsetDirection")


def _direction(position: Tree) -> str | None:
    found = text(position, "externalOffsetDirection")
    return found if found in ("+", "-") else None


def _offset(position: Tree) -> int | None:
    """The length of a position's offset, when it also has a direction."""
    length = natural(position, "externalOffsetLength")
    return length if _direction(position) is not None else None


@resource_rule("ContextualAllele", alike=True)
def start_before_end(tree: Tree) -> Iterator[Breach]:
    """XA-5: an interval does not start after its end."""
    start = part(tree, "referenceCoordinate", "start")
    end = part(tree, "referenceCoordinate", "end")
    low, high = natural(start, "index"), natural(end, "index")
    if low is None or high is None:
        return
    shown = {"start": str(low), "end": str(high)}
    if low == high and _direction(start) == _direction(end) == "+":
        # Upstream offsets are read in either order, and other pairs tell no length.
        low, high = _offset(start) or 0, _offset(end)
        shown = {name: f"{shown[name]}+{k}" for name, k in (("start", low), ("end", high))}
    if high is not None and low > high:
        yield Breach("XA-5", f"{_AT}/start", shown)


@resource_rule("ContextualAllele", alike=True)
def as_long_as_the_reference(tree: Tree) -> Iterator[Breach]:
    """XA-6: refAllele is as long as the interval."""
    coordinate = part(tree, "referenceCoordinate")
    reference, length = text(coordinate, "refAllele"), interval_length(coordinate)
    count = None if reference is None else residues(tree, reference)
    if count is not None and length is not None and 0 <= length != count:
        values = {"residues": count, "length": length}
        yield Breach("XA-6", f"{_AT}/refAllele", values, value=reference)


@resource_rule("ContextualAllele", alike=True)
def insertion_has_no_interval(tree: Tree) -> Iterator[Breach]:
    """XA-9: an insertion takes the place of nothing."""
    if "SO:0000667" not in changes(tree):
        return
    length = interval_length(part(tree, "referenceCoordinate"))
    if length is not None and length > 0:
        values = {"change": "insertion", "problem": "end is not start"}
        yield Breach("XA-9", f"{_AT}/end", values)


@resource_rule("ContextualAllele", alike=True)
def genomic_interval_as_long(tree: Tree) -> Iterator[Breach]:
    """XA-12: the interval on the genome is as long as the one in the intron."""
    coordinate = part(tree, "referenceCoordinate")
    start, end = part(coordinate, "start"), part(coordinate, "end")
    length = interval_length(coordinate)
    if length is None or length < 0 or not (_has_offset(start) or _has_offset(end)):
        return
    sequence = target(start.get("externalGenomicReferenceSequence"))
    if sequence is None or sequence != target(end.get("externalGenomicReferenceSequence")):
        return
    first = natural(start, "externalGenomicPositionIndex")
    last = natural(end, "externalGenomicPositionIndex")
    if first is not None and last is not None and abs(last - first) != length:
        values = {"genomic": abs(last - first), "intron": length}
        pointer = f"{_AT}/end/externalGenomicPositionIndex"
        yield Breach("XA-12", pointer, values, value=last)
