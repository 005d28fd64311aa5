"""Error replies come through whole, with what the registry says that it has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clingen_ld import validate
from tests.messages.registry.documents import findings

ERROR = {
    "actualAllele": "A",
    "description": "Reference allele from the input does not match the reference sequence.",
    "errorType": "IncorrectReferenceAllele",
    "givenAllele": "T",
    "hgvs": "ENST00000642385.2:c.802T>C",
    "message": "Reference allele does not match for ENST00000642385.2[24348-0,24349+0).",
    "region": "[24348-0,24349+0)",
    "sequenceName": "ENST00000642385.2",
}


def message(given: dict[str, Any]) -> str:
    [found] = findings(given)
    assert found.rule == "RG-1"
    return found.message


def test_what_was_given_and_what_the_reference_has_are_told() -> None:
    assert message(ERROR) == (
        "the registry has no allele for ENST00000642385.2:c.802T>C: IncorrectReferenceAllele "
        "(the reference ENST00000642385.2 has A, not T; Reference allele from the input does not "
        "match the reference sequence; Reference allele does not match for "
        "ENST00000642385.2[24348-0,24349+0))"
    )


@pytest.mark.parametrize("given", [{"hgvs": ""}, {"inputLine": "  "}, {"hgvs": None}, {}])
def test_an_input_that_is_not_told_is_unknown(given: dict[str, Any]) -> None:
    said = message({"errorType": "VariationTooLong", "message": "VariationTooLong"} | given)
    expected = "the registry has no allele for an unknown input: VariationTooLong (nothing more)"
    assert said == expected


def test_what_no_sentence_says_stands_at_the_end() -> None:
    given = {"errorType": "NoConsistentAlignment", "inputLine": "NC_1.1:g.5T>C", "length": 33538}
    given |= {"message": "Cannot align NC_1.1 [4,5).", "region": "[4,5)", "position": "4"}
    assert message(given).endswith(
        "NC_1.1:g.5T>C: NoConsistentAlignment (Cannot align NC_1.1 [4,5); length 33538)"
    )


def test_a_long_message_is_whole() -> None:
    words = " ".join(f"word{n}" for n in range(60))
    assert words in message({"errorType": "X", "description": words, "hgvs": "NM_1.1:c.1A>T"})


@pytest.mark.parametrize(
    "more",
    [
        {"referenceSequence": "NM_000492.4"},
        {"actualAllele": "C", "givenAllele": "T"},
        {"description": "It is too long.", "limit": 10000},
        {"inputLine": "NM_000492.4:c.2T>G", "line": 3},
        {"message": "late"},
    ],
)
def test_errors_are_known_by_the_keys_of_the_registry(more: dict[str, Any]) -> None:
    assert "IncorrectReferenceAllele" in message({"errorType": "IncorrectReferenceAllele"} | more)


def test_an_error_that_is_listed_by_a_name_is_about_that(tmp_path: Path) -> None:
    name, file = "NM_000492.4:c.2T>G", tmp_path / "replies.json"
    error = {"errorType": "IncorrectReferenceAllele", "actualAllele": "C"}
    file.write_text(json.dumps({name: error}))
    [found] = validate([str(file)]).findings
    assert found.message == (
        f"the registry has no allele for {name}: IncorrectReferenceAllele (the reference sequence "
        "has C)"
    )
