"""Placement of an HGVS name of a nucleotide change: its interval and new sequence.

A name need not give the deleted or replaced residues: they stay unknown without a sequence. But the
new residues must be known, from the name or a sequence, or the allele would be undefined.
"""

from __future__ import annotations

import re
from typing import Final

from clingen_ld.errors import UsageError
from clingen_ld.variation.assemblies import chromosome_length
from clingen_ld.variation.hgvs import HgvsName
from clingen_ld.variation.hgvs_parts import HgvsEdit, sequence_base
from clingen_ld.variation.position import Interval
from clingen_ld.variation.sequences import (
    AMINO_ACIDS,
    ANY,
    STOP,
    Residues,
    SequenceSource,
    matches,
    one_letter,
    read_residues,
)
from clingen_ld.variation.spdi import Placement

_SHOWN = 20  # residues of a longer sequence shown in an error


def filled(edit: HgvsEdit, held: Residues) -> HgvsEdit:
    """The edit of a name, given the residues at its positions.

    >>> filled(HgvsEdit("duplication", (ANY,)), ("C",)).alternate
    ('C', 'C')
    """
    return edit._replace(reference=held, alternate=edit.applied(held))


def known_text(residues: Residues | None) -> str | None:
    """Residues in the model's notation; None if not all are known."""
    return None if residues is None or ANY in residues else "".join(residues)


def residues_of(text: str | None, kind: str) -> Residues | None:
    """The residues of a sequence for an allele type: amino acids in one or three letters.

    Raises `UsageError` for any other letters.
    """
    found = read_residues(text, kind == "amino-acid")
    if text is not None and found is None:
        letters = "amino acids" if kind == "amino-acid" else "nucleotides"
        raise UsageError(f"{_shown(tuple(text))} is not written in the codes of {letters}")
    return found


def written(residues: Residues | None, kind: str) -> str | None:
    """Residues in SPDI notation, amino acids in one letter; None if not all are known."""
    if kind != "amino-acid" or residues is None:
        return known_text(residues)
    return one_letter(residues)


def length_of(accession: str, source: SequenceSource | None) -> int | None:
    """The length of a sequence, from the source or the genome assemblies."""
    found = None if source is None else source.length(accession)
    return chromosome_length(accession) if found is None else found


def known_between(
    source: SequenceSource | None, accession: str, interval: Interval, protein: bool = False
) -> Residues | None:
    """The residues in an interval; None if the source does not have them.

    Transcript sequences do not contain introns. After the last residue of a `protein` is the stop,
    which protein sequences do not contain either.
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
    """Raise `UsageError` if the residues in a name differ from the actual ones.

    The actual ones begin at `start`, 0-based.
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


_LONGEST_TRACT: Final = 10_000  # bases of a repeat, the same limit as in the reading of names
_REPEAT: Final = re.compile(r"(?<![A-Za-z])([A-Za-z]*)\[([0-9]{1,5})\]")
_OPEN_TRACT: Final = (
    "it does not say where the repeat ends: write the first and the last position of all "
    "its copies, as in 123_191CAG[23], or give the sequence (--sequences)"
)


_MISSING: Final = {
    "duplication": "the duplicated bases: name the bases, as in 100dupA, or give --sequences",
    "inversion": "the inverted bases: name the bases, as in 100_102invACG, or give --sequences",
    "identity": "the base: name it, as in 100A=, or give --sequences",
    "insertion": "the inserted sequence",
    "delins": "the new bases",
}
"""The missing part of names without their result, by kind."""


def check_defined(name: HgvsName) -> None:
    """Raise `UsageError` for a nucleotide name that defines no allele on any sequence."""
    edit = name.edit
    if name.start is None or name.end is None:
        raise UsageError("its positions are uncertain, or none: they cannot be counted")
    if edit.kind == "tract" and _count_of(name) is None:
        raise UsageError("how many copies its repeat has is unknown: it has no allele")
    if edit.kind in ("insertion", "delins") and known_text(edit.alternate) is None:
        raise UsageError(f"it does not give {_MISSING[edit.kind]}")


def _count_of(name: HgvsName) -> re.Match[str] | None:
    """The unit of a repeat, and its exact number of copies."""
    written = _REPEAT.search(name.name)
    return written if written is not None and name.name.endswith(written[0]) else None


def place_name(
    name: HgvsName, cds_start: int | None, cds_end: int | None, source: SequenceSource | None
) -> Placement:
    """The placement of a nucleotide name that has an accession; its `alternate` is known.

    Coding positions count from `cds_start` and `cds_end`, 1-based bases of the transcript. The
    `source` supplies what the name omits. Raises `UsageError` for a name that is impossible or
    incomplete.
    """
    check_defined(name)
    accession, edit = name.accession or "", name.edit
    impossible = name.why_impossible(cds_start, cds_end)
    if impossible is not None:
        raise UsageError(f"it is at {impossible}")
    if None in [sequence_base(each, cds_start, cds_end) for each in (name.start, name.end) if each]:
        raise UsageError("its positions count from a coding region that is not known")
    if edit.kind == "tract":
        return _tract(name, cds_start, cds_end, source)
    intervals = name.intervals(cds_start, cds_end)
    # The last one is the span of the positions, the first one the model's notation.
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
        missing = _MISSING.get(edit.kind, "the new sequence")
        raise UsageError(f"it does not give {missing}")
    return Placement(accession, place, reference, alternate)


def check_place(
    accession: str, interval: Interval, source: SequenceSource | None, beyond: int = 0
) -> None:
    """Raise `UsageError` if a place is known to be outside its sequence.

    A place may end up to `beyond` residues after the last one.
    """
    if interval.start.index < 0:
        raise UsageError("it is before the first base of the sequence")
    if not interval.is_ordered:
        raise UsageError("its first position is after its last, which the model cannot place")
    length = length_of(accession, source)
    if length is not None and interval.end.index > length + beyond:
        raise UsageError(f"it is beyond the end of {accession}, which is {length} long")


def _tract(
    name: HgvsName, cds_start: int | None, cds_end: int | None, source: SequenceSource | None
) -> Placement:
    """A repeat whose name gives the first copy: the sequence gives the number of copies."""
    assert name.start is not None
    assert name.end is not None
    accession = name.accession or ""
    written = _count_of(name)
    first, last = (sequence_base(place, cds_start, cds_end) for place in (name.start, name.end))
    assert written is not None
    assert first is not None
    assert last is not None
    if name.start.offset or name.end.offset:
        raise UsageError("the end of the repeat is unknown in an intron")
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
    """The consecutive copies of a unit from a gap on."""
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
