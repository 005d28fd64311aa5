"""The JSON and NDJSON reports: every finding, exactly."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.findings.finding import KEYS as FINDING_KEYS
from clingen_ld.findings.finding import Finding
from clingen_ld.model import load_model
from clingen_ld.reports import render
from clingen_ld.reports.json_report import REPORT_VERSION, report_schema
from clingen_ld.validation.report import Report
from clingen_ld.version import __version__
from tests.cli.running import call
from tests.console import ROOT
from tests.reports.report_samples import EMPTY, HOSTILE, MIXED, NASTY, WRONG_CODE, many

KEYS = [
    "rule", "name", "severity", "message", "file", "resource", "pointer", "line", "column",
    "value", "suggestion", "form", "values",
]  # fmt: skip


def strict(text: str) -> object:
    def refuse(constant: str) -> None:
        raise ValueError(constant)

    return json.loads(text, parse_constant=refuse)


def test_the_keys_of_the_json_report() -> None:
    value = json.loads(render(MIXED, "json"))
    assert list(value) == ["$schema", "versions", "conforms", "files", "resources", "findings"]
    assert value["versions"] == {
        "report": REPORT_VERSION, "tool": __version__, "model": load_model().version,
    }  # fmt: skip
    assert (value["conforms"], value["files"], value["resources"]) == (False, 4, 20)
    assert [list(finding) for finding in value["findings"]] == [KEYS] * 7
    assert value["findings"][0] == {
        "rule": "ST-5",
        "name": "unknown-code",
        "severity": "error",
        "message": WRONG_CODE.message,
        "file": "examples/XA101.json",
        "resource": "http://clingendb.clingen.org/ContextualAllele/XA101",
        "pointer": "/contextualAlleleType",
        "line": 4,
        "column": 27,
        "value": "transkript",
        "suggestion": "transcript",
        "form": "",
        "values": {},
    }


def test_nothing_found() -> None:
    assert json.loads(render(EMPTY, "json"))["findings"] == []
    assert json.loads(render(EMPTY, "json"))["conforms"] is True
    assert render(EMPTY, "ndjson") == ""


@pytest.mark.parametrize("report", [MIXED, HOSTILE, many(20)])
def test_ndjson_is_the_findings_of_json_one_a_line(report: Report) -> None:
    lines = render(report, "ndjson").splitlines()
    assert [json.loads(line) for line in lines] == json.loads(render(report, "json"))["findings"]


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("format", ["json", "ndjson"])
def test_texts_come_back_as_they_were(format: str, text: str) -> None:
    written = render(Report((Finding("X", "error", text, text, value=text),), 1, 1), format)
    value = json.loads(written)
    finding = value["findings"][0] if format == "json" else value
    assert (finding["message"], finding["file"], finding["value"]) == (text, text, text)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_numbers_that_json_lacks_become_text(value: float) -> None:
    report = Report((Finding("X", "error", "m", value=value),), 1, 1)
    assert str(value) in str(strict(render(report, "json")))
    assert str(value) in str(strict(render(report, "ndjson")))


@pytest.mark.parametrize("value", ["1", 1, 1.5, True, None])
def test_values_keep_their_type(value: object) -> None:
    report = Report((Finding("X", "error", "m", value=value),), 1, 1)
    found = json.loads(render(report, "ndjson"))["value"]
    assert found == value
    assert type(found) is type(value)


SCHEMA = report_schema(load_model())


def validator(schema: dict[str, Any]) -> Any:
    # It is imported when it is used, as that takes a second.
    return import_module("jsonschema").Draft202012Validator(schema)


def schema_of(kind: str) -> Any:
    """One definition alone, which says more of what is wrong than the choice of all does."""
    return validator({"$ref": f"#/$defs/{kind}", "$defs": SCHEMA["$defs"]})


def known_keys(kind: str, value: dict[str, Any]) -> None:
    """A report has no key that its schema does not describe."""
    schema_of(kind).validate(value)
    validator(SCHEMA).validate(value)
    assert set(value) <= set(SCHEMA["$defs"][kind]["properties"])


def test_the_schema_is_one_and_is_printed() -> None:
    validator(SCHEMA).check_schema(SCHEMA)
    assert json.loads(call("model", "--format", "report-schema").out) == SCHEMA
    described = SCHEMA["$defs"]["Finding"]["properties"]
    assert [*FINDING_KEYS, "values", "details", "fix"] == list(described)
    assert all("description" in each for each in described.values())


@pytest.mark.parametrize("report", [MIXED, HOSTILE, EMPTY, many(20)])
def test_reports(report: Any) -> None:
    value = json.loads(render(report, "json"))
    assert value["$schema"] == SCHEMA["$id"]
    known_keys("Report", value)
    for finding in value["findings"]:
        known_keys("Finding", finding)
    for line in render(report, "ndjson").splitlines():
        known_keys("Finding", json.loads(line))


def test_reports_of_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With settings, a baseline and shapes of one's own, each of which adds keys."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.json").write_text((ROOT / "docs" / "allele-with-mistakes.json").read_text())
    (tmp_path / "clingen-ld.toml").write_text('ignore = ["ST-8"]\n')
    (tmp_path / "own.ttl").write_text((ROOT / "docs" / "our-shapes.ttl").read_text())
    call("validate", "a.json", "--select", "HG", "--write-baseline", "known.json")
    outcome = call("validate", "a.json", ROOT / "examples" / "ilk", "--shapes", "own.ttl",
                   "--baseline", "known.json", "--report", "json")  # fmt: skip
    value = json.loads(outcome.out)
    assert {"settings", "known"} < set(value)
    assert value["findings"]
    known_keys("Report", value)


def test_reports_of_a_load(tmp_path: Path) -> None:
    inputs = [ROOT / "examples" / "ilk", ROOT / "docs" / "allele-with-mistakes.json"]
    value = json.loads(call("load", *inputs, "--store", tmp_path / "db", "--report", "json").out)
    assert value["changes"]
    assert value["findings"]
    known_keys("LoadReport", value)
    again = json.loads(call("load", tmp_path, "--store", tmp_path / "db", "--report", "json",
                            "--dry-run").out or "{}")  # fmt: skip
    assert again == {} or again["changes"] == []


def test_what_is_no_report() -> None:
    right = json.loads(render(MIXED, "json"))
    for key, value in (("files", "4"), ("findings", {}), ("conforms", None), ("versions", "1")):
        assert not schema_of("Report").is_valid(right | {key: value}), key
    finding = right["findings"][0]
    for key, wrong in (("line", 0), ("severity", "grave"), ("suggestion", 5), ("rule", None)):
        assert not schema_of("Finding").is_valid(finding | {key: wrong}), key
