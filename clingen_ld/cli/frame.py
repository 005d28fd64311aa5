"""`clingen-ld frame`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clingen_ld.cli.options import (
    ReadingChoices,
    base_option,
    bundle,
    config_options,
    engine_option,
    exclude_option,
    form_option,
    gitignore_option,
    inputs_argument,
    output_option,
    pretty_option,
    remote_option,
    sequences_option,
    to_option,
    wanted_type_option,
)

if TYPE_CHECKING:
    from clingen_ld.messages.message import Message
    from clingen_ld.validation.configuration import Configuration


@click.command("frame")
@inputs_argument
@wanted_type_option
@click.option(
    "--id",
    "iri",
    metavar="IRI",
    help="Give only the resource of this IRI, which may be relative to the base (Gene/GENE101).",
)
@to_option
@bundle(
    "reading", ReadingChoices, form_option, base_option, remote_option, exclude_option,
    gitignore_option, engine_option,
)  # fmt: skip
@config_options
@sequences_option
@output_option
@pretty_option
@click.pass_context
def frame_command(
    ctx: click.Context,
    inputs: tuple[str, ...],
    reading: ReadingChoices,
    settings: Configuration,
    type_: str | None,
    iri: str | None,
    to: str,
    sequences: str | None,
    output: str | None,
    pretty: bool,
) -> None:
    """Get messages back from a graph of any origin.

    Reads RDF or JSON-LD (or any other form), finds the resources of the model in it, and writes
    them as messages. Parts may have any names or none (blank nodes). --type and --id choose
    among the resources.

    \b
    Examples:
      clingen-ld frame alleles.nq.gz
      clingen-ld frame alleles.ttl --type Gene --pretty
      clingen-ld frame alleles.nq --id Gene/GENE101
      clingen-ld convert allele.xml --to nquads | clingen-ld frame - --to json-ld
    """
    from dataclasses import replace

    from clingen_ld.cli.convert import run_conversion
    from clingen_ld.model import reference_iri

    # --type chooses among the resources; it does not apply to those without a type.
    options = replace(reading._replace(type_=type_).options(settings), type=None)
    wanted = reference_iri(iri, options.base) if iri is not None else None

    def keep(message: Message) -> bool:
        return type_ in (None, message.type) and wanted in (None, message.iri)

    code = run_conversion(
        inputs, to, output, options, pretty=pretty, keep=keep, sequences=sequences
    )
    ctx.exit(code)
