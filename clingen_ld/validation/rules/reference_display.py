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
        names = [name for name in names_of(other, resources) if name]
        if names and not _is_one_of(display, names):
            values = {
                "display": display,
                "target": last_step(other.iri),
                "expected": names[0],
            }
            yield Breach("CO-11", f"{pointer}/display", values, value=display, suggestion=names[0])


def names_of(entry: Entry, resources: ResourceSet) -> list[str]:
    """The names that a resource goes by, the best first; none when they are not all known."""
    kind = text(entry.tree, "resourceType")
    if kind == "CanonicalAllele":
        return _names_of_canonical(entry.tree, resources)
    if kind == "ContextualAllele":
        return _names_of_contextual(entry.tree, resources)
    if kind == "ReferenceSequence":
        return _identifiers(entry.tree)
    if kind == "Gene":
        aliases = [alias for alias in listed(entry.tree, "aliasSymbol") if isinstance(alias, str)]
        own = [text(entry.tree, "symbol"), text(entry.tree, "name")]
        return [*filter(None, own), *aliases, *_identifiers(entry.tree)]
    return []


def _names_of_canonical(tree: Tree, resources: ResourceSet) -> list[str]:
    names: list[str] = []
    for _, _, value in gathered(tree):
        member = found(value, "ContextualAllele", resources)
        own = _names_of_contextual(member.tree, resources) if member is not None else []
        if not own:
            return []  # The display may be a name of the one that nothing is known of.
        names.extend(own)
    return [*names, *_identifiers(tree)] if names else []


def _names_of_contextual(tree: Tree, resources: ResourceSet) -> list[str]:
    said = [name for _, item in parts(tree, "alleleName") if (name := text(item, "name"))]
    whole = [name for name in said if ":" in name]
    # Without its accession a name is one of its sequence.
    short = [name for name in said if ":" not in name]
    sequences = _sequences(tree, resources)
    joined = [f"{sequence}:{name}" for name in short for sequence in sequences]
    return [*whole, *joined, *short, *_identifiers(tree)] if said else []


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


def _is_one_of(display: str, names: list[str]) -> bool:
    """Whether a display is one of the names, whole or by what stands before the first space."""
    known = {*names, *map(_plain, names)}
    known |= {name.partition(":")[2] for name in known}
    return display.strip() in known or _plain(display) in known


def _plain(name: str) -> str:
    """A name without the gene in brackets, and without what stands after a space."""
    first = (name.split() or [""])[0]
    return _PREDICTED.sub(r":p.\1", _GENE.sub(r"\1", first))


def _is_compound(display: str) -> bool:
    """Whether a display names several alleles at once, as those of complex alleles do."""
    return any(mark in display for mark in "[];")
