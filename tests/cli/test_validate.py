"""`clingen-ld validate`: what it reads, what it reports, when it fails."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import COMMAND, ERROR, GENE, INFO, WARNING, Outcome, call, run, write

KEYS = [
    "rule", "name", "severity", "message", "file", "resource", "pointer", "line", "column", "value",
    "suggestion", "form",
]  # fmt: skip
"""The keys of a finding, as the documentation lists them."""


def test_the_examples_are_right(examples: Path) -> None:
    outcome = call("validate", examples, "--fail-on", "warning")
    assert outcome.code == 0, outcome.out
    assert "conforms" in outcome.out


def test_the_json_report_has_the_documented_keys(folder: Path) -> None:
    write(folder / "wrong.json", ERROR)
    outcome = call("validate", "wrong.json", "--report", "json")
    report = json.loads(outcome.out)
    assert list(report) == ["$schema", "versions", "conforms", "files", "resources", "findings"]
    assert (report["conforms"], report["files"], report["resources"]) == (False, 1, 1)
    by_rule = {finding["rule"]: finding for finding in report["findings"]}
    assert set(by_rule) == {"ST-1", "ST-2"}
    for finding in report["findings"]:
        assert [key for key in finding if key != "fix"] == [*KEYS, "values"]
    unknown = by_rule["ST-1"]
    assert unknown["severity"] == "error"
    assert unknown["file"] == "wrong.json"
    assert unknown["resource"] == "http://clingendb.clingen.org/Gene/GENE1"
    assert unknown["pointer"] == "/aliasSymbols"
    assert (unknown["line"], unknown["value"], unknown["suggestion"]) == (1, "x", "aliasSymbol")
    text = (folder / "wrong.json").read_text(encoding="utf-8")
    assert text[unknown["column"] - 1 :].startswith('"aliasSymbols"')
    (edit,) = unknown["fix"]["edits"]
    assert text[edit["column"] - 1 : edit["endColumn"] - 1] == edit["was"] == '"aliasSymbols"'
    assert (edit["line"], edit["endLine"], edit["text"]) == (1, 1, '"aliasSymbol"')
    assert unknown["fix"]["isSafe"] is True
    assert "fix" not in by_rule["ST-2"]


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        ([], {"ST-1", "ST-2"}),
        (["--ignore", "ST-1"], {"ST-2"}),
        (["--ignore", "ST-1", "--ignore", "ST-2"], set()),
        (["--ignore", "ST-1,ST-2"], set()),
        (["--ignore", "ST"], set()),
        (["--select", "ST-2"], {"ST-2"}),
        (["--select", "ST", "--ignore", "ST-2"], {"ST-1"}),
        (["--select", "HG,CO"], set()),
    ],
)
def test_rules_are_chosen_on_the_command_line(
    folder: Path, options: list[str], rules: set[str]
) -> None:
    write(folder / "wrong.json", ERROR)
    outcome = call("validate", "wrong.json", "--report", "json", *options)
    assert {finding["rule"] for finding in json.loads(outcome.out)["findings"]} == rules
    assert outcome.code == (1 if rules else 0)


def test_a_rule_that_is_none(folder: Path) -> None:
    write(folder / "wrong.json", ERROR)
    outcome = call("validate", "wrong.json", "--ignore", "XX-1")
    assert outcome.code == 2
    assert "there is no rule 'XX-1'" in outcome.err


@pytest.mark.parametrize(
    ("message", "bound", "code"),
    [
        (GENE, "info", 0),
        (INFO, "error", 0),
        (INFO, "warning", 0),
        (INFO, "info", 1),
        (WARNING, "error", 0),
        (WARNING, "warning", 1),
        (WARNING, "info", 1),
        (ERROR, "error", 1),
        (ERROR, "warning", 1),
        (ERROR, "info", 1),
    ],
)
def test_fail_on(folder: Path, message: dict[str, object], bound: str, code: int) -> None:
    write(folder / "message.json", message)
    assert call("validate", "message.json", "--fail-on", bound).code == code


def test_a_severity_that_is_none(folder: Path) -> None:
    outcome = call("validate", write(folder / "m.json", GENE), "--fail-on", "fatal")
    assert outcome.code == 2
    assert "'error', 'warning', 'info'" in outcome.err


def test_partial_sets(folder: Path) -> None:
    sequence = {
        "resourceType": "ReferenceSequence",
        "id": "SEQ1",
        "identifier": [{"system": "http://www.ncbi.nlm.nih.gov/nuccore", "value": "NM_007294.3"}],
        "referenceSequenceType": "transcript",
        "gene": {"reference": "Gene/GENE1", "display": "BRCA1"},
    }
    write(folder / "sequence.json", sequence)
    outcome = call("validate", "sequence.json")
    assert outcome.code == 1
    assert "CO-1" in outcome.out
    assert call("validate", "sequence.json", "--partial").code == 0
    write(folder / "gene.json", GENE)
    assert call("validate", "sequence.json", "gene.json").code == 0
    assert call("validate", folder).code == 0
    assert call("validate", "sequence.json", "--against", "gene.json").code == 0


def test_forms_types_and_bases(folder: Path) -> None:
    bare = {key: value for key, value in GENE.items() if key != "resourceType"}
    write(folder / "bare.txt", bare)
    assert call("validate", "bare.txt").code == 0
    assert call("validate", "bare.txt", "--type", "Gene", "--form", "resource-json").code == 0
    assert call("validate", "bare.txt", "--type", "Provenance").code == 1
    outcome = call("validate", "bare.txt", "--base", "http://example.org/x", "--report", "json")
    assert outcome.code == 0
    wrong = write(folder / "wrong.json", ERROR)
    report = call("validate", wrong, "--base", "http://example.org/x", "--report", "json").out
    assert json.loads(report)["findings"][0]["resource"] == "http://example.org/x/Gene/GENE1"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--form", "yaml"], "there is no form 'yaml'; the forms are resource-json"),
        (["--type", "gene"], "'gene' is not a resource type; they are CanonicalAllele"),
        (["--base", "here"], "the base 'here' is not an absolute IRI, such as http://"),
        (["--report", "pdf"], "'text'"),
        (["--max", "3", "--report", "json"], "json"),
    ],
)
def test_mistakes_in_options(folder: Path, args: list[str], said: str) -> None:
    outcome = call("validate", write(folder / "gene.json", GENE), *args)
    assert outcome.code == 2
    assert said in outcome.err
    assert outcome.out == ""


def test_packed_files_folders_and_several_resources_a_file(folder: Path) -> None:
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    with gzip.open(inner / "genes.ndjson.gz", "wt", encoding="utf-8") as file:
        for n in range(3):
            file.write(json.dumps(GENE | {"id": f"N{n}", "symbol": f"N{n}", "identifier": [
                {"value": f"HGNC:{n + 1}"}]}) + "\n")  # fmt: skip
    more = [GENE | {"id": f"A{n}", "symbol": f"A{n}", "identifier": [{"value": f"HGNC:{n + 9}"}]}
            for n in range(2)]  # fmt: skip
    write(inner / "genes.json", more)
    (inner / "notes.md").write_text("not a message", encoding="utf-8")
    (inner / ".hidden.json").write_text("{", encoding="utf-8")
    outcome = call("validate", "a", "--report", "json")
    report = json.loads(outcome.out)
    assert (report["files"], report["resources"], report["findings"]) == (2, 5, [])


def test_a_folder_without_messages_does_not_pass(folder: Path) -> None:
    (folder / "empty").mkdir()
    outcome = call("validate", "empty")
    assert outcome.code == 3
    assert "empty: no message is in there: looked for files named .json" in outcome.err


def test_what_is_no_file(folder: Path) -> None:
    outcome = call("validate", "missing.json")
    assert outcome.code == 3
    assert outcome.err == "clingen-ld: missing.json: there is no such file or folder\n"
    gene = write(folder / "gene.json", GENE)
    assert call("validate", gene, "missing.json").code == 3
    assert call("validate", gene / "below.json").code == 3


def test_damaged_gzip(folder: Path) -> None:
    data = gzip.compress(json.dumps(GENE).encode())
    (folder / "cut.json.gz").write_bytes(data[:-9])
    write(folder / "right.json", GENE)
    outcome = call("validate", "cut.json.gz", "right.json")
    assert outcome.code == 1
    assert "ST-0  the gzip data is damaged: " in outcome.out
    assert "2 files, 1 resource: does not conform (1 error)" in outcome.out


def test_the_report_goes_to_a_file_whole_or_not_at_all(folder: Path) -> None:
    wrong = write(folder / "wrong.json", ERROR)
    shown = call("validate", wrong).out
    outcome = call("validate", wrong, "-o", "report.txt")
    assert (outcome.code, outcome.out) == (1, "")
    assert (folder / "report.txt").read_text(encoding="utf-8") == shown
    call("validate", wrong, "-o", "report.json.gz", "--report", "json")
    with gzip.open("report.json.gz", "rt", encoding="utf-8") as file:
        assert json.load(file)["conforms"] is False
    before = (folder / "report.txt").stat()
    assert call("validate", "missing.json", "-o", "report.txt").code == 3
    assert (folder / "report.txt").stat().st_ino == before.st_ino
    assert sorted(p.name for p in folder.iterdir()) == [
        "report.json.gz", "report.txt", "wrong.json",
    ]  # fmt: skip


def test_settings_of_the_folder_are_found(folder: Path) -> None:
    write(folder / "warning.json", WARNING)
    (folder / "clingen-ld.toml").write_text('fail-on = "warning"\n', encoding="utf-8")
    assert call("validate", "warning.json").code == 1
    assert call("validate", "warning.json", "--no-config").code == 0
    assert call("validate", "warning.json", "--fail-on", "error").code == 0


def test_quiet_shows_errors_alone(folder: Path) -> None:
    write(folder / "wrong.json", ERROR)
    outcome = call("validate", "wrong.json", "-q")
    assert outcome.code == 1
    assert "error" in outcome.out
    assert "warning" not in outcome.out
    write(folder / "mild.json", WARNING)
    assert "1 warning" in call("validate", "mild.json").out
    assert call("validate", "mild.json", "--quiet")[:2] == (0, "")


def test_statistics_count_and_list_nothing(folder: Path) -> None:
    write(folder / "wrong.json", ERROR)
    outcome = call("validate", "wrong.json", "--statistics")
    assert outcome.code == 1
    assert outcome.out.startswith("Rules\n  1  error    ST-")
    assert "unknown-property: " in outcome.out
    assert "wrong.json" not in outcome.out
    assert call("validate", "wrong.json", "--statistics", "--report", "concise") == outcome
    outcome = call("validate", "wrong.json", "--statistics", "--report", "json")
    assert (outcome.code, outcome.out) == (2, "")
    assert "--statistics is a text" in outcome.err


def put(path: Path, value: object) -> None:
    """Write a message, or a text, with the folders that it is in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")


def check(code: int, *args: str) -> Outcome:
    """The outcome of a command that ends with an exit code."""
    outcome = call(*args)
    assert outcome.code == code, outcome
    return outcome


def test_folders_are_read_without_what_is_excluded(folder: Path) -> None:
    put(folder / "messages" / "gene.json", GENE)
    put(folder / "messages" / "drafts" / "gene.json", ERROR)
    for args in (["--exclude", "drafts"], ["--exclude", "/messages/drafts/*.json"]):
        out = call("validate", "messages", *args)
        assert "1 file, 1 resource: conforms" in out.out
        assert "messages/drafts" in out.err
        assert " is excluded" in out.err
    assert check(1, "validate", "messages").err == ""
    put(folder / "messages" / ".gitignore", "drafts/\n")
    assert "1 file, 1 resource: conforms" in call("validate", "messages").out
    check(1, "validate", "messages", "--no-gitignore")
    for args in (
        ["convert", "messages", "--to", "nquads"],
        ["load", "messages", "--store", "store"],
    ):
        assert "messages/drafts/ is excluded" in call(*args).err
    out = check(3, "validate", "messages", "--exclude", "*")
    assert "no message is in there" in out.err
    assert "not a pattern" in check(2, "validate", "messages", "--exclude", "!").err


def test_settings_exclude_and_ignore_by_file(folder: Path) -> None:
    put(folder / "a" / "messages" / "gene.json", ERROR)
    put(folder / "a" / "drafts" / "gene.json", ERROR)
    put(folder / "clingen-ld.toml", 'exclude = ["/a/drafts"]\ngitignore = false\n')
    put(folder / "a" / ".gitignore", "*.json\n")
    found = json.loads(check(1, "validate", "a", "--report", "json").out)
    assert found["files"] == 1
    first, second = (finding["rule"] for finding in found["findings"])
    per_file = f'[per-file-ignores]\n"a/messages/" = ["{first}"]\n"gene.json" = ["{second}"]\n'
    put(folder / "clingen-ld.toml", f'exclude = ["/a/drafts"]\ngitignore = false\n{per_file}')
    out = call("validate", "a").out
    assert "conforms" in out
    assert "2 findings ignored (clingen-ld.toml)" in out
    put(folder / "clingen-ld.toml", per_file.replace("a/messages/", "messages/*"))
    check(1, "validate", "a", "--no-gitignore")


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ["validate"], ["convert", "--to", "nquads"], ["frame"], ["table", "-o", "a.csv"],
        ["load", "--store", "db"], ["diff", "gene.json"], ["bulk", "convert", "-o", "parts"],
    ],
    ids=lambda words: " ".join(words[: 1 + (words[0] == "bulk")]),
)  # fmt: skip
def test_all_commands_pass_over_the_same(folder: Path, command: list[str]) -> None:
    """By the settings, by .gitignore and by --exclude."""
    put(folder / "gene.json", GENE)
    put(folder / "messages" / "gene.json", GENE)
    put(folder / "messages" / "drafts" / "gene.json", '{"resourceType": "Gene"')
    put(folder / "messages" / "old" / "gene.json", '{"resourceType": "Gene"')
    put(folder / "clingen-ld.toml", 'exclude = ["drafts/"]\nform = "json-ld"\n')
    put(folder / "messages" / ".gitignore", "old/\n")
    # The form is a setting of those that validate.
    given = ["--form", "resource-json"] if command[0] in ("validate", "load") else []
    said = "" if command[0] == "diff" else "messages/drafts/ and 1 more are excluded"
    assert said in check(0, *command, "messages", *given).err
    for n, args in enumerate((["--exclude", "drafts/"], ["--no-gitignore"], [])):
        others = [part.replace("parts", f"parts{n}") for part in command]
        code = call(*others, "messages", "--no-config", *args).code
        assert (code == 0) == bool(args and args[0] == "--exclude")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('exclude = "drafts"', 'exclude must be an array of strings, not "drafts"'),
        ("exclude = [1]", "exclude must be an array of strings"),
        ('partial = "yes"', 'partial must be true or false, not "yes"'),
        ("max-size = true", "max-size must be an integer, not true"),
        ('base = "x"', "clingen-ld.toml: the base 'x' is not an absolute IRI"),
        ('exclude = ["!"]', "not a pattern"),
        ('[per-file-ignores]\n"a" = "ST-1"', "must be a list of rules"),
        ('[per-file-ignores]\n"a" = ["ST-99"]', "there is no rule 'ST-99'"),
    ],
)
def test_settings_that_do_not_fit(folder: Path, line: str, said: str) -> None:
    put(folder / "gene.json", GENE)
    put(folder / "clingen-ld.toml", f"{line}\n")
    assert said in check(2, "validate", "gene.json").err


def test_colours(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The option wins over NO_COLOR, and that over FORCE_COLOR, before the command and after it."""
    write(folder / "gene.json", ERROR)
    args = ("validate", "gene.json")
    assert "\x1b[" not in call(*args).out
    for given in ((*args, "--color", "always"), ("--color", "always", *args)):
        assert "\x1b[1m" in call(*given).out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1m" in call(*args).out
    assert "\x1b[" not in call(*args, "--color", "never").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in call(*args, "--color", "auto").out
    assert "\x1b[1m" in call(*args, "--color", "always").out
    call(*args, "--color", "always", "-o", "report.txt")
    assert "\x1b[" not in (folder / "report.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["convert", "a", "--ignore", "ST"], "it is an option of validate, load."),
        (["validate", "a", "--no-color"], "Did you mean '--color never'?"),
        (["validate", "a", "--format", "json"], "Did you mean '--report'?"),
        (["validate", "a", "--disable", "ST"], "Did you mean '--ignore'?"),
        (["validate", "a", "--ignroe", "ST"], "--ignore"),
    ],
)
def test_options_of_others(args: list[str], said: str) -> None:
    outcome = call(*args)
    assert outcome.code == 2
    assert said in outcome.err


@pytest.mark.slow
def test_watching(folder: Path) -> None:
    """Each change of an input or of the settings is a run; Ctrl-C is the end."""
    write(folder / "gene.json", GENE)
    command = [COMMAND, "validate", "gene.json", "--watch", "-o", "report.txt"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        reports, said = [], []
        for change in (
            lambda: write(folder / "gene.json", ERROR),
            lambda: put(folder / "clingen-ld.toml", "ignore = 1"),
            lambda: (folder / "clingen-ld.toml").unlink(),
            lambda: process.send_signal(signal.SIGINT),
        ):
            while not (line := process.stderr.readline()).startswith("clingen-ld: watching"):
                assert process.poll() is None
                said.append(line)
            reports.append((folder / "report.txt").read_text(encoding="utf-8").splitlines())
            change()
        assert "interrupted" in process.stderr.read()
    assert process.returncode == 130
    assert len(said) == 1
    assert "ignore must be an array" in said[0]
    verdicts = [report[-1].partition(": ")[2].partition(" (")[0] for report in reports]
    assert verdicts == ["conforms", *["does not conform"] * 3]


@pytest.mark.slow
def test_fixing_while_watching(folder: Path) -> None:
    """What --fix writes is no change to run for."""
    write(folder / "gene.json", GENE)
    wrong = (folder / "gene.json").read_text(encoding="utf-8").replace('"symbol"', '"symbl"')
    command = [COMMAND, "validate", "gene.json", "--watch", "--fix", "-q"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = []
        for text in (wrong, f"{wrong} "):
            said += [process.stderr.readline(), process.stderr.readline()]
            put(folder / "next", text)
            (folder / "next").replace(folder / "gene.json")  # whole at once
        said += [process.stderr.readline(), process.stderr.readline()]
        process.send_signal(signal.SIGINT)
        said += process.stderr.readlines()
    watching, fixed = (f"clingen-ld: {what}" for what in ("watching", "fixed 1 finding in 1 file"))
    assert [line.partition(" 1 file;")[0].rstrip() for line in said] == [
        "clingen-ld: nothing to fix", watching, fixed, watching, fixed, watching,
        "clingen-ld: interrupted",
    ]  # fmt: skip


def test_what_cannot_be_watched(folder: Path) -> None:
    for args in (["-"], ["--store", "store"]):
        assert "--watch is for files" in check(2, "validate", *args, "--watch").err


def test_standard_input_may_be_named_twice() -> None:
    ran = run("validate", "-", "-", stdin=json.dumps(GENE))
    assert (ran.code, ran.out) == (0, "1 file, 2 resources: conforms (nothing found)\n")


@pytest.mark.parametrize(
    "args",
    [
        ("validate", "gene.json", "-o", "gene.json"),
        ("validate", "gene.json", "--report", "json", "-o", "link.json"),
        ("validate", ".", "gene.json", "--write-baseline", "./gene.json"),
        ("find", "gene.json", "-o", "gene.json"),
        ("diff", "other.json", "gene.json", "-o", "gene.json"),
        ("load", "gene.json", "--store", "new.db", "-o", "gene.json"),
        ("convert", "gene.json", "--to", "json-ld", "-o", "gene.json"),
        ("convert", "gene.json", "--to", "json-ld", "-o", "link.json"),
        ("convert", "gene.json", "--to", "nquads", "--jobs", "2", "-o", "gene.json"),
        ("convert", ".", "--to", "resource-json", "-o", "gene.json"),
        ("frame", ".", "-o", "gene.json"),
        ("find", ".", "--format", "ndjson", "-o", "gene.json"),
        ("draw", ".", "-o", "gene.json"),
    ],
)
def test_no_output_replaces_an_input(args: tuple[str, ...], folder: Path) -> None:
    write(folder / "gene.json", GENE)
    write(folder / "other.json", GENE)
    (folder / "link.json").symlink_to("gene.json")
    before = (folder / "gene.json").read_bytes()
    outcome = call(*args)
    assert outcome.code == 2
    assert "is an input, which would be replaced" in outcome.err
    assert (folder / "gene.json").read_bytes() == before
    assert not (folder / "new.db").exists()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_a_run_writes_or_uses_is_no_message_of_its_folder(jobs: str, folder: Path) -> None:
    """So that the same command finds the same again."""
    write(folder / "gene.json", GENE)
    put(folder / "clingen-ld.toml", 'shapes = ["rules.ttl"]\nbaseline = "known.json"\n')
    shape = "[] a sh:NodeShape ; sh:targetClass <http://clingen.org/model/allele/Position> ."
    put(folder / "rules.ttl", f"PREFIX sh: <http://www.w3.org/ns/shacl#> {shape}")
    args = ("validate", ".", "--jobs", jobs, "--ignore", "idle-shape")
    check(0, *args, "--write-baseline", "known.json", "--report", "json", "-o", "report.json")
    for _ in range(2):
        check(0, *args, "--report", "json", "-o", "report.json")
        found = json.loads((folder / "report.json").read_text())
        assert (found["files"], found["findings"]) == (1, [])
    check(0, "convert", ".", "--to", "ntriples", "-o", "gene.nt", "--exclude", "gene.nt")
    first = (folder / "gene.nt").read_bytes()
    check(0, "convert", ".", "--to", "ntriples", "-o", "gene.nt", "--exclude", "gene.nt")
    assert (folder / "gene.nt").read_bytes() == first
    load = ("load", ".", "--store", "a.db", "--report", "json", "-o", "report.json")
    check(0, *load, "--no-config", "--exclude", "*.ttl")


@pytest.mark.parametrize("size", ["9" * 7, "9" * 13, "9" * 30])
def test_no_size_of_messages_is_too_large(size: str, folder: Path) -> None:
    write(folder / "gene.json", GENE)
    assert call("validate", "gene.json", "--max-size", size).code == 0


@pytest.mark.parametrize(
    "args", [("--base", ""), ("--base", "genes"), ("--assembly", "hg99"), ("--type", "gene")]
)
def test_options_are_checked_even_where_no_input_needs_them(
    args: tuple[str, ...], folder: Path
) -> None:
    write(folder / "gene.json", GENE)
    assert call("validate", "gene.json", *args).code == 2
    assert call("convert", "gene.json", "--to", "nquads", *args).code == 2
