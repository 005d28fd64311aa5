"""What all report formats have in common."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
from importlib import import_module

import pytest

from clingen_ld.display import cut, visible
from clingen_ld.errors import UsageError
from clingen_ld.findings.outcome import counts_of
from clingen_ld.reports import FORMATS, LIMITED, check_format, render
from clingen_ld.reports.wording import by_rule, gravest, left_out, shown, uri
from clingen_ld.validation.report import Report
from tests.reports.report_samples import HOSTILE, MIXED, NASTY, REPORTS, WRONG_CODE, many

MODULES = (
    "line_reports", "nodes", "sarif_report", "wording",
)  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("format", FORMATS)
def test_every_format_takes_every_report(format: str, name: str) -> None:
    text = render(REPORTS[name], format)
    text.encode()
    assert text.endswith("\n") or (format, name) == ("ndjson", "empty")
    assert render(REPORTS[name], format) == text  # the same report, the same text


@pytest.mark.parametrize("format", FORMATS)
def test_a_report_is_not_changed_by_where_it_is_written(
    format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LANG", "C")
    assert "transkript" in render(MIXED, format)


def test_a_format_is_imported_when_it_is_asked_for() -> None:
    code = "import sys, clingen_ld.reports as r; print([m for m in sys.modules if '_report' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_format() -> None:
    with pytest.raises(UsageError, match=r"no report format 'yaml'; they are text, concise, html"):
        render(MIXED, "yaml")


def test_a_limit_is_for_people() -> None:
    for name in FORMATS:
        if name in LIMITED:
            check_format(name, 3)
        else:
            with pytest.raises(UsageError, match="always has every finding"):
                render(MIXED, name, 3)
    with pytest.raises(UsageError, match="cannot show -1"):
        render(MIXED, "text", -1)


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings(module: str) -> None:
    found = doctest.testmod(import_module(f"clingen_ld.reports.{module}"))
    assert found.attempted > 0
    assert found.failed == 0


# --- Wording ----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", NASTY)
def test_visible_is_one_printable_line(text: str) -> None:
    seen = visible(text)
    seen.encode()
    assert len(seen.splitlines()) == 1
    assert not any(c in seen for c in "\x00\x1b\x7f\x85\u2028\u202e\ufeff")
    assert len(visible(text, 10)) <= 10


def test_visible_says_what_was_there() -> None:
    assert visible("a\nb\x1b[0m\u202e\ud800") == r"a\nb\x1b[0m\u202e\ud800"
    assert visible("日本語 é 🧬 c.1A>G") == "日本語 é 🧬 c.1A>G"


def test_cut() -> None:
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "ab…"
    assert cut("abcd", None) == "abcd"


def test_the_gravest_findings_keep_their_order() -> None:
    assert gravest(MIXED.findings, None) == MIXED.findings
    assert [f.rule for f in gravest(MIXED.findings, 5)] == ["ST-5", "ST-2", "ST-8", "ST-0", "CO-5"]
    assert gravest(MIXED.findings, 0) == ()
    assert left_out(MIXED.findings, gravest(MIXED.findings, 5)) == (
        "… and 2 more (1 warning, 1 info); all of them: --report json"
    )
    assert left_out(MIXED.findings, MIXED.findings) == ""


def test_rules_by_gravity_and_number() -> None:
    rows = by_rule(counts_of(many(50).findings))
    assert [(r.rule, r.severity, r.number) for r in rows] == [
        ("ST-2", "error", 11), ("ST-5", "error", 11), ("ST-8", "warning", 10), ("ST-6", "info", 18),
    ]  # fmt: skip
    assert by_rule(counts_of(HOSTILE.findings))[1].title == ""  # no rule of the model


# --- Files ------------------------------------------------------------------------------------


def test_files_below_the_working_directory_are_relative(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(str(tmp_path))
    assert shown(f"{tmp_path}/a/b.json") == "a/b.json"
    assert shown("./a/../c d.json") == "c d.json"
    assert shown("/elsewhere/b.json") == "/elsewhere/b.json"
    assert shown("../b.json") == "../b.json"
    assert (shown("-"), shown("")) == ("stdin", "input")


def test_uris(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(tmp_path))
    assert uri(f"{tmp_path}/a/b.json") == "a/b.json"
    assert uri("a b/ä#?%.json") == "a%20b/%C3%A4%23%3F%25.json"
    assert uri("c:d.json") == "c%3Ad.json"  # no scheme
    assert uri("/elsewhere/b c.json") == "file:///elsewhere/b%20c.json"
    assert uri("not-utf8-\udce9.json") == "not-utf8-%E9.json"
    assert uri("half-\ud800.json") == "half-%3F.json"


def test_a_path_that_is_the_working_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(".") == "."


def test_the_json_report_holds_what_was_found() -> None:
    value = json.loads(render(Report((WRONG_CODE,), 1, 1), "json"))
    assert value["findings"][0]["rule"] == "ST-5"
