"""`clingen-ld new`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import click

from clingen_ld.cli.options import (
    base_option,
    complete_form,
    output_option,
    pretty_option,
    read_options,
)


@click.command("new")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option(
    "--transcripts",
    multiple=True,
    type=click.Path(),
    metavar="FILE",
    help="ReferenceSequence messages with the coding regions that c. counts on (may be repeated).",
)
@click.option(
    "--sequences",
    type=click.Path(),
    metavar="PATH",
    help="FASTA file or SeqRepo folder: tells the bases that a name does not state.",
)
@click.option(
    "--to",
    default="resource-json",
    show_default=True,
    metavar="FORM",
    shell_complete=complete_form,
    help="Form of the output.",
)
@base_option
@output_option
@pretty_option
@click.pass_context
def new_command(
    ctx: click.Context,
    names: tuple[str, ...],
    transcripts: tuple[str, ...],
    sequences: str | None,
    to: str,
    base: str | None,
    output: str | None,
    pretty: bool,
) -> None:
    """Make contextual alleles of HGVS names and SPDI expressions.

    Names on g., m., n. and p. need nothing else. Those on c. count from the coding region of
    their transcript, which a ReferenceSequence message tells. NAME may be - for names on
    standard input, one a line.

    \b
    Examples:
      clingen-ld new NC_000017.11:g.43106487A>C --pretty
      clingen-ld new NM_007294.3:c.5297T>G --transcripts examples/brca1
      clingen-ld new NC_000017.11:43106486:A:C
      clingen-ld new - --transcripts transcripts.json < names.txt
    """
    from clingen_ld.alleles.new import Maker
    from clingen_ld.errors import EXIT_CONFORMS, EXIT_DATA_ERRORS, UsageError
    from clingen_ld.messages.forms import form_name
    from clingen_ld.messages.writing import WriteOptions, make_writer, open_output
    from clingen_ld.model import load_model

    options = read_options(None, None, base, False)
    maker = Maker(transcripts, sequences, options.base)
    form, failed = form_name(to), False
    with open_output(output) if output is not None else _standard_output() as stream:
        writer = make_writer(form, stream, load_model(), WriteOptions(options.base, pretty))
        for where, name in _names(names):
            try:
                made = maker.make(name)
            except UsageError as error:
                click.echo(f"clingen-ld: {where}{error}", err=True)
                failed = True
                continue
            for tree in made:
                for iri, what in writer.write(tree):
                    click.echo(f"clingen-ld: {iri}: {what} cannot be carried by {form}", err=True)
        writer.finish()
    ctx.exit(EXIT_DATA_ERRORS if failed else EXIT_CONFORMS)


@contextmanager
def _standard_output() -> Iterator[BinaryIO]:
    yield sys.stdout.buffer


def _names(given: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The names with where they come from: of standard input, each line."""
    for name in given:
        if name != "-":
            yield "", name
            continue
        for number, line in enumerate(sys.stdin, 1):
            if line.strip():
                yield f"-:{number}: ", line.strip()
