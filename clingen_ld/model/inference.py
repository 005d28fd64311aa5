"""The type of a message without `resourceType`, inferred from its distinctive properties.

`shapes/structure.ttl` lists the properties that identify a type. A file of any origin may have a
key of the same name, so a type is inferred only if nothing contradicts it: the value fits the
property, no other type is identified, and most keys belong to the type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from clingen_ld.model.definitions import Model, Property, Type
from clingen_ld.suggestions import nearest

TYPE_KEY: Final = "resourceType"
_SHORT_KEY: Final = "type"
_MISSPELLING: Final = 0.75
"""The similarity above which a key counts as a misspelt property and contradicts no type."""
_UNFIT: Final = " "
"""The suffix of a key whose value does not fit the property: it does not count as its name."""


class _Names(NamedTuple):
    """The names of the properties of all resource types."""

    distinctive: Mapping[str, Property]
    """Those that identify a type."""
    shared: frozenset[str]
    """Those that several types share, which identify none."""
    all: frozenset[str]


@lru_cache(maxsize=4)
def _names(model: Model) -> _Names:
    types = model.resources.values()
    every = [name for t in types for name in (*t.properties, *t.by_spelling)]
    return _Names(
        {name: t.properties[name] for t in types for name in t.identified_by},
        frozenset(name for name in every if every.count(name) > 1),
        frozenset(every),
    )


def infer_type(keys: Iterable[str], model: Model) -> str | None:
    """The resource type that property names identify, or None."""
    present = frozenset(keys)
    found = [t for t in model.resources.values() if _is_identified(t, present)]
    return found[0].name if len(found) == 1 and _is_mostly(found[0], present, model) else None


def infer_message_type(message: Mapping[str, Any], model: Model) -> str | None:
    """The resource type of a message without `resourceType`, or None if unclear.

    >>> from clingen_ld.model import load_model
    >>> infer_message_type({"symbol": "BRCA1"}, load_model())
    'Gene'
    >>> infer_message_type({"id": "x1", "name": "some configuration"}, load_model())
    """
    if (key := misspelt_type_key(message, model)) is not None:
        return str(message[key])
    return infer_type(_fitting(message, model), model)


def misspelt_type_key(message: Mapping[str, Any], model: Model) -> str | None:
    """The key that names the type instead of `resourceType`, or None.

    Its value is a resource type of the model, and most of the other keys belong to that type.
    """
    for key, value in message.items():
        is_meant = key == _SHORT_KEY or (key != TYPE_KEY and _folded(key) == TYPE_KEY.lower())
        if is_meant and isinstance(value, str) and value in model.resources:
            others = frozenset(_fitting(message, model)) - {key}
            return key if _is_mostly(model.resources[value], others, model) else None
    return None


def speaks_of(keys: Iterable[str], model: Model) -> str | None:
    """The resource type that a key suggests, without identifying it; None for everyday words.

    >>> from clingen_ld.model import load_model
    >>> speaks_of(["id", "primaryNucleotideChangeType"], load_model())
    'ContextualAllele'
    """
    for key in keys:
        if key != key.lower() and key in _names(model).all:  # several words, so distinctive
            for type_ in model.resources.values():
                if key in type_.properties or key in type_.by_spelling:
                    return type_.name
    return None


def _folded(key: str) -> str:
    return key.lower().replace("_", "").replace("-", "")


def _fitting(message: Mapping[str, Any], model: Model) -> list[str]:
    """The keys of a message; identifying ones whose value does not fit are marked."""
    distinctive = _names(model).distinctive
    return [
        key if key not in distinctive or _fits(value, distinctive[key]) else key + _UNFIT
        for key, value in message.items()
    ]


def _fits(value: Any, prop: Property) -> bool:
    values = value if isinstance(value, list) else [value]
    is_node = prop.has_objects
    return all(item is None or isinstance(item, dict) == is_node for item in values)


def _is_identified(type_: Type, present: frozenset[str]) -> bool:
    together = not type_.identified_with or not present.isdisjoint(type_.identified_with)
    return together and not present.isdisjoint(type_.identified_by)


def _is_mostly(type_: Type, present: frozenset[str], model: Model) -> bool:
    """Whether more than half of the keys belong to a type."""
    names = _names(model)
    own = others = 0
    for key in present:
        if key in names.shared or key.startswith("@") or ":" in key:
            continue
        if key in type_.properties or key in type_.by_spelling:
            own += 1
        elif key in names.all or nearest(key, names.all, _MISSPELLING) is None:
            others += 1
    return own > others
