"""`clingen-ld export`."""

from __future__ import annotations

import sys

import click

from clingen_ld.cli.options import (
    assembly_option,
    base_option,
    complete_form,
    complete_type,
    output_option,
    pretty_option,
    read_options,
    sequences_option,
    store_option,
)


@click.command("export")
@store_option
@click.option(
    "--to",
    default="resource-json",
    show_default=True,
    metavar="FORM",
    shell_complete=complete_form,
    help="Form of the output.",
)
@click.option(
    "--type",
    "type_",
    metavar="TYPE",
    shell_complete=complete_type,
    help="Give only resources of this type, such as Gene.",
)
@click.option(
    "--with-loads", is_flag=True, help="Give the Provenance that loads left in the store, too."
)
@base_option
@assembly_option
@sequences_option
@output_option
@pretty_option
@click.option("--strict", is_flag=True, help="Fail when the form cannot carry everything.")
@click.pass_context
def export_command(
    ctx: click.Context,
    store: str,
    to: str,
    type_: str | None,
    with_loads: bool,
    base: str | None,
    assembly: str | None,
    sequences: str | None,
    output: str | None,
    pretty: bool,
    strict: bool,
) -> None:
    """Get all messages back out of a store.

    What was loaded comes out again, in any form, whoever wrote it there. Former versions are left
    out, and so is what others tell of a resource when the resource itself is there. When FILE is
    a folder that exists, each resource gets a file of its own; a name that ends in .gz is packed.

    \b
    Examples:
      clingen-ld export --store alleles.db
      clingen-ld export --store alleles.db --to nquads -o alleles.nq.gz
      clingen-ld export --store http://localhost:7878 --type Gene --to json-ld
    """
    from clingen_ld.cli.converting import tell
    from clingen_ld.cli.progress import Progress
    from clingen_ld.cli.stores import opened_store
    from clingen_ld.stores.exporting import export

    options = read_options(None, type_, base, False, assembly)
    with opened_store(store, read_only=True) as opened, Progress("resources") as progress:
        result = export(
            opened,
            to,
            output if output is not None else sys.stdout.buffer,
            type=type_,
            loads=with_loads,
            base=options.base,
            assembly=assembly,
            sequences=sequences,
            pretty=pretty,
            strict=strict,
            progress=progress,
        )
    sys.stdout.flush()
    ctx.exit(tell(result))
