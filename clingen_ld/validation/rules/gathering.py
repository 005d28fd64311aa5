"""What canonical alleles gather (CO-3, CO-4, CO-8 and CO-9)."""

from __future__ import annotations

from collections.abc import Iterator

from clingen_ld.validation.findings import Breach
from clingen_ld.validation.reading import Tree, last_step, target, targets, text
from clingen_ld.validation.registry import Entry, ResourceSet, set_rule
from clingen_ld.validation.rules.links import each_once, found, gathered, points_to

_FOREIGN = {"nucleotide": ("amino-acid",), "amino-acid": ("genomic", "transcript")}
"""The types of contextual alleles that a canonical allele of a type cannot gather."""


@set_rule("CanonicalAllele")
def gathers_its_kind(entry: Entry, resources: ResourceSet) -> Iterator[Breach]:
    """CO-3: nucleotides and amino acids are never gathered together; complex holds simple."""
    kind = text(entry.tree, "canonicalAlleleType") or ""
    for pointer, reference, value in gathered(entry.tree):
        allele = found(value, "ContextualAllele", resources)
        type_ = text(allele.tree, "contextualAlleleType") if allele is not None else None
        if type_ is not None and type_ in _FOREIGN.get(kind, ()):
            yield _cannot_hold(pointer, reference, type_, kind)
    for pointer, reference in each_once(entry.tree, "nested"):
        part = found({"reference": reference}, "CanonicalAllele", resources)
        if part is None or part.iri == entry.iri:
            continue
        if text(entry.tree, "complexity") == text(part.tree, "complexity") == "complex":
            yield _cannot_hold(pointer, reference, "complex", "complex")
        type_ = text(part.tree, "canonicalAlleleType")
        if kind in _FOREIGN and type_ in _FOREIGN and type_ != kind:
            yield _cannot_hold(pointer, reference, type_, kind)


def _cannot_hold(pointer: str, reference: str, found_: str, kind: str) -> Breach:
    values = {"target": last_step(reference), "found": found_, "kind": kind}
    return Breach("CO-3", pointer, values, value=reference)


@set_rule("CanonicalAllele")
def contextual_alleles_name_it(entry: Entry, resources: ResourceSet) -> Iterator[Breach]:
    """CO-4 and CO-9: a contextual allele that is gathered names the canonical allele."""
    for pointer, reference, value in gathered(entry.tree):
        allele = found(value, "ContextualAllele", resources)
        own = allele.tree.get("canonicalAllele") if allele is not None else None
        if points_to(own, entry, resources):
            continue
        holders = resources.keyed("gathers", reference)
        others = dict.fromkeys(h.iri for h in holders if h.iri != entry.iri)
        for other in others:
            values = {"target": last_step(reference), "other": last_step(other)}
            yield Breach("CO-9", pointer, values, value=reference)
        if allele is not None and not others:
            yield _one_way("canonicalAllele", pointer, reference)


@set_rule("ContextualAllele")
def canonical_allele_names_it(entry: Entry, resources: ResourceSet) -> Iterator[Breach]:
    """CO-4: the canonical allele of a contextual allele gathers it."""
    value = entry.tree.get("canonicalAllele")
    canonical, reference = found(value, "CanonicalAllele", resources), target(value)
    if canonical is None or reference is None:
        return
    if not any(points_to(v, entry, resources) for _, _, v in gathered(canonical.tree)):
        yield _one_way("relatedContextualAllele", "/canonicalAllele", reference)


@set_rule("CanonicalAllele")
def parts_and_wholes_name_each_other(entry: Entry, resources: ResourceSet) -> Iterator[Breach]:
    """CO-8: what is nested names the composite, and the other way round."""
    complexity = text(entry.tree, "complexity")
    for name, inverse, forbidding in (
        ("nested", "composite", "simple"),
        ("composite", "nested", "complex"),
    ):
        if complexity == forbidding:
            continue  # CA-1 or CA-3 speaks.
        for pointer, reference in each_once(entry.tree, name):
            other = found({"reference": reference}, "CanonicalAllele", resources)
            if other is None or other.iri == entry.iri:
                continue
            if name == "nested" and text(other.tree, "complexity") == "complex":
                continue  # CO-3 speaks.
            if not _names(other.tree, inverse, entry, resources):
                yield _one_way(inverse, pointer, reference)


def _names(tree: Tree, name: str, entry: Entry, resources: ResourceSet) -> bool:
    return any(
        points_to({"reference": reference}, entry, resources)
        for _, reference in targets(tree, name)
    )


def _one_way(inverse: str, pointer: str, reference: str) -> Breach:
    """The breach of CO-4 or CO-8 for a link that the other resource does not have."""
    rule = "CO-8" if inverse in ("nested", "composite") else "CO-4"
    values = {"target": last_step(reference), "property": inverse}
    return Breach(rule, pointer, values, value=reference)
