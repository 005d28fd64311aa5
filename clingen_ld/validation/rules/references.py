"""References across resources: they resolve (CO-1), and to the right type (CO-2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from clingen_ld.model import Property, load_model
from clingen_ld.model.identity import encode, reference_iri
from clingen_ld.model.trees import Tree, last_step, listed, part, parts, target, targets, text
from clingen_ld.validation.findings import Violation
from clingen_ld.validation.rule_registry import Entry, ResourceSet, index, set_rule


@index("CanonicalAllele")
def members(tree: Tree) -> Iterator[tuple[str, str]]:
    """Canonical alleles by the contextual alleles that they gather."""
    for _, reference, _ in gathered(tree):
        yield "gathers", reference


@index(*load_model().resources)
def ids(tree: Tree) -> Iterator[tuple[str, str]]:
    """Resources by their ids, without regard to case and punctuation."""
    if key := folded_id(text(tree, "id") or ""):
        yield "id", key


def folded_id(name: str) -> str:
    """An id without regard to case and punctuation.

    >>> folded_id("XA-101") == folded_id("xa101")
    True
    """
    return re.sub(r"[\W_]+", "", name).casefold()


def named(name: str, resources: ResourceSet) -> list[Entry]:
    """The resources of any type that have an id, or one that differs in case or punctuation."""
    key = folded_id(name)
    return resources.keyed("id", key) if key else []


def gathered(canonical: Tree) -> Iterator[tuple[str, str, object]]:
    """The contextual alleles that a canonical allele gathers: pointer, reference and value."""
    for at, item in parts(canonical, "relatedContextualAllele"):
        value = item.get("contextualAllele")
        if (reference := target(value)) is not None:
            yield f"{at}/contextualAllele", reference, value
        # Several where one belongs are ST-3's business, but no broken link (CO-4).
        for further, reference in targets(item, "contextualAllele"):
            yield f"{at}{further}", reference, {"reference": reference}


def found(value: object, kind: str, resources: ResourceSet) -> Entry | None:
    """The resource of a type that a reference points to, or None."""
    entry = resources.target(value)
    return entry if entry is not None and text(entry.tree, "resourceType") == kind else None


def points_to(value: object, entry: Entry, resources: ResourceSet) -> bool:
    """Whether a reference points to a resource; of several, whether one does."""
    references = map(target, value if isinstance(value, list) else [value])
    return any(r is not None and reference_iri(r, resources.base) == entry.iri for r in references)


def each_once(tree: Tree, name: str) -> Iterator[tuple[str, str]]:
    """The references of a list property with their pointers; a repeated one at its first place.

    That a reference is repeated, CA-7 says.
    """
    seen: set[str] = set()
    for pointer, reference in targets(tree, name):
        if reference not in seen:
            seen.add(reference)
            yield pointer, reference


_REFERENCES = "references"


def references(tree: Tree) -> Iterator[tuple[str, Property, Tree]]:
    """The references of a resource at any depth: pointer, property and value of each."""
    return iter(_found(tree, str(tree.get("resourceType")), "", _REFERENCES))


def parts_of_type(tree: Tree, type_name: str) -> Iterator[tuple[str, Tree]]:
    """The parts of a resource, at any depth, that are of a type: pointer and value of each."""
    for pointer, _, value in _found(tree, str(tree.get("resourceType")), "", type_name):
        yield pointer, value


def _found(node: Tree, type_name: str, at: str, wanted: str) -> list[tuple[str, Property, Tree]]:
    found: list[tuple[str, Property, Tree]] = []
    for name, prop, is_wanted in _ways(type_name, wanted):
        value = node.get(name)
        if value is None:
            continue
        many = isinstance(value, list)
        for n, item in enumerate(value if many else (value,)):
            if not isinstance(item, dict):
                continue
            pointer = f"{at}/{name}/{n}" if many else f"{at}/{name}"
            if is_wanted:
                found.append((pointer, prop, item))
            elif prop.range is not None:
                found += _found(item, prop.range, pointer, wanted)
    return found


@lru_cache(maxsize=128)
def _ways(type_name: str, wanted: str) -> tuple[tuple[str, Property, bool], ...]:
    """The properties of a type that are wanted, or are parts that lead to what is."""
    known = load_model().types.get(type_name)
    found: list[tuple[str, Property, bool]] = []
    for prop in known.properties.values() if known is not None else ():
        goal = prop.kind == "reference" if wanted == _REFERENCES else prop.range == wanted
        if goal or (prop.kind == "part" and prop.range and _ways(prop.range, wanted)):
            found.append((prop.name, prop, goal))
    return tuple(found)


_RESOURCES = tuple(load_model().resources)


@set_rule(*_RESOURCES)
def references_lead_somewhere(entry: Entry, resources: ResourceSet) -> Iterator[Violation]:
    """CO-1 and CO-2: a reference inside the base resolves, and to the right type."""
    for pointer, prop, value in references(entry.tree):
        reference = target(value)
        if reference is None:
            continue
        found = resources.target(value)
        if found is None:
            if reference_iri(reference, resources.base).startswith(resources.base):
                values = {"property": prop.name, "reference": reference}
                near = _nearest(reference, resources)
                yield Violation("CO-1", pointer, values, value=reference, suggestion=near)
            continue
        kind = text(found.tree, "resourceType")
        if kind is not None and kind not in prop.targets:
            values = {
                "property": prop.name,
                "target": last_step(found.iri),
                "found": kind,
                "expected": " or ".join(prop.targets),
            }
            yield Violation("CO-2", pointer, values, value=reference)


def _nearest(reference: str, resources: ResourceSet) -> str | None:
    """A resource of the set that a reference to none may mean, best of the type it names."""
    kind, _, name = reference.rpartition("/")
    near = [
        f"{type_}/{encode(id_)}"
        for entry in named(name, resources)
        if (type_ := text(entry.tree, "resourceType")) and (id_ := text(entry.tree, "id"))
    ]
    meant = folded_id(last_step(kind))
    return min(near, key=lambda r: folded_id(r.partition("/")[0]) != meant, default=None)


_GENE = re.compile(r"^([^\s:()]+)\([^()]*\)")
"""A gene in brackets after an accession, or a build, as in NM_007294.3(BRCA1):c.1458T>A."""
_PREDICTED = re.compile(r":p\.\((.*)\)$")


@set_rule(*load_model().resources)
def display_is_a_name(entry: Entry, resources: ResourceSet) -> Iterator[Violation]:
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
                yield Violation("CO-11", place, values, value=display, suggestion=best)


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
