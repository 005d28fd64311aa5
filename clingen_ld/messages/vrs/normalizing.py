"""Normalization of alleles as VRS 2 asks for it: fully justified (NCBI's VOCA algorithm).

Alleles that differ in how they are placed within a repeat become one: an insertion or deletion
is widened over all of the region within which it could lie, and says its state by the length of
the repeat. That takes the sequence. Without it, an allele is normal for certain when both its
sequences have something left after what they share at their ends is cut off, or are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Any, Final, NamedTuple, overload

from clingen_ld.variation.sequence_sources import SequenceSource

State = dict[str, Any]

_BLOCK: Final = 1024  # residues that are fetched at once


class Change(NamedTuple):
    """A sequence in the place of another; `start` and `end` are 0-based interbase."""

    start: int
    end: int
    reference: str
    alternate: str


class Normalized(NamedTuple):
    """A normal allele: where it is, and its state in VRS."""

    change: Change
    state: State


def trimmed(change: Change) -> Change:
    """A change without what its two sequences share, first at their start, then at their end."""
    start, end, reference, alternate = change
    left = _shared(reference, alternate)
    reference, alternate = reference[left:], alternate[left:]
    right = _shared(reference[::-1], alternate[::-1])
    keep = slice(0, -right) if right else slice(None)
    return Change(start + left, end - right, reference[keep], alternate[keep])


def normal_without_sequence(change: Change) -> Normalized | None:
    """The normal form where the change alone tells it; None of an insertion or deletion."""
    if change.reference == change.alternate:
        length = len(change.alternate)
        return Normalized(change, repeat_state(length, length, change.alternate))
    cut = trimmed(change)
    if cut.reference and cut.alternate:
        return Normalized(cut, literal_state(cut.alternate))
    return None


def normal_with_sequence(
    source: SequenceSource, name: str, start: int, end: int, alternate: str
) -> Normalized:
    """The normal form of an allele on a sequence of a source.

    The interval must lie within the sequence; what stands there is read from the source.
    """
    sequence = _Sequence(source, name)
    change = Change(start, end, sequence[start:end], alternate)
    found = normal_without_sequence(change)
    if found is not None:
        return found
    from bioutils.normalize import normalize

    cut = trimmed(change)
    (start, end), (reference, alternate) = normalize(
        sequence, (cut.start, cut.end), (None, cut.alternate), mode="EXPAND"
    )
    return Normalized(
        Change(start, end, reference, alternate), justified_state(reference, alternate)
    )


def justified_state(reference: str, alternate: str) -> State:
    """The state of an insertion or deletion that is widened over all of its repeat."""
    length, surplus = len(alternate), len(alternate) - len(reference)
    if surplus < 0:
        return repeat_state(length, -surplus, alternate)
    for unit in _factors(surplus) if reference else ():
        if unit <= len(reference) and _goes_on(reference, alternate, unit):
            return repeat_state(length, unit, alternate)
    return literal_state(alternate)


def literal_state(sequence: str) -> State:
    """A LiteralSequenceExpression."""
    return {"type": "LiteralSequenceExpression", "sequence": sequence}


def repeat_state(length: int, unit: int, sequence: str) -> State:
    """A ReferenceLengthExpression of so many residues, which repeat after `unit` of them."""
    return {
        "type": "ReferenceLengthExpression",
        "length": length,
        "repeatSubunitLength": unit,
        "sequence": sequence,
    }


def repeated(reference: str, unit: int, length: int) -> str | None:
    """The sequence of a ReferenceLengthExpression, from the reference that it repeats.

    >>> repeated("CAGCAG", 3, 9), repeated("CAG", 4, 8)
    ('CAGCAGCAG', None)
    """
    if length == 0:
        return ""
    if not 0 < unit <= len(reference):
        return None
    return (reference[:unit] * (length // unit + 1))[:length]


def _shared(one: str, other: str) -> int:
    """How many residues two sequences have in common at their start."""
    shorter = min(len(one), len(other))
    return next((n for n in range(shorter) if one[n] != other[n]), shorter)


def _factors(number: int) -> Iterator[int]:
    """The factors of a number, the largest first."""
    low = [n for n in range(1, int(number**0.5) + 1) if number % n == 0]
    yield from sorted({*low, *(number // n for n in low)}, reverse=True)


def _goes_on(reference: str, alternate: str, unit: int) -> bool:
    """Whether what an insertion adds to the reference repeats the last residues of that."""
    added = alternate[len(reference) :]
    return all(a == b for a, b in zip(added, cycle(reference[-unit:]), strict=False))


class _Sequence:
    """A sequence of a source as far as it is looked at, which is most often a few residues."""

    def __init__(self, source: SequenceSource, name: str) -> None:
        self._source = source
        self._name = name
        self._length = source.length(name) or 0
        self._blocks: dict[int, str] = {}

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> str: ...
    def __getitem__(self, at: int | slice) -> str:
        if isinstance(at, slice):
            if at.start >= at.stop:
                return ""
            return self._source.fetch(self._name, at.start, at.stop)
        number, offset = divmod(at, _BLOCK)
        if number not in self._blocks:
            start = number * _BLOCK
            end = min(start + _BLOCK, self._length)
            self._blocks[number] = self._source.fetch(self._name, start, end)
        return self._blocks[number][offset]
