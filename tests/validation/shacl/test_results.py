"""The results of a SHACL validation report, as pySHACL or another engine writes it."""

from __future__ import annotations

import pytest
import rdflib

from clingen_ld.findings.shacl_result import Path, PropertyPath
from clingen_ld.graph.terms import Literal
from clingen_ld.model import XSD
from clingen_ld.validation.shacl.reading import engine_report, path_of, report_results

EX, SH = "http://example.org/", "http://www.w3.org/ns/shacl#"
PREFIXES = f"@prefix ex: <{EX}> . @prefix sh: <{SH}> . "


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
def test_paths(written: str, path: Path | None) -> None:
    found = graph(f"ex:shape sh:path {written} .")
    node = found.value(rdflib.URIRef(f"{EX}shape"), rdflib.URIRef(f"{SH}path"))
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
    assert third.component == f"{SH}ClassConstraintComponent"
    assert third.severity == f"{SH}Warning"
    assert third.message == "hello"
    [detail] = third.details
    assert (detail.focus, detail.severity) == (f"{EX}c", f"{SH}Violation")
    assert (detail.path, detail.value, detail.messages) == (None, None, ())


def test_what_pyshacl_finds() -> None:
    shapes = graph(
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:minCount 2 ] ."
    )
    [result] = report_results(engine_report(graph("ex:a ex:p 1 ."), shapes))
    assert (result.focus, result.path) == (f"{EX}a", f"{EX}p")
    assert result.component == f"{SH}MinCountConstraintComponent"
    assert report_results(engine_report(graph("ex:a ex:p 1, 2 ."), shapes)) == []
