"""Framing graphs that others wrote: what a person, or another program, may say in RDF."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from clingen_ld.errors import TextError
from clingen_ld.graph.formats import parse
from clingen_ld.graph.framing import Framed, frame_dataset, frame_quads
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.view import DatasetView
from clingen_ld.model import DEFAULT_BASE, load_model, resource_iri

Tree = dict[str, Any]

PREFIXES = """
@base <http://clingendb.clingen.org/> .
@prefix clingen: <http://clingen.org/model/allele/> .
@prefix name: <http://clingen.org/model/allele/contextual-allele-name-type#> .
@prefix fhir: <http://hl7.org/fhir/> .
@prefix obo: <http://purl.obolibrary.org/obo/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix schema: <http://schema.org/> .
@prefix ex: <http://example.org/> .
"""
EX = "http://example.org/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
GENID = "http://clingendb.clingen.org/.well-known/genid/"


def found(turtle: str, type_name: str | None = None) -> list[Framed]:
    quads = parse(PREFIXES + turtle, "trig", DEFAULT_BASE)
    return frame_quads(quads, load_model(), DEFAULT_BASE, type_name)


def frame(turtle: str) -> list[Tree]:
    return [framed.normal.tree for framed in found(turtle)]


def frame_one(turtle: str) -> Tree:
    [tree] = frame(turtle)
    return tree


# --- Names, classes and types -----------------------------------------------------------------


def test_blank_nodes_without_ids() -> None:
    tree = frame_one("""
        [] a clingen:ContextualAllele ; clingen:allele "G" ;
            clingen:referenceCoordinate [
                clingen:start [ clingen:index 3 ] ; clingen:end [ clingen:index 4 ] ;
                clingen:referenceSequence <ReferenceSequence/S1> ; clingen:refAllele "A" ] .
    """)
    assert tree == {
        "resourceType": "ContextualAllele",
        "allele": "G",
        "referenceCoordinate": {
            "referenceSequence": {"reference": "ReferenceSequence/S1"},
            "start": {"index": 3},
            "end": {"index": 4},
            "refAllele": "A",
        },
    }


def test_the_order_of_the_model_whatever_that_of_the_text() -> None:
    tree = frame_one('<Gene/G1> clingen:name "n" ; clingen:symbol "s" ; a clingen:Gene .')
    assert list(tree) == ["resourceType", "id", "symbol", "name"]


@pytest.mark.parametrize(
    ("class_name", "expected"),
    [
        (
            "ComplexAminoAcidCanonicalAllele",
            {"canonicalAlleleType": "amino-acid", "complexity": "complex"},
        ),
        ("GenomicContextualAllele", {"contextualAlleleType": "genomic"}),
        ("ChromosomeReferenceSequence", {"referenceSequenceType": "chromosome"}),
        ("TranscriptReferenceSequence", {"referenceSequenceType": "transcript"}),
        ("GenomicReferenceSequence", {}),
        ("NucleotideContextualAllele", {}),
    ],
)
def test_conceptual_classes_alone(class_name: str, expected: Tree) -> None:
    tree = frame_one(f"<x> a clingen:{class_name} .")
    assert {k: v for k, v in tree.items() if k not in ("resourceType", "@id", "id")} == expected
    assert class_name.endswith(tree["resourceType"])


def test_a_code_rules_over_a_class() -> None:
    tree = frame_one("""<ContextualAllele/X> a clingen:GenomicContextualAllele ;
        clingen:contextualAlleleType "transcript" .""")
    assert tree["contextualAlleleType"] == "transcript"


def test_an_iri_tells_the_id() -> None:
    inside = frame_one('<Gene/G%C3%A9> a clingen:Gene ; clingen:symbol "s" .')
    assert inside == {"resourceType": "Gene", "id": "Gé", "symbol": "s"}
    outside = frame_one("<http://example.org/genes/G1> a clingen:Gene .")
    assert outside == {
        "resourceType": "Gene",
        "@id": "http://example.org/genes/G1",
        "id": "G1",
    }
    given = frame_one('<http://example.org/genes/G1> a clingen:Gene ; clingen:id "other" .')
    assert given["id"] == "other"


def test_a_wrong_id_is_not_replaced_by_what_the_iri_tells() -> None:
    assert frame_one("<Gene/G1> a clingen:Gene ; clingen:id 5 .")["id"] == 5


def test_resources_without_any_type() -> None:
    trees = frame("""
        <Gene/G1> clingen:symbol "s" .
        [] clingen:canonicalAlleleType "nucleotide" ; clingen:nested <CanonicalAllele/C2> .
        <ContextualAllele/X1> clingen:related [ clingen:target <ContextualAllele/X2> ] .
        <y> ex:unrelated 1 .
    """)
    assert trees == [
        {"resourceType": "Gene", "id": "G1", "symbol": "s"},
        {
            "resourceType": "CanonicalAllele",
            "canonicalAlleleType": "nucleotide",
            "nested": [{"reference": "CanonicalAllele/C2"}],
        },
    ]


def test_parts_without_a_type_are_no_resources() -> None:
    trees = frame("""
        <Provenance/P1> a clingen:Provenance ; clingen:entity <http://example.org/e> .
        <http://example.org/e> clingen:role "used" ; clingen:agent [ clingen:display "d" ] .
        <ContextualAllele/X1> a clingen:ContextualAllele ; ex:about <ContextualAllele/X1#/about> .
        <ContextualAllele/X1#/about> clingen:symbol "s" .
    """)
    assert [tree["resourceType"] for tree in trees] == ["Provenance", "ContextualAllele"]
    assert trees[0]["entity"] == [{"role": "used", "agent": {"display": "d"}}]


def test_the_type_that_a_caller_knows() -> None:
    [framed] = found('<x> ex:p "v" .', "Gene")
    assert framed.normal.tree["resourceType"] == "Gene"
    assert [f.type for f in found('<x> clingen:symbol "v" .', "Provenance")] == ["Gene"]


def test_a_node_of_two_resource_types_is_of_the_first_of_the_model() -> None:
    for classes in ("clingen:Gene, clingen:ReferenceSequence", "clingen:Provenance, clingen:Gene"):
        first = frame_one(f"<x> a {classes} .")["resourceType"]
        reverse = ", ".join(reversed(classes.split(", ")))
        assert frame_one(f"<x> a {reverse} .")["resourceType"] == first


def test_embedded_resources_without_names_get_some() -> None:
    canonical, contextual = frame("""
        _:c a clingen:SimpleNucleotideCanonicalAllele ;
            clingen:relatedContextualAllele [ clingen:contextualAllele _:x ] .
        _:x a clingen:ContextualAllele ; clingen:allele "G" ; clingen:canonicalAllele _:c .
    """)
    assert canonical["@id"].startswith(GENID + "CanonicalAllele-")
    assert contextual["@id"].startswith(GENID + "ContextualAllele-")
    [related] = canonical["relatedContextualAllele"]
    assert DEFAULT_BASE + related["contextualAllele"]["reference"] == contextual["@id"]
    assert DEFAULT_BASE + contextual["canonicalAllele"]["reference"] == canonical["@id"]
    # The names come from what the resources say, not from labels or the order of the text.
    assert frame("""
        _:b2 clingen:canonicalAllele _:b1 ; clingen:allele "G" ; a clingen:ContextualAllele .
        _:b1 clingen:relatedContextualAllele [ clingen:contextualAllele _:b2 ] ;
            a clingen:SimpleNucleotideCanonicalAllele .
    """) == [contextual, canonical]


def test_embedded_resources_with_ids_are_named_by_them() -> None:
    trees = frame("""
        [] a clingen:ReferenceSequence ; clingen:id "S1" ;
            clingen:gene [ a clingen:Gene ; clingen:id "G1" ; clingen:symbol "s" ] .
    """)
    assert trees == [
        {"resourceType": "ReferenceSequence", "id": "S1", "gene": {"reference": "Gene/G1"}},
        {"resourceType": "Gene", "id": "G1", "symbol": "s"},
    ]


# --- What the model does not know -------------------------------------------------------------


def test_foreign_properties_and_nodes() -> None:
    tree = frame_one("""
        <Gene/G1> a clingen:Gene, ex:Thing ; clingen:symbol "s" ;
            ex:node [ a ex:Note ; ex:text "t"@de ; ex:size "5"^^xsd:byte ; ex:exact 5.0 ] ;
            ex:iri <http://example.org/y> ; ex:several 2, 1 ; ex:named ex:n ;
            ex:json '{ "b" : 1, "a":[true] }'^^rdf:JSON ; ex:text '"x"'^^rdf:JSON ;
            ex:broken '{'^^rdf:JSON ; ex:infinite "INF"^^xsd:double ; clingen:unheardOf "u" .
        ex:n ex:p "q" .
        <unrelated> ex:p <Gene/G1> .
    """)
    assert tree == {
        "resourceType": "Gene",
        "id": "G1",
        "symbol": "s",
        "@type": [EX + "Thing"],
        EX + "node": {
            "@type": [EX + "Note"],
            EX + "text": {"@value": "t", "@language": "de"},
            EX + "size": {"@value": "5", "@type": XSD + "byte"},
            EX + "exact": {"@value": "5.0", "@type": XSD + "decimal"},
        },
        EX + "iri": {"@id": EX + "y"},
        EX + "several": [1, 2],
        EX + "named": {"@id": EX + "n", EX + "p": "q"},
        EX + "json": {"@value": '{ "b" : 1, "a":[true] }', "@type": RDF + "JSON"},
        EX + "text": {"@value": '"x"', "@type": RDF + "JSON"},
        EX + "broken": {"@value": "{", "@type": RDF + "JSON"},
        EX + "infinite": {"@value": "INF", "@type": XSD + "double"},
        "unheardOf": "u",
    }
    quads = resource_quads(tree, load_model(), DEFAULT_BASE)
    [again] = frame_quads(quads, load_model(), DEFAULT_BASE)
    assert again.normal.tree == tree


def test_properties_in_namespaces_of_others() -> None:
    tree = frame_one("""<Gene/G1> a clingen:Gene ; schema:name "n" ; fhir:symbol "s" ;
        <http://hl7.org/fhir/resources/id> "G1" ; ex:aliasSymbol "a" .""")
    assert tree == {
        "resourceType": "Gene",
        "id": "G1",
        "symbol": "s",
        "name": "n",
        EX + "aliasSymbol": "a",
    }


def test_resources_that_share_a_blank_node() -> None:
    trees = frame("""
        <Gene/G1> a clingen:Gene ; clingen:identifier _:i .
        <Gene/G2> a clingen:Gene ; clingen:identifier _:i ; ex:also _:i .
        _:i fhir:value "HGNC:1" .
    """)
    identifier = [{"value": "HGNC:1"}]
    assert trees == [
        {"resourceType": "Gene", "id": "G1", "identifier": identifier},
        {
            "resourceType": "Gene",
            "id": "G2",
            "identifier": identifier,
            EX + "also": {"@id": "http://clingendb.clingen.org/Gene/G2#/identifier/0"},
        },
    ]


# --- Cycles, depth and repetition -------------------------------------------------------------


def test_cycles_end_at_the_name_of_the_node() -> None:
    tree = frame_one("""
        <Gene/G1> a clingen:Gene ; ex:a [ ex:up <Gene/G1> ; ex:b _:b ] .
        _:b ex:self _:b ; ex:named ex:n . ex:n ex:self ex:n .
    """)
    here = "http://clingendb.clingen.org/Gene/G1#/http:~1~1example.org~1a/http:~1~1example.org~1b"
    assert tree[EX + "a"] == {
        EX + "up": {"@id": "http://clingendb.clingen.org/Gene/G1"},
        EX + "b": {
            EX + "self": {"@id": here},
            EX + "named": {"@id": EX + "n", EX + "self": {"@id": EX + "n"}},
        },
    }
    quads = resource_quads(tree, load_model(), DEFAULT_BASE)
    [again] = frame_quads(quads, load_model(), DEFAULT_BASE)
    assert again.normal.tree == tree


def test_cycles_of_parts() -> None:
    tree = frame_one("""<Provenance/P> a clingen:Provenance ; clingen:entity ex:e .
        ex:e clingen:agent ex:e ; clingen:display "d" .""")
    assert tree["entity"] == [
        {
            "display": "d",
            "agent": {"@id": "http://clingendb.clingen.org/Provenance/P#/entity/0"},
        }
    ]


def test_nodes_without_names_that_several_point_to() -> None:
    tree = frame_one("""[] a clingen:Gene ; clingen:symbol "s" ;
        ex:a [ ex:b _:b ], [ ex:b _:b ; ex:last 1 ] . _:b ex:c _:b .""")
    # The resource has a name now, that of what it says.
    shared = tree["@id"] + "#/http:~1~1example.org~1a/0/http:~1~1example.org~1b"
    assert tree["@id"].startswith(GENID + "Gene-")
    assert tree[EX + "a"] == [
        {EX + "b": {EX + "c": {"@id": shared}}, EX + "last": 1},
        {EX + "b": {"@id": shared}},
    ]
    quads = resource_quads(tree, load_model(), DEFAULT_BASE)
    [again] = frame_quads(quads, load_model(), DEFAULT_BASE)
    assert again.normal.tree == tree


def test_a_deep_graph_is_refused() -> None:
    chain = " ".join(f"_:n{n} ex:p _:n{n + 1} ." for n in range(5000))
    with pytest.raises(TextError, match="nests too many nodes"):
        frame(f"<Gene/G1> a clingen:Gene ; ex:p _:n0 . {chain}")
    lists = "( " * 5000 + ")" * 5000
    with pytest.raises(TextError, match="nests too many nodes"):
        frame(f"<Gene/G1> a clingen:Gene ; ex:p {lists} .")


def test_a_graph_that_repeats_itself_is_told_once() -> None:
    chain = " ".join(f"_:n{n} ex:p _:n{n + 1} ; ex:q _:n{n + 1} ." for n in range(50))
    tree = frame_one(f"<Gene/G1> a clingen:Gene ; ex:p _:n0 . {chain}")
    assert str(tree).count(EX + "q") == 50


# --- Named graphs -----------------------------------------------------------------------------


def test_a_resource_is_read_from_its_own_graph() -> None:
    trees = frame("""
        <other> { <Gene/G1> a clingen:Gene ; clingen:symbol "of another" . }
        <Gene/G1> { <Gene/G1> a clingen:Gene ; clingen:symbol "own" . }
    """)
    assert trees == [{"resourceType": "Gene", "id": "G1", "symbol": "own"}]


def test_a_resource_without_a_graph_of_its_own_is_read_from_all() -> None:
    trees = frame("""
        <a> { <Gene/G1> clingen:name "n" ; clingen:identifier _:i . }
        <b> { <Gene/G1> a clingen:Gene ; clingen:symbol "s" . }
        { _:i fhir:value "v" . }
        <Gene/G1> { <Gene/G2> a clingen:Gene . }
    """)
    assert trees == [
        {
            "resourceType": "Gene",
            "id": "G1",
            "identifier": [{"value": "v"}],
            "symbol": "s",
            "name": "n",
        },
        {"resourceType": "Gene", "id": "G2"},
    ]


def test_a_class_in_one_graph_rules_over_a_guess_in_another() -> None:
    trees = frame("""
        <a> { <x> clingen:symbol "s" ; clingen:recorded "2020" . }
        <b> { <x> a clingen:Provenance . }
    """)
    assert [tree["resourceType"] for tree in trees] == ["Provenance"]


def test_nothing() -> None:
    assert frame("") == []
    assert frame("ex:a ex:b ex:c .") == []


# --- Names of resources -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "iri",
    [
        "http://example.org/a#b",
        "http://example.org/a#b/c",
        "urn:uuid:1",
        "http://purl.obolibrary.org/obo/SO_0000159",
        "http://clingendb.clingen.org/Gene/a/b",
        "http://clingendb.clingen.org/CanonicalAllele/C",
        "http://example.org/",
    ],
)
def test_other_names_come_back(iri: str) -> None:
    tree = frame_one(f"""<{iri}> a clingen:ContextualAllele ; clingen:alleleName
        [ clingen:nameType name:custom ; clingen:name "b" ], [ clingen:name "a" ] ;
        clingen:primaryNucleotideChangeType [] .""")
    assert resource_iri(tree, DEFAULT_BASE) == iri
    assert tree["primaryNucleotideChangeType"] == {}
    quads = resource_quads(tree, load_model(), DEFAULT_BASE)
    [again] = frame_quads(quads, load_model(), DEFAULT_BASE)
    assert again.normal.tree == tree


def test_statements_that_say_two_things_stand_for_one_value_each() -> None:
    tree = frame_one("""
        <Gene/G1> a clingen:Gene ; clingen:aliasSymbol "A", "B" .
        <Gene/G1#/aliasSymbol/0> a rdf:Statement ; rdf:subject <Gene/G1> ;
            rdf:predicate clingen:aliasSymbol, ex:other ; rdf:object "B", "A" .
        <Gene/G1#/aliasSymbol/1> a rdf:Statement ; rdf:subject <Gene/G1> ;
            rdf:predicate clingen:aliasSymbol ; rdf:object "A" .
    """)
    assert sorted(tree["aliasSymbol"]) == ["A", "B"]


def unread(trig: str) -> list[tuple[str, str]]:
    dataset = DatasetView(parse(PREFIXES + trig, "trig", DEFAULT_BASE))
    return [(name, why) for name, why in frame_dataset(dataset, load_model(), DEFAULT_BASE)[1]]


def test_the_class_of_a_list_is_no_loss() -> None:
    cells = 'rdf:first "a" ; rdf:rest [ a rdf:List ; rdf:first "b" ; rdf:rest rdf:nil ]'
    gene = f"<Gene/G1> a clingen:Gene ; clingen:aliasSymbol [ a rdf:List ; {cells} ] ."
    assert (frame_one(gene)["aliasSymbol"], unread(gene)) == (["a", "b"], [])
    other = gene.replace("rdf:List", "ex:List", 1)
    assert [why for _, why in unread(other)] == [
        f"no resource refers to the nameless node with {RDF}first, {RDF}rest, {RDF}type"
    ]


@pytest.mark.parametrize(
    ("rest", "why"),
    [
        ("rdf:rest rdf:nil", []),
        ("rdf:type rdf:List", []),
        ("rdf:rest _:l", [f"{RDF}rest is not kept"]),
        ("rdf:rest _:m", [f"{RDF}rest is not kept"]),
        ("rdf:rest 'x'", [f"{RDF}rest is not kept"]),
        ("rdf:rest <Gene/G2>", [f"{RDF}rest is not kept"]),
        ("rdf:rest rdf:nil, 'x'", [f"{RDF}rest is not kept"]),
    ],
)
def test_a_list_that_does_not_end_as_lists_do_is_named(rest: str, why: list[str]) -> None:
    gene = f"""<Gene/G1> a clingen:Gene ; clingen:aliasSymbol _:l .
        _:l rdf:first "a" ; rdf:rest _:m . _:m rdf:first "b" ; {rest} ."""
    assert frame_one(gene)["aliasSymbol"] == ["a", "b"]
    found = [each for _, each in unread(gene)]
    assert [each for each in found if each in why or not why] == why


def test_what_others_say_of_a_resource_that_has_its_own_graph_is_named() -> None:
    own = "<Gene/G1> { <Gene/G1> a clingen:Gene } "
    name, why = f"{DEFAULT_BASE}Gene/G1", "what is said of it beside its own graph is left out"
    more = 'ex:g { <Gene/G1> clingen:symbol "A" }'
    assert unread(own + more) == [(name, f"{why} (in the graph {EX}g)")]
    assert unread(own + "<Gene/G1> clingen:symbol 'A' .") == [(name, why)]


@pytest.mark.parametrize(
    "predicate",
    [
        "http://clingen.org/model/allele/#symbol",
        "http://clingen.org/model/allele/links#symbol",
        "http://clingen.org/model/allele/Gene/symbol",
        "http://hl7.org/fhir/us/core/identifier",
        "http://hl7.org/fhir/StructureDefinition/x/meta",
        "http://schema.org/docs/name",
    ],
)
def test_a_predicate_below_a_namespace_of_the_model_is_foreign(predicate: str) -> None:
    gene = f'<Gene/G1> a clingen:Gene ; <{predicate}> "x" .'
    assert frame_one(gene)[predicate] == "x"
    assert unread(gene) == []
    again = resource_quads(frame_one(gene), load_model(), DEFAULT_BASE)
    assert predicate in {quad.predicate for quad in again}
    assert not frame(f"<G1> <{predicate}> 'x' .")  # and says no type


@pytest.mark.parametrize(
    ("part", "lost"),
    [("ex:id1", [f"{EX}id1"]), ("_:id1", []), ("<Gene/G1#/identifier/0>", []),
     ("<Gene/G2#/identifier/0>", [f"{DEFAULT_BASE}Gene/G2#/identifier/0"])],
)  # fmt: skip
def test_the_name_of_a_part_is_named_as_lost(part: str, lost: list[str]) -> None:
    gene = f"<Gene/G1> a clingen:Gene ; fhir:identifier {part} . {part} fhir:value '1' ."
    assert frame_one(gene)["identifier"] == [{"value": "1"}]
    assert unread(gene) == [(name, "the name of this node is not kept") for name in lost]


def test_a_nameless_node_of_two_resources_is_named() -> None:
    of_one = "<Gene/G1> a clingen:Gene ; ex:p _:x , _:y ; ex:q _:x . _:x ex:r 1 . _:y ex:r 2 . "
    assert unread(of_one) == []
    assert unread(of_one + "<Gene/G2> a clingen:Gene ; ex:p _:y .") == [
        ("", f"the nameless node with {EX}r is copied into each resource")
    ]


def test_another_resource_type_in_words_is_named() -> None:
    gene = "<Gene/G1> a clingen:Gene ; clingen:resourceType "
    assert unread(gene + "'Gene' .") == []
    assert unread(gene + "'Other' .") == [
        (f"{DEFAULT_BASE}Gene/G1", "the resourceType Other is not kept")
    ]
    tree = frame_one("<x> clingen:resourceType 'Gene' ; clingen:name 'A' .")
    assert tree == {"resourceType": "Gene", "@id": f"{DEFAULT_BASE}x", "id": "x", "name": "A"}


def test_a_resource_type_in_words_makes_no_resource_of_what_is_nested() -> None:
    """A foreign value may be a message of its own, and stays where it is."""
    gene = "<Gene/G1> a clingen:Gene ; ex:p [ clingen:resourceType 'Gene' ; clingen:id 'G2' ] ."
    [framed] = found(gene)
    nested = {"resourceType": "Gene", "id": "G2"}
    assert framed.normal.tree[EX + "p"] == nested
    assert unread(gene) == []


@pytest.mark.parametrize(
    "said",
    [
        """<Gene/G1#/aliasSymbol/0> a rdf:Statement ; rdf:subject <Gene/G1> ; rdf:object "B", "A" ;
            rdf:predicate clingen:aliasSymbol ; fhir:display "x" .
        <Gene/G1#/aliasSymbol/1> a rdf:Statement ; rdf:subject <Gene/G1> ; rdf:object "A" ;
            rdf:predicate clingen:aliasSymbol .""",
        """<Gene/G1> clingen:identifier <Gene/G1#/identifier/0>, <Gene/G1#/identifier/1>, _:l .
        _:l rdf:first <Gene/G1#/identifier/1> ; rdf:rest _:l .
        <Gene/G1#/identifier/0> fhir:value "1" . <Gene/G1#/identifier/1> fhir:value "2" .""",
        """<Gene/G1> clingen:aliasSymbol _:l . _:l rdf:first "x" ; rdf:rest _:m, _:n, "y" .
        _:m rdf:first "z" ; rdf:rest rdf:nil . _:n rdf:first "u" ; rdf:rest rdf:nil .""",
        """<Gene/G1> ex:p <Gene/G2>, <Gene/G3> . [] a rdf:Statement ; rdf:subject <Gene/G1> ;
            rdf:predicate ex:p ; rdf:object <Gene/G4>, <Gene/G3> .""",
    ],
)
def test_the_order_of_the_triples_says_nothing(said: str) -> None:
    gene = '<Gene/G1> a clingen:Gene ; clingen:aliasSymbol "A", "B" . '
    quads = list(parse(PREFIXES + gene + said, "trig", DEFAULT_BASE))
    told = set()
    for seed in range(20):
        Random(seed).shuffle(quads)
        framed, unread = frame_dataset(DatasetView(quads), load_model(), DEFAULT_BASE)
        told.add(json.dumps([[each.normal.tree for each in framed], sorted(unread)]))
    assert len(told) == 1
