"""Interbase positions and intervals, with offsets into introns."""

from __future__ import annotations

import pytest

from clingen_ld.variation.position import InterbasePosition, Interval, Side, on_one_line


def at(index: int, side: Side | None = None, length: int = 0) -> InterbasePosition:
    return InterbasePosition(index, side, length)


def test_a_gap_at_the_edge_of_an_exon_is_one_however_it_is_written() -> None:
    assert at(9) == at(9, "+", 0) == at(9, "-", 0)
    assert len({at(9), at(9, "+", 0), at(9, "-", 0), at(9, "+", 1), at(9, "-", 1)}) == 3
    assert [str(each) for each in (at(9), at(9, "+", 0), at(9, "-", 3))] == ["9", "9+0", "9-3"]
    assert at(9) != 9


@pytest.mark.parametrize(
    ("start", "end", "length", "is_ordered"),
    [
        (at(5), at(5), 0, True),
        (at(5), at(8), 3, True),
        (at(8), at(5), -3, False),
        (at(5, "+", 12), at(5, "+", 13), 1, True),
        (at(5), at(5, "+", 2), 2, True),
        (at(5, "+", 3), at(5, "+", 1), -2, False),
        (at(5, "-", 3), at(5, "-", 1), 2, True),
        (at(5, "-", 1), at(5, "-", 3), -2, False),
        (at(5, "-", 2), at(5), 2, True),
        (at(5, "+", 3), at(5, "-", 3), None, True),  # across the intron
        (at(5, "-", 3), at(5, "+", 3), None, False),
        (at(5, "+", 3), at(6, "+", 4), None, True),  # two introns
        (at(5, "+", 3), at(5), None, True),
        (at(5), at(5, "-", 3), None, True),
        (at(5), at(9, "+", 3), None, True),  # another intron may lie between
    ],
)
def test_intervals(
    start: InterbasePosition, end: InterbasePosition, length: int | None, is_ordered: bool
) -> None:
    interval = Interval(start, end)
    assert (interval.length, interval.is_ordered) == (length, is_ordered)
    assert interval.in_intron == (start.side is not None or end.side is not None)


def test_one_line() -> None:
    assert on_one_line(at(5), at(9, "+", 3), at(9)) == [5, 12, 9]
    assert on_one_line(at(9, "-", 3), at(12)) == [6, 12]
    assert on_one_line(at(9, "+", 3), at(10)) is None  # the intron is between
    assert on_one_line(at(9, "-", 3), at(8)) is None
    assert on_one_line(at(9, "+", 3), at(9, "-", 3)) is None
    assert str(Interval.of(5, 9)) == "5 to 9"
