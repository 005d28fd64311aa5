"""Rules within one canonical allele (CA-1 to CA-8, and its conditional bound of ST-8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from operator import attrgetter

from clingen_ld.messages.registry.form import is_of_registry
from clingen_ld.model import REGISTRY_ALLELES, encode, is_absolute, last_step, relative_reference
from clingen_ld.types import (
    CanonicalAllele,
    CanonicalAlleleProperty,
    ContextualAllele,
    Reference,
    Replacement,
)
from clingen_ld.validation.rule_registry import (
    AnyEntry,
    Entry,
    ResourceSet,
    Violation,
    is_a,
    resource_rule,
    set_rule,
)
from clingen_ld.validation.rules.references import (
    all_references,
    each_once,
    found,
    gathered,
    has_made_id,
    named,
    names_back,
    points_to,
)


@resource_rule(CanonicalAllele)
def simple_stands_alone(canonical: CanonicalAllele) -> Iterator[Violation]:
    """CA-1, and ST-8: a simple allele nests nothing, and has contextual alleles."""
    if canonical.complexity != "simple":
        return
    if canonical.has("nested"):
        yield Violation("CA-1", canonical.at("nested"), {})
    if not canonical.has("relatedContextualAllele"):
        problem = "is missing; recommended for a simple allele (one published document requires it)"
        values = {"property": "relatedContextualAllele", "problem": problem}
        yield Violation("ST-8", "", values)


@resource_rule(CanonicalAllele)
def complex_has_parts(canonical: CanonicalAllele) -> Iterator[Violation]:
    """CA-2 and CA-3: a complex allele is made of two or more others, and part of none."""
    if canonical.complexity != "complex":
        return
    nested = [each.reference for each in canonical.objects("nested", Reference)]
    if not nested:
        yield Violation("CA-2", "", {"problem": "must nest at least two others, but nests none"})
    elif nested[0] and len(set(nested)) == 1:
        only = f"must nest at least two others, but nests only {last_step(nested[0])}"
        problem = {"problem": only}
        yield Violation("CA-2", canonical.at("nested"), problem)
    if canonical.has("relatedContextualAllele"):
        problem = {"problem": "cannot have contextual alleles of its own"}
        yield Violation("CA-2", canonical.at("relatedContextualAllele"), problem)
    if canonical.has("composite"):
        yield Violation("CA-3", canonical.at("composite"), {})


@resource_rule(CanonicalAllele)
def one_is_preferred(canonical: CanonicalAllele) -> Iterator[Violation]:
    """CA-4: one contextual allele is the preferred one. The Registry does not mark one."""
    if not canonical.has("relatedContextualAllele"):
        return
    said = [link.raw("preferred") for link in canonical.relatedContextualAllele]
    if sum(value is True for value in said) > 1:
        yield Violation("CA-4", canonical.at("relatedContextualAllele"), {})
    # A value of another type may be meant as true: ST-4 reports it.
    elif all(v is None or v is False for v in said) and not is_of_registry(canonical.tree):
        yield Violation("CA-4", canonical.at("relatedContextualAllele"), {}, "warning")


@resource_rule(CanonicalAllele)
def active_and_replacement(canonical: CanonicalAllele) -> Iterator[Violation]:
    """CA-5: an allele is active, or replaced by another."""
    active = canonical.active
    if active is None:
        return
    kinds = [each.replacementType for each in canonical.objects("replacement", Replacement)]
    if active and "replaced-by" in kinds:
        yield Violation("CA-5", canonical.at("active"), {}, value=True)
    # A replacement of unknown type may be the required one: ST-2 or ST-5 reports it.
    if not active and all(kind == "replaced-with" for kind in kinds):
        yield Violation("CA-5", canonical.at("active"), {}, "warning", value=False)


@resource_rule(CanonicalAllele)
def does_not_name_itself(canonical: CanonicalAllele) -> Iterator[Violation]:
    """CA-6: an allele is not part of itself and does not replace itself."""
    for name, references in (("nested", canonical.nested), ("composite", canonical.composite)):
        # A repeated reference is one reference; CA-7 reports it.
        if own := next((r for r in references if _is_self(r, canonical)), None):
            yield Violation("CA-6", own.pointer, {"property": name}, value=own.reference)
    for replacement in canonical.replacement:
        if _is_self(target := replacement.target, canonical):
            values = {"property": "replacement"}
            yield Violation("CA-6", target.pointer, values, value=target.reference)


@resource_rule(CanonicalAllele)
def no_reference_twice(canonical: CanonicalAllele) -> Iterator[Violation]:
    """CA-7: a reference occurs once in a property."""
    named: dict[CanonicalAlleleProperty, Iterable[Reference]] = {
        "nested": canonical.nested,
        "composite": canonical.composite,
        "relatedContextualAllele": (
            link.contextualAllele for link in canonical.relatedContextualAllele
        ),
        "replacement": (replacement.target for replacement in canonical.replacement),
    }
    for name, references in named.items():
        for reference, count in Counter(r.reference for r in references).items():
            if reference and count > 1:
                values = {"property": name, "target": last_step(reference)}
                yield Violation("CA-7", canonical.at(name), values)


@resource_rule(CanonicalAllele)
def split_is_of_the_replaced(canonical: CanonicalAllele) -> Iterator[Violation]:
    """CA-8: only an allele that others replaced is split."""
    for replacement in canonical.replacement:
        if replacement.split and replacement.replacementType == "replaced-with":
            yield Violation("CA-8", replacement.at("split"), {}, value=True)


def _is_self(reference: Reference, canonical: CanonicalAllele) -> bool:
    """Whether a reference in normal form points to its own resource."""
    found, own, name = reference.reference, canonical.iri, canonical.id
    if not found:
        return False
    by_id = f"CanonicalAllele/{encode(name)}" if name else None
    if own is not None:
        # A resource has an @id only where base, type and id give another IRI.
        if found == by_id:
            return False
    elif name is not None and is_absolute(name) and "/" in name:
        own = name
    else:
        return found == by_id
    # A relative reference is the end of an IRI in the base.
    return found == own or own.endswith(f"/{found}")


FOREIGN = {"nucleotide": ("amino-acid",), "amino-acid": ("genomic", "transcript")}
"""The types of contextual alleles that a canonical allele of a type cannot gather."""


@set_rule(CanonicalAllele)
def gathers_its_kind(entry: Entry[CanonicalAllele], resources: ResourceSet) -> Iterator[Violation]:
    """CO-3: a canonical allele never mixes nucleotides and amino acids; a complex one nests simple
    ones."""
    canonical = entry.record
    kind = canonical.canonicalAlleleType or ""
    for reference in gathered(canonical):
        allele = found(reference, ContextualAllele, resources)
        type_ = allele.record.contextualAlleleType if allele is not None else None
        if type_ is not None and type_ in FOREIGN.get(kind, ()):
            yield _cannot_hold(reference, type_, kind)
    for reference in each_once(canonical.nested):
        part = found(reference, CanonicalAllele, resources)
        if part is None or part.iri == entry.iri:
            continue
        if canonical.complexity == part.record.complexity == "complex":
            yield _cannot_hold(reference, "complex", "complex")
        type_ = part.record.canonicalAlleleType
        if kind in FOREIGN and type_ in FOREIGN and type_ != kind:
            yield _cannot_hold(reference, type_, kind)


def _cannot_hold(reference: Reference, found_: str, kind: str) -> Violation:
    target = reference.reference or ""
    values = {"target": last_step(target), "found": found_, "kind": kind}
    return Violation("CO-3", reference.pointer, values, value=target)


@set_rule(CanonicalAllele)
def contextual_alleles_name_it(
    entry: Entry[CanonicalAllele], resources: ResourceSet
) -> Iterator[Violation]:
    """CO-4 and CO-9: a contextual allele of a canonical allele refers back to it."""
    for reference in gathered(entry.record):
        allele = found(reference, ContextualAllele, resources)
        if allele is not None and _is_told_to_name(allele, entry, resources):
            continue
        target = reference.reference or ""
        holders = resources.keyed("gathers", target)
        others = dict.fromkeys(h.iri for h in holders if h.iri != entry.iri)
        for other in others:
            values = {"target": last_step(target), "other": last_step(other)}
            yield Violation("CO-9", reference.pointer, values, value=target)
        # If it names another one, which does not list it, its own check reports that.
        if allele is not None and not others and _one_sided(allele, resources) is None:
            yield _one_way("canonicalAllele", reference)


def _is_told_to_name(
    allele: Entry[ContextualAllele], canonical: AnyEntry, resources: ResourceSet
) -> bool:
    """Whether a contextual allele names a canonical one, in this document or in another.

    A VCF file, for example, cannot carry the reference. For a generated id, each document may name
    another canonical allele: CO-10 reports that these are the same.
    """

    def names_it(record: ContextualAllele) -> bool:
        return points_to(all_references(record, "canonicalAllele"), canonical, resources)

    if names_it(allele.record):
        return True
    if allele.record.has("canonicalAllele") and not has_made_id(allele.record):
        return False
    others = named(allele.record.id or "", resources)
    return any(
        each.iri == allele.iri and is_a(each.record, ContextualAllele) and names_it(each.record)
        for each in others
    )


@set_rule(ContextualAllele)
def canonical_allele_names_it(
    entry: Entry[ContextualAllele], resources: ResourceSet
) -> Iterator[Violation]:
    """CO-4: the canonical allele of a contextual allele lists it."""
    reference = _one_sided(entry, resources)
    if reference is not None:
        holders = resources.keyed("gathers", relative_reference(entry.iri, resources.base))
        ids = {f"CanonicalAllele/{encode(each.record.id or '')}" for each in holders}
        meant = ids.pop() if len(ids) == 1 else None
        yield replace(_one_way("relatedContextualAllele", reference), suggestion=meant)


def _one_sided(entry: Entry[ContextualAllele], resources: ResourceSet) -> Reference | None:
    """The reference of a contextual allele to a canonical one that does not list it, or None."""
    reference = entry.record.canonicalAllele
    canonical = found(reference, CanonicalAllele, resources)
    if (
        canonical is None
        or entry.record.is_subsetted
        or names_back(canonical.record, gathered, entry, resources.base)
    ):
        return None
    return reference


# Made once: what they give is remembered for each of them.
_composite = attrgetter("composite")
_nested = attrgetter("nested")


@set_rule(CanonicalAllele)
def parts_and_wholes_name_each_other(
    entry: Entry[CanonicalAllele], resources: ResourceSet
) -> Iterator[Violation]:
    """CO-8: a nested allele names the composite, and the reverse."""
    canonical = entry.record
    if canonical.complexity != "simple":  # CA-1 reports it
        for reference in each_once(canonical.nested):
            part = found(reference, CanonicalAllele, resources)
            if part is None or part.iri == entry.iri or part.record.complexity == "complex":
                continue  # CO-3 reports a complex one.
            if part.iri.startswith(REGISTRY_ALLELES) and not part.record.composite:
                continue  # The Registry gives it only at the complex one.
            if not names_back(part.record, _composite, entry, resources.base):
                yield _one_way("composite", reference)
    if canonical.complexity != "complex":  # CA-3 reports it
        for reference in each_once(canonical.composite):
            whole = found(reference, CanonicalAllele, resources)
            if whole is None or whole.iri == entry.iri:
                continue
            if not names_back(whole.record, _nested, entry, resources.base):
                yield _one_way("nested", reference)


def _one_way(inverse: str, reference: Reference) -> Violation:
    """The violation of CO-4 or CO-8 for a link that the other resource lacks."""
    rule = "CO-8" if inverse in ("nested", "composite") else "CO-4"
    target = reference.reference or ""
    values = {"target": last_step(target), "property": inverse}
    return Violation(rule, reference.pointer, values, value=target)
