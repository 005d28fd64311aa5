"""Intervals: order (XA-5), length (XA-6, XA-12, insertions of XA-9), chromosome's end (SQ-2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Literal

from clingen_ld.model import last_step
from clingen_ld.types import (
    ContextualAllele,
    PositionProperty,
    Reference,
    ReferenceCoordinate,
    ReferenceSequence,
)
from clingen_ld.validation.findings import Violation
from clingen_ld.validation.rule_registry import (
    Entry,
    ResourceSet,
    of_type,
    resource_rule,
    set_rule,
)
from clingen_ld.validation.rules.concept_codes import ontology_term
from clingen_ld.variation.assemblies import chromosome_length
from clingen_ld.variation.position import Interval, read_interval
from clingen_ld.variation.residues import read_residues

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
_OBO = "http://purl.obolibrary.org/obo/"


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
    return None if term is None else term.removeprefix(_OBO).replace("_", ":")


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
            better = "" if sequence in _NOTHING else sequence.upper()
            if kind == "amino-acid" and len(better) > 1:
                # Among longer ones, only the three letters of one amino acid are certain.
                better = sequence.capitalize() if len(sequence) == 3 else sequence
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
