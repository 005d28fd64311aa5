"""Validation of a store in place: every rule, over graphs that anybody may have written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from clingen_ld.messages.message import Item
from clingen_ld.model import load_model
from clingen_ld.stores.lookups import stored_resources
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


def found_in(stores: Sequence[Store], base: str) -> Callable[[str], dict[str, Any] | None]:
    """What `ValidationOptions.elsewhere` wants, for references that may lead into stores."""

    def find(iri: str) -> dict[str, Any] | None:
        found = (stored_resources(store, [iri], base).get(iri) for store in stores)
        return next((tree for tree in found if tree is not None), None)

    return find
