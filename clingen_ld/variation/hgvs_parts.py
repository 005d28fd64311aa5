"""The parts of HGVS names: positions, also as interbase ones (section 1 of the model), and edits.

The reference decides which coordinate types of positions are valid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from clingen_ld.variation.assemblies import (
    Molecule,
    molecule,
    no_accession,
    refseq_accession,
)
from clingen_ld.variation.change import Change, unnamed
from clingen_ld.variation.position import InterbasePosition
from clingen_ld.variation.sequences import ANY, Residues, complement

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
"""Each coordinate type, its name, and an accession that the grammar accepts."""
SELECTED: Final = re.compile(r"[NX][MRP]_|ENS[TP]|LRG_[0-9]+[tp]")
"""A transcript selected on a genomic sequence, as in NC_000023.11(NM_004006.2)."""
_ACCESSION: Final = re.compile(
    r"(?:[NXYAW][CGMPRTW]_[0-9]{6,9}|N[SZ]_[A-Z]{0,6}[0-9]+|ENS[A-Z]{0,5}[0-9]{11}"
    r"|(?!ENS|[NX][CGMPRTW][0-9])[A-Z]{1,6}[0-9]{5,11})(?:[.][0-9]+)?"
    r"|LRG_[0-9]+(?:[tp][0-9]+)?"
)
_GENOMIC: Final = re.compile(r"N[CTGW]_|ENSG|LRG_[0-9]+$|CM[0-9]")
_COUNTED: Final = (
    (re.compile(r"N[TW]_|ENSG|LRG_[0-9]+$"), "g", "a genomic sequence"),
    # Coding positions on a gene's sequence are an older notation for introns.
    (re.compile(r"NG_"), "gcnr", "a genomic sequence"),
    (re.compile(r"[NX]M_|ENST|LRG_[0-9]+t"), "cnr", "a transcript"),
    (re.compile(r"[NX]R_"), "nr", "a non-coding transcript"),
    (re.compile(r"[NXYAW]P_|ENSP|LRG_[0-9]+p"), "p", "a protein"),
)
"""The valid coordinate types by accession; others, such as U14680.1, show nothing."""
_ON_SELECTED: Final = "cnrp"
"""The valid coordinate types for a gene selected on a genomic sequence."""


@lru_cache(maxsize=4096)
def why_not_counted(accession: str, inner: str | None, axis: str) -> str | None:
    """The reason that a coordinate type does not fit the reference of a name, or None.

    `inner` is the text in parentheses after the accession, a gene.

    >>> why_not_counted("NC_000017.11", None, "m")
    'm. counts mitochondrial positions, but NC_000017.11 is chromosome 17'
    >>> why_not_counted("NC_012920.1", "MT-TL1", "n")
    """
    if not _ACCESSION.fullmatch(accession):
        return no_accession(accession)
    if inner is not None and axis in _ON_SELECTED and _GENOMIC.match(accession):
        return None
    axes, sequence = _counted(accession)
    if axis in axes:
        return None
    if axis in "mo" and (found := _molecule(accession)) is not None:
        sequence = f"chromosome {found.chromosome}"
    return f"{axis}. counts {AXES[axis][1]} positions, but {accession} is {sequence}"


def _counted(accession: str) -> tuple[str, str]:
    """The valid coordinate types of a sequence, and its description."""
    found = _molecule(accession)
    if found is not None or accession.startswith("NC_"):
        # Human chromosomes are linear, except MT; those of other species may be circular.
        is_linear = found is not None and found.chromosome != "MT"
        return "g" if is_linear else "gmo", "a genomic sequence"
    for form, axes, sequence in _COUNTED:
        if form.match(accession):
            return axes, sequence
    return "".join(AXES), "a sequence"


def _molecule(accession: str) -> Molecule | None:
    """The human chromosome with a RefSeq or GenBank accession."""
    named = accession if accession.startswith("NC_") else refseq_accession(accession)
    return None if named is None else molecule(named)


class Location(NamedTuple):
    """A position of a name: base 5 in region "-" is c.-5. Proteins have a residue there."""

    base: int
    offset: int = 0
    region: Literal["", "-", "*"] = ""
    residue: str = ""


# ferro-hgvs represents an unknown offset, as in 88+?, by its largest number.
_UNKNOWN_OFFSET = 2**62


def location_of(data: Any) -> Location | None:
    """A position as read by ferro-hgvs, or None if uncertain."""
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
    """The number of positions from one to the other; None if unknown."""
    if start is None or end is None:
        return None
    if (start.base, start.region) == (end.base, end.region):
        return end.offset - start.offset + 1
    if start.offset or end.offset or (start.region == "*") != (end.region == "*"):
        return None
    # On one side of the stop the numbers are consecutive, except for 0.
    first, last = (-p.base if p.region == "-" else p.base - 1 for p in (start, end))
    return last - first + 1


_REGIONS = ("-", "", "*")
"""The parts of a transcript, in order: before, in and after the coding region."""


def transcript_order(place: Location) -> tuple[int, int, int]:
    """The sort key of positions: increasing from the start of the transcript."""
    base = -place.base if place.region == "-" else place.base
    return _REGIONS.index(place.region), base, place.offset


def falls(start: Location, end: Location) -> bool:
    """Whether a position follows one that it should precede.

    >>> falls(Location(5, region="*"), Location(100)), falls(Location(100, 5), Location(101, -5))
    (True, False)
    """
    return transcript_order(start) > transcript_order(end)


def may_be_neighbours(start: Location, end: Location) -> bool:
    """Whether two positions may be adjacent on some sequence.

    A name gives neither the length of an intron nor the last coding base.

    >>> may_be_neighbours(Location(100, 5), Location(101, -5))
    True
    >>> may_be_neighbours(Location(1173), Location(1174, 1))
    False

    The middle base of an intron is counted from its start, so that the halves are equal, or the
    first is one longer.
    """
    if (start.base, start.region) == (end.base, end.region):
        return end.offset - start.offset == 1
    # Between other bases there are no offsets, or they meet in the middle of an intron.
    is_middle = start.offset > 0 > end.offset and start.offset + end.offset in (0, 1)
    if not (is_middle or start.offset == end.offset == 0):
        return False
    if end.region == "*" != start.region:
        return end.base == 1 and start.region == ""
    return length_between(start._replace(offset=0), end._replace(offset=0)) == 2


def why_not_coding(
    start: Location | None, end: Location | None, coding: int, *, flanks: bool
) -> str | None:
    """The description of positions that no transcript with `coding` bases has; None if possible.

    `flanks` says that they flank an insertion.

    >>> why_not_coding(Location(5593), None, 5592, flanks=False)
    '5593, which is after the stop (after the last coding base, 5592, comes *1)'
    """
    for place in (start, end):
        if place is not None and not place.region and place.base > coding:
            last = f"after the last coding base, {coding}, comes *1"
            return f"{place.base}, which is after the stop ({last})"
    if start is None or end is None or not flanks:
        return None
    if not start.region and end.region == "*" and start.base != coding:
        last = f"the last coding base is {coding}"
        return f"{start.base} and *{end.base}, which are not neighbours ({last})"
    return None


def sequence_base(place: Location, cds_start: int | None, cds_end: int | None) -> int | None:
    """The base of the sequence, 1-based, at a position or from which its intron offset counts."""
    if place.region == "*":
        return None if cds_end is None else cds_end + place.base
    if cds_start is None:
        return None
    return cds_start - place.base if place.region == "-" else cds_start + place.base - 1


def gap_before(base: int, offset: int) -> InterbasePosition:
    """The gap before a position: before a base, 1-based, or an intron base next to it."""
    if offset > 0:
        return InterbasePosition(base, "+", offset - 1)
    return InterbasePosition(base - 1, "-" if offset else None, -offset)


def gap_after(base: int, offset: int) -> InterbasePosition:
    """The gap after a position."""
    if offset < 0:
        return InterbasePosition(base - 1, "-", -offset - 1)
    return InterbasePosition(base, "+" if offset else None, offset)


# Longer sequences are not spelled out: a count in a name may exceed any memory.
_LONGEST = 10_000


class HgvsEdit(NamedTuple):
    """The edit of a name between its positions.

    `reference` are the replaced residues, `alternate` the new ones; None if the name does not give
    them. An unnamed residue of known number is `ANY`, and so are N and Xaa.
    """

    kind: str
    reference: Residues | None = None
    alternate: Residues | None = None

    def applied(self, held: Residues) -> Residues | None:
        """The new residues, if the present ones are `held`."""
        if self.kind == "identity":
            return held
        if self.kind == "duplication":
            return held * 2
        if self.kind == "inversion":
            return complement(held)
        return self.alternate

    def change(self, start: int, end: int, held: Change[Residues]) -> Change[Residues]:
        """The change that it makes from `start` to `end`, 0-based interbase.

        Residues not in the name are taken from `held`, the change in a message, or are unknown.
        """
        stated: Residues | None = () if self.kind == "insertion" else self.reference
        if stated is None and end - start <= _LONGEST:
            stated = (ANY,) * (end - start)
        if stated is None:
            return Change(start, end, None, self.alternate)
        known = dict(enumerate(held.ref or (), held.start))
        ref = tuple(
            known.get(at, unnamed(at)) if residue == ANY else residue
            for at, residue in enumerate(stated, start)
        )
        return Change(start, end, ref, self.applied(ref))


_KINDS = {
    "Substitution": "substitution",
    "SubstitutionAlternatives": "substitution",
    "Deletion": "deletion",
    "Insertion": "insertion",
    "Duplication": "duplication",
    "Delins": "delins",
    "Inversion": "inversion",
    "Identity": "identity",
    "Repeat": "repeat",
    "Frameshift": "frameshift",
    "Extension": "extension",
    "Unknown": "unknown",
}


def edit_of(
    word: str, detail: dict[str, Any], start: Location | None, end: Location | None
) -> HgvsEdit:
    """The edit for a change, from ferro-hgvs's kind and details."""
    kind = _KINDS.get(word, "other")
    if kind == "insertion":
        return HgvsEdit(kind, (), _residues(detail.get("sequence")))
    if kind == "repeat":
        return _repeat(detail, length_between(start, end))
    held = _held(start, end)
    if start is not None and not start.residue:
        named = detail.get({"Substitution": "reference", "Delins": "deleted"}.get(word, "sequence"))
        held = _residues(named) or held
    if kind == "substitution":
        return HgvsEdit(kind, held, _residues(detail.get("alternative")))
    if kind == "delins":
        return HgvsEdit(kind, held, _residues(detail.get("sequence")))
    if kind == "deletion":
        return HgvsEdit(kind, held, ())
    edit = HgvsEdit(kind, held)
    return edit._replace(alternate=edit.applied(held)) if held is not None else edit


def _held(start: Location | None, end: Location | None) -> Residues | None:
    """The residues between two positions, as far as the positions give them."""
    length = length_between(start, end)
    if start is None or end is None or length is None or not 1 <= length <= _LONGEST:
        return None
    if length == 1:
        return (start.residue or ANY,)
    return (start.residue or ANY, *(ANY,) * (length - 2), end.residue or ANY)


def _repeat(detail: dict[str, Any], length: int | None) -> HgvsEdit:
    """A repeat that states its unit and covers all of its copies.

    In older notation, the end of other names is unknown.
    """
    unit, count = _residues(detail.get("sequence")), _exact(detail.get("count"))
    extra = detail.get("additional_counts") or detail.get("trailing")
    if not unit or count is None or extra or length is None or length > _LONGEST:
        return HgvsEdit("tract")
    copies, rest = divmod(length, len(unit))
    if rest or copies < 2 or count * len(unit) > _LONGEST:
        return HgvsEdit("tract")
    return HgvsEdit("repeat", unit * copies, unit * count)


def _exact(count: Any) -> int | None:
    """A count that is a single number; None for a range, a minimum or an unknown count (`[?]`)."""
    number = count.get("Exact") if isinstance(count, dict) else None
    return number if isinstance(number, int) else None


def _residues(data: Any) -> Residues | None:
    """The sequence stated in a name, or None if it cannot be spelled out."""
    if isinstance(data, str) and data != "Empty":
        return (_residue(data),)
    if isinstance(data, list):
        return tuple(_residue(letter) for letter in data) if len(data) <= _LONGEST else None
    if not isinstance(data, dict):
        return None
    form, value = next(iter(data.items()))
    if form == "Literal":
        return _residues(value)
    if form == "Count":
        return (ANY,) * value if isinstance(value, int) and value <= _LONGEST else None
    if form in ("Repeat", "SequenceRepeat"):
        count = _exact(value.get("count"))
        unit = _residues(value.get("base") or value.get("aa") or value.get("sequence"))
        if unit is None or count is None or count * len(unit) > _LONGEST:
            return None
        return unit * count
    if form == "Complex":
        pieces = [_residues(piece) for piece in value]
        return None if None in pieces else tuple(r for piece in pieces for r in piece or ())
    return None


def _residue(letter: str) -> str:
    return letter if len(letter) == 3 else letter.upper().replace("U", "T")


_KEYWORDS = re.compile(r"delins|del|ins|dup|inv|con|copy|fs|ext|Ter|Xaa|X")
_NOT_LETTERS = re.compile(r"[^A-Za-z]+")
_THREE = re.compile(r"([A-Z][a-z][a-z])+")


def letters_of(body: str) -> Literal[0, 1, 3] | None:
    """The length of the amino acid codes of a change; None if mixed or absent.

    Ter and X (formerly a stop) fit either.
    """
    found: set[Literal[0, 1, 3]] = set()
    for word in _NOT_LETTERS.split(_KEYWORDS.sub(" ", body)):
        if word and _THREE.fullmatch(word):
            found.add(3)
        elif word and word.isupper():
            found.add(1)
        elif word:
            return None
    return None if len(found) > 1 else next(iter(found), 0)
