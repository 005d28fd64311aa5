"""The names of resources, as displays have them (CO-11), and those that may be wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from clingen_ld.model import last_step
from clingen_ld.types import (
    RESOURCES,
    AnyResource,
    CanonicalAllele,
    ContextualAllele,
    Gene,
    ReferenceSequence,
)
from clingen_ld.validation.rule_registry import (
    AnyEntry,
    Entry,
    ResourceSet,
    Violation,
    is_a,
    resource_rules,
    set_rule,
    set_rules,
)
from clingen_ld.validation.rules.reference_sequence import accessions
from clingen_ld.validation.rules.references import found, gathered, identifiers_of, references
from clingen_ld.variation.plain_names import AXES_OF
from clingen_ld.variation.sequences import lacks_version

_GENE = re.compile(r"^([^\s:()]+)\([^()]*\)")
"""A gene in brackets after an accession, or a build, as in NM_007294.3(BRCA1):c.1458T>A."""


@set_rule(*RESOURCES.values())
def display_is_a_name(entry: AnyEntry, resources: ResourceSet) -> Iterator[Violation]:
    """CO-11: a display is a name, an accession or a symbol of its target."""
    for prop, reference in references(entry.record):
        display, other = reference.display, resources.target(reference)
        if not display or other is None or is_compound(display):
            continue
        if other.record.resourceType not in prop.targets:
            continue  # CO-2 reports it
        said = {display.strip(), _plain(display)}
        best: str | None = None
        for name in names_of(other.record, resources):
            if name is None or name in said or not said.isdisjoint(_forms(name)):
                break
            best = best or name
        else:
            if best is None:
                continue
            values = {"display": display, "target": last_step(other.iri), "expected": best}
            place = reference.at("display")
            if _is_at_fault(other, resources):
                if lacks_version(best) and display.startswith(f"{best}."):
                    yield Violation("CO-11", place, values, value=display)  # RS-2 will join it.
            elif prop.name != "referenceSequence" or not _is_named_on(entry.record, display):
                # If a name has the same accession, the reference may be wrong: HG-3 reports it.
                yield Violation("CO-11", place, values, value=display, suggestion=best)


def _is_named_on(allele: AnyResource, accession: str) -> bool:
    """Whether an HGVS name of an allele begins with an accession."""
    return is_a(allele, ContextualAllele) and any(
        name.nameType in AXES_OF and (name.name or "").startswith(f"{accession}:")
        for name in allele.alleleName
    )


def _is_at_fault(target: AnyEntry, resources: ResourceSet) -> bool:
    """Whether the target's own names are wrong, which RS-1, RS-2 or a rule on HGVS names
    reports."""
    if is_a(target.record, ReferenceSequence):
        return is_misnamed(target.record)
    if is_a(target.record, CanonicalAllele):
        members = (found(each, ContextualAllele, resources) for each in gathered(target.record))
        return any(_is_at_fault(member, resources) for member in members if member is not None)
    if not is_a(target.record, ContextualAllele):
        return False
    return any(each.rule in _OF_NAMES for each in _said_of_names(target, resources))


def is_misnamed(sequence: ReferenceSequence) -> bool:
    """Whether the accession of a sequence is malformed or of another type."""
    return any(True for _ in accessions(sequence))


def is_doubtful(allele: Entry[ContextualAllele], resources: ResourceSet) -> bool:
    """Whether a name of an allele contradicts its place, so that either may be wrong."""
    said = _said_of_names(allele, resources)
    return any(each.rule in _OF_PLACES and each.severity is None for each in said)


def _said_of_names(allele: AnyEntry, resources: ResourceSet) -> Iterator[Violation]:
    """The violations of the HGVS name rules in a contextual allele."""
    # These rules import this module, so they are found in the registry.
    kind = allele.record.resourceType or ""
    for alone in resource_rules[kind]:
        yield from _named(alone, allele.record)
    for within in set_rules[kind]:
        yield from _named(within, allele, resources)


_OF_NAMES: Final = ("HG-1", "HG-3", "HG-4", "HG-5")
_OF_PLACES: Final = ("HG-3", "HG-4")


def _named(rule: Callable[..., Iterable[Violation]], *given: Any) -> Iterable[Violation]:
    """The violations of a rule, if it is about HGVS names."""
    return rule(*given) if rule.__module__.endswith(".hgvs_names") else ()


def names_of(resource: AnyResource, resources: ResourceSet) -> Iterator[str | None]:
    """The names of a resource, the best first; None if it may have others."""
    if is_a(resource, CanonicalAllele):
        yield from _names_of_canonical(resource, resources)
    elif is_a(resource, ContextualAllele):
        yield from _names_of_contextual(resource, resources)
    elif is_a(resource, Gene):
        own = [resource.symbol, resource.name, *resource.aliasSymbol]
        yield from (name for name in own if name)
    if is_a(resource, ReferenceSequence) or is_a(resource, Gene):
        yield from identifiers_of(resource.identifier)


def _names_of_canonical(canonical: CanonicalAllele, resources: ResourceSet) -> Iterator[str | None]:
    names: list[str] = []
    for reference in gathered(canonical):
        member = found(reference, ContextualAllele, resources)
        names = list(_names_of_contextual(member.record, resources)) if member is not None else []
        yield from names
        if not names:
            break
    if not names:
        yield None
    yield from identifiers_of(canonical.identifier)


def _names_of_contextual(allele: ContextualAllele, resources: ResourceSet) -> Iterator[str]:
    said = [name for each in allele.alleleName if (name := each.name)]
    yield from (name for name in said if ":" in name)
    # A name without its accession is relative to its sequence.
    short = [name for name in said if ":" not in name]
    for sequence in _sequences(allele, resources) if short else ():
        yield from (f"{sequence}:{name}" for name in short)
    if said:
        yield from short
        yield from identifiers_of(allele.identifier)


def _sequences(allele: ContextualAllele, resources: ResourceSet) -> list[str]:
    """The accessions of an allele's reference sequence."""
    reference = allele.referenceCoordinate.referenceSequence
    sequence = found(reference, ReferenceSequence, resources)
    known = identifiers_of(sequence.record.identifier) if sequence is not None else []
    display = reference.display
    return known or ([_plain(display)] if display else [])


def _forms(name: str) -> set[str]:
    """A name as it is, without additions, and without its accession."""
    whole = {name, _plain(name)}
    return whole | {form.partition(":")[2] for form in whole if ":" in form}


def _plain(name: str) -> str:
    """A name without the gene in brackets, and without anything after a space."""
    first = (name.split() or [""])[0]
    plain = _GENE.sub(r"\1", first)
    before, mark, predicted = plain.partition(":p.(")
    return f"{before}:p.{predicted[:-1]}" if mark and predicted.endswith(")") else plain


def is_compound(display: str) -> bool:
    """Whether a display names several alleles, as those of complex alleles do."""
    return any(mark in display for mark in "[];")
