"""GE-1: a gene has an identifier of HGNC."""

from __future__ import annotations

import pytest

from tests.validation.builders import GONE, Tree, found, gene, resource_violations

NCBI = {"system": "http://www.ncbi.nlm.nih.gov/gene", "value": "672"}


@pytest.mark.parametrize("identifiers", [[{"value": "HGNC:1100"}], [NCBI, {"value": "HGNC:1"}]])
def test_right(identifiers: list[Tree]) -> None:
    assert found(gene(identifier=identifiers)) == []


def test_none() -> None:
    assert found(gene(identifier=GONE)) == [("GE-1", "warning", "")]
    assert found(gene(identifier=[NCBI])) == [("GE-1", "warning", "/identifier")]


@pytest.mark.parametrize(
    ("identifier", "suggestion"),
    [
        ({"value": "hgnc:1100"}, "HGNC:1100"),
        ({"value": "HGNC1100"}, "HGNC:1100"),
        ({"system": "http://www.genenames.org/", "value": "1100"}, "HGNC:1100"),
        ({"system": "urn:oid:2.16.840.1.113883.6.281", "value": "BRCA"}, None),
    ],
)
def test_not_well_formed(identifier: Tree, suggestion: str | None) -> None:
    [violation] = resource_violations(gene(identifier=[NCBI, identifier]))
    assert (violation.rule, violation.pointer) == ("GE-1", "/identifier/1/value")
    assert violation.suggestion == suggestion


def test_silent_on_several_values() -> None:
    # ST-3 speaks of them.
    assert found(gene(identifier=[{"value": ["1", "HGNC:1100"]}])) == []


def test_silent_on_an_identifier_without_a_value() -> None:
    bare = {"system": "http://www.genenames.org/"}
    assert found(gene(identifier=[bare | {"value": ""}])) == []
    assert found(gene(identifier=[bare])) == [("ID-1", "error", "/identifier/0")]
