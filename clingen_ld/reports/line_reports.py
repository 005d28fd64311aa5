"""Reports of one line a finding: concise, GitHub commands, CSV."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator
from typing import Any

from clingen_ld.display import visible
from clingen_ld.findings.finding import KEYS, Finding
from clingen_ld.findings.outcome import Outcome
from clingen_ld.messages.text.inputs import STANDARD_INPUT
from clingen_ld.reports import wording

_LONGEST = 2_000
_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_LONGEST_MESSAGE = 4_000


def concise_pieces(report: Outcome) -> Iterator[str]:
    """The findings, one a line, and the verdict."""
    return _lines(report, _line)


def github_pieces(report: Outcome) -> Iterator[str]:
    """A workflow command for each finding, and the verdict as a plain line."""
    return _lines(report, _command)


def _lines(report: Outcome, line: Callable[[Finding], str]) -> Iterator[str]:
    yield from (f"{line(finding)}\n" for finding in wording.folded(report.findings))
    yield (
        "\n".join(
            [*wording.fixable(report), wording.verdict_line(report), *wording.remarks(report)]
        )
        + "\n"
    )


def _line(finding: Finding) -> str:
    text = wording.fix_mark(finding) + wording.said_at_length(finding, _LONGEST)
    message = f"{finding.severity} {wording.named(finding.rule)}: {text}"
    return f"{visible(wording.place_of(finding), _LONGEST)}: {visible(message, _LONGEST)}"


def _command(finding: Finding) -> str:
    properties: dict[str, str | int | None] = {}
    said = wording.fix_mark(finding) + wording.message_with_details(finding)
    message = visible(said, _LONGEST_MESSAGE)
    if finding.file not in ("", STANDARD_INPUT):
        properties["file"] = visible(wording.shown(finding.file).replace(os.sep, "/"))
        properties["line"] = finding.line
        properties["col"] = finding.column
    elif finding.line:
        message = (
            f"{visible(wording.shown(finding.file))}:{finding.line}:{finding.column}: {message}"
        )
    properties["title"] = visible(wording.named(finding.rule))
    if (meant := wording.suggested(finding, _LONGEST_MESSAGE)) is not None:
        message += f"\ndid you mean {meant}?"
    if finding.pointer:
        message += f"\nat {visible(finding.pointer, _LONGEST_MESSAGE)}"
    if form := wording.read_as(finding.file, [finding]):
        message += f"\n{form}"
    given = ",".join(f"{k}={_property(str(v))}" for k, v in properties.items() if v is not None)
    return f"::{_COMMANDS[finding.severity]} {given}::{_data(message)}"


def _data(text: str) -> str:
    """A text as the runner reads it back after the command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


_CELL = 32_000  # Excel holds 32,767 characters in a cell
_FORMULA = tuple("=+-@＝＋－＠")


def csv_pieces(report: Outcome) -> Iterator[str]:
    """The findings as CSV with a header."""
    output = io.StringIO()
    writer = csv.writer(output)  # the excel dialect: comma, quotes where needed, CRLF
    writer.writerow(KEYS)
    for finding in report.findings:
        values = finding.as_dict()
        values["message"] = wording.message_with_details(finding)
        writer.writerow([cell(values[key]) for key in KEYS])
        yield output.getvalue()
        output.seek(0)
        output.truncate()
    yield output.getvalue()


def cell(value: Any) -> str:
    """A value as the text of a cell that no spreadsheet takes for a formula.

    >>> cell("=1+1"), cell("-"), cell(-1), cell(True)
    ("'=1+1", '-', '-1', 'true')
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else str(value)
    text = visible(value, _CELL)
    # One character alone (the + and - of the model's own codes) calculates nothing.
    return f"'{text}" if len(text) > 1 and text.lstrip().startswith(_FORMULA) else text
