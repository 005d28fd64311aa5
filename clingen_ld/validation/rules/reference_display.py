"""The display of a reference is a name of its target (CO-11)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clingen_ld.model import load_model
from clingen_ld.validation.findings import Breach
from clingen_ld.validation.reading import Tree, last_step, listed, part, parts, text
from clingen_ld.validation.registry import Entry, ResourceSet, set_rule
from clingen_ld.validation.rules.links import found, gathered
from clingen_ld.validation.rules.places import references

_GENE = re.compile(r"^([^\s:()]+)\([^()]*\)")
"""A gene in brackets after an accession, or a build, as in NM_007294.3(BRCA1):c.1458T>A."""
_PREDICTED = re.compile(r":p\.\((.*)\)$")


@set_rule(*load_model().resources)
def display_is_a_name(entry: Entry, resources: ResourceSet) -> Iterator[Breach]:
    """CO-11: a display is a name, an accession or a symbol of its target."""
    for pointer, _, value in references(entry.tree):
        display, other = text(value, "display"), resources.target(value)
        if not display or other is None or _is_compound(display):
            continue
        said = {display.strip(), _plain(display)}
        best: str | None = None
        for name in names_of(other, resources):
            if name is None or name in said or not said.isdisjoint(_forms(name)):
                break
            best = best or name
        else:
            if best is not None:
                values = {"display": display, "target": last_step(other.iri), "expected": best}
                place = f"{pointer}/display"
                yield Breach("CO-11", place, values, value=display, suggestion=best)


def names_of(entry: Entry, resources: ResourceSet) -> Iterator[str | None]:
    """The names that a resource goes by, the best first; None when it may have others."""
    kind, tree = text(entry.tree, "resourceType"), entry.tree
    if kind == "CanonicalAllele":
        yield from _names_of_canonical(tree, resources)
    elif kind == "ContextualAllele":
        yield from _names_of_contextual(tree, resources)
    elif kind == "Gene":
        own = [text(tree, "symbol"), text(tree, "name"), *listed(tree, "aliasSymbol")]
        yield from (name for name in own if isinstance(name, str) and name)
    if kind in ("ReferenceSequence", "Gene"):
        yield from _identifiers(tree)


def _names_of_canonical(tree: Tree, resources: ResourceSet) -> Iterator[str | None]:
    names: list[str] = []
    for _, _, value in gathered(tree):
        member = found(value, "ContextualAllele", resources)
        names = list(_names_of_contextual(member.tree, resources)) if member is not None else []
        yield from names
        if not names:
            break
    if not names:
        yield None
    yield from _identifiers(tree)


def _names_of_contextual(tree: Tree, resources: ResourceSet) -> Iterator[str]:
    said = [name for _, item in parts(tree, "alleleName") if (name := text(item, "name"))]
    yield from (name for name in said if ":" in name)
    # Without its accession a name is one of its sequence.
    short = [name for name in said if ":" not in name]
    for sequence in _sequences(tree, resources) if short else ():
        yield from (f"{sequence}:{name}" for name in short)
    if said:
        yield from short
        yield from _identifiers(tree)


def _sequences(tree: Tree, resources: ResourceSet) -> list[str]:
    """The accessions of an allele's reference sequence."""
    value = part(tree, "referenceCoordinate").get("referenceSequence")
    sequence = found(value, "ReferenceSequence", resources)
    known = _identifiers(sequence.tree) if sequence is not None else []
    display = text(value, "display")
    return known or ([_plain(display)] if display else [])


def _identifiers(tree: Tree) -> list[str]:
    values = (text(identifier, "value") for _, identifier in parts(tree, "identifier"))
    return [value for value in values if value]


def _forms(name: str) -> set[str]:
    """A name as it is, without its additions, and without its accession."""
    whole = {name, _plain(name)}
    return whole | {form.partition(":")[2] for form in whole if ":" in form}


def _plain(name: str) -> str:
    """A name without the gene in brackets, and without what stands after a space."""
    first = (name.split() or [""])[0]
    return _PREDICTED.sub(r":p.\1", _GENE.sub(r"\1", first))


def _is_compound(display: str) -> bool:
    """Whether a display names several alleles at once, as those of complex alleles do."""
    return any(mark in display for mark in "[];")
