"""Reading Turtle into a model: the model follows its files, and only them."""

from __future__ import annotations

import dataclasses

import pyoxigraph as ox
import pytest

from clingen_ld import UsageError
from clingen_ld.model import Model, load_model
from clingen_ld.model.files import SHAPES, context_texts, folder, shapes_text
from clingen_ld.model.loading import Triples, read_model, text

ADDED = """
shape:Gene a sh:NodeShape ; sh:property shape:Gene-locus, shape:Gene-locus-published .
shape:Gene-locus a sh:PropertyShape ;
    sh:path clingen:locus ; sh:name "locus" ; sh:order 9 ; sh:datatype xsd:string ;
    sh:minLength 1 ; sh:description "Where it is on the chromosome."@en ; shape:spelling "band" ;
    sh:message "Gene.locus: any number of strings" .
shape:Gene-locus-published a sh:PropertyShape ;
    sh:path clingen:locus ; sh:minCount 1 ; sh:maxCount 2 ; sh:severity sh:Warning ;
    shape:rule rule:ST-8 ; sh:message "stricter" .
clingen:locus rdfs:label "locus"@en ; skos:definition "A place."@en .
"""


def test_the_model_is_read_once() -> None:
    assert load_model() is load_model()


def test_a_property_is_added_by_a_shape_and_its_words_alone(model: Model) -> None:
    new = read_model(shapes_text() + ADDED)
    gene = new.types["Gene"]
    assert [*gene.properties] == [*model.types["Gene"].properties, "locus"]
    locus = gene.properties["locus"]
    assert (locus.kind, locus.many, locus.may_be_empty) == ("string", True, False)
    assert locus.cardinality == "0..* ⚠1..2"
    assert locus.definition == "Where it is on the chromosome."
    assert gene.by_spelling == {"band": locus}
    assert "locus" not in model.types["Gene"].properties


def test_a_property_without_a_description_has_the_definition_of_the_vocabulary() -> None:
    text_ = ADDED.replace(' sh:description "Where it is on the chromosome."@en ;', "")
    assert read_model(shapes_text() + text_).types["Gene"].properties["locus"].definition == (
        "A place."
    )


def test_the_model_cannot_be_changed(model: Model) -> None:
    with pytest.raises(TypeError):
        model.types["Gene"] = model.types["Position"]  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.version = "2"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        model.types["Gene"].name = "x"  # type: ignore[misc]


def test_a_type_that_does_not_exist(model: Model) -> None:
    with pytest.raises(UsageError, match="there is no type 'Gen'; the model has CanonicalAllele"):
        model.type("Gen")


def test_rules_have_severities_in_their_order(model: Model) -> None:
    assert model.rules["CA-4"].severities == ("error", "warning")
    assert model.rules["CA-7"].severities == ("warning",)
    assert model.rules["ST-6"].severities == ("info",)
    for rule in model.rules.values():
        assert set(rule.messages) == set(rule.severities), rule.id
        assert rule.title
        assert rule.why
        assert rule.fix
        assert rule.source
        assert rule.keeps
        assert rule.breaks


def test_shapes_lead_to_rules_and_places(model: Model) -> None:
    for shape, rule in model.shape_rules.items():
        assert rule in model.rules, shape
    properties = {p.iri for t in model.types.values() for p in t.properties.values()}
    assert set(model.shape_places.values()) <= properties


def test_the_files_are_all_there() -> None:
    shapes = folder("shapes")
    assert {file.relative_to(shapes).as_posix() for file in shapes.rglob("*.ttl")} == set(SHAPES)
    assert set(context_texts()) == {entry.name for entry in folder("contexts").iterdir()}
    assert shapes_text("structure.ttl").startswith("@prefix")


def test_triples() -> None:
    g = Triples(
        '@prefix x: <urn:x:> . x:a a x:T ; x:p "one", "two" ; x:n 5 ; x:l ( x:b "c" ) ; x:e () .'
    )
    [node] = g.subjects("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "urn:x:T")
    assert text(node) == "urn:x:a"
    assert g.texts("urn:x:a", "urn:x:p") == ("one", "two")
    assert g.text(node, "urn:x:p") == "one"
    assert g.text(node, "urn:x:none") == ""
    assert g.integer(node, "urn:x:n") == 5
    assert g.integer(node, "urn:x:none") is None
    assert [*map(text, g.items(g.node(node, "urn:x:l")))] == ["urn:x:b", "c"]
    assert g.items(g.node(node, "urn:x:e")) == []
    assert g.items(None) == []
    assert g.node("urn:x:nobody", "urn:x:p") is None


def test_a_quoted_triple_has_no_text() -> None:
    node = ox.NamedNode("urn:x")
    with pytest.raises(TypeError):
        text(ox.Triple(node, node, node))
