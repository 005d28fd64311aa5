"""The real thing, as a process: exit codes, signals, pipes, terminals, encodings."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import time
from pathlib import Path

import click
import pytest

from clingen_ld.cli.main import report
from clingen_ld.errors import InputError, StoreError, UsageError
from tests.cli.running import (
    COMMAND,
    ERROR,
    GENE,
    HANGS,
    Outcome,
    call,
    no_traceback,
    run,
    shell,
    write,
)

COLOUR = re.compile(r"\x1b\[")


@pytest.fixture
def gene(folder: Path) -> Path:
    return write(folder / "gene.json", GENE)


@pytest.fixture
def wrong(folder: Path) -> Path:
    return write(folder / "wrong.json", ERROR)


@pytest.fixture
def many(folder: Path) -> Path:
    """More than a pipe holds."""
    path = folder / "many.ndjson"
    lines = (json.dumps(GENE | {"id": f"G{n}", "symbol": f"S{n}"}) for n in range(1000))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


# Exit codes


def test_zero_when_all_is_right(gene: Path) -> None:
    outcome = run("validate", gene)
    assert (outcome.code, outcome.err) == (0, "")


def test_one_when_the_data_has_errors(wrong: Path) -> None:
    outcome = run("validate", wrong)
    assert (outcome.code, outcome.err) == (1, "")


def test_two_when_the_usage_is_wrong(gene: Path) -> None:
    assert run("nonsense").code == 2
    for args in (["nonsense"], ["convert", gene], ["convert", gene, "--to", "x"], ["explain", "X"]):
        outcome = call(*args)
        assert outcome.code == 2
        assert outcome.out == ""
        assert outcome.err
        assert no_traceback(outcome)


@pytest.mark.parametrize(
    "args",
    [
        ("validate", ""),
        ("validate", "gene.json", ""),
        ("validate", "gene.json", "-o", ""),
        ("validate", "gene.json", "--baseline", ""),
        ("validate", "gene.json", "--against", "gene.json", "--against", ""),
        ("convert", "gene.json", "--to", "turtle", "-o", ""),
        ("load", "gene.json", "--store", ""),
        ("diff", "gene.json", ""),
        ("bulk", "convert", "gene.json", "-o", ""),
    ],
)
def test_an_empty_name_is_not_the_working_folder(
    args: tuple[str, ...], gene: Path, folder: Path
) -> None:
    outcome = call(*args)
    assert outcome.code == 2
    assert "the name is empty" in outcome.err
    assert os.listdir(folder) == [gene.name]


def test_three_when_an_input_or_output_cannot_be_used(gene: Path, folder: Path) -> None:
    (folder / "taken.txt").mkdir()
    assert run("validate", "missing.json").code == 3
    for args in (
        ["validate", "missing.json"],
        ["validate", gene, "-o", "missing/report.txt"],
        ["validate", gene, "-o", "taken.txt"],
        ["convert", gene, "--to", "turtle", "-o", "missing/out.ttl"],
        ["convert", gene, "--to", "turtle", "-o", "missing/"],
        ["convert", "missing.json", "--to", "turtle"],
        ["model", "-o", "missing/out.md"],
    ):
        outcome = call(*args)
        assert outcome.code == 3, args
        assert outcome.out == ""
        assert outcome.err.startswith("clingen-ld: ")
        assert outcome.err.count("\n") == 1
        assert "missing" in outcome.err or "taken.txt" in outcome.err
        assert no_traceback(outcome)


def _interrupted(stop: int) -> Outcome:
    with subprocess.Popen(
        [COMMAND, "convert", "-", "--to", "nquads", "-o", "out.nq"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(json.dumps(GENE) + "\n")
        process.stdin.flush()
        # Once the output is open, the command is waiting for more.
        deadline = time.monotonic() + HANGS
        while not list(Path().iterdir()) and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.1)
        process.send_signal(stop)
        process.wait(HANGS)
        assert process.stdout is not None
        assert process.stderr is not None
        return Outcome(process.returncode, process.stdout.read(), process.stderr.read())


def test_130_when_interrupted_and_nothing_is_left_behind(folder: Path) -> None:
    outcome = _interrupted(signal.SIGINT)
    assert outcome.code == 130
    assert outcome.err.strip() == "clingen-ld: interrupted"
    assert outcome.out == ""
    assert list(folder.iterdir()) == []


def test_nothing_is_left_behind_when_terminated(folder: Path) -> None:
    outcome = _interrupted(signal.SIGTERM)
    assert outcome.code == 143
    assert no_traceback(outcome)
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no such signal")
def test_nothing_is_left_behind_when_the_terminal_goes(folder: Path) -> None:
    outcome = _interrupted(signal.SIGHUP)
    assert (outcome.code, outcome.err.strip()) == (129, "clingen-ld: the terminal is gone")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (SystemExit(3), 3, ""),
        (SystemExit("what"), 1, ""),
        (click.exceptions.Exit(4), 4, ""),
        (click.UsageError("no such thing\x1b"), 2, "Error: no such thing\\x1b"),
        (KeyboardInterrupt(), 130, "clingen-ld: interrupted"),
        (click.Abort(), 130, "clingen-ld: interrupted"),
        (UsageError("not so"), 2, "clingen-ld: not so"),
        (InputError("a.json: gone"), 3, "clingen-ld: a.json: gone"),
        (StoreError("it is busy"), 4, "clingen-ld: it is busy"),
        (MemoryError(), 3, "clingen-ld: there is not enough memory"),
        (PermissionError(13, "Permission denied", "a"), 3, "clingen-ld: a: Permission denied"),
        (OSError(28, "No space left on device", "a"), 3, "clingen-ld: a: the disk is full"),
        (OSError(9, "Bad file descriptor"), 3, "clingen-ld: the output: it is closed"),
        (BrokenPipeError(), 3, ""),
        (ZeroDivisionError("oops"), 70, "clingen-ld: a fault of clingen-ld itself: ZeroDiv"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)
def test_every_error_has_its_code_and_its_line(
    error: BaseException, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(error, debug=False) == code
    said = capsys.readouterr().err
    assert said.startswith(words)
    assert bool(said) is bool(words)
    assert "Traceback" not in said


def test_debug_shows_the_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(InputError("a.json: gone"), debug=True) == 3
    said = capsys.readouterr().err
    assert "Traceback" in said or "InputError" in said
    assert said.endswith("clingen-ld: a.json: gone\n")


_ODD = "\x1b]0;title\x07\x9b31m"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(GENE | {_ODD: 1, "name": _ODD}),
        json.dumps({"@context": f"http://example.org/{_ODD}", "@type": "Gene"}),
        json.dumps({"errorType": _ODD, "description": _ODD, "inputLine": _ODD, "message": _ODD}),
    ],
    ids=["losses", "contexts", "replies"],
)
@pytest.mark.parametrize("form", ["rdfxml", "registry", "vrs"])
def test_control_characters_never_reach_a_terminal(folder: Path, text: str, form: str) -> None:
    name = f"odd-{_ODD}.json"
    (folder / name).write_text(text)
    for args in (
        ["convert", name, "--to", form, "-o", os.devnull],
        ["convert", name, "--form", _ODD, "--to", form],
        ["explain", _ODD],
        ["validate", name, "--config", _ODD],
    ):
        outcome = call(*args)
        assert outcome.err
        assert not set(_ODD) & set("\x1b\x07\x9b") & set(outcome.out + outcome.err), args


@pytest.mark.slow
@pytest.mark.parametrize("args", [["validate", "missing.json"], ["explain", "XX-1"], ["nonsense"]])
def test_a_traceback_is_for_debug_only(args: list[str]) -> None:
    plain = run(*args)
    assert no_traceback(plain)
    ways = [["--debug", *args]] + ([[*args, "--debug"]] if len(args) > 1 else [])
    for way in ways:
        outcome = run(*way)
        assert outcome.code == plain.code
        assert "Traceback (most recent call last)" in outcome.err
        assert outcome.err.endswith(plain.err)


@pytest.mark.slow
def test_debug_changes_nothing_when_all_goes_well(gene: Path, wrong: Path) -> None:
    assert run("--debug", "validate", wrong) == run("validate", wrong, "--debug")
    for args in (["validate", gene], ["validate", wrong], ["model", "Gene"]):
        assert call("--debug", *args) == call(*args) == call(*args, "--debug")


# Pipes and full disks


@pytest.mark.slow
@pytest.mark.parametrize("command", ["convert many.ndjson --to nquads", "model", "rules", "--help"])
def test_a_reader_that_goes_away_is_no_news(many: Path, command: str) -> None:
    outcome = shell(f"clingen-ld {command} | head -1", many.parent)
    assert outcome.code == 0
    assert outcome.out.count("\n") == 1
    assert outcome.err == ""
    closed = shell(f"set -o pipefail; clingen-ld {command} | true", many.parent)
    assert closed.code in (0, 3)  # 0 when all of it fits into the pipe in time
    assert closed.err == ""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize(
    "command", ["convert gene.json --to nquads", "validate gene.json", "model", "rules"]
)
def test_a_full_disk_is_named(gene: Path, command: str) -> None:
    outcome = shell(f"clingen-ld {command} > /dev/full", gene.parent)
    assert outcome.code == 3
    assert outcome.err == "clingen-ld: the output: the disk is full\n"


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_device_is_written_and_not_replaced(gene: Path) -> None:
    full = run("convert", gene, "--to", "nquads", "-o", "/dev/full")
    assert full.code == 3
    assert full.err == "clingen-ld: /dev/full: cannot be written: No space left on device\n"
    assert Path("/dev/full").is_char_device()
    assert run("validate", gene, "-o", "/dev/null") == (0, "", "")
    assert Path("/dev/null").is_char_device()


def test_a_link_is_followed(gene: Path, folder: Path) -> None:
    (folder / "link.nq").symlink_to("real.nq")
    assert run("convert", gene, "--to", "nquads", "-o", "link.nq").code == 0
    assert (folder / "link.nq").is_symlink()
    assert (folder / "real.nq").read_text(encoding="utf-8").startswith("<http")


def test_a_dash_is_standard_output(gene: Path, folder: Path) -> None:
    for args in (
        ["convert", gene, "--to", "nquads"],
        ["frame", gene],
        ["validate", gene],
        ["model", "Gene"],
        ["rules"],
    ):
        assert call(*args, "-o", "-") == call(*args)
    assert [p.name for p in folder.iterdir()] == ["gene.json"]


@pytest.mark.slow
def test_closed_streams_are_no_fault(gene: Path) -> None:
    for redirection in (">&-", "<&- >&- 2>&-"):
        outcome = shell(f"clingen-ld validate gene.json {redirection}", gene.parent)
        assert (outcome.code, outcome.out) == (3, "")  # nobody gets the report
    assert shell("clingen-ld validate gene.json -o out.txt >&-", gene.parent).code == 0
    outcome = shell("clingen-ld convert - --to turtle <&-", gene.parent)
    assert outcome.code != 70
    assert no_traceback(outcome)
    assert shell("clingen-ld nonsense 2>&-", gene.parent).code == 2


@pytest.mark.slow
def test_standard_input(folder: Path) -> None:
    outcome = run("convert", "-", "--to", "resource-json", stdin=json.dumps(GENE, indent=3))
    assert (outcome.code, outcome.err) == (0, "")
    assert json.loads(outcome.out) == GENE
    outcome = run("validate", "-", "--report", "json", stdin=json.dumps(ERROR))
    assert outcome.code == 1
    assert {f["file"] for f in json.loads(outcome.out)["findings"]} == {"-"}
    piped = shell(
        f"echo '{json.dumps(GENE)}' | clingen-ld convert - --to nquads | clingen-ld frame - "
        "| clingen-ld validate -",
        folder,
    )
    assert (piped.code, piped.err) == (0, "")
    packed = shell(f"echo '{json.dumps(GENE)}' | gzip | clingen-ld convert - --to json-ld", folder)
    assert packed.code == 0
    assert json.loads(packed.out)["symbol"] == "BRCA1"


@pytest.mark.slow
@pytest.mark.parametrize("text", ["", "   \n", "null", "[]", "{", "\x00\x01", "a,b\n1,2\n"])
def test_standard_input_without_a_message(text: str) -> None:
    outcome = run("validate", "-", stdin=text)
    assert outcome.code in (0, 1)
    assert "ST-0" in outcome.out or "ST-11" in outcome.out
    assert no_traceback(outcome)


# What is for people and what is for programs


@pytest.mark.slow
def test_output_for_programs_is_all_there_is_on_standard_output(gene: Path, wrong: Path) -> None:
    outcome = run("convert", gene, wrong, "missing.json", "--to", "resource-json")
    assert outcome.code == 3
    outcome = run("validate", wrong, "--report", "json")
    assert json.loads(outcome.out)["conforms"] is False
    assert outcome.err == ""
    broken = wrong.with_name("broken.json")
    broken.write_text('{"id": ', encoding="utf-8")
    outcome = run("convert", gene, broken, "--to", "resource-json")
    assert outcome.code == 1
    assert json.loads(outcome.out) == GENE
    assert outcome.err.startswith(f"{broken}:1:")
    assert " error ST-0: " in outcome.err


def _on_a_terminal(*args: object, env: dict[str, str] | None = None) -> str:
    """What a command shows on a terminal of 100 columns."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [COMMAND, *map(str, args)],
        stdin=child,
        stdout=child,
        stderr=child,
        env=os.environ | {"COLUMNS": "100", "TERM": "xterm"} | (env or {}),
    )
    os.close(child)
    shown = b""
    deadline = time.monotonic() + HANGS
    while time.monotonic() < deadline:
        ready, _, _ = select.select([parent], [], [], 0.1)
        if ready:
            try:
                more = os.read(parent, 65536)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            shown += more
        elif process.poll() is not None:
            break
    process.wait(HANGS)
    os.close(parent)
    return shown.decode().replace("\r\n", "\n")


@pytest.mark.slow
@pytest.mark.parametrize("args", [["validate", "wrong.json"], ["explain", "CA-1"]])
def test_colours_are_for_terminals(wrong: Path, args: list[str]) -> None:
    shown = _on_a_terminal(*args)
    assert COLOUR.search(shown)
    plain = run(*args).out
    assert not COLOUR.search(plain)
    assert re.sub(r"\x1b\[[0-9;]*m", "", shown) == plain
    assert _on_a_terminal(*args, env={"NO_COLOR": "1"}) == plain
    run(*args, "-o", "report.txt") if args[0] == "validate" else None
    if args[0] == "validate":
        assert Path("report.txt").read_text(encoding="utf-8") == plain


@pytest.mark.slow
def test_programs_get_no_colours_even_on_a_terminal(gene: Path) -> None:
    for args in (["model", "--format", "json"], ["rules", "--format", "json"]):
        shown = _on_a_terminal(*args)
        assert not COLOUR.search(shown)
        json.loads(shown)
    assert not COLOUR.search(_on_a_terminal("convert", gene, "--to", "turtle"))


def test_who_types_into_the_terminal_is_told_how_to_end() -> None:
    parent, child = pty.openpty()
    with subprocess.Popen(
        [COMMAND, "frame", "-"], stdin=child, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        os.close(child)
        assert process.stderr is not None
        said = process.stderr.readline().decode()
        os.write(parent, json.dumps(GENE).encode() + b"\n\x04")
        try:
            out, _ = process.communicate(timeout=HANGS)
        finally:
            process.kill()
    os.close(parent)
    assert said == "clingen-ld: reading standard input; end it with Ctrl-D\n"
    assert json.loads(out) == GENE


# Texts and names from anywhere


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-8"])
def test_signs_that_the_locale_does_not_have(encoding: str) -> None:
    outcome = run("model", env={"PYTHONIOENCODING": encoding})
    assert outcome.code == 0
    assert "≥ 0" in outcome.out


@pytest.mark.slow
def test_names_of_files_that_are_no_text(folder: Path) -> None:
    name = os.fsencode(str(folder)) + b"/\xff\n.json"
    with open(name, "w", encoding="utf-8") as file:
        json.dump(ERROR | {"name": "\ud800"}, file)
    for form in ("text", "json"):
        outcome = run("validate", os.fsdecode(name), "--report", form)
        assert outcome.code == 1
        assert no_traceback(outcome)
    assert run("convert", os.fsdecode(name), "--to", "turtle").code != 70


def test_signs_in_the_data_do_not_steer_the_terminal(folder: Path) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J"
    write(folder / "evil.json", GENE | {evil: evil, "symbol": [evil]})
    shown = _on_a_terminal("validate", "evil.json")
    assert "\x1b]0" not in shown
    assert "\x1b[2J" not in shown


@pytest.mark.slow
def test_a_line_of_ten_thousand_columns(folder: Path) -> None:
    long = "x" * 10_000
    write(folder / "long.json", GENE | {"symbl": long, long: 1, "symbol": {"a": long}})
    outcome = run("validate", "long.json")
    assert outcome.code == 1
    assert max(map(len, outcome.out.splitlines())) < 400
    found = json.loads(run("validate", "long.json", "--report", "json").out)["findings"]
    assert any(f["column"] > 10_000 for f in found)
