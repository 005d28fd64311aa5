"""Reports of a line for each finding: the concise one, and the workflow commands of GitHub.

A line of the concise one, which editors and terminals make a link, is `file:line:column: severity
RULE name: message`, and what is suggested. Actions shows the commands as annotations beside the
lines: ten of a kind for a step; all of them are in its log.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from clingen_ld.display import visible
from clingen_ld.messages.text.inputs import STANDARD_INPUT
from clingen_ld.reports.wording import (
    fix_mark,
    fixable,
    folded,
    message_with_details,
    named,
    place_of,
    read_as,
    remarks,
    said_at_length,
    shown,
    suggested,
    verdict_line,
)
from clingen_ld.validation.findings import Finding
from clingen_ld.validation.report import Report

_LONGEST = 2_000
_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_LONGEST_MESSAGE = 4_000


def pieces(report: Report) -> Iterator[str]:
    """The findings, one a line, and the verdict."""
    return _lines(report, _line)


def github_pieces(report: Report) -> Iterator[str]:
    """A workflow command for each finding, and the verdict as a plain line."""
    return _lines(report, _command)


def _lines(report: Report, line: Callable[[Finding], str]) -> Iterator[str]:
    yield from (f"{line(finding)}\n" for finding in folded(report.findings))
    yield "\n".join([*fixable(report), verdict_line(report), *remarks(report)]) + "\n"


def _line(finding: Finding) -> str:
    text = fix_mark(finding) + said_at_length(finding, _LONGEST)
    said = f"{finding.severity} {named(finding.rule)}: {text}"
    return f"{visible(place_of(finding), _LONGEST)}: {visible(said, _LONGEST)}"


def _command(finding: Finding) -> str:
    properties: dict[str, str | int | None] = {}
    said = fix_mark(finding) + message_with_details(finding)
    message = visible(said, _LONGEST_MESSAGE)
    if finding.file not in ("", STANDARD_INPUT):
        properties["file"] = visible(shown(finding.file).replace(os.sep, "/"))
        properties["line"] = finding.line
        properties["col"] = finding.column
    elif finding.line:
        message = f"{visible(shown(finding.file))}:{finding.line}:{finding.column}: {message}"
    properties["title"] = visible(named(finding.rule))
    if (meant := suggested(finding, _LONGEST_MESSAGE)) is not None:
        message += f"\ndid you mean {meant}?"
    if finding.pointer:
        message += f"\nat {visible(finding.pointer, _LONGEST_MESSAGE)}"
    if form := read_as(finding.file, [finding]):
        message += f"\n{form}"
    given = ",".join(f"{k}={_property(str(v))}" for k, v in properties.items() if v is not None)
    return f"::{_COMMANDS[finding.severity]} {given}::{_data(message)}"


def _data(text: str) -> str:
    """A text as the runner reads it back after the command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
