"""Validation of a store in place: every rule, over graphs that anybody may have written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import Any

from clingen_ld.messages.inputs import kept_standard_input
from clingen_ld.messages.message import Item
from clingen_ld.messages.reading import read_inputs
from clingen_ld.model import load_model
from clingen_ld.stores.locations import is_remote
from clingen_ld.stores.lookups import Lookups, stored_resources
from clingen_ld.stores.reading import read_store
from clingen_ld.stores.store import Store
from clingen_ld.validation.validator import Report, ValidationOptions, validate_items


def validate_store(
    store: Store,
    options: ValidationOptions | None = None,
    *,
    progress: Callable[[Item], None] | None = None,
) -> Report:
    """Validate the resources of a store as one set, graph after graph.

    A finding names the resource and the pointer in its normal form; its file is the location of
    the store, or the name of the graph where that is not the resource's own. Raises `StoreError`
    when the store fails.
    """
    chosen = options or ValidationOptions()
    model = load_model()
    items = read_store(store, model, chosen.read.base, engine=chosen.read.engine)
    return validate_items(items, chosen, model, progress, placed=False)


def validate_against(
    inputs: Sequence[str],
    stores: Sequence[Store],
    options: ValidationOptions,
    *,
    progress: Callable[[Item], None] | None = None,
) -> Report:
    """Validate files, folders and standard input (`-`), whose references may lead into stores.

    Raises what `clingen_ld.validate` does, and `StoreError` when a store fails.
    """
    model, base = load_model(), options.read.base
    with ExitStack() as stack:
        readable, shown = stack.enter_context(kept_standard_input(inputs))
        items: Iterable[Item] = read_inputs(readable, options.read, model)
        lookups = [stack.enter_context(closing(Lookups(store, base))) for store in stores]
        for store, lookup in zip(stores, lookups, strict=True):
            # A folder has no way to go, so nothing is saved there by asking for many at once.
            items = lookup.watched(items) if is_remote(store.location) else items

        def find(iri: str) -> dict[str, Any] | None:
            return next((tree for one in lookups if (tree := one.find(iri)) is not None), None)

        report = validate_items(items, replace(options, elsewhere=find), model, progress)
    return report.shown_as(shown)


def found_in(stores: Sequence[Store], base: str) -> Callable[[str], dict[str, Any] | None]:
    """What `ValidationOptions.elsewhere` wants, for references that may lead into stores."""

    def find(iri: str) -> dict[str, Any] | None:
        found = (stored_resources(store, [iri], base).get(iri) for store in stores)
        return next((tree for tree in found if tree is not None), None)

    return find
