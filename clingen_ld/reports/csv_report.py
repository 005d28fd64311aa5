"""The CSV report: a table for spreadsheets, one finding a row (RFC 4180, UTF-8, no mark).

It is for people with a spreadsheet, so that safety goes before exactness: a text that a
spreadsheet would calculate as a formula has an apostrophe before it, characters that cannot be
seen are written as escapes, which also keeps a finding on one line, and a text longer than a
cell holds is cut. Programs that need the exact texts take the JSON or NDJSON report.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from clingen_ld.display import visible
from clingen_ld.reports.wording import message_with_details
from clingen_ld.validation.findings import KEYS
from clingen_ld.validation.report import Report

_CELL = 32_000  # Excel holds 32,767 characters in a cell
_FORMULA = tuple("=+-@＝＋－＠")


def pieces(report: Report) -> Iterator[str]:
    """The findings as CSV with a header."""
    output = io.StringIO()
    writer = csv.writer(output)  # the excel dialect: comma, quotes where needed, CRLF
    writer.writerow(KEYS)
    for finding in report.findings:
        values = finding.as_dict()
        values["message"] = message_with_details(finding)
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
