"""From a place in a text to the place in the graph."""

from __future__ import annotations

import pytest

from clingen_ld import load_model
from clingen_ld.findings.finding import Finding
from clingen_ld.graph.terms import Literal
from clingen_ld.model import CLINGEN, FHIR, XSD
from clingen_ld.reports.nodes import node_place, pointer_steps, value_term
from tests.reports.report_samples import NASTY, hostile

BASE = "http://clingendb.clingen.org/"
ALLELE = BASE + "ContextualAllele/XA1"
TYPE = CLINGEN + "contextual-allele-type#"


def place(
    pointer: str, value: object = "x", rule: str = "ST-4", named: str = "", resource: str = ALLELE
) -> tuple[str, str]:
    """The focus node, without the resource's IRI, and the path, without its namespace.

    `named` is the property that the values of the message name.
    """
    values = {"property": named} if named else {}
    finding = Finding(rule, "error", "m", resource=resource, pointer=pointer, value=value,
                      values=values)  # fmt: skip
    found = node_place(finding, load_model())
    assert found is not None
    path = found.path.removeprefix(CLINGEN).removeprefix(FHIR)
    return found.focus.removeprefix(resource), path


@pytest.mark.parametrize(
    ("pointer", "focus", "path"),
    [
        ("", "", ""),
        ("/allele", "", "allele"),
        ("/alleleName", "", "alleleName"),
        ("/alleleName/1", "", "alleleName"),
        ("/alleleName/1/name", "#/alleleName/1", "name"),
        ("/alleleName/name", "#/alleleName/0", "name"),  # a single value where lists are
        ("/contextualAlleleName/0/name", "#/alleleName/0", "name"),  # another spelling
        ("/referenceCoordinate/start/index", "#/referenceCoordinate/start", "index"),
        ("/clingen:referenceCoordinate/clingen:start", "#/referenceCoordinate", "start"),
        ("/referenceCoordinate/referenceSequence", "#/referenceCoordinate", "referenceSequence"),
        (
            "/referenceCoordinate/referenceSequence/reference",
            "#/referenceCoordinate",
            "referenceSequence",
        ),
        ("/canonicalAllele/display", "#/canonicalAllele", "display"),
        (
            "/primaryNucleotideChangeType/coding/0/code",
            "#/primaryNucleotideChangeType/coding/0",
            "code",
        ),
        # above the resource: arrays, Bundles, graphs
        ("/3/allele", "", "allele"),
        ("/@graph/2/allele", "", "allele"),
        ("/entry/0/resource/alleleName/2/name", "#/alleleName/2", "name"),
        ("/3", "", ""),
        # XPaths
        ("/ContextualAllele/allele", "", "allele"),
        ("/ContextualAllele/alleleName[2]/name", "#/alleleName/1", "name"),
        ("/Bundle/ContextualAllele[3]/alleleName/name", "#/alleleName/0", "name"),
        ("/ContextualAllele/f:identifier[1]/f:value", "#/identifier/0", "value"),
    ],
)  # fmt: skip
def test_a_value(pointer: str, focus: str, path: str) -> None:
    assert place(pointer) == (focus, path)


def test_a_part_is_the_value_of_its_property() -> None:
    finding = Finding("XA-5", "error", "m", resource=ALLELE, pointer="/referenceCoordinate/start")
    found = node_place(finding, load_model())
    assert found is not None
    assert (found.focus, found.path) == (ALLELE + "#/referenceCoordinate", CLINGEN + "start")
    assert value_term(finding, found, load_model()) == ALLELE + "#/referenceCoordinate/start"


def test_what_is_missing_is_named_by_the_message() -> None:
    assert place("/referenceCoordinate/start", None, "ST-2", "index") == (
        "#/referenceCoordinate/start", "index",
    )  # fmt: skip
    assert place("", None, "ST-2", "id") == ("", "id")
    assert place("", None, "ST-2") == ("", "")
    assert place("", None, "ST-2", "of no type") == ("", "")


def test_an_unknown_property() -> None:
    assert place("/chromsome", None, "ST-1") == ("", "chromsome")
    assert place("/0/chromsome", None, "ST-1") == ("", "chromsome")
    assert place("/alleleName/0/nom", None, "ST-1") == ("#/alleleName/0", "nom")
    # In other rules, an unknown step is another dialect's: the node above it is right.
    assert place("/alleleName/0/statement/0", "x") == ("#/alleleName/0", "")


def test_a_resource_with_a_name_of_its_own() -> None:
    registry = "http://reg.genome.network/allele/CA321211"
    assert place("/canonicalAlleleType", resource=registry) == ("", "canonicalAlleleType")
    # Several types have it: no guess.
    assert place("/identifier/0/value", resource=registry) == ("", "")


def test_no_resource_no_place() -> None:
    assert node_place(Finding("ST-0", "error", "m"), load_model()) is None


@pytest.mark.parametrize(
    ("pointer", "value", "rule", "term"),
    [
        ("/allele", "A", "XA-7", Literal("A")),
        ("/allele", "", "XA-9", Literal("")),
        ("/contextualAlleleType", "genomic", "XA-1", TYPE + "genomic"),
        ("/contextualAlleleType", "amino acid", "ST-6", TYPE + "amino-acid"),
        ("/contextualAlleleType", "odd one", "ST-5", TYPE + "odd%20one"),
        ("/referenceCoordinate/start/index", 5, "XA-5", Literal("5", XSD + "integer")),
        ("/alleleName/0/legacy", True, "ST-4", Literal("true", XSD + "boolean")),
        ("/identifier/0/system", "urn:x", "ID-1", Literal("urn:x", XSD + "anyURI")),
        ("/canonicalAllele/reference", "CanonicalAllele/CA1", "CO-1", BASE + "CanonicalAllele/CA1"),
        ("/canonicalAllele", "http://x.org/CA1", "CO-4", "http://x.org/CA1"),
        ("/canonicalAllele", "CA1", "ST-7", Literal("CA1")),
        ("/allele", None, "XA-7", None),
        ("", "x", "XA-7", None),
    ],
)  # fmt: skip
def test_values_as_the_graph_has_them(pointer: str, value: object, rule: str, term: object) -> None:
    finding = Finding(rule, "error", "m", resource=ALLELE, pointer=pointer, value=value)
    found = node_place(finding, load_model())
    assert found is not None
    assert value_term(finding, found, load_model()) == term


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text(text: str) -> None:
    for rule in ("ST-1", "ST-5", text):
        finding = Finding(rule, "error", text, resource=text, pointer=text, value=text)
        node_place(finding, load_model())
    finding = hostile(text)
    found = node_place(finding, load_model())
    assert found is not None
    value_term(finding, found, load_model())
    assert not set(found.focus + found.path) & set(' "<>\\^`{|}\n\x00')


def test_pointers_with_escapes() -> None:
    assert pointer_steps("/a~1b/~0c", load_model()) == ["a/b", "~c"]
    assert pointer_steps("", load_model()) == []
