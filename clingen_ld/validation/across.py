"""The rules across resources, run over a set: what each entry breaks, alone or with the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import reference_iri
from clingen_ld.model.subsetted import is_subsetted
from clingen_ld.sequences.sources import SequenceSource
from clingen_ld.validation.findings import Breach
from clingen_ld.validation.registry import Entry, ResourceSet, set_rules
from clingen_ld.validation.resource_set import StoredSet

if TYPE_CHECKING:
    from clingen_ld.validation.validator import ValidationOptions

Breaches = dict[int, list[Breach]]
"""The breaches of a set, by the numbers of their resources."""


def rule_breaches(
    entries: Iterable[Entry],
    resources: ResourceSet,
    options: ValidationOptions,
    sequences: SequenceSource | None,
) -> Breaches:
    """What the rules across resources and the sequences find in some entries of a set."""
    breaches: Breaches = {}
    for entry in entries:
        for breach in _of_entry(entry, resources, sequences):
            if not _may_be_elsewhere(breach, options, resources.base):
                breaches.setdefault(entry.number, []).append(breach)
    return breaches


def shape_breaches(
    resources: StoredSet, checked: int, options: ValidationOptions, model: Model
) -> Breaches:
    """What the user's shapes find in the first so many resources of a set.

    Raises `InputError` when shapes cannot be read, `UsageError` when they cannot be run.
    """
    breaches: Breaches = {}
    if not options.shapes:
        return breaches
    from clingen_ld.validation.user_shapes import check_shapes, load_shapes

    shapes = load_shapes(options.shapes)
    numbers = {entry.iri: entry.number for entry in reversed(list(resources.first(checked)))}
    trees = {entry.iri: entry.tree for entry in resources}
    for iri, breach in check_shapes(trees, shapes, model, resources.base):
        if iri in numbers:
            breaches.setdefault(numbers[iri], []).append(breach)
    return breaches


def together(first: Breaches, second: Breaches) -> Breaches:
    """The breaches of both, in the order of input; of one resource those of the first before."""
    return {
        number: [*first.get(number, ()), *second.get(number, ())]
        for number in sorted({*first, *second})
    }


def _of_entry(
    entry: Entry, resources: ResourceSet, sequences: SequenceSource | None
) -> Iterator[Breach]:
    kind = str(entry.tree.get("resourceType"))
    if is_subsetted(entry.tree):
        return  # What is only told of stands against no other resource.
    found = (b for rule in set_rules.get(kind, ()) for b in rule(entry, resources))
    if sequences is None or kind != "ContextualAllele":
        yield from found
        return
    from clingen_ld.validation.rules.sequence_checks import check_sequences, decided

    yield from (decided(b, entry, resources, sequences) for b in found)
    yield from check_sequences(entry, resources, sequences)


def _may_be_elsewhere(breach: Breach, options: ValidationOptions, base: str) -> bool:
    """Whether a breach is a reference that need not resolve within the set."""
    if breach.rule != "CO-1":
        return False
    target = reference_iri(str(breach.value), base)
    return options.partial or target.startswith(options.configuration.external)
