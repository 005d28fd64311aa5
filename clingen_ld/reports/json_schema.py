"""The message format as JSON Schema (2020-12), so that editors complete it and mark mistakes.

The schema describes the normal form of resource-json. Other spellings that are read as well, such
as an index in quotes, are left out: an editor marks them, and `clingen-ld convert` corrects them.
Rules that compare values (coordinates, HGVS names, references) are beyond a schema.
"""

from __future__ import annotations

import re
from typing import Any, Final

from clingen_ld.graph.literals import DATE
from clingen_ld.model import CLINGEN, TYPE_KEY, Code, Model, Property, Type, ValueSet

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


# In the syntax of ECMA-262, which has no groups with names such as Python's.
_DATE: Final = re.sub(r"\?P<\w+>", "", DATE.pattern)
_KINDS: Final[dict[str, dict[str, Any]]] = {
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "dateTime": {"type": "string", "pattern": f"^{_DATE}$"},
    "instant": {"type": "string", "format": "date-time"},
}


def json_schema(model: Model) -> dict[str, Any]:
    """The schema of one message, or of an array of messages."""
    return {
        "$schema": DIALECT,
        "$id": f"{CLINGEN}schema.json",
        "title": f"Messages of the ClinGen Allele Model {model.version}",
        "if": {"type": "array"},
        "then": {"items": {"$ref": "#/$defs/Message"}},
        "else": {"$ref": "#/$defs/Message"},
        "$defs": {"Message": _message(model)}
        | {name: _type(type_, model) for name, type_ in model.types.items()},
    }


def _message(model: Model) -> dict[str, Any]:
    """A resource of any type, which its `resourceType` tells, or else its properties."""
    resources = model.resources
    return {
        "type": "object",
        "properties": {TYPE_KEY: {"enum": list(resources), "description": "The resource type."}},
        "anyOf": [{"required": [key]} for key in _telling(model)],
        "allOf": [
            {"if": _is_of(type_), "then": {"$ref": f"#/$defs/{type_.name}"}}
            for type_ in resources.values()
        ],
    }


def _telling(model: Model) -> list[str]:
    """The keys of which a message has one, so that its type is known."""
    return [TYPE_KEY, *dict.fromkeys(p for t in model.resources.values() for p in t.told_by)]


def _is_of(type_: Type) -> dict[str, Any]:
    named = {"required": [TYPE_KEY], "properties": {TYPE_KEY: {"const": type_.name}}}
    told: dict[str, Any] = {
        "not": {"required": [TYPE_KEY]},
        "anyOf": [{"required": [name]} for name in type_.told_by],
    }
    if type_.told_with:
        told = {"allOf": [told, {"anyOf": [{"required": [name]} for name in type_.told_with]}]}
    return {"anyOf": [named, told]}


def _type(type_: Type, model: Model) -> dict[str, Any]:
    properties = {name: _property(prop, model) for name, prop in type_.properties.items()}
    if type_.kind == "resource":
        properties = {TYPE_KEY: {"const": type_.name}} | properties
    required = [name for name, prop in type_.properties.items() if prop.minimum]
    if type_ is model.reference_type:
        required = ["reference"]
    return {
        "title": type_.label or type_.name,
        "description": type_.definition,
        "type": "object",
        "properties": properties,
        "patternProperties": {"^@": True},
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _property(prop: Property, model: Model) -> dict[str, Any]:
    said = {"title": prop.label, "description": prop.definition}
    said = {key: text for key, text in said.items() if text}
    value = _value(prop, model)
    return said | ({"type": "array", "items": value, "minItems": 1} if prop.many else value)


def _value(prop: Property, model: Model) -> dict[str, Any]:
    if (type_ := model.object_type(prop)) is not None:
        bound = _bound_codes(model.value_sets[prop.value_set], model) if prop.value_set else {}
        return {"$ref": f"#/$defs/{type_.name}"} | bound
    if prop.kind == "code":
        return _codes(model.value_sets[prop.value_set or ""])
    if prop.choices:
        return {"enum": list(prop.choices)}
    value = dict(_KINDS.get(prop.kind, {"type": "string"}))
    if value == {"type": "string"}:
        value |= {} if prop.may_be_empty else {"minLength": 1}
        value |= {"pattern": prop.pattern} if prop.pattern is not None else {}
    return value | ({"minimum": prop.least} if prop.least is not None else {})


def _bound_codes(value_set: ValueSet, model: Model) -> dict[str, Any]:
    """What a CodeableConcept has besides: codes of the value set, where they are of its system."""
    known = model.code_systems.get(value_set.code_system)
    systems = [*known.spellings] if known is not None else [value_set.code_system]
    is_of_system = {"required": ["system"], "properties": {"system": {"enum": systems}}}
    coding = {"if": is_of_system, "then": {"properties": {"code": _codes(value_set)}}}
    return {"properties": {"coding": {"items": coding}}}


def _codes(value_set: ValueSet) -> dict[str, Any]:
    """A code as one of some constants, each with its label and definition."""
    return {"oneOf": [_code(code) for code in value_set.codes.values()]}


def _code(code: Code) -> dict[str, Any]:
    said = {"title": code.label, "description": code.definition}
    return {"const": code.code} | {key: text for key, text in said.items() if text}
