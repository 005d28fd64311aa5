"""The GitHub report: workflow commands, which Actions shows as annotations beside the lines.

GitHub shows ten annotations of a kind for a step; all of them are in its log.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from clingen_ld.display import visible
from clingen_ld.reports.wording import (
    STANDARD_INPUT,
    folded,
    message_with_details,
    named,
    read_as,
    remarks,
    shown,
    suggested,
    verdict_line,
)
from clingen_ld.validation.findings import Finding
from clingen_ld.validation.report import Report

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_LONGEST = 4_000


def pieces(report: Report) -> Iterator[str]:
    """A workflow command for each finding, and the verdict as a plain line."""
    yield from (f"{_command(finding)}\n" for finding in folded(report.findings))
    yield "\n".join([verdict_line(report), *remarks(report)]) + "\n"


def _command(finding: Finding) -> str:
    properties: dict[str, str | int | None] = {}
    message = visible(message_with_details(finding), _LONGEST)
    if finding.file not in ("", STANDARD_INPUT):
        properties["file"] = visible(shown(finding.file).replace(os.sep, "/"))
        properties["line"] = finding.line
        properties["col"] = finding.column
    elif finding.line:
        message = f"{visible(shown(finding.file))}:{finding.line}:{finding.column}: {message}"
    properties["title"] = visible(named(finding.rule))
    if (meant := suggested(finding, _LONGEST)) is not None:
        message += f"\ndid you mean {meant}?"
    if finding.pointer:
        message += f"\nat {visible(finding.pointer, _LONGEST)}"
    if form := read_as(finding.file, [finding]):
        message += f"\n{form}"
    said = ",".join(f"{k}={_property(str(v))}" for k, v in properties.items() if v is not None)
    return f"::{_COMMANDS[finding.severity]} {said}::{_data(message)}"


def _data(text: str) -> str:
    """A text as the runner reads it back after the command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
