"""What a picture shows of a contextual allele: its sequence, its place, its change, its names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from clingen_ld.drawing.cells import FLANK, reference_cells
from clingen_ld.model import last_step
from clingen_ld.types import ContextualAllele, ReferenceSequence
from clingen_ld.validation.rule_registry import Entry, ResourceSet
from clingen_ld.validation.rules.reference_sequence import build_and_chromosome, stated_accession
from clingen_ld.validation.rules.references import found
from clingen_ld.variation.accessions import accession_kind
from clingen_ld.variation.naming import ranked_names
from clingen_ld.variation.placed_allele import placed_allele
from clingen_ld.variation.position import Interval
from clingen_ld.variation.residues import Residues, one_letter
from clingen_ld.variation.sequence_sources import SequenceSource

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
