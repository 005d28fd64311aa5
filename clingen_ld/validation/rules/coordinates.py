"""Intervals: order (XA-5), length (XA-6, XA-12, insertions of XA-9), chromosome's end (SQ-2), and
what needs the sequences themselves (SQ-1, SQ-2, SQ-3).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import Literal

from clingen_ld.model import OBO, last_step
from clingen_ld.types import (
    ContextualAllele,
    Position,
    PositionProperty,
    Reference,
    ReferenceCoordinate,
    ReferenceSequence,
)
from clingen_ld.validation.rule_registry import (
    Entry,
    ResourceSet,
    Violation,
    of_type,
    resource_rule,
    set_rule,
)
from clingen_ld.validation.rules.concept_codes import ontology_term
from clingen_ld.variation.assemblies import chromosome_length
from clingen_ld.variation.change import Change
from clingen_ld.variation.characters import plain_text
from clingen_ld.variation.position import Interval, read_interval
from clingen_ld.variation.sequences import (
    ONE_LETTER,
    SequenceSource,
    complement,
    is_known,
    one_letter,
    read_residues,
)

SequenceProperty = Literal["allele", "refAllele"]
"""The properties with a sequence: of the allele, and of its reference coordinate."""

NUCLEOTIDE_TYPES = ("genomic", "transcript")

_NOTHING = ("-", ".")
"""The notations of other formats for an empty sequence."""
DELETION, INSERTION = "SO:0000159", "SO:0000667"
SUBSTITUTION, NO_CHANGE = "SO:1000002", "SO:0002073"
_SHORTEST = 45_000_000
"""The length of the shortest chromosome of any build (21 of T2T-CHM13v2.0: 45,090,682) except
MT."""


def residues(allele: ContextualAllele, sequence: str) -> int | None:
    """The number of bases or amino acids in a sequence; None if it is not in its alphabet."""
    kind = allele.contextualAlleleType
    if kind in NUCLEOTIDE_TYPES and sequence != sequence.upper():
        return None
    is_typed = kind in (*NUCLEOTIDE_TYPES, "amino-acid")
    found = read_residues(sequence, kind == "amino-acid") if is_typed else None
    return None if found is None else len(found)


def changes(allele: ContextualAllele) -> set[str]:
    """The Sequence Ontology codes of the primary nucleotide change."""
    codings = allele.primaryNucleotideChangeType.coding
    called = (change_called(each.system, each.code) for each in codings)
    return {change for change in called if change is not None}


@lru_cache(maxsize=256)
def change_called(system: str | None, code: str | None) -> str | None:
    """The Sequence Ontology code of a coding, in any spelling."""
    term = ontology_term(system, code)
    return None if term is None else term.removeprefix(OBO).replace("_", ":")


def sequences(allele: ContextualAllele) -> Mapping[SequenceProperty, tuple[str, str | None]]:
    """The allele and the reference allele, each with its pointer."""
    coordinate = allele.referenceCoordinate
    return {
        "allele": (allele.at("allele"), allele.allele),
        "refAllele": (coordinate.at("refAllele"), coordinate.refAllele),
    }


@resource_rule(ContextualAllele)
def written_in_their_alphabet(allele: ContextualAllele) -> Iterator[Violation]:
    """XA-7: sequences are written in the letters of nucleotides, or of amino acids."""
    kind = allele.contextualAlleleType
    if kind not in (*NUCLEOTIDE_TYPES, "amino-acid"):
        return
    for name, (pointer, sequence) in sequences(allele).items():
        if sequence is None or (sequence == "=" and kind == "amino-acid"):
            continue
        if residues(allele, sequence) is None:
            alphabet = "amino acids" if kind == "amino-acid" else "nucleotides"
            values = {"property": name, "value": sequence, "alphabet": alphabet}
            plain = plain_text(sequence) or sequence
            better = "" if sequence in _NOTHING or plain in _NOTHING else plain.upper()
            if kind == "amino-acid" and len(better) > 1:
                # Among longer ones, only the three letters of one amino acid are certain.
                better = plain.capitalize() if len(plain) == 3 else plain
            elif plain.capitalize() in ONE_LETTER:
                better = sequence  # an amino acid, whose letters may be codes of bases, too
            suggestion = better if residues(allele, better) is not None else None
            yield Violation("XA-7", pointer, values, value=sequence, suggestion=suggestion)


@resource_rule(ContextualAllele)
def change_and_sequences(allele: ContextualAllele) -> Iterator[Violation]:
    """XA-9: the change type fits the sequences."""
    found = changes(allele)
    (own, alternate), (coordinate, reference) = sequences(allele).values()
    if DELETION in found and alternate and alternate not in _NOTHING:
        yield _disagrees(own, "deletion", "allele is not empty", alternate)
    if SUBSTITUTION in found and alternate == "":
        yield _disagrees(own, "substitution", "allele is empty", alternate)
    if SUBSTITUTION in found and reference == "":
        yield _disagrees(coordinate, "substitution", "refAllele is empty", reference)
    if NO_CHANGE in found and alternate is not None and reference not in (None, alternate):
        yield _disagrees(own, "no_sequence_alteration", "allele is not refAllele", alternate)


def _disagrees(pointer: str, change: str, problem: str, value: str) -> Violation:
    return Violation("XA-9", pointer, {"change": change, "problem": problem}, value=value)


@resource_rule(ContextualAllele)
def start_before_end(allele: ContextualAllele) -> Iterator[Violation]:
    """XA-5: an interval does not start after its end."""
    coordinate = allele.referenceCoordinate
    start = coordinate.start
    low, high = start.index, coordinate.end.index
    if low is None or high is None:
        return
    interval = read_interval(coordinate) or Interval.of(low, high)
    if not interval.is_ordered:
        # If the indexes decide, the offsets do not matter.
        first, last = (low, high) if low != high else (interval.start, interval.end)
        shown = {"start": str(first), "end": str(last)}
        if low == high:
            yield Violation("XA-5", start.pointer, shown)
            return
        exchanged = {"start": {"index": high}, "end": {"index": low}}
        at = coordinate.pointer
        yield Violation("XA-5", start.pointer, shown, suggestion=exchanged, other=at)


@resource_rule(ContextualAllele)
def as_long_as_the_reference(allele: ContextualAllele) -> Iterator[Violation]:
    """XA-6: refAllele is as long as the interval."""
    coordinate = allele.referenceCoordinate
    reference, interval = coordinate.refAllele, read_interval(coordinate)
    length = None if interval is None else interval.length
    count = None if reference is None else residues(allele, reference)
    if count is not None and length is not None and 0 <= length != count:
        values = {"residues": count, "length": length}
        yield Violation("XA-6", coordinate.at("refAllele"), values, value=reference)


@resource_rule(ContextualAllele)
def insertion_has_no_interval(allele: ContextualAllele) -> Iterator[Violation]:
    """XA-9: an insertion replaces nothing."""
    if INSERTION not in changes(allele):
        return
    coordinate = allele.referenceCoordinate
    interval = read_interval(coordinate)
    if interval is not None and (interval.length or 0) > 0:
        values = {"change": "insertion", "problem": "end is not start"}
        yield Violation("XA-9", coordinate.at("end"), values)


@resource_rule(ContextualAllele)
def genomic_interval_as_long(allele: ContextualAllele) -> Iterator[Violation]:
    """XA-12: the interval on the genome is as long as the one in the intron."""
    coordinate = allele.referenceCoordinate
    interval = read_interval(coordinate)
    length = interval.length if interval is not None and interval.in_intron else None
    if length is None or length < 0:
        return
    start, end = coordinate.start, coordinate.end
    sequence = start.externalGenomicReferenceSequence.reference
    if not sequence or sequence != end.externalGenomicReferenceSequence.reference:
        return
    first, last = start.externalGenomicPositionIndex, end.externalGenomicPositionIndex
    if first is not None and last is not None and abs(last - first) != length:
        values = {"genomic": abs(last - first), "intron": length}
        yield Violation("XA-12", end.at("externalGenomicPositionIndex"), values, value=last)


@set_rule(ContextualAllele)
def lies_within_its_chromosome(
    entry: Entry[ContextualAllele], resources: ResourceSet
) -> Iterator[Violation]:
    """SQ-2: positions on a chromosome are not beyond its end, which the assemblies give."""
    coordinate = entry.record.referenceCoordinate
    ends = coordinate.start, coordinate.end
    given = [i for each in ends for i in (each.index, each.externalGenomicPositionIndex)]
    is_far = max((index for index in given if index is not None), default=0) > _SHORTEST
    # The table of all chromosomes takes 50 ms to read.
    lengths = chromosome_length if is_far else _length_of_mitochondrion
    yield from outside_of(coordinate, resources, lengths)


def _length_of_mitochondrion(accession: str) -> int | None:
    return chromosome_length(accession) if accession.startswith("NC_012920.") else None


Lengths = Callable[[str], int | None]
"""The length of the sequence of an accession; None when it is not known."""


def known_accession(reference: Reference, resources: ResourceSet, lengths: Lengths) -> str | None:
    """The accession of a reference to a sequence of which the length is known."""
    target = of_type(resources.target(reference), ReferenceSequence)
    names = [] if target is None else [each.value for each in target.record.identifier]
    display, name = reference.display, reference.reference
    names.append(re.split(r"[\s(]", display)[0] if display else None)
    names += [last_step(name)] if name and target is None else []
    return next((n for n in names if n and lengths(n) is not None), None)


def outside_of(
    coordinate: ReferenceCoordinate, resources: ResourceSet, lengths: Lengths
) -> list[Violation]:
    """SQ-2: the positions beyond the end of a sequence."""
    found = []
    for position in (coordinate.start, coordinate.end):
        external = position.externalGenomicReferenceSequence
        positions: tuple[tuple[PositionProperty, int | None, Reference], ...] = (
            ("index", position.index, coordinate.referenceSequence),
            ("externalGenomicPositionIndex", position.externalGenomicPositionIndex, external),
        )
        for name, index, reference in positions:
            on = None if index is None else known_accession(reference, resources, lengths)
            length = None if on is None else lengths(on)
            if index is not None and length is not None and index > length:
                values = {"property": name, "value": index, "accession": on, "length": length}
                found.append(Violation("SQ-2", position.at(name), values, value=index))
    return found


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
    reference = stated_residues(allele, coordinate.refAllele)
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
            change = Change(low, high, reference, stated_residues(allele, allele.allele))
            yield from _placements(coordinate, change, accession, source)


def _in_intron(
    start: Position, end: Position, resources: ResourceSet, source: SequenceSource
) -> tuple[str, str] | None:
    """The genomic sequence of an intron, and its residues between the positions of
    an allele."""
    genomic = known_accession(start.externalGenomicReferenceSequence, resources, source.length)
    first, last = start.externalGenomicPositionIndex, end.externalGenomicPositionIndex
    if genomic is None or first is None or last is None:
        return None
    return genomic, source.fetch(genomic, min(first, last), max(first, last))


def _differs(coordinate: ReferenceCoordinate, accession: str, found: str) -> Violation:
    reference = coordinate.refAllele
    values = {"refAllele": reference or '""', "accession": accession, "found": found or '""'}
    return Violation("SQ-1", coordinate.at("refAllele"), values, value=reference)


def stated_residues(allele: ContextualAllele, sequence: str | None) -> str | None:
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
    reference, alternate = (
        stated_residues(allele, s) for s in (coordinate.refAllele, allele.allele)
    )
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
