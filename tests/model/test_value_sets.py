"""value-sets.ttl and sequence-ontology.ttl: codes as SKOS that any tool can read."""

from __future__ import annotations

import logging

import pytest
import rdflib
import skosify  # type: ignore[import-untyped]
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS

from clingen_ld.model import CLINGEN, OBO, Model, load_model
from tests.model.shapes_graph import SHAPES_NS, VALUE_SETS, Node, graph, members, text

FILES = ("value-sets.ttl", "sequence-ontology.ttl")


def _concepts() -> list[Node]:
    return list(graph(*FILES).subjects(RDF.type, SKOS.Concept))


@pytest.mark.slow
def test_every_concept_has_a_notation_a_label_and_a_scheme() -> None:
    g = graph(*FILES)
    assert len(_concepts()) > 500
    for concept in _concepts():
        notation, scheme = text(g, concept, SKOS.notation), g.value(concept, SKOS.inScheme)
        assert text(g, concept, SKOS.prefLabel), concept
        assert (scheme, RDF.type, SKOS.ConceptScheme) in g, concept
        own = str(concept).startswith(CLINGEN)
        iri = f"{scheme}#{notation}" if own else OBO + notation.replace(":", "_")
        assert str(concept) == iri
        if own:
            assert text(g, concept, SKOS.definition).endswith("."), concept


def test_labels_are_unique_in_a_scheme_and_never_a_code_of_another_concept() -> None:
    g = graph("value-sets.ttl")
    for scheme in g.subjects(RDF.type, SKOS.ConceptScheme):
        said: dict[str, Node] = {}
        for concept in g.subjects(SKOS.inScheme, scheme):
            for predicate in (SKOS.notation, SKOS.hiddenLabel):
                for value in g.objects(concept, predicate):
                    assert said.setdefault(str(value), concept) == concept


@pytest.mark.parametrize("name", load_model().value_sets)
def test_a_value_set_is_a_collection_of_one_code_system(model: Model, name: str) -> None:
    g, node = graph(*FILES), VALUE_SETS[name]
    assert (node, RDF.type, SKOS.OrderedCollection) in g
    assert text(g, node, RDFS.label) == name
    assert text(g, node, SKOS.definition).endswith(".")
    system = g.value(node, SHAPES_NS.codeSystem)
    assert (system, RDF.type, SKOS.ConceptScheme) in g
    listed = members(g, g.value(node, SKOS.memberList))
    assert len(set(listed)) == len(listed)
    for concept in listed:
        assert g.value(concept, SKOS.inScheme) == system
        assert g.value(concept, OWL.deprecated) is None
    primary = model.value_sets[name].primary
    assert g.value(node, SHAPES_NS.primaryValueSet) == (VALUE_SETS[primary] if primary else None)


def test_every_concept_of_the_models_own_systems_is_in_its_value_set() -> None:
    g = graph("value-sets.ttl")
    for scheme in g.subjects(RDF.type, SKOS.ConceptScheme):
        name = text(g, scheme, RDFS.label)
        assert str(scheme) == CLINGEN + name
        listed = members(g, g.value(VALUE_SETS[name], SKOS.memberList))
        assert set(listed) == set(g.subjects(SKOS.inScheme, scheme))


def test_replaced_terms_say_what_replaced_them() -> None:
    g = graph("sequence-ontology.ttl")
    deprecated = list(g.subjects(OWL.deprecated, rdflib.Literal(True)))
    assert len(deprecated) > 50
    for concept in deprecated:
        new = g.value(concept, DCTERMS.isReplacedBy)
        assert new is not None
        assert str(new).startswith(OBO + "SO_")
        assert (new, OWL.deprecated, rdflib.Literal(True)) not in g


def test_the_source_and_licence_of_the_ontology_are_named() -> None:
    g = graph("sequence-ontology.ttl")
    node = VALUE_SETS["sequence-ontology"]
    assert "2024-11-18" in text(g, node, DCTERMS.source)
    assert "creativecommons.org/licenses/by/4.0" in text(g, node, DCTERMS.license)


def test_the_model_reads_the_lists_in_order(model: Model) -> None:
    g = graph(*FILES)
    for name, value_set in model.value_sets.items():
        listed = [str(m) for m in members(g, g.value(VALUE_SETS[name], SKOS.memberList))]
        assert [code.iri for code in value_set.codes.values()] == listed


def test_a_tool_of_skos_finds_nothing_to_add(caplog: pytest.LogCaptureFixture) -> None:
    """Skosify marks top concepts, and warns of labels and relations that SKOS does not allow."""
    g = graph("value-sets.ttl")
    for scheme in g.subjects(RDF.type, SKOS.ConceptScheme):
        tops = set(g.objects(scheme, SKOS.hasTopConcept))
        assert tops == set(g.subjects(SKOS.topConceptOf, scheme))
        one = rdflib.Graph()
        for subject in (scheme, *g.subjects(SKOS.inScheme, scheme)):
            for triple in g.triples((subject, None, None)):
                one.add(triple)
        with caplog.at_level(logging.INFO):
            made = skosify.skosify(one)
        assert set(made.objects(scheme, SKOS.hasTopConcept)) == tops
    assert [each.message for each in caplog.records] == []
