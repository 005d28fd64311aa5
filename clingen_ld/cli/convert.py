"""`clingen-ld convert`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clingen_ld.cli.options import (
    ReadingChoices,
    complete_form,
    config_options,
    inputs_argument,
    jobs_option,
    output_option,
    reading_options,
    writing_options,
)

if TYPE_CHECKING:
    from clingen_ld.conversion import WritingOptions
    from clingen_ld.validation.configuration import Configuration


@click.command("convert")
@inputs_argument
@click.option(
    "--to", required=True, metavar="FORM", shell_complete=complete_form, help="Form of the output."
)
@reading_options
@config_options
@output_option
@writing_options
@jobs_option("Processes that convert at once, to forms that are written line by line.")
@click.pass_context
def convert_command(
    ctx: click.Context,
    inputs: tuple[str, ...],
    to: str,
    reading: ReadingChoices,
    settings: Configuration,
    output: str | None,
    writing: WritingOptions,
    jobs: int,
) -> None:
    """Convert messages from any form to any other.

    `clingen-ld forms` lists the forms. The output is the normal form: the same resource always
    gives the same text. JSON comes one resource a line; with --pretty, as one object or an
    array. When FILE is a folder that exists, each resource gets a file of its own; a name that
    ends in .gz or .zst is compressed.

    \b
    Examples:
      clingen-ld convert examples/ilk --to turtle
      clingen-ld convert examples --to nquads -o alleles.nq.gz
      clingen-ld convert old.xml --to resource-json --pretty
      cat allele.json | clingen-ld convert - --to json-ld
    """
    from clingen_ld.cli.converting import run_conversion

    ctx.exit(run_conversion(inputs, to, output, reading.options(settings), jobs, **writing))
