"""The nodes of one resource as others write them: lists, addresses, references, codes, values."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.graph.framing import frame_quads
from clingen_ld.graph.quads import resource_quads
from clingen_ld.model import DEFAULT_BASE, load_model
from tests.graph.test_framing import found, frame, frame_one

EX = "http://example.org/"
SO = "http://www.sequenceontology.org/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@pytest.mark.parametrize("statement", ["_:s", "ex:s"])
def test_what_a_statement_inside_is_about_stands_inside(statement: str) -> None:
    inner = "clingen:symbol 'S' ; clingen:aliasSymbol 'A'"
    tree = frame_one(f"""<Gene/G1> a clingen:Gene ; ex:note {statement} .
        {statement} a rdf:Statement ; rdf:subject _:t ; rdf:object "o" .
        _:t a rdf:Statement ; rdf:subject _:b ; rdf:object "p" .
        _:b {inner} .""")
    assert tree["id"] == "G1"
    # One that nobody points to says more of a resource.
    [gene] = frame(f"""[] a rdf:Statement ; rdf:subject _:b ; rdf:object "o" . _:b {inner} .""")
    assert gene["symbol"] == "S"


# --- Lists ------------------------------------------------------------------------------------


def test_rdf_lists() -> None:
    tree = frame_one("""<Gene/G1> a clingen:Gene ;
        clingen:aliasSymbol ( "b" "a" "b" ) ;
        clingen:identifier ( [ fhir:value "2" ] [ fhir:value "1" ] ) ;
        ex:list ( 2 ( 1 () ) "x" ) ; ex:empty () .""")
    assert tree["aliasSymbol"] == ["b", "a", "b"]
    assert tree["identifier"] == [{"value": "2"}, {"value": "1"}]
    assert tree[EX + "list"] == {"@list": [2, {"@list": [1, {"@list": []}]}, "x"]}
    assert tree[EX + "empty"] == {"@list": []}


def test_an_rdf_list_that_holds_itself() -> None:
    tree = frame_one("""<Gene/G1> a clingen:Gene ; ex:list ( _:l 1 ) .
        _:l rdf:first _:l ; rdf:rest ( 2 ) .""")
    at = "http://clingendb.clingen.org/Gene/G1#/http:~1~1example.org~1list/@list/0"
    assert tree[EX + "list"] == {
        "@list": [{RDF + "first": {"@id": at}, RDF + "rest": {"@list": [2]}}, 1]
    }


def test_an_empty_rdf_list_is_an_empty_array() -> None:
    [framed] = found("<Gene/G1> a clingen:Gene ; clingen:aliasSymbol () .")
    assert framed.normal.tree == {"resourceType": "Gene", "id": "G1"}
    assert [note.rule for note in framed.normal.notes] == ["ST-9"]


def test_an_rdf_list_that_bites_its_tail() -> None:
    tree = frame_one("""<Gene/G1> a clingen:Gene ; clingen:aliasSymbol _:l .
        _:l rdf:first "a" ; rdf:rest _:m . _:m rdf:first "b" ; rdf:rest _:l .""")
    assert tree["aliasSymbol"] == ["a", "b"]


def test_values_without_an_order_come_in_that_of_their_text() -> None:
    tree = frame_one("""<Gene/G1> a clingen:Gene ; clingen:aliasSymbol "c", "a", "b" ;
        clingen:identifier [ fhir:value "2" ], [ fhir:value "1" ], [ fhir:value "1" ] .""")
    assert tree["aliasSymbol"] == ["a", "b", "c"]
    assert tree["identifier"] == [{"value": "1"}, {"value": "1"}, {"value": "2"}]


def test_addresses_tell_the_order() -> None:
    tree = frame_one("""<Gene/G1> a clingen:Gene ;
        clingen:identifier <Gene/G1#/identifier/1>, <Gene/G1#/identifier/0> .
        <Gene/G1#/identifier/1> fhir:value "1" . <Gene/G1#/identifier/0> fhir:value "2" .""")
    assert tree["identifier"] == [{"value": "2"}, {"value": "1"}]


@pytest.mark.parametrize("index", ["x", "01", "-1", "9" * 5000, "٣"])
def test_addresses_with_odd_indices(index: str) -> None:
    tree = frame_one(f"""<Gene/G1> a clingen:Gene ;
        clingen:identifier <Gene/G1#/identifier/{index}>, <Gene/G1#/identifier/0> .
        <Gene/G1#/identifier/{index}> fhir:value "1" . <Gene/G1#/identifier/0> fhir:value "2" .""")
    assert sorted(i["value"] for i in tree["identifier"]) == ["1", "2"]


@pytest.mark.slow
def test_many_values() -> None:
    many = 20_000
    values = ", ".join(f'"{n}"' for n in range(many))
    tree = frame_one(f"<Gene/G1> a clingen:Gene ; clingen:aliasSymbol {values}, {values} .")
    assert len(tree["aliasSymbol"]) == many


# --- References -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reference",
    [
        '[ a fhir:Reference ; fhir:reference "Gene/G1" ; fhir:display "d" ]',
        '[ fhir:reference <Gene/G1> ; fhir:display "d" ]',
        '[ fhir:reference "http://clingendb.clingen.org/Gene/G1"^^xsd:anyURI ; fhir:display "d" ]',
        '[ clingen:reference <Gene/G1> ; clingen:display "d" ]',
        "<http://example.org/reference>",
    ],
)
def test_reference_nodes(reference: str) -> None:
    tree = frame_one(f"""<ReferenceSequence/S> a clingen:ReferenceSequence ;
        clingen:gene {reference} .
        <http://example.org/reference> a fhir:Reference ;
            fhir:reference <Gene/G1> ; fhir:display "d" .""")
    assert tree["gene"] == {"reference": "Gene/G1", "display": "d"}


def test_literals_where_a_reference_is_expected() -> None:
    tree = frame_one("""<CanonicalAllele/C> a clingen:CanonicalAllele ;
        clingen:nested "CanonicalAllele/D"^^xsd:anyURI, "CanonicalAllele/E" .""")
    # A plain string is as wrong there as it is in a message.
    assert tree["nested"] == ["CanonicalAllele/E", {"reference": "CanonicalAllele/D"}]


def test_statements_about_a_triple() -> None:
    tree = frame_one("""<ReferenceSequence/S> a clingen:ReferenceSequence ;
            clingen:gene <Gene/G1> .
        [] a rdf:Statement ; rdf:subject <ReferenceSequence/S> ; rdf:predicate clingen:gene ;
            rdf:object <Gene/G1> ; fhir:display "d" ; ex:source <http://example.org/s> .
        [] a rdf:Statement ; rdf:subject <ReferenceSequence/S> ; rdf:predicate clingen:gene ;
            rdf:object <Gene/G2> ; fhir:display "never said" .""")
    assert tree["gene"] == {
        "reference": "Gene/G1",
        "display": "d",
        EX + "source": {"@id": EX + "s"},
    }


def test_a_described_resource_is_no_reference_node() -> None:
    trees = frame("""
        <ReferenceSequence/S> a clingen:ReferenceSequence ; clingen:gene <Gene/G1> .
        <Gene/G1> a clingen:Gene ; clingen:reference "odd" .
    """)
    assert trees[0]["gene"] == {"reference": "Gene/G1"}


# --- Codes and literals -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("<http://clingen.org/model/allele/contextual-allele-type#genomic>", "genomic"),
        ("obo:SO_0000991", "genomic"),
        ('"genomic"', "genomic"),
        ('"amino acid"', "amino-acid"),
        ("<http://clingen.org/model/allele/contextual-allele-type#a%20b>", "a b"),
        ("<http://clingen.org/model/allele/reference-sequence-type#gene>", None),
        ("ex:other", EX + "other"),
    ],
)
def test_codes(code: str, expected: str | None) -> None:
    tree = frame_one(f"<x> a clingen:ContextualAllele ; clingen:contextualAlleleType {code} .")
    whole = "http://clingen.org/model/allele/reference-sequence-type#gene"
    assert tree["contextualAlleleType"] == (expected or whole)


def test_concepts_of_other_ontologies() -> None:
    tree = frame_one("""<x> a clingen:ContextualAllele ;
        clingen:primaryNucleotideChangeType obo:SO_0000159 ;
        clingen:related [ clingen:relatedType obo:RO_0003000 ; clingen:target <y> ] .
        obo:SO_0000159 fhir:display "deletion" .""")
    assert tree["primaryNucleotideChangeType"] == {
        "coding": [{"system": SO, "code": "SO:0000159", "display": "deletion"}]
    }
    assert tree["related"] == [{"relatedType": "amino-acid-effect", "target": {"reference": "y"}}]


def test_an_assembly_as_a_concept() -> None:
    tree = frame_one("""<x> a clingen:ReferenceSequence ;
        clingen:referenceGenome <http://www.ncbi.nlm.nih.gov/assembly/2758> .""")
    coding = {"system": "http://www.ncbi.nlm.nih.gov/assembly/", "code": "2758"}
    assert tree["referenceGenome"] == {"coding": [coding]}


def test_the_concept_of_a_coding_says_nothing_new() -> None:
    tree = frame_one(f"""<x> a clingen:ContextualAllele ; clingen:primaryNucleotideChangeType [
        fhir:coding [ a fhir:Coding, obo:SO_0000159, ex:Deletion ;
            fhir:system <{SO}> ; fhir:code "SO:0000159" ] ] .""")
    [coding] = tree["primaryNucleotideChangeType"]["coding"]
    assert coding == {"system": SO, "code": "SO:0000159", "@type": [EX + "Deletion"]}


@pytest.mark.parametrize("code", ["5", '""', "( 1 2 )", "[ ex:p 1 ]"])
def test_codings_with_odd_codes(code: str) -> None:
    tree = frame_one(f"""<x> a clingen:ContextualAllele ; clingen:primaryNucleotideChangeType [
        fhir:coding [ a obo:SO_0000159 ; fhir:system <{SO}> ; fhir:code {code} ] ] .""")
    [coding] = tree["primaryNucleotideChangeType"]["coding"]
    assert coding["@type"] == ["http://purl.obolibrary.org/obo/SO_0000159"]


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        ("5", 5),
        ('"5"^^xsd:int', 5),
        ('"0005"^^xsd:unsignedShort', 5),
        ('"+5"^^xsd:nonNegativeInteger', 5),
        ('"5"', 5),
        ("5.0", 5),
        ("5e0", 5),
        ("5.5", 5.5),
        ('"1_000"^^xsd:integer', "1_000"),
        ('"٣"^^xsd:integer', "٣"),
        ('" 5 "^^xsd:integer', " 5 "),
        ('"five"^^xsd:integer', "five"),
        ('"NaN"^^xsd:double', "NaN"),
        ('"1e999"^^xsd:double', "1e999"),
        (f'"{"9" * 5000}"^^xsd:integer', "9" * 5000),
        ("true", True),
    ],
)
def test_integers(literal: str, expected: Any) -> None:
    tree = frame_one(f"<x> a clingen:ReferenceSequence ; clingen:cdsStart {literal} .")
    assert tree["cdsStart"] == expected
    assert type(tree["cdsStart"]) is type(expected)


@pytest.mark.parametrize(
    ("literal", "expected"),
    [("true", True), ('"1"^^xsd:boolean', True), ('"false"', False), ('"yes"^^xsd:boolean', "yes")],
)
def test_booleans(literal: str, expected: Any) -> None:
    tree = frame_one(f"<x> a clingen:CanonicalAllele ; clingen:active {literal} .")
    assert tree["active"] is expected or tree["active"] == expected == "yes"


@pytest.mark.parametrize("name", ["date", "token", "anyURI", "integer", "boolean", "gYear"])
def test_a_text_of_another_datatype_stays_what_it_is(name: str) -> None:
    tree = frame_one(f"""<x> a clingen:CanonicalAllele ; clingen:version "1-"^^xsd:{name} ;
        clingen:complexity "simple"^^xsd:{name} .""")
    kept = {"@type": f"http://www.w3.org/2001/XMLSchema#{name}"}
    assert tree["version"] == kept | {"@value": "1-"}
    assert tree["complexity"] == kept | {"@value": "simple"}


def test_strings_with_a_language_and_iris_for_texts() -> None:
    tree = frame_one(f"""<Gene/G1> a clingen:Gene ; clingen:symbol "ILK"@en-GB ;
        clingen:name "a"@en, "b"@de ; clingen:identifier [ fhir:system <{SO}> ; fhir:value 5 ] .""")
    assert tree["symbol"] == {"@value": "ILK", "@language": "en-gb"}
    assert tree["name"] == [
        {"@value": "b", "@language": "de"},
        {"@value": "a", "@language": "en"},
    ]
    assert tree["identifier"] == [{"system": SO, "value": 5}]


def test_an_iri_is_no_text() -> None:
    tree = frame_one("""<Gene/G1> a clingen:Gene ; clingen:symbol ex:S ;
        clingen:aliasSymbol ex:b, "x" ; clingen:name ex:name .""")
    assert tree["symbol"] == {"@id": "http://example.org/S"}
    assert tree["aliasSymbol"] == ["x", {"@id": "http://example.org/b"}]
    quads = [*resource_quads(tree, load_model(), DEFAULT_BASE)]
    assert "http://example.org/S" in [q.object for q in quads if q.predicate.endswith("/symbol")]
    [again] = frame_quads(quads, load_model(), DEFAULT_BASE)
    assert again.normal.tree == tree
