"""Alleles inside an interpretation message: where they are, and which of them are mentions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from clingen_ld.model import Object, escape

CANONICAL: Final = "CanonicalAllele"
CONTEXTUAL: Final = "ContextualAllele"
_OF_CANONICAL: Final = frozenset(
    {"relatedContextualAllele", "canonicalAlleleType", "CanonicalAlleleType"}
)
_OF_CONTEXTUAL: Final = frozenset({"relatedCanonicalAllele", "contextualAlleleType"})
_ALSO_OF_CONTEXTUAL: Final = "referenceCoordinate"  # which regions have, too, but with a type
_OF_MENTION: Final = frozenset({"id", "@id", "type", "@type", "label", "preferred"})


class Found(NamedTuple):
    """An object that describes an allele: its type, and its pointer in the message."""

    kind: str
    value: Object
    pointer: str


def find_alleles(value: Any, at: str = "") -> Iterator[Found]:
    """The objects of a message that describe an allele, not those that only name one.

    Contextual alleles that are embedded in a canonical one belong to that.
    """
    waiting = [(value, at, False)]
    while waiting:
        item, pointer, is_member = waiting.pop()
        if isinstance(item, list):
            waiting += [(item[n], f"{pointer}/{n}", is_member) for n in reversed(range(len(item)))]
            continue
        if not isinstance(item, dict):
            continue
        kind = kind_of(item)
        if kind is not None and not is_member and not is_mention(item):
            yield Found(kind, item, pointer)
        for key in reversed(item):
            inside = kind == CANONICAL and key == "relatedContextualAllele"
            waiting.append((item[key], f"{pointer}/{escape(key)}", inside))


def kind_of(value: Object) -> str | None:
    """The type of the allele that an object describes or names, or None for any other object."""
    type_ = value.get("type", value.get("@type"))
    types = type_ if isinstance(type_, list) else [type_]
    for kind in (CANONICAL, CONTEXTUAL):
        if kind in types:
            return kind
    if "resourceType" in value:
        return None
    # What only alleles have tells more than a type that is none.
    if not _OF_CANONICAL.isdisjoint(value):
        return CANONICAL
    if not _OF_CONTEXTUAL.isdisjoint(value):
        return CONTEXTUAL
    if _ALSO_OF_CONTEXTUAL in value and type_ is None:
        return CONTEXTUAL
    return None


def is_mention(value: Any) -> bool:
    """Whether an object only names an allele."""
    return not isinstance(value, dict) or _OF_MENTION.issuperset(value)


def name_in(value: Any) -> Any:
    """The id of an object, or the string that stands for it."""
    return value.get("id", value.get("@id")) if isinstance(value, dict) else value
