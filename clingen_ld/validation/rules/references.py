"""References across resources: they resolve (CO-1) to the right type (CO-2)."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from clingen_ld.model import Property, Tree, decode, encode, last_step, load_model, reference_iri
from clingen_ld.model.records import Name, TypedRecord
from clingen_ld.types import (
    RESOURCES,
    AnyRecord,
    AnyResource,
    CanonicalAllele,
    ContextualAllele,
    Identifier,
    Reference,
)
from clingen_ld.validation.rule_registry import (
    NOT_FOUND,
    AnyEntry,
    Entry,
    R,
    ResourceSet,
    Violation,
    index,
    is_a,
    of_type,
    set_rule,
)
from clingen_ld.validation.rules.file_names import OTHER_FILE, file_name

if TYPE_CHECKING:
    from clingen_ld.compiled.resources import PythonSource


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

    The targets are cached, as many may ask about one resource: so `references_of` must be the
    same function each time, not a new one.
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


@cache
def unclear_references(
    type_name: str,
) -> Callable[[Any, Callable[[str], Any]], list[tuple[Property, Reference]]]:
    """A function, generated from the model: the references of a decoded resource of a type that
    may lead nowhere or to another type, or whose display may be no name of the target.

    It takes what gives the facts of a target (`clingen_ld.validation.facts`).
    """

    def add(source: PythonSource, key: str, value: str) -> None:
        source.add(
            f"target, shown = look({value}.reference), {value}.display",
            f"if (target is None or target.kind not in {key}.targets or (shown"
            " and shown != target.shown and shown not in target.names)):",
            f"    found.append(({key}, {value}))",
        )

    find: Callable[[Any, Callable[[str], Any]], list[tuple[Property, Reference]]]
    find = _generated(type_name, _REFERENCES, "x, look", add)
    return find


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

    def add(source: PythonSource, key: str, value: str) -> None:
        source.add(f"found.append(({key}, {value}))")

    find: Callable[[Any], list[tuple[Property, Any]]] = _generated(type_name, wanted, "x", add)
    return find


_Add = Callable[["PythonSource", str, str], None]
"""Adds the lines for a part, given the names of its property and its value."""


def _generated(type_name: str, wanted: str, parameters: str, add: _Add) -> Any:
    """A function that lists wanted parts of `x`."""
    from clingen_ld.compiled.resources import PythonSource

    source, scope = PythonSource(), dict[str, Any]()
    with source.block(f"def find({parameters})"):
        source.add("found = []")
        _add_ways(source, type_name, wanted, "x", scope, add)
        source.add("return found")
    exec(compile(source.text(), f"<generated: {wanted} of {type_name}>", "exec"), scope)
    return scope["find"]


def _add_ways(
    source: PythonSource, type_name: str, wanted: str, node: str, scope: dict[str, Any], add: _Add
) -> None:
    """Add the lines that search the properties of a node, a variable."""
    for name, prop, is_wanted in _ways(type_name, wanted):
        value, key = f"{node}_{name}", f"p{len(scope)}"
        scope[key] = prop
        source.add(f"{value} = {node}.{name}")
        head = f"for {value} in {value}" if prop.many else f"if {value} is not {value}.empty"
        if prop.kind == "reference" and not prop.many:
            head = f"if {value}.reference is not None"  # the same, in half the time
        with source.block(head):
            if is_wanted:
                add(source, key, value)
            else:
                _add_ways(source, prop.range or "", wanted, value, scope, add)


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


def identifiers_of(identifiers: Iterable[Identifier]) -> list[str]:
    return [value for identifier in identifiers if (value := identifier.value)]


def all_references(record: TypedRecord[Name], name: Name) -> list[Reference]:
    """The references of a property, even if it wrongly has several."""
    return record.objects(name, Reference)


P = TypeVar("P", bound=AnyRecord)
