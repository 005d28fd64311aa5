"""Namespace IRIs that the package itself speaks; every other name is read from the shapes."""

from __future__ import annotations

from typing import Final

CLINGEN: Final = "http://clingen.org/model/allele/"
FHIR: Final = "http://hl7.org/fhir/"
SHAPE: Final = "http://clingen.org/model/allele/shapes#"
RULE: Final = "http://clingen.org/model/allele/rules#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SH: Final = "http://www.w3.org/ns/shacl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
REGISTRY: Final = "http://reg.genome.network/schema#"
REGISTRY_WITHOUT: Final = "http://reg.genome.network/schema/without"
"""The property with the keys that a part of a Registry document does not have."""
OBO: Final = "http://purl.obolibrary.org/obo/"

PREFIXES: Final = {
    "clingen": CLINGEN,
    "fhir": FHIR,
    "rdf": RDF,
    "registry": REGISTRY,
    "xsd": XSD,
    "obo": OBO,
}
"""The prefixes that Turtle, TriG and RDF/XML are written with."""

DEFAULT_BASE: Final = "http://clingendb.clingen.org/"
"""Base IRI of references and resources when none is given."""


def local_name(iri: str) -> str:
    """The part of an IRI after its last `#` or `/`.

    >>> local_name("http://hl7.org/fhir/Coding")
    'Coding'
    """
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]
