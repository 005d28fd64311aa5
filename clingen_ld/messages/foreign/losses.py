"""Losses: what a form cannot carry of a resource, found by reading what was written of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from clingen_ld.messages.foreign.extensions import ExtensionTerms, same
from clingen_ld.model import NAMELESS, SUBSETTED, Object, escape, resource_iri
from clingen_ld.variation.accessions import last_step, names_of, reference_of

_NAMES: Final = ("resourceType", "@id", "id")
_ONLY_MENTIONED: Final = {"tag": [SUBSETTED]}


def lost_of(tree: Object, again: Object, base: str, carried: Collection[str] = ()) -> Iterator[str]:
    """The pointers of the content of a resource that is missing in `again`, its reading from the
    form.

    Content at or below the pointers `carried` is in the form, though it is read differently. A
    display that `again` has as a name or an accession is not a loss, nor is the tag of a resource
    that is only mentioned.
    """
    labels = [*names_of(again), last_step(reference_of(again))]
    for pointer, value in _lost_of_resource(tree, again, base):
        is_label = pointer.endswith("/display") and isinstance(value, str) and value in labels
        is_carried = any(pointer == each or pointer.startswith(f"{each}/") for each in carried)
        if is_label or is_carried:
            continue
        items = [f"{pointer}/{n}" for n in range(len(value))] if isinstance(value, list) else []
        if any(item in carried for item in items):  # of a list, so only a part is lost
            yield from (item for item in items if item not in carried)
        else:
            yield pointer


def is_carried(
    tree: Object, again: Object, terms: ExtensionTerms, carried: Collection[str] = ()
) -> bool:
    """Whether certainly nothing of a resource is lost; if False, call `lost_of`.

    `again` is its reading, which may lack extension values at the top and the properties that are
    `carried`.
    """
    if tree.get("id") != again.get("id") or tree.get("@id") != again.get("@id"):
        return False
    for key, value in tree.items():
        if key in _NAMES or key in carried or (key == "meta" and value == _ONLY_MENTIONED):
            continue
        if not (same(value, again[key]) if key in again else terms.comes_back(key, value)):
            return False
    return True


def _lost_of_resource(tree: Object, again: Object, base: str) -> Iterator[tuple[str, Any]]:
    iri = resource_iri(tree, base)
    is_same = iri == resource_iri(again, base)
    if "@id" in tree:
        is_same = is_same and tree.get("id") == again.get("id")
    if not is_same and not ("id" not in tree and NAMELESS in iri):
        yield "/id", tree.get("id")
    for key, value in tree.items():
        if key not in _NAMES and not (key == "meta" and value == _ONLY_MENTIONED):
            yield from _lost(value, again.get(key), f"/{escape(key)}")


def _lost(value: Any, again: Any, at: str) -> Iterator[tuple[str, Any]]:
    if same(value, again):
        return
    if isinstance(value, dict) and isinstance(again, dict):
        for key, item in value.items():
            yield from _lost(item, again.get(key), f"{at}/{escape(key)}")
    elif isinstance(value, list) and isinstance(again, list):
        for n, item in enumerate(value):
            if not any(_is_in(item, other) for other in again):
                yield from _lost(item, _alike(item, again), f"{at}/{n}")
    else:
        yield at, value


def _is_in(item: Any, other: Any) -> bool:
    """Whether another item has all of an item."""
    return next(_lost(item, other, ""), None) is None


def _alike(item: Any, others: list[Any]) -> Any:
    """The item that differs from a given one only in some values; None without one."""
    for key in ("name", "value", "code") if isinstance(item, dict) else ():
        for other in others:
            is_named = isinstance(other, dict) and key in item and key in other
            if is_named and (item[key], item.get("system")) == (other[key], other.get("system")):
                return other
    return None
