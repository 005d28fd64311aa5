"""Where the rules that are written in Python are registered, each under its id.

A rule within one resource is a function of the resource's tree (its normal form); a rule
across resources is a function of an entry and the set that it belongs to. Both yield the
violations that they find, and never fail on a tree of any shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from clingen_ld.model.trees import Tree
from clingen_ld.validation.findings import Violation

ResourceRule = Callable[[Tree], Iterable[Violation]]


class Entry(Protocol):
    """A resource of a set."""

    @property
    def number(self) -> int:
        """The place of the resource in the order of input, from 0."""
        ...

    @property
    def iri(self) -> str:
        """The IRI of the resource."""
        ...

    @property
    def tree(self) -> Tree:
        """The resource in normal form."""
        ...

    @property
    def file(self) -> str:
        """The name of the file that it stands in; empty when there is none."""
        ...


class ResourceSet(Protocol):
    """A set of resources that is checked as one."""

    @property
    def base(self) -> str:
        """The base IRI of references."""
        ...

    def get(self, iri: str) -> Entry | None:
        """The resource of that IRI (the first whole one, when there are several), or None."""
        ...

    def target(self, reference: object) -> Entry | None:
        """The resource that a reference of a tree points to, or None.

        `reference` is whatever stands in the tree: {"reference": "Gene/G1", ...} as a rule.
        """
        ...

    def keyed(self, kind: str, key: str) -> list[Entry]:
        """The first resources that an `index` function put under a key, in the order of input.

        At most a few dozen: what very many resources share is told by the first of them.
        """
        ...


SetRule = Callable[[Entry, ResourceSet], Iterable[Violation]]
Index = Callable[[Tree], Iterator[tuple[str, str]]]

Check = Callable[[Sequence[str]], bool]
Judge = Callable[[Tree, tuple[str, ...]], Check | None]
"""Makes a check of the own texts of messages that are alike, from the first of them and the
pointers of those texts; None when nothing needs one."""

resource_rules: dict[str, list[ResourceRule]] = {}
"""Rules within one resource, by resource type."""
alike_rules: dict[ResourceRule, Judge | None] = {}
"""Rules that find in messages that are alike (see `clingen_ld.compiled.signature`) the same; those
with a `Judge` do as far as their texts pass its check."""
set_rules: dict[str, list[SetRule]] = {}
"""Rules across resources, by resource type."""
indexes: dict[str, list[Index]] = {}
"""What the set rules look resources up by: functions that yield (kind, key), by type."""


def resource_rule(
    *types: str, alike: bool = False, judge: Judge | None = None
) -> Callable[[ResourceRule], ResourceRule]:
    """Register a rule within one resource for some resource types.

    `alike` says that it depends on no id, target, text or position by itself: on the last steps
    of ids and targets only as far as they are equal, on positions as far as they are apart, on
    texts not at all. Of texts that matter, a `judge` tells.
    """

    def register(function: ResourceRule) -> ResourceRule:
        for name in types:
            resource_rules.setdefault(name, []).append(function)
        if alike or judge is not None:
            alike_rules[function] = judge
        return function

    return register


def set_rule(*types: str) -> Callable[[SetRule], SetRule]:
    """Register a rule across resources for some resource types."""

    def register(function: SetRule) -> SetRule:
        for name in types:
            set_rules.setdefault(name, []).append(function)
        return function

    return register


def index(*types: str) -> Callable[[Index], Index]:
    """Register what resources of some types can be looked up by in a set."""

    def register(function: Index) -> Index:
        for name in types:
            indexes.setdefault(name, []).append(function)
        return function

    return register
