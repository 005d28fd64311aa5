"""`clingen-ld lsp`."""

from __future__ import annotations

import click

from clingen_ld.errors import missing_package


@click.command("lsp")
def lsp_command() -> None:
    """Run a language server for editors.

    It speaks over standard input and output. It marks mistakes as you type, explains properties and
    codes, completes keys and codes, and applies suggestions, in JSON and JSON-LD. Files without
    anything of the model are left alone.

    \b
    Examples:
      clingen-ld lsp
    """
    try:
        from clingen_ld.lsp.server import make_server
    except ModuleNotFoundError as error:
        raise missing_package("to run the language server", "pygls") from error
    make_server().start_io()
