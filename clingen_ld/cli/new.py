"""`clingen-ld new`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from clingen_ld.cli.options import (
    base_option,
    output_option,
    pretty_option,
    read_options,
    to_option,
)

if TYPE_CHECKING:
    from clingen_ld.alleles.new import Maker
    from clingen_ld.messages.writing import Lost

Tree = dict[str, Any]


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
    help="FASTA file or SeqRepo folder: tells what a name leaves out, and proves what it states.",
)
@to_option
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
    their transcript, which a ReferenceSequence message tells. What comes in the place must be
    told, as in dupA and invACG, or by --sequences; what is deleted need not be. NAME may be -
    for names on standard input, one a line. What cannot be made is reported, the rest is made.

    \b
    Examples:
      clingen-ld new "NC_000017.11:g.43106487A>C" --pretty
      clingen-ld new "NM_007294.3:c.5297T>G" --transcripts examples/brca1
      clingen-ld new NC_000017.11:43106486:A:C
      clingen-ld new - --transcripts transcripts.json < names.txt
    """
    from clingen_ld.alleles.new import Maker
    from clingen_ld.errors import EXIT_CONFORMS, EXIT_DATA_ERRORS
    from clingen_ld.messages.forms import form_name
    from clingen_ld.messages.writing import WriteOptions, make_writer, open_output
    from clingen_ld.model import load_model

    options, form = read_options(None, None, base, False), form_name(to)
    maker = Maker(transcripts, sequences, options.base)
    source = None if sequences is None else Path(sequences)
    failures: list[str] = []
    with open_output(output) if output is not None else _standard_output() as stream:
        writer = make_writer(form, stream, load_model(), WriteOptions(options.base, pretty, source))
        for tree in _made(maker, names, failures):
            _say_lost(writer.write(tree), form)
        _say_lost(writer.finish(), form)
    ctx.exit(EXIT_DATA_ERRORS if failures else EXIT_CONFORMS)


def _made(maker: Maker, names: tuple[str, ...], failures: list[str]) -> Iterator[Tree]:
    """The resources of some names; each sequence comes once. What fails is told and noted."""
    from clingen_ld.errors import UsageError

    sequences: set[str] = set()
    for where, name in _names(names):
        try:
            trees = maker.make(name)
        except UsageError as error:
            failures.append(name)
            click.echo(f"clingen-ld: {where}{error}", err=True)
            continue
        for tree in trees:
            if tree["resourceType"] == "ReferenceSequence":
                if tree["id"] in sequences:
                    continue
                sequences.add(tree["id"])
            yield tree


def _say_lost(lost: list[Lost], form: str) -> None:
    for iri, what in lost:
        click.echo(f"clingen-ld: {iri}: {what} cannot be carried by {form}", err=True)


@contextmanager
def _standard_output() -> Iterator[BinaryIO]:
    yield sys.stdout.buffer


def _names(given: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The names with where they come from: of standard input, each line."""
    for name in given:
        if name != "-":
            yield "", name
            continue
        for number, line in enumerate(sys.stdin.buffer, 1):
            text = line.decode("utf-8", "replace").strip()
            if text:
                yield f"-:{number}: ", text
