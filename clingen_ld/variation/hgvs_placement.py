"""Placement of an HGVS name of a nucleotide change: where it is, and what it puts there.

A name need not say what it deletes or replaces: that is left open when no sequence tells it. But
what comes in its place must be known, by the name or by a sequence, or the allele would be any.
"""

from __future__ import annotations

import re
from typing import Final

from clingen_ld.errors import UsageError
from clingen_ld.variation.assemblies import chromosome_length
from clingen_ld.variation.hgvs import HgvsName
from clingen_ld.variation.hgvs_edits import Edit
from clingen_ld.variation.hgvs_positions import sequence_base
from clingen_ld.variation.position import Interval
from clingen_ld.variation.residues import (
    AMINO_ACIDS,
    ANY,
    STOP,
    Residues,
    matches,
    one_letter,
    read_residues,
)
from clingen_ld.variation.sequence_sources import SequenceSource
from clingen_ld.variation.spdi import Placement

_SHOWN = 20  # residues of a longer sequence that an error shows


def filled(edit: Edit, held: Residues) -> Edit:
    """What a name does to the sequence that is held at its positions.

    >>> filled(Edit("duplication", (ANY,)), ("C",)).alternate
    ('C', 'C')
    """
    return edit._replace(reference=held, alternate=edit.applied(held))


def known_text(residues: Residues | None) -> str | None:
    """Residues as the model writes them; None when not all of them are known."""
    return None if residues is None or ANY in residues else "".join(residues)


def residues_of(text: str | None, kind: str) -> Residues | None:
    """The residues of a sequence on an allele of a type: amino acids in one letter or in three.

    Raises `UsageError` when it has others.
    """
    found = read_residues(text, kind == "amino-acid")
    if text is not None and found is None:
        letters = "amino acids" if kind == "amino-acid" else "nucleotides"
        raise UsageError(f"{_shown(tuple(text))} is not written in the codes of {letters}")
    return found


def written(residues: Residues | None, kind: str) -> str | None:
    """Residues as SPDI writes them, amino acids in one letter; None when not all are known."""
    if kind != "amino-acid" or residues is None:
        return known_text(residues)
    return one_letter(residues)


def length_of(accession: str, source: SequenceSource | None) -> int | None:
    """How many residues a sequence has, from the source or the genome assemblies."""
    found = None if source is None else source.length(accession)
    return chromosome_length(accession) if found is None else found


def known_between(
    source: SequenceSource | None, accession: str, interval: Interval, protein: bool = False
) -> Residues | None:
    """What stands in an interval; None when the source does not have it.

    Sequences of transcripts do not hold their introns. Behind the last residue of a `protein`
    is the stop, which sequences of proteins do not hold either.
    """
    length = None if source is None or interval.in_intron else source.length(accession)
    if source is None or length is None:
        return None
    start, end = interval.start.index, interval.end.index
    text = source.fetch(accession, start, min(end, length))
    if not protein:
        return tuple(text.replace("U", "T"))
    found = tuple(AMINO_ACIDS.get(letter, "Xaa") for letter in text)
    return (*found, STOP) if end == length + 1 else found


def check_known(stated: Residues | None, held: Residues | None, accession: str, start: int) -> None:
    """Raise `UsageError` when the residues that a name states are not those that are held.

    They are held from `start` on, 0-based.
    """
    if stated is None or held is None or matches(stated, held):
        return
    at = start + 1
    where = f"at position {at}" if len(held) == 1 else f"at positions {at} to {at + len(held) - 1}"
    raise UsageError(
        f"it says {_shown(stated)}, but {accession} has {_shown(held)} {where} (counted from 1)"
    )


def _shown(residues: Residues) -> str:
    unknown = "Xaa" if any(len(residue) == 3 for residue in residues) else "N"
    text = "".join(unknown if r == ANY else r for r in residues[:_SHOWN])
    return f"{text}..." if len(residues) > _SHOWN else text or "nothing"


_LONGEST_TRACT: Final = 10_000  # bases of a repeat, as many as the reading of names spells out
_REPEAT: Final = re.compile(r"(?<![A-Za-z])([A-Za-z]*)\[([0-9]{1,5})\]")
_OPEN_TRACT: Final = (
    "how far the repeat reaches, it does not tell: write the first and the last position of all "
    "its copies, as in 123_191CAG[23], or give the sequence (--sequences)"
)


_MISSING: Final = {
    "duplication": "what is doubled: name the bases, as in 100dupA, or give --sequences",
    "inversion": "what is turned round: name the bases, as in 100_102invACG, or give --sequences",
    "identity": "what stands there: name the base, as in 100A=, or give --sequences",
    "insertion": "what is inserted",
    "delins": "what comes in the place",
}
"""What is missing from names of each kind that do not tell their result."""


def check_told(name: HgvsName) -> None:
    """Raise `UsageError` when a nucleotide name has no allele, whatever the sequence is."""
    edit = name.edit
    if name.start is None or name.end is None:
        raise UsageError("its positions are uncertain, or none: they cannot be counted")
    if edit.kind == "tract" and _count_of(name) is None:
        raise UsageError("how many copies its repeat has is unknown: it has no allele")
    if edit.kind in ("insertion", "delins") and known_text(edit.alternate) is None:
        raise UsageError(f"it does not say {_MISSING[edit.kind]}")


def _count_of(name: HgvsName) -> re.Match[str] | None:
    """The unit of a repeat, and the one number of its copies."""
    written = _REPEAT.search(name.name)
    return written if written is not None and name.name.endswith(written[0]) else None


def place_name(
    name: HgvsName, cds_start: int | None, cds_end: int | None, source: SequenceSource | None
) -> Placement:
    """The placement of a nucleotide name that has an accession; its `alternate` is known.

    Coding positions count from `cds_start` and `cds_end`, 1-based bases of the transcript. The
    `source` is asked what the name leaves out. Raises `UsageError` when the name cannot be right,
    or does not tell enough.
    """
    check_told(name)
    accession, edit = name.accession or "", name.edit
    impossible = name.why_impossible(cds_start, cds_end)
    if impossible is not None:
        raise UsageError(f"it is at {impossible}")
    if edit.kind == "tract":
        return _tract(name, cds_start, cds_end, source)
    intervals = name.intervals(cds_start, cds_end)
    # The last one is what the positions span, the first one what the model writes.
    span, place = intervals[-1], intervals[0]
    for interval in (span, place):
        check_place(accession, interval, source)
    if edit.kind != "insertion":
        held = known_between(source, accession, span)
        check_known(edit.reference, held, accession, span.start.index)
        edit = edit if held is None else filled(edit, held)
    reference, alternate = known_text(edit.reference), known_text(edit.alternate)
    if edit.kind == "duplication":  # an insertion behind what is doubled
        reference, alternate = "", reference
    if alternate is None:
        missing = _MISSING.get(edit.kind, "what comes in the place, as one sequence")
        raise UsageError(f"it does not say {missing}")
    return Placement(accession, place, reference, alternate)


def check_place(
    accession: str, interval: Interval, source: SequenceSource | None, beyond: int = 0
) -> None:
    """Raise `UsageError` when there is no such place on a sequence, as far as that is known.

    A place may end `beyond` so many residues behind the last one.
    """
    if interval.start.index < 0:
        raise UsageError("it is before the first base of the sequence")
    if not interval.is_ordered:
        raise UsageError("its first position is after its last, which the model cannot place")
    length = length_of(accession, source)
    if length is not None and interval.end.index > length + beyond:
        raise UsageError(f"it is behind the end of {accession}, which is {length} long")


def _tract(
    name: HgvsName, cds_start: int | None, cds_end: int | None, source: SequenceSource | None
) -> Placement:
    """A repeat of which the name gives the first copy: the sequence has how many there are."""
    assert name.start is not None
    assert name.end is not None
    accession = name.accession or ""
    written = _count_of(name)
    first, last = (sequence_base(place, cds_start, cds_end) for place in (name.start, name.end))
    assert written is not None
    if first is None or last is None or name.start.offset or name.end.offset:
        raise UsageError("where the repeat ends cannot be told in an intron")
    start, stated = first - 1, Interval.of(first - 1, last)
    check_place(accession, stated, source)
    if source is None or source.length(accession) is None:
        raise UsageError(_OPEN_TRACT)
    unit: Residues | None = tuple(written[1].upper().replace("U", "T"))
    unit = unit or known_between(source, accession, stated) or ()
    count = int(written[2])
    if count * len(unit) > _LONGEST_TRACT:
        raise UsageError(f"its {count} copies are more than {_LONGEST_TRACT} bases")
    held = _copies(source, accession, start, unit)
    end = start + len(held)
    if end < last:
        raise UsageError(f"{accession} has copies of {''.join(unit)} up to position {end} only")
    return Placement(accession, Interval.of(start, end), "".join(held), "".join(unit * count))


def _copies(source: SequenceSource, accession: str, start: int, unit: Residues) -> Residues:
    """The copies of a unit that stand one after the other from a gap on."""
    length = source.length(accession) or 0
    behind = min(start + _LONGEST_TRACT, length)
    held = known_between(source, accession, Interval.of(start, behind)) or ()
    size, there = len(unit), 0
    while size and matches(unit, held[there : there + size]):
        there += size
    if not there:
        check_known(unit, held[:size], accession, start)
        raise UsageError("its repeat has no unit")
    return held[:there]
