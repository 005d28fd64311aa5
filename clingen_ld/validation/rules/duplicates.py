"""One allele has one canonical allele (CO-10)."""

from __future__ import annotations

from collections.abc import Iterator

from clingen_ld.validation.findings import Breach
from clingen_ld.validation.reading import Tree, boolean, last_step, part, parts, target, text
from clingen_ld.validation.registry import Entry, ResourceSet, index, set_rule
from clingen_ld.validation.rules.links import each_once, found, gathered, points_to

_POSITION = ("index", "externalOffsetLength", "externalOffsetDirection")


@index("CanonicalAllele")
def nested_sets(tree: Tree) -> Iterator[tuple[str, str]]:
    """Complex canonical alleles by what they are made of."""
    if text(tree, "complexity") == "complex":
        made_of = sorted(reference for _, reference in each_once(tree, "nested"))
        if len(made_of) > 1:  # CA-2 speaks of the others.
            yield "nested", "\n".join(made_of)


@index("ContextualAllele")
def placements(tree: Tree) -> Iterator[tuple[str, str]]:
    """Contextual alleles by sequence, interval and allele."""
    coordinate = part(tree, "referenceCoordinate")
    sequence = target(coordinate.get("referenceSequence"))
    start, end = (_place(part(coordinate, name)) for name in ("start", "end"))
    allele = text(tree, "allele")
    if sequence is not None and start and end and allele is not None:
        yield "placement", "\n".join((sequence, start, end, allele.upper()))


def _place(position: Tree) -> str:
    """A position on one line; empty when it is none."""
    if not isinstance(position.get("index"), int):
        return ""
    genomic = target(position.get("externalGenomicReferenceSequence"))
    return repr([*map(position.get, _POSITION), genomic])


@set_rule("CanonicalAllele")
def made_of_the_same(entry: Entry, resources: ResourceSet) -> Iterator[Breach]:
    """CO-10: no two complex canonical alleles are made of the same ones."""
    for kind, key in nested_sets(entry.tree):
        first = resources.keyed(kind, key)[:1]
        if first and first[0].iri != entry.iri and _both_stand(entry, first[0], resources):
            values = {"other": last_step(first[0].iri), "what": "nested alleles"}
            yield Breach("CO-10", "/nested", values)


@set_rule("CanonicalAllele")
def placed_at_the_same(entry: Entry, resources: ResourceSet) -> Iterator[Breach]:
    """CO-10: no two simple canonical alleles have one placement with one allele."""
    if text(entry.tree, "complexity") != "simple":
        return
    told: set[str] = set()
    for pointer, _, value in gathered(entry.tree):
        own = found(value, "ContextualAllele", resources)
        for key in placements(own.tree) if own is not None else ():
            for same in resources.keyed(*key):
                if own is None or same.iri == own.iri:
                    break  # Of two that are the same, the later one is reported.
                other = found(same.tree.get("canonicalAllele"), "CanonicalAllele", resources)
                if (
                    other is not None
                    and other.iri != entry.iri
                    and other.iri not in told
                    and text(other.tree, "complexity") == "simple"
                    and _both_stand(entry, other, resources)
                ):
                    told.add(other.iri)
                    values = {"other": last_step(other.iri), "what": "placement and allele"}
                    yield Breach("CO-10", pointer, values)


def _both_stand(one: Entry, other: Entry, resources: ResourceSet) -> bool:
    """Whether neither of two canonical alleles has taken the place of the other."""
    pairs = ((one, other), (other, one))
    return not any(boolean(entry.tree, "active") is False for entry, _ in pairs) and not any(
        points_to(item.get("target"), gone, resources)
        for entry, gone in pairs
        for _, item in parts(entry.tree, "replacement")
    )
