"""The form vrs: what an object of GA4GH VRS 2 or Cat-VRS is read into.

What VRS and the model both say is read into the model, and the computed identifier is kept as
an Identifier. What only VRS says is an extension value of the same nodes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clingen_ld.messages.foreign.builder import ReadResource
from clingen_ld.messages.message import Item, ReadOptions
from clingen_ld.messages.resource_json import message
from clingen_ld.messages.text.located_json import JsonText
from clingen_ld.messages.vrs.allele_reading import AlleleReader
from clingen_ld.messages.vrs.form import unread_object
from clingen_ld.messages.vrs.haplotype_reading import HaplotypeReader, unread_composite
from clingen_ld.messages.vrs.pointers import PointerResolver
from clingen_ld.messages.vrs.schema import ALLELE, BLOCK, COMPOSITE, VARIANT
from clingen_ld.messages.vrs.variant_reading import VariantReader, unread_variant
from clingen_ld.model import Model, resource_iri


def read_object(
    value: Mapping[str, Any],
    text: JsonText,
    pointer: str,
    options: ReadOptions,
    model: Model,
) -> Iterator[Item]:
    """The resources that one object of VRS tells, or the problem that it is no allele."""
    other = unread_object(value) or unread_composite(value) or unread_variant(value)
    kind = _kind(value)
    if other is not None or kind is None:
        what, at = other or ("an object without a type of VRS", "/type" if "type" in value else "")
        yield text.problem("ST-11", {"what": what}, text.place(pointer + at), "error")
        return
    resolver = PointerResolver(value, text.value_at)
    told = _read(kind, resolver, model, options.base)
    said: dict[str, dict[str, Any]] = {}
    for each in told:
        tree = each.normal.tree
        iri = resource_iri(tree, options.base)
        if tree["resourceType"] == "ReferenceSequence" and said.setdefault(iri, tree) is not tree:
            continue
        yield message(each.normal, text, pointer + each.pointer, options.base, "vrs")


def _read(kind: str, resolver: PointerResolver, model: Model, base: str) -> list[ReadResource]:
    """The resources that an object of a class tells."""
    if kind == VARIANT.name:
        return VariantReader(model, base).read(resolver.resolved(), "", resolver)
    if kind in (BLOCK.name, COMPOSITE.name):
        return HaplotypeReader(model, base).read(resolver)
    told = AlleleReader(model, base).read(resolver.resolved(), "")
    told[0].normal.notes += resolver.notes
    return told


def _kind(value: Mapping[str, Any]) -> str | None:
    """The class of an object, by its type, else by its keys; None of what is no allele."""
    given = value.get("type")
    if given in (ALLELE.name, VARIANT.name, BLOCK.name, COMPOSITE.name):
        return str(given)
    if "location" in value and "state" in value:
        return ALLELE.name
    if "constraints" in value or "members" in value:
        return VARIANT.name
    return None
