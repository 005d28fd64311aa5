"""What is lost of alleles as they are written: whether they are read again as they were.

Nearly all that is written is plain, and nothing of it is lost. What is not certainly so is read
again by the readers of the form. Of values of which VRS has one, the others are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from msgspec.json import encode

from clingen_ld.messages.fast_path import engines
from clingen_ld.messages.foreign.schema import Field, ObjectSchema
from clingen_ld.messages.vrs.schema import (
    ALLELE,
    BLOCK,
    COMPOSITE,
    KEPT,
    SEQUENCE_REFERENCE,
    TERMS,
    VARIANT,
)
from clingen_ld.model import Model, Object, Tree, escape, relative_reference, resource_iri

if TYPE_CHECKING:
    from clingen_ld.compiled.engine import Decoded
    from clingen_ld.messages.vrs.plain_alleles import PlacedRecord


class WrittenAgain:
    """Reads what was written: a variant, then the alleles in it."""

    def __init__(self, model: Model, base: str) -> None:
        self._engines = engines(model, base)
        self._base = base
        self._last: tuple[Tree, str, PlacedRecord | None] = ({}, "", None)

    def has_allele(self, allele: Object, value: Tree, canonical: str) -> bool:
        """Whether the object of an allele has all of it; `canonical` is its canonical allele."""
        found = self._allele(value, canonical)
        return found is not None and _is_same(allele, found.allele)

    def has_variant(self, canonical: Object, variant: Tree) -> bool:
        """Whether the variant of a canonical allele with one member has all of it, but for its
        links."""
        members = variant.get("members")
        if not isinstance(members, list) or len(members) != 1 or not isinstance(members[0], dict):
            return False
        reference = relative_reference(resource_iri(canonical, self._base), self._base)
        allele = self._allele(members[0], reference)
        engine = self._engines.get()
        if allele is None or engine is None:
            return False
        from clingen_ld.messages.vrs.plain_variants import variant_again

        found = variant_again(variant, allele, engine)
        return found is not None and _is_same(canonical, found)

    def _allele(self, value: Tree, canonical: str) -> PlacedRecord | None:
        """What is read of an object, which is the same for the variant and for the allele."""
        if self._last[0] is value and self._last[1] == canonical:
            return self._last[2]
        engine = self._engines.get()
        if engine is None:
            return None
        from clingen_ld.messages.vrs.plain_alleles import read_again

        found = read_again(value, engine, canonical)
        self._last = value, canonical, found
        return found


def _is_same(tree: Object, found: Decoded) -> bool:
    again = found.resource.tree
    try:  # an eighth of the time that json takes
        return encode(tree) == encode(again)
    except (OverflowError, UnicodeEncodeError, RecursionError):  # what it does not write
        return json.dumps(tree) == json.dumps(again)


def carried_beside(allele: Object, value: Object) -> Iterator[str]:
    """What an allele keeps of VRS and is written, though reading what is written needs it not."""
    for key in ("state", "digest"):
        term = TERMS.term(key)
        if term in allele and TERMS.from_tree(allele[term]) == value.get(key):
            yield f"/{escape(term)}"


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
