"""`clingen-ld completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


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
    from clingen_ld.cli.main import cli

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"{shell} is not known")
    click.echo(kind(cli, {}, "clingen-ld", "_CLINGEN_LD_COMPLETE").source())
