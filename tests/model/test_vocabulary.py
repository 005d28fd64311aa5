"""vocabulary.ttl: every class and property with its words, its place and its neighbours."""

from __future__ import annotations

from collections.abc import Iterable

import pyhornedowl
import pytest
import rdflib
from rdflib.compare import graph_diff
from rdflib.namespace import DCTERMS, OWL, PROV, RDF, RDFS, SH, SKOS, VANN, XSD

from clingen_ld.messages.descriptions import NAMESPACE
from clingen_ld.model import CLINGEN, FHIR, Model, load_model, local_name
from tests.model.shapes_graph import CLASSES, OBO, SHAPES_NS, Node, graph, members, text

FALDO = rdflib.Namespace("http://biohackathon.org/resource/faldo#")
TREE = [c for c in load_model().superclasses if local_name(c) not in load_model().types]
"""The conceptual classes."""


def _class(name: str) -> rdflib.URIRef:
    type_ = load_model().types.get(name)
    return rdflib.URIRef(type_.iri if type_ is not None else CLINGEN + name)


def _owners() -> dict[rdflib.URIRef, set[tuple[str, Node]]]:
    """Every property with the classes that have it, and its shape in each."""
    g, found = graph("structure.ttl"), dict[rdflib.URIRef, set[tuple[str, Node]]]()
    for shape, properties in ((s, g.objects(s, SH.property)) for s in g.subjects(SH.targetClass)):
        for prop in properties:
            path = g.value(prop, SH.path)
            assert isinstance(path, rdflib.URIRef)
            if not str(prop).endswith("-published"):
                found.setdefault(path, set()).add((text(g, shape, SH.targetClass), prop))
    return found


OWNERS = _owners()


def _classes(g: rdflib.Graph, value: Node | None) -> set[str]:
    """The classes or datatypes that a domain or range means."""
    assert value is not None
    union = g.value(value, OWL.unionOf)
    return {str(item) for item in members(g, union)} if union is not None else {str(value)}


@pytest.mark.parametrize("iri", load_model().superclasses, ids=local_name)
def test_a_class_has_a_label_and_a_definition(iri: str) -> None:
    g, node = graph("vocabulary.ttl"), rdflib.URIRef(iri)
    assert (node, RDF.type, OWL.Class) in g
    label = g.value(node, RDFS.label)
    assert isinstance(label, rdflib.Literal)
    assert label.language == "en"
    words = str(label).replace("-", " ").split()
    assert "".join(word.capitalize() for word in words) == local_name(iri)
    assert text(g, node, SKOS.definition).endswith(".")
    home = FHIR if str(node).startswith(FHIR) else CLINGEN
    assert g.value(node, RDFS.isDefinedBy) == rdflib.URIRef(home)


def test_there_are_no_other_classes_or_properties() -> None:
    g = graph("vocabulary.ttl")
    named = (s for s in g.subjects(RDF.type, OWL.Class) if isinstance(s, rdflib.URIRef))
    classes = {str(each) for each in named if g.value(each, RDFS.isDefinedBy) is not None}
    assert classes == {*load_model().type_by_iri, *TREE}
    properties = {*g.subjects(RDF.type, OWL.DatatypeProperty)}
    properties |= {*g.subjects(RDF.type, OWL.ObjectProperty)}
    of_variant_files = {each for each in properties if str(each).startswith(NAMESPACE)}
    assert properties - of_variant_files == set(OWNERS)


@pytest.mark.parametrize("prop", OWNERS, ids=lambda iri: str(iri).removeprefix("http://"))
def test_a_property_is_as_its_shapes_have_it(prop: rdflib.URIRef) -> None:
    g, shapes = graph("vocabulary.ttl"), graph("structure.ttl")
    assert text(g, prop, RDFS.label)
    assert text(g, prop, SKOS.definition).endswith(".")
    assert g.value(prop, RDFS.isDefinedBy) is not None
    assert _classes(g, g.value(prop, RDFS.domain)) == {owner for owner, _ in OWNERS[prop]}
    ranges: set[str] = set()
    for _, shape in OWNERS[prop]:
        ranges |= _range(shapes, shape)
    assert _classes(g, g.value(prop, RDFS.range)) == ranges
    literal = all(r.startswith(str(XSD)) for r in ranges)
    kind = OWL.DatatypeProperty if literal else OWL.ObjectProperty
    assert set(g.objects(prop, RDF.type)) == {kind}


def _range(g: rdflib.Graph, shape: Node) -> set[str]:
    if targets := set(g.objects(shape, SHAPES_NS.referenceTo)):
        return {str(t) for t in targets}
    if (part := g.value(shape, SH["class"])) is not None:
        return {str(part)}
    if (choices := g.value(shape, SH["or"])) is not None:
        return {text(g, choice, SH.datatype) for choice in members(g, choices)}
    if (datatype := g.value(shape, SH.datatype)) is not None:
        return {str(datatype)}
    return {str(SKOS.Concept)}


# The conceptual tree


@pytest.mark.parametrize("iri", TREE, ids=local_name)
def test_the_tree_of_classes(iri: str, model: Model) -> None:
    """Each conceptual class is below one other; what decides of it is said, or it is abstract."""
    g, node, above = graph("vocabulary.ttl"), rdflib.URIRef(iri), model.superclasses[iri]
    assert {*map(str, g.objects(node, RDFS.subClassOf))} == {above[0]}
    assert above == (above[0], *(model.superclasses[above[0]] if above[0] in TREE else ()))
    given = {c.iri for classes in model.classes.values() for c in classes}
    assert (g.value(node, OWL.equivalentClass) is not None) is (iri in given)


TYPE_CODES = [
    ("CanonicalAllele", {"complexity": a, "canonicalAlleleType": b}, f"{c}{d}CanonicalAllele")
    for a, c in (("simple", "Simple"), ("complex", "Complex"))
    for b, d in (("nucleotide", "Nucleotide"), ("amino-acid", "AminoAcid"))
]
TYPE_CODES += [
    ("ContextualAllele", {"contextualAlleleType": a}, f"{b}ContextualAllele")
    for a, b in (
        ("genomic", "Genomic"),
        ("transcript", "Transcript"),
        ("amino-acid", "AminoAcid"),
    )
]
TYPE_CODES += [
    ("ReferenceSequence", {"referenceSequenceType": a}, f"{b}ReferenceSequence")
    for a, b in (
        ("chromosome", "Chromosome"),
        ("gene", "Gene"),
        ("transcript", "Transcript"),
        ("amino-acid", "AminoAcid"),
    )
]


@pytest.mark.parametrize(("type_name", "node", "wanted"), TYPE_CODES)
def test_codes_decide_the_class(
    model: Model, type_name: str, node: dict[str, str], wanted: str
) -> None:
    found = model.conceptual_class(type_name, node)
    assert found is not None
    assert (found.name, found.base) == (wanted, type_name)
    assert model.conceptual_class(type_name, {}) is None
    assert model.conceptual_class(type_name, dict.fromkeys(node, "nonsense")) is None


def test_parts_follow_their_owner_or_their_own_properties(model: Model) -> None:
    for kind in ("Genomic", "Transcript", "AminoAcid"):
        classes = ("ContextualAllele", f"{kind}ContextualAllele")
        found = model.conceptual_class("ReferenceCoordinate", {}, ("referenceCoordinate", classes))
        assert found is not None
        assert found.name == f"{kind}ReferenceCoordinate"
    nobody = ("referenceCoordinate", ("ContextualAllele",))
    assert model.conceptual_class("ReferenceCoordinate", {}, nobody) is None
    assert model.conceptual_class("ReferenceCoordinate", {}) is None
    inner = model.conceptual_class("Position", {"index": 1})
    assert inner is not None
    assert inner.name == "InternalPosition"
    for name in model.types["Position"].properties:
        found = model.conceptual_class("Position", {name: 1})
        assert found is not None
        wanted = "InternalPosition" if name == "index" else "ExternalPosition"
        assert found.name == wanted
    sequence = ("referenceGenome", ("ReferenceSequence",))
    genome = model.conceptual_class("CodeableConcept", {}, sequence)
    assert genome is not None
    assert genome.name == "ReferenceGenome"
    assert model.conceptual_class("CodeableConcept", {}, ("reason", ("Provenance",))) is None
    assert model.conceptual_class("Gene", {"symbol": "x"}) is None


# The neighbours


def test_only_classes_are_aligned_with_obo_terms(model: Model) -> None:
    g = graph("vocabulary.ttl")
    pairs = [pair for p in (SKOS.exactMatch, SKOS.closeMatch) for pair in g.subject_objects(p)]
    aligned = {str(s) for s, o in pairs if str(o).startswith(OBO)}
    assert aligned
    assert aligned <= set(model.superclasses)


@pytest.mark.parametrize(
    ("name", "term"), [("CanonicalAllele", "0000890"), ("ContextualAllele", "0000891")]
)
def test_matches_with_deprecated_geno_terms_are_marked_as_legacy(name: str, term: str) -> None:
    g, target = graph("vocabulary.ttl"), OBO[f"GENO_{term}"]
    assert (_class(name), SKOS.exactMatch, target) in g
    assert text(g, target, OWL.deprecated) == "true"
    assert text(g, target, RDFS.label)
    [axiom] = g.subjects(OWL.annotatedTarget, target)
    assert g.value(axiom, OWL.annotatedSource) == _class(name)
    assert g.value(axiom, OWL.annotatedProperty) == SKOS.exactMatch
    assert text(g, axiom, RDFS.comment).startswith("legacy")


def test_alignments_with_prov_and_faldo() -> None:
    g = graph("vocabulary.ttl")
    assert (CLASSES.Provenance, RDFS.subClassOf, PROV.Activity) in g
    for subject, target in (
        (CLASSES.Agent, PROV.Agent),
        (CLASSES.Entity, PROV.Entity),
        (CLASSES.agent, PROV.qualifiedAssociation),
        (CLASSES.entity, PROV.qualifiedUsage),
        (CLASSES.role, PROV.hadRole),
        (CLASSES.ReferenceCoordinate, FALDO.Region),
        (CLASSES.Position, FALDO.Position),
        (CLASSES.start, FALDO.begin),
        (CLASSES.end, FALDO.end),
        (CLASSES.referenceSequence, FALDO.reference),
    ):
        assert (subject, SKOS.closeMatch, target) in g
    note = text(g, CLASSES.ReferenceCoordinate, SKOS.editorialNote)
    assert "begin s+1" in note
    assert "InBetweenPosition" in note


def _without_types_of_text(g: rdflib.Graph) -> rdflib.Graph:
    """The graph with its strings as RDF 1.1 has them: a type or none is the same."""
    plain = rdflib.Graph()
    for s, p, o in g:
        is_text = isinstance(o, rdflib.Literal) and o.datatype == XSD.string
        plain.add((s, p, rdflib.Literal(str(o)) if is_text else o))
    return plain


@pytest.mark.slow
def test_a_tool_of_owl_reads_every_triple_of_the_vocabulary() -> None:
    """horned-owl keeps what the mapping of OWL 2 to RDF knows, and drops everything else."""
    g = graph("vocabulary.ttl")
    ontology = pyhornedowl.open_ontology_from_string(g.serialize(format="xml"), "rdf")
    kept = rdflib.Graph().parse(data=ontology.save_to_string("owl"), format="xml")
    _, lost, added = graph_diff(*map(_without_types_of_text, (g, kept)))
    assert (set(lost), set(added)) == (set(), set())
    own = {iri for iri in ontology.get_classes() if iri.startswith((CLINGEN, FHIR))}
    assert own == {*load_model().type_by_iri, *TREE}


def test_what_is_used_of_other_vocabularies_is_declared() -> None:
    """As OWL 2 asks of every class and property; what it has itself needs no declaration."""
    g = graph("vocabulary.ttl")
    declared = {str(each) for each in g.subjects(RDF.type)}

    def foreign(iris: Iterable[Node]) -> set[str]:
        known = ("owl#", "rdf-schema#", "rdf-syntax-ns#", "XMLSchema#")
        named = {str(iri) for iri in iris if isinstance(iri, rdflib.URIRef)}
        return {iri for iri in named if not any(name in iri for name in known)}

    assert foreign(g.predicates()) <= declared
    for predicate in (RDFS.subClassOf, RDFS.domain, RDFS.range, OWL.onProperty):
        assert foreign(g.objects(None, predicate)) <= declared, predicate


@pytest.mark.parametrize(
    "name", ["vocabulary.ttl", "structure.ttl", "rules.ttl", "value-sets.ttl"]
)  # fmt: skip
def test_each_file_says_what_it_is_and_how_to_call_it(name: str) -> None:
    g = graph(name)
    [ontology] = g.subjects(RDF.type, OWL.Ontology)
    for predicate in (DCTERMS.title, DCTERMS.description, DCTERMS.creator, DCTERMS.license):
        assert g.value(ontology, predicate), predicate
    space = text(g, ontology, VANN.preferredNamespaceUri)
    assert any(str(s).startswith(space) for s in g.subjects() if s != ontology) or "rule" in name
    assert text(g, ontology, VANN.preferredNamespacePrefix).isalpha()
