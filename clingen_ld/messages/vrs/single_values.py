"""Values of which an object of VRS has one, where a graph that several documents made has more."""

from __future__ import annotations

from typing import Any, Final

from clingen_ld.messages.foreign.schema import Field, ObjectSchema
from clingen_ld.messages.vrs.schema import (
    ALLELE,
    BLOCK,
    COMPOSITE,
    KEPT,
    SEQUENCE_REFERENCE,
    VARIANT,
)
from clingen_ld.model import Tree

_SCHEMAS: Final = KEPT | {
    schema.name: schema for schema in (ALLELE, VARIANT, BLOCK, COMPOSITE, SEQUENCE_REFERENCE)
}


def keep_one_each(value: Tree) -> Tree:
    """Reduce each list under a key that has one value to its first; gives the same object.

    What is read of the object then lacks the others, by which the writer names them as lost.
    """
    schema = _SCHEMAS.get(str(value.get("type")))
    if schema is not None:
        _reduce(value, schema)
    return value


def _reduce(value: Tree, schema: ObjectSchema) -> None:
    if schema.by_type is not None:
        schema = schema.by_type.get(str(value.get("type"))) or schema
    by_key = schema.by_key
    for key, given in value.items():
        if given.__class__ is str or (field := by_key.get(key)) is None:
            continue
        if given.__class__ is list and not field.is_array and len(given) > 1:
            if any(list in kind.types for kind in field.kinds):
                continue
            given = value[key] = given[0]
        if field.objects:
            for each in given if given.__class__ is list else (given,):
                if each.__class__ is dict:
                    _reduce(each, _chosen(each, field))


def _chosen(value: Tree, field: Field) -> ObjectSchema:
    type_: Any = value.get("type")
    return next((each for each in field.objects if each.name == type_), field.objects[0])
