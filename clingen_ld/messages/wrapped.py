"""Messages that stand inside a document which is none itself: a bundle, replies by name.

What stands inside a resource is a part of it, and is never looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from clingen_ld.messages.registry.form import is_registry, is_registry_iri
from clingen_ld.messages.vrs.form import is_vrs
from clingen_ld.model import TYPE_KEY, Model, escape, infer_message_type

BUNDLE: Final = "Bundle"
"""The resource type of FHIR that holds others."""


def is_bundle(value: Mapping[str, Any]) -> bool:
    """Whether an object is a Bundle of FHIR with entries."""
    return value.get(TYPE_KEY) == BUNDLE and isinstance(value.get("entry"), list)


def in_bundle(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The resources of a Bundle, each with its pointer."""
    for n, entry in enumerate(value["entry"]):
        if isinstance(entry, dict) and "resource" in entry:
            yield f"/entry/{n}/resource", entry["resource"]


def messages_inside(value: Mapping[str, Any], model: Model) -> list[tuple[str, Any]]:
    """The messages that an object of no form wraps, with their pointers; none in a message."""
    if TYPE_KEY in value or infer_message_type(value, model) is not None:
        return []
    if value and all(isinstance(item, dict) and _is_named(item) for item in value.values()):
        return [(f"/{escape(key)}", item) for key, item in value.items()]
    return list(_anywhere_below(value, model))


def _is_named(item: Mapping[str, Any]) -> bool:
    """Whether an object may be listed by its name: a reply of the Registry, or an object of VRS."""
    return is_registry(item) or is_vrs(item)


def _anywhere_below(value: Mapping[str, Any], model: Model) -> Iterator[tuple[str, Any]]:
    """The objects at any depth that name their own type; what is inside these is theirs."""
    waiting: list[tuple[str, Any]] = [("", value)]
    resources = model.resources
    while waiting:
        pointer, item = waiting.pop()
        if isinstance(item, list):
            waiting += [(f"{pointer}/{n}", item[n]) for n in reversed(range(len(item)))]
        elif isinstance(item, dict):
            if pointer and (item.get(TYPE_KEY) in resources or is_registry_iri(item.get("@id"))):
                yield pointer, item
                continue
            waiting += [(f"{pointer}/{escape(key)}", item[key]) for key in reversed(item)]
