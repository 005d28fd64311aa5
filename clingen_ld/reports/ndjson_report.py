"""The NDJSON report: one finding a line, with the keys of the JSON report, and nothing else."""

from __future__ import annotations

import json

from clingen_ld.reports.json_report import with_details
from clingen_ld.validation.report import Report

# JSON allows these inside strings, but many tools take them for the end of a line.
_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def render(report: Report) -> str:
    """The findings as JSON objects, one a line; an empty text when there is none."""
    lines = (json.dumps(with_details(f), ensure_ascii=False) + "\n" for f in report.findings)
    return "".join(lines).translate(_LINE_ENDS)
