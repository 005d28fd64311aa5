"""What a picture shows of a contextual allele: its sequence, its place, its change, its names.

A stretch of sequence is shown in cells, one a residue. They are numbered as HGVS counts residues:
from 1, and in introns from the nearest edge of an exon (9+3 is the third base behind residue 9,
10-2 the second before residue 10).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from clingen_ld.model import last_step
from clingen_ld.types import ContextualAllele, ReferenceSequence
from clingen_ld.validation.rule_registry import Entry, ResourceSet
from clingen_ld.validation.rules.reference_sequence import build_and_chromosome, stated_accession
from clingen_ld.validation.rules.references import found
from clingen_ld.variation.placed_allele import placed_allele, ranked_names
from clingen_ld.variation.position import Interval, on_one_line
from clingen_ld.variation.sequences import Residues, SequenceSource, accession_kind, one_letter

FLANK: Final = 4
"""So many residues are shown on each side of a change."""
_ENDS: Final = 5
"""So many residues are shown at each end of a long change, and what lies between is one cell."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One residue, or several that are left out."""

    letter: str = ""
    """Empty where it is not known."""
    number: str = ""
    """As HGVS counts; of residues that are left out, how many they are."""
    is_intron: bool = False
    is_changed: bool = False
    is_omitted: bool = False
    """Whether it is for residues that are left out."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of residues, counted from 0: an exon and, beside one of its edges, an intron."""

    edge: int | None = None
    """The interbase index of the edge; None without an intron."""
    is_downstream: bool = False

    def cell(self, place: int) -> Cell:
        """The cell of the residue behind an interbase position."""
        edge = self.edge
        if edge is not None and self.is_downstream and place >= edge:
            return Cell(number=f"{edge:,}+{place - edge + 1}", is_intron=True)
        if edge is not None and not self.is_downstream and place < edge:
            return Cell(number=f"{edge + 1:,}-{edge - place}", is_intron=True)
        return Cell(number=f"{place + 1:,}")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Cells in their order, and which of them are changed: none of an insertion."""

    cells: tuple[Cell, ...]
    first: int
    """The first changed cell; of an insertion the one behind it."""
    end: int
    """The cell behind the last changed one."""

    @property
    def has_intron(self) -> bool:
        """Whether any of the cells is of an intron."""
        return any(cell.is_intron for cell in self.cells)

    @property
    def place(self) -> str:
        """The changed residues in words, by their numbers; of an insertion those beside it."""
        changed = self.cells[self.first : self.end]
        if changed:
            one, last = changed[0].number, changed[-1].number
            return one if len(changed) == 1 else f"{one} to {last}"
        beside = [cell.number for cell in self.cells[max(self.end - 1, 0) : self.end + 1]]
        if self.first == 0 or len(beside) == 1:
            return f"beside {beside[0]}" if beside else "at an end"
        return f"between {beside[0]} and {beside[1]}"


def reference_cells(
    interval: Interval, reference: Residues | None, context: tuple[int, str] = (0, "")
) -> Stretch:
    """The residues around an interval, those that it covers marked as changed.

    `context` is what is known of the sequence: an interbase index, and the residues behind it.
    """
    ends = on_one_line(interval.start, interval.end)
    if ends is None:
        return _across(interval)
    start, end = ends
    offset = next((p for p in (interval.start, interval.end) if p.offset), None)
    line = _Line() if offset is None else _Line(offset.index, offset.offset > 0)
    letters = _letter_cells(start, end, reference, context if offset is None else (0, ""))
    cells: list[Cell] = []
    changed: list[int] = []
    behind = last = None
    for place in _places(start, end, line.edge):
        is_changed = start <= place < end
        cell = line.cell(place)
        if last is not None and place > last + 1:
            omitted = replace(cell, number=f"{place - last - 1:,}", is_omitted=True)
            cells.append(replace(omitted, is_changed=start <= last and is_changed))
        if is_changed:
            changed.append(len(cells))
        elif place >= end and behind is None:
            behind = len(cells)
        cells.append(replace(cell, letter=letters.get(place, ""), is_changed=is_changed))
        last = place
    end_cell = len(cells) if behind is None else behind
    return Stretch(tuple(cells), changed[0] if changed else end_cell, end_cell)


def _places(start: int, end: int, edge: int | None) -> Iterator[int]:
    """The residues that are shown: around both ends of a change, and around an edge."""
    shown = set(range(start - FLANK, min(end, start + _ENDS)))
    shown |= set(range(max(start, end - _ENDS), end + FLANK))
    if edge is not None:
        shown |= set(range(edge - 2, edge + 2))
    for place in sorted(shown):
        if place >= 0 or edge == 0:
            yield place
            # One that would be left out alone takes no more room than the mark of it.
            if place + 2 in shown and place + 1 not in shown:
                yield place + 1


def _letter_cells(
    start: int, end: int, reference: Residues | None, context: tuple[int, str]
) -> dict[int, str]:
    """What is known of the residues, by their places."""
    begin, known = context
    letters = dict(enumerate(known, begin))
    if reference is not None and len(reference) == end - start:
        letters |= dict(enumerate(reference, start))
    return letters


def _across(interval: Interval) -> Stretch:
    """Cells for a change that extends across an edge of an exon, beyond its message."""
    start, end = interval.start, interval.end
    before = [Cell(number=f"{i + 1:,}") for i in range(max(0, start.index - FLANK), start.index)]
    after = [Cell(number=f"{i + 1:,}") for i in range(end.index, end.index + FLANK)]
    middle = Cell(number=f"{start} to {end}", is_omitted=True, is_changed=True)
    return Stretch((*before, middle, *after), len(before), len(before) + 1)


def new_cells(residues: Residues) -> list[Cell]:
    """The residues that take the place of others; of a long sequence its ends."""
    if len(residues) <= 2 * _ENDS + 1:
        return [Cell(letter) for letter in residues]
    between = Cell(number=f"{len(residues) - 2 * _ENDS:,}", is_omitted=True)
    first, last = residues[:_ENDS], residues[-_ENDS:]
    return [*map(Cell, first), between, *map(Cell, last)]


LEVELS: Final = {
    "chromosome": "Chromosomes",
    "gene": "Gene sequences",
    "transcript": "Transcripts",
    "amino-acid": "Proteins",
}
"""The types of sequences from the genome to the protein, as a chart is headed."""

_LEVELS_OF_ALLELES: Final = {"genomic": "chromosome", "mitochondrial": "chromosome"}
_LONG: Final = 12


@dataclass(frozen=True, slots=True)
class AlleleView:
    """A contextual allele as it is drawn."""

    iri: str
    label: str
    """Its preferred name, else its id."""
    names: tuple[str, ...]
    level: str
    """The type of its sequence: a key of `LEVELS`."""
    accession: str
    """Of its sequence; how the message refers to it when that has none."""
    build: str | None
    chromosome: str | None
    interval: Interval | None
    """Interbase, from 0; None when the message does not say both ends."""
    reference: Residues | None
    alternate: Residues | None
    context: tuple[int, str] = (0, "")
    """The surroundings in a source of sequences: an interbase index and residues."""

    @property
    def sequence_words(self) -> str:
        """The sequence, with build and chromosome when it has them."""
        words = [self.build, f"chromosome {self.chromosome}" if self.chromosome else None]
        details = ", ".join(word for word in words if word)
        return f"{self.accession} ({details})" if details else self.accession

    @property
    def change_words(self) -> str:
        """What the allele changes, in a sentence without its full stop."""
        if self.interval is None:
            return "the message does not say where the allele is"
        where, former, new = self._where(), self.reference, self.alternate
        if new is None:
            return f"{where} is changed; the message does not say to what"
        if self.interval.start == self.interval.end:
            return f"{_letters(new)} is inserted {where}" if new else f"no change {where}"
        changed = f"{_letters(former)} at {where}" if former else where
        if not new:
            return f"{changed} is deleted"
        if new == former:
            return f"{changed} is unchanged"
        return f"{changed} is replaced by {_letters(new)}"

    def _where(self) -> str:
        """The place by the numbers of residues, from 1."""
        assert self.interval is not None
        stretch = reference_cells(self.interval, self.reference)
        return f"{stretch.place} (in an intron)" if stretch.has_intron else stretch.place


def _letters(residues: Residues) -> str:
    """A sequence in words: a long one by its beginning and its length."""
    if len(residues) <= _LONG:
        return one_letter(residues)
    return f"{one_letter(residues[:_LONG])}… ({len(residues):,} residues)"


def allele_view(
    entry: Entry[ContextualAllele], resources: ResourceSet, source: SequenceSource | None = None
) -> AlleleView:
    """What is drawn of an allele; its sequence is looked up among the resources."""
    allele = entry.record
    coordinate = allele.referenceCoordinate
    names = tuple(ranked_names(allele))
    held = found(coordinate.referenceSequence, ReferenceSequence, resources)
    sequence = held.record if held is not None else ReferenceSequence({})
    accession = stated_accession(sequence, coordinate.referenceSequence, list(names))
    build, chromosome = build_and_chromosome(sequence, accession)
    level = _level(allele, sequence, accession)
    placed = placed_allele(allele, "p" if level == "amino-acid" else "c")
    reference = coordinate.referenceSequence
    shown = accession or reference.display or last_step(reference.reference or "")
    return AlleleView(
        iri=entry.iri,
        label=names[0] if names else last_step(entry.iri),
        names=names,
        level=level,
        accession=shown or "a sequence without a name",
        build=build,
        chromosome=chromosome,
        interval=placed.interval,
        reference=None if placed.length_mismatch else placed.reference,
        alternate=placed.alternate,
        context=_context(source, accession, placed.interval),
    )


def _level(allele: ContextualAllele, sequence: ReferenceSequence, accession: str | None) -> str:
    """The type of an allele's sequence: as it says, else by its accession or the allele's type."""
    kind = sequence.referenceSequenceType or (accession and accession_kind(accession))
    if kind in LEVELS:
        return kind
    type_ = allele.contextualAlleleType or ""
    return type_ if type_ in LEVELS else _LEVELS_OF_ALLELES.get(type_, "chromosome")


def _context(
    source: SequenceSource | None, accession: str | None, interval: Interval | None
) -> tuple[int, str]:
    """The residues around an allele, as far as a source has its sequence."""
    if source is None or accession is None or interval is None or interval.in_intron:
        return 0, ""
    length = source.length(accession)
    start, end = interval.start.index, interval.end.index
    if length is None or end > length:
        return 0, ""
    begin = max(0, start - FLANK)
    # Of a long change only what is shown is asked for; the letters between are left out.
    until = min(length, end + FLANK) if end - start <= _LONG else start + _LONG
    return begin, source.fetch(accession, begin, until)
