"""Typed decoding, made from the model: a message as nested structs, or an error.

Decoding takes only what the model has, each value of its kind. What it lets pass may still be
wrong (a code that is none, a list that is too long): the standard path says so of the first
message of an outline.
"""

from __future__ import annotations

from typing import Annotated, Any, Union

from msgspec import UNSET, Meta, Raw, Struct, UnsetType, defstruct
from msgspec.json import Decoder

from clingen_ld.compiled.signature import TARGET, inner_type, parts_of, treatment
from clingen_ld.model import Model, Property, Type

Structs = dict[str, type[Struct]]

_TEXT = Annotated[str, Meta(min_length=1)]


def make_structs(model: Model) -> Structs:
    """A struct for each type whose objects are read property by property."""
    made: Structs = {}
    for name, type_ in parts_of(model).items():
        made[name] = _struct(type_, made, model)
    return made


def make_decoder(structs: Structs, model: Model) -> Decoder[Struct]:
    """Decodes the text of a resource, by its resourceType."""
    union: Any = Union[tuple(structs[name] for name in model.resources)]  # noqa: UP007
    return Decoder(union)


def _struct(type_: Type, made: Structs, model: Model) -> type[Struct]:
    required: list[tuple[str, Any]] = []
    optional: list[tuple[str, Any, Any]] = []
    for prop in type_.properties.values():
        value = _value(prop, made, model)
        if prop.minimum or (type_.name == "Reference" and prop.name == TARGET):
            required.append((prop.name, value))
        else:
            optional.append((prop.name, value | UnsetType, UNSET))
    is_resource = type_.kind == "resource"
    return defstruct(
        type_.name,
        [*required, *optional],
        forbid_unknown_fields=True,
        tag_field="resourceType" if is_resource else None,
        tag=type_.name if is_resource else None,
        gc=False,
    )


def _value(prop: Property, made: Structs, model: Model) -> Any:
    """The type of a property's value."""
    if treatment(prop) == "whole":
        return Raw  # lists, too
    inner = inner_type(prop, model)
    value: Any
    if inner is not None:
        value = made[inner.name]
    elif prop.kind == "boolean":
        value = bool
    elif prop.kind == "integer":
        value = Annotated[int, Meta(ge=prop.least)]
    else:
        value = str if prop.may_be_empty else _TEXT
    return list[value] if prop.many else value
