"""`clingen-ld new`."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from clingen_ld.cli.options import (
    base_option,
    output_option,
    pretty_option,
    sequences_option_for,
    to_option,
)
from clingen_ld.cli.output import say
from clingen_ld.errors import EXIT_CONFORMS, EXIT_DATA_ERRORS, UsageError
from clingen_ld.model import base_iri

if TYPE_CHECKING:
    from clingen_ld.creation import Maker
    from clingen_ld.messages.message import Message


@click.command("new")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option(
    "--transcripts",
    multiple=True,
    type=click.Path(),
    metavar="FILE",
    help="ReferenceSequence messages with the coding regions that c. counts on (may be repeated).",
)
@sequences_option_for(
    "FASTA file or SeqRepo folder: gives what a name leaves out, and checks what it states."
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
    """Make contextual alleles from HGVS names and SPDI expressions.

    Names on g., m., n. and p. need nothing else. Those on c. count from the coding region of
    their transcript, which comes from a ReferenceSequence message. The new sequence must be in
    the name, as in dupA and invACG, or follow from --sequences. A name of changes in cis, as
    g.[1A>C;5G>T], makes a complex allele and its nested alleles. NAME may be -
    for names on standard input, one a line. Invalid names are reported; the rest is written.
    When FILE is a folder that exists, each resource gets a file of its own.

    \b
    Examples:
      clingen-ld new "NC_000017.11:g.43106487A>C" --pretty
      clingen-ld new "NM_007294.3:c.5297T>G" --transcripts examples/brca1
      clingen-ld new NC_000017.11:43106486:A:C
      clingen-ld new - --transcripts transcripts.json < names.txt
    """
    from clingen_ld.cli.convert import ProblemReporter, target_of
    from clingen_ld.conversion import write_items
    from clingen_ld.creation import Maker
    from clingen_ld.messages.message import ReadOptions

    options, failures = ReadOptions(base=base_iri(base)), _Failures()
    maker = Maker(transcripts, sequences, options.base)
    with closing(ProblemReporter(to)) as reporter:
        write_items(
            _made(maker, names, failures),
            to,
            target_of(output),
            options=options,
            pretty=pretty,
            sequences=sequences,
            report=reporter,
        )
        sys.stdout.flush()
        reporter.end()
    if not failures.tried:
        say("standard input has no name")
    is_right = failures.tried and not failures.count
    ctx.exit(EXIT_CONFORMS if is_right else EXIT_DATA_ERRORS)


_CUT: Final = re.compile(r":[cgmnor]\.[-*0-9+_]+[ACGTacgu]$")
"""What a shell leaves of a substitution without quotes."""


@dataclass
class _Failures:
    """The number of failed names, and of all that were tried."""

    count: int = 0
    tried: int = 0


def _made(maker: Maker, names: tuple[str, ...], failures: _Failures) -> Iterator[Message]:
    """The resources of some names. Failures are reported and counted."""
    for where, name in _names(names):
        failures.tried += 1
        try:
            yield from maker.messages(name)
        except UsageError as error:
            failures.count += 1
            say(f"{where}{error}{'' if where else _hint(name)}")


def _hint(name: str) -> str:
    """What may have gone wrong with an argument on its way."""
    if _CUT.search(name):
        return " (put a name with > in quotes: else the shell writes to a file)"
    is_file = os.path.isfile(name)
    return f" (it is a file: clingen-ld new - < {name} reads names from it)" if is_file else ""


def _names(given: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The names with their origin: for standard input, the line."""
    for name in given:
        if name != "-":
            yield "", name
            continue
        for number, line in enumerate(sys.stdin.buffer, 1):
            text = line.decode("utf-8", "replace").removeprefix("\ufeff").strip()
            if text:
                yield f"-:{number}: ", text
