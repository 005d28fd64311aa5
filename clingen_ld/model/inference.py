"""The type of a message that does not say it: by the properties that tell it, and only by those.

Which properties tell a type is said in `shapes/structure.ttl`. A file of any origin may have a
key of the same name, so a type is told only when no key speaks against it: the value is of the
kind that the property holds, no other type is told, and most keys are the type's own.
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
"""How like a property a key must be that is a misspelling of it, and speaks against no type."""
_UNFIT: Final = " "
"""Behind a key whose value is not what the property of that name holds: it is no name then."""


class _Names(NamedTuple):
    """The names of the properties of all resource types."""

    telling: Mapping[str, Property]
    """Those that tell a type."""
    shared: frozenset[str]
    """Those that several types have, which speak for none."""
    all: frozenset[str]


@lru_cache(maxsize=4)
def _names(model: Model) -> _Names:
    types = model.resources.values()
    every = [name for t in types for name in (*t.properties, *t.by_spelling)]
    return _Names(
        {name: t.properties[name] for t in types for name in t.told_by},
        frozenset(name for name in every if every.count(name) > 1),
        frozenset(every),
    )


def infer_type(keys: Iterable[str], model: Model) -> str | None:
    """The resource type that the names of properties tell, or None when they tell nothing."""
    present = frozenset(keys)
    told = [t for t in model.resources.values() if _is_told(t, present)]
    return told[0].name if len(told) == 1 and _is_mostly(told[0], present, model) else None


def infer_message_type(message: Mapping[str, Any], model: Model) -> str | None:
    """The resource type that a message without `resourceType` tells, or None.

    >>> from clingen_ld.model import load_model
    >>> infer_message_type({"symbol": "BRCA1"}, load_model())
    'Gene'
    >>> infer_message_type({"id": "x1", "name": "some configuration"}, load_model())
    """
    if (key := misspelt_type_key(message, model)) is not None:
        return str(message[key])
    return infer_type(_fitting(message, model), model)


def misspelt_type_key(message: Mapping[str, Any], model: Model) -> str | None:
    """The key that names the type in the place of `resourceType`; None when there is none.

    What it names is a resource type of the model, and most of the other keys are of that type.
    """
    for key, value in message.items():
        is_meant = key == _SHORT_KEY or (key != TYPE_KEY and _folded(key) == TYPE_KEY.lower())
        if is_meant and isinstance(value, str) and value in model.resources:
            others = frozenset(_fitting(message, model)) - {key}
            return key if _is_mostly(model.resources[value], others, model) else None
    return None


def speaks_of(keys: Iterable[str], model: Model) -> str | None:
    """The resource type that a key speaks of, though it may not tell it; None for everyday words.

    >>> from clingen_ld.model import load_model
    >>> speaks_of(["id", "primaryNucleotideChangeType"], load_model())
    'ContextualAllele'
    """
    for key in keys:
        if key != key.lower() and key in _names(model).all:  # several words in one, as nobody else
            for type_ in model.resources.values():
                if key in type_.properties or key in type_.by_spelling:
                    return type_.name
    return None


def _folded(key: str) -> str:
    return key.lower().replace("_", "").replace("-", "")


def _fitting(message: Mapping[str, Any], model: Model) -> list[str]:
    """The keys of a message, with a mark on those that tell a type by a value that does not fit."""
    telling = _names(model).telling
    return [
        key if key not in telling or _fits(value, telling[key]) else key + _UNFIT
        for key, value in message.items()
    ]


def _fits(value: Any, prop: Property) -> bool:
    values = value if isinstance(value, list) else [value]
    is_node = prop.has_objects
    return all(item is None or isinstance(item, dict) == is_node for item in values)


def _is_told(type_: Type, present: frozenset[str]) -> bool:
    together = not type_.told_with or not present.isdisjoint(type_.told_with)
    return together and not present.isdisjoint(type_.told_by)


def _is_mostly(type_: Type, present: frozenset[str], model: Model) -> bool:
    """Whether more of the keys are those of a type than are not."""
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
