"""References across resources: they resolve (CO-1) to the right type (CO-2)."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from clingen_ld.findings.finding import NOT_FOUND, Violation
from clingen_ld.model import Property, Tree, decode, encode, last_step, load_model, reference_iri
from clingen_ld.model.records import Name, TypedRecord
from clingen_ld.types import (
    RESOURCES,
    AnyRecord,
    AnyResource,
    CanonicalAllele,
    ContextualAllele,
    Gene,
    Identifier,
    Reference,
    ReferenceSequence,
)
from clingen_ld.validation.rule_registry import (
    AnyEntry,
    Entry,
    R,
    ResourceSet,
    index,
    is_a,
    of_type,
    resource_rules,
    set_rule,
    set_rules,
)
from clingen_ld.validation.rules.file_names import OTHER_FILE, file_name
from clingen_ld.validation.rules.reference_sequence import accessions
from clingen_ld.variation.hgvs import AXES_OF
from clingen_ld.variation.sequences import lacks_version

if TYPE_CHECKING:
    from clingen_ld.compiled.resources import Source


@index(CanonicalAllele)
def members(canonical: CanonicalAllele) -> Iterator[tuple[str, str]]:
    """Canonical alleles by their contextual alleles."""
    for reference in gathered(canonical):
        yield "gathers", reference.reference or ""


@index(*RESOURCES.values())
def ids(resource: AnyResource) -> Iterator[tuple[str, str]]:
    """Resources by their ids, ignoring case and punctuation."""
    if key := folded_id(resource.id or ""):
        yield "id", key


_NO_LETTERS = re.compile(r"[\W_]+")


def folded_id(name: str) -> str:
    """An id, ignoring case and punctuation.

    >>> folded_id("XA-101") == folded_id("xa101")
    True
    """
    return (name if name.isalnum() else _NO_LETTERS.sub("", name)).casefold()


def named(name: str, resources: ResourceSet) -> list[AnyEntry]:
    """The resources of any type that have an id, or one that differs in case or punctuation."""
    key = folded_id(name)
    return resources.keyed("id", key) if key else []


def has_made_id(record: AnyResource) -> bool:
    """Whether the id of an allele is its place or its computed identifier, so nobody assigned
    it."""
    name = record.id
    if not name or not is_a(record, ContextualAllele):
        return False
    reference = record.referenceCoordinate.referenceSequence.reference
    return name.startswith("ga4gh:") or (
        reference is not None and name.startswith(f"{last_step(reference)}:")
    )


def gathered(canonical: CanonicalAllele) -> Iterator[Reference]:
    """The references of a canonical allele to its contextual alleles."""
    for link in canonical.relatedContextualAllele:
        reference = link.contextualAllele
        if reference.reference:
            yield reference
        elif not reference:
            # ST-3 reports several references instead of one; the link is not broken (CO-4).
            yield from (r for r in all_references(link, "contextualAllele") if r.reference)


def found(reference: Reference, type_: type[R], resources: ResourceSet) -> Entry[R] | None:
    """The resource of a type that a reference points to, or None."""
    return of_type(resources.target(reference), type_)


def points_to(references: Iterable[Reference], entry: AnyEntry, resources: ResourceSet) -> bool:
    """Whether any of some references points to a resource."""
    return any(
        r.reference and reference_iri(r.reference, resources.base) == entry.iri for r in references
    )


_KEPT = 256
_targets: OrderedDict[tuple[int, object, str], tuple[object, frozenset[str]]] = OrderedDict()
"""The targets of the references of some resources, each with the resource and its number."""


def names_back(
    record: R, references_of: Callable[[R], Iterable[Reference]], entry: AnyEntry, base: str
) -> bool:
    """Whether any reference of a resource points to another.

    The targets are cached, as many may ask about one resource.
    """
    key = id(record), references_of, base
    known = _targets.get(key)
    if known is None:
        named = (r.reference for r in references_of(record))
        targets = frozenset(reference_iri(name, base) for name in named if name)
        known = _targets[key] = record, targets
        if len(_targets) > _KEPT:
            _targets.popitem(last=False)
    return entry.iri in known[1]


def each_once(references: Iterable[Reference]) -> Iterator[Reference]:
    """The references that have a target; a repeated one at its first place.

    CA-7 reports repeated references.
    """
    seen: set[str] = set()
    for reference in references:
        if reference.reference and reference.reference not in seen:
            seen.add(reference.reference)
            yield reference


_REFERENCES = "references"


def references(resource: AnyResource) -> list[tuple[Property, Reference]]:
    """The references of a resource at any depth, each with its property."""
    if not isinstance(resource, TypedRecord):  # It is decoded.
        return _finder(type(resource).__name__, _REFERENCES)(resource)
    found: list[tuple[Property, Reference]] = []
    _find(found, resource.tree, type(resource).__name__, "", Reference, _REFERENCES)
    return found


def references_of_decoded(kind: str) -> Callable[[Any], list[tuple[Property, Reference]]]:
    """What `references` asks of decoded resources of a type."""
    return _finder(kind, _REFERENCES)


def parts_of_type(resource: AnyResource, type_: type[P]) -> list[P]:
    """The parts of a resource, at any depth, that are of a type."""
    if not isinstance(resource, TypedRecord):  # It is decoded.
        return [part for _, part in _finder(type(resource).__name__, type_.__name__)(resource)]
    found: list[tuple[Property, P]] = []
    _find(found, resource.tree, type(resource).__name__, "", type_, type_.__name__)
    return [part for _, part in found]


def _find(
    found: list[tuple[Property, P]],
    node: Tree,
    type_name: str,
    at: str,
    type_: type[P],
    wanted: str,
) -> None:
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
                found.append((prop, type_(item, pointer)))
            elif prop.range is not None:
                _find(found, item, prop.range, pointer, type_, wanted)


@lru_cache(maxsize=128)
def _finder(type_name: str, wanted: str) -> Callable[[Any], list[tuple[Property, Any]]]:
    """A function, generated from the model, that finds the wanted parts of a decoded object."""
    from clingen_ld.compiled.resources import Source

    source, scope = Source(), dict[str, Any]()
    with source.block("def find(x)"):
        source.add("found = []")
        _add_ways(source, type_name, wanted, "x", scope)
        source.add("return found")
    exec(compile(source.text(), f"<generated: {wanted} of {type_name}>", "exec"), scope)
    find: Callable[[Any], list[tuple[Property, Any]]] = scope["find"]
    return find


def _add_ways(
    source: Source, type_name: str, wanted: str, node: str, scope: dict[str, Any]
) -> None:
    """Add the lines that search the properties of a node, a variable."""
    for name, prop, is_wanted in _ways(type_name, wanted):
        value, key = f"{node}_{name}", f"p{len(scope)}"
        scope[key] = prop
        source.add(f"{value} = {node}.{name}")
        head = f"for {value} in {value}" if prop.many else f"if {value} is not {value}.empty"
        with source.block(head):
            if is_wanted:
                source.add(f"found.append(({key}, {value}))")
            else:
                _add_ways(source, prop.range or "", wanted, value, scope)


@lru_cache(maxsize=128)
def _ways(type_name: str, wanted: str) -> tuple[tuple[str, Property, bool], ...]:
    """The properties of a type that are wanted, or whose parts contain wanted ones."""
    known = load_model().types.get(type_name)
    found: list[tuple[str, Property, bool]] = []
    for prop in known.properties.values() if known is not None else ():
        goal = prop.kind == "reference" if wanted == _REFERENCES else prop.range == wanted
        if goal or (prop.kind == "part" and prop.range and _ways(prop.range, wanted)):
            found.append((prop.name, prop, goal))
    return tuple(found)


@set_rule(*RESOURCES.values())
def references_lead_somewhere(entry: AnyEntry, resources: ResourceSet) -> Iterator[Violation]:
    """CO-1 and CO-2: a reference inside the base resolves, and to the right type."""
    for prop, value in references(entry.record):
        reference = value.reference
        if not reference:
            continue
        found = resources.target(value)
        if found is None:
            if reference_iri(reference, resources.base).startswith(resources.base):
                near = _nearest(reference, prop.targets, resources)
                held = [] if near is not None else _misnamed(reference, resources)
                values = {"property": prop.name, "reference": reference}
                values["problem"] = NOT_FOUND
                if held:
                    file, near = file_name(held[0].file), _reference_to(held[0])
                    values["problem"] += f"; the file {file} contains {held[0].record.id}"
                yield Violation("CO-1", value.pointer, values, value=reference, suggestion=near)
            continue
        kind = found.record.resourceType
        if kind is not None and kind not in prop.targets:
            values = {
                "property": prop.name,
                "target": last_step(found.iri),
                "found": kind,
                "expected": " or ".join(prop.targets),
            }
            yield Violation("CO-2", value.pointer, values, value=reference)


def _nearest(reference: str, types: tuple[str, ...], resources: ResourceSet) -> str | None:
    """A resource that a dangling reference may mean, preferably of the type that it names."""
    kind, _, name = decode(reference).strip().rpartition("/")
    fitting = (each for each in named(name, resources) if each.record.resourceType in types)
    near = list(filter(None, map(_reference_to, fitting)))
    meant = folded_id(last_step(kind))
    return min(near, key=lambda r: folded_id(r.partition("/")[0]) != meant, default=None)


def _misnamed(reference: str, resources: ResourceSet) -> list[AnyEntry]:
    """The resources with other ids in a file named by the id of a dangling reference."""
    kind, _, name = reference.rpartition("/")
    found = resources.keyed(OTHER_FILE, name)
    return [entry for entry in found if entry.record.resourceType == last_step(kind)]


def _reference_to(entry: AnyEntry) -> str | None:
    type_, id_ = entry.record.resourceType, entry.record.id
    return f"{type_}/{encode(id_)}" if type_ and id_ else None


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


def identifiers_of(identifiers: Iterable[Identifier]) -> list[str]:
    return [value for identifier in identifiers if (value := identifier.value)]


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


def all_references(record: TypedRecord[Name], name: Name) -> list[Reference]:
    """The references of a property, even if it wrongly has several."""
    return record.objects(name, Reference)


P = TypeVar("P", bound=AnyRecord)
