"""The page that counts what is read of each standard is current, and nothing is lost silently."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "conformance.py"


@pytest.fixture(scope="module")
def conformance() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SCRIPT.parent)
        return importlib.import_module("conformance")


@pytest.fixture(scope="module")
def suites(conformance: Any) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SCRIPT.parent)
        return importlib.import_module("suites")


@pytest.fixture(scope="module")
def sections(conformance: Any) -> list[Any]:
    return [section() for section in conformance.SECTIONS]


def test_every_example_is_read_right_or_named(sections: list[Any]) -> None:
    lost = {
        f"{section.title}: {feature}": outcomes
        for section in sections
        for feature, outcomes in section.features.items()
        if not set(outcomes) <= {"read", "named"}
    }
    assert lost == {}


def test_the_page_is_current(conformance: Any, sections: list[Any]) -> None:
    assert conformance.PAGE.read_text(encoding="utf-8") == conformance.page(sections)


MANIFEST = """
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix rdft: <http://www.w3.org/ns/rdftest#> .
<#1> a rdft:TestTurtleEval ; mf:action <read.ttl> ; mf:result <read.nt> .
<#2> a rdft:TestTurtleEval ; mf:action <read.ttl> ; mf:result <more.nt> .
<#3> a rdft:TestTurtlePositiveSyntax ; mf:action <named.ttl> .
<#4> a rdft:TestTurtleNegativeSyntax ; mf:action <bad.ttl> .
<#5> a rdft:TestTurtleNegativeSyntax ; mf:action <read.ttl> .
"""


def test_a_suite_is_counted(suites: Any, tmp_path: Path) -> None:
    folder = tmp_path / "turtle"
    folder.mkdir()
    for name, text in {
        "manifest.ttl": MANIFEST,
        "read.ttl": "<http://e/s> <http://e/p> 'x' .",
        "read.nt": '<http://e/s> <http://e/p> "x" .',
        "named.ttl": "[] <http://e/p> 1 .",
        "bad.ttl": "<http://e/s> <http://e/p> .",
        "more.nt": "<http://e/s> <http://e/p> <http://e/o> .",
    }.items():
        (folder / name).write_text(text)
    [(name, tests)] = suites.suites(tmp_path)
    assert (name, [found for _, found in tests]) == (
        "RDF: Turtle 1.1",
        ["read", "differs", "named", "refused", "differs"],
    )


def test_json_ld_and_shacl_are_counted(suites: Any, tmp_path: Path) -> None:
    (tmp_path / "1.1").mkdir()
    (tmp_path / "core" / "node").mkdir(parents=True)
    tests = [
        {"@id": "#1", "input": "1.jsonld", "expect": "1.nq"},
        {"@id": "#2", "input": "2.jsonld", "expectErrorCode": "invalid @id value"},
        {"@id": "#3", "input": "1.jsonld", "expect": "3.nq"},
    ]
    for name, text in {
        "toRdf-manifest.jsonld": json.dumps({"sequence": tests}),
        "1.jsonld": '{"@id": "http://e/s", "http://e/p": {"http://e/q": "x"}}',
        "1.nq": '<http://e/s> <http://e/p> _:b .\n_:b <http://e/q> "x" .',
        "2.jsonld": '{"@id": true, "http://e/p": 1}',
        "3.nq": '<http://e/s> <http://e/p> "x" .',
    }.items():
        (tmp_path / "1.1" / name).write_text(text)
    (tmp_path / "core" / "node" / "class-1.ttl").write_text(
        """@prefix sh: <http://www.w3.org/ns/shacl#> .
        @prefix sht: <http://www.w3.org/ns/shacl-test#> .
        @prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
        <http://e/x> a <http://e/Other> .
        <http://e/S> a sh:NodeShape ; sh:class <http://e/C> ; sh:targetNode <http://e/x> .
        <t> a sht:Validate ; mf:action [ sht:dataGraph <> ; sht:shapesGraph <> ] ; mf:result [
            sh:result [ sh:focusNode <http://e/x> ; sh:value <http://e/x> ;
                sh:sourceConstraintComponent sh:ClassConstraintComponent ] ] ."""
    )
    found = {name: [met for _, met in tests] for name, tests in suites.suites(tmp_path)}
    assert found == {
        "JSON-LD 1.1: toRdf": ["read", "refused", "differs"],
        "SHACL: core": ["read"],
    }
