"""Known findings: what is left out, wherever a validation is called from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.errors import InputError
from clingen_ld.findings import outcome as finding_list
from clingen_ld.findings.finding import Finding
from clingen_ld.findings.outcome import KnownFindings
from clingen_ld.messages.text import json_arrays
from clingen_ld.reports import render
from clingen_ld.validation.baseline import baseline_text, read_baseline
from clingen_ld.validation.report import Report
from clingen_ld.validation.session import ValidationOptions, validate
from tests.cli.running import call

GENE = {"resourceType": "Gene", "id": "G1", "symbol": "ILK", "name": "integrin linked kinase"}


def check(path: Path) -> Report:
    return validate(path, ValidationOptions())


def put(path: Path, indent: int | None = None, **changes: Any) -> Path:
    path.write_text(json.dumps(GENE | changes, indent=indent))
    return path


def write(baseline: Path, findings: Iterable[Finding]) -> None:
    baseline.write_text("".join(baseline_text(findings, baseline)))


def test_what_is_known_is_left_out_and_no_more(tmp_path: Path) -> None:
    path, baseline = put(tmp_path / "G1.json"), tmp_path / "known.baseline"
    write(baseline, check(path).findings)
    known = read_baseline(baseline)
    report = known.applied(check(path))
    assert (report.findings, report.known) == ((), KnownFindings(1, 0))
    # Lines move, the finding stays known; a second one is new.
    put(path, symbol="", indent=4)
    report = known.applied(check(path))
    assert [finding.rule for finding in report.findings] == ["ST-9"]
    assert report.known == KnownFindings(1, 0)


def test_files_are_named_from_the_folder_of_the_baseline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = tmp_path / "here" / "messages"
    messages.mkdir(parents=True)
    put(messages / "G1.json")
    monkeypatch.chdir(messages)
    assert call("validate", ".", "--write-baseline", "../known.json").code == 0
    [entry] = json.loads((tmp_path / "here" / "known.json").read_text())["findings"]
    assert entry["file"] == "messages/G1.json"
    for folder, given, baseline in (
        (messages, "G1.json", "../known.json"),
        (tmp_path / "here", "messages", "known.json"),
        (tmp_path, "here/messages/G1.json", "here/known.json"),
        (tmp_path, str(messages), str(tmp_path / "here" / "known.json")),
    ):
        monkeypatch.chdir(folder)
        outcome = call("validate", given, "--baseline", baseline, "--fail-on", "info")
        assert outcome.code == 0, outcome.out
        assert outcome.out == (
            "1 file, 1 resource: conforms (nothing found)\n1 known finding left out\n"
        )


def test_entries_that_no_longer_occur_are_counted(tmp_path: Path) -> None:
    first, second, third = (
        put(tmp_path / f"G{n}.json", id=f"G{n}", symbol=f"ILK{n}") for n in (1, 2, 3)
    )
    baseline = tmp_path / "known.json"
    write(baseline, check(tmp_path).findings)
    known = read_baseline(baseline)
    baseline.unlink()
    assert known.applied(check(tmp_path)).known == KnownFindings(3, 0)
    # Of what was not checked, nothing is known.
    assert known.applied(check(first)).known == KnownFindings(1, 0)
    put(first, identifier=[{"system": "http://www.genenames.org/", "value": "HGNC:6040"}])
    assert known.applied(check(first)).known == KnownFindings(0, 1)
    second.unlink()
    assert known.applied(check(third)).known == KnownFindings(1, 1)
    assert known.applied(check(tmp_path)).known == KnownFindings(1, 2)


def test_an_update_removes_entries_that_no_longer_occur(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for n in (1, 2, 3):
        put(tmp_path / f"G{n}.json", id=f"G{n}", symbol=f"S{n}", name="")
    messages = ("validate", "G1.json", "G2.json", "G3.json")
    assert call(*messages, "--write-baseline", "known").code == 0
    before = json.loads(Path("known").read_text())["findings"]
    put(tmp_path / "G1.json", id="G1", symbol="S1")
    put(tmp_path / "G2.json", id="G2", symbol="S2", name="", active=True)
    outcome = call("validate", "G1.json", "G2.json", "--baseline", "known", "--update-baseline")
    assert outcome.code == 1  # the property that is unknown is new
    after = json.loads(Path("known").read_text())["findings"]
    assert [e for e in before if e["file"] != "G1.json" or e["rule"] == "GE-1"] == after
    assert call("validate", "G1.json", "--update-baseline").code == 2


def test_settings_name_the_baseline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "G1.json", symbol="")
    assert call("validate", "G1.json", "--write-baseline", "known").code == 0
    Path("clingen-ld.toml").write_text('baseline = "known"')
    assert call("validate", "G1.json").code == 0
    assert call("validate", "G1.json", "--no-config").code == 1
    Path("clingen-ld.toml").write_text('baseline = "../known"')
    assert call("validate", "G1.json").code == 2


def test_reports_say_what_a_baseline_left_out(tmp_path: Path) -> None:
    path, baseline = put(tmp_path / "G1.json"), tmp_path / "known.json"
    write(baseline, [*check(path).findings] * 2)
    report = read_baseline(baseline).applied(check(path))
    said = ("1 known finding left out", "1 entry of the baseline no longer occurs")
    for name in "text", "github", "html":
        assert all(one in render(report, name) for one in said)
    assert json.loads(render(report, "json"))["known"] == {"leftOut": 1, "gone": 1}
    [run] = json.loads(render(report, "sarif"))["runs"]
    assert run["properties"]["knownFindingsLeftOut"] == 1
    assert "known" not in json.loads(render(check(path), "json"))


def test_standard_input_and_servers_keep_their_names(tmp_path: Path) -> None:
    [finding] = check(put(tmp_path / "G1.json")).findings
    for name in "", "-", "http://localhost:7878/store":
        entry = "".join(baseline_text([replace(finding, file=name)], tmp_path / "known.json"))
        assert json.loads(entry)["findings"][0]["file"] == name


def test_very_many_are_known_as_few_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path, few, many = Path("genes.ndjson"), tmp_path / "few", tmp_path / "many"
    genes = [GENE | {"id": f"G{n}", "symbol": f"S{n}", "name": "", "x": n} for n in range(20)]
    path.write_text("".join(f"{json.dumps(gene)}\n" for gene in genes))
    first = check(path)
    write(few, first.findings[5:])
    expected = read_baseline(few).applied(first)
    monkeypatch.setattr(finding_list, "IN_MEMORY", 4)
    monkeypatch.setattr(json_arrays, "CHUNK", 700)
    report = check(path)
    write(many, report.findings[5:])
    assert many.read_text() == few.read_text()
    applied = read_baseline(many).applied(report)
    assert isinstance(applied.findings, finding_list.FindingList)
    assert tuple(applied) == expected.findings == first.findings[:5]
    assert applied.known == expected.known == KnownFindings(len(first.findings) - 5, 0)
    path.write_text("".join(f"{json.dumps(gene)}\n" for gene in genes[10:]))
    assert read_baseline(many).applied(check(path)).known == KnownFindings(30, 25)
    assert call("validate", path, "--baseline", many, "--update-baseline").code == 0
    assert len(json.loads(many.read_text())["findings"]) == 30


@pytest.mark.parametrize("indent", [None, 4])
@pytest.mark.parametrize("others", ["", "before", "behind"])
def test_a_baseline_in_any_layout(
    tmp_path: Path, indent: int | None, others: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_arrays, "CHUNK", 60)
    path, baseline = put(tmp_path / "G1.json", name="", symbol="é\ud800"), tmp_path / "known"
    report = check(path)
    write(baseline, report.findings)
    members = list(json.loads(baseline.read_text()).items())
    if others:
        members.insert(0 if others == "before" else 1, ("note", "old"))
    baseline.write_text(json.dumps(dict(members), indent=indent))
    known = read_baseline(baseline)
    assert known.applied(report).known == KnownFindings(len(report.findings), 0)
    assert json.loads("".join(known.updated(report)))["findings"] == dict(members)["findings"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a", r"not a baseline: not JSON \(line 1, column 1\)"),
        ('{"findings": [\n{]}', r"not a baseline: not JSON \(line 2, column 2\)"),
        ('{"findings": []}\n}', r"not JSON \(line 2, column 1\)"),
        ('{"findings": []', "not JSON"),
        ("[]", "as --write-baseline writes it"),
        ('{"findings": [{}]}', "as --write-baseline writes it"),
        ("5", "as --write-baseline writes it"),
    ],
)
def test_what_is_not_a_baseline(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "known"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        read_baseline(path)
    with pytest.raises(InputError, match="--write-baseline makes it"):
        read_baseline(tmp_path / "missing")
