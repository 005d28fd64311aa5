"""Shapes of the user's own: every result of pySHACL is a finding, at its place, each run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyshacl
import pytest
import rdflib
from rdflib import SH, Graph
from rdflib.compare import to_isomorphic

from clingen_ld.findings.finding import IDLE_SHAPE
from clingen_ld.findings.shacl_result import path_text
from clingen_ld.model import PREFIXES
from clingen_ld.reports import render
from clingen_ld.validation.report import Report
from clingen_ld.validation.shacl.reading import engine_report, report_results
from tests.console import ROOT
from tests.validation.shacl.own_shapes import GENE, HEAD, checked, of_shapes, short

# rdflib's JSON-LD reader and pySHACL use a class of rdflib that is on its way out.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")

CASES = {
    "objects of a data property": (
        "ex:S a sh:NodeShape ; sh:targetObjectsOf c:symbol ; sh:pattern '^[a-z]+$' .",
        ["S error /symbol"],
    ),
    "objects of a list": (
        "ex:S a sh:NodeShape ; sh:targetObjectsOf c:aliasSymbol ; sh:maxLength 2 .",
        ["S error /aliasSymbol/0", "S error /aliasSymbol/1"],
    ),
    "a referenced IRI that is not there": (
        "ex:S a sh:NodeShape ; sh:targetObjectsOf c:target ; sh:class c:ReferenceSequence .",
        ["S error /related/0/target"],
    ),
    "a node that is linked": (
        "ex:S a sh:NodeShape ; sh:targetNode <http://other.example/people/7> ; "
        "sh:property [ sh:path o:name ; sh:pattern '^B' ] .",
        ["name error /http:~1~1other.example~1curator/http:~1~1other.example~1name"],
    ),
    "a node that is only named": (
        "ex:S a sh:NodeShape ; sh:targetObjectsOf o:knows ; sh:property [ sh:path o:name ; "
        "sh:minCount 1 ] .",
        ["name error /http:~1~1other.example~1curator/http:~1~1other.example~1knows"],
    ),
    "a node that is nowhere": (
        "ex:S a sh:NodeShape ; sh:targetNode <urn:nowhere> , 'text' , 42 ; sh:class c:Gene .",
        ["S error", "S error", "S error"],
    ),
    "shapes without names": (
        "ex:S a sh:NodeShape ; sh:targetClass c:Gene ; "
        "sh:property [ sh:path c:symbol ; sh:minLength 9 ; sh:message 'long' ] ; "
        "sh:property [ sh:path c:symbol ; sh:minLength 9 ; sh:message 'long' ] ; "
        "sh:property [ sh:path c:symbol ; sh:pattern '^X' ; sh:minLength 8 ] ; "
        "sh:property [ sh:path ( c:identifier fhir:value ) ; sh:pattern '^X' ] .",
        ["identifier/value error /identifier/0/value", *["symbol error /symbol"] * 4],
    ),
    "one shape twice": (
        "ex:A a sh:NodeShape ; sh:targetClass c:Gene ; sh:property ex:P . "
        "ex:B a sh:NodeShape ; sh:targetSubjectsOf c:symbol ; sh:property ex:P . "
        "ex:P sh:path c:symbol ; sh:pattern '^X' .",
        ["P error /symbol", "P error /symbol"],
    ),
    "a class that is a shape": (
        "c:Gene a rdfs:Class, sh:NodeShape ; sh:property [ sh:path c:symbol ; sh:pattern '^X' ] .",
        ["symbol error /symbol"],
    ),
    "a class by another metaclass": (
        "ex:Kind rdfs:subClassOf rdfs:Class . "
        "c:Gene a ex:Kind ; sh:property [ sh:path c:symbol ; sh:pattern '^X' ; "
        "sh:severity sh:Info ] .",
        ["symbol info /symbol"],
    ),
    "paths": (
        "ex:S a sh:NodeShape ; sh:targetClass c:Gene ; "
        "sh:property [ sh:path [ sh:inversePath c:gene ] ; sh:maxCount 0 ] ; "
        "sh:property [ sh:path [ sh:alternativePath ( c:symbol c:name ) ] ; sh:pattern '^X' ] ; "
        "sh:property [ sh:path ( c:identifier [ sh:zeroOrOnePath fhir:value ] ) ; "
        "sh:nodeKind sh:Literal ] ; "
        "sh:property [ sh:path [ sh:oneOrMorePath o:knows ] ; sh:minCount 1 ] .",
        [
            "^gene error", "identifier/value? error /identifier/0", "knows+ error",
            "symbol|name error /name", "symbol|name error /symbol",
        ],
    ),
    "details": (
        "ex:S a sh:NodeShape ; sh:targetClass c:Gene ; "
        "sh:property [ sh:path c:identifier ; sh:node ex:Id ] . "
        "ex:Id sh:property [ sh:path fhir:use ; sh:minCount 1 ; sh:message 'say its use' ] .",
        ["identifier error /identifier/0 < say its use (path fhir:use)"],
    ),
    "a query": (
        "ex:p sh:declare [ sh:prefix 'c' ; sh:namespace 'http://clingen.org/model/allele/' ] . "
        "ex:S a sh:NodeShape ; sh:targetClass c:Gene ; sh:sparql [ sh:prefixes ex:p ; "
        "sh:message '{?value} is no name' ; "
        "sh:select 'SELECT $this (c:symbol AS ?path) ?value { $this c:symbol ?value }' ] .",
        ["S error /symbol"],
    ),
    "a deactivated shape": (
        "ex:S a sh:NodeShape ; sh:targetClass c:Gene ; sh:deactivated true ; "
        "sh:property [ sh:path c:nothing ; sh:minCount 1 ] .",
        [],
    ),
    "texts in languages": (
        "ex:S a sh:NodeShape ; sh:targetClass c:Gene ; sh:property [ sh:path c:symbol ; "
        "sh:pattern '^X' ; sh:message 'nein'@de, 'no'@en, 'non'@fr ] .",
        ["symbol error /symbol"],
    ),
    "the words of other logic": (
        "ex:S a sh:NodeShape ; sh:targetClass c:Gene ; sh:not [ sh:class c:Gene ] ; "
        "sh:xone ( [ sh:class c:Gene ] [ sh:nodeKind sh:IRI ] ) ; "
        "sh:property [ sh:path c:identifier ; sh:qualifiedValueShape [ sh:property [ "
        "sh:path fhir:use ; sh:minCount 1 ] ] ; sh:qualifiedMinCount 1 ] ; "
        "sh:property [ sh:path c:symbol ; sh:equals c:name ; sh:disjoint c:symbol ; "
        "sh:lessThan c:aliasSymbol ; sh:in ( 'a' 'b' ) ; sh:hasValue 'q' ] ; sh:closed true .",
        None,
    ),
}  # fmt: skip


def by_engine(tmp_path: Path) -> Graph:
    """The report of pySHACL on the Turtle of the messages."""
    from clingen_ld import convert

    convert([tmp_path / "data.json"], "turtle", output=tmp_path / "data.ttl")
    data, shapes = Graph().parse(tmp_path / "data.ttl"), Graph().parse(tmp_path / "own.ttl")
    for prefix, iri in PREFIXES.items():
        data.bind(prefix, iri)
    return engine_report(data, shapes, advanced=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_every_result_of_pyshacl_is_a_finding(tmp_path: Path, name: str) -> None:
    shapes, places = CASES[name]
    report = checked(tmp_path, shapes)
    found = of_shapes(report)
    if places is not None:
        assert sorted(map(short, found)) == places
    engine = by_engine(tmp_path)

    def key(result: Any) -> tuple[str, ...]:
        path, value = path_text(result.path), str(result.value)
        texts = [result.focus, path, value, result.component, result.severity, result.message]
        return tuple(map(str, [*texts, len(result.details)]))

    ours = Counter(key(finding.result) for finding in found)
    assert ours == Counter(map(key, report_results(engine)))
    assert all(finding.file for finding in found)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["shacl", "shacl-jsonld"])
@pytest.mark.parametrize("name", CASES)
def test_the_report_is_that_of_the_engine(tmp_path: Path, name: str, form: str) -> None:
    report = checked(tmp_path, CASES[name][0])
    only = Report(tuple(of_shapes(report)), 1, 2)
    ours = Graph().parse(data=render(only, form), format="turtle" if form == "shacl" else "json-ld")
    theirs = by_engine(tmp_path)
    described: set[Any] = (
        set()
    )  # the engine describes shapes without names, and what stands below them
    for shape in theirs.objects(None, SH.sourceShape):
        waiting = [shape] if isinstance(shape, rdflib.BNode) else []
        while waiting:
            triples = set(theirs.triples((waiting.pop(), None, None))) - described
            described |= triples
            waiting += [o for _, _, o in triples if isinstance(o, rdflib.BNode)]
    paths = {t for t in described if t[0] in set(theirs.objects(None, SH.resultPath))}
    for triple in described - paths:
        theirs.remove(triple)
    assert counted(ours) == counted(theirs)
    assert (None, SH.conforms, rdflib.Literal(not len(only.findings))) in ours


def counted(graph: Graph) -> Counter[str]:
    """The results of a report graph as texts, without the names of blank nodes."""
    return Counter(str(r.__class__) + str(_plain(r)) for r in report_results(graph))


def _plain(result: Any) -> tuple[Any, ...]:
    shape = "_:" if result.shape.startswith("_:") else result.shape
    return (
        result.focus, result.path, result.value, shape, result.component, result.severity,
        result.messages, tuple(map(_plain, result.details)),
    )  # fmt: skip


@pytest.mark.slow
def test_each_run_says_the_same(tmp_path: Path) -> None:
    for name in ("shapes without names", "the words of other logic", "paths", "details"):
        checked(tmp_path, CASES[name][0])
        said = {
            subprocess.run(
                [sys.executable, "-W", "ignore", "-m", "clingen_ld", "validate", "data.json",
                 "--partial", "--shapes", "own.ttl", "--report", form],
                cwd=tmp_path, env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
                capture_output=True, text=True, check=False,
            ).stdout
            for form in ("text", "shacl")
            for seed in ("1", "2", "3", "4")
        }  # fmt: skip
        assert len(said) == 2, name


@pytest.mark.slow
def test_shapes_of_earlier_runs_leave_no_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pySHACL keeps the words of blank nodes by the address of a graph; here all have one."""
    monkeypatch.setattr(pyshacl.rdfutil.stringify, "id", lambda _: 0, raising=False)
    said = []
    for name in ("details", "paths", "the words of other logic", "paths"):
        found = of_shapes(checked(tmp_path, CASES[name][0]))
        said.append(sorted(finding.message for finding in found))
    assert [line for line in said[1] if "[ sh:node" in line] == []
    assert said[1] == said[3]


IDLE = {
    "sh:targetClass c:Genes": [
        "c:Genes is no class of the model",
        "ex:S hits nothing: no node of the input is a target of it",
    ],
    "sh:targetClass c:Provenance": ["ex:S hits nothing: no node of the input is a target of it"],
    "sh:targetClass c:Gene ; sh:property [ sh:path c:sybol ]": [
        "c:sybol is no property of the model"
    ],
    "sh:targetClass c:Gene ; sh:property [ sh:path ( c:identifer fhir:value ) ]": [
        "c:identifer is no property of the model"
    ],
    "sh:targetSubjectsOf c:simbol": [
        "c:simbol is no property of the model",
        "ex:S hits nothing: no node of the input is a target of it",
    ],
    "sh:targetNode <urn:nowhere>": ["ex:S hits nothing: no node of the input is a target of it"],
    "sh:target [ a sh:SPARQLTarget ; sh:select 'SELECT ?this { ?this <urn:p> ?o }' ]": [
        "ex:S hits nothing: no node of the input is a target of it"
    ],
    "sh:targetClass c:Gene, c:Provenance ; sh:property [ sh:path c:symbol ]": [],
    "sh:targetClass fhir:Identifier ; sh:property [ sh:path o:else ]": [],
    "sh:targetClass c:Genes ; sh:deactivated true": [],
    "sh:targetClass c:Gene ; sh:property [ sh:path c:symbol ; sh:patern '^X' ]": [
        "sh:patern is not a term of SHACL 1.0: it is ignored"
    ],
    "sh:targetClass c:Gene ; sh:not [ sh:class c:Provenance ] ; sh:and ( ex:A ) ; "
    "sh:or ( ex:A ) ; sh:xone ( ex:A ) ; sh:property [ sh:path c:symbol ; sh:in ( 'X' ) ]": [],
    "sh:targetClass c:Gene ; sh:minCounts 1 ; sh:severity sh:Warnings": [
        "sh:Warnings is not a term of SHACL 1.0: it is ignored",
        "sh:minCounts is not a term of SHACL 1.0: it is ignored",
    ],
    "sh:targetClass c:Gene ; sh:sparql [ sh:select "
    "'PREFIX m: <http://clingen.org/model/allele/> "
    "SELECT $this { $this a m:Gene ; m:gene/m:symbl ?s ; m:sybol ?o }' ]": [
        "c:sybol in a query is neither a class nor a property of the model",
        "c:symbl in a query is neither a class nor a property of the model",
    ],
}


@pytest.mark.slow
@pytest.mark.parametrize("shape", IDLE)
def test_a_shape_that_checks_nothing_is_named(tmp_path: Path, shape: str) -> None:
    report = checked(tmp_path, f"ex:S a sh:NodeShape ; {shape} .")
    found = [f for f in report.findings if f.rule == IDLE_SHAPE]
    assert sorted(f.message for f in found) == IDLE[shape]
    assert {(f.severity, f.file, f.line) for f in found} <= {
        ("warning", str(tmp_path / "own.ttl"), HEAD.count("\n") + 1)
    }
    graph = Graph().parse(data=render(report, "shacl"), format="turtle")
    results = [f for f in report.findings if f.rule != IDLE_SHAPE]
    assert len(list(graph.objects(None, SH.result))) == len(results)


def test_a_misspelt_name_has_a_suggestion(tmp_path: Path) -> None:
    shape = "ex:S a sh:NodeShape ; sh:targetClass c:Gene ; sh:property [ sh:path c:sybol ] ."
    [found] = [f for f in checked(tmp_path, shape).findings if f.rule == IDLE_SHAPE]
    assert found.suggestion == "c:symbol"


def test_values_that_are_not_as_their_datatype_says(tmp_path: Path, caplog: Any) -> None:
    shapes = "ex:S sh:targetClass c:Gene ; sh:property [ sh:path ex:p ; sh:datatype xsd:integer ] ."
    wrong = {"@value": "x", "@type": "http://www.w3.org/2001/XMLSchema#integer"}
    spoken = {"@value": "x", "@language": "ar", "@direction": "rtl"}
    key = "http://example.org/shapes#p"
    found = of_shapes(checked(tmp_path, shapes, GENE | {key: [wrong, spoken]}))
    assert [finding.value for finding in found] == ["x", "x"]
    assert caplog.records == []


@pytest.mark.parametrize(
    "text", ["\x00\x1b[31m", "a" * 70_000, '"\\\n\r\t', "]]>&<", "::error::%0A"]
)
def test_reports_of_odd_values(tmp_path: Path, text: str) -> None:
    shapes = (
        "ex:S a sh:NodeShape ; sh:targetClass c:Gene ; sh:property [ sh:path c:symbol ; "
        "sh:maxLength 0 ] . ex:T a sh:NodeShape ; sh:targetObjectsOf c:symbol ; sh:maxLength 0 ."
    )
    report = checked(tmp_path, shapes, GENE | {"symbol": text})
    assert len(of_shapes(report)) == 2
    for form in ("shacl", "shacl-jsonld"):
        said = render(report, form)
        graph = Graph().parse(data=said, format="turtle" if form == "shacl" else "json-ld")
        values = {str(value) for value in graph.objects(None, SH.value)}
        assert text.encode("utf-8", "backslashreplace").decode() in values
    assert ElementTree.fromstring(render(report, "junit")) is not None
    assert json.loads(render(report, "sarif"))["runs"][0]["results"]
    lines = render(report, "github").splitlines()
    assert len(lines) == len(report.findings) + 1
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines[:-1])


def test_resources_that_are_told_in_part_and_whole(tmp_path: Path) -> None:
    tag = {"tag": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
                    "code": "SUBSETTED"}]}  # fmt: skip
    part = {"resourceType": "Gene", "id": "G1", "meta": tag, "symbol": "BRCA1"}
    shapes = "ex:S sh:targetClass c:Gene ; sh:property [ sh:path c:name ; sh:pattern '^X' ] ."
    for messages in ((part, GENE), (GENE, part)):
        [found] = of_shapes(checked(tmp_path, shapes, *messages))
        assert found.pointer == f"/{messages.index(GENE)}/name"


def test_details_stand_below_in_every_report(tmp_path: Path) -> None:
    report = checked(tmp_path, CASES["details"][0])
    for form in ("text", "html", "json", "ndjson", "csv", "sarif", "junit", "github", "shacl"):
        assert "say its use" in render(report, form), form
    graph = Graph().parse(data=render(report, "shacl"), format="turtle")
    [(result, detail)] = graph.subject_objects(SH.detail)
    assert (result, SH.sourceConstraintComponent, SH.NodeConstraintComponent) in graph
    assert (detail, SH.sourceConstraintComponent, SH.MinCountConstraintComponent) in graph
    assert to_isomorphic(graph)
