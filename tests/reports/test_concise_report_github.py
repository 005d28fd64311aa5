"""The GitHub report, read as the runner of GitHub Actions reads workflow commands."""

from __future__ import annotations

import re

import pytest

from clingen_ld.reports import render
from clingen_ld.validation.findings import Finding
from clingen_ld.validation.report import Report
from tests.reports.report_samples import EMPTY, HOSTILE, MIXED, NASTY, hostile

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
