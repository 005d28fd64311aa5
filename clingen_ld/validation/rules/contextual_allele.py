"""Which properties a type of contextual allele has, and which go together (XA-1 to XA-4, XA-8,
XA-10).

Also relations between resources: alleles on sequences (CO-6), effects and causes (CO-7).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from clingen_ld.model import last_step
from clingen_ld.types import (
    ContextualAllele,
    ContextualAlleleProperty,
    PositionProperty,
    ReferenceCoordinateProperty,
    ReferenceSequence,
)
from clingen_ld.validation.rule_registry import (
    AnyEntry,
    Entry,
    ResourceSet,
    Violation,
    resource_rule,
    set_rule,
)
from clingen_ld.validation.rules.coordinates import NUCLEOTIDE_TYPES
from clingen_ld.validation.rules.reference_sequence import TYPES
from clingen_ld.validation.rules.references import all_references, found, points_to

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
"""The properties of an external position, each with the one that it requires."""


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
            values = {"missing": "externalGenomicReferenceSequence"}
            yield Violation("XA-8", position.at("externalOffsetLength"), values, "warning")


@resource_rule(ContextualAllele)
def names_are_given_once(allele: ContextualAllele) -> Iterator[Violation]:
    """XA-10: no name is given twice, and at most one is preferred."""
    names = allele.alleleName
    if sum(name.preferred is True for name in names) > 1:
        problem = "more than one alleleName is preferred"
        yield Violation("XA-10", allele.at("alleleName"), {"problem": problem})
    for name, count in Counter(each.name for each in names).items():
        if name is not None and count > 1:
            problem = f"the name {name} is given more than once"
            yield Violation("XA-10", allele.at("alleleName"), {"problem": problem})


SEQUENCES = {
    "genomic": ("chromosome", "gene"),
    "transcript": ("transcript",),
    "amino-acid": ("amino-acid",),
}
"""The types of sequences that alleles of a type lie on."""
KIND_OF: Final = {
    type_: "nucleotide" if type_ in NUCLEOTIDE_TYPES else type_
    for type_ in (*NUCLEOTIDE_TYPES, *SEQUENCES)
}
"""Whether alleles of a type are of nucleotides or of amino acids."""
EFFECT: Final = "amino-acid-effect"
CAUSE: Final = "transcript-allele-cause"
INVERSES = {EFFECT: CAUSE, CAUSE: EFFECT}


def amino_acid_effects(
    allele: ContextualAllele, resources: ResourceSet
) -> Iterator[Entry[ContextualAllele]]:
    """The amino-acid effects of a nucleotide allele, as far as the set has them."""
    for related in allele.related:
        if related.relatedType == EFFECT:
            effect = found(related.target, ContextualAllele, resources)
            if effect is not None:
                yield effect


@set_rule(ContextualAllele)
def lies_on_its_kind_of_sequence(
    entry: Entry[ContextualAllele], resources: ResourceSet
) -> Iterator[Violation]:
    """CO-6: the type of an allele is that of its sequence."""
    type_ = entry.record.contextualAlleleType
    reference = entry.record.referenceCoordinate.referenceSequence
    sequence = found(reference, ReferenceSequence, resources)
    if sequence is None or type_ not in SEQUENCES:
        return
    kind = sequence.record.referenceSequenceType
    if kind in TYPES and kind not in SEQUENCES[type_]:
        target = reference.reference or ""
        values = {"type": type_, "target": last_step(target), "found": kind}
        yield Violation("CO-6", reference.pointer, values, value=target)


@set_rule(ContextualAllele)
def effects_and_causes(
    entry: Entry[ContextualAllele], resources: ResourceSet
) -> Iterator[Violation]:
    """CO-7: effects run from nucleotides to amino acids, causes back, and each has the other."""
    allele, own = entry.record, kind_of(entry.record)
    for related in allele.related:
        relation = related.relatedType
        if own is None or relation not in INVERSES:
            continue
        start, end = "nucleotide", "amino-acid"
        if relation == CAUSE:
            start, end = end, start
        if own != start:
            at = related.at("relatedType")
            yield _cannot_run("from", at, relation, allele, relation)
            continue
        target = related.target
        reference, other = target.reference, found(target, ContextualAllele, resources)
        if other is None or reference is None or kind_of(other.record) is None:
            continue
        inverse = INVERSES[relation]
        if kind_of(other.record) != end:
            yield _cannot_run("to", target.pointer, relation, other.record, reference)
        elif not (
            other.record.is_subsetted
            or other.record.is_registered  # both may have relations that are not given
            or _runs_back(other.record, entry, resources)
        ):
            values = {"target": last_step(reference), "inverse": inverse, "relation": relation}
            yield Violation("CO-7", target.pointer, values, "warning", value=reference)


def kind_of(allele: ContextualAllele) -> str | None:
    return KIND_OF.get(allele.contextualAlleleType or "")


def _cannot_run(
    end: str, pointer: str, relation: str, allele: ContextualAllele, value: str
) -> Violation:
    values = {"relation": relation, "end": end, "type": allele.contextualAlleleType}
    return Violation("CO-7", pointer, values, value=value)


def _runs_back(allele: ContextualAllele, entry: AnyEntry, resources: ResourceSet) -> bool:
    """Whether an allele has an effect or a cause here; CO-7 reports the wrong ones."""
    return any(
        related.relatedType in INVERSES
        and points_to(all_references(related, "target"), entry, resources)
        for related in allele.related
    )
