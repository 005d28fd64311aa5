"""Mappings of categorical variants are identifiers of the canonical allele, and come back."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.messages.foreign.builder import ResourceBuilder
from clingen_ld.messages.vrs.mappings import put_mappings, write_mappings

CLINVAR = "http://www.ncbi.nlm.nih.gov/clinvar/variation"


def mapping(system: Any, code: Any, relation: str = "exactMatch", **more: Any) -> dict[str, Any]:
    return {"coding": {"system": system, "code": code} | more, "relation": relation}


def read(*mappings: Any) -> dict[str, Any]:
    made = ResourceBuilder({"resourceType": "CanonicalAllele"})
    put_mappings(made, {"mappings": list(mappings)})
    return made.tree


def test_exact_mappings_are_of_the_allele_and_others_of_something_related() -> None:
    tree = read(mapping(CLINVAR, "12"), mapping("http://x.org/", "a", "relatedMatch"))
    assert tree["identifier"] == [{"system": CLINVAR, "value": "12"}]
    assert tree["relatedIdentifier"] == [{"system": "http://x.org/", "value": "a"}]


def test_systems_may_have_names_in_words() -> None:
    tree = read(mapping("ClinVar", "12"))
    [identifier] = tree["identifier"]
    assert (identifier["system"], identifier["value"]) == (CLINVAR, "12")
    assert list(write_mappings(tree)) == [mapping("ClinVar", "12")]


@pytest.mark.parametrize(
    "mappings",
    [
        [mapping(CLINVAR, "12")],
        [mapping(CLINVAR, "12"), mapping("http://x.org/", "a", "closeMatch")],
        [mapping("http://x.org/", "a", "relatedMatch"), mapping(CLINVAR, "12")],
        [mapping("my words", "12")],
        [mapping(CLINVAR, "12", name="a label")],
        [mapping(CLINVAR, 12)],
        [{"coding": {"code": "12"}, "relation": "exactMatch"}],
        [mapping(CLINVAR, "12"), mapping(CLINVAR, "12")],
    ],
)
def test_all_mappings_come_back(mappings: list[Any]) -> None:
    assert list(write_mappings(read(*mappings))) == mappings


def test_other_identifiers_than_were_read_are_written_instead() -> None:
    tree = read(mapping("ClinVar", "12"))
    tree["identifier"] = [{"system": CLINVAR, "value": "13"}]
    [found] = write_mappings(tree)
    assert found["coding"]["code"] == "13"


def test_without_mappings_there_are_no_identifiers() -> None:
    assert read().keys() & {"identifier", "relatedIdentifier"} == set()
    assert list(write_mappings({})) == []
