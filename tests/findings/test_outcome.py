"""The outcome of a validation: whether it conforms, and views of it."""

from __future__ import annotations

import copy
import json
import pickle
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import clingen_ld
from clingen_ld.findings import outcome as finding_list
from clingen_ld.findings.finding import SEVERITIES, Finding
from clingen_ld.findings.outcome import FindingList, Outcome, SortedFindings
from clingen_ld.messages.message import Excerpt
from clingen_ld.model import Severity
from clingen_ld.reports import render


def outcome(*severities: Severity, resources: int = 1) -> Outcome:
    found = [Finding("ST-1", severity, "in a.json", "a.json") for severity in severities]
    return Outcome(found, 1, resources, forms={"a.json": ("vrs",)})


@pytest.mark.parametrize("worst", SEVERITIES)
def test_it_has_a_severity_or_a_graver_one(worst: Severity) -> None:
    found = outcome("info", worst)
    expected = [SEVERITIES.index(each) >= SEVERITIES.index(worst) for each in SEVERITIES]
    assert [found.has(each) for each in SEVERITIES] == expected
    assert found.conforms == (worst != "error")


def test_nothing_checked_does_not_conform() -> None:
    assert not outcome(resources=0).conforms
    assert outcome(resources=0).is_missing
    assert Outcome([], 0, 0, may_be_empty=True).conforms


def test_only_one_severity() -> None:
    found = outcome("error", "info", "error")
    assert [f.severity for f in found.only("error")] == ["error", "error"]
    assert found.only("info").resources == 1


def test_other_names_stand_in_findings_messages_and_forms() -> None:
    shown = outcome("error").shown_as({"a.json": "b.json"})
    assert [(f.file, f.message) for f in shown] == [("b.json", "in b.json")]
    assert shown.forms == {"b.json": ("vrs",)}
    same = outcome("error")
    assert same.shown_as({}) is same


FINDINGS = st.builds(
    Finding,
    rule=st.sampled_from(["ST-1", "ST-2"]),
    severity=st.sampled_from(["error", "warning"]),
    message=st.text(max_size=3),
    resource=st.sampled_from(["a", "b"]),
    line=st.none() | st.integers(1, 3),
    column=st.integers(1, 3),
    value=st.none() | st.integers(0, 2) | st.text(max_size=2),
    excerpt=st.none() | st.builds(Excerpt, st.text(max_size=3), st.just(1)),
)
PAIRS = st.lists(st.tuples(st.integers(0, 2), FINDINGS), max_size=60)


@given(PAIRS, st.integers(1, 20), st.integers(2, 5))
def test_runs_on_disk_give_what_memory_does(
    pairs: list[tuple[int, Finding]], in_memory: int, runs: int
) -> None:
    expected = SortedFindings()
    for number, finding in pairs:
        expected.add(number, finding)
    assert not expected.are_many
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding_list, "IN_MEMORY", in_memory)
        patch.setattr(finding_list, "_MOST_RUNS", runs)
        found = SortedFindings()
        for number, finding in pairs:
            found.add(number, finding)
        assert found.are_many == (len(pairs) >= in_memory)
        assert list(found) == list(expected) == list(found)  # any number of times


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.ndjson"
    gene = {"resourceType": "Gene", "name": "", "x": 1, "identifier": [{"value": 5}]}
    lines = [gene | {"id": f"G{n}", "symbol": f"S{n}", f"y{n}": 1} for n in range(60)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


@pytest.mark.slow
@pytest.mark.parametrize(
    "form", ["json", "ndjson", "csv", "sarif", "junit", "gitlab", "shacl", "html"]
)
def test_reports_of_many_are_those_of_few(
    wrong: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = clingen_ld.validate(wrong)
    monkeypatch.setattr(finding_list, "IN_MEMORY", 40)
    many = clingen_ld.validate(wrong)
    assert isinstance(many.findings, FindingList)
    assert (tuple(many), len(many.findings)) == (few.findings, len(few.findings))
    assert many.findings[-1] == few.findings[-1]
    assert many.findings[3:6] == few.findings[3:6]
    assert many.has("error") is few.has("error") is True
    if form != "html":  # Of many, none are folded there.
        assert render(many, form) == render(few, form)
    else:
        assert render(many, form, 5).count('class="finding') == 5


def test_a_copy_of_many_has_them_all(wrong: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding_list, "IN_MEMORY", 40)
    many = clingen_ld.validate(wrong)
    assert repr(many.findings) == f"<{len(many.findings)} findings>"
    for copied in (pickle.loads(pickle.dumps(many)), copy.deepcopy(many)):
        assert tuple(copied) == tuple(many)
        assert copied.to_text() == many.to_text()


def test_names_of_files_are_shown_in_many(wrong: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding_list, "IN_MEMORY", 40)
    report = clingen_ld.validate(wrong).shown_as({str(wrong): "shown"})
    assert {finding.file for finding in report} == {"shown"}
    assert "shown" in report.to_text(limit=3)
    assert "more" in report.to_text(limit=3)


def test_settings_leave_rules_out_of_many(wrong: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding_list, "IN_MEMORY", 40)
    settings = clingen_ld.Configuration(ignore=frozenset({"ST-1"}))
    report = clingen_ld.validate(wrong, configuration=settings)
    assert "ST-1" not in {finding.rule for finding in report}
    assert report.ignored == 120
    assert replace(report, findings=()).conforms


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="there is no /proc")
def test_memory_does_not_grow_with_findings(tmp_path: Path) -> None:
    """An eighth of a million findings. VmHWM is of the process alone, unlike ru_maxrss."""
    gene = {"resourceType": "Gene", "name": "", **{f"x{n}": n for n in range(12)}}
    path = tmp_path / "wrong.ndjson"
    with path.open("w") as file:
        for n in range(9_000):
            file.write(json.dumps(gene | {"id": f"G{n}", "symbol": f"S{n}"}) + "\n")
    program = (
        "from clingen_ld.cli.main import cli\n"
        f"cli(['validate', {str(path)!r}, '--report', 'json', '-o', {str(tmp_path / 'r')!r}],"
        " standalone_mode=False)\n"
        "print(open('/proc/self/status').read())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    most = re.search(r"VmHWM:\s+([0-9]+) kB", done.stdout)
    assert most is not None
    assert int(most[1]) < 150_000
    assert len(json.loads((tmp_path / "r").read_text())["findings"]) > 125_000
