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
