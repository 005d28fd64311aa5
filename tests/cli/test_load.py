"""`clingen-ld load` and `clingen-ld remove`, as people use them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import COMMAND, ERROR, GENE, HANGS, call, no_traceback, run, write
from tests.stores.loads import EXAMPLES, gene, iri, written

BRCA1 = "http://clingendb.clingen.org/Gene/GENE1"


@pytest.fixture
def file(folder: Path) -> Path:
    return written(folder / "genes.ndjson", GENE, ERROR | {"id": "GENE2"}, gene(3))


@pytest.mark.slow
def test_the_examples_from_their_folder(tmp_path: Path) -> None:
    """What the documentation begins with."""
    store = tmp_path / "alleles.db"
    first = run("load", "examples", "--store", store, cwd=EXAMPLES.parent)
    assert first.code == 0
    assert first.err == ""
    number = first.out.split()[1]
    assert first.out == f"loaded {number} resources ({number} new, 0 replaced, 0 unchanged)\n"
    second = run("load", "examples", "--store", store, cwd=EXAMPLES.parent)
    assert second.out == f"loaded {number} resources (0 new, 0 replaced, {number} unchanged)\n"
    assert second.code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["alleles.db"]


def test_errors_are_shown_as_validate_shows_them(file: Path) -> None:
    loaded, validated = call("load", file, "--store", "s.db"), call("validate", file)
    assert loaded.code == 1
    end = "loaded 2 resources (2 new, 0 replaced, 0 unchanged), left out 1 with errors\n"
    assert loaded.out.endswith(end)
    for said in ("name is missing in this Gene", "Gene has no property aliasSymbols"):
        assert said in loaded.out
        assert said in validated.out
    assert "GE-1" not in loaded.out  # a warning is no reason to leave anything out


def test_all_or_nothing(file: Path) -> None:
    outcome = call("load", file, "--store", "s.db", "--all-or-nothing")
    assert outcome.code == 1
    assert outcome.out.endswith("nothing is loaded: there are errors (3 resources checked)\n")
    assert "1 new" in call("load", write(file, GENE), "--store", "s.db", "--all-or-nothing").out
    Path("no.json").write_text("{oops", encoding="utf-8")
    assert call("load", "no.json", "--store", "s.db", "--all-or-nothing").code == 1
    outcome = call("load", file, "--store", "s.db", "--all-or-nothing", "--no-validate")
    assert outcome.code == 2


def test_unchecked(file: Path) -> None:
    outcome = call("load", file, "--store", "s.db", "--no-validate")
    assert outcome.code == 0
    assert outcome.out == "loaded 3 resources (3 new, 0 replaced, 0 unchanged)\n"


def test_each_resource(file: Path) -> None:
    outcome = call("load", file, "--store", "s.db", "--no-validate", "--verbose", "--dry-run")
    assert outcome.out.splitlines()[0] == f"new        {BRCA1}"
    assert outcome.out.endswith("would load 3 resources (3 new, 0 replaced, 0 unchanged)\n")
    assert not Path("s.db").exists()


@pytest.mark.parametrize("output", [None, "out.json"])
def test_a_report_for_programs(file: Path, output: str | None) -> None:
    more = ["-o", output] if output else []
    outcome = call("load", file, "--store", "s.db", "--report", "json", *more)
    assert outcome.code == 1
    text = Path(output).read_text(encoding="utf-8") if output else outcome.out
    report = json.loads(text)
    changes = {entry["name"]: entry["change"] for entry in report.pop("changes")}
    assert changes == {
        BRCA1: "new",
        BRCA1.replace("GENE1", "GENE2"): "left out",
        iri(3): "new",
    }
    assert (report["new"], report["leftOut"], report["files"]) == (2, 1, 1)
    assert {finding["rule"] for finding in report["findings"]} >= {"ST-1"}
    again = call("load", "empty.json", "--store", "s.db", "--report", "json")
    assert again.code == 3


def test_a_report_of_nothing(folder: Path) -> None:
    (folder / "empty.json").write_text("[]", encoding="utf-8")
    outcome = call("load", "empty.json", "--store", "s.db", "--report", "json")
    report = json.loads(outcome.out)
    assert report["changes"] == [{"change": "left out", "name": "empty.json"}]
    assert (outcome.code, report["activity"], report["new"]) == (1, None, 0)


def test_former_versions(folder: Path) -> None:
    for name in ("one", "two"):
        write(folder / "a.json", GENE | {"name": name})
        call("load", "a.json", "--store", "s.db", "--as-version")
    outcome = call("remove", "Gene/GENE1", "--store", "s.db", "--all", "--verbose")
    assert outcome.out == f"removed  {BRCA1}\nremoved 1 resource\n"


def test_settings_are_those_of_the_team(file: Path) -> None:
    Path("clingen-ld.toml").write_text('ignore = ["ST-1", "ST-2"]', encoding="utf-8")
    assert "loaded 3 resources" in call("load", file, "--store", "s.db").out
    assert "left out 1" in call("load", file, "--store", "t.db", "--no-config").out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["none.json", "--store", "s.db"], 3, "no such file"),
        (["genes.ndjson"], 2, "--store"),
        (["genes.ndjson", "--store", "genes.ndjson"], 4, "genes.ndjson"),
        (["genes.ndjson", "--store", "s.db", "--journal", "notes.txt"], 3, "not the journal"),
        (["genes.ndjson", "--store", "s.db", "--form", "prose"], 2, "no form"),
    ],
)
def test_what_cannot_be(file: Path, args: list[str], code: int, said: str) -> None:
    Path("notes.txt").write_text("my notes " * 100, encoding="utf-8")
    outcome = run("load", *args)
    assert outcome.code == code
    assert said in outcome.err
    assert no_traceback(outcome)


def test_a_journal_for_a_server_is_in_the_folder_of_the_user(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clingen_ld.cli.output import journal_path

    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    one = journal_path("http://localhost:1/a", None)
    assert one is not None
    assert one.parent == folder / "clingen-ld"
    assert one != journal_path("http://localhost:1/b", None)
    assert journal_path("alleles.db", None) is None
    assert journal_path("http://localhost:1/a", "x") == Path("x")
    monkeypatch.delenv("XDG_STATE_HOME")
    found = journal_path("http://localhost:1/a", None)
    assert found is not None
    assert found.is_relative_to(Path.home())


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopped_in_the_middle(folder: Path, number: signal.Signals, code: int) -> None:
    """A clean end, with what is done kept; the same command does the rest."""
    written(folder / "a.ndjson", *map(gene, range(12_000)))
    command = [COMMAND, "load", "a.ndjson", "--store", "s.db", "--no-validate", "--verbose"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    process.stdout.readline()  # the first batch is in the store
    process.send_signal(number)
    _, said = process.communicate(timeout=HANGS)
    assert process.returncode == code
    assert "the same command loads the rest" in said
    assert "Traceback" not in said
    assert Path("s.db.journal").exists()
    rest = run("load", "a.ndjson", "--store", "s.db", "--no-validate")
    assert rest.code == 0
    assert rest.out == (
        "loaded 12,000 resources (12,000 new, 0 replaced, 0 unchanged), "
        "the part before it was stopped included\n"
    )


# --- remove ------------------------------------------------------------------------------------


def test_removing_by_name_and_from_a_file(file: Path) -> None:
    call("load", file, "--store", "s.db", "--no-validate")
    Path("names.txt").write_text(f"# genes\n\nGene/GENE2\n{iri(3)}\n", encoding="utf-8")
    outcome = call("remove", BRCA1, "--from", "names.txt", "--store", "s.db")
    assert (outcome.code, outcome.out) == (0, "removed 3 resources\n")
    outcome = call("remove", "--from", "-", "--store", "s.db", stdin="Gene/GENE1\n")
    assert outcome.code == 1
    assert outcome.out == "removed 0 resources, 1 was not there\n"
    assert f"{BRCA1} is not in the store" in outcome.err


def test_removing_what_others_tell_of(folder: Path) -> None:
    tag = {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"}
    write(folder / "a.json", GENE | {"meta": {"tag": [tag | {"code": "SUBSETTED"}]}})
    call("load", "a.json", "--store", "s.db")
    outcome = call("remove", "Gene/GENE1", "--store", "s.db")
    assert outcome.code == 1
    assert "--all removes that" in outcome.err
    assert call("remove", "Gene/GENE1", "--store", "s.db", "--all").code == 0


def test_removing_nothing(folder: Path) -> None:
    assert call("remove", "--store", "s.db").code == 2
    assert call("remove", "Gene/GENE1", "--store", "s.db").code == 3


def test_what_no_resource_leads_to_is_named(folder: Path) -> None:
    (folder / "note.ttl").write_text(
        "<http://example.org/G1> a <http://clingen.org/model/allele/Gene> .\n"
        "<http://example.org/note> <http://example.org/about> <http://example.org/G1> .\n",
        encoding="utf-8",
    )
    said = "note.ttl: http://example.org/note: no resource refers to this node"
    outcome = call("load", "note.ttl", "--store", "s.db", "--no-validate")
    assert outcome.out.splitlines()[0] == said
    options = ("--no-validate", "--report", "json", "--no-resume")
    outcome = call("load", "note.ttl", "--store", "t.db", *options)
    assert json.loads(outcome.out)["unread"] == [said]
