"""Rules within one reference sequence (RS-1 to RS-7)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from clingen_ld.model import last_step, load_model
from clingen_ld.types import Reference, ReferenceSequence, ReferenceSequenceProperty
from clingen_ld.validation.rule_registry import Violation, resource_rule
from clingen_ld.variation.assemblies import (
    ASSEMBLY_SYSTEM,
    build_named,
    build_of,
    main_accession,
    molecule,
    oldest_first,
)
from clingen_ld.variation.characters import plain_text
from clingen_ld.variation.sequences import accession_kind, is_accession, lacks_version

TYPES = ("chromosome", "gene", "transcript", "amino-acid")

_OF_CHROMOSOMES: Final[tuple[ReferenceSequenceProperty, ...]] = ("chromosome", "referenceGenome")
_CODING_REGION: Final[tuple[ReferenceSequenceProperty, ...]] = ("cdsStart", "cdsEnd")
_TRANSLATIONS = {"translates-to": "transcript", "translates-from": "amino-acid"}
"""The type of the sequence at the start of a relation."""
_INSDC = re.compile(r"([A-Z][0-9]{5}|[A-Z]{2}([0-9]{6}|[0-9]{8}))([.][0-9]+)?")
_LIKE_ACCESSION = re.compile(r"(N[CGMRP]_|X[MRP]_|ENS[TP][0-9]|LRG_)", re.IGNORECASE)
_NCBI = re.compile(r"ncbi[.]nlm[.]nih[.]gov/(nuccore|nucleotide|protein)", re.IGNORECASE)
_GI_NUMBER = re.compile(r"[0-9]+")


def accession_of(sequence: ReferenceSequence) -> str | None:
    """The accession of a reference sequence, with its version; None if it has none.

    For a chromosome it is RefSeq's, even if only GenBank's is given.
    """
    for identifier in sequence.identifier:
        value = main_accession(identifier.value or "")
        if value and accession_kind(value) is not None and is_accession(value):
            return value
    return None


def stated_accession(
    sequence: ReferenceSequence, reference: Reference, names: list[str]
) -> str | None:
    """The accession of a sequence: its own, else that of the reference to it or of the allele's
    names."""
    if (known := accession_of(sequence)) is not None:
        return known
    values = [identifier.value for identifier in sequence.identifier]
    values += [reference.display, last_step(reference.reference or "")]
    values += [name.partition(":")[0].partition("(")[0] for name in names]
    found = next((value for value in values if value and is_accession(value)), None)
    return None if found is None else main_accession(found)


def build_and_chromosome(
    sequence: ReferenceSequence, accession: str | None
) -> tuple[str | None, str | None]:
    """The build and the chromosome of a sequence; none if it is not a chromosome."""
    type_ = sequence.referenceSequenceType
    known = None if accession is None else molecule(accession)
    if type_ is None and accession is not None:
        type_ = accession_kind(accession) if known is None else "chromosome"
    if type_ != "chromosome":
        return None, None
    build = genome_build(sequence)
    chromosome = sequence.chromosome
    if known is not None:
        chromosome = chromosome or known.chromosome
        build = build or (next(iter(known.builds)) if len(known.builds) == 1 else None)
    return build, chromosome


@resource_rule(ReferenceSequence)
def accessions(sequence: ReferenceSequence) -> Iterator[Violation]:
    """RS-1 and RS-2: accessions are well formed and fit the type of the sequence."""
    type_ = sequence.referenceSequenceType
    for identifier in sequence.identifier:
        value, at = identifier.value, identifier.at("value")
        if not value:
            continue
        kind = accession_kind(value)
        if kind is not None and type_ in TYPES and kind != type_:
            values = {"value": value, "kind": kind, "type": type_}
            yield Violation("RS-1", at, values, value=value)
        if _is_meant(value, identifier.system or "") and not is_accession(value):
            unversioned = lacks_version(value)
            problem = "has no version" if unversioned else "is not well-formed"
            values = {"value": value, "problem": problem}
            plain = (plain_text(value) or "").upper()
            better = plain if is_accession(plain) else None
            yield Violation("RS-2", at, values, value=value, suggestion=better)


def _is_meant(value: str, system: str) -> bool:
    """Whether an identifier's value is meant as an accession: by its beginning or its system."""
    # A value of digits alone under NCBI's systems is a GI number.
    by_system = _NCBI.search(system) is not None and not _GI_NUMBER.fullmatch(value)
    return by_system or _LIKE_ACCESSION.match(value) is not None


@resource_rule(ReferenceSequence)
def chromosome_and_build(sequence: ReferenceSequence) -> Iterator[Violation]:
    """RS-3: chromosome sequences, and no others, name their chromosome and build."""
    type_ = sequence.referenceSequenceType
    for name in _OF_CHROMOSOMES:
        if type_ == "chromosome" and not sequence.has(name):
            yield Violation("RS-3", "", {"property": name}, "warning")
        elif type_ in TYPES and type_ != "chromosome" and sequence.has(name):
            yield Violation("RS-3", sequence.at(name), {"property": name, "type": type_})


@resource_rule(ReferenceSequence)
def chromosome_of_the_accession(sequence: ReferenceSequence) -> Iterator[Violation]:
    """RS-4: an accession belongs to the named chromosome and builds."""
    chromosome, builds = sequence.chromosome, list(_builds(sequence))
    if chromosome is None and not builds:
        return
    known = load_model().value_sets["reference-sequence-chromosome"].codes
    for identifier in sequence.identifier:
        accession = identifier.value
        found = molecule(accession) if accession else None
        if found is None:
            continue
        if chromosome in known and chromosome != found.chromosome:
            yield _other(sequence, "chromosome", chromosome, accession, found.chromosome)
        wrong = next((build for build in builds if build not in found.builds), None)
        if wrong is not None and found.builds:
            expected = " or ".join(oldest_first(found.builds))
            yield _other(sequence, "referenceGenome", wrong, accession, expected)


def genome_build(sequence: ReferenceSequence) -> str | None:
    """The build that referenceGenome names: by the id of an NCBI assembly, else in words."""
    return next(_builds(sequence), None)


def _builds(sequence: ReferenceSequence) -> Iterator[str]:
    """The builds that referenceGenome names, which should be one."""
    systems, words = load_model().code_systems, []
    genome = sequence.referenceGenome
    for coding in genome.coding:
        code, system = coding.code or "", systems.get(coding.system or "")
        if system is not None and system.iri == ASSEMBLY_SYSTEM:
            if (build := build_of(code)) is not None:
                yield build
        else:
            words.append(code)
        words.append(coding.display or "")
    for word in (genome.text or "", *words):
        if (build := build_named(word)) is not None:
            yield build


def _other(
    sequence: ReferenceSequence,
    name: ReferenceSequenceProperty,
    value: str | None,
    accession: str | None,
    expected: str,
) -> Violation:
    values = {"property": name, "value": value, "accession": accession, "expected": expected}
    return Violation("RS-4", sequence.at(name), values, value=value, suggestion=expected)


@resource_rule(ReferenceSequence)
def coding_region(sequence: ReferenceSequence) -> Iterator[Violation]:
    """RS-5: a coding region has both ends in order, and lies on a transcript."""
    type_ = sequence.referenceSequenceType
    ends = [name for name in _CODING_REGION if sequence.has(name)]
    if type_ in TYPES and type_ != "transcript":
        for name in ends:
            yield _region(sequence.at(name), f"{name} cannot be on a sequence of type {type_}")
        return
    if len(ends) == 1:
        (missing,) = set(_CODING_REGION).difference(ends)
        yield _region(sequence.at(ends[0]), f"{ends[0]} is given without {missing}")
    start, end = sequence.cdsStart, sequence.cdsEnd
    if start is None or end is None:
        return
    length = end - start + 1
    if start > end:
        yield _region(sequence.at("cdsStart"), f"cdsStart {start} is after cdsEnd {end}")
    elif length % 3:
        values = {"start": start, "value": end, "length": length}
        yield Violation("RS-5", sequence.at("cdsEnd"), values, "warning", value=end)


def _region(pointer: str, problem: str) -> Violation:
    return Violation("RS-5", pointer, {"problem": problem})


@resource_rule(ReferenceSequence)
def gene_of_the_sequence(sequence: ReferenceSequence) -> Iterator[Violation]:
    """RS-6: gene sequences and transcripts, and no others, name their gene."""
    type_ = sequence.referenceSequenceType
    if type_ in ("chromosome", "amino-acid") and sequence.has("gene"):
        yield Violation("RS-6", sequence.at("gene"), {"type": type_})
    if type_ in ("gene", "transcript") and not sequence.has("gene"):
        coding = any(map(sequence.has, _CODING_REGION))
        if coding or not any(_INSDC.fullmatch(one.value or "") for one in sequence.identifier):
            yield Violation("RS-6", "", {"type": type_}, "warning")


@resource_rule(ReferenceSequence)
def translation(sequence: ReferenceSequence) -> Iterator[Violation]:
    """RS-7: translation runs from a transcript to an amino-acid sequence."""
    type_ = sequence.referenceSequenceType
    for related in sequence.related:
        relation = related.relatedType
        expected = _TRANSLATIONS.get(relation or "")
        if expected is not None and type_ in TYPES and type_ != expected:
            values = {"relation": relation, "expected": expected, "type": type_}
            fits = next((name for name, kind in _TRANSLATIONS.items() if kind == type_), None)
            place = related.at("relatedType")
            yield Violation("RS-7", place, values, value=relation, suggestion=fits)
