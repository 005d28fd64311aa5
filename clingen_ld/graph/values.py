"""The graph equivalents of a tree's keys and values, for the writers of quads and JSON-LD and for
the framer.

In a tree, keys that begin with @ are JSON-LD's, but only where reading the graph creates them:
`@id` names a node under a predicate that the model does not know, and alone it points to one;
`@type` holds classes that are not the model's; `@value` makes a literal, `@list` an RDF list.
Anywhere else they are ordinary keys, so that no content can change the meaning of a message.

Published JSON-LD differs in places, since the working group tried a version without FHIR data
types: `xref` IRIs in place of identifiers, the display of a reference beside it, a concept instead
of a CodeableConcept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from clingen_ld.graph.terms import (
    RDF_FIRST,
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_REST,
    RDF_STATEMENT,
    RDF_SUBJECT,
    RDF_TYPE,
)
from clingen_ld.model import (
    CLINGEN,
    FHIR,
    Model,
    Property,
    Type,
    coding_concept,
    decode,
    encode,
    is_name,
    local_name,
)

NAMESPACES: Final = (CLINGEN, FHIR, "http://hl7.org/fhir/resources/", "http://schema.org/")
"""Other namespaces used for the properties of the model."""

POINTER: Final = "urn:clingen-ld:pointer"
"""An internal property that the JSON-LD reader adds to objects."""

STATEMENT_TERMS: Final = (RDF_SUBJECT, RDF_PREDICATE, RDF_OBJECT)
"""The predicates of an rdf:Statement that identify its triple."""

_CLASS_NAMESPACES: Final = (CLINGEN, FHIR)
# Predicates that the framer, or the reader of JSON-LD, does not always read as properties.
_RESERVED: Final = {RDF_TYPE, RDF_FIRST, RDF_REST, *STATEMENT_TERMS, POINTER}


@lru_cache(maxsize=4096)
def is_kept(iri: str) -> bool:
    """Whether an IRI of a graph is unchanged after reading and writing its message."""
    return is_name(iri) and iri != POINTER


def key_of(predicate: str) -> str:
    """The tree key for an unknown predicate."""
    if not predicate.startswith(CLINGEN):
        return predicate
    key = decode(predicate[len(CLINGEN) :])
    is_ours = not is_name(key) or key in _RESERVED or key.startswith(NAMESPACES)
    return key if is_ours and CLINGEN + encode(key) == predicate else predicate


def predicate_of(key: str, type_: Type | None = None) -> str:
    """The predicate of a key that the type does not know; `key_of` gives the key back."""
    if (
        is_name(key)
        and key not in _RESERVED
        and key_of(key) == key
        and property_of(key, type_) is None
    ):
        return key
    return CLINGEN + encode(key)


def property_of(predicate: str, type_: Type | None) -> Property | None:
    """The property of a type for a predicate, also in other namespaces."""
    if type_ is None:
        return None
    prop = type_.properties.get(local_name(predicate))
    if prop is None or (prop.iri != predicate and not predicate.startswith(NAMESPACES)):
        return None
    return prop


def resource_type(classes: Iterable[str], model: Model) -> str | None:
    """The resource type of a node by its classes, including conceptual ones, or None."""
    return _resource_type(tuple(classes), model)


@lru_cache(maxsize=1024)
def _resource_type(classes: tuple[str, ...], model: Model) -> str | None:
    found = {
        model.type_by_iri.get(candidate)
        for iri in classes
        for candidate in (iri, *model.superclasses.get(iri, ()))
    }
    return next((name for name in model.resources if name in found), None)


def is_foreign_class(iri: str, node: Mapping[str, Any], type_: Type | None, model: Model) -> bool:
    """Whether a class of a node is neither the model's nor implied by the node."""
    if type_ is None:  # a node with a resource class is another resource
        return resource_type((iri,), model) is None
    if iri == RDF_STATEMENT and type_ is model.reference_type:
        return False  # of the node with details of a reference
    if iri.startswith(_CLASS_NAMESPACES):
        return iri not in model.type_by_iri and iri not in model.superclasses
    if type_.name != "Coding":
        return True
    # The concept of a Coding, which its system and code already give.
    code = node.get("code")
    by_code = isinstance(code, str) and local_name(iri) == code.replace(":", "_")
    return not by_code and iri != coding_concept(node, model)


def foreign_types(node: Mapping[str, Any], type_: Type | None, model: Model) -> list[str]:
    """The classes in `@type` of a node; none if it is an ordinary key."""
    given = node.get("@type")
    if not isinstance(given, list) or not all(isinstance(t, str) and is_name(t) for t in given):
        return []
    is_right = all(is_foreign_class(t, node, type_, model) for t in given)
    return given if is_right and given == sorted(set(given)) else []


_DISPLAY = FHIR + "display"
_TEXT = FHIR + "text"
_OF_CODINGS = ("version", "display", "primary")
CONCEPT_KEYS = {*_OF_CODINGS, _TEXT, "@type"}
"""The parts of a concept that a CodeableConcept can hold."""


def read_dialect(message: dict[str, Any], type_: Type) -> None:
    """Move content of a published dialect to the model's properties."""
    if "xref" in message and "identifier" in type_.properties.keys() - message.keys():
        xrefs = message["xref"]
        found = [identifier(x) for x in (xrefs if isinstance(xrefs, list) else [xrefs])]
        if found and all(found):
            del message["xref"]
            message["identifier"] = found
    if type_.name == "RelatedContextualAllele" and isinstance(message.get(_DISPLAY), str):
        target = message.get("contextualAllele")
        if isinstance(target, dict) and "display" not in target:
            target["display"] = message.pop(_DISPLAY)


def identifier(xref: Any) -> dict[str, str] | None:
    """The Identifier for a cross-reference IRI: its system and its value.

    >>> identifier({"@id": "http://www.ncbi.nlm.nih.gov/nuccore/NM_007294.3"})
    {'system': 'http://www.ncbi.nlm.nih.gov/nuccore', 'value': 'NM_007294.3'}
    """
    iri = xref["@id"] if isinstance(xref, dict) and xref.keys() == {"@id"} else None
    if not isinstance(iri, str):
        return None
    path, _, query = iri.partition("#")[0].partition("?")
    if "=" in query:
        server = "/".join(path.split("/", 3)[:3])
        return {"system": f"{server}/", "value": query.rpartition("=")[2]}
    system, _, value = iri.rpartition("/")
    return {"system": system, "value": value} if value else None


def concept_of(iri: str, said: dict[str, Any], model: Model) -> dict[str, Any] | None:
    """The CodeableConcept for the concept of a known code system, or None.

    `said` is the graph's description of the concept, in the names of a Coding.
    """
    for system in {s.iri: s for s in model.code_systems.values()}.values():
        code = system.code(iri)
        if code is not None:
            coding = {"system": system.iri, "code": code} | {
                k: said[k] for k in _OF_CODINGS if k in said
            }
            return {"coding": [coding]} | ({"text": said[_TEXT]} if _TEXT in said else {})
    return None
