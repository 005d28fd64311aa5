"""The normal form: one plain tree for a resource, whatever its original form.

A tree is a dict with the model's property names: `resourceType` first, then `@id` (only when the
resource's IRI is not base + type + "/" + id), then the properties in the order of the model, then
unknown keys with their values unchanged, sorted by name. Values are native JSON types, codes in
their preferred spelling, lists where the model has lists. A message with an IRI but no id gets the
id from its IRI. Normalization never fails and never drops a value other than null and the empty
list: a wrong value is kept for validation to report.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Final, NamedTuple, TypeGuard

from clingen_ld.model.definitions import Model, Property, Type
from clingen_ld.model.identity import (
    default_iri,
    has_iri_characters,
    id_from_iri,
    own_iri,
    relative_reference,
)

# int() accepts more than XML Schema does: "1_000", "٣", " 1".
INTEGER: Final = re.compile(r"[+-]?[0-9]{1,4300}")
"""The lexical form of an integer that Python can read."""
_REFERENCE = "Reference"


class Note(NamedTuple):
    """Something about the notation of a message that a validator should report.

    `pointer` is the JSON Pointer in the message as given; `values` fill the rule's message.
    """

    rule: str
    pointer: str
    values: Mapping[str, str]
    at_key: bool = False
    suggestion: str | None = None


@dataclass(slots=True)
class Normal:
    """A resource in normal form, with notes from normalization.

    `moved` maps JSON Pointers of the normal form to those of the message as given, where they
    differ (a list from a single value, another spelling of a name). `lost` are the JSON Pointers in
    the message as given of values that no resource has.
    """

    tree: dict[str, Any]
    notes: list[Note] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)

    def given_pointer(self, pointer: str) -> str:
        """The JSON Pointer in the original message for one in the normal form."""
        return given_pointer(pointer, self.moved)


def given_pointer(pointer: str, moved: Mapping[str, str]) -> str:
    """The original JSON Pointer of the value that was moved to a pointer or above it."""
    prefix = pointer
    while prefix and prefix not in moved:
        prefix = prefix.rpartition("/")[0]
    return moved.get(prefix, "") + pointer[len(prefix) :] if prefix else pointer


def normal_form(message: Mapping[str, Any], type_name: str, model: Model, base: str) -> Normal:
    """A resource in normal form, from a message in the model's names.

    `type_name` is a resource type of the model. Raises `UsageError` for any other name.
    """
    found = Normal({"resourceType": type_name})
    writer = _Normalizer(model, base, found)
    own = _own_iri(message.get("@id"), base, found.notes)
    rest = {k: v for k, v in message.items() if k not in ("resourceType", "@id")}
    made = writer.node(rest, model.type(type_name), "", "")
    if own is not None and "id" not in made and (name := id_from_iri(own, type_name, base)):
        made = {"id": name} | made
    found.tree.update(made)
    if own is not None and own != default_iri(found.tree, base):
        found.tree = {"resourceType": type_name, "@id": own} | made
    return found


def _own_iri(given: Any, base: str, notes: list[Note]) -> str | None:
    """The IRI that a message gives its resource; a blank node label does not count."""
    is_text = isinstance(given, str) and given != ""
    if given is not None and not (is_text and has_iri_characters(given)):
        values = {"property": "@id", "value": json.dumps(given)[:40], "expected": "an IRI"}
        notes.append(Note("ST-7", "/@id", values))
    return own_iri(given, base) if is_text else None


class _Normalizer:
    """Makes nodes of the normal form, and records notes and moved pointers."""

    def __init__(self, model: Model, base: str, found: Normal) -> None:
        self._model = model
        self._base = base
        self._found = found

    def node(self, raw: Mapping[str, Any], type_: Type, here: str, given: str) -> dict[str, Any]:
        """A node: known properties in model order, then the others in the order of their names."""
        known: dict[str, tuple[Property, str]] = {}
        others: list[str] = []
        for key in raw:
            prop = type_.properties.get(key)
            if prop is None and key in type_.by_spelling:
                prop = type_.by_spelling[key]
                if prop.name in raw:
                    prop = None
                else:
                    self._note("ST-6", f"{given}/{key}", key, prop.name, at_key=True)
            if prop is None:
                others.append(key)
                continue
            if prop.name in known:  # in two spellings: the last counts
                others.append(known[prop.name][1])
            known[prop.name] = (prop, key)
        tree: dict[str, Any] = {}
        # In the order of the model; its names need no escapes in pointers.
        for prop, key in sorted(known.values(), key=lambda one: one[0].order):
            self._property(tree, prop, raw[key], here, f"{given}/{key}")
        for key in sorted(others):
            tree[key] = canonical_json({key: raw[key]})[key]
        if type_.name == "ReferenceCoordinate":
            self._order_offsets(tree, given)
        return tree

    def _property(
        self, tree: dict[str, Any], prop: Property, value: Any, here: str, given: str
    ) -> None:
        target = f"{here}/{prop.name}"
        if value is None or value == []:
            shown = "null" if value is None else "an empty array"
            self._found.notes.append(Note("ST-9", given, {"property": prop.name, "value": shown}))
            return
        many = prop.many
        if many and not isinstance(value, list):
            self._note("ST-6", given, f"a single value for {prop.name}", "an array")
            self._move(f"{target}/0", given)
            tree[prop.name] = [self._value(prop, value, f"{target}/0", given)]
        elif many:
            items = [(n, item) for n, item in enumerate(value) if item is not None]
            if len(items) != len(value):
                self._found.notes.append(
                    Note("ST-9", given, {"property": prop.name, "value": "null in an array"})
                )
            made = []
            for n, (index, item) in enumerate(items):
                if n != index:
                    self._move(f"{target}/{n}", f"{given}/{index}")
                made.append(self._value(prop, item, f"{target}/{n}", f"{given}/{index}"))
            if made:
                tree[prop.name] = made
        elif isinstance(value, list) and len(value) == 1:
            self._note("ST-6", given, f"an array for {prop.name}", "a single value")
            self._property(tree, prop, value[0], here, f"{given}/0")
        elif isinstance(value, list):
            if not given.endswith(target):
                self._move(target, given)
            tree[prop.name] = [
                self._value(prop, item, f"{target}/{n}", f"{given}/{n}")
                for n, item in enumerate(value)
            ]
        else:
            self._move(target, given)
            tree[prop.name] = self._value(prop, value, target, given)

    def _value(self, prop: Property, value: Any, here: str, given: str) -> Any:
        if prop.kind == "part" and isinstance(value, dict) and prop.range:
            node = self.node(value, self._model.types[prop.range], here, given)
            return self._spelled_codes(node, prop, given)
        if prop.kind == "reference" and isinstance(value, dict):
            node = self.node(value, self._model.types[_REFERENCE], here, given)
            if isinstance(node.get("reference"), str):
                node["reference"] = relative_reference(node["reference"], self._base)
            return node
        if prop.kind == "boolean" and value in ("true", "false"):
            return value == "true"
        if prop.kind == "integer":
            return canonical_json(_integer(value))
        if prop.kind == "code" and isinstance(value, str) and prop.value_set:
            code = self._model.value_sets[prop.value_set].by_spelling.get(value)
            if code is not None:
                self._note("ST-6", given, value, code.code)
                return code.code
        return canonical_json(value)

    def _spelled_codes(self, node: dict[str, Any], prop: Property, given: str) -> dict[str, Any]:
        """The codings of a concept with accepted spellings of codes replaced."""
        codings = node.get("coding")
        if prop.value_set is None or not isinstance(codings, list):
            return node
        spellings = self._model.value_sets[prop.value_set].by_spelling
        for n, coding in enumerate(codings):
            if not isinstance(coding, dict) or not isinstance(coding.get("code"), str):
                continue
            code = spellings.get(coding["code"])
            if code is not None:
                self._note("ST-6", f"{given}/coding/{n}/code", coding["code"], code.code)
                coding["code"] = code.code
        return node

    def _order_offsets(self, tree: dict[str, Any], given: str) -> None:
        """Upstream intron offsets are published in two orders; both are read."""
        start, end = tree.get("start"), tree.get("end")
        if not isinstance(start, dict) or not isinstance(end, dict):
            return
        low, high = start.get("externalOffsetLength"), end.get("externalOffsetLength")
        if (
            start.get("externalOffsetDirection") == end.get("externalOffsetDirection") == "-"
            and start.get("index") == end.get("index")
            and is_integer(low)
            and is_integer(high)
            and low < high
        ):
            start["externalOffsetLength"], end["externalOffsetLength"] = high, low
            shown = f"upstream offsets {low}, {high}"
            self._note("ST-6", f"{given}/start/externalOffsetLength", shown, f"{high}, {low}")

    def _note(
        self, rule: str, pointer: str, value: str, preferred: str, at_key: bool = False
    ) -> None:
        values = {"value": value, "preferred": preferred}
        self._found.notes.append(Note(rule, pointer, values, at_key))

    def _move(self, here: str, given: str) -> None:
        found = self._found
        # Usually nothing has moved, and the pointer stays the same.
        if (found.given_pointer(here) if found.moved else here) != given:
            found.moved[here] = given


def canonical_json(value: Any) -> Any:
    """An unknown value in canonical order, at all levels.

    >>> canonical_json({"b": 1, "a": {"@type": ["http://x/2", "http://x/1"]}})
    {'a': {'@type': ['http://x/1', 'http://x/2']}, 'b': 1}
    """
    if isinstance(value, list):
        return [canonical_json(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: canonical_json(value[key]) for key in sorted(value)}
    types = made.get("@type")
    if isinstance(types, list) and all(isinstance(t, str) for t in types):
        made["@type"] = sorted(set(types))
    return made


def _integer(value: Any) -> Any:
    """An integer from its published notations: 608, "608" or 608.0; anything else unchanged."""
    if isinstance(value, str) and INTEGER.fullmatch(value):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def is_integer(value: Any) -> TypeGuard[int]:
    """Whether a value is an integer, which true and false are not."""
    return isinstance(value, int) and not isinstance(value, bool)


def finite(number: str) -> float:
    """Read a decimal. Raises ValueError when it is too large for a double, or NaN."""
    value = float(number)
    if not isfinite(value):
        raise ValueError
    return value
