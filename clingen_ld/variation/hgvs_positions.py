"""Places in HGVS names: reading them, and from them to interbase ones (section 1 of the model)."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from clingen_ld.variation.position import InterbasePosition


class Location(NamedTuple):
    """A position of a name: base 5 in region "-" is c.-5. Proteins have a residue there."""

    base: int
    offset: int = 0
    region: Literal["", "-", "*"] = ""
    residue: str = ""


# ferro-hgvs writes an unknown offset, as in 88+?, as the largest number that it has.
_UNKNOWN_OFFSET = 2**62


def location_of(data: Any) -> Location | None:
    """A position as ferro-hgvs reads it, or None when it is uncertain."""
    single = data.get("Single") if isinstance(data, dict) else None
    place = single.get("Certain") if isinstance(single, dict) else None
    if not isinstance(place, dict) or place.get("special"):
        return None
    if "aa" in place:
        return Location(place["number"], residue=place["aa"])
    base, offset = place["base"], place.get("offset") or 0
    if abs(offset) >= _UNKNOWN_OFFSET:
        return None
    if base < 0:
        return Location(-base, offset, "-")
    return Location(base, offset, "*" if place.get("utr3") or place.get("downstream") else "")


def length_between(start: Location | None, end: Location | None) -> int | None:
    """How many positions there are from one to the other; None when that cannot be told."""
    if start is None or end is None:
        return None
    if (start.base, start.region) == (end.base, end.region):
        return end.offset - start.offset + 1
    if start.offset or end.offset or (start.region == "*") != (end.region == "*"):
        return None
    # On one side of the stop the numbers run through, but there is no 0.
    first, last = (-p.base if p.region == "-" else p.base - 1 for p in (start, end))
    return last - first + 1


_REGIONS = ("-", "", "*")
"""The parts of a transcript, in their order: before, in and behind the coding region."""


def _order(place: Location) -> tuple[int, int, int]:
    """What places are ordered by: the further from the start of the transcript, the greater."""
    base = -place.base if place.region == "-" else place.base
    return _REGIONS.index(place.region), base, place.offset


def falls(start: Location, end: Location) -> bool:
    """Whether a place comes behind the one that it should come before.

    >>> falls(Location(5, region="*"), Location(100)), falls(Location(100, 5), Location(101, -5))
    (True, False)
    """
    return _order(start) > _order(end)


def may_be_neighbours(start: Location, end: Location) -> bool:
    """Whether nothing may lie between two places, whatever the sequence is.

    How long an intron is, and which base is the last that is coding, no name tells.

    >>> may_be_neighbours(Location(100, 5), Location(101, -5))
    True
    >>> may_be_neighbours(Location(1173), Location(1174, 1))
    False

    The base in the middle of an intron counts from its start, so that both halves are as long, or
    the first has one more.
    """
    if (start.base, start.region) == (end.base, end.region):
        return end.offset - start.offset == 1
    # Between other bases there are no offsets, or an intron of which the middle is met.
    is_middle = start.offset > 0 > end.offset and start.offset + end.offset in (0, 1)
    if not (is_middle or start.offset == end.offset == 0):
        return False
    if end.region == "*" != start.region:
        return end.base == 1 and start.region == ""
    return length_between(start._replace(offset=0), end._replace(offset=0)) == 2


def why_not_coding(
    start: Location | None, end: Location | None, coding: int, *, flanks: bool
) -> str | None:
    """What positions are that no transcript with so many `coding` bases has; None if it may.

    `flanks` says that they are those on both sides of an insertion.

    >>> why_not_coding(Location(5593), None, 5592, flanks=False)
    '5593, which is behind the stop (after the last coding base, 5592, comes *1)'
    """
    for place in (start, end):
        if place is not None and not place.region and place.base > coding:
            last = f"after the last coding base, {coding}, comes *1"
            return f"{place.base}, which is behind the stop ({last})"
    if start is None or end is None or not flanks:
        return None
    if not start.region and end.region == "*" and start.base != coding:
        last = f"the last coding base is {coding}"
        return f"{start.base} and *{end.base}, which are no neighbours ({last})"
    return None


def sequence_base(place: Location, cds_start: int | None, cds_end: int | None) -> int | None:
    """The base of the sequence, 1-based, that a position is at or counts into an intron from."""
    if place.region == "*":
        return None if cds_end is None else cds_end + place.base
    if cds_start is None:
        return None
    return cds_start - place.base if place.region == "-" else cds_start + place.base - 1


def gap_before(base: int, offset: int) -> InterbasePosition:
    """The gap before a position: before a base, 1-based, or before one of an intron beside it."""
    if offset > 0:
        return InterbasePosition(base, "+", offset - 1)
    return InterbasePosition(base - 1, "-" if offset else None, -offset)


def gap_after(base: int, offset: int) -> InterbasePosition:
    """The gap behind a position."""
    if offset < 0:
        return InterbasePosition(base - 1, "-", -offset - 1)
    return InterbasePosition(base, "+" if offset else None, offset)
