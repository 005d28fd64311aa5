"""Configuration, shapes of the user's own, and what references may lead to."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.errors import InputError, UsageError
from clingen_ld.model import load_model
from clingen_ld.reports import BARE, FORMATS
from clingen_ld.validation.configuration import (
    Configuration,
    find_configuration,
    read_configuration,
)
from clingen_ld.validation.report import Report
from clingen_ld.validation.session import ValidationOptions, validate
from tests.cli.running import call

GENE = {
    "resourceType": "Gene",
    "id": "G1",
    "symbol": "ILK",
    "name": "integrin linked kinase",
}
SEQUENCE = {
    "resourceType": "ReferenceSequence",
    "id": "S1",
    "identifier": [{"system": "http://www.ncbi.nlm.nih.gov/nuccore", "value": "NG_005905.2"}],
    "referenceSequenceType": "gene",
    "gene": {"reference": "Gene/G1"},
}


def write(folder: Path, *resources: dict[str, Any]) -> list[Path]:
    paths = []
    for resource in resources:
        path = folder / f"{resource['id']}.json"
        path.write_text(json.dumps(resource))
        paths.append(path)
    return paths


def check(paths: list[Path], **options: Any) -> Report:
    return validate(paths, ValidationOptions(**options))


def rules(report: Report) -> list[tuple[str, str]]:
    return [(f.rule, f.severity) for f in report.findings]


def test_a_rule_is_ignored_or_gets_another_severity(tmp_path: Path) -> None:
    paths = write(tmp_path, GENE)
    assert rules(check(paths)) == [("GE-1", "warning")]
    ignoring = Configuration(ignore=frozenset({"GE-1"}))
    assert rules(check(paths, configuration=ignoring)) == []
    stricter = Configuration(severity={"GE-1": "error"})
    assert rules(check(paths, configuration=stricter)) == [("GE-1", "error")]


def test_resources_that_are_kept_elsewhere_need_not_be_there(tmp_path: Path) -> None:
    paths = write(tmp_path, SEQUENCE)
    assert rules(check(paths)) == [("CO-1", "error")]
    elsewhere = Configuration(external=("http://clingendb.clingen.org/Gene/",))
    assert rules(check(paths, configuration=elsewhere)) == []
    assert rules(check(paths, partial=True)) == []


def test_references_lead_into_what_is_not_checked(tmp_path: Path) -> None:
    sequence, gene = write(tmp_path, SEQUENCE, GENE)
    report = check([sequence], against=(gene,))
    assert (rules(report), report.resources) == ([], 1)


def test_settings_are_read_from_both_files(tmp_path: Path) -> None:
    below = tmp_path / "messages" / "new"
    below.mkdir(parents=True)
    project = tmp_path / "pyproject.toml"
    project.write_text("[project]\nname = 'x'\n")
    assert find_configuration(below) != project
    project.write_text('[tool.clingen-ld]\nignore = ["XA-11"]\nfail-on = "warning"\n')
    assert find_configuration(below) == project
    read = read_configuration(project, load_model())
    assert (read.ignore, read.fail_on) == (frozenset({"XA-11"}), "warning")
    nearer = tmp_path / "messages" / "clingen-ld.toml"
    nearer.write_text('base = "https://example.org/"\n[severity]\nXA-2 = "error"\n')
    assert find_configuration(below) == nearer
    assert read_configuration(nearer, load_model()).severity == {"XA-2": "error"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bass = 1", "no setting 'bass'"),
        ("partial = 'yes'", "partial must be"),
        ("ignore = ['XX-1']", "no rule 'XX-1'"),
        ("[severity]\nXA-2 = 'grave'", "'grave' is not a severity"),
    ],
)
def test_wrong_settings_are_told(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "clingen-ld.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=said):
        read_configuration(path, load_model())


def test_settings_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read_configuration(tmp_path / "missing.toml", load_model())
    path = tmp_path / "clingen-ld.toml"
    path.write_text("base = ")
    with pytest.raises(InputError, match="not valid TOML"):
        read_configuration(path, load_model())


SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix clingen: <http://clingen.org/model/allele/> .
@prefix fhir: <http://hl7.org/fhir/> .
<urn:our> a sh:NodeShape ; sh:targetClass clingen:Gene ;
    sh:property [ sh:path clingen:symbol ; sh:pattern "^[A-Z]{5,}$" ;
                  sh:message "a symbol has five letters here" ] ;
    sh:property <urn:our#label> .
<urn:our#label> a sh:PropertyShape ; sh:path ( clingen:identifier fhir:value ) ;
    sh:pattern "^HGNC" ; sh:severity sh:Info ; sh:message "HGNC alone" .
"""


def test_the_users_own_shapes_find_and_place(tmp_path: Path) -> None:
    shapes = tmp_path / "our.ttl"
    shapes.write_text(SHAPES)
    gene = GENE | {"identifier": [{"value": "HGNC:6040"}, {"value": "3611"}]}
    path = tmp_path / "G1.json"
    path.write_text(json.dumps(gene, indent=2))
    found = check([path], shapes=(shapes,)).findings
    placed = {(f.rule, f.severity, f.message, f.pointer, f.line) for f in found}
    assert placed == {
        ("label", "info", "HGNC alone", "/identifier/1/value", 11),
        ("symbol", "error", "a symbol has five letters here", "/symbol", 4),
    }


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("this is no Turtle", InputError, "cannot be read"),
        ("", UsageError, "no shape in it"),
        ("<urn:a> <urn:b> <urn:c> .", UsageError, "no shape has a target"),
    ],
)
def test_shapes_that_would_check_nothing_are_told(
    tmp_path: Path, text: str, error: type[Exception], said: str
) -> None:
    shapes = tmp_path / "our.ttl"
    shapes.write_text(text)
    with pytest.raises(error, match=said):
        check(write(tmp_path, GENE), shapes=(shapes,))
    with pytest.raises(InputError, match="no such file"):
        check(write(tmp_path, GENE), shapes=(tmp_path / "missing.ttl",))


def test_settings_on_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from clingen_ld.cli.main import cli

    write(tmp_path, GENE)
    (tmp_path / "clingen-ld.toml").write_text('fail-on = "warning"\n')
    (tmp_path / "mild.toml").write_text('ignore = ["GE-1"]\n')
    monkeypatch.chdir(tmp_path)

    def code(*options: str) -> int:
        return CliRunner().invoke(cli, ["validate", "G1.json", *options]).exit_code

    assert code() == 1  # the file found in the working folder
    assert code("--no-config") == 0
    assert code("--config", "mild.toml", "--fail-on", "info") == 0
    assert code("--fail-on", "error") == 0  # the command line wins
    assert code("--write-baseline", "known") == 0
    assert code("--baseline", "known") == 0


@pytest.mark.parametrize(
    "text",
    [
        "shapes = [1]",
        "external = [1]",
        'ignore = [["x"]]',
        "fail-on = [1]",
        "max-size = 0",
        "max-size = true",
        "[severity]\nGE-1 = 1",
        f"ignore = {'[' * 2000}{']' * 2000}",
    ],
)
def test_settings_that_cannot_be(tmp_path: Path, text: str) -> None:
    path = tmp_path / "clingen-ld.toml"
    path.write_text(text)
    with pytest.raises((UsageError, InputError), match="clingen-ld"):
        read_configuration(path, load_model())


@pytest.mark.parametrize("text", ["tool = 5", "[tool]\nclingen-ld = 5", "[tool.x\n= tool = ]"])
def test_a_pyproject_file_that_has_no_settings(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(text)
    if find_configuration(tmp_path) == path:
        with pytest.raises(UsageError, match="must be a table"):
            read_configuration(path, load_model())


def test_names_of_files_that_are_not_utf_8(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/inv\xff.json"))
    path.write_text(json.dumps(SEQUENCE))
    (found,) = check([path]).findings
    assert (found.rule, found.file) == ("CO-1", str(path))


@pytest.mark.parametrize("name", ["/etc/hosts", "../shapes.ttl", "a/../../shapes.ttl"])
def test_settings_name_no_file_outside_their_folder(tmp_path: Path, name: str) -> None:
    path = tmp_path / "clingen-ld.toml"
    path.write_text(f'shapes = ["{name}"]')
    with pytest.raises(UsageError, match="is not in the folder of the settings"):
        read_configuration(path, load_model())


def test_that_a_text_cannot_be_read_is_never_ignored(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"resourceType": "Gene"')
    ignoring = Configuration(ignore=frozenset({"ST-0"}))
    assert rules(check([tmp_path / "a.json"], configuration=ignoring)) == [("ST-0", "error")]


def test_settings_above_a_repository_are_not_of_it(tmp_path: Path) -> None:
    below = tmp_path / "repository" / "messages"
    below.mkdir(parents=True)
    (tmp_path / "clingen-ld.toml").write_text("")
    assert find_configuration(below) == tmp_path / "clingen-ld.toml"
    (tmp_path / "repository" / ".git").mkdir()
    assert find_configuration(below) is None
    (tmp_path / "repository" / "clingen-ld.toml").write_text("")
    assert find_configuration(below) == tmp_path / "repository" / "clingen-ld.toml"


@pytest.mark.skipif(not hasattr(os, "chown") or os.getuid() != 0, reason="takes the rights of root")
def test_settings_of_another_owner_are_not_taken(tmp_path: Path) -> None:
    below = tmp_path / "of-another" / "messages"
    below.mkdir(parents=True)
    (tmp_path / "of-another" / "clingen-ld.toml").write_text("")
    assert find_configuration(below) == tmp_path / "of-another" / "clingen-ld.toml"
    os.chown(tmp_path / "of-another", 12345, -1)
    assert find_configuration(below) is None
    os.chown(below, 12345, -1)
    assert find_configuration(below) is not None


def test_what_settings_hide_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "clingen-ld.toml").write_text('ignore = ["ST-1", "ST-2", "ST-0", "GE-1"]')
    (tmp_path / "g.json").write_text('{"resourceType": "Gene", "id": "G1", "wrong": 1}')
    below = tmp_path / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    outcome = call("validate", "../g.json")
    assert re.search(r"conforms .*\n4 findings ignored \(.*clingen-ld\.toml\)", outcome.out)
    found = json.loads(call("validate", "../g.json", "--report", "json").out)
    assert found["settings"]["ignored"] == 4
    (tmp_path / "g.json").write_text('{"resourceType": ')
    assert call("validate", "../g.json").code == 1


def test_lowered_severities_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "clingen-ld.toml").write_text(
        'ignore = ["GE-1"]\n[severity]\nST-1 = "warning"\nST-2 = "error"\n'
    )
    (tmp_path / "g.json").write_text('{"resourceType": "Gene", "id": "G1", "wrong": 1, "odd": 2}')
    monkeypatch.chdir(tmp_path)
    outcome = call("validate", "g.json")
    said = "1 finding ignored, 2 findings lowered in severity (clingen-ld.toml)"
    assert outcome.out.endswith(f"{said}\n")
    found = json.loads(call("validate", "g.json", "--report", "json").out)
    assert found["settings"] == {"file": "clingen-ld.toml", "ignored": 1, "lowered": 2}
    found = json.loads(call("validate", "g.json", "--report", "sarif").out)
    assert found["runs"][0]["properties"]["findingsLowered"] == 2
    assert said in call("load", "g.json", "--store", "s").out
    found = json.loads(call("load", "g.json", "--store", "s", "--report", "json").out)
    assert found["settings"]["lowered"] == 2


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("ignored", [0, 1])
def test_every_report_names_settings_of_a_folder_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str, ignored: int
) -> None:
    """In its own means, or on standard error where it has findings and nothing else."""
    path = tmp_path / "clingen-ld.toml"
    path.write_text('ignore = ["GE-1"]' if ignored else "partial = true")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    Path("g.json").write_text('{"resourceType": "Gene", "id": "G1", "wrong": 1}')
    outcome = call("validate", "g.json", "--report", format)
    told, other = (outcome.err, outcome.out) if format in BARE else (outcome.out, outcome.err)
    assert str(path) in told
    assert "clingen-ld.toml" not in other
    if format not in ("json", "sarif"):  # where it is a number
        assert ("1 finding ignored" in told) == bool(ignored)
    assert "clingen-ld.toml" not in str(
        call("validate", "g.json", "--report", format, "--no-config")
    )


def test_loads_and_tables_name_settings_of_a_folder_above(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "clingen-ld.toml"
    path.write_text('ignore = ["GE-1", "ST-10"]')
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    Path("g.json").write_text('{"resourceType": "Gene", "id": "G1", "symbol": "A", "symbol": "A"}')
    for rest in ((), ("--dry-run",), ("--all-or-nothing",)):
        said = f"2 findings ignored ({path})"
        assert said in call("load", "g.json", "--store", "s", *rest).out
        found = json.loads(call("load", "g.json", "--store", "s", "--report", "json", *rest).out)
        assert found["settings"] == {"file": str(path), "ignored": 2}
    assert (
        f"1 finding ignored ({path})" in call("load", "g.json", "--store", "s", "--no-validate").out
    )
    assert said in call("bulk", "validate", "g.json", "-o", "found").out
    assert said in call("validate", "g.json", "--statistics").out
