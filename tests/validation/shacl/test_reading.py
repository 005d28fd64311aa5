"""Reading shapes of the user's own: their prefixes, their forms, and what is no Turtle."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rdflib
from rdflib import SH

from clingen_ld.errors import InputError
from clingen_ld.findings.finding import IDLE_SHAPE
from clingen_ld.findings.shacl_result import PropertyPath
from clingen_ld.graph.terms import Literal
from clingen_ld.model import XSD
from clingen_ld.validation.session import ValidationOptions, validate
from clingen_ld.validation.shacl.reading import engine_report, load_shapes, path_of, report_results
from tests.validation.shacl.own_shapes import GENE, checked, of_shapes, short

# rdflib's JSON-LD reader and pySHACL use a class of rdflib that is on its way out.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")


def test_prefixes_that_are_imported(tmp_path: Path) -> None:
    prefix = '[ sh:prefix "x" ; sh:namespace "http://clingen.org/model/allele/"^^xsd:anyURI ]'
    shapes = f"""ex:S a sh:NodeShape ; sh:targetClass c:Gene ; sh:sparql [ sh:prefixes ex:A ;
        sh:select "SELECT $this ?value {{ $this x:symbol ?value }}" ] .
        ex:A <http://www.w3.org/2002/07/owl#imports> ex:B .
        ex:B <http://www.w3.org/2002/07/owl#imports> ex:C . ex:C sh:declare {prefix} ."""
    report = checked(tmp_path, shapes)
    [found] = of_shapes(report)
    assert found.value == GENE["symbol"]
    assert IDLE_SHAPE not in [finding.rule for finding in report.findings]


@pytest.mark.parametrize("kind", ["rdfs:Class", "<http://www.w3.org/2002/07/owl#Class>"])
def test_a_class_that_is_a_shape_has_its_instances_as_targets(tmp_path: Path, kind: str) -> None:
    report = checked(tmp_path, f"c:Gene a {kind}, sh:NodeShape ; sh:nodeKind sh:Literal .")
    [found] = of_shapes(report)
    assert (found.rule, found.pointer) == ("Gene", "/0")
    assert IDLE_SHAPE not in [finding.rule for finding in report.findings]


def test_shapes_in_json_ld_fetch_nothing(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonld"
    path.write_text('{"@context": "http://[::1]/context.jsonld", "@id": "urn:s"}')
    with pytest.raises(InputError, match="these shapes cannot be read"):
        load_shapes([path])
    shape = {
        "@context": {"sh": str(SH), "c": "http://clingen.org/model/allele/"},
        "@id": "urn:s", "@type": "sh:NodeShape", "sh:targetClass": {"@id": "c:Gene"},
        "sh:property": {"sh:path": {"@id": "c:symbol"}, "sh:pattern": "^X"},
    }  # fmt: skip
    path.write_text(json.dumps(shape))
    (tmp_path / "data.json").write_text(json.dumps(GENE))
    found = validate([tmp_path / "data.json"], ValidationOptions(shapes=(path,))).findings
    assert "symbol error /symbol" in map(short, found)


def test_the_place_of_what_is_no_turtle(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"own.ttl, line 11, column \d+: these shapes cannot"):
        checked(tmp_path, "ex:S a sh:NodeShape ;\n ; ; ] .")


EX, SHACL = "http://example.org/", "http://www.w3.org/ns/shacl#"
PREFIXES = f"@prefix ex: <{EX}> . @prefix sh: <{SHACL}> . "


def graph(text: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=PREFIXES + text, format="turtle")


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("ex:p", f"{EX}p"),
        ("( ex:p ex:q )", PropertyPath("sequence", (f"{EX}p", f"{EX}q"))),
        ("[ sh:inversePath ex:p ]", PropertyPath("inversePath", (f"{EX}p",))),
        (
            "[ sh:alternativePath ( ex:p [ sh:zeroOrMorePath ex:q ] ) ]",
            PropertyPath(
                "alternativePath", (f"{EX}p", PropertyPath("zeroOrMorePath", (f"{EX}q",)))
            ),
        ),
        ("()", None),
        ('"p"', None),
        ("[ sh:inversePath 5 ]", None),
        ("[ ex:other ex:p ]", None),
    ],
)
def test_paths(written: str, path: PropertyPath | str | None) -> None:
    found = graph(f"ex:shape sh:path {written} .")
    node = found.value(rdflib.URIRef(f"{EX}shape"), rdflib.URIRef(f"{SHACL}path"))
    assert node is not None
    assert path_of(found, node) == path


def test_paths_that_go_round_are_none() -> None:
    cyclic = graph("_:a sh:inversePath _:a .")
    assert path_of(cyclic, next(iter(cyclic.subjects()))) is None


REPORT = """
[] sh:result [ a sh:ValidationResult ; sh:focusNode ex:b ; sh:resultPath ex:p ; sh:value 5 ;
    sh:sourceShape ex:S ; sh:sourceConstraintComponent sh:ClassConstraintComponent ;
    sh:resultSeverity sh:Warning ; sh:resultMessage "Hallo"@de, "hello"@en ;
    sh:detail [ sh:focusNode ex:c ; sh:resultSeverity sh:Violation ] ] ,
  [ sh:focusNode ex:a ; sh:resultMessage "not one of ['y', 'x']" ] ,
  [ sh:focusNode ex:a ; sh:resultMessage "not one of ['x', 'y']" ] .
"""


def test_a_report() -> None:
    first, second, third = report_results(graph(REPORT))
    assert (first.focus, second.focus, third.focus) == (f"{EX}a", f"{EX}a", f"{EX}b")
    # Of equal results the second has the number 1; a list that comes from a set is sorted.
    assert [each.number for each in (first, second, third)] == [0, 1, 0]
    assert first.message == second.message == "not one of ['x', 'y']"
    assert (third.path, third.value) == (f"{EX}p", Literal("5", XSD + "integer"))
    assert third.shape == f"{EX}S"
    assert third.component == f"{SHACL}ClassConstraintComponent"
    assert third.severity == f"{SHACL}Warning"
    assert third.message == "hello"
    [detail] = third.details
    assert (detail.focus, detail.severity) == (f"{EX}c", f"{SHACL}Violation")
    assert (detail.path, detail.value, detail.messages) == (None, None, ())


def test_what_pyshacl_finds() -> None:
    shapes = graph(
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:minCount 2 ] ."
    )
    [result] = report_results(engine_report(graph("ex:a ex:p 1 ."), shapes))
    assert (result.focus, result.path) == (f"{EX}a", f"{EX}p")
    assert result.component == f"{SHACL}MinCountConstraintComponent"
    assert report_results(engine_report(graph("ex:a ex:p 1, 2 ."), shapes)) == []
