"""The data dictionary: the model as a table, as JSON, Markdown or JSON Schema, and its pieces.

The schema (2020-12), with which editors complete messages and mark mistakes, describes the normal
form of resource-json. Other spellings that are read as well, such as an index in quotes, are left
out: an editor marks them, and `clingen-ld convert` corrects them. Rules that compare values
(coordinates, HGVS names, references) are beyond a schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from clingen_ld.display import markdown_table
from clingen_ld.errors import UsageError
from clingen_ld.graph.values import DATE
from clingen_ld.model import CLINGEN, TYPE_KEY, Code, Model, Property, Type, ValueSet, shapes_text
from clingen_ld.reports.json_report import DIALECT, report_schema
from clingen_ld.suggestions import nearest

FORMATS = ("table", "json", "markdown", "json-schema", "report-schema", "turtle", "json-ld")

_LEGEND = (
    "⚠ marks the stricter bound where published documents disagree: "
    "a violation is a warning (ST-8).\n"
)


def describe(model: Model, name: str | None, format: str) -> str:
    """The whole model, or one type, property (`Type.property`) or value set of it.

    Raises `UsageError` when there is no such thing, or when a format has the whole model alone.
    """
    if format in _WHOLE:
        if name is not None:
            raise UsageError(f"{format} is of the whole model: leave out {name}")
        return _WHOLE[format](model)
    if name is None:
        types, sets = list(model.types.values()), list(model.value_sets.values())
    else:
        types, sets = _find(model, name)
    if format == "json":
        value = {"version": model.version, "types": [type_json(t) for t in types]}
        if sets:
            value["valueSets"] = [value_set_json(v) for v in sets]
        return _pretty(value)
    blocks = [_type_block(t, format) for t in types] + [_set_block(v, format) for v in sets]
    if any("⚠" in p.cardinality for t in types for p in t.properties.values()):
        blocks.append(_LEGEND)
    return "\n".join(blocks)


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _json_ld(_: Model) -> str:
    """The shapes as expanded JSON-LD."""
    import pyoxigraph as ox

    triples = ox.parse(shapes_text(), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
    made = ox.serialize(triples, format=ox.RdfFormat.JSON_LD)
    return made.decode() + "\n" if made is not None else ""


_WHOLE: Final[Mapping[str, Callable[[Model], str]]] = {
    "json-schema": lambda model: _pretty(json_schema(model)),
    "report-schema": lambda model: _pretty(report_schema(model)),
    "turtle": lambda _: shapes_text(),
    "json-ld": _json_ld,
}  # fmt: skip


def _find(model: Model, name: str) -> tuple[list[Type], list[ValueSet]]:
    if name in model.value_sets:
        return [], [model.value_sets[name]]
    if name in model.types:
        return [model.types[name]], []
    type_name, dot, property_name = name.partition(".") if "." in name else ("", "", name)
    having = [
        t._replace(properties={property_name: t.properties[property_name]}, by_spelling={})
        for t in model.types.values()
        if property_name in t.properties and (not dot or t.name == type_name)
    ]
    if not having:
        raise UsageError(f"the model has no {name!r}: {_hint(model, name)}")
    bound = (t.properties[property_name].value_set for t in having)
    return having, [model.value_sets[v] for v in dict.fromkeys(bound) if v]


def _hint(model: Model, name: str) -> str:
    """What to try in place of a name that is nothing in the model."""
    if name.upper() in model.rules:
        return f"it is a rule, which `clingen-ld explain {name.upper()}` explains"
    known = [*model.types, *model.value_sets]
    for type_ in model.types.values():
        known += (
            [f"{type_.name}.{p}" for p in type_.properties] if "." in name else type_.properties
        )
    if near := nearest(name, known):
        return f"did you mean {near}?"
    return "name a type (Gene), a property (Gene.symbol) or a value set (reference-sequence-type)"


def value_kind(prop: Property) -> str:
    """What a property holds, as the model writes it: `code …`, `ref(X)`, a type, a datatype."""
    if prop.kind == "code":
        return f"code {prop.value_set}"
    if prop.kind == "reference":
        return f"ref({' | '.join(prop.targets)})"
    if prop.kind == "part":
        return f"{prop.range} {prop.value_set}" if prop.value_set else str(prop.range)
    if prop.choices:
        return " | ".join(prop.choices)
    return f"{prop.kind} ≥ {prop.least}" if prop.least is not None else prop.kind


def type_json(type_: Type) -> dict[str, Any]:
    """A type as JSON: its properties with all that is known of them."""
    properties = []
    for prop in type_.properties.values():
        value = {k: v for k, v in prop._asdict().items() if v not in (None, "", (), False)}
        properties.append(value | {"cardinality": prop.cardinality, "holds": value_kind(prop)})
    return {
        "name": type_.name,
        "iri": type_.iri,
        "kind": type_.kind,
        "definition": type_.definition,
        "properties": properties,
    }


def value_set_json(value_set: ValueSet) -> dict[str, Any]:
    """A value set as JSON: its codes with labels, spellings and matches."""
    return {
        "name": value_set.name,
        "iri": value_set.iri,
        "codeSystem": value_set.code_system,
        "definition": value_set.definition,
        "codes": [
            {k: v for k, v in code._asdict().items() if v} for code in value_set.codes.values()
        ],
    }


def _type_block(type_: Type, format: str) -> str:
    rows = [(p.name, p.cardinality, value_kind(p), p.definition) for p in type_.properties.values()]
    title = f"{type_.name} ({type_.kind})"
    return _block(title, type_.definition, ("property", "card.", "holds", "meaning"), rows, format)


def _set_block(value_set: ValueSet, format: str) -> str:
    rows = []
    for code in value_set.codes.values():
        also = f"also: {', '.join(code.spellings)}" if code.spellings else ""
        rows.append((code.code, code.label, " ".join(filter(None, (code.definition, also)))))
    title = f"{value_set.name} (value set)"
    return _block(title, value_set.definition, ("code", "label", "meaning"), rows, format)


def _block(
    title: str, text: str, head: tuple[str, ...], rows: Sequence[tuple[str, ...]], format: str
) -> str:
    if format == "markdown":
        lines = [f"## {title}", "", text, "", *markdown_table(head, rows)]
    else:
        lines = [title, text, "", *_table(head, rows)]
    return "\n".join(lines) + "\n"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """A table that fits the terminal: the last column is wrapped."""
    import shutil
    import textwrap

    fixed = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head) - 1)]
    indent = sum(fixed) + 2 * len(fixed) + 2
    width = max(shutil.get_terminal_size((100, 24)).columns - indent, 24)
    for row in [head, *rows]:
        start = "  " + "".join(cell.ljust(n) + "  " for cell, n in zip(row, fixed, strict=False))
        wrapped = textwrap.wrap(row[-1], width) or [""]
        yield (start + wrapped[0]).rstrip()
        for more in wrapped[1:]:
            yield " " * indent + more


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
    """A resource of any type, by its `resourceType` or else its properties."""
    resources = model.resources
    return {
        "type": "object",
        "properties": {TYPE_KEY: {"enum": list(resources), "description": "The resource type."}},
        "anyOf": [{"required": [key]} for key in _identifying(model)],
        "allOf": [
            {"if": _is_of(type_), "then": {"$ref": f"#/$defs/{type_.name}"}}
            for type_ in resources.values()
        ],
    }


def _identifying(model: Model) -> list[str]:
    """The keys of which a message has one, so that its type is known."""
    return [TYPE_KEY, *dict.fromkeys(p for t in model.resources.values() for p in t.identified_by)]


def _is_of(type_: Type) -> dict[str, Any]:
    named = {"required": [TYPE_KEY], "properties": {TYPE_KEY: {"const": type_.name}}}
    identified: dict[str, Any] = {
        "not": {"required": [TYPE_KEY]},
        "anyOf": [{"required": [name]} for name in type_.identified_by],
    }
    if type_.identified_with:
        together = {"anyOf": [{"required": [name]} for name in type_.identified_with]}
        identified = {"allOf": [identified, together]}
    return {"anyOf": [named, identified]}


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
