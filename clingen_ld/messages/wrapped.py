"""Messages that stand inside a document which is none itself: a bundle, replies by name.

What stands inside a resource is a part of it, and is never looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from clingen_ld.messages.registry.form import is_registry, is_registry_iri
from clingen_ld.messages.text.json_text import split
from clingen_ld.messages.vrs.form import is_vrs
from clingen_ld.model import TYPE_KEY, Model, escape, infer_message_type

BUNDLE: Final = "Bundle"
"""The resource type of FHIR that holds others."""

_NUMBER: Final = re.compile("[0-9]")


def is_bundle(value: Mapping[str, Any]) -> bool:
    """Whether an object is a Bundle of FHIR with entries."""
    return value.get(TYPE_KEY) == BUNDLE and isinstance(value.get("entry"), list)


def in_bundle(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The resources of a Bundle, each with its pointer."""
    for n, entry in enumerate(value["entry"]):
        if isinstance(entry, dict) and "resource" in entry:
            yield f"/entry/{n}/resource", entry["resource"]


def messages_inside(value: Mapping[str, Any], model: Model) -> list[tuple[str, Any]]:
    """The messages that an object of no form wraps, with their pointers; none in a message.

    Where replies are listed, in an array or each by the name that was asked, everything that is
    listed is given: what is no reply is then reported, and not passed over.
    """
    if TYPE_KEY in value or infer_message_type(value, model) is not None:
        return []
    return list(_anywhere_below(value, model))


def alleles_inside(value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The alleles in a document of another kind, such as a statement, with their pointers.

    Given are objects that are alleles. What is inside one is its own, and ids alone tell nothing
    but themselves. In bundles of sections, what the pointers of alleles lead to is read with them.
    """
    from clingen_ld.messages.allele_search import REGISTRY_ID, alleles_in

    found: list[tuple[str, Any]] = []
    last = "\0"  # as no pointer begins
    for pointer, kind, *_ in alleles_in(value):
        if kind == REGISTRY_ID or not pointer or pointer.startswith(last):
            continue
        inside: Any = value
        for step in split(pointer):
            inside = inside[int(step) if isinstance(inside, list) else step]
        if isinstance(inside, dict):
            found.append((pointer, inside))
            last = f"{pointer}/"
    return found


def _anywhere_below(value: Mapping[str, Any], model: Model) -> Iterator[tuple[str, Any]]:
    """The objects at any depth that name their own type, and the elements of lists of replies.

    What is inside these is theirs.
    """
    waiting: list[tuple[str, Any, bool]] = [("", value, False)]
    resources = model.resources
    while waiting:
        pointer, item, is_listed = waiting.pop()
        if is_listed:
            yield pointer, item
        elif isinstance(item, list):
            is_list = any(map(_is_reply, item))
            waiting += [(f"{pointer}/{n}", item[n], is_list) for n in reversed(range(len(item)))]
        elif isinstance(item, dict):
            if pointer and (item.get(TYPE_KEY) in resources or is_registry_iri(item.get("@id"))):
                yield pointer, item
                continue
            is_list = _is_by_name(item, is_whole=not pointer)
            waiting += [(f"{pointer}/{escape(k)}", item[k], is_list) for k in reversed(item)]


def _is_by_name(value: Mapping[str, Any], is_whole: bool) -> bool:
    """Whether an object lists replies by the names that were asked.

    All of it is messages, or its replies stand under names of alleles, which have a number, as
    `data` and `result` have not, or it has more of them than of anything else.
    """
    if is_whole and value and all(map(_is_named, value.values())):
        return True
    replies = [key for key, item in value.items() if _is_reply(item)]
    has_number = any(_NUMBER.search(key) for key in replies)
    return has_number or len(replies) > max(1, len(value) - len(replies))


def _is_named(item: Any) -> bool:
    """Whether a value may be listed by its name: a reply of the Registry, or an object of VRS."""
    return isinstance(item, dict) and (is_registry(item) or is_vrs(item))


def _is_reply(item: Any) -> bool:
    """Whether a value is about something in the Registry, or a list with such values."""
    if isinstance(item, list):
        return any(isinstance(each, dict) and is_registry_iri(each.get("@id")) for each in item)
    return isinstance(item, dict) and is_registry_iri(item.get("@id"))
