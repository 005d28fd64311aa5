"""Checks that need the sequences themselves (SQ-1, SQ-2, SQ-3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from clingen_ld.types import (
    ContextualAllele,
    Position,
    ReferenceCoordinate,
)
from clingen_ld.validation.findings import Violation
from clingen_ld.validation.rule_registry import Entry, ResourceSet
from clingen_ld.validation.rules.coordinates import known_accession, outside_of
from clingen_ld.variation.assemblies import chromosome_length
from clingen_ld.variation.change import Change
from clingen_ld.variation.residues import complement, is_known, one_letter, read_residues
from clingen_ld.variation.sequence_sources import SequenceSource

_LISTED = 10


def check_sequences(
    entry: Entry[ContextualAllele], resources: ResourceSet, source: SequenceSource
) -> Iterator[Violation]:
    """The violations of SQ-1, SQ-2 and SQ-3 in a contextual allele."""
    allele, coordinate = entry.record, entry.record.referenceCoordinate
    start, end = coordinate.start, coordinate.end
    accession = known_accession(coordinate.referenceSequence, resources, source.length)
    outside = outside_of(coordinate, resources, source.length)
    reported = [each.pointer for each in outside_of(coordinate, resources, chromosome_length)]
    yield from (each for each in outside if each.pointer not in reported)
    reference = residues(allele, coordinate.refAllele)
    if outside or reference is None:
        return
    if start.has("externalOffsetLength") or end.has("externalOffsetLength"):
        found_in = _in_intron(start, end, resources, source)
        if found_in is not None and reference not in (found_in[1], complement(found_in[1])):
            yield _differs(coordinate, *found_in)
    elif accession is not None:
        low, high = start.index, end.index
        if low is None or high is None or low > high:
            return
        found = source.fetch(accession, low, high)
        if found != reference:
            yield _differs(coordinate, accession, found)
        else:
            change = Change(low, high, reference, residues(allele, allele.allele))
            yield from _placements(coordinate, change, accession, source)


def _in_intron(
    start: Position, end: Position, resources: ResourceSet, source: SequenceSource
) -> tuple[str, str] | None:
    """The genomic sequence of an intron, and its residues between the positions of an allele."""
    genomic = known_accession(start.externalGenomicReferenceSequence, resources, source.length)
    first, last = start.externalGenomicPositionIndex, end.externalGenomicPositionIndex
    if genomic is None or first is None or last is None:
        return None
    return genomic, source.fetch(genomic, min(first, last), max(first, last))


def _differs(coordinate: ReferenceCoordinate, accession: str, found: str) -> Violation:
    reference = coordinate.refAllele
    values = {"refAllele": reference or '""', "accession": accession, "found": found or '""'}
    return Violation("SQ-1", coordinate.at("refAllele"), values, value=reference)


def residues(allele: ContextualAllele, sequence: str | None) -> str | None:
    """A sequence of a message in the letters of a FASTA file, or None if it has others."""
    is_protein = allele.contextualAlleleType == "amino-acid"
    found = read_residues(sequence, is_protein)
    if found is None or not (is_protein or all(map(is_known, found))):
        return None
    return one_letter(found)


def decided(
    violation: Violation,
    entry: Entry[ContextualAllele],
    resources: ResourceSet,
    source: SequenceSource,
) -> Violation:
    """HG-4 with the sequence: an info if the name is the same change, shifted along a repeat."""
    named = re.fullmatch(r"(\d+) to (\d+)", str(violation.values.get("found")))
    if violation.rule != "HG-4" or named is None:
        return violation
    allele, coordinate = entry.record, entry.record.referenceCoordinate
    accession, start = (
        known_accession(coordinate.referenceSequence, resources, source.length),
        coordinate.start.index,
    )
    reference, alternate = (residues(allele, s) for s in (coordinate.refAllele, allele.allele))
    if accession is None or start is None or reference is None or alternate is None:
        return violation
    change, (low, high) = Change.of(start, reference, alternate).trim(), map(int, named.groups())
    if not change.is_shiftable or high - low != change.end - change.start:
        return violation
    is_same = low - change.start in _shifts(change, accession, source)
    return replace(violation, severity="info" if is_same else None)


def _shifts(change: Change[str], accession: str, source: SequenceSource) -> range:
    return change.shifts(partial(source.fetch, accession), source.length(accession) or 0)


def _placements(
    coordinate: ReferenceCoordinate, change: Change[str], accession: str, source: SequenceSource
) -> Iterator[Violation]:
    """SQ-3: where else the same insertion or deletion can be placed."""
    shifts = _shifts(change, accession, source)
    if len(shifts) == 1:
        return
    few = [n for n in shifts[: _LISTED + 1] if n][:_LISTED]
    shown = [f"{change.start + n}-{change.end + n}" for n in few]
    others = len(shifts) - 1 - len(few)
    more = f" and {others} more" if others else ""
    values = {"placements": ", ".join(shown) + more}
    yield Violation("SQ-3", coordinate.pointer, values)
