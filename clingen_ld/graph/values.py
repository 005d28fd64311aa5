"""What the keys and values of a tree are in the graph: the writers of quads and of JSON-LD, and
the framer, which reads them back, all ask here.

In a tree, keys that begin with @ are JSON-LD's, but only where reading the graph makes them:
`@id` names a node under a predicate that the model does not know, and alone it points to one;
`@type` holds classes that are not the model's; `@value` makes a literal. Anywhere else they are
keys like all others, so that nothing in a message can turn it into another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from clingen_ld.graph.literals import given_literal, literal
from clingen_ld.graph.terms import (
    RDF_FIRST,
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_REST,
    RDF_SUBJECT,
    RDF_TYPE,
    Term,
)
from clingen_ld.model import (
    CLINGEN,
    FHIR,
    Model,
    Property,
    Type,
    as_iri,
    coding_concept,
    decode,
    encode,
    is_absolute,
    local_name,
    reference_iri,
)

NAMESPACES: Final = (CLINGEN, FHIR, "http://hl7.org/fhir/resources/", "http://schema.org/")
"""The namespaces in which others have written the properties of the model."""

POINTER: Final = "urn:clingen-ld:pointer"
"""A property that the reader of JSON-LD gives to objects, for itself."""

_CLASS_NAMESPACES: Final = (CLINGEN, FHIR)
# Predicates that the framer, or the reader of JSON-LD, does not read as properties.
_RESERVED: Final = {
    RDF_TYPE, RDF_FIRST, RDF_REST, RDF_SUBJECT, RDF_PREDICATE, RDF_OBJECT, POINTER,
}  # fmt: skip
# Below this depth, unknown nested objects become JSON literals: no graph is read that deep.
_DEEPEST: Final = 32


@dataclass(frozen=True, slots=True)
class Part:
    """An embedded object: a node with properties, of a type, or of none that the model knows.

    `iri` is its own name; without one it is named by its address.
    """

    type: Type | None
    iri: str | None = None


@dataclass(frozen=True, slots=True)
class Pointed:
    """A reference: the resource that it points to, and what else it says."""

    iri: str
    extra: Mapping[str, Any]


Shown = Part | Pointed | Term


def shown(value: Any, prop: Property | None, model: Model, base: str, depth: int) -> Shown:
    """What a value (no list) of a property is in the graph; None: an unknown property."""
    if isinstance(value, dict) and depth < _DEEPEST:
        return _shown_object(value, prop, model, base)
    if prop is not None and prop.kind == "code" and isinstance(value, str):
        return f"{CLINGEN}{prop.value_set}#{encode(value)}"
    return literal(value, prop)


def _shown_object(value: dict[str, Any], prop: Property | None, model: Model, base: str) -> Shown:
    if prop is None:
        if (given := given_literal(value)) is not None:
            return given
        name = value.get("@id")
        if not isinstance(name, str) or not _is_name(name):
            return Part(None) if value else literal(value, None)
        return name if len(value) == 1 else Part(None, name)
    if prop.kind == "reference":
        target = value.get("reference")
        if isinstance(target, str) and target:
            extra = {k: v for k, v in value.items() if k != "reference"}
            return Pointed(reference_iri(target, base), extra)
        return Part(model.reference_type)
    if prop.range is not None:
        if value.keys() == {"@id"} and isinstance(value["@id"], str) and _is_name(value["@id"]):
            return value["@id"]
        return Part(model.types[prop.range])
    return Part(None) if value else literal(value, None)


def _is_name(iri: str) -> bool:
    return is_absolute(iri) and as_iri(iri) == iri


def members(value: Any, prop: Property | None, at: str) -> tuple[list[tuple[Any, str]], bool]:
    """The values of a property with their pointers, and whether each must tell its place.

    `at` is the pointer of the property. A list of one in a property of the model needs none,
    because the model says whether that is a list; nor does an empty list, which is one value.
    """
    if not isinstance(value, list) or not value:
        return [(value, at)], False
    return [(item, f"{at}/{n}") for n, item in enumerate(value)], len(value) > 1 or prop is None


def key_of(predicate: str) -> str:
    """The key that a tree keeps the values of an unknown predicate under."""
    if predicate.startswith(CLINGEN):
        return decode(predicate[len(CLINGEN) :])
    return predicate


def predicate_of(key: str, type_: Type | None = None) -> str:
    """The predicate of a key that the type does not know; `key_of` gives the key back."""
    if (
        _is_name(key)
        and key not in _RESERVED
        and key_of(key) == key
        and property_of(key, type_) is None
    ):
        return key
    return CLINGEN + encode(key)


def property_of(predicate: str, type_: Type | None) -> Property | None:
    """The property of a type that a predicate is, also in a namespace that others use."""
    if type_ is None:
        return None
    prop = type_.properties.get(local_name(predicate))
    if prop is None or (prop.iri != predicate and not predicate.startswith(NAMESPACES)):
        return None
    return prop


def is_foreign_class(iri: str, node: Mapping[str, Any], type_: Type | None, model: Model) -> bool:
    """Whether a class of a node is neither the model's nor said by the node itself."""
    if type_ is None:
        return True
    if iri.startswith(_CLASS_NAMESPACES):
        return False
    if type_.name != "Coding":
        return True
    # The concept of a Coding, which its system and code say already.
    code = node.get("code")
    by_code = isinstance(code, str) and local_name(iri) == code.replace(":", "_")
    return not by_code and iri != coding_concept(node, model)


def foreign_types(node: Mapping[str, Any], type_: Type | None, model: Model) -> list[str]:
    """The classes that `@type` of a node holds; none, where that is a key like all others."""
    given = node.get("@type")
    if not isinstance(given, list) or not all(isinstance(t, str) and _is_name(t) for t in given):
        return []
    is_right = all(is_foreign_class(t, node, type_, model) for t in given)
    return given if is_right and given == sorted(set(given)) else []
