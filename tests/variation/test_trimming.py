"""Trimming and moving a change: what comes out means the same, and is the smallest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.variation.trimming import Change, move_left, trim

SEQUENCES = st.text("AC", max_size=30)  # two letters, so that there are many repeats


@st.composite
def placed(draw: st.DrawFn) -> tuple[str, Change]:
    """A sequence, and a change on it."""
    sequence = draw(SEQUENCES)
    start = draw(st.integers(0, len(sequence)))
    end = draw(st.integers(start, len(sequence)))
    return sequence, Change(start, sequence[start:end], draw(st.text("AC", max_size=12)))


def applied(sequence: str, change: Change) -> str:
    end = change.start + len(change.reference)
    assert sequence[change.start : end] == change.reference
    return sequence[: change.start] + change.alternate + sequence[end:]


@given(placed())
def test_a_trimmed_change_means_the_same_and_is_the_smallest(given: tuple[str, Change]) -> None:
    sequence, change = given
    found = trim(change)
    assert applied(sequence, found) == applied(sequence, change)
    assert trim(found) == found
    if change.reference != change.alternate:
        assert found.reference[:1] != found.alternate[:1]
        assert found.reference[-1:] != found.alternate[-1:]


@given(placed())
def test_a_moved_change_means_the_same_and_can_go_no_further(given: tuple[str, Change]) -> None:
    sequence, change = given
    found = trim(change)
    moved = move_left(found, lambda start, end: sequence[start:end])
    assert applied(sequence, moved) == applied(sequence, change)
    assert moved.start <= found.start
    assert len(moved.reference) == len(found.reference)
    if bool(moved.reference) != bool(moved.alternate) and moved.start:
        moving = moved.reference or moved.alternate
        assert sequence[moved.start - 1] != moving[-1]


@pytest.mark.parametrize("length", [1, 255, 256, 257, 5000])
def test_a_change_moves_over_long_repeats(length: int) -> None:
    sequence = "G" + "CA" * length
    change = Change(len(sequence), "", "CA")
    assert move_left(change, lambda s, e: sequence[s:e]) == Change(1, "", "CA")
    odd = Change(len(sequence) - 1, "", "AC")
    assert move_left(odd, lambda s, e: sequence[s:e]) == Change(1, "", "CA")


def test_no_change_and_changes_of_the_first_base_stay() -> None:
    assert trim(Change(5, "AC", "AC")) == Change(5, "AC", "AC")
    assert trim(Change(0, "AC", "C")) == Change(0, "A", "")
    assert move_left(Change(0, "A", ""), lambda s, e: "") == Change(0, "A", "")
