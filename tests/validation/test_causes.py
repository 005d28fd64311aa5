"""Findings that one mistake makes in several places are one, where it was made."""

from __future__ import annotations

import json
from typing import Any

import pytest

import clingen_ld
from clingen_ld import Document, Finding

Tree = dict[str, Any]


def allele_of(id_: str, canonical: str = "C1", **more: Any) -> Tree:
    return {
        "resourceType": "ContextualAllele",
        "id": id_,
        "canonicalAllele": {"reference": f"CanonicalAllele/{canonical}"},
        "contextualAlleleType": "genomic",
        "allele": "C",
        "primaryNucleotideChangeType": {"text": "substitution"},
        "alleleName": [{"nameType": "custom", "name": id_}],
        "referenceCoordinate": {
            "referenceSequence": {"reference": "http://example.org/S"},
            "start": {"index": 6},
            "end": {"index": 7},
            "refAllele": "A",
        },
        **more,
    }


def canonical_of(id_: str, *members: str) -> Tree:
    links: list[Tree] = [{"contextualAllele": {"reference": f"ContextualAllele/{each}"}}
                         for each in members]  # fmt: skip
    links[0]["preferred"] = True
    return {
        "resourceType": "CanonicalAllele",
        "id": id_,
        "active": True,
        "canonicalAlleleType": "nucleotide",
        "complexity": "simple",
        "relatedContextualAllele": links,
    }


def found_in(files: dict[str, Tree | str], **options: Any) -> list[Finding]:
    texts = {
        name: each if isinstance(each, str) else json.dumps(each) for name, each in files.items()
    }
    documents = [Document(text, f"{name}.json") for name, text in texts.items()]
    return list(clingen_ld.validate(documents, **options))


def brief(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(each.rule, each.severity, each.file) for each in findings]


def test_a_finding_has_the_values_of_its_message() -> None:
    [finding] = found_in({"C1": canonical_of("C1", "X1")})
    assert finding.values == {
        "property": "contextualAllele",
        "reference": "ContextualAllele/X1",
        "problem": "was not found",
    }
    assert json.loads(json.dumps(finding.as_dict()))["values"] == finding.values


def test_what_is_missing_since_its_key_is_unknown() -> None:
    files: dict[str, Tree | str] = {
        "C1": canonical_of("C1", "X1"),
        "X1": allele_of("X1", alleleName=[{"hgvs": "NC_000017.11:g.7A>C"}]),
    }
    [finding] = found_in(files)
    assert (finding.rule, finding.pointer) == ("ST-1", "/alleleName/0/hgvs")
    assert finding.message == (
        "AlleleName has no property hgvs; nameType and name are missing there"
    )


def test_what_is_missing_in_two_messages_of_one_resource_is_said_once() -> None:
    allele = json.dumps(allele_of("X1", alleleName=[{"hgvs": "NC_000017.11:g.7A>C"}]))
    found = found_in({"a": f"{allele}\n{allele}\n"})
    first, second = (each for each in found if each.rule == "ST-1")
    assert first.message == "AlleleName has no property hgvs; nameType and name are missing there"
    assert second.message == "AlleleName has no property hgvs"


def test_what_a_resource_lacks_is_not_for_an_unknown_key() -> None:
    allele = allele_of("X1", colour="red")
    del allele["canonicalAllele"]
    assert [each.rule for each in found_in({"X1": allele})] == ["ST-8", "ST-1"]


def test_an_identifier_of_unknown_keys() -> None:
    gene: Tree = {"resourceType": "Gene", "id": "G1", "symbol": "A", "name": "a"}
    gene["identifier"] = [{"OMIM": "1"}]
    found = [each for each in found_in({"G1": gene}) if each.rule != "GE-1"]
    assert [each.message for each in found] == [
        "Identifier has no property OMIM; value is missing there"
    ]


def test_a_value_of_the_wrong_kind_is_not_one_written_otherwise_too() -> None:
    files: dict[str, Tree | str] = {
        "C1": canonical_of("C1", "X1"), "X1": allele_of("X1", alleleName="rs80357906"),
    }  # fmt: skip
    assert [each.rule for each in found_in(files)] == ["ST-7"]


def test_a_number_that_json_lacks_is_not_an_empty_value_too() -> None:
    text = json.dumps(canonical_of("C1", "X1")).replace("true", "NaN", 1)
    assert [each.rule for each in found_in({"C1": text}, partial=True)] == ["ST-0"]


def test_a_name_without_version_is_one_finding() -> None:
    name = {"nameType": "hgvs-genomic", "name": "NC_000017:g.7A>C"}
    coordinate = {
        "referenceSequence": {"display": "NC_000017.11", "reference": "ReferenceSequence/S"},
        "start": {"index": 6}, "end": {"index": 7}, "refAllele": "A",
    }  # fmt: skip
    allele = allele_of("X1", allele="C", alleleName=[name], referenceCoordinate=coordinate)
    assert [each.rule for each in found_in({"X1": allele}, partial=True)] == ["HG-3"]


def test_members_that_are_no_list_are_one_finding() -> None:
    canonical = canonical_of("C1", "X1", "X2")
    links = canonical["relatedContextualAllele"]
    canonical["relatedContextualAllele"] = {"first": links[0], "second": links[1]}
    files: dict[str, Tree | str] = {"C1": canonical, "X1": allele_of("X1"), "X2": allele_of("X2")}
    found = [each for each in found_in(files) if each.rule != "CA-4"]
    assert brief(found) == [("ST-1", "error", "C1.json"), ("ST-1", "error", "C1.json")]
    assert found[0].message.endswith(", but X1 and 1 other refer to this allele")


def test_a_property_in_the_wrong_place() -> None:
    allele = allele_of("X1")
    allele["start"] = allele["referenceCoordinate"].pop("start")
    [found] = found_in({"X1": allele}, partial=True)
    assert (found.rule, found.message) == (
        "ST-1", "ContextualAllele has no property start (it belongs in referenceCoordinate)",
    )  # fmt: skip


def test_start_and_end_exchanged() -> None:
    """The suggestion is made where the interval is right then."""
    allele = allele_of("X1")
    ends = allele["referenceCoordinate"]
    ends["start"], ends["end"] = ends["end"], ends["start"]
    [found] = found_in({"X1": allele}, partial=True)
    assert found.rule == "XA-5"
    assert json.loads(found.suggestion or "") == {"start": {"index": 6}, "end": {"index": 7}}
    document = Document(json.dumps(allele, indent=1), "X1.json")
    fixed = clingen_ld.fix(document, unsafe=True, partial=True)
    assert list(fixed.report) == []
    assert clingen_ld.fix(document, partial=True).texts == {}
    ends["refAllele"] = "ACG"
    rules = {each.rule: each.suggestion for each in found_in({"X1": allele}, partial=True)}
    assert rules == {"XA-5": None}


def test_more_findings_than_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those beyond the bound are not joined, and none is lost."""
    for module in ("causes", "reference_causes"):
        monkeypatch.setattr(f"clingen_ld.validation.{module}.MOST", 0)
    files: dict[str, Tree | str] = {
        "C1": canonical_of("C1", "X1", "X9"), "X1": allele_of("x1"), "X2": "{",
        "C2": canonical_of("C2", "X2"), "X3": allele_of("X3", alleleName=[{"hgvs": "a"}]),
    }  # fmt: skip
    found = {(each.rule, each.file) for each in found_in(files)}
    assert {("CO-5", "X1.json"), ("ST-0", "X2.json"), ("CO-1", "C1.json")} < found
    assert {("CO-1", "C2.json"), ("ST-1", "X3.json"), ("ST-2", "X3.json")} < found
