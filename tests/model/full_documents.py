"""Documents with every property of every object, at every depth, made from the model.

Each comes as the JSON-LD that an author would write, and as the expanded form that any processor
must make of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clingen_ld.model import DEFAULT_BASE, XSD, Model, Property

Json = dict[str, Any]

_DATE = "2015-03-01T12:00:00Z"
_PLAIN: Mapping[str, tuple[Any, str | None]] = {
    "boolean": (True, "boolean"),
    "integer": (7, "integer"),
    "uri": ("http://example.org/a", "anyURI"),
    "dateTime": (_DATE, "dateTime"),
    "instant": (_DATE, "dateTime"),
}
_NUMBERS = ("zero", "one", "two")


def document(model: Model, type_name: str, typed: bool, as_objects: bool = False) -> Json:
    """A node as its author writes it; `typed`: every object says its class.

    References are IRIs, or `as_objects` Reference objects with a display.
    """
    type_ = model.types[type_name]
    made: Json = {"@type": type_name} if typed else {}
    for prop in type_.properties.values():
        values = [_written(model, prop, n, typed, as_objects) for n in _counts(prop)]
        made[prop.name] = values if prop.many else values[0]
    return made


def expanded(model: Model, type_name: str, typed: bool, as_objects: bool = False) -> Json:
    """The same node in expanded form, by IRIs alone."""
    type_ = model.types[type_name]
    made: Json = {"@type": [type_.iri]} if typed else {}
    for prop in type_.properties.values():
        made[prop.iri] = [_meant(model, prop, n, typed, as_objects) for n in _counts(prop)]
    return made


def _counts(prop: Property) -> range:
    return range(2 if prop.many else 1)


def _written(model: Model, prop: Property, n: int, typed: bool, as_objects: bool) -> Any:
    if prop.kind == "part":
        return document(model, prop.range or "", typed, as_objects)
    if prop.kind == "reference":
        return document(model, "Reference", typed) if as_objects else f"{prop.targets[0]}/{n}"
    if prop.kind == "code":
        return next(iter(model.value_sets[prop.value_set or ""].codes))
    return _PLAIN[prop.kind][0] if prop.kind in _PLAIN else _text(prop, n)


def _meant(model: Model, prop: Property, n: int, typed: bool, as_objects: bool) -> Any:
    if prop.kind == "part":
        return expanded(model, prop.range or "", typed, as_objects)
    if prop.kind == "reference":
        if as_objects:
            return expanded(model, "Reference", typed)
        return {"@id": f"{DEFAULT_BASE}{prop.targets[0]}/{n}"}
    if prop.kind == "code":
        return {"@id": next(iter(model.value_sets[prop.value_set or ""].codes.values())).iri}
    if prop.kind in _PLAIN:
        value, datatype = _PLAIN[prop.kind]
        return {"@value": value, "@type": f"{XSD}{datatype}"}
    return {"@value": _text(prop, n)}


def _text(prop: Property, n: int) -> str:
    if prop.choices:
        return prop.choices[n]
    return f"{prop.owner}.{prop.name} {_NUMBERS[n]}"


def leaves(value: Any) -> int:
    """How many values a JSON-LD value holds, keywords aside."""
    if isinstance(value, list):
        return sum(leaves(item) for item in value)
    if isinstance(value, dict) and "@value" not in value and set(value) != {"@id"}:
        return sum(leaves(item) for key, item in value.items() if not key.startswith("@"))
    return 1


def paths_to(model: Model, type_name: str) -> list[tuple[str, list[Property]]]:
    """Every way from a resource down to a type: the resource, and the properties that lead on."""
    found: list[tuple[str, list[Property]]] = []
    waiting: list[tuple[str, str, list[Property]]] = [(r, r, []) for r in model.resources]
    while waiting:
        resource, here, path = waiting.pop(0)
        if here == type_name:
            found.append((resource, path))
        for prop in model.types[here].properties.values():
            if prop.kind == "part":
                waiting.append((resource, prop.range or "", [*path, prop]))
    return found


def nested(path: list[Property], inner: Any) -> Json:
    """A value under the properties of a path."""
    for prop in reversed(path):
        inner = {prop.name: [inner] if prop.many else inner}
    return dict(inner)
