"""One version, said in the same way by every file that defines the model."""

from __future__ import annotations

import json

import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF

import clingen_ld
from clingen_ld.model import CLINGEN, Model
from clingen_ld.model.files import SHAPES, context_texts
from tests.model.shapes_graph import graph, text

HOMES = {
    "structure.ttl": "shapes",
    "vocabulary.ttl": "",
    "value-sets.ttl": "vs",
    "sequence-ontology.ttl": "vs/sequence-ontology",
    "links.ttl": "links",
    "rules.ttl": "rules",
}
"""The files that head an ontology; those in rules/ belong to the one of rules.ttl, and what is
generated to the one of structure.ttl."""


def test_every_file_is_known() -> None:
    others = {file for file in SHAPES if file.startswith("rules/")} | {"whole.ttl"}
    assert set(HOMES) == set(SHAPES) - others


def test_the_model_has_the_version_of_the_package(model: Model) -> None:
    assert model.version == clingen_ld.__version__


@pytest.mark.parametrize("file", HOMES)
def test_a_file_of_shapes_names_its_version(file: str, model: Model) -> None:
    g = graph(file)
    [ontology] = g.subjects(RDF.type, OWL.Ontology)
    assert str(ontology) == CLINGEN + HOMES[file]
    assert text(g, ontology, OWL.versionInfo) == model.version
    version_iri = rdflib.URIRef(f"{CLINGEN}{model.version}/{HOMES[file]}")
    assert g.value(ontology, OWL.versionIRI) == version_iri
    assert text(g, ontology, DCTERMS.title)
    assert text(g, ontology, DCTERMS.license).startswith("https://")


@pytest.mark.parametrize("file", sorted(context_texts()))
def test_a_context_names_its_version(file: str, model: Model) -> None:
    value = json.loads(context_texts()[file])
    assert value["version"] == model.version
    head, _, tail = value["id"].rpartition("/")
    assert value["versionIRI"] == f"{head}/{model.version}/{tail}"


def test_no_iri_names_another_version(model: Model) -> None:
    for text_ in context_texts().values():
        for part in text_.split('"'):
            if part.startswith("http://clingen.org/") and part.endswith("context.jsonld"):
                assert part in (
                    f"{CLINGEN}context.jsonld",
                    f"{CLINGEN}{model.version}/context.jsonld",
                )
