"""Findings of a validation as tables, by pyarrow, which is optional."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from clingen_ld.bulk.arrow_schemas import schema_of
from clingen_ld.model.definitions import Severity
from clingen_ld.reports.json_report import KEYS, as_json
from clingen_ld.reports.wording import rule_counts
from clingen_ld.stores.parquet import pyarrow_modules
from clingen_ld.validation.findings import SEVERITIES, Finding
from clingen_ld.validation.validator import Report

_NUMBERS: Final = ("line", "column")
FINDINGS: Final = ", ".join(f"{key} {'long' if key in _NUMBERS else 'string'}" for key in KEYS)
"""The columns of the findings; a value that is no text is JSON."""
COUNTS: Final = "rule string, severity string, number long"
"""The columns of the counts."""
_ROWS: Final = 50_000
_PART: Final = "part-00000.snappy.parquet"
"""The name that Spark's first part has, too."""


@dataclass(frozen=True, slots=True)
class Validated:
    """The outcome of a validation: how many files, resources, and findings by rule and severity."""

    files: int
    resources: int
    counts: Mapping[tuple[str, Severity], int]

    def has(self, severity: Severity) -> bool:
        """Whether there is a finding of a severity or of a graver one."""
        graver = SEVERITIES[: SEVERITIES.index(severity) + 1]
        return any(found in graver for _, found in self.counts)


def finding_row(finding: Finding) -> dict[str, Any]:
    """A finding by the columns of the findings."""
    row = as_json(finding)
    if row["value"] is not None and not isinstance(row["value"], str):
        row["value"] = json.dumps(row["value"])
    return row


def write_findings(report: Report, folder: Path) -> Validated:
    """Write the findings of a report, and how many there are of each rule and severity.

    The folder gets the folders `findings` and `counts`. Raises `UsageError` without pyarrow.
    """
    _write(map(finding_row, report.findings), FINDINGS, folder / "findings")
    counts = rule_counts(report.findings)
    rows = ({"rule": rule, "severity": severity, "number": number}
            for (rule, severity), number in sorted(counts.items()))  # fmt: skip
    _write(rows, COUNTS, folder / "counts")
    return Validated(report.files, report.resources, counts)


def _write(rows: Iterable[dict[str, Any]], columns: str, folder: Path) -> None:
    arrow, parquet = pyarrow_modules()
    schema = schema_of(columns)
    folder.mkdir()
    with parquet.ParquetWriter(folder / _PART, schema) as writer:
        some: list[dict[str, Any]] = []
        for row in rows:
            some.append(row)
            if len(some) == _ROWS:
                writer.write_batch(arrow.RecordBatch.from_pylist(some, schema))
                some = []
        writer.write_batch(arrow.RecordBatch.from_pylist(some, schema))
