"""The cells around a change: numbers as HGVS counts, introns, long changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.drawing.views import FLANK, Stretch, new_cells, reference_cells
from clingen_ld.variation.position import InterbasePosition, Interval


def _numbers(stretch: Stretch) -> str:
    return " ".join(
        f"({cell.number})" if cell.is_omitted else cell.number for cell in stretch.cells
    )


def _intron(index: int, side: str, start: int, end: int) -> Interval:
    return Interval(
        InterbasePosition(index, side, start),  # type: ignore[arg-type]
        InterbasePosition(index, side, end),  # type: ignore[arg-type]
    )


def test_a_base_and_its_neighbours_count_from_1() -> None:
    stretch = reference_cells(Interval.of(9, 10), ("A",))
    assert _numbers(stretch) == "6 7 8 9 10 11 12 13 14"
    assert [cell.letter for cell in stretch.cells if cell.is_changed] == ["A"]
    assert (stretch.first, stretch.end, stretch.place) == (4, 5, "10")


def test_nothing_is_before_the_first_residue() -> None:
    assert _numbers(reference_cells(Interval.of(1, 2), ("A",))) == "1 2 3 4 5 6"
    assert reference_cells(Interval.of(0, 0), ()).place == "beside 1"


def test_an_insertion_is_between_two_residues() -> None:
    stretch = reference_cells(Interval.of(9, 9), ())
    assert (stretch.first, stretch.end) == (4, 4)
    assert stretch.place == "between 9 and 10"


def test_what_a_source_knows_has_letters() -> None:
    stretch = reference_cells(Interval.of(9, 10), ("A",), (5, "CGTCAGGGT"))
    assert "".join(cell.letter for cell in stretch.cells) == "CGTCAGGGT"


def test_a_reference_of_another_length_is_not_believed() -> None:
    stretch = reference_cells(Interval.of(9, 10), ("A", "C"))
    assert not any(cell.letter for cell in stretch.cells)


@pytest.mark.parametrize(
    ("interval", "numbers", "place"),
    [
        (_intron(9, "+", 2, 3), "8 9 9+1 9+2 9+3 9+4 9+5 9+6 9+7", "9+3"),
        (_intron(9, "-", 2, 1), "10-6 10-5 10-4 10-3 10-2 10-1 10 11 12", "10-2"),
        (
            _intron(609, "+", 12, 13),
            "608 609 609+1 609+2 (6) 609+9 609+10 609+11 609+12 609+13 609+14 609+15 609+16 609+17",
            "609+13",
        ),
        (
            Interval(InterbasePosition(9, "-", 2), InterbasePosition(9)),
            "10-6 10-5 10-4 10-3 10-2 10-1 10 11 12 13",
            "10-2 to 10-1",
        ),
    ],
)
def test_an_intron_counts_from_the_edge_of_the_exon(
    interval: Interval, numbers: str, place: str
) -> None:
    stretch = reference_cells(interval, None)
    assert _numbers(stretch) == numbers
    assert stretch.place == place
    assert stretch.has_intron
    assert all(cell.is_intron == ("+" in cell.number or "-" in cell.number)
               for cell in stretch.cells if not cell.is_omitted)  # fmt: skip


def test_what_crosses_an_edge_is_one_cell() -> None:
    interval = Interval(InterbasePosition(9, "+", 2), InterbasePosition(20, "-", 3))
    stretch = reference_cells(interval, None)
    assert _numbers(stretch) == "6 7 8 9 (9+2 to 20-3) 21 22 23 24"
    assert (stretch.first, stretch.end) == (4, 5)


@given(st.integers(0, 10**8), st.integers(0, 10**6))
def test_any_change_is_shown_by_few_cells(start: int, length: int) -> None:
    stretch = reference_cells(Interval.of(start, start + length), None)
    assert len(stretch.cells) <= 2 * FLANK + 11
    assert any(cell.is_changed for cell in stretch.cells) == bool(length)
    shown = sum(
        int(cell.number.replace(",", "")) if cell.is_omitted else 1
        for cell in stretch.cells
        if cell.is_changed
    )
    assert shown == length


@given(st.lists(st.sampled_from("ACGT"), max_size=200))
def test_new_residues_are_all_shown_or_counted(residues: list[str]) -> None:
    cells = new_cells(tuple(residues))
    assert len(cells) <= 11
    assert sum(int(c.number) if c.is_omitted else 1 for c in cells) == len(residues)
