"""Categorical variants of a bundle, read without asking what else there might be.

A variant that one nucleotide allele of the bundle defines, by the recipe of Cat-VRS, and that has
no other member becomes what `VariantReader` makes of it. Any other is left to that.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, MsgspecError, convert
from msgspec.json import Decoder, decode, encode

from clingen_ld.compiled.engine import Decoded, Engine
from clingen_ld.messages.foreign.systems import named_identifier
from clingen_ld.messages.text.json_text import MAX_DEPTH
from clingen_ld.messages.vrs.categorical import extension_values, write_constraints
from clingen_ld.messages.vrs.plain_alleles import (
    PLAIN_KEY,
    PlacedRecord,
    PlainObject,
    Text,
    decode_once,
    read_record,
)
from clingen_ld.messages.vrs.pointers import ALLELES, VARIANTS
from clingen_ld.messages.vrs.schema import TERMS
from clingen_ld.model import Tree, relative_reference, resource_iri

_KIND: Final = "nucleotide"
_LARGEST: Final = 100_000
"""The size in bytes of the largest record that is read here."""
_UNUSUAL: Final = re.compile(rb"\\u|[0-9]{16}")
"""What two readers of JSON may read in two ways: halves of characters, and large numbers."""


class _Coding(PlainObject, frozen=True):
    system: Text
    code: Annotated[str, Meta(pattern=r"\S")]


class _Mapping(PlainObject, frozen=True):
    coding: _Coding
    relation: Literal["exactMatch"]


class _Concept(PlainObject, frozen=True):
    code: str
    system: str


class _Relation(PlainObject, frozen=True):
    primaryCoding: _Concept  # noqa: N815 (as in messages)


class _Constraint(PlainObject, frozen=True):
    type: Literal["DefiningAlleleConstraint"]
    allele: str
    relations: tuple[_Relation, ...]


class _Extension(PlainObject, frozen=True):
    name: Text
    value: Any


class _Variant(PlainObject, frozen=True):
    id: str
    type: Literal["CategoricalVariant"]
    name: Text
    constraints: tuple[_Constraint]
    members: tuple[str]
    mappings: Annotated[tuple[_Mapping, ...], Meta(min_length=1)] | None = None
    extensions: Annotated[tuple[_Extension, ...], Meta(min_length=1)] | None = None


_DECODE: Final = Decoder(_Variant).decode
_RELATIONS: Final = decode(
    encode(write_constraints({"canonicalAlleleType": _KIND})[0]["relations"]),
    type=tuple[_Relation, ...],
)
"""The relations of the recipe, which follow from the type of a canonical allele."""


def read_plain_variant(
    pointer: str, text: str, text_at: Callable[[str], bytes | None], engine: Engine
) -> tuple[Decoded, Decoded, Decoded] | None:
    """The canonical allele, its contextual allele and the sequence of that, decoded.

    `text_at` gives the text of the record at a pointer. None for a variant that is not plain, or
    that would not be written again as it is.
    """
    data = text.encode()
    if len(data) > _LARGEST or data.count(b"{") + data.count(b"[") > MAX_DEPTH:
        return None
    given = None if _UNUSUAL.search(data) else decode_once(_DECODE, data)
    if given is None or not PLAIN_KEY.fullmatch(given.id):
        return None
    constraint, member = given.constraints[0], given.members[0]
    start, _, key = member.rpartition("/")
    if (
        pointer != f"/{VARIANTS}/{given.id}"
        or constraint.allele != member
        or constraint.relations != _RELATIONS
        or start != f"#/{ALLELES}"
        or not PLAIN_KEY.fullmatch(key)
    ):
        return None
    iri = resource_iri({"resourceType": "CanonicalAllele", "id": given.id}, engine.base)
    canonical = relative_reference(iri, engine.base)
    allele = read_record(key, lambda *steps: text_at("/".join(("", *steps))), engine, canonical)
    made = None if allele is None else _canonical(given, data, allele, engine)
    return None if allele is None or made is None else (made, allele.allele, allele.sequence)


def variant_again(variant: Tree, allele: PlacedRecord, engine: Engine) -> Decoded | None:
    """The canonical allele that is read of what was written, if it is plain; `allele` is what is
    read of its only member, which defines it."""
    members, constraints = variant.get("members"), variant.get("constraints")
    if not (isinstance(members, list) and isinstance(constraints, list) and constraints):
        return None
    if len(members) != 1 or constraints[0].get("allele") is not members[0]:
        return None
    pointed = [{**constraints[0], "allele": ""}, *constraints[1:]]
    try:
        given = convert({**variant, "members": [""], "constraints": pointed}, _Variant)
    except (MsgspecError, ValueError, RecursionError):
        return None
    is_plain = given.constraints[0].relations == _RELATIONS and PLAIN_KEY.fullmatch(given.id)
    return _canonical(given, b"\\", allele, engine) if is_plain else None


def _canonical(
    given: _Variant, data: bytes, allele: PlacedRecord, engine: Engine
) -> Decoded | None:
    """The canonical allele of a variant with one allele, of nucleotides."""
    if allele.kind == "amino-acid":
        return None
    structs = engine.structs
    identifiers = []
    for each in given.mappings or ():
        system, code = each.coding.system, each.coding.code
        if named_identifier(system, code) != (system, code):
            return None
        identifiers.append(structs["Identifier"](system=system, value=code))
    kept: Tree = {}
    if given.name != allele.name:
        TERMS.keep(kept, {"name": given.name}, ["name"])
    if given.extensions:
        more = {"extensions": [{"name": e.name, "value": e.value} for e in given.extensions]}
        if any(extension_values(more)):
            return None
        TERMS.keep(kept, more, ["extensions"])
    link = structs["Reference"](reference=relative_reference(allele.allele.iri, engine.base))
    made = structs["CanonicalAllele"](
        id=given.id,
        identifier=tuple(identifiers),
        canonicalAlleleType=_KIND,
        complexity="simple",
        relatedContextualAllele=(
            structs["RelatedContextualAllele"](contextualAllele=link, preferred=True),
        ),
        extensions=kept or None,
    )
    return engine.made_extended(made, data)
