"""The concise report: a line for each finding, which editors and terminals make a link.

A line is `file:line:column: severity RULE name: message`, and what is suggested.
"""

from __future__ import annotations

from collections.abc import Iterator

from clingen_ld.display import visible
from clingen_ld.reports.wording import (
    count,
    counted,
    folded,
    message_with_details,
    named,
    of_baseline,
    place_of,
    suggested,
    verdict,
)
from clingen_ld.validation.findings import Finding
from clingen_ld.validation.report import Report

_LONGEST = 2_000


def pieces(report: Report) -> Iterator[str]:
    """The findings, one a line, and the verdict."""
    said = verdict(report.resources, report.has("error"))
    checked = f"{count(report.files, 'file')}, {count(report.resources, 'resource')}"
    last = f"{checked}: {said} ({counted(report.findings) or 'nothing found'})"
    yield from (f"{_line(finding)}\n" for finding in folded(report.findings))
    yield "\n".join([last, *of_baseline(report)]) + "\n"


def _line(finding: Finding) -> str:
    said = f"{finding.severity} {named(finding.rule)}: {message_with_details(finding)}"
    if (meant := suggested(finding, _LONGEST)) is not None:
        said += f"; did you mean {meant}?"
    return f"{visible(place_of(finding), _LONGEST)}: {visible(said, _LONGEST)}"
