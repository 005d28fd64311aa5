"""Where in a message a result of a shape is: by its focus node, its path and its value."""

from __future__ import annotations

import pytest

from clingen_ld.findings.shacl_result import PropertyPath, ShaclResult
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import Literal, Term
from clingen_ld.model import DEFAULT_BASE, SH, Model, Tree
from clingen_ld.validation.shacl.places import ResultPlaces, ways_of

CLINGEN, FHIR = "http://clingen.org/model/allele/", "http://hl7.org/fhir/"
GENE: Tree = {
    "resourceType": "Gene",
    "id": "G1",
    "identifier": [{"value": "HGNC:1100"}, {"value": "672"}],
    "symbol": "BRCA1",
    "aliasSymbol": ["RNF53", "BRCC1"],
}
IRI = f"{DEFAULT_BASE}Gene/G1"
SECOND = f"{IRI}#/identifier/1"
VALUE = f"{FHIR}value"


def result(
    focus: str, path: str | PropertyPath | None, value: Term | None, kind: str
) -> ShaclResult:
    return ShaclResult(focus, path, value, "urn:shape", f"{SH}{kind}ConstraintComponent", "", ())


def place(model: Model, found: ShaclResult) -> tuple[str, str] | None:
    quads = list(resource_quads(GENE, model, DEFAULT_BASE))
    return ResultPlaces({IRI: GENE}, quads, model, DEFAULT_BASE).place(found)


@pytest.mark.parametrize(
    ("focus", "path", "value", "kind", "pointer"),
    [
        (IRI, f"{CLINGEN}symbol", Literal("BRCA1"), "Pattern", "/symbol"),
        (IRI, f"{CLINGEN}aliasSymbol", Literal("BRCC1"), "Pattern", "/aliasSymbol/1"),
        (IRI, f"{CLINGEN}aliasSymbol", None, "MaxCount", "/aliasSymbol"),
        (IRI, f"{CLINGEN}name", None, "MinCount", ""),  # it is missing: the resource
        (IRI, f"{CLINGEN}identifier", SECOND, "Node", "/identifier/1"),
        (SECOND, VALUE, Literal("672"), "Pattern", "/identifier/1/value"),
        (
            IRI, PropertyPath("sequence", (f"{CLINGEN}identifier", VALUE)), Literal("672"), "In",
            "/identifier/1/value",
        ),
        (IRI, None, IRI, "Node", ""),
    ],
)  # fmt: skip
def test_places_in_a_resource(
    model: Model, focus: str, path: str | PropertyPath | None, value: Term | None, kind: str,
    pointer: str,
) -> None:  # fmt: skip
    assert place(model, result(focus, path, value, kind)) == (IRI, pointer)


def test_a_value_as_focus_is_where_a_resource_names_it(model: Model) -> None:
    found = ShaclResult("BRCC1", None, None, "", "", "", ())
    assert place(model, found) is None
    as_literal = ShaclResult(Literal("BRCC1"), None, Literal("BRCC1"), "", "", "", ())
    assert place(model, as_literal) == (IRI, "/aliasSymbol/1")


def test_nodes_of_no_resource_have_no_place(model: Model) -> None:
    assert place(model, result("http://example.org/x", None, None, "Node")) is None


def test_nodes_belong_to_resources_by_their_names(model: Model) -> None:
    marked = "http://example.org/doc#gene"
    places = ResultPlaces({IRI: GENE, marked: GENE}, (), model, DEFAULT_BASE)
    assert places.focus(IRI) == (IRI, "")
    assert places.focus(f"{IRI}#/a%20b/0") == (IRI, "/a b/0")
    assert places.focus(f"{marked}/symbol") == (marked, "/symbol")
    assert places.focus("urn:other#/symbol") == ("urn:other#/symbol", "")


def test_the_ways_of_a_path() -> None:
    sequence = PropertyPath("sequence", ("urn:a", "urn:b"))
    assert list(ways_of(None)) == []
    assert list(ways_of("urn:a")) == [("urn:a",)]
    assert list(ways_of(sequence)) == [("urn:a", "urn:b")]
    either = PropertyPath("alternativePath", ("urn:c", sequence))
    assert list(ways_of(either)) == [("urn:c",), ("urn:a", "urn:b")]
    assert list(ways_of(PropertyPath("inversePath", ("urn:a",)))) == []
