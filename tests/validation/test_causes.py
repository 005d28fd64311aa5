"""Findings that one mistake makes in several places are one, where it was made."""

from __future__ import annotations

import json
from typing import Any

import pytest

import clingen_ld
from clingen_ld import Document, Finding
from clingen_ld.validation.configuration import Configuration

Tree = dict[str, Any]


def _allele(id_: str, canonical: str = "C1", **more: Any) -> Tree:
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


def _canonical(id_: str, *members: str) -> Tree:
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


def _found(files: dict[str, Tree | str], **options: Any) -> list[Finding]:
    texts = {
        name: each if isinstance(each, str) else json.dumps(each) for name, each in files.items()
    }
    documents = [Document(text, f"{name}.json") for name, text in texts.items()]
    return list(clingen_ld.validate(documents, **options))


def _said(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(each.rule, each.severity, each.file) for each in findings]


def test_a_finding_has_the_values_of_its_message() -> None:
    [finding] = _found({"C1": _canonical("C1", "X1")})
    assert finding.values == {
        "property": "contextualAllele",
        "reference": "ContextualAllele/X1",
        "problem": "was not found",
    }
    assert json.loads(json.dumps(finding.as_dict()))["values"] == finding.values


def test_an_id_that_is_not_that_of_its_file() -> None:
    """The reference is right: that it leads to nothing need not be said, nor where else it may."""
    files: dict[str, Tree | str] = {"C1": _canonical("C1", "X1"), "X1": _allele("x1")}
    found = _found(files)
    assert _said(found) == [("CO-5", "error", "X1.json")]
    assert found[0].suggestion == "X1"
    assert found[0].message.endswith("contains x1; C1 refers to X1")
    report = clingen_ld.validate(
        [Document(json.dumps(tree), f"{name}.json") for name, tree in files.items()]
    )
    assert 1 in report.faulty


def test_settings_leave_out_the_cause() -> None:
    """Then what it causes is said."""
    files: dict[str, Tree | str] = {"C1": _canonical("C1", "X1"), "X1": _allele("x1")}
    found = _found(files, configuration=Configuration(ignore=frozenset({"CO-5"})))
    assert _said(found) == [("CO-1", "error", "C1.json")]
    broken: dict[str, Tree | str] = {"C1": _canonical("C1", "X1"), "X1": "{"}
    assert _said(_found(broken)) == [("ST-0", "error", "X1.json")]


def test_the_id_of_another_resource() -> None:
    files: dict[str, Tree | str] = {
        "C1": _canonical("C1", "X1", "X2"),
        "X1": _allele("X2", allele="A"),
        "X2": _allele("X2"),
    }
    [finding] = _found(files)
    assert (finding.rule, finding.severity, finding.file) == ("CO-5", "error", "X1.json")
    assert finding.message.endswith("contains X2; X2.json has the id X2, too; C1 refers to X1")


def test_an_id_that_is_none() -> None:
    files: dict[str, Tree | str] = {"C1": _canonical("C1", "X1"), "X1": _allele("X 1")}
    [finding] = _found(files)
    assert (finding.rule, finding.severity, finding.suggestion) == ("CO-5", "error", "X1")
    assert "id must be a string without white space; C1 refers to X1" in finding.message


def test_what_is_missing_since_its_key_is_unknown() -> None:
    files: dict[str, Tree | str] = {
        "C1": _canonical("C1", "X1"),
        "X1": _allele("X1", alleleName=[{"hgvs": "NC_000017.11:g.7A>C"}]),
    }
    [finding] = _found(files)
    assert (finding.rule, finding.pointer) == ("ST-1", "/alleleName/0/hgvs")
    assert finding.message == (
        "AlleleName has no property hgvs; nameType and name are missing there"
    )


def test_what_is_missing_in_two_messages_of_one_resource_is_said_once() -> None:
    allele = json.dumps(_allele("X1", alleleName=[{"hgvs": "NC_000017.11:g.7A>C"}]))
    found = _found({"a": f"{allele}\n{allele}\n"})
    first, second = (each for each in found if each.rule == "ST-1")
    assert first.message == "AlleleName has no property hgvs; nameType and name are missing there"
    assert second.message == "AlleleName has no property hgvs"


def test_what_a_resource_lacks_is_not_for_an_unknown_key() -> None:
    allele = _allele("X1", colour="red")
    del allele["canonicalAllele"]
    assert [each.rule for each in _found({"X1": allele})] == ["ST-8", "ST-1"]


def test_an_identifier_of_unknown_keys() -> None:
    gene: Tree = {"resourceType": "Gene", "id": "G1", "symbol": "A", "name": "a"}
    gene["identifier"] = [{"OMIM": "1"}]
    found = [each for each in _found({"G1": gene}) if each.rule != "GE-1"]
    assert [each.message for each in found] == [
        "Identifier has no property OMIM; value is missing there"
    ]


def test_a_value_of_the_wrong_kind_is_not_one_written_otherwise_too() -> None:
    files: dict[str, Tree | str] = {
        "C1": _canonical("C1", "X1"), "X1": _allele("X1", alleleName="rs80357906"),
    }  # fmt: skip
    assert [each.rule for each in _found(files)] == ["ST-7"]


def test_a_number_that_json_lacks_is_not_an_empty_value_too() -> None:
    text = json.dumps(_canonical("C1", "X1")).replace("true", "NaN", 1)
    assert [each.rule for each in _found({"C1": text}, partial=True)] == ["ST-0"]


def test_an_effect_without_the_type_of_its_link() -> None:
    nucleotide = _allele("X1", contextualAlleleType="transcript")
    nucleotide["related"] = [{"target": {"reference": "ContextualAllele/X2"}}]
    effect = _allele("X2", "C2", contextualAlleleType="amino-acid")
    target = {"reference": "ContextualAllele/X1"}
    effect["related"] = [{"relatedType": "transcript-allele-cause", "target": target}]
    amino = _canonical("C2", "X2") | {"canonicalAlleleType": "amino-acid"}
    files = {"C1": _canonical("C1", "X1"), "C2": amino, "X1": nucleotide, "X2": effect}
    found = [each for each in _found({**files}) if each.rule in ("ST-8", "CO-7")]
    assert _said(found) == [("ST-8", "warning", "X1.json")]


def test_a_name_without_version_is_one_finding() -> None:
    name = {"nameType": "hgvs-genomic", "name": "NC_000017:g.7A>C"}
    coordinate = {
        "referenceSequence": {"display": "NC_000017.11", "reference": "ReferenceSequence/S"},
        "start": {"index": 6}, "end": {"index": 7}, "refAllele": "A",
    }  # fmt: skip
    allele = _allele("X1", allele="C", alleleName=[name], referenceCoordinate=coordinate)
    assert [each.rule for each in _found({"X1": allele}, partial=True)] == ["HG-3"]


def test_a_wrong_type_of_a_canonical_allele_is_one_finding() -> None:
    files: dict[str, Tree | str] = {each: _allele(each) for each in ("X1", "X2", "X3")}
    canonical = _canonical("C1", "X1", "X2", "X3") | {"canonicalAlleleType": "amino-acid"}
    found = [each for each in _found(files | {"C1": canonical}) if each.rule == "CO-3"]
    assert [each.message for each in found] == [
        "X1 is genomic; a canonical allele that is amino-acid cannot contain it; "
        "nor 2 other members: is its canonicalAlleleType nucleotide?"
    ]


def test_a_reference_to_nothing_means_the_allele_that_refers_back() -> None:
    files: dict[str, Tree | str] = {
        "C1": _canonical("C1", "X1", "Y7"), "X1": _allele("X1"), "X2": _allele("X2"),
    }  # fmt: skip
    [found] = [each for each in _found(files) if each.rule[:2] == "CO"]
    assert (found.rule, found.suggestion) == ("CO-1", "ContextualAllele/X2")
    files["C1"] = _canonical("C1", "X1", "Y7", "Y8")
    assert [each.suggestion for each in _found(files) if each.rule == "CO-1"] == [None, None]


def test_members_that_are_no_list_are_one_finding() -> None:
    canonical = _canonical("C1", "X1", "X2")
    links = canonical["relatedContextualAllele"]
    canonical["relatedContextualAllele"] = {"first": links[0], "second": links[1]}
    files: dict[str, Tree | str] = {"C1": canonical, "X1": _allele("X1"), "X2": _allele("X2")}
    found = [each for each in _found(files) if each.rule != "CA-4"]
    assert _said(found) == [("ST-1", "error", "C1.json"), ("ST-1", "error", "C1.json")]
    assert found[0].message.endswith(", but X1 and 1 other refer to this allele")


def test_a_property_in_the_wrong_place() -> None:
    allele = _allele("X1")
    allele["start"] = allele["referenceCoordinate"].pop("start")
    [found] = _found({"X1": allele}, partial=True)
    assert (found.rule, found.message) == (
        "ST-1", "ContextualAllele has no property start (it belongs in referenceCoordinate)",
    )  # fmt: skip


def test_start_and_end_exchanged() -> None:
    """The suggestion is made where the interval is right then."""
    allele = _allele("X1")
    ends = allele["referenceCoordinate"]
    ends["start"], ends["end"] = ends["end"], ends["start"]
    [found] = _found({"X1": allele}, partial=True)
    assert found.rule == "XA-5"
    assert json.loads(found.suggestion or "") == {"start": {"index": 6}, "end": {"index": 7}}
    document = Document(json.dumps(allele, indent=1), "X1.json")
    fixed = clingen_ld.fix(document, unsafe=True, partial=True)
    assert list(fixed.report) == []
    assert clingen_ld.fix(document, partial=True).texts == {}
    ends["refAllele"] = "ACG"
    rules = {each.rule: each.suggestion for each in _found({"X1": allele}, partial=True)}
    assert rules == {"XA-5": None}


def test_more_findings_than_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those beyond the bound are not joined, and none is lost."""
    for module in ("causes", "reference_causes"):
        monkeypatch.setattr(f"clingen_ld.validation.{module}.MOST", 0)
    files: dict[str, Tree | str] = {
        "C1": _canonical("C1", "X1", "X9"), "X1": _allele("x1"), "X2": "{",
        "C2": _canonical("C2", "X2"), "X3": _allele("X3", alleleName=[{"hgvs": "a"}]),
    }  # fmt: skip
    found = {(each.rule, each.file) for each in _found(files)}
    assert {("CO-5", "X1.json"), ("ST-0", "X2.json"), ("CO-1", "C1.json")} < found
    assert {("CO-1", "C2.json"), ("ST-1", "X3.json"), ("ST-2", "X3.json")} < found
