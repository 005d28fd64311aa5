"""Quick checks for the rules across resources: they select the rules that may find something.

Nearly all resources are correct, and their facts show it: each rule has a quick check here, next to
the others of its type, as they use the same facts. A resource that does not pass is a suspect and
goes to the rule itself, which writes the finding. So a quick check may reject what is right, but
never pass what its rule reports; `tests/validation/test_suspects.py` compares them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

from clingen_ld.model import Property, reference_iri
from clingen_ld.types import Reference
from clingen_ld.validation.certain_names import coding_base, is_certain_name
from clingen_ld.validation.facts import (
    ODD,
    ODD_PLACE,
    AlleleFacts,
    CanonicalFacts,
    ComparedPlace,
    Facts,
    Link,
    Look,
    SequenceFacts,
)
from clingen_ld.validation.rule_registry import SetRule, set_rules
from clingen_ld.validation.rules.agreement import (
    alleles_under_one_agree,
    lies_at_its_genomic_sibling,
    members_agree,
)
from clingen_ld.validation.rules.canonical_allele import (
    FOREIGN,
    canonical_allele_names_it,
    contextual_alleles_name_it,
    gathers_its_kind,
    parts_and_wholes_name_each_other,
)
from clingen_ld.validation.rules.contextual_allele import (
    INVERSES,
    SEQUENCES,
    effects_and_causes,
    lies_on_its_kind_of_sequence,
)
from clingen_ld.validation.rules.coordinates import lies_within_its_chromosome
from clingen_ld.validation.rules.effects import effect_is_of_its_codon
from clingen_ld.validation.rules.hgvs_names import names_are_of_the_allele
from clingen_ld.validation.rules.identity import (
    a_gene_is_there_once,
    an_id_of_its_own,
    in_the_file_of_its_id,
    made_of_the_same,
    placed_at_the_same,
)
from clingen_ld.validation.rules.references import references_lead_somewhere
from clingen_ld.validation.rules.resource_names import display_is_a_name, is_compound
from clingen_ld.variation.plain_names import AXES_OF

Rules = set[SetRule[Any]]


def suspected(facts: Facts, look: Look, base: str) -> Rules:
    """The rules that may find something in a resource; usually none."""
    found: Rules = set(_others(facts.kind))
    for prop, link in facts.unclear(look):
        _reference(prop, link, look, base, found)
    if isinstance(facts, AlleleFacts):
        _allele(facts, look, found)
    elif isinstance(facts, CanonicalFacts):
        _canonical(facts, look, found)
    return found


_ACCEPTED: Final = frozenset((
    canonical_allele_names_it, contextual_alleles_name_it, display_is_a_name,
    effect_is_of_its_codon, effects_and_causes, gathers_its_kind, in_the_file_of_its_id,
    lies_at_its_genomic_sibling, lies_on_its_kind_of_sequence, lies_within_its_chromosome,
    members_agree, names_are_of_the_allele,
    parts_and_wholes_name_each_other, placed_at_the_same, references_lead_somewhere,
    alleles_under_one_agree,
    # Those that the set checks by shared keys:
    a_gene_is_there_once, an_id_of_its_own, made_of_the_same,
))  # fmt: skip
"""The rules with a quick check; all others always run."""


@cache
def _others(kind: str | None) -> tuple[SetRule[Any], ...]:
    return tuple(rule for rule in set_rules.get(kind or "", ()) if rule not in _ACCEPTED)


def _reference(prop: Property, link: Link | Reference, look: Look, base: str, found: Rules) -> None:
    reference, display = link.reference or "", link.display
    target = look(reference)
    if target is None:
        if reference_iri(reference, base).startswith(base):
            found.add(references_lead_somewhere)
        return
    if target.kind not in prop.targets:
        found.add(references_lead_somewhere)
    if display and display not in target.names and not _is_shown(display, target, look):
        found.add(display_is_a_name)


def _is_shown(display: str, target: Facts, look: Look) -> bool:
    """Whether a display that is not a name in its target is still one of its names."""
    if isinstance(target, CanonicalFacts):
        for reference in target.members:
            member = look(reference)
            if member is not None and display in member.names:
                target.shown = display
                return True
    return is_compound(display)


# Contextual alleles


def _allele(allele: AlleleFacts, look: Look, found: Rules) -> None:
    canonical = look(allele.canonical) if allele.canonical else None
    if isinstance(canonical, CanonicalFacts):
        if allele.reference not in canonical.members:
            found.add(canonical_allele_names_it)
    elif allele.canonical and canonical is None:
        found.add(alleles_under_one_agree)
    sequence = look(allele.sequence) if allele.sequence else None
    if not isinstance(sequence, SequenceFacts):
        sequence = None
    elif sequence.type not in SEQUENCES.get(allele.type or "", (sequence.type,)):
        found.add(lies_on_its_kind_of_sequence)
    if (sequence is None or allele.named_on is not sequence) and not _is_named(allele, sequence):
        found.add(names_are_of_the_allele)
    length = None if sequence is None else sequence.length
    is_odd = allele.place is ODD_PLACE
    if sequence is None or is_odd or not (length is None or _ends_before(length, allele.place)):
        found.add(lies_within_its_chromosome)
    if allele.genomic is not None and not _is_in_genomic(*allele.genomic, look):
        found.add(lies_within_its_chromosome)
    if allele.related:
        _related(allele, sequence, look, found)
    if allele.genomic is not None and not _is_at_sibling(allele, canonical, look):
        found.add(lies_at_its_genomic_sibling)


def _is_named(allele: AlleleFacts, sequence: SequenceFacts | None) -> bool:
    """Whether the HGVS names of an allele certainly describe it."""
    for each in allele.allele.alleleName:
        name, name_type = each.name, each.nameType
        if not name or name_type not in AXES_OF:
            continue
        if sequence is None or not is_certain_name(name, name_type, allele, sequence):
            return False
    return True


def _ends_before(length: int, place: ComparedPlace | None) -> bool:
    """Whether an allele certainly lies within a length in bases."""
    return place is not None and place.start <= length and place.end <= length


def _is_in_genomic(reference: str, first: int, last: int, look: Look) -> bool:
    """Whether an interval certainly lies within a genomic sequence."""
    sequence = look(reference) if reference != ODD else None
    if not isinstance(sequence, SequenceFacts):
        return False
    return sequence.length is None or max(first, last) <= sequence.length


def _related(allele: AlleleFacts, sequence: SequenceFacts | None, look: Look, found: Rules) -> None:
    for relation, reference in allele.related:
        if relation not in INVERSES or allele.group is None or reference is None:
            continue
        is_effect = relation == "amino-acid-effect"
        other = look(reference)
        if (allele.group == "nucleotide") != is_effect:
            found.add(effects_and_causes)
        elif isinstance(other, AlleleFacts) and other.group is not None:
            is_back = other.is_open or (INVERSES[relation], allele.reference) in other.related
            if other.group == allele.group or not is_back:
                found.add(effects_and_causes)
        if (
            is_effect
            and allele.type == "transcript"
            and isinstance(other, AlleleFacts)
            and not _is_of_codon(allele, other, sequence)
        ):
            found.add(effect_is_of_its_codon)


def _is_of_codon(allele: AlleleFacts, effect: AlleleFacts, sequence: SequenceFacts | None) -> bool:
    if allele.substitution is None or allele.intron is not None:
        return True
    place, other = allele.place, effect.place
    if place is None or place is ODD_PLACE or other is None or other is ODD_PLACE:
        return False
    if sequence is None:
        return False
    if sequence.cds is not None:
        return -(-(place.end + 1 - sequence.cds[0]) // 3) == other.end
    bases = [coding_base(name) for each in allele.allele.alleleName if (name := each.name)]
    return all(base is not None and -(-int(base) // 3) == other.end for base in bases)


def _is_at_sibling(allele: AlleleFacts, canonical: Facts | None, look: Look) -> bool:
    if allele.genomic is None or not isinstance(canonical, CanonicalFacts):
        return False
    if canonical.complexity != "simple":
        return True
    reference, first, last = allele.genomic
    if reference == ODD:
        return False
    key = _key(reference, look)
    siblings = (look(member) for member in canonical.members)
    places = [
        sibling.place
        for sibling in siblings
        if isinstance(sibling, AlleleFacts)
        and sibling.group == "nucleotide"
        and sibling.place is not None
        and _key(sibling.sequence, look) == key
    ]
    return all(place[:2] == (first, last) for place in places)


def _key(reference: str | None, look: Look) -> str | None:
    """The key of a reference sequence: its accession, or else the reference to it."""
    sequence = look(reference) if reference else None
    return sequence.key if isinstance(sequence, SequenceFacts) else reference


# Canonical alleles


def _canonical(canonical: CanonicalFacts, look: Look, found: Rules) -> None:
    members: list[AlleleFacts] = []
    foreign = FOREIGN.get(canonical.type or "", ())
    for reference in canonical.members:
        member = look(reference)
        if not isinstance(member, AlleleFacts) or member.canonical != canonical.reference:
            found |= {contextual_alleles_name_it, gathers_its_kind, placed_at_the_same}
        elif member.type in foreign:
            found.add(gathers_its_kind)
        if member is not None and member.is_part:
            found.add(placed_at_the_same)
        if isinstance(member, AlleleFacts) and member.group == "nucleotide":
            members.append(member)
    if canonical.has_parts:
        found |= {parts_and_wholes_name_each_other, gathers_its_kind}
    if canonical.complexity == "simple" and len(members) > 1 and not _agree(members, look):
        found.add(members_agree)


def _agree(members: Iterable[AlleleFacts], look: Look) -> bool:
    """Whether nucleotide alleles are surely one change."""
    places: dict[str | None, Any] = {}
    chromosomes: dict[str, str | None] = {}
    substitutions = set()
    for member in members:
        sequence = look(member.sequence) if member.sequence else None
        key = member.sequence
        if isinstance(sequence, SequenceFacts):
            key = sequence.key
            if (
                sequence.build is not None
                and chromosomes.setdefault(sequence.build, sequence.chromosome)
                != sequence.chromosome
            ):
                return False
        if member.place is ODD_PLACE or places.setdefault(key, member.place) != member.place:
            return False
        if member.substitution is not None:
            substitutions.add(member.substitution)
    return len(substitutions) < 2 and ODD not in substitutions
