"""The registry of the rules that are written in Python, and the violations that they give.

A rule within one resource is a function of the typed resource (over its normal form); a rule
across resources is a function of an entry and the set that it belongs to. Both yield the
violations that they find, and never fail on a tree of any shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeGuard, TypeVar, cast

from clingen_ld.findings.finding import message_text
from clingen_ld.model import Model, Severity, Tree, reference_iri
from clingen_ld.types import AnyResource, Reference

if TYPE_CHECKING:
    from clingen_ld.findings.shacl_result import ShaclResult

NOT_FOUND: Final = "was not found"
"""The text of CO-1 for a reference without a target."""

NO_VALUE: Final = "has no value"
"""The text of ID-1 for an identifier without a value."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A violation at a place of a resource in normal form; the validator turns it into a finding.

    `pointer` is a JSON Pointer in the normal form. `values` fill the placeholders of the rule's
    message. `at` says whether the place is the value, the key of the member, or, for something
    missing, the object in which it is missing (then `pointer` names the object). `severity` is None
    for the most severe one of the rule. `suggestion` is the JSON value to write instead; for a key,
    its name, or the whole part if the key cannot stay in it; for HG-4, the ends of the coordinate
    at `other`. `result` is the SHACL result of the user's own shapes, `other` the pointer of the
    value compared with, in the same resource.
    """

    rule: str
    pointer: str
    values: Mapping[str, object]
    severity: Severity | None = None
    value: Any = None
    suggestion: Any = None
    at: Literal["value", "key"] = "value"
    result: ShaclResult | None = None
    other: str | None = None


Violations = dict[int, list[Violation]]
"""The violations of a set, by resource number."""


def severity_of(violation: Violation, model: Model) -> Severity:
    """The severity of a violation: its own, or the most severe one of its rule."""
    rule = model.rules.get(violation.rule)
    return violation.severity or (rule.severities[0] if rule is not None else "error")


def message_of(violation: Violation, model: Model) -> str:
    """The one-line message of a violation; see `message_text`."""
    rule = model.rules.get(violation.rule)
    if rule is None or violation.result is not None:  # the user's own shape, with its own message
        said = " ".join(str(violation.values.get("message", "")).split())
        return said or "this shape is not kept"
    template = rule.messages.get(severity_of(violation, model)) or rule.title
    return message_text(template, violation.values)


R = TypeVar("R", bound=AnyResource)
R_co = TypeVar("R_co", bound=AnyResource, covariant=True)


class Entry(Protocol[R_co]):
    """A resource of a set."""

    @property
    def number(self) -> int:
        """The index of the resource in the order of input, from 0."""

    @property
    def iri(self) -> str:
        """The IRI of the resource."""

    @property
    def record(self) -> R_co:
        """The resource, over its normal form."""

    @property
    def tree(self) -> Tree:
        """The tree of the resource."""

    @property
    def file(self) -> str:
        """The name of its file; empty when there is none."""


AnyEntry = Entry[AnyResource]


def of_type(entry: AnyEntry | None, type_: type[R]) -> Entry[R] | None:
    """The entry, if it exists and its resource is of a type; else None."""
    return cast("Entry[R]", entry) if entry is not None and is_a(entry.record, type_) else None


def is_a(resource: AnyResource, type_: type[R]) -> TypeGuard[R]:
    """Whether a resource, a record or decoded, is of a type."""
    return resource.resourceType == type_.__name__


def target_iri(reference: Reference, base: str) -> str | None:
    """The IRI that a reference points to, or None."""
    found = reference.reference
    return reference_iri(found, base) if found else None


class ResourceSet(Protocol):
    """A set of resources that is checked as one."""

    @property
    def base(self) -> str:
        """The base IRI of references."""

    def get(self, iri: str) -> AnyEntry | None:
        """The resource of that IRI (the first whole one, when there are several), or None."""

    def target(self, reference: Reference) -> AnyEntry | None:
        """The resource that a reference points to, or None."""

    def keyed(self, kind: str, key: str) -> list[AnyEntry]:
        """The first resources that an `index` function put under a key, in the order of input.

        At most a few dozen: if very many share a key, the first ones are enough.
        """

    def may_mention(self, name: str) -> bool:
        """Whether a text may contain an id that differs from one at most in its numbers.

        The id begins with letters and a number. False only if none does.
        """

    def may_have_id(self, name: str) -> bool:
        """Whether a resource may have an id, exactly so. False only if none has."""


ResourceRule = Callable[[R], Iterable[Violation]]
SetRule = Callable[[Entry[R], ResourceSet], Iterable[Violation]]
Index = Callable[[R], Iterable[tuple[str, str]]]

resource_rules: dict[str, list[ResourceRule[Any]]] = {}
"""Rules within one resource, by resource type."""
set_rules: dict[str, list[SetRule[Any]]] = {}
"""Rules across resources, by resource type."""
indexes: dict[str, list[Index[Any]]] = {}
"""The look-up keys of the set rules: functions that yield (kind, key), by type."""
single_indexes: dict[str, list[Index[Any]]] = {}
"""The functions whose keys mostly belong to a single resource: rules ask who else has one."""


def resource_rule(*types: type[R]) -> Callable[[ResourceRule[R]], ResourceRule[R]]:
    """Register a rule within one resource for some resource types.

    It runs on records and on decoded resources (`clingen_ld.compiled.resources`), which have the
    same attributes.
    """

    def register(function: ResourceRule[R]) -> ResourceRule[R]:
        for type_ in types:
            resource_rules.setdefault(type_.__name__, []).append(function)
        return function

    return register


def set_rule(*types: type[R]) -> Callable[[SetRule[R]], SetRule[R]]:
    """Register a rule across resources for some resource types."""

    def register(function: SetRule[R]) -> SetRule[R]:
        for type_ in types:
            set_rules.setdefault(type_.__name__, []).append(function)
        return function

    return register


def index(*types: type[R], is_single: bool = False) -> Callable[[Index[R]], Index[R]]:
    """Register a look-up key for resources of some types in a set.

    `is_single`: no two correct resources share a key, and rules check those that do.
    """

    def register(function: Index[R]) -> Index[R]:
        for type_ in types:
            indexes.setdefault(type_.__name__, []).append(function)
            if is_single:
                single_indexes.setdefault(type_.__name__, []).append(function)
        return function

    return register


def keys_of(resource: AnyResource) -> Iterator[tuple[str, str]]:
    """The look-up keys of a resource, apart from its file name."""
    for function in indexes.get(resource.resourceType or "", ()):
        yield from function(resource)


def single_keys_of(resource: AnyResource) -> tuple[tuple[str, str], ...]:
    """The look-up keys that no other correct resource shares."""
    functions = single_indexes.get(resource.resourceType or "", ())
    if len(functions) == 1:
        return tuple(functions[0](resource))
    return tuple([key for function in functions for key in function(resource)])
