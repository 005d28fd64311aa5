"""`clingen-ld export`."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING

import click

from clingen_ld.cli.options import (
    assembly_option,
    base_option,
    engine_option,
    output_option,
    read_options,
    store_options,
    to_option,
    wanted_type_option,
    writing_options,
)

if TYPE_CHECKING:
    from clingen_ld.cli.stores import StoreAddress
    from clingen_ld.conversion import WritingOptions
    from clingen_ld.messages.message import Engine


@click.command("export")
@store_options()
@to_option
@wanted_type_option
@click.option(
    "--with-loads", is_flag=True, help="Give the Provenance that loads left in the store, too."
)
@base_option
@assembly_option
@engine_option
@output_option
@writing_options
@click.pass_context
def export_command(
    ctx: click.Context,
    store: StoreAddress,
    to: str,
    type_: str | None,
    with_loads: bool,
    base: str | None,
    assembly: str | None,
    engine: Engine,
    output: str | None,
    writing: WritingOptions,
) -> None:
    """Export all messages of a store.

    What was loaded comes out again, in any form. Former versions are left out, and so are partial
    descriptions of a resource that is there itself. When FILE is a folder that exists, each
    resource gets a file of its own; a name in .gz or .zst is compressed.

    \b
    Examples:
      clingen-ld export --store alleles.db
      clingen-ld export --store alleles.db --to nquads -o alleles.nq.gz
      clingen-ld export --store http://localhost:7878 --type Gene --to json-ld
    """
    from clingen_ld.cli.convert import ProblemReporter, target_of
    from clingen_ld.cli.output import Progress
    from clingen_ld.cli.stores import opened_store
    from clingen_ld.stores.reading import export

    with (
        opened_store(store, read_only=True) as opened,
        Progress("resources") as progress,
        closing(ProblemReporter(to)) as teller,
    ):
        export(
            opened,
            to,
            target_of(output),
            type=type_,
            loads=with_loads,
            base=read_options(None, type_, base, False, assembly).base,
            assembly=assembly,
            engine=engine,
            progress=progress,
            report=teller,
            **writing,
        )
        sys.stdout.flush()
        code = teller.end()
    ctx.exit(code)
