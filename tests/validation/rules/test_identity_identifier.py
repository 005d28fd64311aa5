"""ID-1: identifiers have a value, and a URI for their system, wherever they stand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.validation.builders import Tree, canonical, coordinate, found, genomic


def test_right() -> None:
    for system in ("http://www.ncbi.nlm.nih.gov/snp", "urn:oid:2.16.840.1.113883.6.281"):
        assert found(genomic(identifier=[{"system": system, "value": "1"}])) == []


@pytest.mark.parametrize("place", ["identifier", "relatedIdentifier"])
@pytest.mark.parametrize(
    ("identifier", "pointer"),
    [
        ({"system": "http://example.org/"}, ""),
        ({"system": "dbSNP", "value": "1"}, "/system"),
        ({"system": "www.ncbi.nlm.nih.gov/snp", "value": "1"}, "/system"),
        ({"system": "urn:", "value": "1"}, "/system"),
    ],
)
def test_wrong(place: str, identifier: Tree, pointer: str) -> None:
    right = {"value": "1"}
    changes: dict[str, Any] = {place: [right, identifier]}
    tree = canonical(**changes)
    assert found(tree) == [("ID-1", "error", f"/{place}/1{pointer}")]


def test_identifiers_of_a_coordinate() -> None:
    place = coordinate(100, 101, "A", identifier=[{}])
    assert found(genomic(referenceCoordinate=place)) == [
        ("ID-1", "error", "/referenceCoordinate/identifier/0")
    ]


@pytest.mark.parametrize("system", ["db SNP", "", 7, None, ["dbSNP"]])
def test_silent_where_structure_rules_speak(system: Any) -> None:
    assert found(genomic(identifier=[{"system": system, "value": ""}])) == []
