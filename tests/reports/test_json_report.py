"""The JSON and NDJSON reports: every finding, exactly."""

from __future__ import annotations

import json

import pytest

from clingen_ld.model import load_model
from clingen_ld.reports import render
from clingen_ld.reports.report_schema import REPORT_VERSION
from clingen_ld.validation.findings import Finding
from clingen_ld.validation.report import Report
from clingen_ld.version import __version__
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
