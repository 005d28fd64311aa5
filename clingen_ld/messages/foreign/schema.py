"""Schemas of the objects of a form: their keys, the values of these, and places in the model.

A form declares each key once, as a `Field` of an `ObjectSchema`. From that follow the check of
objects, which keys are extension values, the keys that are values of the model in both
directions, and the mapping table of the documentation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from clingen_ld.model import Object, Tree, is_integer
from clingen_ld.suggestions import nearest

_NEAR: Final = 0.8
"""How near a value is to a choice that it means."""
ANY_OTHER: Final = "any other key"
"""The key of the field that holds for all keys without a field of their own."""


class Kind(NamedTuple):
    """A kind of JSON value: its name in messages, its Python types, and further conditions.

    `form` checks the notation of a value, `expected` describes it, and `choices` are all values
    that there are, where these are few, and `former` what they were called before; with `filled`,
    an empty value counts as none (ST-9). No integer is below `least`.
    """

    words: str
    types: tuple[type, ...]
    accepts: Callable[[Any], bool] | None = None
    form: Callable[[Any], object] | None = None
    expected: str = ""
    filled: bool = False
    choices: tuple[str, ...] = ()
    least: int | None = None
    former: tuple[tuple[str, str], ...] = ()

    def meant(self, value: object) -> str | None:
        """The choice that another value means: by a former name, in any case, or by its letters."""
        if not isinstance(value, str):
            return None
        return dict(self.former).get(value.lower()) or nearest(value, self.choices, _NEAR)

    def has(self, value: object) -> bool:
        """Whether a value is of this kind, whatever its form."""
        if value.__class__ is int and self.least is not None and value < self.least:
            return False
        return value.__class__ in self.types and (self.accepts is None or self.accepts(value))

    @property
    def is_narrow(self) -> bool:
        """Whether more than its type decides that a value is of this kind, and in its form."""
        return bool(self.accepts or self.form) or self.least is not None


def _is_range(value: list[Any]) -> bool:
    is_pair = len(value) == 2 and value != [None, None]
    if not is_pair or not all(end is None or (is_integer(end) and end >= 0) for end in value):
        return False
    return None in value or value[0] <= value[1]


TEXT: Final = Kind("a string", (str,))
NAME: Final = Kind("a string", (str,), filled=True)
"""A text that is not empty."""
BOOLEAN: Final = Kind("true or false", (bool,))
INTEGER: Final = Kind("an integer", (int,))
NATURAL: Final = Kind("an integer from 0 on", (int,), least=0)
POSITIVE: Final = Kind("an integer from 1 on", (int,), least=1)
NUMBER: Final = POSITIVE._replace(
    types=(int, str), accepts=lambda v: v.__class__ is int or (v.isdecimal() and v.strip("0"))
)
"""The number of a record: a positive integer, written as one or as its digits."""
RANGE: Final = Kind("a range of two", (list,), _is_range)
"""Two naturals in order, of which one may be null."""
ANY: Final = Kind("a value", (dict, list, str, int, float, bool, type(None)))


_WORDS: Final = re.compile(r"[A-Za-z_ -]+(?:\|[A-Za-z_ -]+)*")
"""A pattern that lists all texts there are."""


def text(pattern: str, expected: str, former: Mapping[str, str] = MappingProxyType({})) -> Kind:
    """A text that matches a pattern as a whole; `former` has choices by their former names."""
    choices = tuple(pattern.split("|")) if _WORDS.fullmatch(pattern) else ()
    form, names = re.compile(pattern).fullmatch, tuple(former.items())
    return TEXT._replace(form=form, expected=expected, choices=choices, former=names)


class Checked(Enum):
    """Who checks a field, so that no value is reported twice."""

    HERE = auto()
    """The schema: its presence and its value."""
    VALUE_BY_MODEL = auto()
    """The rules of the model check the value; the schema checks that it is present, not null, and
    not an integer in another spelling, which reading into the model would hide."""
    BY_MODEL = auto()
    """The rules of the model: its presence and its value."""


class Field(NamedTuple):
    """A key of an object; `one` and `many` make it.

    `kinds` and `objects` are what its value (each value of its array, if `is_array`) may be.
    `path` is the property path of the value in the model, from the node that the object becomes;
    `model` says in words what no path does. A field with neither is kept as an extension value.
    Of several spellings of a key (`aliases`) the first that is there counts. Values of the types
    `sure` need no closer look.
    """

    key: str
    kinds: tuple[Kind, ...]
    objects: tuple[ObjectSchema, ...]
    is_array: bool
    path: str
    model: str
    note: str
    is_required: bool
    checked: Checked
    aliases: tuple[str, ...]
    sure: frozenset[type]

    @property
    def is_extension(self) -> bool:
        """Whether the model does not have the value."""
        return not self.path and not self.model

    def key_in(self, given: Object) -> str | None:
        """The spelling of the key that an object has."""
        if self.key in given:
            return self.key
        return next((alias for alias in self.aliases if alias in given), None)

    def expected(self) -> str:
        """What the value may be, in words."""
        objects = " or ".join(each.words for each in self.objects)
        objects = objects.replace(") or an object (", ", ", max(0, len(self.objects) - 2))
        objects = objects.replace(") or an object (", " or ")
        return " or ".join([*([objects] if objects else []), *(kind.words for kind in self.kinds)])


def one(
    key: str,
    *kinds: Kind | ObjectSchema,
    path: str = "",
    model: str = "",
    note: str = "",
    required: bool = False,
    checked: Checked = Checked.HERE,
    aliases: tuple[str, ...] = (),
    is_array: bool = False,
) -> Field:
    """A field with one value, of any of some kinds; of any at all where none is named."""
    plain = tuple(kind for kind in kinds if isinstance(kind, Kind))
    objects = tuple(kind for kind in kinds if isinstance(kind, ObjectSchema))
    if not kinds:
        plain = (ANY,)
    sure = {type_ for kind in plain if not kind.is_narrow for type_ in kind.types}
    if checked is not Checked.HERE:
        is_number = INTEGER in kinds or NATURAL in kinds
        sure = set(ANY.types) - {type(None)} - ({str, float} if is_number else set())
        sure -= {dict} if objects else set()
    return Field(
        key, plain, objects, is_array, path, model, note, required, checked, aliases,
        frozenset(sure),
    )  # fmt: skip


def many(key: str, *kinds: Kind | ObjectSchema, **more: Any) -> Field:
    """A field with an array of values; takes what `one` takes."""
    return one(key, *kinds, is_array=True, **more)


class Rules(NamedTuple):
    """The rules that a form's objects break: a key that is missing, a plain value of another kind.

    Any other value of another kind breaks ST-7.
    """

    missing: str = "ST-2"
    plain: str = "ST-4"


_OF_MODEL: Final = Rules()


@dataclass(eq=False)
class ObjectSchema:
    """What an object of a form holds.

    `name` names the object in messages (and is its `type`, where it may be one of several),
    `model` is the type that it becomes. `others` holds for keys without a field; `by_type` has
    other schemas for objects by their `type`, with None for those that are not checked; of the
    keys `any_of` one must be there.
    """

    name: str
    fields: tuple[Field, ...]
    model: str = ""
    others: Field | None = None
    by_type: Mapping[str, ObjectSchema | None] | None = None
    any_of: tuple[str, ...] = ()
    rules: Rules = _OF_MODEL
    words: str = "an object"

    @property
    def variants(self) -> tuple[ObjectSchema, ...]:
        """This schema, and those that take its place by the `type` of objects."""
        return (self, *(each for each in (self.by_type or {}).values() if each is not None))

    @cached_property
    def by_key(self) -> Mapping[str, Field]:
        """The fields by all spellings of their keys."""
        return {key: field for field in self.fields for key in (field.key, *field.aliases)}

    @cached_property
    def by_path(self) -> Mapping[str, Field]:
        """The fields by the property of the model (the first of a path) that their value is."""
        return {field.path.partition(".")[0]: field for field in self.fields if field.path}

    @cached_property
    def required(self) -> tuple[Field, ...]:
        """The fields that an object must have."""
        return tuple(field for field in self.fields if field.is_required)

    def extension_keys(self, given: Object) -> list[str]:
        """The keys of an object that the model does not have."""
        return [
            key for key in given if (field := self.by_key.get(key)) is None or field.is_extension
        ]

    def values(self, given: Object, names: Collection[str] = ()) -> Iterator[tuple[str, str, Any]]:
        """The values of the model in an object: property path, key, and value.

        `names` are the properties of its type, for objects that may have them under their names.
        """
        for field in self.fields:
            key = field.key_in(given) if field.path else None
            if key is not None:
                yield field.path, key, given[key]
        own = {field.key for field in self.fields} if names else ()
        for name in names:
            if name in given and name not in own and name not in self.by_path:
                yield name, name, given[name]

    @cached_property
    def steps(self) -> tuple[tuple[str, list[str]], ...]:
        """The keys whose values the model has, with the steps of their paths."""
        return tuple((field.key, field.path.split(".")) for field in self.fields if field.path)

    def written(self, node: Object) -> Tree:
        """The keys of an object, with the values that a node of the model has for them."""
        found: Tree = {}
        for key, steps in self.steps:
            value: Any = node
            for step in steps:
                if not isinstance(value, Mapping) or step not in value:
                    break
                value = value[step]
            else:
                found[key] = value
        return found


class MappingRow(NamedTuple):
    """One row of a mapping table: what a form has, where that is in the model, and a remark."""

    given: str
    model: str
    note: str = ""


def mapping_rows(
    documents: Iterable[tuple[str, ObjectSchema]], kept: Callable[[str], str] | None = None
) -> Iterator[MappingRow]:
    """The rows of a form's documents, by their titles, and of all objects in them.

    The keys of an object that occurs in several places are listed once. `kept` says where the
    extension value of a key is kept; without it, extension values have no rows.
    """
    seen: dict[ObjectSchema, str] = {}
    for title, schema in documents:
        yield MappingRow(title, schema.model, "the document")
        yield from _rows(f"{title}: ", "", schema, kept, seen)


def _rows(
    at: str, above: str, schema: ObjectSchema, kept: Callable[[str], str] | None,
    seen: dict[ObjectSchema, str],
) -> Iterator[MappingRow]:  # fmt: skip
    seen[schema] = at.rstrip(".: ")
    others = () if schema.others is None else (schema.others,)
    for field in (*schema.fields, *others):
        if field.is_extension and kept is None:
            continue
        given = f"{at}{field.key}{'[]' * field.is_array}"
        model = field.model or (above + field.path if field.path else "")
        if not model and kept is not None:
            model = "kept" if field.key == ANY_OTHER else f"kept as {kept(field.key)}"
        inner = [other for each in field.objects for other in each.variants]
        notes = [field.note] if field.note else []
        notes += [f"also read: {', '.join(field.aliases)}"] if field.aliases else []
        notes += ["required"] if field.is_required else []
        notes += [f"its keys as in {seen[each]}" for each in inner if each in seen]
        yield MappingRow(given, model, "; ".join(notes))
        below = f"{above}{field.path}." if field.path else above
        for each in inner:
            if each not in seen:
                start = f"{given}: {each.name}." if len(inner) > 1 else f"{given}."
                yield from _rows(start, below, each, kept, seen)
