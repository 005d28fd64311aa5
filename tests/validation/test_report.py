"""The report of a validation: findings collected in order, and views of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from clingen_ld.findings import outcome
from clingen_ld.findings.finding import Finding
from clingen_ld.model import DEFAULT_BASE, Severity
from clingen_ld.validation.configuration import Configuration
from clingen_ld.validation.report import Findings, Report


def finding(line: int, severity: Severity = "error", rule: str = "ST-2") -> Finding:
    return Finding(rule, severity, "x", "a.json", line=line, column=1)


def collected(configuration: Configuration) -> Report:
    found = Findings(configuration, DEFAULT_BASE)
    found.note_form("a.json", "resource-json")
    found.note("b.json", [finding(1)], 1)
    found.note("a.json", [finding(2), finding(1), finding(2)], 0)
    found.note_beside([Finding("own", "info", "beside")])
    return found.report(2)


@pytest.mark.parametrize("in_memory", [1, 100])
def test_findings_come_by_file_and_line_each_once(
    in_memory: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outcome, "IN_MEMORY", in_memory)
    report = collected(Configuration())
    assert [(f.line, f.rule) for f in report.findings] == [
        (1, "ST-2"), (2, "ST-2"), (1, "ST-2"), (None, "own"),
    ]  # fmt: skip
    assert (report.files, report.resources, report.faulty) == (2, 2, frozenset({0, 1}))
    assert report.forms == {"a.json": ("resource-json",), "b.json": ()}
    assert not report.conforms


@pytest.mark.parametrize(
    ("settings", "counts"),
    [({"ignore": frozenset({"ST-2"})}, (3, 0)), ({"severity": {"ST-2": "warning"}}, (0, 3))],
)
def test_settings_are_counted(settings: Mapping[str, Any], counts: tuple[int, int]) -> None:
    report = collected(Configuration(**settings))
    assert (report.ignored, report.lowered) == counts
    assert report.faulty == frozenset()


def test_views_are_those_of_the_reports() -> None:
    report = collected(Configuration())
    assert "a.json" in report.to_text()
    assert "\x1b" not in report.to_text(1)
    assert len(report.as_dict()["findings"]) == len(report.as_sarif()["runs"][0]["results"]) == 4
    assert json.loads(json.dumps(report.as_dict())) == report.as_dict()
    assert 'sandbox="allow-scripts"' in report._repr_html_()
