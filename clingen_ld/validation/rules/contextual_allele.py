"""What belongs on which kind of contextual allele, and together (XA-1 to XA-4, XA-8, XA-10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from clingen_ld.types import (
    ContextualAllele,
    ContextualAlleleProperty,
    PositionProperty,
    ReferenceCoordinateProperty,
)
from clingen_ld.validation.findings import Violation
from clingen_ld.validation.rule_registry import resource_rule
from clingen_ld.validation.rules.coordinates import NUCLEOTIDE_TYPES

_NUCLEOTIDE: Final[tuple[ContextualAlleleProperty, ...]] = (
    "primaryNucleotideChangeType",
    "ancillaryNucleotideChangeType",
)
_AMINO_ACID: Final[tuple[ContextualAlleleProperty, ...]] = (
    "primaryAminoAcidChangeType",
    "ancillaryAminoAcidChangeType",
)
_REGIONS: Final[tuple[ReferenceCoordinateProperty, ...]] = (
    "primaryTranscriptRegionType",
    "ancillaryTranscriptRegionType",
)
_PARTNERS: Final[Mapping[PositionProperty, PositionProperty]] = MappingProxyType(
    {
        "externalOffsetLength": "externalOffsetDirection",
        "externalOffsetDirection": "externalOffsetLength",
        "externalGenomicReferenceSequence": "externalGenomicPositionIndex",
        "externalGenomicPositionIndex": "externalGenomicReferenceSequence",
    }
)
"""The properties of an external position, each with the one that it comes together with."""


@resource_rule(ContextualAllele)
def change_types_fit(allele: ContextualAllele) -> Iterator[Violation]:
    """XA-1 and XA-2: an allele has the change types of its kind, and a primary one."""
    kind = allele.contextualAlleleType
    if kind in NUCLEOTIDE_TYPES:
        own, foreign = _NUCLEOTIDE, _AMINO_ACID
    elif kind == "amino-acid":
        own, foreign = _AMINO_ACID, _NUCLEOTIDE
    else:
        return
    for name in foreign:
        if allele.has(name):
            yield Violation("XA-1", allele.at(name), {"property": name, "type": kind})
    if not allele.has(own[0]):
        yield Violation("XA-2", "", {"type": kind, "property": own[0]})


@resource_rule(ContextualAllele)
def transcripts_only(allele: ContextualAllele) -> Iterator[Violation]:
    """XA-3 and XA-4: external positions and regions of transcripts are on transcript alleles."""
    kind = allele.contextualAlleleType
    if kind not in ("genomic", "amino-acid"):
        return
    coordinate = allele.referenceCoordinate
    for position in (coordinate.start, coordinate.end):
        if any(map(position.has, _PARTNERS)):
            yield Violation("XA-3", position.pointer, {"type": kind})
    for name in _REGIONS:
        if coordinate.has(name):
            yield Violation("XA-4", coordinate.at(name), {"property": name, "type": kind})


@resource_rule(ContextualAllele)
def external_positions_are_complete(allele: ContextualAllele) -> Iterator[Violation]:
    """XA-8: an offset has its direction and its genomic position."""
    coordinate = allele.referenceCoordinate
    for position in (coordinate.start, coordinate.end):
        for name, partner in _PARTNERS.items():
            if position.has(name) and not position.has(partner):
                values = {"property": name, "missing": partner}
                yield Violation("XA-8", position.at(name), values)
        if (
            position.has("externalOffsetLength")
            and not position.has("externalGenomicReferenceSequence")
            and not position.has("externalGenomicPositionIndex")
        ):
            yield Violation("XA-8", position.at("externalOffsetLength"), {}, "warning")


@resource_rule(ContextualAllele)
def names_are_given_once(allele: ContextualAllele) -> Iterator[Violation]:
    """XA-10: no name is given twice, and one is preferred at most."""
    names = allele.alleleName
    if sum(name.preferred is True for name in names) > 1:
        problem = "more than one alleleName is preferred"
        yield Violation("XA-10", allele.at("alleleName"), {"problem": problem})
    for name, count in Counter(each.name for each in names).items():
        if name is not None and count > 1:
            problem = f"the name {name} is given more than once"
            yield Violation("XA-10", allele.at("alleleName"), {"problem": problem})
