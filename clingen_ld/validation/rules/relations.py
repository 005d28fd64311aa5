"""Relations between resources: alleles on sequences (CO-6), effects and causes (CO-7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from clingen_ld.model import last_step
from clingen_ld.types import ContextualAllele, ReferenceSequence
from clingen_ld.validation.findings import Violation
from clingen_ld.validation.rule_registry import AnyEntry, Entry, ResourceSet, set_rule
from clingen_ld.validation.rules.coordinates import NUCLEOTIDE_TYPES
from clingen_ld.validation.rules.reference_sequence import TYPES
from clingen_ld.validation.rules.references import all_references, found, points_to

SEQUENCES = {
    "genomic": ("chromosome", "gene"),
    "transcript": ("transcript",),
    "amino-acid": ("amino-acid",),
}
"""The types of sequences that alleles of a type lie on."""
EFFECT: Final = "amino-acid-effect"
_CAUSE: Final = "transcript-allele-cause"
INVERSES = {EFFECT: _CAUSE, _CAUSE: EFFECT}


def amino_acid_effects(
    allele: ContextualAllele, resources: ResourceSet
) -> Iterator[Entry[ContextualAllele]]:
    """The amino-acid alleles that a nucleotide allele leads to, as far as the set has them."""
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
        if relation == _CAUSE:
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
        elif not _may_run_back(other.record) and not _runs_back(other.record, entry, resources):
            values = {"target": last_step(reference), "inverse": inverse, "relation": relation}
            yield Violation("CO-7", target.pointer, values, "warning", value=reference)


def kind_of(allele: ContextualAllele) -> str | None:
    type_ = allele.contextualAlleleType
    return "nucleotide" if type_ in NUCLEOTIDE_TYPES else type_ if type_ in SEQUENCES else None


def _cannot_run(
    end: str, pointer: str, relation: str, allele: ContextualAllele, value: str
) -> Violation:
    values = {"relation": relation, "end": end, "type": allele.contextualAlleleType}
    return Violation("CO-7", pointer, values, value=value)


def _may_run_back(allele: ContextualAllele) -> bool:
    """Whether an allele may have relations that are not told."""
    return allele.is_subsetted or allele.is_registered


def _runs_back(allele: ContextualAllele, entry: AnyEntry, resources: ResourceSet) -> bool:
    """Whether an allele has an effect or a cause here; CO-7 says there which of them is wrong."""
    return any(
        related.relatedType in INVERSES
        and points_to(all_references(related, "target"), entry, resources)
        for related in allele.related
    )
