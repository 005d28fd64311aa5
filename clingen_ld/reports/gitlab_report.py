"""The GitLab report: Code Quality issues, which merge requests show beside the lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from clingen_ld.display import visible
from clingen_ld.model import Model, load_model
from clingen_ld.reports.sarif_report import fingerprint
from clingen_ld.reports.wording import named, said_at_length, shown
from clingen_ld.validation.findings import Finding
from clingen_ld.validation.report import Report

_SEVERITIES = {"error": "critical", "warning": "minor", "info": "info"}
_LONGEST = 2_000


def pieces(report: Report) -> Iterator[str]:
    """The findings as a JSON array; each fingerprint occurs once."""
    model, seen = load_model(), dict[str, int]()
    before = "[\n "
    for finding in report.findings:
        text = json.dumps(_issue(finding, model, seen), ensure_ascii=False, indent=1)
        yield before + text.replace("\n", "\n ")
        before = ",\n "
    yield "[]\n" if before == "[\n " else "\n]\n"


def _issue(finding: Finding, model: Model, seen: dict[str, int]) -> dict[str, Any]:
    mark = fingerprint(finding, model)
    seen[mark] = seen.get(mark, 0) + 1
    return {
        "description": visible(said_at_length(finding, _LONGEST), _LONGEST),
        "check_name": visible(named(finding.rule)),
        "fingerprint": f"{mark}-{seen[mark]}",
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": visible(shown(finding.file)), "lines": {"begin": finding.line or 1}},
    }
