"""`clingen-ld convert`."""

from __future__ import annotations

import click

from clingen_ld.cli.options import (
    Reading,
    complete_form,
    inputs_argument,
    output_option,
    pretty_option,
    reading_options,
    sequences_option,
    strict_option,
)


@click.command("convert")
@inputs_argument
@click.option(
    "--to", required=True, metavar="FORM", shell_complete=complete_form, help="Form of the output."
)
@reading_options
@sequences_option
@output_option
@pretty_option
@strict_option
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Processes that convert at once, to forms that are written line by line.",
)
@click.pass_context
def convert_command(
    ctx: click.Context,
    inputs: tuple[str, ...],
    to: str,
    reading: Reading,
    sequences: str | None,
    output: str | None,
    pretty: bool,
    strict: bool,
    jobs: int,
) -> None:
    """Convert messages from any form to any other.

    `clingen-ld forms` lists the forms. The output is the normal form: the same resource always
    gives the same text. JSON comes one resource a line; with --pretty, as one object or an
    array. When FILE is a folder that exists, each resource gets a file of its own; a name that
    ends in .gz or .zst is packed.

    \b
    Examples:
      clingen-ld convert examples/ilk --to turtle
      clingen-ld convert examples --to nquads -o alleles.nq.gz
      clingen-ld convert old.xml --to resource-json --pretty
      cat allele.json | clingen-ld convert - --to json-ld
    """
    from clingen_ld.cli.converting import run_conversion

    code = run_conversion(
        inputs,
        to,
        output,
        reading.options(),
        jobs,
        pretty=pretty,
        strict=strict,
        sequences=sequences,
    )
    ctx.exit(code)
