"""Agreement of alleles with their effects (CO-15), and with all others at another place."""

from __future__ import annotations

from collections.abc import Iterator

from clingen_ld.model import last_step
from clingen_ld.types import ContextualAllele, ReferenceSequence
from clingen_ld.validation.rule_registry import Entry, ResourceSet, Violation, set_rule
from clingen_ld.validation.rules.agreement import beside, changes_on, sequence_key, substitution
from clingen_ld.validation.rules.contextual_allele import CAUSE, EFFECT
from clingen_ld.validation.rules.references import found
from clingen_ld.validation.rules.resource_names import is_doubtful
from clingen_ld.variation.hgvs import HgvsName, parse
from clingen_ld.variation.placed_allele import placed_allele

_Allele = Entry[ContextualAllele]

_TRANSLATES = "translates-to"


@set_rule(ContextualAllele)
def effect_is_of_its_codon(entry: _Allele, resources: ResourceSet) -> Iterator[Violation]:
    """CO-15: the codon of a coding substitution is the residue of its effect."""
    allele = entry.record
    if allele.contextualAlleleType != "transcript":
        return
    effects = [related.target for related in allele.related if related.relatedType == EFFECT]
    base = _coding_base(entry, resources) if effects else None
    if base is None:
        return
    for target in effects:
        effect = found(target, ContextualAllele, resources)
        residue = _residue(effect.record) if effect is not None else None
        if effect is None or residue is None or not _is_product(allele, effect.record, resources):
            continue
        codon = _codon(base)
        doubtful = (each for each in (entry, effect) if is_doubtful(each, resources))
        if codon != residue and not any(doubtful):
            values = {
                "base": base,
                "codon": codon,
                "target": last_step(effect.iri),
                "residue": residue,
            }
            yield Violation("CO-15", target.pointer, values, value=target.reference)


def _codon(base: int) -> int:
    """The number of the codon of a coding base, both 1-based."""
    return -(-base // 3)


def agrees_at(entry: _Allele, start: int, end: int, resources: ResourceSet) -> bool:
    """Whether an allele agrees with its effects, causes and siblings if it is at another place.

    `start` and `end` are the ends of the place, interbase positions.
    """
    allele = entry.record
    on = allele.referenceCoordinate.referenceSequence
    for related in allele.related:
        other = found(related.target, ContextualAllele, resources)
        if other is None:
            continue
        codon = residue = None
        if related.relatedType == EFFECT and _is_product(allele, other.record, resources):
            sequence = found(on, ReferenceSequence, resources)
            first = None if sequence is None else sequence.record.cdsStart
            codon = None if first is None else _codon(start + 2 - first)
            residue = _residue(other.record)
        elif related.relatedType == CAUSE and _is_product(other.record, allele, resources):
            base = _coding_base(other, resources)
            codon = None if base is None else _codon(base)
            residue = end
        if codon is not None and residue is not None and codon != residue:
            return False
    sequence_of = sequence_key(on, resources)
    others = [each for each in beside(entry, resources) if each.iri != entry.iri]
    changes = () if sequence_of is None else changes_on(sequence_of, others, resources)
    return all((change.start, change.end) == (start, end) for _, change in changes)


def _coding_base(entry: _Allele, resources: ResourceSet) -> int | None:
    """The number of the coding base that an allele replaces by another; None for other changes."""
    allele = entry.record
    placed = placed_allele(allele, "c")
    if substitution(entry, placed) is None or placed.interval is None or placed.interval.in_intron:
        return None
    if placed.interval.length != 1:
        return None
    reference = allele.referenceCoordinate.referenceSequence
    sequence = found(reference, ReferenceSequence, resources)
    start = None if sequence is None else sequence.record.cdsStart
    end = None if sequence is None else sequence.record.cdsEnd
    if start is not None and end is not None:
        base = placed.interval.start.index + 2 - start
        return base if 1 <= base <= end - start + 1 else None
    for given in allele.alleleName:
        name = parse(given.name or "", given.nameType)
        place = name.start if isinstance(name, HgvsName) and name.axis == "c" else None
        if place is not None and not place.region and not place.offset:
            return place.base
    return None


def _residue(effect: ContextualAllele) -> int | None:
    """The number of the single residue that an effect replaces or leaves unchanged."""
    placed = placed_allele(effect, "p")
    alternate, interval = placed.alternate, placed.interval
    if effect.contextualAlleleType != "amino-acid" or interval is None or alternate is None:
        return None
    return interval.end.index if interval.length == 1 == len(alternate) else None


def _is_product(allele: ContextualAllele, effect: ContextualAllele, resources: ResourceSet) -> bool:
    """Whether an effect is on the protein that the transcript is known to be translated to."""
    reference = allele.referenceCoordinate.referenceSequence
    transcript = found(reference, ReferenceSequence, resources)
    related = () if transcript is None else transcript.record.related
    proteins = [each.target for each in related if each.relatedType == _TRANSLATES]
    if not proteins:
        return True
    on = sequence_key(effect.referenceCoordinate.referenceSequence, resources)
    return any(sequence_key(protein, resources) == on for protein in proteins)
