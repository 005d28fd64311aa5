"""`clingen-ld load`."""

from __future__ import annotations

import click

from clingen_ld.cli.options import (
    checked_inputs,
    inputs_argument,
    journal_option,
    output_option,
    read_options,
    reading_options,
    store_option,
)
from clingen_ld.cli.settings import read_settings


@click.command("load")
@inputs_argument
@store_option
@reading_options
@click.option("--no-validate", is_flag=True, help="Load everything that can be read, unchecked.")
@click.option("--partial", is_flag=True, help="The set is incomplete: references need not resolve.")
@click.option("--sequences", metavar="PATH", help="FASTA file or SeqRepo to hold alleles against.")
@click.option(
    "--all-or-nothing", is_flag=True, help="Load nothing when anything at all has an error."
)
@click.option(
    "--as-version", is_flag=True, help="Keep what is replaced, as a former version of it."
)
@click.option("--dry-run", is_flag=True, help="Change nothing, and say what would change.")
@click.option(
    "--resume/--no-resume",
    default=True,
    show_default=True,
    help="Go on where the same load was stopped.",
)
@journal_option
@click.option("--verbose", is_flag=True, help="Say of each resource what became of it.")
@click.option(
    "--report",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the report.",
)
@click.option(
    "--config", metavar="FILE", help="Settings (default: clingen-ld.toml, pyproject.toml)."
)
@click.option("--no-config", is_flag=True, help="Look for no settings.")
@output_option
@click.pass_context
def load_command(
    ctx: click.Context,
    inputs: tuple[str, ...],
    store: str,
    form: str | None,
    type_: str | None,
    base: str | None,
    allow_remote_contexts: bool,
    assembly: str | None,
    no_validate: bool,
    partial: bool,
    sequences: str | None,
    all_or_nothing: bool,
    as_version: bool,
    dry_run: bool,
    resume: bool,
    journal: str | None,
    verbose: bool,
    report: str,
    config: str | None,
    no_config: bool,
    output: str | None,
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

    settings = read_settings(config, no_config)
    read = read_options(
        form or settings.form, type_, base or settings.base, allow_remote_contexts, assembly
    )
    validation = ValidationOptions(
        read=read,
        partial=partial or settings.partial,
        sequences=sequences,
        shapes=settings.shapes,
        configuration=settings,
    )
    options = LoadOptions(
        validation=validation,
        validate=not no_validate,
        all_or_nothing=all_or_nothing,
        as_version=as_version,
        dry_run=dry_run,
        resume=resume,
        journal=journal_path(store, journal),
    )
    ctx.exit(run_load(checked_inputs(inputs), store, options, report, output, verbose=verbose))
