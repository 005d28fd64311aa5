"""ST-5 of concepts, and XA-11: codes of the Sequence Ontology and their displays."""

from __future__ import annotations

import pytest

from clingen_ld.validation.rules.concept_codes import is_right_code
from tests.validation.builders import (
    SO,
    Tree,
    coordinate,
    found,
    genomic,
    resource_violations,
    term,
    transcript,
)

PRIMARY = "/primaryNucleotideChangeType/coding/0"
SET = "primary-nucleotide-change-type"
ANCILLARY = "/ancillaryNucleotideChangeType/0/coding/0"


@pytest.mark.parametrize(
    ("code", "display", "suggestion"),
    [
        ("SO:1000008", None, "SO:1000002"),  # point_mutation, which is not in the set
        ("SO:1000008", "deletion", "SO:0000159"),
        ("substitution", None, "SO:1000002"),
        ("SO:9", "copy number variatoin", "SO:0001019"),
        ("SO:9", "indel", "SO:1000032"),
        ("q", None, None),
        ("SO:0001483", None, "SO:1000002"),  # SNV, a kind of substitution
        ("SO:0001583", None, None),  # missense_variant, of amino acids
        ("SO:0000158", None, None),  # one digit beside a deletion
    ],
)
def test_code_outside_of_the_value_set(
    code: str, display: str | None, suggestion: str | None
) -> None:
    tree = genomic(primaryNucleotideChangeType=term(code, display))
    [violation] = resource_violations(tree)
    assert (violation.rule, violation.pointer) == ("ST-5", f"{PRIMARY}/code")
    assert violation.values["property"] == "primaryNucleotideChangeType"
    expected = str(violation.values["expected"])
    assert expected.startswith("a code of primary-nucleotide-change-type")
    assert expected.endswith("one of ancillary-nucleotide-change-type") is (
        code in ("SO:1000008", "SO:0001483")
    )
    assert violation.suggestion == suggestion


@pytest.mark.parametrize("code", ["SO:0000159", "SO:0002073"])
def test_primary_code_as_an_ancillary_one(code: str) -> None:
    # SO:0002073 is no descendant of the root of the ancillary ones: still one finding.
    tree = genomic(ancillaryNucleotideChangeType=[term(code)])
    [violation] = resource_violations(tree)
    assert (violation.rule, violation.severity) == ("ST-5", "warning")
    assert violation.pointer == f"{ANCILLARY}/code"
    assert violation.values["primary"] == "primaryNucleotideChangeType"
    assert violation.suggestion is None


def test_code_of_a_region() -> None:
    regions = {"primaryTranscriptRegionType": [term("SO:0000316"), term("SO:1000002")]}
    tree = transcript(referenceCoordinate=coordinate(50, 51, "T") | regions)
    place = "/referenceCoordinate/primaryTranscriptRegionType/1/coding/0/code"
    assert found(tree) == [("ST-5", "error", place)]


@pytest.mark.parametrize(
    "concept",
    [
        term("x", system="http://example.org/"),
        {"coding": [{"code": "x"}]},
        {"coding": [{"system": 7, "code": "x"}]},
        {"coding": [{"system": "http://www.sequenceontology.org/", "code": 7}]},
        {"coding": [{"system": "http://www.sequenceontology.org/", "code": ""}]},
        {"coding": ["x"]},
        {"coding": "x"},
        {"text": "x"},
        "x",
    ],
)
def test_what_is_not_judged(concept: object) -> None:
    assert found(genomic(primaryNucleotideChangeType=concept)) == []


@pytest.mark.parametrize("display", ["substitution", "", None, 7])
def test_displays_that_are_let_pass(display: str) -> None:
    assert found(genomic(primaryNucleotideChangeType=term("SO:1000002", display))) == []


def test_space_and_underscore_are_alike() -> None:
    concept = term("SO:0002073", "no sequence alteration")
    assert found(genomic(allele="A", primaryNucleotideChangeType=concept)) == []


def displayed(code: str, display: str) -> Tree:
    return genomic(primaryNucleotideChangeType=term(code, display))


def test_display_of_another_code() -> None:
    [violation] = resource_violations(displayed("SO:1000002", "insertion"))
    assert (violation.rule, violation.severity, violation.pointer) == (
        "XA-11", "warning", f"{PRIMARY}/display",
    )  # fmt: skip
    assert violation.values == {
        "display": "insertion", "code": "SO:1000002", "label": "substitution",
    }  # fmt: skip
    assert violation.suggestion == "substitution"


@pytest.mark.parametrize(
    "display", ["substitution ", "\u00a0substitution", "substitution\n", "substitut\u0456on"]
)
def test_displays_that_only_look_like_the_label(display: str) -> None:
    [violation] = resource_violations(displayed("SO:1000002", display))
    assert (violation.rule, violation.severity) == ("XA-11", "warning")
    assert violation.suggestion == "substitution"


def test_a_display_may_have_spaces_for_low_lines() -> None:
    assert is_right_code(SET, SO, "SO:0001019", "copy number variation")
    assert is_right_code(SET, SO, "SO:0001019", "copy_number_variation")
    assert not is_right_code(SET, SO, "SO:0001019", "copy_number_variation ")


def test_former_label() -> None:
    tree = displayed("SO:1000032", "indel")
    assert found(tree) == [("XA-11", "info", f"{PRIMARY}/display")]


def test_display_of_a_primary_code_in_the_ancillary_property() -> None:
    tree = genomic(ancillaryNucleotideChangeType=[term("SO:0002073", "deletion")])
    assert found(tree) == [
        ("ST-5", "warning", f"{ANCILLARY}/code"),
        ("XA-11", "warning", f"{ANCILLARY}/display"),
    ]


def test_display_of_a_wrong_code_is_left_to_st_5() -> None:
    assert found(displayed("SO:0000316", "deletion")) == [("ST-5", "error", f"{PRIMARY}/code")]
