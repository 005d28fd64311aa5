"""The CSV report, read by Python's csv module."""

from __future__ import annotations

import csv
import io

import pytest

from clingen_ld.reports import render
from clingen_ld.validation.findings import Finding
from clingen_ld.validation.report import Report
from tests.reports.report_samples import EMPTY, HOSTILE, MIXED, NASTY

HEADER = [
    "rule", "name", "severity", "message", "file", "resource", "pointer", "line", "column",
    "value", "suggestion", "form",
]  # fmt: skip


def rows(report: Report) -> list[list[str]]:
    return list(csv.reader(io.StringIO(render(report, "csv"), newline=""), strict=True))


def one(value: object) -> str:
    return rows(Report((Finding("X", "error", "m", value=value),), 1, 1))[1][HEADER.index("value")]


def test_a_row_for_each_finding() -> None:
    found = rows(MIXED)
    assert found[0] == HEADER
    assert len(found) == 8
    assert found[1] == [
        "ST-5", "unknown-code", "error",
        'contextualAlleleType "transkript" is not allowed; expected genomic or transcript',
        "examples/XA101.json",
        "http://clingendb.clingen.org/ContextualAllele/XA101", "/contextualAlleleType", "4", "27",
        "transkript", "transcript", "",
    ]  # fmt: skip
    assert found[5][HEADER.index("file")] == "-"  # standard input, as it was given


def test_nothing_found_is_the_header() -> None:
    assert rows(EMPTY) == [HEADER]


def test_it_is_rfc_4180() -> None:
    text = render(HOSTILE, "csv")
    assert text.count("\r\n") == len(text.splitlines()) == 1 + len(HOSTILE.findings)
    assert "\n" not in text.replace("\r\n", "")
    assert {len(row) for row in rows(HOSTILE)} == {len(HEADER)}
    assert not text.startswith("\ufeff")


@pytest.mark.parametrize(
    "formula", ["=1+1", "+1+1", "-1+cmd", "@SUM(A1)", "=cmd|' /C calc'!A0", " =1+1", "＝1+1"]
)
def test_no_text_is_a_formula(formula: str) -> None:
    assert one(formula) == "'" + formula


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text(text: str) -> None:
    cell = one(text)
    assert cell.lstrip()[:1] not in tuple("=+-@\t\r")
    assert len(cell) <= 32_767
    assert cell.isprintable() or not text.isprintable()


@pytest.mark.parametrize(
    ("value", "cell"),
    [("-", "-"), ("+", "+"), (-5, "-5"), (1.5, "1.5"), (True, "true"), (None, ""), ("", "")],
)
def test_codes_and_numbers_stay_as_they_are(value: object, cell: str) -> None:
    assert one(value) == cell


def test_a_cell_has_an_end() -> None:
    assert len(one("x" * 100_000)) == 32_000
