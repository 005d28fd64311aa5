"""The form vrs: Alleles of GA4GH VRS 2 and categorical variants of Cat-VRS.

What VRS and the model both say is read into the model, and the computed identifier is kept as
an Identifier. What only VRS says is kept on the same nodes (see `terms`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clingen_ld.messages.made import Told
from clingen_ld.messages.message import Item, ReadOptions
from clingen_ld.messages.resource_json import JsonText, message
from clingen_ld.messages.vrs.alleles import AlleleReader
from clingen_ld.messages.vrs.keys import is_other_variation
from clingen_ld.messages.vrs.variants import VariantReader
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import resource_iri


def read_object(
    value: Mapping[str, Any],
    text: JsonText,
    pointer: str,
    options: ReadOptions,
    model: Model,
) -> Iterator[Item]:
    """The resources that one object of VRS tells, or the problem that it is no allele."""
    kind = _kind(value)
    if kind is None:
        place = text.place(f"{pointer}/type" if "type" in value else pointer)
        given = value.get("type")
        name = given if isinstance(given, str) else "an object without a type of VRS"
        what = f"{name}: of VRS, only Allele and CategoricalVariant are alleles of the model"
        yield text.problem("ST-11", {"what": what}, place)
        return
    read = VariantReader if kind == "CategoricalVariant" else AlleleReader
    told: list[Told] = read(model, options.base).read(value, "")
    said: dict[str, dict[str, Any]] = {}
    for each in told:
        tree = each.normal.tree
        iri = resource_iri(tree, options.base)
        if tree["resourceType"] == "ReferenceSequence" and said.setdefault(iri, tree) is not tree:
            continue
        yield message(each.normal, text, pointer + each.pointer, options.base, "vrs")


def _kind(value: Mapping[str, Any]) -> str | None:
    """The class of an object, by its type, else by its keys; None of what is no allele."""
    given = value.get("type")
    if is_other_variation(value):
        return None
    if given in ("Allele", "CategoricalVariant"):
        return str(given)
    if "location" in value and "state" in value:
        return "Allele"
    if "constraints" in value or "members" in value:
        return "CategoricalVariant"
    return None
