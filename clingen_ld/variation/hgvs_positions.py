"""Places in HGVS names: reading them, and from them to interbase ones (section 1 of the model).

They are counted on a reference, on which not everything can be counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from clingen_ld.variation.assemblies import Molecule, molecule, refseq_accession
from clingen_ld.variation.position import InterbasePosition

Axis = Literal["g", "m", "o", "c", "n", "r", "p"]

AXES: Final[Mapping[str, tuple[Axis, str, str]]] = MappingProxyType(
    {
        "g": ("g", "genomic", "NC_000001.11"),
        "m": ("m", "mitochondrial", "NC_012920.1"),
        "o": ("o", "circular", "NC_012920.1"),
        "c": ("c", "coding", "NM_000001.1"),
        "n": ("n", "non-coding", "NR_000001.1"),
        "r": ("r", "RNA", "NM_000001.1"),
        "p": ("p", "protein", "NP_000001.1"),
    }
)
"""Each axis, the word for it, and an accession that the grammar is content with."""
SELECTED: Final = re.compile(r"[NX][MRP]_|ENS[TP]|LRG_[0-9]+[tp]")
"""A sequence that is selected on a genomic one, as in NC_000023.11(NM_004006.2)."""
_ACCESSION: Final = re.compile(
    r"(?:[NXYAW][CGMPRTW]_[0-9]{6,9}|N[SZ]_[A-Z]{0,6}[0-9]+|ENS[A-Z]{0,5}[0-9]{11}"
    r"|(?!ENS|[NX][CGMPRTW][0-9])[A-Z]{1,6}[0-9]{5,11})(?:[.][0-9]+)?"
    r"|LRG_[0-9]+(?:[tp][0-9]+)?"
)
_GENOMIC: Final = re.compile(r"N[CTGW]_|ENSG|LRG_[0-9]+$|CM[0-9]")
_COUNTED: Final = (
    (re.compile(r"N[TW]_|ENSG|LRG_[0-9]+$"), "g", "a genomic sequence"),
    # Coding positions on a gene's sequence are an older way of writing introns.
    (re.compile(r"NG_"), "gcnr", "a genomic sequence"),
    (re.compile(r"[NX]M_|ENST|LRG_[0-9]+t"), "cnr", "a transcript"),
    (re.compile(r"[NX]R_"), "nr", "a non-coding transcript"),
    (re.compile(r"[NXYAW]P_|ENSP|LRG_[0-9]+p"), "p", "a protein"),
)
"""What can be counted on a sequence, by its accession; others, such as U14680.1, tell nothing."""
_ON_SELECTED: Final = "cnrp"
"""What can be counted on a gene that is selected on a genomic sequence."""


@lru_cache(maxsize=4096)
def why_not_counted(accession: str, inner: str | None, axis: str) -> str | None:
    """Why an axis cannot count on what stands before the colon of a name, or None.

    `inner` is what stands in parentheses behind the accession, a gene.

    >>> why_not_counted("NC_000017.11", None, "m")
    'm. counts mitochondrial positions, but NC_000017.11 is chromosome 17'
    >>> why_not_counted("NC_012920.1", "MT-TL1", "n")
    """
    if not _ACCESSION.fullmatch(accession):
        return f"{accession} is not an accession of a sequence"
    if inner is not None and axis in _ON_SELECTED and _GENOMIC.match(accession):
        return None
    axes, sequence = _counted(accession)
    if axis in axes:
        return None
    if axis in "mo" and (found := _molecule(accession)) is not None:
        sequence = f"chromosome {found.chromosome}"
    return f"{axis}. counts {AXES[axis][1]} positions, but {accession} is {sequence}"


def _counted(accession: str) -> tuple[str, str]:
    """The axes that count on a sequence, and what it is."""
    found = _molecule(accession)
    if found is not None or accession.startswith("NC_"):
        # Human chromosomes are linear, but for one; of other species, any may be circular.
        is_linear = found is not None and found.chromosome != "MT"
        return "g" if is_linear else "gmo", "a genomic sequence"
    for form, axes, sequence in _COUNTED:
        if form.match(accession):
            return axes, sequence
    return "".join(AXES), "a sequence"


def _molecule(accession: str) -> Molecule | None:
    """The human chromosome of an accession of RefSeq or GenBank."""
    named = accession if accession.startswith("NC_") else refseq_accession(accession)
    return None if named is None else molecule(named)


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
        return f"{start.base} and *{end.base}, which are not neighbours ({last})"
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
