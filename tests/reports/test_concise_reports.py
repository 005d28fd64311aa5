"""The reports of one entry a finding: lines for terminals, and issues for GitLab."""

from __future__ import annotations

import json

from clingen_ld.reports import render
from tests.reports.report_samples import EMPTY, HOSTILE, MIXED


def test_a_line_for_each_finding() -> None:
    lines = render(MIXED, "concise").splitlines()
    assert lines[0] == (
        'examples/XA101.json:4:27: error ST-5 unknown-code: contextualAlleleType "transkript" is '
        "not allowed; expected genomic or transcript; did you mean transcript?"
    )
    assert lines[4] == "stdin:1:1: error ST-0 unreadable-text: the text is empty"
    assert lines[5].startswith("input: error CO-5 id-conflict: ")
    assert lines[7:] == ["4 files, 20 resources: does not conform (4 errors, 2 warnings, 1 info)"]
    assert render(EMPTY, "concise") == "3 files, 12 resources: conforms (nothing found)\n"


def test_hostile_text_stays_on_its_lines() -> None:
    assert len(render(HOSTILE, "concise").splitlines()) == len(HOSTILE.findings) + 1


def test_issues_for_gitlab() -> None:
    issues = json.loads(render(MIXED, "gitlab"))
    assert [issue["severity"] for issue in issues[:4]] == ["critical", "critical", "minor", "info"]
    assert issues[0]["check_name"] == "ST-5 unknown-code"
    assert issues[0]["location"] == {"path": "examples/XA101.json", "lines": {"begin": 4}}
    marks = [issue["fingerprint"] for issue in json.loads(render(HOSTILE, "gitlab"))]
    assert len(set(marks)) == len(marks)
