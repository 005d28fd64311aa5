"""The structure rules: what is no property, no value, or no object of the model."""

from __future__ import annotations

import json
from typing import Any

import pytest

import clingen_ld
from clingen_ld.model import local_name
from clingen_ld.model.files import shapes_text
from tests.shacl_engines import ENGINES

Tree = dict[str, Any]


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("canonicalAllele", {"@id": "http://example.org/CA1"}, ("ST-1", "/canonicalAllele/@id")),
        ("referenceCoordinate", {"@id": "http://example.org/c"}, ("ST-7", "/referenceCoordinate")),
    ],
)
def test_links_as_json_ld_has_them(key: str, value: Tree, found: tuple[str, str]) -> None:
    message = {"resourceType": "ContextualAllele", "id": "XA1", key: value}
    errors = [f for f in clingen_ld.validate(message, partial=True) if f.severity == "error"]
    assert found in [(f.rule, f.pointer) for f in errors]
    assert all(f.suggestion == "reference" for f in errors if f.rule == "ST-1")


_BLANK = [" ", "\t\n", "\u00a0\u2003"]
_GENE: Tree = {
    "resourceType": "Gene",
    "id": "G1",
    "identifier": [{"system": "http://www.genenames.org/", "value": "HGNC:1100"}],
    "symbol": "BRCA1",
    "name": "BRCA1 DNA repair associated",
}


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("id", "a\nb", r'not "a\nb"'),
        ("id", "a\tb", r'not "a\tb"'),
        ("symbol", {"@id": "http://example.org/S"}, "not as <http://example.org/S>"),
        ("symbol", {"@id": "http://example.org/S", "a": 1}, "not as an object"),
    ],
)
def test_how_a_wrong_value_is_shown(key: str, value: Any, shown: str) -> None:
    found = clingen_ld.validate(_GENE | {key: value}, partial=True)
    assert any(f.message.endswith(shown) for f in found if f.pointer == f"/{key}")


@pytest.mark.parametrize("blank", _BLANK)
@pytest.mark.parametrize("form", ["resource-json", "json-ld", "turtle", "nquads", "resource-xml"])
def test_a_string_of_white_space_is_empty(blank: str, form: str) -> None:
    gene = _GENE | {"symbol": blank, "aliasSymbol": ["RNF53", blank]}
    text = clingen_ld.convert(gene, to=form).text or ""
    found = clingen_ld.validate(clingen_ld.Document(text, "gene"))
    assert [f.rule for f in found] == ["ST-9", "ST-9"]
    assert {f.message for f in found} == {
        "symbol must not be empty (white space only); omit it instead",
        "aliasSymbol must not be empty (white space only); omit it instead",
    }


@pytest.mark.parametrize("blank", _BLANK)
def test_an_id_of_white_space_is_empty(blank: str) -> None:
    [found] = clingen_ld.validate(_GENE | {"id": blank})
    assert (found.rule, found.message) == (
        "ST-9", "id must not be empty (white space only); omit it instead",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "at", "meant"),
    [
        ("http://clingen.org/dm/allele/v1", "http://clingen.org/dm/allele", "/Gene", "v1"),
        (' xmlns="http://clingen.org/dm/allele/v1"', "", "/Gene", "v1"),
        ("http://hl7.org/fhir", "http://hl7.org/fhir/R4", "/Gene/f:id", "fhir"),
    ],
)
def test_another_xml_namespace_is_named(old: str, new: str, at: str, meant: str) -> None:
    right = clingen_ld.convert(_GENE, to="resource-xml").text or ""
    assert list(clingen_ld.validate(clingen_ld.Document(right, "a.xml"))) == []
    wrong = clingen_ld.Document(right.replace(old, new), "a.xml")
    [found] = clingen_ld.validate(wrong)
    assert (found.rule, found.severity, found.pointer) == ("ST-6", "info", at)
    assert (found.suggestion or "").endswith(meant)
    [(_, text)] = clingen_ld.fix(wrong).texts.values()
    assert text == right


def test_a_foreign_namespace_is_named_once_in_a_resource() -> None:
    right = clingen_ld.convert(_GENE, to="resource-xml").text or ""
    prefixed = right.replace("<symbol ", '<x:symbol xmlns:x="urn:x" ')
    prefixed = prefixed.replace("<name ", '<x:name xmlns:x="urn:x" ')
    [found] = clingen_ld.validate(clingen_ld.Document(prefixed, "a.xml"))
    assert (found.rule, found.pointer) == ("ST-6", "/Gene/x:symbol")


def _only(text: str, name: str = "a.json") -> clingen_ld.Finding:
    [found] = clingen_ld.validate(clingen_ld.Document(text, name))
    return found


def test_a_message_under_the_name_of_its_type() -> None:
    gene = {key: value for key, value in _GENE.items() if key != "resourceType"}
    found = _only(json.dumps({"Gene": gene}))
    assert (found.rule, found.severity) == ("ST-11", "error")
    assert 'write "resourceType": "Gene" inside' in found.message


def test_a_root_element_in_another_case() -> None:
    text = clingen_ld.convert(_GENE, to="resource-xml").text or ""
    found = _only(text.replace("Gene", "gene"), "a.xml")
    assert (found.rule, found.severity, found.suggestion) == ("ST-11", "error", "Gene")


def test_a_value_as_the_text_of_its_element() -> None:
    text = clingen_ld.convert(_GENE, to="resource-xml").text or ""
    found = _only(text.replace('<symbol value="BRCA1" />', "<symbol>BRCA1</symbol>"), "a.xml")
    assert (found.rule, found.pointer) == ("ST-7", "/Gene/symbol/text()")


def test_json_ld_whose_context_is_no_keyword() -> None:
    text = clingen_ld.convert(_GENE, to="json-ld").text or ""
    found = _only(text.replace('"@context"', '"context"'), "a.jsonld")
    assert (found.rule, found.message) == ("ST-0", "context is not a keyword: write @context")


@pytest.mark.parametrize(
    "wrong", ["Gene", ["Gene"], [], {"a": 1}, [1], ["http://example.org/A", 1]]
)
def test_classes_that_are_no_list_of_iris_of_others(wrong: Any) -> None:
    part = _GENE["identifier"][0]
    for at, message in (
        ("/@type", _GENE | {"@type": wrong}),
        ("/identifier/0/@type", _GENE | {"identifier": [part | {"@type": wrong}]}),
    ):
        found = clingen_ld.validate(message, partial=True)
        assert [(f.rule, f.pointer) for f in found if f.severity == "error"] == [("ST-7", at)]


def test_classes_of_other_vocabularies() -> None:
    classes = ["http://example.org/B", "http://example.org/A"]
    part = _GENE["identifier"][0] | {"@type": classes}
    message = _GENE | {"@type": classes, "identifier": [part]}
    assert list(clingen_ld.validate(message, partial=True)) == []
    for form in ("nquads", "json"):  # as the tool itself writes them
        text = clingen_ld.convert(message, form).text or ""
        assert list(clingen_ld.validate(clingen_ld.Document(text), partial=True)) == []


_XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.mark.slow
@pytest.mark.parametrize("symbol", ["BRCA1", "1", "2020", "true"])
@pytest.mark.parametrize(
    "name", ["string", "token", "anyURI", "date", "gYear", "integer", "decimal", "boolean", "time"]
)
def test_pyshacl_judges_a_text_of_another_datatype_alike(name: str, symbol: str) -> None:
    """As a SHACL engine judges the graph itself, before we read it."""
    text = clingen_ld.convert(_GENE, to="ntriples").text or ""
    graph = text.replace('symbol> "BRCA1" .', f'symbol> "{symbol}"^^<{_XSD}{name}> .')
    assert f"#{name}>" in graph
    found = clingen_ld.validate(clingen_ld.Document(graph, "gene.nt"))
    results = ENGINES["pyshacl"](shapes_text(), graph)
    number = 0 if name == "string" else 1
    assert [(f.rule, f.pointer) for f in found] == [("ST-4", "/symbol")] * number
    assert [local_name(r.path or "") for r in results] == ["symbol"] * number
