"""A change of a sequence: a replacement, and the equality of two changes.

**What a shift is.** An insertion or a deletion within a repeat can be anywhere in it: deleting the
first or the last A of AAA leaves the same sequence. Moving such a change along its repeat is a
shift. Each step rotates the inserted or deleted sequence by one residue: CTT at 5 is TCT at 4, if
the sequence has a T before it. A substitution never shifts.

With the sequence, the shifts of a change are known: `shifts`, `shift_left` and `expand` (VCF,
VRS, SQ-3). Without it, `same` accepts a shift that some sequence allows, up to
`MAX_SHIFT` (HG-4, CO-13).

Positions are 0-based interbase, on one line (`clingen_ld.variation.position.on_one_line`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, Final, Generic

from clingen_ld.variation.sequences import ANY, SequenceT, complement, is_known

MAX_SHIFT: Final = 1000
"""The maximum shift accepted without a sequence source, in residues (rule HG-4)."""

_WINDOW: Final = 64  # residues fetched first; each later window is twice as long
_LONGEST_WINDOW: Final = 1 << 20

Fetch = Callable[[int, int], str]
"""Returns the residues of a sequence between two interbase positions."""


@dataclass(frozen=True, slots=True)
class Change(Generic[SequenceT]):
    """A replacement of the residues from `start` to `end`, 0-based interbase.

    `ref` are the replaced residues, `alt` the new ones; None if unknown.
    """

    start: int
    end: int
    ref: SequenceT | None
    alt: SequenceT | None

    @classmethod
    def of(cls, start: int, ref: SequenceT, alt: SequenceT) -> Change[SequenceT]:
        """The change of known residues from `start` on.

        >>> Change.of(9, "CA", "C")
        Change(start=9, end=11, ref='CA', alt='C')
        """
        return cls(start, start + len(ref), ref, alt)

    def __str__(self) -> str:
        ref, alt = ("".join(each or ()) for each in (self.ref, self.alt))
        return f"{self.start}-{self.end} {ref}>{alt}"

    @property
    def is_shiftable(self) -> bool:
        """Whether it only inserts or only deletes residues, all of them known."""
        return self.ref is not None and self.alt is not None and bool(self.ref) != bool(self.alt)

    def trim(self) -> Change[SequenceT]:
        """The change without the residues that `ref` and `alt` share at their ends.

        The right end is trimmed first, so that a change in a repeat moves to its left end, as
        in VCF (Tan, Abecasis, Kang 2015). A change without effect is not trimmed.

        >>> Change.of(9, "CA", "C").trim(), Change.of(9, "CAA", "CA").trim()
        (Change(start=10, end=11, ref='A', alt=''), Change(start=10, end=11, ref='A', alt=''))
        """
        ref, alt = self.ref, self.alt
        if ref is None or alt is None or ref == alt:
            return self
        shortest = min(len(ref), len(alt))
        right = 0
        while right < shortest and ref[-1 - right] == alt[-1 - right]:
            right += 1
        left = 0
        while left < shortest - right and ref[left] == alt[left]:
            left += 1
        if not left and not right:
            return self
        return Change.of(
            self.start + left, ref[left : len(ref) - right], alt[left : len(alt) - right]
        )

    def reverse_complement(self) -> Change[SequenceT]:
        """The same interval with the sequences of the other strand.

        >>> Change.of(5, "AC", "").reverse_complement()
        Change(start=5, end=7, ref='GT', alt='')
        """
        ref, alt = (None if each is None else complement(each) for each in (self.ref, self.alt))
        return replace(self, ref=ref, alt=alt)

    # Shifts along a repeat

    def shifted(self, by: int) -> Change[SequenceT]:
        """The insertion or deletion shifted by some residues, to the right if positive.

        The sequence must allow it (see `shifts`). Raises `ValueError` for any other change.

        >>> Change.of(5, "CTT", "").shifted(-1)
        Change(start=4, end=7, ref='TCT', alt='')
        """
        moving, is_deletion = self._moving(), bool(self.ref)
        turn = by % len(moving)
        rotated, none = moving[turn:] + moving[:turn], moving[:0]
        ref, alt = (rotated, none) if is_deletion else (none, rotated)
        return Change.of(self.start + by, ref, alt)

    def shifts(self, fetch: Fetch, length: int) -> range:
        """The possible shifts, in residues, along a sequence of `length`; they include 0.

        Anything but a pure insertion or deletion has only the shift 0.

        >>> Change.of(2, "A", "").shifts(lambda start, end: "CAAAG"[start:end], 5)
        range(-1, 2)
        """
        if not self.is_shiftable:
            return range(1)
        right = _repeats(self._moving(), _rightward(fetch, self.end, length))
        return range(-self._left(fetch), right + 1)

    def shift_left(self, fetch: Fetch) -> Change[SequenceT]:
        """The change shifted as far left as possible; nothing to the right of it is fetched.

        >>> Change.of(4, "", "A").shift_left(lambda start, end: "CAAAG"[start:end])
        Change(start=1, end=1, ref='', alt='A')
        """
        return self.shifted(-self._left(fetch)) if self.is_shiftable else self

    def expand(self, fetch: Fetch, length: int) -> Change[str]:
        """The change expanded to the whole region of its shifts (NCBI's VOCA).

        >>> Change.of(2, "A", "").expand(lambda start, end: "CAAAG"[start:end], 5)
        Change(start=1, end=4, ref='AAA', alt='AA')
        """
        assert self.ref is not None
        assert self.alt is not None
        able = self.shifts(fetch, length)
        low, high = self.start + able[0], self.end + able[-1]
        before = fetch(low, self.start) if low < self.start else ""
        behind = fetch(self.end, high) if self.end < high else ""
        middle = ("".join(self.ref), "".join(self.alt))
        return Change(low, high, *(before + each + behind for each in middle))

    def _moving(self) -> SequenceT:
        """The inserted or deleted residues."""
        if not self.is_shiftable or self.ref is None or self.alt is None:
            raise ValueError(f"{self} is not an insertion or deletion: it cannot be shifted")
        return self.ref or self.alt

    def _left(self, fetch: Fetch) -> int:
        return _repeats(self._moving()[::-1], _leftward(fetch, self.start))

    # Sameness

    def same(self, other: Change[SequenceT]) -> bool:
        """Whether both can be the same change: on some sequence, both have the same result.

        Neither the sequence nor all of `ref` needs to be known: unknown residues can be anything.
        So insertions and deletions are equal along a possible repeat, up to `MAX_SHIFT`; a
        substitution has a single place. True if `alt` is unknown.

        >>> Change.of(5, "CTT", "").same(Change.of(4, "TCT", ""))
        True
        >>> Change.of(5, "A", "C").same(Change.of(6, "A", "C"))
        False
        """
        one, two = self.trim(), other.trim()
        if one == two or self.alt is None or other.alt is None:
            return True
        growth = len(self.alt) - (self.end - self.start)
        if growth != len(other.alt) - (other.end - other.start):
            return False
        overlap = one.start < two.end and two.start < one.end
        is_near = abs(one.start - two.start) <= MAX_SHIFT if growth else overlap
        return is_near and _can_agree(self, other)


# --- along a sequence -----------------------------------------------------------------------------


def _rightward(fetch: Fetch, start: int, length: int) -> Iterator[str]:
    """The residues of a sequence from a position on, window after window."""
    size = _WINDOW
    while start < length:
        end = min(length, start + size)
        yield fetch(start, end)
        start, size = end, min(2 * size, _LONGEST_WINDOW)


def _leftward(fetch: Fetch, end: int) -> Iterator[str]:
    """The residues of a sequence before a position, window after window, each backwards."""
    size = _WINDOW
    while end > 0:
        start = max(0, end - size)
        yield fetch(start, end)[::-1]
        end, size = start, min(2 * size, _LONGEST_WINDOW)


def _repeats(unit: SequenceT, windows: Iterator[str]) -> int:
    """The number of residues from the start of windows that repeat a unit."""
    done, letters = 0, "".join(unit)
    for window in windows:
        turn = done % len(letters)
        expected = (letters * (len(window) // len(letters) + 2))[turn : turn + len(window)]
        if window != expected:
            pairs = zip(window, expected, strict=True)
            return done + next(n for n, (one, two) in enumerate(pairs) if one != two)
        done += len(window)
    return done


# --- without a sequence ---------------------------------------------------------------------------

_Residue = str | int
"""A residue that is known, or the number of one that is not."""


def unnamed(position: int) -> str:
    """The unnamed residue after an interbase position, as a residue of a change.

    `alt` can repeat residues of `ref` (a duplication) even if they are unknown.
    """
    return f"{ANY}{position}"


def _can_agree(one: Change[Any], other: Change[Any]) -> bool:
    """Whether two changes can give the same residues on some sequence.

    Every residue of the region is a letter or unknown. The two results must be equal, residue by
    residue: that makes unknown ones equal to letters and to each other (a union-find).
    """
    low, high = min(one.start, other.start), max(one.end, other.end)
    region: list[_Residue] = list(range(high - low))
    for change in (one, other):
        inside = range(change.start - low, change.end - low)
        for n, residue in zip(inside, change.ref or (), strict=False):
            if is_known(residue):
                if region[n] not in (n, residue):
                    return False
                region[n] = residue
    others = count(len(region))
    results: list[list[_Residue]] = []
    for change in (one, other):
        new = [_read(residue, region, low, others) for residue in change.alt or ()]
        results.append([*region[: change.start - low], *new, *region[change.end - low :]])
    return _can_be_equal(*results)


def _read(residue: str, region: list[_Residue], low: int, others: Iterator[int]) -> _Residue:
    """A residue of `alt`: known, one of the region, or any."""
    if is_known(residue):
        return residue
    number = residue.removeprefix(ANY)
    return region[int(number) - low] if number.isdecimal() else next(others)


def _can_be_equal(one: list[_Residue], two: list[_Residue]) -> bool:
    """Whether two lists can be equal for some assignment of the unknown residues."""
    leader: dict[_Residue, _Residue] = {}

    def find(residue: _Residue) -> _Residue:
        while residue in leader:
            above = leader[residue]
            leader[residue] = leader.get(above, above)
            residue = above
        return residue

    for pair in zip(one, two, strict=True):
        a, b = map(find, pair)
        if a != b:
            if isinstance(a, str) and isinstance(b, str):
                return False
            leader.update({b: a} if isinstance(a, str) else {a: b})
    return True
