"""Trees that may be wrong: access to their values, and the type of one that does not name it.

Every function of access returns None or nothing for bad values. `shapes/structure.ttl` lists the
properties that identify a type. A file of any origin may have a key of the same name, so a type is
inferred only if nothing contradicts it: the value fits the property, no other type is identified,
and most keys belong to the type.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from clingen_ld.display import abridged
from clingen_ld.model.definitions import Model, Property, Type
from clingen_ld.model.identity import REGISTRY
from clingen_ld.model.normal_form import Note, is_integer
from clingen_ld.suggestions import nearest

Tree = dict[str, Any]
"""A resource or a part of one, right or wrong."""

Object = Mapping[str, Any]
"""A read-only JSON object."""

SEQUENCE_ONTOLOGY = "http://www.sequenceontology.org/"


def part(tree: object, *path: str) -> Tree:
    """The object at a path of property names; an empty one if there is none."""
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree if isinstance(tree, dict) else {}


def text(tree: object, *path: str) -> str | None:
    """The string at a path, or None."""
    for name in path:  # inlined `part`: this is the most frequent call
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree if isinstance(tree, str) else None


def natural(tree: object, *path: str) -> int | None:
    """The non-negative integer at a path, or None."""
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree if is_integer(tree) and tree >= 0 else None


def parts(tree: object, *path: str) -> Iterator[tuple[str, Tree]]:
    """The objects of the list at a path, each with its JSON Pointer from `tree`."""
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    if isinstance(tree, list):
        pointer = "".join([f"/{name}" for name in path])
        for n, item in enumerate(tree):
            if isinstance(item, dict):
                yield f"{pointer}/{n}", item


def last_step(reference: str) -> str:
    """The last step of a reference or an IRI, by which messages name the target.

    >>> last_step("CanonicalAllele/CA1")
    'CA1'
    """
    return reference.rpartition("/")[2]


def is_registered(tree: Tree) -> bool:
    """Whether a resource is from the Allele Registry, which generates names from coordinates and
    gives relations in one direction only."""
    return any(key.startswith(REGISTRY) for key in tree)


_LONGEST: Final = 60
_KINDS: Final[Mapping[type, str]] = {dict: "an object", list: "an array"}


def objects(value: object) -> list[dict[str, Any]]:
    """The objects in a list; none for any other value."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(value: object) -> list[str]:
    """The strings in a list; none for any other value."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def wrong(name: str, value: object, expected: str, pointer: str, rule: str = "ST-7") -> Note:
    """A finding that a property has an unexpected value (ST-7: of another type).

    >>> wrong("symbol", None, "a string", "/symbol").values["value"]
    'null'
    """
    text = _KINDS.get(type(value)) or json.dumps(value, ensure_ascii=False)
    shown = abridged(text, _LONGEST)
    return Note(rule, pointer, {"property": name, "value": shown, "expected": expected})


def coding_concept(coding: Mapping[str, Any], model: Model) -> str | None:
    """The IRI of the concept of a Coding in a known code system."""
    system, code = coding.get("system"), coding.get("code")
    if not isinstance(system, str) or not isinstance(code, str):
        return None
    known = model.code_systems.get(system)
    return known.concept(code) if known is not None else None


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
        folded = key.lower().replace("_", "").replace("-", "")
        is_meant = key == _SHORT_KEY or (key != TYPE_KEY and folded == TYPE_KEY.lower())
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
