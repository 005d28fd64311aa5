"""The smallest form of a change, and how far to the left it can be moved.

A record of a variant file often spells more bases than change: an insertion or a deletion has
the base before it, and the alleles of one record share what the longest of them needs. Positions
are 0-based interbase.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

_WINDOW = 256  # bases that are fetched at a time


class Change(NamedTuple):
    """A sequence put in the place of another one; `start` is 0-based interbase."""

    start: int
    reference: str
    alternate: str


def trim(change: Change) -> Change:
    """A change without the bases that both sequences have at their ends.

    The right end is trimmed first, so that a change in a repeat stays at the left of it, where
    variant files have it (Tan, Abecasis, Kang 2015). No change at all stays as it is written.

    >>> trim(Change(9, "CA", "C")), trim(Change(9, "CAA", "CA")), trim(Change(9, "AT", "AG"))
    (Change(start=10, reference='A', alternate=''), Change(start=10, reference='A', alternate=''),
     Change(start=10, reference='T', alternate='G'))
    """
    start, reference, alternate = change
    if reference == alternate:
        return change
    shortest = min(len(reference), len(alternate))
    right = 0
    while right < shortest and reference[-1 - right] == alternate[-1 - right]:
        right += 1
    left = 0
    while left < shortest - right and reference[left] == alternate[left]:
        left += 1
    return Change(
        start + left,
        reference[left : len(reference) - right],
        alternate[left : len(alternate) - right],
    )


def move_left(change: Change, fetch: Callable[[int, int], str]) -> Change:
    """An insertion or deletion that is trimmed, as far to the left as means the same.

    `fetch` gives the bases of the sequence between two interbase positions.

    >>> move_left(Change(4, "", "A"), lambda start, end: "CAAAG"[start:end])
    Change(start=1, reference='', alternate='A')
    """
    start, reference, alternate = change
    if bool(reference) == bool(alternate):
        return change
    # Each step to the left brings the last base to the front; only the number of steps counts.
    moving = reference or alternate
    steps = 0
    while steps < start:
        begin = max(0, start - steps - _WINDOW)
        for base in reversed(fetch(begin, start - steps)):
            if base != moving[-1 - steps % len(moving)]:
                return _rotated(change, steps)
            steps += 1
        if begin == 0:
            break
    return _rotated(change, steps)


def _rotated(change: Change, steps: int) -> Change:
    moving = change.reference or change.alternate
    cut = len(moving) - steps % len(moving)
    moved = moving[cut:] + moving[:cut]
    if change.reference:
        return Change(change.start - steps, moved, "")
    return Change(change.start - steps, "", moved)
