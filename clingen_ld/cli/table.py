"""`clingen-ld table`."""

from __future__ import annotations

from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any

import click

from clingen_ld.cli import options as opt
from clingen_ld.cli.inputs import StoreAddress, checked_inputs, opened_store
from clingen_ld.cli.output import Progress
from clingen_ld.display import count
from clingen_ld.errors import UsageError
from clingen_ld.model import load_model

if TYPE_CHECKING:
    from clingen_ld.bulk.tables import TableReport
    from clingen_ld.messages.message import ReadOptions
    from clingen_ld.validation.configuration import Configuration


@click.command("table")
@opt.optional_inputs_argument
@opt.store_options(
    required=False, help="Take the alleles of a store: a folder, or the URL of a server."
)
@opt.reading_options
@opt.config_options
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    required=True,
    metavar="FILE",
    help="Write here: a file, or a new folder (a name that ends in /) for files of --part-rows.",
)
@opt.info_option("Add a column for this INFO field of VCF; for each of them by the name all")
@click.option(
    "--seed",
    default="",
    metavar="TEXT",
    help="Any text: another one puts other alleles into train, validation and test.",
)
@opt.number_option(
    "--part-rows", default=1_000_000, metavar="N", help="Rows of each file in a folder."
)
@click.pass_context
def table_command(
    ctx: click.Context,
    inputs: tuple[str, ...],
    store: StoreAddress,
    reading: opt.ReadingChoices,
    settings: Configuration,
    output: str,
    info: tuple[str, ...],
    seed: str,
    part_rows: int,
) -> None:
    """Make a table of alleles for analysis and machine learning.

    The table has a row for each contextual allele: its identity, place, names, gene and effect, and
    a split into train, validation and test that never has the same canonical allele on two sides.
    Messages that describe the same allele must be in the same input. The name of FILE decides the
    format: .parquet, .csv or .tsv (also .csv.gz and .tsv.gz).

    \b
    Examples:
      clingen-ld table examples -o alleles.parquet
      clingen-ld table examples -o alleles.tsv.gz
      clingen-ld table clinvar.vcf.gz --info CLNSIG,CLNHGVS -o clinvar.parquet
      clingen-ld table replies.ndjson.zst -o alleles/ --seed second
      clingen-ld table --store alleles.db -o alleles.parquet
    """
    from clingen_ld.cli.convert import SaidProblems

    if inputs and store.location is not None:
        raise UsageError("give messages or --store, not both")
    if not inputs and store.location is None:
        raise click.MissingParameter(ctx=ctx, param=ctx.command.params[0])
    problems = SaidProblems()
    choices = {"seed": seed, "part_rows": part_rows, "report": problems}
    made = _write(inputs, store, reading.options(settings), output, info, choices)
    splits = ", ".join(f"{name} {number:,}" for name, number in made.splits.items())
    click.echo(f"{count(made.rows, 'row')} ({splits})")
    ctx.exit(problems.code)


def _write(
    inputs: tuple[str, ...],
    store: StoreAddress,
    options: ReadOptions,
    output: str,
    info: tuple[str, ...],
    choices: dict[str, Any],
) -> TableReport:
    """Write the table of the inputs, or of the store."""
    from clingen_ld.bulk.tables import write_items, write_table
    from clingen_ld.bulk.tables_scratch import InfoColumns
    from clingen_ld.stores.reading import read_store

    with ExitStack() as stack:
        progress = stack.enter_context(Progress("resources", inputs, False, options.exclude))
        if store.location is not None:
            opened = stack.enter_context(opened_store(store, read_only=True))
            items = read_store(opened, load_model(), options.base, engine=options.engine)
            with closing(InfoColumns(info)) as fields:
                choices |= {"info": fields, "base": options.base}
                return write_items(items, output, **choices, progress=progress)
        given = checked_inputs(inputs, options.exclude, output)
        return write_table(given, output, options=options, info=info, **choices, progress=progress)
