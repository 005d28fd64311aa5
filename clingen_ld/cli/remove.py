"""`clingen-ld remove`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import click

from clingen_ld.cli.options import base_option, journal_option, read_options, store_options
from clingen_ld.display import visible
from clingen_ld.errors import EXIT_CONFORMS, EXIT_DATA_ERRORS, UsageError

if TYPE_CHECKING:
    from clingen_ld.cli.stores import StoreAddress


@click.command("remove")
@click.argument("names", nargs=-1, metavar="NAME...")
@store_options()
@base_option
@click.option(
    "--from",
    "file",
    type=click.Path(allow_dash=True),
    metavar="FILE",
    help="Take names from this file, one a line (- for standard input).",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Also remove what other messages say about a resource, and its former versions.",
)
@journal_option
@click.option("--verbose", is_flag=True, help="Say of each resource what became of it.")
@click.pass_context
def remove_command(
    ctx: click.Context,
    names: tuple[str, ...],
    store: StoreAddress,
    base: str | None,
    file: str | None,
    everything: bool,
    journal: str | None,
    verbose: bool,
) -> None:
    """Remove resources from a store.

    NAME is the IRI of a resource, or its type and id such as Gene/GENE101. References to it stay,
    and its provenance in the store; a record of the removal is added. The exit code is 1 if one of
    them does not exist.

    \b
    Examples:
      clingen-ld remove CanonicalAllele/CA101 --store alleles.db
      clingen-ld remove http://clingendb.clingen.org/Gene/GENE101 --store alleles.db --all
      clingen-ld remove --from names.txt --store http://localhost:7878
    """
    from clingen_ld.cli.output import journal_path
    from clingen_ld.cli.stores import opened_store
    from clingen_ld.stores.removing import remove

    if not names and file is None:
        raise UsageError("name what to remove, or give a file of names with --from")

    with opened_store(store) as opened:
        done = remove(
            _names(names, file),
            opened,
            base=read_options(None, None, base, False).base,
            everything=everything,
            journal=journal_path(store.key, journal),
            each=partial(_report, verbose),
        )
    missing = done.missing + done.told_of
    said = f"removed {done.removed:,} resource{'' if done.removed == 1 else 's'}"
    click.echo(
        said + (f", {missing:,} {'was' if missing == 1 else 'were'} not there" if missing else "")
    )
    ctx.exit(EXIT_DATA_ERRORS if missing else EXIT_CONFORMS)


def _report(verbose: bool, outcome: str, iri: str) -> None:
    from clingen_ld.cli.output import say
    from clingen_ld.stores.removing import DESCRIBED, MISSING, REMOVED

    if outcome == MISSING:
        say(f"{iri} is not in the store")
    elif outcome == DESCRIBED:
        where = "in the store only as a partial description by others"
        say(f"{iri} is {where}; --all removes that")
    elif verbose:
        click.echo(f"{REMOVED}  {visible(iri)}")


def _names(names: tuple[str, ...], file: str | None) -> Iterator[str]:
    """The given names, then those in a file, without empty lines and # comments."""
    yield from names
    if file is None:
        return
    from clingen_ld.messages.text.inputs import open_input

    with open_input(file) as stream:
        for line in stream:
            name = line.decode("utf-8", "replace").strip()
            if name and not name.startswith("#"):
                yield name
