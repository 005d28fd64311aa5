"""Changes: trimmed and shifted they mean the same, and sameness is what some sequence allows."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.variation.change import MAX_SHIFT, Change, unnamed

SEQUENCES = st.text("AC", max_size=30)  # two letters, so that there are many repeats
bases = st.text("ACGT", max_size=6)


@st.composite
def placed(draw: st.DrawFn) -> tuple[str, Change[str]]:
    """A sequence, and a change on it."""
    sequence = draw(SEQUENCES)
    start = draw(st.integers(0, len(sequence)))
    end = draw(st.integers(start, len(sequence)))
    return sequence, Change.of(start, sequence[start:end], draw(st.text("AC", max_size=12)))


def applied(sequence: str, change: Change[str]) -> str:
    assert change.alt is not None
    assert change.ref in (None, sequence[change.start : change.end])
    return sequence[: change.start] + change.alt + sequence[change.end :]


def of(sequence: str):  # type: ignore[no-untyped-def]
    """A function that fetches from a sequence."""

    def fetch(start: int, end: int) -> str:
        assert 0 <= start < end <= len(sequence)
        return sequence[start:end]

    return fetch


def on_the_other_strand(change: Change[str]) -> Change[str]:
    """A change as it is counted from the other end of a sequence."""
    return replace(change.reverse_complement(), start=2000 - change.end, end=2000 - change.start)


# --- trimming -------------------------------------------------------------------------------------


@given(placed())
def test_a_trimmed_change_means_the_same_and_is_the_smallest(
    given: tuple[str, Change[str]],
) -> None:
    sequence, change = given
    found = change.trim()
    assert applied(sequence, found) == applied(sequence, change)
    assert found.trim() == found
    if change.ref != change.alt:
        assert found.ref is not None
        assert found.alt is not None
        assert found.ref[:1] != found.alt[:1]
        assert found.ref[-1:] != found.alt[-1:]


def test_no_change_and_what_is_not_known_stay() -> None:
    for change in (Change.of(5, "AC", "AC"), Change(5, 6, None, "C"), Change(5, 6, "A", None)):
        assert change.trim() == change
    assert Change.of(0, "AC", "C").trim() == Change.of(0, "A", "")


# --- shifts with a sequence -----------------------------------------------------------------------


def placements(sequence: str, change: Change[str]) -> Iterator[int]:
    """By how many residues an insertion or deletion can be shifted, by trying each place."""
    assert change.ref is not None
    assert change.alt is not None
    size, new = len(change.ref), len(change.alt)
    for start in range(len(sequence) - size + 1):
        for alt in {"".join(letters) for letters in product("AC", repeat=new)}:
            other = Change.of(start, sequence[start : start + size], alt)
            if applied(sequence, other) == applied(sequence, change):
                yield start - change.start


@given(placed().filter(lambda given: len(given[1].alt or "") < 5))
def test_shifts_are_all_the_places_of_an_insertion_or_deletion(
    given: tuple[str, Change[str]],
) -> None:
    sequence, change = given
    found = change.trim()
    able = found.shifts(of(sequence), len(sequence))
    if not found.is_shiftable:
        assert able == range(1)
        return
    assert set(able) == set(placements(sequence, found))
    for by in able:
        assert applied(sequence, found.shifted(by)) == applied(sequence, found)
    assert found.shift_left(of(sequence)) == found.shifted(able[0])
    wide = found.expand(of(sequence), len(sequence))
    assert applied(sequence, wide) == applied(sequence, found)
    assert (wide.start, wide.end) == (found.start + able[0], found.end + able[-1])


@pytest.mark.parametrize("length", [1, 31, 32, 33, 95, 96, 97, 5000])
def test_shifts_over_long_repeats(length: int) -> None:
    sequence = "G" + "CA" * length + "T"
    change = Change.of(len(sequence) - 1, "", "CA")
    assert change.shift_left(of(sequence)) == Change.of(1, "", "CA")
    odd = Change.of(len(sequence) - 2, "", "AC")
    assert odd.shift_left(of(sequence)) == Change.of(1, "", "CA")
    assert odd.shifted(odd.shifts(of(sequence), len(sequence))[-1]) == change
    assert change.shifts(of(sequence[:-1]), len(sequence) - 1)[-1] == 0


def test_only_insertions_and_deletions_shift() -> None:
    sequence = "AAAA"
    for change in (Change.of(1, "A", "C"), Change.of(1, "A", "A"), Change.of(1, "AA", "C")):
        assert change.shifts(of(sequence), 4) == range(1)
        assert change.shift_left(of(sequence)) == change
        with pytest.raises(ValueError, match="cannot be shifted"):
            change.shifted(1)


# --- sameness without a sequence ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Change.of(5, "A", "C"), Change.of(5, "A", "C")),
        (Change.of(5, "A", "C"), Change.of(4, "GA", "GC")),  # with the base before it, as in VCF
        (Change.of(5, "A", "C"), Change.of(4, "GAT", "GCT")),
        (Change.of(5, "CTT", ""), Change.of(4, "TCT", "")),  # CFTR
        (Change.of(5, "", "AG"), Change.of(6, "", "GA")),
        (Change.of(5, "", "AG"), Change.of(7, "", "AG")),
        (Change.of(5, "A", ""), Change.of(4, "GA", "G")),
        (Change.of(5, "A", ""), Change.of(9, "A", "")),
        (Change.of(5, "", "T"), Change.of(505, "", "T")),
        (Change.of(5, "", "T"), Change.of(5 + MAX_SHIFT, "", "T")),
        (Change.of(5, "ACG", "ACG"), Change.of(6, "C", "C")),  # nothing changed
        (Change.of(5, "N", "C"), Change.of(5, "A", "C")),
        (Change(5, 6, None, ""), Change.of(7, "A", "")),
        (Change(5, 6, None, "C"), Change.of(5, "A", "C")),
        (Change(5, 6, "A", None), Change.of(9, "G", "C")),
    ],
)
def test_same_change(one: Change[str], other: Change[str]) -> None:
    assert one.same(other)
    assert other.same(one)
    assert on_the_other_strand(one).same(on_the_other_strand(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Change.of(5, "A", "C"), Change.of(5, "A", "G")),
        (Change.of(5, "A", "C"), Change.of(6, "A", "C")),  # a substitution never shifts
        (Change(5, 6, None, "C"), Change.of(6, "A", "C")),
        (Change(5, 6, None, "C"), Change(6, 7, None, "C")),
        (Change(5, 6, None, "C"), Change.of(5, "A", "G")),
        (Change.of(5, "CTT", ""), Change.of(4, "CTT", "")),
        (Change.of(5, "", "AG"), Change.of(6, "", "AG")),
        (Change.of(5, "", "AG"), Change.of(5, "", "AGAG")),
        (Change.of(5, "", "A"), Change.of(5, "A", "")),
        (Change.of(5, "", "T"), Change.of(6 + MAX_SHIFT, "", "T")),
        (Change.of(5, "A", "A"), Change.of(5, "A", "C")),
        (Change.of(5, "A", "A"), Change.of(9, "A", "A")),
        (Change.of(5, "A", ""), Change.of(3, "AGA", "GA")),  # what stands between is known
        (Change.of(5, "AC", "G"), Change.of(4, "AC", "G")),
    ],
)
def test_another_change(one: Change[str], other: Change[str]) -> None:
    assert not one.same(other)
    assert not other.same(one)


@given(bases, st.integers(0, 5), bases, bases, st.integers(0, 3), st.integers(0, 3))
def test_context_changes_nothing(
    left: str, start: int, ref: str, alt: str, before: int, after: int
) -> None:
    # The same change with more of the bases around it.
    right = "GATTACA"
    start += len(left)
    lead, trail = left[len(left) - min(before, len(left)) :], right[:after]
    wide = Change.of(start - len(lead), lead + ref + trail, lead + alt + trail)
    if ref != alt:
        assert Change.of(start, ref, alt).same(wide)


def test_against_the_sequences_themselves() -> None:
    # Two changes are the same exactly when some sequence has both and they do the same to it.
    chance = random.Random(7)
    found = {True: 0, False: 0}
    for _ in range(3000):
        size = 5
        two: list[Change[str]] = []
        for _ in range(2):
            start = chance.randrange(size)
            end = min(size, start + chance.randrange(4))
            alt = "".join(chance.choices("AC", k=chance.randrange(3)))
            ref = "".join(chance.choices("AC", k=end - start)) if chance.random() < 0.8 else None
            two.append(Change(start, end, ref, alt))
        one, other = two
        texts = ("".join(letters) for letters in product("AC", repeat=size))
        fitting = [
            text for text in texts if all(c.ref in (None, text[c.start : c.end]) for c in two)
        ]
        results = [(text, applied(text, one), applied(text, other)) for text in fitting]
        expected = any(a == b != text for text, a, b in results)
        found[expected] += 1
        if expected:
            assert one.same(other), (one, other)
        elif not any(a == b for _, a, b in results) and fitting:
            assert not one.same(other), (one, other)
    assert min(found.values()) > 100


def test_residues_that_nobody_names() -> None:
    # The duplication of three residues, and the insertion of three within them.
    three = tuple(unnamed(n) for n in (4, 5, 6))
    doubled = Change.of(4, three, three * 2)
    inserted: tuple[str, ...] = ("A", "C", "G")
    for start in (4, 5, 6, 7):
        assert doubled.same(Change.of(start, (), inserted))
    assert not doubled.same(Change.of(4, (), ("A", "C")))
    held = Change.of(4, ("A", "A", "A"), ("A", "A", "A", "A", "C", "G"))
    assert not doubled.same(held)
    protein = Change.of(4, ("Phe",), ())
    assert protein.same(Change.of(5, ("Phe",), ()))
    assert not protein.same(Change.of(5, ("Gly",), ()))
    assert protein.same(Change.of(5, ("Xaa",), ()))


def test_the_other_strand() -> None:
    change = Change.of(5, "AAC", "R")
    assert change.reverse_complement() == Change(5, 8, "GTT", "Y")
    assert change.reverse_complement().reverse_complement() == change
    assert str(change) == "5-8 AAC>R"
