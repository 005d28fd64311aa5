"""Help that someone new can read, for every command; suggestions; completion in shells."""

from __future__ import annotations

import re
import shlex
import subprocess

import click
import pytest

import clingen_ld
from clingen_ld.cli.main import COMMANDS, LazyGroup, cli
from tests.cli.running import COMMAND, call, no_traceback, run

CONTEXT = click.Context(cli, info_name="clingen-ld")
# Words of the workshop: users need none of them to use the command.
JARGON = re.compile(
    r"\b(pyld|rdflib|pyoxigraph|pyshacl|framing algorithm|blank node identifier|lexical form|"
    r"dataclass|regex|stdin|stdout|stderr|boolean flag|serial\w+|deserial\w+|iterator|kwargs|"
    r"normali[sz]ation|quads?|namespace|URI)\b",
    re.I,
)


def _command(name: str) -> click.Command:
    assert isinstance(cli, LazyGroup)
    found = cli.get_command(CONTEXT, name)
    assert found is not None
    return found


def _examples(text: str) -> list[str]:
    lines = text.partition("Examples:")[2].splitlines()
    return [line.strip() for line in lines if "clingen-ld" in line]


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_says_what_it_does_with_examples(name: str) -> None:
    args = [name] if name else []
    long, short = call(*args, "--help"), call(*args, "-h")
    assert long.code == 0
    assert long.out == short.out
    assert long.err == ""
    assert long.out.startswith(f"Usage: clingen-ld {name}".rstrip())
    assert _examples(long.out)
    found = JARGON.search(long.out.replace("nquads", "").replace("n-quads", ""))
    assert found is None, found


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_has_help(name: str) -> None:
    for parameter in _command(name).params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert parameter.help, parameter.name
            assert parameter.help[0].isupper(), parameter.help
            assert parameter.help.endswith((".", ")")), parameter.help


@pytest.mark.parametrize("name", COMMANDS)
def test_the_overview_has_a_whole_sentence_for_each_command(name: str) -> None:
    line = _command(name).get_short_help_str(limit=70)
    assert line.endswith(".")
    assert not line.endswith("...")
    assert line in " ".join(call("--help").out.split())


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_the_examples_use_what_exists(name: str) -> None:
    for example in _examples(call(*([name] if name else []), "--help").out):
        # A > within quotes is one of HGVS.
        for part in re.split(r"\||>", re.sub(r'"[^"]*"', "x", example)):
            words = shlex.split(part)
            if not words or words[0] != "clingen-ld":
                continue
            assert words[1] in COMMANDS
            command = _command(words[1])
            if isinstance(command, click.Group):
                command = command.commands[words[2]]
            options = {o for p in command.params for o in p.opts}
            for word in words[2:]:
                if word.startswith("-") and word != "-":
                    assert word in options, example


def test_the_overview_lists_every_command_and_the_exit_codes() -> None:
    out = call("--help").out
    listed = re.findall(r"^  ([a-z]+)  ", out.partition("Commands:")[2], re.M)
    assert listed == list(COMMANDS)
    for code in ("0 ", "1 ", "2 ", "3 ", "4 ", "130 "):
        assert code in out.partition("Exit codes:")[2]


def test_without_arguments_the_overview_is_shown() -> None:
    outcome = call()
    assert outcome.code == 2
    assert "Commands:" in outcome.out + outcome.err


def test_version() -> None:
    outcome = run("--version")
    assert outcome == (0, f"clingen-ld, version {clingen_ld.__version__}\n", "")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("validat", "validate"), ("Convert", "convert"), ("rule", "rules"), ("modle", "model")],
)
def test_a_mistyped_command_gets_a_suggestion(typed: str, meant: str) -> None:
    outcome = call(typed)
    assert outcome.code == 2
    assert f"Did you mean '{meant}'?" in outcome.err
    assert outcome.out == ""


def test_a_command_that_is_like_no_other() -> None:
    outcome = call("xyzzy")
    assert outcome.code == 2
    assert "No such command 'xyzzy'" in outcome.err
    assert "clingen-ld --help" in outcome.err


@pytest.mark.parametrize("name", COMMANDS)
def test_a_mistyped_option_gets_a_suggestion(name: str) -> None:
    outcome = call(name, "--hepl")
    assert outcome.code == 2
    assert "--help" in outcome.err
    assert f"clingen-ld {name}" in outcome.err


@pytest.mark.parametrize("name", ["validate", "convert", "frame", "explain", "completion"])
def test_what_is_missing_is_named(name: str) -> None:
    outcome = call(name)
    assert outcome.code == 2
    assert "Missing argument" in outcome.err
    assert no_traceback(outcome)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["convert", "x.json"], "Missing option '--to'. Form of the output, such as nquads"),
        (["load", "x.json"], "Missing option '--store'. The store: a folder, or the URL"),
    ],
)
def test_a_missing_option_is_explained(words: list[str], said: str) -> None:
    outcome = call(*words)
    assert outcome.code == 2
    assert said in outcome.err


# Completion


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    outcome = call("completion", shell)
    assert outcome.code == 0
    assert "_CLINGEN_LD_COMPLETE" in outcome.out
    assert "clingen-ld" in outcome.out


def test_the_bash_script_is_bash() -> None:
    script = call("completion", "bash").out
    done = subprocess.run(["bash", "-n"], input=script, text=True, check=False)
    assert done.returncode == 0


def test_an_unknown_shell() -> None:
    outcome = call("completion", "tcsh")
    assert outcome.code == 2
    assert "'bash', 'zsh', 'fish'" in outcome.err


def _completed(typed: str, kind: str = "bash") -> list[str]:
    words = typed.split(" ")
    env = {"_CLINGEN_LD_COMPLETE": f"{kind}_complete", "COMP_WORDS": typed}
    env["COMP_CWORD"] = words[-1] if kind == "fish" else str(len(words) - 1)
    outcome = run(env=env)
    assert outcome.code == 0, outcome.err
    return [line.partition(",")[2].partition("\t")[0] for line in outcome.out.splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("clingen-ld val", ["validate"]),
        ("clingen-ld convert --to n", ["ntriples", "nquads"]),
        ("clingen-ld frame --type g", ["Gene"]),
        ("clingen-ld validate --fail-on ", ["error", "warning", "info"]),
        ("clingen-ld explain ca-1", ["CA-1"]),
        ("clingen-ld model Gene.s", ["Gene.symbol"]),
        ("clingen-ld convert --pre", ["--pretty"]),
    ],
)
def test_completion_knows_commands_options_and_the_model(typed: str, wanted: list[str]) -> None:
    assert _completed(typed) == wanted


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("validate", {"inputs", "location", "against", "baseline", "shapes", "config", "output"}),
        ("load", {"location", "delta", "onto", "journal"}),
        ("diff", {"old", "new"}),
        ("query", {"location", "file"}),
        ("site", {"output"}),
    ],
)
def test_names_of_files_are_completed(name: str, parameters: set[str]) -> None:
    command = _command(name)
    completed = {
        parameter.name
        for parameter in command.params
        if any(item.type in ("file", "dir") for item in parameter.shell_complete(CONTEXT, ""))
    }
    assert parameters <= completed


def test_completion_in_fish() -> None:
    assert _completed("clingen-ld val", "fish") == ["validate"]


def test_the_command_is_installed() -> None:
    assert run("rules").code == 0, COMMAND
