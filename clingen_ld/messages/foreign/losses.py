"""What VRS cannot carry of the resources of the model: what reading it again does not give."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from clingen_ld.model.identity import SUBSETTED, escape, resource_iri
from clingen_ld.model.trees import Object

_NAMED: Final = ("resourceType", "@id", "id")
_TOLD: Final = {"meta": {"tag": [SUBSETTED]}}


def lost_of(
    tree: Object,
    again: Object,
    base: str,
    *,
    without: tuple[str, ...] = (),
    labels: Collection[object] = (),
) -> Iterator[str]:
    """The pointers of what a resource has and its reading again has not.

    `without` are properties that are not looked at, `labels` displays that are told otherwise.
    """
    if resource_iri(tree, base) != resource_iri(again, base):
        yield "/id"
    for key, value in tree.items():
        if key not in _NAMED and key not in without and _TOLD.get(key) != value:
            for pointer, lost in _lost(value, again.get(key), f"/{escape(key)}"):
                if not (pointer.endswith("/display") and isinstance(lost, str) and lost in labels):
                    yield pointer


def _lost(value: Any, again: Any, at: str) -> Iterator[tuple[str, Any]]:
    if _same(value, again):
        return
    if isinstance(value, dict) and isinstance(again, dict):
        for key, item in value.items():
            yield from _lost(item, again.get(key), f"{at}/{escape(key)}")
    elif isinstance(value, list) and isinstance(again, list):
        for n, item in enumerate(value):
            if not any(_same(item, other) for other in again):
                yield from _lost(item, _like(item, again), f"{at}/{n}")
    else:
        yield at, value


def _like(item: Any, others: list[Any]) -> Any:
    """The one of some items that is the same but for some of what it says."""
    for key in ("name", "value") if isinstance(item, dict) else ():
        named = [o for o in others if isinstance(o, dict) and key in item and key in o]
        for other in named:
            if item[key] == other[key] and item.get("system") == other.get("system"):
                return other
    return None


def _same(one: Any, other: Any) -> bool:
    """Whether two values are equal as JSON, in which 1 and true are two things."""
    return bool(one == other) and type(one) is type(other)
