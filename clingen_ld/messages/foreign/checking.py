"""Checking objects by their schema: what is wrong with one, and whether one is right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from clingen_ld.messages.foreign.schema import (
    ANY,
    INTEGER,
    NATURAL,
    Checked,
    Field,
    ObjectSchema,
    Rules,
)
from clingen_ld.model import Note, Object, escape, wrong
from clingen_ld.suggestions import meant_class


def check(given: Object, schema: ObjectSchema, at: str = "", unread: bool = False) -> list[Note]:
    """What is wrong with an object, and with all below it, that the model's rules do not see.

    `at` is its pointer. An object that is `unread`, as another one is the same, never comes to
    the rules of the model: for that one, what these would see is given instead.
    """
    checker = _ObjectChecker([], unread)
    checker.object(given, schema, (at,))
    return checker.notes


def make_acceptor(schema: ObjectSchema) -> Callable[[Any], bool]:
    """A test for JSON objects in which `check` certainly finds nothing."""
    from msgspec import MsgspecError, convert

    type_ = _accepted_object(schema)

    def accepts(value: Any) -> bool:
        try:
            convert(value, type_)
        except (MsgspecError, RecursionError):
            return False
        return True

    return accepts


def _accepted_object(schema: ObjectSchema) -> Any:
    """The type of the objects of a schema for msgspec; None, which no object is, where it has
    none."""
    from typing import Required, TypedDict

    others = schema.others
    if schema.by_type is not None or schema.any_of:
        return None
    if others is not None and not schema.fields:
        return dict[str, _accepted(others)]  # type: ignore[misc]
    if others is not None and ANY not in others.kinds:
        return None
    keys = {
        field.key: Required[_accepted(field)] if field.is_required else _accepted(field)
        for field in schema.fields
    }
    return TypedDict("_Accepted", keys, total=False)  # type: ignore[operator]


def _accepted(field: Field) -> Any:
    """The type of the values of a field."""
    from functools import reduce
    from operator import or_
    from typing import Annotated

    from msgspec import Meta

    if field.aliases:
        return None
    found: list[Any] = [_accepted_object(each) for each in field.objects]
    for kind in field.kinds:
        if kind is ANY:
            found = [Any]
            break
        if kind.least is not None:
            found.append(Annotated[int, Meta(ge=kind.least)])
        elif not kind.is_narrow:
            found += [Annotated[t, Meta(min_length=1)] if kind.filled else t for t in kind.types]
    one_of: Any = reduce(or_, found) if found else None
    return list.__class_getitem__(one_of) if field.is_array else one_of


_Place = tuple[Any, ...]
"""The pointer of the outermost object, and the keys and indexes below it: a pointer costs, and is
made where something is wrong."""


@dataclass(frozen=True, slots=True)
class _ObjectChecker:
    notes: list[Note]
    unread: bool

    def object(self, given: Object, schema: ObjectSchema, place: _Place) -> None:
        type_ = given.get("type") if schema.by_type is not None else None
        if schema.by_type is not None and isinstance(type_, str) and type_ in schema.by_type:
            other = schema.by_type[type_]
            if other is not None:
                self.object(given, other, place)
            return
        if isinstance(type_, str) and schema.by_type and type_ != schema.name and not self.unread:
            self._wrong_type(type_, tuple(schema.by_type), place, schema.rules)
        for field in schema.required:
            is_ours = (field.checked is Checked.BY_MODEL) is self.unread
            if is_ours and field.key not in given:
                self._missing(schema.name, field.key, place, schema.rules)
        if schema.any_of and not self.unread and not any(key in given for key in schema.any_of):
            self._missing(schema.name, " or ".join(schema.any_of), place, schema.rules)
        by_key, others = schema.by_key, schema.others
        for name, value in given.items():
            found = by_key.get(name, others)
            if found is None:
                continue
            if not value or self.unread or found.is_array or value.__class__ not in found.sure:
                self._field(name, value, found, schema.rules, (*place, name))

    def _field(self, name: str, value: Any, field: Field, rules: Rules, place: _Place) -> None:
        if field.checked is Checked.VALUE_BY_MODEL and not self.unread:
            if value is None:
                values = {"property": name, "value": "null"}
                self.notes.append(Note("ST-9", _pointer(place), values))
            elif INTEGER in field.kinds and _is_read_as_integer(value):
                self.notes.append(wrong(name, value, field.expected(), _pointer(place)))
            return
        is_read = field.checked is Checked.BY_MODEL and NATURAL in field.kinds
        if is_read and not self.unread and _is_read_as_integer(value):
            self.notes.append(wrong(name, value, field.expected(), _pointer(place)))
            return
        is_ours = (field.checked is Checked.HERE) is not self.unread
        if not field.is_array:
            self._value(name, value, field, rules, place, is_ours)
        elif isinstance(value, list):
            for n, item in enumerate(value):
                if not item or self.unread or item.__class__ not in field.sure:
                    self._value(name, item, field, rules, (*place, n), is_ours)
        elif is_ours:
            self.notes.append(wrong(name, value, "an array", _pointer(place)))

    def _value(
        self, name: str, value: Any, field: Field, rules: Rules, place: _Place, is_ours: bool
    ) -> None:
        if value.__class__ is dict and field.objects:
            schema = self._chosen(name, value, field, rules, place, is_ours)
            if schema is not None:
                self.object(value, schema, place)
            return
        if not is_ours:
            return
        for kind in field.kinds:
            if kind.has(value):
                if kind.filled and not value:
                    values = {"property": name, "value": '""'}
                    self.notes.append(Note("ST-9", _pointer(place), values))
                if kind.form is not None and not kind.form(value):
                    note = wrong(name, value, kind.expected, _pointer(place), rules.plain)
                    self.notes.append(note._replace(suggestion=kind.meant(value)))
                return
        is_plain = not isinstance(value, list | dict) and not field.objects
        rule = rules.plain if is_plain else "ST-7"
        self.notes.append(wrong(name, value, field.expected(), _pointer(place), rule))

    def _chosen(
        self, name: str, value: Object, field: Field, rules: Rules, place: _Place, is_ours: bool
    ) -> ObjectSchema | None:
        """The schema of an object that may be one of several, by its `type`."""
        if len(field.objects) == 1:
            return field.objects[0]
        type_ = value.get("type")
        found = next((each for each in field.objects if each.name == type_), None)
        if found is None and is_ours:
            if "type" in value:
                names = tuple(each.name for each in field.objects)
                self._wrong_type(type_, names, place, rules, ", ".join(names))
            else:
                self._missing(name, "type", place, rules)
        return found

    def _wrong_type(
        self, type_: Any, names: tuple[str, ...], place: _Place, rules: Rules, expected: str = ""
    ) -> None:
        """Note a type that no name is: without `expected`, only where it means one of the names."""
        meant = meant_class(type_, names)
        if expected or meant is not None:
            at = _pointer((*place, "type"))
            note = wrong("type", type_, expected or f'"{meant}"', at, rules.plain)
            self.notes.append(note._replace(suggestion=meant))

    def _missing(self, name: str, key: str, place: _Place, rules: Rules) -> None:
        self.notes.append(Note(rules.missing, _pointer(place), {"property": key, "type": name}))


def _is_read_as_integer(value: Any) -> bool:
    """Whether a value is not an integer but is read as one."""
    if isinstance(value, str):
        return value.isascii() and value.removeprefix("-").isdecimal()
    return isinstance(value, float) and value.is_integer()


def _pointer(place: _Place) -> str:
    outermost, *below = place
    return "".join([str(outermost), *(f"/{escape(str(name))}" for name in below)])
