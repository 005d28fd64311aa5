"""Mappings of categorical variants: the identifiers of the model, written and read.

Exact ones are of the allele itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from clingen_ld.messages.foreign.builder import ResourceBuilder, same
from clingen_ld.messages.foreign.systems import named_identifier
from clingen_ld.messages.vrs.schema import CODING, TERMS, extension_list
from clingen_ld.model import Object, Tree, objects, parts

_IDENTIFIERS: Final = ("identifier", "relatedIdentifier")


def put_mappings(builder: ResourceBuilder, given: Object) -> None:
    """The mappings as identifiers: exact ones of the allele, all others of something related.

    Those that the identifiers do not give, or in another order, are kept as well.
    """
    _put_identifiers(builder, given)
    mappings = given.get("mappings")
    is_written = bool(mappings) and same(mappings, list(write_mappings(builder.tree)))
    if "mappings" in given and not is_written:
        TERMS.keep(builder.tree, given, ["mappings"])


def _put_identifiers(builder: ResourceBuilder, given: Object) -> None:
    listed: dict[str, list[Tree]] = {"identifier": [], "relatedIdentifier": []}
    for pointer, mapping in parts(given, "mappings"):
        relation, coding = mapping.get("relation"), mapping.get("coding")
        if not isinstance(coding, dict):
            continue
        key = "identifier" if relation == "exactMatch" else "relatedIdentifier"
        here, item = f"/{key}/{len(listed[key])}", ResourceBuilder({"resourceType": "Identifier"})
        for name, given_key, value in CODING.values(coding):
            item.put(name, value, f"{pointer}/coding/{given_key}")
        del item.tree["resourceType"]
        more = {k: v for k, v in mapping.items() if k not in ("coding", "relation")}
        TERMS.keep(item.tree, coding, [*CODING.extension_keys(coding), *_words(item.tree)])
        if relation not in ("exactMatch", "relatedMatch") and "relation" in mapping:
            TERMS.keep(item.tree, mapping, ["relation"])
        if more:
            TERMS.keep(item.tree, {"mapping": more}, ["mapping"])
        builder.moved |= {here: f"{pointer}/coding"}
        builder.moved |= {f"{here}{k}": v for k, v in item.moved.items()}
        listed[key].append(item.tree)
    for key, items in listed.items():
        if items:
            builder.tree[key] = items
            builder.moved[f"/{key}"] = "/mappings"


def _words(identifier: Tree) -> list[str]:
    """Replace the name of a system by its URI; returns the changed keys.

    A name without a URI is not the model's: `Coding.system` may be any text.
    """
    name = identifier.get("system")
    if not isinstance(name, str):
        return []
    system, value = named_identifier(name, identifier.get("value"))
    if system == name:
        return []
    if system is None:
        del identifier["system"]
        return ["system"]
    changed = ["system"] if value == identifier.get("value") else ["system", "code"]
    identifier |= {"system": system, "value": value}
    return changed


def write_mappings(canonical: Object) -> Iterator[Tree]:
    """The identifiers, as mappings; as they were kept, if that are the same identifiers."""
    kept = extension_list(canonical, "mappings")
    if kept:
        builder = ResourceBuilder({})
        _put_identifiers(builder, {"mappings": kept})
        if all(same(builder.tree.get(key), canonical.get(key)) for key in _IDENTIFIERS):
            yield from kept
            return
    for key, relation in (("identifier", "exactMatch"), ("relatedIdentifier", "relatedMatch")):
        for item in objects(canonical.get(key)):
            system, value = item.get(TERMS.term("system"), item.get("system")), item.get("value")
            if not isinstance(system, str) or not isinstance(value, str) or not value.strip():
                continue
            coding: Tree = {"system": system, "code": value}
            if isinstance(item.get("label"), str):
                coding["name"] = item["label"]
            coding |= TERMS.values(item, "relation", "mapping")
            mapping = {"coding": coding, "relation": item.get(TERMS.term("relation"), relation)}
            yield mapping | TERMS.object(item, "mapping")
