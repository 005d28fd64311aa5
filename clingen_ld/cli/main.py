"""The command `clingen-ld`: dispatches to its commands, and turns every failure into one line.

Exit codes: 0 conforms or done, 1 the data has errors, 2 wrong usage, 3 an input or output cannot
be read or written, 4 a store, a cluster or the network failed, 70 a bug in the tool, 130
interrupted, 129 the terminal is gone, 143 terminated.
"""

from __future__ import annotations

import errno
import gc
import io
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any, Final

import click
from click.shell_completion import get_completion_class, shell_complete

from clingen_ld.display import visible
from clingen_ld.errors import EXIT_DATA_ERRORS, EXIT_INPUT_OUTPUT, EXIT_INTERRUPTED, ClingenError
from clingen_ld.suggestions import nearest
from clingen_ld.version import __version__

# Garbage is collected after this many new objects, instead of 700: starting makes no garbage, nor
# does checking right messages. Scanning the objects of a run repeatedly took 5 % of its time.
_OBJECTS = 100_000
_ROUNDS = 50
"""The collections of young objects per collection of older ones, of which few are garbage."""

EXIT_FAULT = 70
_STOPS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""The signals, besides Ctrl-C, at which a command cleans up and ends; Windows has one of them."""

NAME = "clingen-ld"
_COMPLETE = "_CLINGEN_LD_COMPLETE"

COMMANDS = {
    "validate": "validate",
    "convert": "convert",
    "frame": "convert",
    "find": "find",
    "new": "new",
    "load": "load",
    "remove": "store_commands",
    "query": "store_commands",
    "export": "store_commands",
    "table": "table",
    "draw": "draw",
    "serve": "serve",
    "site": "serve",
    "lsp": "serve",
    "bulk": "bulk",
    "diff": "diff",
    "stat": "store_commands",
    "explain": "model",
    "rules": "model",
    "model": "model",
    "forms": "model",
    "completion": "main",
}
"""The commands, in the order of the help, and the modules that have their functions."""


class LazyGroup(click.Group):
    """A group that imports a command on demand."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(
            import_module(f"clingen_ld.cli.{COMMANDS[cmd_name]}"), f"{cmd_name}_command"
        )
        _take_everywhere(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command in some arguments; a mistyped name gets a suggestion."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = nearest(args[0], COMMANDS)
            if near is None:
                raise
            message = f"{error.message.rstrip('.')}. Did you mean {near!r}?"
            raise click.UsageError(message, ctx) from None


def _take_everywhere(command: click.Command) -> None:
    """Let a command accept --debug and --color, which users also put at the end."""
    if not any(parameter.name == "debug" for parameter in command.params):
        for parameter in command.params:
            if parameter.metavar and parameter.metavar.strip("[.]") in _NAMES:
                parameter.callback = _with_a_name(parameter.callback)
                if parameter.type is click.STRING:  # whose words no shell completes
                    parameter.type = click.Path(readable=False)
        command.params += [
            click.Option(["--debug"], is_flag=True, expose_value=False, hidden=True),
            _color_option(hidden=True),
        ]
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        _take_everywhere(below)


_NAMES: Final = frozenset(
    ("BUNDLE", "FILE", "FOLDER", "INPUT", "LOCATION", "MANIFEST", "NEW", "OLD", "PATH")
)
"""What the help calls parameters that name files and folders."""


def _with_a_name(callback: Callable[..., Any] | None) -> Callable[..., Any]:
    """A callback that refuses an empty name, as an unset variable of the shell gives it.

    Such a name would be the working folder.
    """

    def checked(ctx: click.Context, parameter: click.Parameter, value: Any) -> Any:
        if value == "" or (isinstance(value, tuple) and "" in value):
            raise click.BadParameter("the name is empty.", ctx, parameter)
        return callback(ctx, parameter, value) if callback is not None else value

    return checked


def _color_option(**more: bool) -> click.Option:
    return click.Option(
        ["--color"],
        type=click.Choice(["auto", "always", "never"]),
        callback=_color,
        expose_value=False,
        help="Colours on standard output (default: auto, on a terminal only; NO_COLOR and "
        "FORCE_COLOR decide, too).",
        **more,
    )


def _color(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    """Decide whether standard output has colours; None detects it."""
    if value is None and ctx.parent is not None:
        return  # as before the command
    by_environment = False if os.environ.get("NO_COLOR") else None
    if by_environment is None and os.environ.get("FORCE_COLOR"):
        by_environment = True
    chosen = {"always": True, "never": False}
    ctx.color = chosen.get(value or "auto", by_environment)


@click.group(
    NAME,
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    params=[_color_option()],
    epilog="Exit codes: 0 conforms or done, 1 the data has errors, 2 wrong usage, 3 an input or "
    "output cannot be read or written, 4 a store, a cluster or the network failed, "
    "130 interrupted.",
)
@click.version_option(__version__, prog_name=NAME)
@click.option("--debug", is_flag=True, help="Show the traceback when something fails.")
def cli(debug: bool) -> None:
    """Alleles of the ClinGen Allele Model as linked data.

    Validate messages, turn them into RDF and back, from one file to folders and streams.

    \b
    Examples:
      clingen-ld validate examples
      clingen-ld convert examples --to nquads -o alleles.nq.gz
      clingen-ld frame alleles.nq.gz --type Gene
      clingen-ld model ContextualAllele
    """


def main() -> None:
    """Run the command line, and exit with one of the codes above."""
    gc.set_threshold(_OBJECTS, _ROUNDS)
    try:
        _prepare_streams()
        for stop in _STOPS:
            signal.signal(stop, _stopped)
        code = _run(sys.argv[1:])
        sys.stdout.flush()
    except BaseException as error:  # the outermost edge: everything ends here
        code = report(error, "--debug" in sys.argv[1:])
    sys.exit(code)


def _run(args: list[str]) -> int:
    # Not `cli.main()`: that one has its own ideas of what a closed pipe means.
    if instruction := os.environ.get(_COMPLETE):
        return shell_complete(cli, {}, NAME, _COMPLETE, instruction)
    with cli.make_context(NAME, args) as ctx:
        cli.invoke(ctx)
    return 0


def _prepare_streams() -> None:
    """Make text output safe: closed streams and characters that they cannot encode are not
    errors."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream = getattr(sys, name)
        if stream is None:  # closed by our parent
            # No other file may get its descriptor; output to nowhere fails when written.
            os.dup2(os.open(os.devnull, os.O_RDONLY), number)
            mode = "r" if name == "stdin" else "w"
            place: str | int = os.devnull if name == "stderr" else number
            setattr(sys, name, open(place, mode))  # noqa: SIM115
        elif name != "stdin" and isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _stopped(number: int, _: object) -> None:
    for stop in _STOPS:
        signal.signal(stop, signal.SIG_IGN)  # once is enough: clean-up must not be interrupted
    _say("terminated" if number == signal.SIGTERM else "the terminal is gone")
    sys.exit(128 + number)


def report(error: BaseException, debug: bool) -> int:
    """Report an error on standard error, and return its exit code."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else EXIT_DATA_ERRORS
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if debug:
        traceback.print_exception(error)
    if isinstance(error, click.NoSuchOption):
        error = _with_hint(error)
    if isinstance(error, click.MissingParameter) and isinstance(error.param, click.Option):
        error = click.MissingParameter(error.param.help, error.ctx, error.param)
    if isinstance(error, click.ClickException):
        said = io.StringIO()
        error.show(said)
        click.echo("\n".join(map(visible, said.getvalue().split("\n"))), nl=False, err=True)
        return error.exit_code
    if isinstance(error, KeyboardInterrupt | click.Abort):
        _say("interrupted")
        return EXIT_INTERRUPTED
    if isinstance(error, BrokenPipeError):
        # The reader of our output is gone: there is nobody to report to.
        _give_up_output()
        return EXIT_INPUT_OUTPUT
    if isinstance(error, ClingenError):
        _say(str(error))
        return error.exit_code
    if isinstance(error, OSError):
        known = {errno.ENOSPC: "the disk is full", errno.EBADF: "it is closed"}
        what = known.get(error.errno or 0) or error.strerror or str(error)
        _say(f"{error.filename or 'the output'}: {what}")
        _give_up_output()
        return EXIT_INPUT_OUTPUT
    if isinstance(error, MemoryError):
        _say("there is not enough memory for this input: give it in smaller files, or one a line")
        return EXIT_INPUT_OUTPUT
    _say(f"a fault of clingen-ld itself: {type(error).__name__}: {error}")
    _say("please report it, with what the same command with --debug shows")
    return EXIT_FAULT


_ALSO_CALLED = {
    "--disable": "--ignore",
    "--rule": "--select",
    "--rules": "--select",
    "--skip": "--exclude",
    "--output-format": "--report",
    "--format": "--report",
    "--out": "--output",
    "--workers": "--jobs",
    "--threads": "--jobs",
    "--settings": "--config",
    "--colour": "--color",
    "--no-color": "--color never",
    "--no-colour": "--color never",
}
"""Other tools' names for our options; `--format` is used where a command has it."""


def _with_hint(error: click.NoSuchOption) -> click.NoSuchOption:
    """The error with the intended option, or else the commands that have it."""
    if error.ctx is None:
        return error
    name, group = error.option_name, error.ctx.find_root().command
    meant = _ALSO_CALLED.get(name, "")
    if meant.partition(" ")[0] in _options(error.ctx.command):
        message = f"No such option '{name}'. Did you mean '{meant}'?"
        return click.NoSuchOption(name, message, ctx=error.ctx)
    if not isinstance(group, LazyGroup):
        return error
    commands = (group.get_command(error.ctx, command) for command in COMMANDS)
    having = [c.name or "" for c in commands if c is not None and name in _options(c)]
    if not having:
        return error
    message = f"No such option '{name}' here; it is an option of {', '.join(having)}."
    return click.NoSuchOption(name, message, ctx=error.ctx)


def _options(command: click.Command) -> set[str]:
    return {name for parameter in command.params for name in parameter.opts}


def _give_up_output() -> None:
    """Discard pending output, so that exiting does not fail again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(message: str) -> None:
    from clingen_ld.cli.output import say

    say(message)


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_command(shell: str) -> None:
    """Print what a shell needs to complete commands and options.

    It also completes forms, resource types, rules, and the names in the model.

    \b
    Examples:
      clingen-ld completion bash >> ~/.bashrc
      clingen-ld completion fish > ~/.config/fish/completions/clingen-ld.fish
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"{shell} is not known")
    click.echo(kind(cli, {}, NAME, _COMPLETE).source())
