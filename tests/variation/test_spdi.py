"""SPDI expressions, and the ids of placements, which are read back as what they were made of."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clingen_ld.errors import UsageError
from clingen_ld.variation.placed_allele import placed_id
from clingen_ld.variation.position import InterbasePosition as Position
from clingen_ld.variation.position import Interval, Side
from clingen_ld.variation.spdi import Placement, is_spdi, read_spdi


@pytest.mark.parametrize(
    ("text", "start", "end", "reference", "alternate"),
    [
        ("NC_1.1:5:T:G", Position(5), Position(6), "T", "G"),
        ("NC_1.1:5:t:g", Position(5), Position(6), "T", "G"),
        ("NC_1.1:5:3:G", Position(5), Position(8), None, "G"),
        ("NC_1.1:5:0:G", Position(5), Position(5), "", "G"),
        ("NC_1.1:5::", Position(5), Position(5), "", ""),
        ("NP_1.1:5:CysSer:Ter", Position(5), Position(7), "CysSer", "Ter"),
        ("NM_1.1:9+0_9+1:A:G", Position(9, "+", 0), Position(9, "+", 1), "A", "G"),
        ("NM_1.1:9-2_9-1:?:G", Position(9, "-", 2), Position(9, "-", 1), None, "G"),
        ("NM_1.1:9-12_9-3:?:", Position(9, "-", 12), Position(9, "-", 3), None, ""),
        ("NM_1.1:9-12_9-3:9:", Position(9, "-", 12), Position(9, "-", 3), None, ""),
        ("NM_1.1:5_9+2::T", Position(5), Position(9, "+", 2), None, "T"),
        ("NM_1.1:9+3::A", Position(9, "+", 3), Position(9, "+", 3), "", "A"),
    ],
)
def test_reading(
    text: str, start: Position, end: Position, reference: str | None, alternate: str | None
) -> None:
    assert is_spdi(text)
    assert read_spdi(text) == Placement(
        text.partition(":")[0], Interval(start, end), reference, alternate
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("NC_1.1:5:T", "not of the form"),
        ("NC_1.1:x:T:G", "x is not a position"),
        ("NC_1.1::T:G", "nothing is not a position"),
        ("NC_1.1:-5:T:G", "-5 is not a position"),
        ("NC_1.1:5:-:G", "- is not a sequence"),
        ("NC_1.1:5:A:3", "3 is not a sequence"),
        ("NC_1.1:5:?:G", "how long the deleted sequence is"),
        ("NC_1.1:5_9:4:G", "leave out one"),
        ("NM_1.1:9-12_9-3:8:G", "leave out one"),
        ("NC_1.1:99999999999999999:A:G", "longer than any sequence"),
        ("NM_1.1:9+2:A:G", "has a start and an end"),
        ("NC_1.1:5:A:SQ.aKF498dAxcJAqme6QYQ7EZ07-fiw8Kw2", "by its digest"),
    ],
)
def test_what_is_none(text: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        read_spdi(text)


BASES = st.text("ACGT", max_size=8)
DIRECTIONS: tuple[Side, ...] = ("+", "-")


@given(start=st.integers(0, 10**9), reference=BASES, alternate=BASES)
def test_ids_are_read_back(start: int, reference: str, alternate: str) -> None:
    interval = Interval.of(start, start + len(reference))
    placement = Placement("NC_000017.11", interval, reference, alternate)
    assert read_spdi(placement.id or "") == placement


@given(
    index=st.integers(0, 10**5),
    direction=st.sampled_from(DIRECTIONS),
    offsets=st.tuples(st.integers(0, 10**5), st.integers(0, 10**5)),
    alternate=BASES,
)
def test_ids_of_places_in_introns_are_read_back(
    index: int, direction: Side, offsets: tuple[int, int], alternate: str
) -> None:
    gaps = [Position(index, direction, offset) for offset in offsets]
    placement = Placement("NM_007294.3", Interval(*gaps), None, alternate)
    assume(direction == "+" or index > offsets[0])  # else the id can be read in two ways
    assume(offsets[0] != offsets[1])  # where nothing is, nothing is unknown
    assert read_spdi(placement.id or "") == placement


@given(
    start=st.integers(0, 10**5),
    length=st.integers(-3, 10**5),
    offset=st.sampled_from([None, 0, 7]),
    reference=st.none() | BASES,
    alternate=st.none() | BASES,
)
def test_no_id_has_an_unknown_in_it(
    start: int, length: int, offset: int | None, reference: str | None, alternate: str | None
) -> None:
    end = Position(start + length, None if offset is None else "+", offset or 0)
    placement = Placement("NM_007294.3", Interval(Position(start), end), reference, alternate)
    assert (placement.id is None) == (alternate is None)
    assert "?" not in placed_id(placement, {"allele": alternate})
