"""Ways in which published JSON-LD says things of the model, read as the model says them.

They come from the working group's attempt without FHIR data types: `xref` IRIs in place of
identifiers, the display of a reference beside it, a concept in place of a CodeableConcept.
"""

from __future__ import annotations

from typing import Any

from clingen_ld.model import FHIR, Model, Type

_DISPLAY = FHIR + "display"
_TEXT = FHIR + "text"
_OF_CODINGS = ("version", "display", "primary")
CONCEPT_KEYS = {*_OF_CODINGS, _TEXT, "@type"}
"""What of a concept a CodeableConcept has a place for."""


def read_dialect(message: dict[str, Any], type_: Type) -> None:
    """Put what a message says in a published dialect where the model has it."""
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
    """The Identifier that a cross-reference IRI stands for: its system and its value.

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


def concept(iri: str, said: dict[str, Any], model: Model) -> dict[str, Any] | None:
    """The CodeableConcept that the concept of a known code system stands for, or None.

    `said` is what the graph says of the concept, in the names of a Coding.
    """
    for system in {s.iri: s for s in model.code_systems.values()}.values():
        code = system.code(iri)
        if code is not None:
            coding = {"system": system.iri, "code": code} | {
                k: said[k] for k in _OF_CODINGS if k in said
            }
            return {"coding": [coding]} | ({"text": said[_TEXT]} if _TEXT in said else {})
    return None
