"""structure.ttl: shapes that any SHACL engine takes, and that say what the model needs."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import rdflib
from rdflib.namespace import RDF, RDFS, SH, SKOS, XSD

from clingen_ld.model import Model, load_model, local_name
from clingen_ld.model.files import SHAPES, shapes_text
from tests.model.shapes_graph import (
    CLASSES,
    RULES_NS,
    SHAPES_NS,
    VALUE_SETS,
    Node,
    graph,
    members,
    text,
)

_LISTS = ("vocabulary.ttl", "sequence-ontology.ttl")
"""Files without shapes."""

_META = """
import sys, rdflib, pyshacl
shapes = rdflib.Graph().parse(sys.argv[1], format="turtle")
data = rdflib.Graph().parse(
    data='@prefix c: <http://clingen.org/model/allele/> . <urn:x> a c:Gene .', format="turtle"
)
conforms, _, said = pyshacl.validate(data, shacl_graph=shapes, meta_shacl=True, advanced=False)
assert "Gene.symbol: exactly one string" in said, said
"""


def _type_shape(name: str) -> rdflib.URIRef:
    return SHAPES_NS[name]


def _properties(name: str) -> list[rdflib.URIRef]:
    g, shape = graph("structure.ttl"), _type_shape(name)
    found = [*g.objects(shape, SH.property), *g.objects(shape, SHAPES_NS.propertyOfWhole)]
    return [node for node in found if isinstance(node, rdflib.URIRef)]


def _main(name: str) -> list[rdflib.URIRef]:
    return [node for node in _properties(name) if not node.endswith(("-published", "-required"))]


ALL_MAIN = [(name, shape) for name in load_model().types for shape in _main(name)]
PUBLISHED = [
    (name, shape)
    for name in load_model().types
    for shape in _properties(name)
    if shape.endswith("-published")
]


@pytest.mark.parametrize("file", SHAPES)
def test_every_file_is_turtle_by_itself(file: str) -> None:
    assert len(graph(file)) > 10


@pytest.mark.slow
def test_the_shapes_are_valid_against_shacls_own_shapes() -> None:
    """In a process of its own, as pyshacl warns of what it loads.

    The long lists of the Sequence Ontology are cut short: checking them takes most of the time.
    """
    g = graph("sequence-ontology.ttl")
    lists = [str(head) for head in g.objects(None, SKOS.memberList)]
    short = "".join(f"<{head}> rdf:first <urn:x> ; rdf:rest () .\n" for head in lists)
    assert len(lists) == 6
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _META, "/dev/stdin"],
        input=shapes_text(*(file for file in SHAPES if file not in _LISTS)) + short,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", load_model().types)
def test_a_type_has_one_closed_shape_with_a_message(name: str, model: Model) -> None:
    g, shape = graph("structure.ttl"), _type_shape(name)
    assert (shape, RDF.type, SH.NodeShape) in g
    assert text(g, shape, SH.targetClass) == model.types[name].iri
    closed = SHAPES_NS[f"{name}-closed"]
    assert text(graph("whole.ttl"), closed, SH.targetClass) == model.types[name].iri
    [constraint] = graph("whole.ttl").objects(closed, SH.sparql)
    query = text(graph("whole.ttl"), constraint, SH.select)
    [listed] = re.findall(r"NOT IN \((.*)\)\)", query)
    known = [local_name(prop.iri) for prop in model.types[name].properties.values()]
    assert [each.partition(":")[2] for each in listed.split(", ")] == known
    article = "an" if name[0] in "AEIOU" else "a"
    said = f"{article} {name} has only the properties that the model gives it"
    assert text(g, shape, SH.message) == said


@pytest.mark.parametrize("name", load_model().types)
def test_orders_are_unique_and_count_from_one(name: str) -> None:
    g = graph("structure.ttl")
    orders = [int(text(g, shape, SH.order)) for shape in _main(name)]
    assert orders == list(range(1, len(orders) + 1))


@pytest.mark.parametrize(("name", "shape"), ALL_MAIN, ids=lambda v: str(v).rpartition("#")[2])
def test_a_property_shape_is_complete(name: str, shape: rdflib.URIRef) -> None:
    g = graph("structure.ttl")
    assert (shape, RDF.type, SH.PropertyShape) in g
    path, said = text(g, shape, SH.path), text(g, shape, SH.message)
    prop = text(g, shape, SH.name)
    assert shape == SHAPES_NS[f"{name}-{prop}"]
    assert re.split("[/#]", path)[-1] == prop
    assert said.startswith(f"{name}.{prop}: ")
    assert g.value(shape, SH.severity) is None  # errors
    # One way to say what a value is, and a message that says it too.
    says = (SH["class"], SH["in"], SH["or"], SHAPES_NS.referenceTo)
    kinds = [p for p in says if g.value(shape, p) is not None]
    if prop == "use":
        assert kinds == [SH["in"]]
        assert g.value(shape, SH.datatype) == XSD.string
    else:
        assert len(kinds) == (0 if g.value(shape, SH.datatype) is not None else 1)
    low, high = g.value(shape, SH.minCount), g.value(shape, SH.maxCount)
    low = low or g.value(rdflib.URIRef(f"{shape}-required"), SH.minCount)
    words = {
        (None, None): "any number of ",
        (None, "1"): "at most one ",
        ("1", None): "at least one ",
        ("1", "1"): "exactly one ",
    }
    bounds = (str(low) if low is not None else None, str(high) if high is not None else None)
    assert said.partition(": ")[2].startswith(words[bounds])


@pytest.mark.parametrize(("name", "shape"), ALL_MAIN, ids=lambda v: str(v).rpartition("#")[2])
def test_references_are_iris_and_no_reference_objects(name: str, shape: rdflib.URIRef) -> None:
    g = graph("structure.ttl")
    targets = set(g.objects(shape, SHAPES_NS.referenceTo))
    refused = g.value(shape, SH["not"])
    assert bool(targets) is (refused is not None)
    if refused is not None:
        assert g.value(refused, SH["class"]) == rdflib.URIRef("http://hl7.org/fhir/Reference")
        assert g.value(shape, SH.nodeKind) == SH.IRI


@pytest.mark.parametrize(("name", "shape"), PUBLISHED, ids=lambda v: str(v).rpartition("#")[2])
def test_a_published_bound_is_a_warning_of_rule_st_8(name: str, shape: rdflib.URIRef) -> None:
    g = graph("structure.ttl")
    main = rdflib.URIRef(shape.removesuffix("-published"))
    assert g.value(shape, SH.path) == g.value(main, SH.path)
    assert g.value(shape, SH.severity) == SH.Warning
    assert g.value(shape, SHAPES_NS.rule) == RULES_NS["ST-8"]
    [bound] = [p for p in (SH.minCount, SH.maxCount) if g.value(shape, p) is not None]
    word = "requires? it" if bound == SH.minCount else "allows at most one"
    said = text(g, shape, SH.message)
    prop = text(g, main, SH.name)
    documents = "(the diagram of the resource|the resource page|the XML schema|.* and .*)"
    assert re.fullmatch(f"{name}.{prop}: {documents} {word}", said)


def test_a_simple_canonical_allele_should_have_contextual_alleles() -> None:
    """The one bound that depends on another property (⚠1..* if simple) is a shape of the rules."""
    g = graph("rules/structure.ttl")
    shape = SHAPES_NS["ST-8-relatedContextualAllele"]
    assert g.value(shape, SHAPES_NS.rule) == RULES_NS["ST-8"]
    assert g.value(shape, SH.severity) == SH.Warning


def test_lists_of_codes_are_the_value_sets_own_lists() -> None:
    g = graph("structure.ttl", "value-sets.ttl", "sequence-ontology.ttl")
    seen = 0
    for shape, head in g.subject_objects(SH["in"]):
        value_set = g.value(shape, SHAPES_NS.valueSet)
        if value_set is None:
            assert shape == SHAPES_NS["Identifier-use"]
            continue
        seen += 1
        assert g.value(value_set, SKOS.memberList) == head
        assert str(head) == f"{value_set}-codes"
        assert members(g, head)
    properties = [p for t in load_model().types.values() for p in t.properties.values()]
    assert seen == sum(p.kind == "code" for p in properties)


def test_concepts_name_a_value_set_that_exists() -> None:
    g = graph("structure.ttl", "value-sets.ttl", "sequence-ontology.ttl")
    for shape, value_set in g.subject_objects(SHAPES_NS.valueSet):
        assert (value_set, RDF.type, SKOS.OrderedCollection) in g
        assert str(value_set).startswith(VALUE_SETS)
        bound = g.value(shape, SH["in"]) is not None
        concept = g.value(shape, SH["class"])
        assert bound or concept == rdflib.URIRef("http://hl7.org/fhir/CodeableConcept")


@pytest.mark.slow
def test_the_words_of_the_annotations_are_explained() -> None:
    g = graph()
    used: set[Node] = {p for p in g.predicates() if str(p).startswith(SHAPES_NS)}
    used |= set(g.objects(None, SHAPES_NS.kind))
    for word in used:
        assert text(g, word, RDFS.label), word
        assert text(g, word, SKOS.definition).endswith("."), word
    for word in {p for p in used if (p, RDF.type, RDFS.Class) not in g}:
        assert g.value(word, RDFS.domain) is not None, word
        assert g.value(word, RDFS.range) is not None, word


def test_what_is_said_of_a_property_in_one_class() -> None:
    """Shared properties mean something of their own in each class: sh:description says it."""
    g = graph("structure.ttl")
    by_path: dict[Node, list[rdflib.URIRef]] = {}
    for _, shape in ALL_MAIN:
        path = g.value(shape, SH.path)
        assert path is not None
        by_path.setdefault(path, []).append(shape)
        for said in g.objects(shape, SH.description):
            assert str(said).endswith(".")
    for path in (CLASSES.target, CLASSES.related, CLASSES.relatedType, CLASSES.preferred):
        described = [shape for shape in by_path[path] if g.value(shape, SH.description)]
        assert described == by_path[path]
