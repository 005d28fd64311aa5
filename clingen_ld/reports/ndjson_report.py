"""The NDJSON report: one finding a line, with the keys of the JSON report, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator

from clingen_ld.reports.json_report import with_details
from clingen_ld.validation.report import Report

# JSON allows these inside strings, but many tools take them for the end of a line.
_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def pieces(report: Report) -> Iterator[str]:
    """The findings as JSON objects, one a line; nothing when there is none."""
    for finding in report.findings:
        text = json.dumps(with_details(finding), ensure_ascii=False)
        yield text.translate(_LINE_ENDS) + "\n"
