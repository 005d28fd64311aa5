"""The structure rules (ST-1 to ST-9) over a resource in normal form, straight from the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from clingen_ld.display import visible
from clingen_ld.graph.terms import n_quads_term
from clingen_ld.graph.values import (
    date_datatype,
    foreign_types,
    given_literal,
)
from clingen_ld.model import (
    NOT_BLANK,
    XSD,
    Model,
    Property,
    Type,
    escape,
    is_foreign,
    is_name,
    load_model,
    xpath_pattern,
)
from clingen_ld.suggestions import nearest
from clingen_ld.validation import corrections
from clingen_ld.validation.rule_registry import Violation

MOST_COMPARED: Final = 1_000
"""The maximum number of unknown names per resource compared with the known ones: each takes a few
hundred microseconds, and more of them are not typing slips."""

_KEYWORDS = ("resourceType", "@id", "@type")
_CLASSES: Final = "an array of IRIs of classes that are not the model's"
_FORMS = {
    "string": "a string",
    "boolean": "true or false (without quotes)",
    "integer": "an integer",
    "uri": "a URI",
    "dateTime": "a date or a time such as 2026, 2026-11-02 or 2026-11-02T09:00:00Z",
    "instant": "a time with its time zone, such as 2026-11-02T09:00:00Z",
    "code": "a code (a string)",
    "part": "an object",
    "reference": 'an object such as {"reference": "Type/id"}',
}


def check_structure(tree: dict[str, Any], model: Model) -> Iterator[Violation]:
    """The violations of the structure rules in a resource. Never fails, whatever the tree."""
    yield from _StructureChecker(model).node(tree, model.type(tree["resourceType"]), "")


class _StructureChecker:
    def __init__(self, model: Model) -> None:
        self._model = model
        self._compared: set[str] = set()

    def node(self, tree: dict[str, Any], type_: Type, pointer: str) -> Iterator[Violation]:
        """The violations in a node and below it."""
        meant = corrections.wrapped(tree, type_) if "reference" in tree else None
        for key in tree:
            if key not in type_.properties and key not in _KEYWORDS and not is_foreign(key):
                suggestion = self._nearest_property(key, type_, tree)
                if key in ("reference", "display") and meant is not None:
                    suggestion = meant
                values = {"property": key, "type": type_.name}
                if suggestion is None and (place := self._place(key, type_)):
                    values["place"] = f"it belongs in {place}"
                yield Violation(
                    "ST-1", f"{pointer}/{escape(key)}", values,
                    value=tree[key], suggestion=suggestion, at="key",
                )  # fmt: skip
        if "@type" in tree and not foreign_types(tree, type_, self._model):
            values = {"property": "@type", "value": shown(tree["@type"]), "expected": _CLASSES}
            yield Violation("ST-7", f"{pointer}/@type", values, value=tree["@type"])
        for prop in type_.properties.values():
            if prop.name in tree:
                yield from self._property(prop, tree[prop.name], f"{pointer}/{prop.name}", tree)
            else:
                yield from _missing(prop, type_, pointer)

    def _place(self, key: str, type_: Type) -> str:
        """The property of a type whose value has a property of a name, or the type that has it.

        Empty if there is none, or more than one.
        """
        parts = [prop.name for prop in type_.properties.values()
                 if prop.range and key in self._model.types[prop.range].properties]  # fmt: skip
        types = parts or [each.name for each in self._model.types.values()
                          if key in each.properties]  # fmt: skip
        return types[0] if len(types) == 1 else ""

    def _nearest_property(self, key: str, type_: Type, tree: dict[str, Any]) -> Any:
        if key not in self._compared and len(self._compared) >= MOST_COMPARED:
            return None
        self._compared.add(key)
        if key.startswith("@"):
            return nearest(key, ["@id", "@type"])
        best = nearest(key, type_.properties)
        if best is None or best not in tree:
            return best
        # The nearest one is present already: perhaps another similar one was meant.
        absent = [name for name in type_.properties if name not in tree]
        return nearest(key, absent, 0.75) or best

    def _property(
        self, prop: Property, value: Any, pointer: str, node: dict[str, Any]
    ) -> Iterator[Violation]:
        if not isinstance(value, list):
            yield from self._value(prop, value, pointer, node)
            return
        bound, rule = prop.maximum, "ST-3"
        if bound is None and prop.published_maximum is not None:
            bound, rule = prop.published_maximum, "ST-8"
        if bound is not None and len(value) > bound:
            problem = f"has {len(value)} values; one is recommended ({prop.stricter})"
            values = {"property": prop.name}
            values |= {"count": str(len(value))} if rule == "ST-3" else {"problem": problem}
            yield Violation(rule, pointer, values, at="key")
        for n, item in enumerate(value):
            yield from self._value(prop, item, f"{pointer}/{n}", node)

    def _value(
        self, prop: Property, value: Any, pointer: str, node: dict[str, Any]
    ) -> Iterator[Violation]:
        if isinstance(value, dict) and "@value" in value and given_literal(value, prop.kind):
            meant = None if prop.has_objects else corrections.literal(prop, value)
            yield _wrong("ST-7" if prop.has_objects else "ST-4", prop, value, pointer, meant)
        elif prop.kind == "part" and isinstance(value, dict) and not _is_link(value):
            yield from self.node(value, self._model.types[prop.range or ""], pointer)
        elif prop.kind == "reference" and isinstance(value, dict):
            yield from self._reference(value, pointer)
        elif isinstance(value, dict | list) or prop.has_objects:
            meant = corrections.reference(value) if prop.kind == "reference" else None
            if prop.kind == "part":
                meant = corrections.part(prop, value, self._model.types[prop.range or ""])
            elif not prop.has_objects:
                meant = corrections.literal(prop, value)
            yield _wrong("ST-7", prop, value, pointer, meant)
        elif prop.kind == "code":
            yield from self._code(prop, value, pointer, node)
        elif (rule := _wrong_literal(prop, value)) is not None:
            suggestion = corrections.literal(prop, value) if rule == "ST-4" else None
            if rule == "ST-5":
                suggestion = nearest(value, prop.choices)
            yield _wrong(rule, prop, value, pointer, suggestion)

    def _reference(self, value: dict[str, Any], pointer: str) -> Iterator[Violation]:
        type_ = self._model.reference_type
        if "reference" not in value:
            yield _lacking("reference", type_, pointer)
            if "@id" in value:  # as JSON-LD has it
                yield Violation(
                    "ST-1", f"{pointer}/@id", {"property": "@id", "type": type_.name},
                    value=value["@id"], suggestion="reference", at="key",
                )  # fmt: skip
        yield from self.node(value, type_, pointer)

    def _code(
        self, prop: Property, value: Any, pointer: str, node: dict[str, Any]
    ) -> Iterator[Violation]:
        value_set = self._model.value_sets[prop.value_set or ""]
        if not isinstance(value, str):
            is_number = type(value) is int and str(value) in value_set.codes
            yield _wrong("ST-7", prop, value, pointer, str(value) if is_number else None)
        elif not value:
            yield _wrong("ST-9", prop, value, pointer)
        elif value not in value_set.codes:
            suggestion = corrections.code(prop, value, node, self._model)
            yield _wrong("ST-5", prop, value, pointer, suggestion)


def _is_link(value: dict[str, Any]) -> bool:
    """Whether an object is only a link to a node, without properties of a part."""
    name = value.get("@id")
    return len(value) == 1 and isinstance(name, str) and is_name(name)


def _missing(prop: Property, type_: Type, pointer: str) -> Iterator[Violation]:
    if prop.minimum:
        yield _lacking(prop.name, type_, pointer)
    elif prop.published_minimum:
        problem = f"is missing; recommended ({prop.stricter})"
        yield Violation("ST-8", pointer, {"property": prop.name, "problem": problem})


def _lacking(name: str, type_: Type, pointer: str) -> Violation:
    """The violation for a required property missing in a resource or in a property's value."""
    steps = [step for step in pointer.split("/") if step and not step.isdecimal()]
    place = steps[-1] if steps else f"this {type_.name}"
    return Violation("ST-2", pointer, {"property": name, "type": place})


def _wrong(
    rule: str, prop: Property, value: Any, pointer: str, suggestion: Any = None
) -> Violation:
    values = {"property": prop.name, "value": shown(value)}
    if rule == "ST-5":
        codes = load_model().value_sets[prop.value_set].codes if prop.value_set else prop.choices
        values["expected"] = listed(codes) or f"a code of {prop.value_set}"
    elif rule != "ST-9":
        values["expected"] = must_be(prop)
    elif value:
        values["value"] = "white space only"
    return Violation(rule, pointer, values, value=value, suggestion=suggestion)


def _wrong_literal(prop: Property, value: Any) -> str | None:
    """The rule that a plain value of a property violates, or None. One value, one rule."""
    if prop.kind == "boolean":
        return None if isinstance(value, bool) else "ST-4"
    if prop.kind == "integer":
        is_integer = isinstance(value, int) and not isinstance(value, bool)
        low = prop.least is not None and is_integer and value < prop.least
        return None if is_integer and not low else "ST-4"
    if not isinstance(value, str):
        return "ST-4"
    said = value if prop.pattern is None else value.strip()
    if not said and not prop.may_be_empty:
        return "ST-9"
    if prop.kind in ("dateTime", "instant"):
        datatype = date_datatype(value)
        if datatype is None or (prop.kind == "instant" and datatype != XSD + "dateTime"):
            return "ST-4"
    if prop.pattern is not None and not xpath_pattern(prop.pattern).search(value):
        return "ST-4"
    if prop.choices and value not in prop.choices:
        return "ST-5"
    return None


_LISTED: Final = 9
"""The maximum number of codes listed for a value set; a run of numbers counts once."""


def must_be(prop: Property) -> str:
    """The expected values of a property, in words."""
    said = _FORMS[prop.kind]
    if prop.least is not None:
        return f"{said} ≥ {prop.least}"
    if prop.kind == "string" and prop.pattern not in (None, NOT_BLANK):
        return f"{said} without white space"
    return said


def listed(codes: Iterable[str]) -> str:
    """The codes of a short list in words; empty for a long one.

    >>> listed(["1", "2", "3", "X", "MT"]), listed(["simple"])
    ('1–3, X or MT', 'simple')
    """
    runs: list[list[str]] = []
    for code in codes:
        follows = code.isdecimal() and runs and runs[-1][-1].isdecimal()
        if follows and int(code) == int(runs[-1][-1]) + 1:
            runs[-1].append(code)
        else:
            runs.append([code])
    if len(runs) > _LISTED:
        return ""
    words = [run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def shown(value: object) -> str:
    """A value as a message shows it: strings in quotation marks, objects and lists by kind."""
    if isinstance(value, dict):
        if _is_link(value):
            return f"<{value['@id']}>"
        given = given_literal(value)
        return "an object" if given is None else n_quads_term(given)
    if isinstance(value, list):
        return "an array"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{visible(value)}"' if isinstance(value, str) else str(value)
