"""The concise report: a line for each finding, which editors and terminals make a link.

A line is `file:line:column: severity RULE name: message`, and what is suggested.
"""

from __future__ import annotations

from collections.abc import Iterator

from clingen_ld.display import visible
from clingen_ld.reports.wording import (
    folded,
    named,
    place_of,
    remarks,
    said_at_length,
    verdict_line,
)
from clingen_ld.validation.findings import Finding
from clingen_ld.validation.report import Report

_LONGEST = 2_000


def pieces(report: Report) -> Iterator[str]:
    """The findings, one a line, and the verdict."""
    yield from (f"{_line(finding)}\n" for finding in folded(report.findings))
    yield "\n".join([verdict_line(report), *remarks(report)]) + "\n"


def _line(finding: Finding) -> str:
    said = f"{finding.severity} {named(finding.rule)}: {said_at_length(finding, _LONGEST)}"
    return f"{visible(place_of(finding), _LONGEST)}: {visible(said, _LONGEST)}"
