"""The walk that looks for alleles in a JSON value.

What is looked for: objects of VRS and Cat-VRS, replies of the Allele Registry, alleles of the
model; and, where no such object has it as its own name, ids of the Registry, ids of VRS, HGVS
names with their accession, and SPDI expressions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from clingen_ld.messages.interpretation.form import embedded_kind
from clingen_ld.messages.registry.form import ALLELE_LISTS, is_placeholder, is_registry_iri
from clingen_ld.messages.vrs.form import VRS_TYPES, is_vrs
from clingen_ld.messages.vrs.identifiers import VARIATION_ID
from clingen_ld.model import TYPE_KEY, escape, local_name, registry_iri
from clingen_ld.variation.plain_names import name_type
from clingen_ld.variation.sequences import accessions_of, is_accession

REGISTRY_DOCUMENT: Final = "Registry document"
REGISTRY_ID: Final = "Registry id"
VRS_ID: Final = "VRS id"
HGVS_NAME: Final = "HGVS name"
SPDI: Final = "SPDI expression"


_PLACES: Final = frozenset((
    "SequenceLocation", "SequenceOffsetLocation", "RelativeSequenceLocation", "SequenceReference",
    "ChromosomeLocation",
))  # fmt: skip
"""Classes of VRS that are no variation."""
_VARIATIONS: Final = {*VRS_TYPES, "CanonicalAllele", "ProteinSequenceConsequence"} - _PLACES
"""Classes of VRS and Cat-VRS that are variation."""
NAMES: Final = frozenset(
    ("name", "label", "expressions", "alleleName", "communityStandardTitle")
)  # fmt: skip
"""Keys that say what an object is called."""
VA: Final = "ga4gh:VA."
IDS: Final = ("@id", "id", "digest")
_NUMBERS: Final = ("CA", "PA")
_STARTS: Final = ("ga4gh:", "http://reg.", "https://reg.")
OWN: Final = frozenset(("location", "state", "expressions"))
"""What of an allele has none inside."""
_ALLELES: Final = ("CanonicalAllele", "ContextualAllele")
TYPES: Final = _VARIATIONS.union(_ALLELES)
SIGNS: Final = frozenset((TYPE_KEY, "@id", "@context", "@type"))
"""Keys of what is not VRS."""
UNTYPED: Final = frozenset(("state", "relatedContextualAllele", "referenceCoordinate"))
"""One of these keys is in an allele of VRS, or of an interpretation message, without a type."""
CODED: Final = frozenset(("code", "value"))
"""Keys of what a `system` beside them says the kind of."""
_REGISTRY_KEY: Final = re.compile(
    r"(?i)car?_?id|allele[ _]?registry|canonical_?allele|clingen_?allele"
    r"|\breg\.(?:clinicalgenome|genome)\b|^clingen$"
)
_SPACE: Final = re.compile(r"\s")
_BARE: Final = re.compile(r"[CP]A[0-9]{3,}")
_SPDI: Final = re.compile(r"([^\s:]+):[0-9]+:(?:[A-Za-z]*|[0-9]+):[A-Za-z]*")

Found = list[tuple[str, str, str, str]]
"""Pointer, kind, id and name of each allele."""


class _Steps(dict[Any, str]):
    """The steps of JSON Pointers, by keys of objects and numbers of arrays."""

    def __missing__(self, key: str | int) -> str:
        if len(self) >= 10_000:
            self.clear()
        found = self[key] = f"/{escape(str(key))}"
        return found


_STEPS: Final = _Steps()


def alleles_in(value: Any) -> Iterator[tuple[str, str, str, str]]:
    """The alleles in a JSON value: pointer, kind, id and name of each, as `FoundAllele` has them.

    >>> list(alleles_in({"variant": {"caid": "CA123456"}}))
    [('/variant/caid', 'Registry id', 'CA123456', '')]
    """
    yield from search(value)


def search(value: Any) -> Found:
    """The alleles in a JSON value."""
    found: Found = []
    if value.__class__ is dict:
        in_object(value, "", True, found)
    elif value.__class__ is list:
        in_array(value, "", True, None, found)
    elif isinstance(value, str) and (found_name := _named(value, None)) is not None:
        found.append(("", *found_name, ""))
    return found


# Most of the time goes into these, which look at every value of a text: they call each other
# rather than a common function, and a call is spared where that is easy. `at` is a JSON Pointer;
# `is_free`: outside any allele, in which ids and names are its own.
def in_object(node: dict[str, Any], at: str, is_free: bool, found: Found) -> None:
    """Search an object, which may be an allele."""
    try:
        type_ = node.get("type")
        may_be = type_ in TYPES if type_ is not None else not UNTYPED.isdisjoint(node)
    except TypeError:  # it is an array or object
        may_be = False
    if (
        may_be or ("id" in node and (id_ := node["id"]).__class__ is str and id_[:9] == VA)
        or "resourceType" in node or "@id" in node or "@type" in node
    ) and (kind := kind_of(node)) is not None:  # fmt: skip
        found.append((at, kind, id_of(node), name_of(node)))
        for key, item in node.items():
            class_ = item.__class__
            if class_ is dict and key not in OWN:
                in_object(item, at + _STEPS[key], False, found)
            elif class_ is list and key not in OWN:
                in_array(item, at + _STEPS[key], False, None, found)
        return
    for key, item in node.items():
        class_ = item.__class__
        if class_ is str:
            if is_free and (":" in item or item[1:2] == "A"):
                is_coded = key in CODED
                found_name = named(item, system_of(node, key) if is_coded else key)
                if found_name is not None:
                    found.append((at + _STEPS[key], *found_name, ""))
        elif class_ is dict:
            in_object(item, at + _STEPS[key], is_free, found)
        elif class_ is list and item:
            in_array(item, at + _STEPS[key], is_free, key, found)


def system_of(node: dict[str, Any], key: str) -> str:
    """The system of a code, or else its key: it decides the kind of the code."""
    system = node.get("system")
    return system if isinstance(system, str) else key


def in_array(node: list[Any], at: str, is_free: bool, above: str | None, found: Found) -> None:
    """Search an array; `above` is the key that has it."""
    for number, item in enumerate(node):
        class_ = item.__class__
        if class_ is dict:
            in_object(item, at + _STEPS[number], is_free, found)
        elif class_ is str:
            if is_free and (":" in item or item[1:2] == "A"):
                found_name = named(item, above)
                if found_name is not None:
                    found.append((at + _STEPS[number], *found_name, ""))
        elif class_ is list and item:
            in_array(item, at + _STEPS[number], is_free, None, found)


def named(text: str, key: str | None) -> tuple[str, str] | None:
    """The kind and the id that a string is; an id of the Registry without a prefix by its key."""
    start = text.find(":")
    if start < 0:
        may_be = text[1:2] == "A"
    elif text[start + 2 : start + 3] == ".":
        may_be = True
    elif text[start + 1 : start + 2].isdecimal():
        may_be = text.count(":") == 3
    else:
        may_be = text[start + 1 : start + 3] in _NUMBERS or text.startswith(_STARTS)
    return _named(text, key) if may_be else None


def kind_of(node: dict[str, Any]) -> str | None:
    """The kind of allele of an object; None for any other object."""
    if not SIGNS.isdisjoint(node):
        return _kind_by_sign(node)
    type_ = node.get("type")
    if is_vrs(node):
        if not isinstance(type_, str):
            return "Allele"
        return None if type_ in _PLACES else type_
    may_be_allele = type_ in _ALLELES if type_ is not None else not UNTYPED.isdisjoint(node)
    return embedded_kind(node) if may_be_allele else None


def _kind_by_sign(node: dict[str, Any]) -> str | None:
    """The kind of an object of the model or of the Registry."""
    if TYPE_KEY in node:
        type_ = node[TYPE_KEY]
        return type_ if type_ in _ALLELES else None
    iri = node.get("@id")
    is_reply = isinstance(iri, str) and is_registry_iri(iri)
    if is_reply and ("/allele/" in str(iri) or is_placeholder(iri)):
        is_whole = "@context" in node or any(key in node for key in ALLELE_LISTS)
        return REGISTRY_DOCUMENT if is_whole else REGISTRY_ID
    types = node.get("@type")
    for each in types if isinstance(types, list) else [types]:
        name = local_name(each).rpartition(":")[2] if isinstance(each, str) else ""
        if name in _ALLELES:
            return name
    return None


def id_of(node: Mapping[str, Any]) -> str:
    for key in IDS:
        if key in node and isinstance(id_ := node[key], str):
            return id_
    return ""


def name_of(node: Mapping[str, Any]) -> str:
    """What an object is called: by its label, else its first HGVS name or title."""
    if NAMES.isdisjoint(node):
        return ""
    for key in ("name", "label"):
        if isinstance(name := node.get(key), str):
            return name
    for key, inner in (
        ("expressions", "value"), ("alleleName", "name"), ("communityStandardTitle", ""),
    ):  # fmt: skip
        listed = node.get(key)
        first = listed[0] if isinstance(listed, list) and listed else None
        said = first.get(inner) if isinstance(first, dict) else first
        if isinstance(said, str):
            return said
    return ""


def _named(text: str, key: str | None) -> tuple[str, str] | None:
    """The kind and the id that a string is; an id of the Registry without a prefix by its key."""
    if ":" in text:
        if registry_iri(text) is not None:
            return REGISTRY_ID, text
        if VARIATION_ID.fullmatch(text):
            return VRS_ID, text
        if (spdi := _SPDI.fullmatch(text)) is not None:
            return (SPDI, text) if is_accession(spdi[1]) else None
        is_name = any(map(is_accession, accessions_of([text]))) and name_type(text) != "custom"
        return (HGVS_NAME, text) if is_name and not _SPACE.search(text) else None
    if key is None or not _BARE.fullmatch(text):
        return None
    return (REGISTRY_ID, text) if _REGISTRY_KEY.search(key) is not None else None
