"""The SHACL report, by rdflib, Oxigraph, and SHACL's own vocabulary."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from clingen_ld import load_model
from clingen_ld.findings.finding import Finding
from clingen_ld.model import RULE, SHAPE, Rule
from clingen_ld.model.files import shapes_text
from clingen_ld.reports import render
from clingen_ld.validation.report import Report
from tests.reports.report_samples import (
    BASE,
    EMPTY,
    MILD,
    MIXED,
    NASTY,
    WRONG_CODE,
    each_report,
    hostile,
)

# rdflib's JSON-LD reader and pySHACL use a class of rdflib that is on its way out.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")

# Section 3.6 of the SHACL recommendation, as shapes.
REPORT_SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix shape: <http://clingen.org/model/allele/shapes#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .

[] a sh:NodeShape ; sh:targetClass sh:ValidationReport ; sh:closed true ;
    sh:ignoredProperties ( rdf:type ) ;
    sh:property [ sh:path sh:conforms ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:boolean ] ;
    sh:property [ sh:path sh:result ; sh:class sh:ValidationResult ] ;
    sh:or ( [ sh:property [ sh:path sh:conforms ; sh:hasValue true ] ;
              sh:property [ sh:path sh:result ; sh:maxCount 0 ] ]
            [ sh:property [ sh:path sh:conforms ; sh:hasValue false ] ;
              sh:property [ sh:path sh:result ; sh:minCount 1 ] ] ) .

[] a sh:NodeShape ; sh:targetClass sh:ValidationResult ; sh:closed true ;
    sh:ignoredProperties ( rdf:type shape:rule ) ;
    sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] ;
    sh:property [ sh:path sh:resultPath ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
    sh:property [ sh:path sh:value ; sh:maxCount 1 ] ;
    sh:property [ sh:path sh:sourceShape ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
    sh:property [ sh:path sh:sourceConstraintComponent ; sh:minCount 1 ; sh:maxCount 1 ;
                  sh:nodeKind sh:IRI ] ;
    sh:property [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ;
                  sh:in ( sh:Violation sh:Warning sh:Info ) ] ;
    sh:property [ sh:path sh:resultMessage ; sh:minCount 1 ; sh:datatype xsd:string ] .
"""


def turtle(report: Report) -> Graph:
    return Graph().parse(data=render(report, "shacl"), format="turtle")


@lru_cache
def shapes() -> Graph:
    return Graph().parse(data=shapes_text(), format="turtle")


def result_of(finding: Finding) -> dict[str, Node]:
    """The only result of the report of a finding, by the names of its properties."""
    graph = turtle(Report((finding,), 1, 1))
    (result,) = graph.objects(None, SH.result)
    return {str(p).rpartition("#")[2]: o for p, o in graph.predicate_objects(result)}


@each_report
def test_it_is_a_report_by_the_recommendation(report: Report) -> None:
    graph = turtle(report)
    conforms, _, text = pyshacl.validate(graph, shacl_graph=Graph().parse(data=REPORT_SHAPES))
    assert conforms, text
    assert len(list(graph.subjects(RDF.type, SH.ValidationReport))) == 1
    assert len(list(graph.objects(None, SH.result))) == len(report.findings)


@each_report
def test_the_terms_are_in_the_vocabulary_of_shacl(report: Report) -> None:
    vocabulary = Graph().parse((files("pyshacl") / "assets" / "shacl.ttl").read_bytes())
    used = {term for triple in turtle(report) for term in triple if str(term).startswith(str(SH))}
    assert {term for term in used if (term, RDFS.label, None) not in vocabulary} == set()


@pytest.mark.slow
@each_report
def test_json_ld_has_the_same_graph(report: Report) -> None:
    text = render(report, "shacl-jsonld")
    assert isomorphic(turtle(report), Graph().parse(data=text, format="json-ld"))
    stored = list(ox.parse(text, format=ox.RdfFormat.JSON_LD))
    assert len(stored) == len(list(ox.parse(render(report, "shacl"), format=ox.RdfFormat.TURTLE)))


def test_a_result() -> None:
    assert result_of(WRONG_CODE) == {
        "type": SH.ValidationResult,
        "focusNode": URIRef(BASE + "ContextualAllele/XA101"),
        "resultPath": URIRef("http://clingen.org/model/allele/contextualAlleleType"),
        "value": URIRef("http://clingen.org/model/allele/contextual-allele-type#transkript"),
        "sourceShape": URIRef(SHAPE + "ContextualAllele-contextualAlleleType"),
        "sourceConstraintComponent": SH.InConstraintComponent,
        "resultSeverity": SH.Violation,
        "resultMessage": Literal(WRONG_CODE.message),
        "rule": URIRef(RULE + "ST-5"),
    }


def test_warnings_alone_do_not_conform_in_shacl() -> None:
    assert MILD.conforms
    assert list(turtle(MILD).objects(None, SH.conforms)) == [Literal(False)]
    assert "# There is no error" in render(MILD, "shacl")
    assert list(turtle(EMPTY).objects(None, SH.conforms)) == [Literal(True)]


def test_what_is_about_no_resource_is_about_its_file() -> None:
    unreadable = Finding("ST-0", "error", "cut short", file="/a b/c.json", line=3, column=4)
    result = result_of(unreadable)
    assert result["focusNode"] == URIRef("file:///a%20b/c.json")
    assert result["resultMessage"] == Literal("cut short (/a b/c.json, line 3, column 4)")
    assert isinstance(result_of(Finding("ST-0", "error", "m"))["focusNode"], rdflib.BNode)


def test_a_result_of_other_shapes() -> None:
    result = result_of(Finding("http://example.org/s#Mine", "info", "m", resource=BASE + "Gene/G"))
    mine = URIRef("http://example.org/s#Mine")
    assert result["sourceShape"] == result["sourceConstraintComponent"] == result["rule"] == mine
    assert result["resultSeverity"] == SH.Info


def test_the_stricter_bounds_have_shapes_of_their_own() -> None:
    message = "canonicalAllele is missing; recommended (the diagram of the resource requires it)"
    iri, values = BASE + "ContextualAllele/X", {"property": "canonicalAllele"}
    result = result_of(Finding("ST-8", "warning", message, resource=iri, values=values))
    assert result["sourceShape"] == URIRef(SHAPE + "ContextualAllele-canonicalAllele-published")
    assert result["sourceConstraintComponent"] == SH.MinCountConstraintComponent


@pytest.mark.slow
@pytest.mark.parametrize("rule", load_model().rules.values(), ids=lambda rule: str(rule.id))
def test_a_source_shape_is_a_shape_of_the_rule(rule: Rule) -> None:
    """For any place: the shape exists, and is a SPARQL constraint where the result says so."""
    places = [
        (f"{BASE}{type_.name}/X", pointer)
        for type_ in load_model().resources.values()
        for pointer in ["", *(f"/{name}" for name in type_.properties)]
    ]
    findings = tuple(
        Finding(rule.id, severity, "m", resource=iri, pointer=pointer, value="x")
        for severity in rule.severities
        for iri, pointer in places
    )
    graph = turtle(Report(findings, 1, 1))
    for result in graph.objects(None, SH.result):
        shape = graph.value(result, SH.sourceShape)
        if shape is not None:
            assert (shape, RDF.type, None) in shapes()
        if (result, SH.sourceConstraintComponent, SH.SPARQLConstraintComponent) in graph:
            assert (shape, SH.sparql, None) in shapes()
            assert (shape, URIRef(SHAPE + "rule"), URIRef(RULE + rule.id)) in shapes()


def test_the_shapes_of_reports_tell_a_wrong_report() -> None:
    text = render(MIXED, "shacl").replace("sh:conforms false", "sh:conforms true")
    for wrong in (text, render(MIXED, "shacl").replace("sh:focusNode", "sh:focus")):
        graph = Graph().parse(data=wrong, format="turtle")
        assert not pyshacl.validate(graph, shacl_graph=Graph().parse(data=REPORT_SHAPES))[0]


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text(text: str) -> None:
    finding = hostile(text)
    result = result_of(finding)
    message = finding.message.encode("utf-8", "backslashreplace").decode()
    assert result["resultMessage"] == Literal(message)
    assert str(result["focusNode"]).startswith((BASE, "urn:invalid:"))
    for node in result.values():
        if isinstance(node, URIRef):
            assert not set(node) & set(' "<>\\^`{|}\n')


def test_typed_values_in_both_forms() -> None:
    finding = Finding(
        "XA-5", "error", "m", resource=BASE + "ContextualAllele/X", value=7,
        pointer="/referenceCoordinate/start/index",
    )  # fmt: skip
    assert result_of(finding)["value"] == Literal(7)
    report = Report((finding,), 1, 1)
    graph = Graph().parse(data=render(report, "shacl-jsonld"), format="json-ld")
    assert list(graph.objects(None, SH.value)) == [Literal(7)]
