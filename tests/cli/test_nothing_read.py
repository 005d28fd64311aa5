"""Runs that find no resource: they say so, and do not pass."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tests.cli.running import GENE, call, write

FOREIGN = '{"name": "a-package", "version": "1.0.0"}'
HOOK = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"


@pytest.fixture
def foreign(folder: Path) -> Path:
    """A folder of files that are of no form of ours, each of another kind."""
    place = folder / "repository"
    place.mkdir()
    (place / "package.json").write_text(FOREIGN)
    (place / "tsconfig.json").write_text('{"compilerOptions": {"target": "es2022"}, // last\n}')
    (place / "info.xml").write_text('<!DOCTYPE plist PUBLIC "a" "b">\n<plist version="1.0"/>')
    (place / "site.jsonld").write_text('{"@context": "https://schema.org", "@type": "Dataset"}')
    return place


@pytest.mark.slow
@pytest.mark.parametrize("text", ["", " \n", "5", "[]", "{}", FOREIGN, "Internal Server Error"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_named_file_without_a_resource_fails(folder: Path, text: str, jobs: int) -> None:
    (folder / "a.json").write_text(text)
    outcome = call("validate", "a.json", "--jobs", jobs)
    assert outcome.code == 1
    assert outcome.out.endswith("1 file, 0 resources: nothing was checked (1 error)\n")


@pytest.mark.parametrize("text", ["", "\n", FOREIGN])
def test_standard_input_without_a_resource_fails(text: str) -> None:
    outcome = call("validate", "-", stdin=text)
    assert outcome.code == 1
    assert "1 file, 0 resources: nothing was checked (1 error)" in outcome.out
    assert call("convert", "-", "--to", "nquads", stdin=text).code == 1
    loaded = call("load", "-", "--store", "a.db", stdin=text)
    assert loaded.code == 1
    assert "loaded 0 resources" in loaded.out


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_folder_without_a_resource_fails(foreign: Path, jobs: int) -> None:
    outcome = call("validate", foreign, "--jobs", jobs)
    assert outcome.code == 1
    assert "no resource was found: 4 files read" in " ".join(outcome.out.split())
    assert outcome.out.endswith("4 files, 0 resources: nothing was checked (1 error, 4 warnings)\n")
    outcome = call("convert", foreign, "--to", "nquads", "--jobs", jobs)
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.endswith("clingen-ld: no resource was found\n")


def test_every_report_of_nothing_says_so(foreign: Path) -> None:
    report = json.loads(call("validate", foreign, "--report", "json").out)
    assert (report["conforms"], report["resources"]) == (False, 0)
    assert [f["severity"] for f in report["findings"]] == ["error", *["warning"] * 4][::-1]
    assert "nothing was checked" in call("validate", foreign, "--report", "github").out
    assert "Nothing was checked" in call("validate", foreign, "--report", "html").out
    assert 'failures="1"' in call("validate", foreign, "--report", "junit").out
    assert "sh:conforms false" in call("validate", foreign, "--report", "shacl").out
    sarif = json.loads(call("validate", foreign, "--report", "sarif").out)
    assert {r["level"] for r in sarif["runs"][0]["results"]} == {"error", "warning"}


def test_an_ignored_rule_does_not_make_nothing_right(folder: Path) -> None:
    (folder / "clingen-ld.toml").write_text('ignore = ["ST-11"]')
    (folder / "a.json").write_text("{}")
    outcome = call("validate", "a.json")
    said = "1 file, 0 resources: nothing was checked\n1 finding ignored (clingen-ld.toml)\n"
    assert (outcome.code, outcome.out) == (1, said)


@pytest.mark.parametrize("jobs", [1, 2])
def test_foreign_files_beside_messages(foreign: Path, jobs: int) -> None:
    write(foreign / "gene.json", GENE)
    outcome = call("validate", foreign, "--jobs", jobs)
    assert outcome.code == 0
    assert outcome.out.endswith("5 files, 1 resource: conforms (4 warnings)\n")
    outcome = call("validate", foreign, "--jobs", jobs, "--skip-foreign")
    assert (outcome.code, outcome.out) == (0, "1 file, 1 resource: conforms (nothing found)\n")


def test_a_message_with_an_error_in_a_folder_of_others_fails(foreign: Path) -> None:
    (foreign / "broken.json").write_text('{"resourceType": "Gene", "id": "G7" "symbol": "X"}')
    (foreign / "former.json").write_text(json.dumps(GENE | {"resourceType": "SimpleAllele"}))
    outcome = call("validate", foreign)
    assert outcome.code == 1
    assert "did you mean ContextualAllele?" in outcome.out


def hook(*files: Path) -> tuple[int, str]:
    """Run the pre-commit hook for some files."""
    text = HOOK.read_text(encoding="utf-8")
    [entry] = re.findall(r"^ *entry: clingen-ld (.*)$", text, re.M)
    outcome = call(*entry.split(), *files)
    return outcome.code, outcome.out


def test_the_hook_passes_foreign_files_over(foreign: Path) -> None:
    assert hook(*foreign.iterdir()) == (0, "0 files, 0 resources: nothing was checked\n")
    write(foreign / "gene.json", GENE)
    assert hook(*foreign.iterdir()) == (0, "1 file, 1 resource: conforms (nothing found)\n")


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(GENE | {"symbl": "X"}),
        json.dumps(GENE | {"resourceType": "Genes"}),
        json.dumps(GENE)[:60],
        '{"errorType": "NotFound", "description": "no such allele"}',
    ],
)
def test_the_hook_finds_errors_of_messages(foreign: Path, text: str) -> None:
    (foreign / "message.json").write_text(text)
    code, said = hook(*foreign.iterdir())
    assert code == 1
    assert "message.json" in said
    assert "package.json" not in said


def test_a_store_without_a_resource(folder: Path) -> None:
    write(folder / "gene.json", GENE)
    assert call("load", "gene.json", "--store", "a.db", "--dry-run").code == 0
    assert call("load", "gene.json", "--store", "a.db").code == 0
    assert call("remove", "Gene/GENE1", "--store", "a.db").code == 0
    outcome = call("validate", "--store", "a.db")
    assert outcome.code == 1
    assert "0 resources: nothing was checked" in outcome.out


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_files_of_other_compressions_in_a_folder_are_named(folder: Path) -> None:
    (folder / "messages").mkdir()
    write(folder / "messages" / "a.json", GENE)
    for name in ("b.json.bz2", "c.ndjson.xz", "d.json.zip", "sheets.zip", "notes.txt.xz"):
        (folder / "messages" / name).write_bytes(b"")
    first = Path("messages", "b.json.bz2")
    said = f"{first} and 2 more are passed over: decompress them, or use gzip or zstd"
    outcome = call("validate", "messages")
    assert (outcome.code, outcome.err) == (0, f"clingen-ld: {said}\n")
    assert "1 file, 1 resource" in outcome.out
    assert call("validate", "messages/b.json.bz2").code == 1
    assert call("validate", "messages", "--exclude", "*.bz2").err.startswith(
        "clingen-ld: messages/c"
    )
    found = call(
        "validate", "messages", "--exclude", "*.bz2", "--exclude", "*.xz", "--exclude", "*.zip"
    )
    assert found.err == ""


def test_a_pipe_in_a_folder_is_named(folder: Path) -> None:
    (folder / "messages").mkdir()
    write(folder / "messages" / "a.json", GENE)
    os.mkfifo(folder / "messages" / "pipe.json")
    (folder / "messages" / "null.json").symlink_to(os.devnull)
    outcome = call("validate", "messages")
    assert outcome.code == 0
    said = "passed over: a pipe or a device is read when it is named itself"
    first = Path("messages", "null.json")
    assert outcome.err == f"clingen-ld: {first} and 1 more are {said}\n"
