"""`clingen-ld load`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import click

from clingen_ld.cli.options import (
    Reading,
    bundle,
    checked_inputs,
    inputs_argument,
    journal_option,
    output_option,
    partial_option,
    reading_options,
    settings_options,
    store_options,
)

if TYPE_CHECKING:
    from clingen_ld.cli.stores import StoreAddress
    from clingen_ld.validation.configuration import Configuration


@dataclass(frozen=True, slots=True)
class _Manner:
    """How to load, as the command line says it."""

    all_or_nothing: bool
    as_version: bool
    dry_run: bool
    resume: bool


manner_options = bundle(
    "manner",
    _Manner,
    click.option(
        "--all-or-nothing", is_flag=True, help="Load nothing when anything at all has an error."
    ),
    click.option(
        "--as-version", is_flag=True, help="Keep what is replaced, as a former version of it."
    ),
    click.option("--dry-run", is_flag=True, help="Change nothing, and say what would change."),
    click.option(
        "--resume/--no-resume",
        default=True,
        show_default=True,
        help="Go on where the same load was stopped.",
    ),
)


@click.command("load")
@inputs_argument
@store_options()
@reading_options
@click.option("--no-validate", is_flag=True, help="Load everything that can be read, unchecked.")
@partial_option
@click.option("--sequences", metavar="PATH", help="FASTA file or SeqRepo to hold alleles against.")
@manner_options
@journal_option
@click.option("--verbose", is_flag=True, help="Say of each resource what became of it.")
@click.option(
    "--report",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the report.",
)
@settings_options
@output_option
@click.pass_context
def load_command(
    ctx: click.Context,
    /,
    inputs: tuple[str, ...],
    store: StoreAddress,
    reading: Reading,
    settings: Configuration,
    no_validate: bool,
    partial: bool,
    sequences: str | None,
    journal: str | None,
    verbose: bool,
    report: str,
    output: str | None,
    manner: _Manner,
) -> None:
    """Load messages into a store.

    INPUT is a file, a folder, or - for standard input. Everything is validated first, as one set
    together with what the store has; resources with errors are left out and reported. Each
    resource has a graph of its own, named by it, which is replaced as a whole: loading the same
    again changes nothing. A load that was stopped, by whatever, is finished by the same command.

    \b
    Examples:
      clingen-ld load examples --store alleles.db
      clingen-ld load corrected.json --store alleles.db --as-version
      clingen-ld load examples --store alleles.db --dry-run --verbose
      zcat alleles.ndjson.gz | clingen-ld load - --store http://localhost:7878 --all-or-nothing
    """
    from clingen_ld.cli.loading import run_load
    from clingen_ld.cli.state import journal_path
    from clingen_ld.stores.loading import LoadOptions
    from clingen_ld.validation.validator import ValidationOptions

    validation = ValidationOptions(
        read=reading.options(settings.form, settings.base),
        partial=partial or settings.partial,
        sequences=sequences,
        shapes=settings.shapes,
        configuration=settings,
    )
    options = LoadOptions(
        validation=validation,
        validate=not no_validate,
        journal=journal_path(store.key, journal),
        **asdict(manner),
    )
    ctx.exit(run_load(checked_inputs(inputs), store, options, report, output, verbose=verbose))
