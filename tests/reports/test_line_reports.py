"""Reports of one line a finding: concise, GitHub commands, CSV."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from clingen_ld.findings.finding import Finding
from clingen_ld.reports import render
from clingen_ld.validation.report import Report
from tests.reports.report_samples import EMPTY, HOSTILE, MIXED, NASTY, hostile


def test_a_line_for_each_finding() -> None:
    lines = render(MIXED, "concise").splitlines()
    assert lines[0] == (
        'examples/XA101.json:4:27: error ST-5 unknown-code: contextualAlleleType "transkript" is '
        "not allowed; expected genomic or transcript; did you mean transcript?"
    )
    assert lines[4] == "stdin:1:1: error ST-0 unreadable-text: the text is empty"
    assert lines[5].startswith("input: error CO-5 id-conflict: ")
    assert lines[7:] == ["4 files, 20 resources: does not conform (4 errors, 2 warnings, 1 info)"]
    assert render(EMPTY, "concise") == "3 files, 12 resources: conforms (nothing found)\n"


def test_hostile_text_stays_on_its_lines() -> None:
    assert len(render(HOSTILE, "concise").splitlines()) == len(HOSTILE.findings) + 1


def test_issues_for_gitlab() -> None:
    issues = json.loads(render(MIXED, "gitlab"))
    assert [issue["severity"] for issue in issues[:4]] == ["critical", "critical", "minor", "info"]
    assert issues[0]["check_name"] == "ST-5 unknown-code"
    assert issues[0]["location"] == {"path": "examples/XA101.json", "lines": {"begin": 4}}
    marks = [issue["fingerprint"] for issue in json.loads(render(HOSTILE, "gitlab"))]
    assert len(set(marks)) == len(marks)


Command = tuple[str, dict[str, str], str]


def command(line: str) -> Command:
    """A line taken apart: the name, the properties, and the message, unescaped."""
    match = re.fullmatch(r"::([a-z]+) ([^\r\n]*?)::([^\r\n]*)", line)
    assert match is not None, line
    properties = {}
    for pair in match[2].split(","):
        key, _, value = pair.partition("=")
        for code, character in (("%2C", ","), ("%3A", ":")):
            value = value.replace(code, character)
        properties[key] = data(value)
    return match[1], properties, data(match[3])


def data(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def commands(report: Report) -> list[Command]:
    return [command(line) for line in render(report, "github").splitlines()[:-1]]


def test_commands() -> None:
    found = commands(MIXED)
    assert [c[0] for c in found] == [
        "error", "error", "warning", "notice", "error", "error", "warning",
    ]  # fmt: skip
    assert found[0] == (
        "error",
        {
            "file": "examples/XA101.json",
            "line": "4",
            "col": "27",
            "title": "ST-5 unknown-code",
        },
        'contextualAlleleType "transkript" is not allowed; expected genomic or transcript\n'
        "did you mean transcript?\nat /contextualAlleleType",
    )


def test_standard_input_is_no_file_of_the_repository() -> None:
    _, properties, message = commands(MIXED)[4]
    assert "file" not in properties
    assert "line" not in properties
    assert message == "stdin:1:1: the text is empty"


def test_the_verdict_comes_last() -> None:
    assert render(EMPTY, "github") == "3 files, 12 resources: conforms (nothing found)\n"
    last = render(MIXED, "github").splitlines()[-1]
    assert last == "4 files, 20 resources: does not conform (4 errors, 2 warnings, 1 info)"


def test_escaping() -> None:
    report = Report((Finding("a,b:c", "error", "50%, at: 3%0A", "x,y:z%.json", line=1),), 1, 1)
    line = render(report, "github").splitlines()[0]
    assert line == "::error file=x%2Cy%3Az%25.json,line=1,title=a%2Cb%3Ac::50%25, at: 3%250A"


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text_stays_in_its_command(text: str) -> None:
    lines = render(Report((hostile(text),), 1, 1), "github").split("\n")
    assert len(lines) == 3
    name, properties, message = command(lines[0])
    assert name == "error"
    assert set(properties) == {"file", "line", "col", "title"}
    assert message.startswith("message ")
    assert "\r" not in message


def test_every_line_but_the_last_is_a_command() -> None:
    assert len(commands(HOSTILE)) == len(HOSTILE.findings)


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
