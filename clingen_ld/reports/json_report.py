"""The JSON report: one object with counts and every finding; the NDJSON one: a finding a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from clingen_ld.reports.report_schema import EDIT_KEYS, about
from clingen_ld.reports.wording import details, shown
from clingen_ld.validation.findings import Finding
from clingen_ld.validation.report import Report


def settings_of(file: str, ignored: int, lowered: int) -> dict[str, Any]:
    """The settings in a JSON report, with what they hide."""
    more = {"lowered": lowered} if lowered else {}
    return {"file": shown(file), "ignored": ignored} | more


def pieces(report: Report) -> Iterator[str]:
    """The report as a JSON object, finding by finding."""
    value: dict[str, Any] = about() | {
        "conforms": report.conforms,
        "files": report.files,
        "resources": report.resources,
    }
    if report.settings is not None:
        value["settings"] = settings_of(report.settings, report.ignored, report.lowered)
    if report.known is not None:
        value["known"] = {"leftOut": report.known.left_out, "gone": report.known.gone}
    head = json.dumps(value, ensure_ascii=False, indent=2).removesuffix("\n}")
    yield f'{head},\n  "findings": ['
    yield from list_pieces(map(with_details, report.findings))


def list_pieces(values: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The rest of a report from the start of the list of its findings on."""
    before = "\n"
    for value in values:
        text = json.dumps(value, ensure_ascii=False, indent=2)
        yield before + "    " + text.replace("\n", "\n    ")
        before = ",\n"
    yield "]\n}\n" if before == "\n" else "\n  ]\n}\n"


def with_details(finding: Finding) -> dict[str, Any]:
    """A finding as a JSON object: with the texts below a result of the user's shapes, and a fix."""
    below, fix = details(finding), finding.fix
    found = finding.as_dict() | ({"details": below} if below else {})
    if fix is None or finding.line is None:
        return found
    edits = [dict(zip(EDIT_KEYS, edit, strict=True)) for edit in fix.edits]
    return found | {"fix": {"isSafe": fix.is_safe, "edits": edits}}


# JSON allows these inside strings, but many tools take them for the end of a line.
_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def ndjson_pieces(report: Report) -> Iterator[str]:
    """The findings as JSON objects, one a line; nothing when there is none."""
    for finding in report.findings:
        text = json.dumps(with_details(finding), ensure_ascii=False)
        yield text.translate(_LINE_ENDS) + "\n"
