"""`clingen-ld frame`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clingen_ld.cli.options import (
    base_option,
    engine_option,
    form_option,
    inputs_argument,
    output_option,
    pretty_option,
    read_options,
    remote_option,
    sequences_option,
    to_option,
    wanted_type_option,
)

if TYPE_CHECKING:
    from clingen_ld.messages.message import Engine, Message


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
@form_option
@base_option
@remote_option
@engine_option
@sequences_option
@output_option
@pretty_option
@click.pass_context
def frame_command(
    ctx: click.Context,
    inputs: tuple[str, ...],
    form: str | None,
    type_: str | None,
    base: str | None,
    allow_remote_contexts: bool,
    engine: Engine,
    iri: str | None,
    to: str,
    sequences: str | None,
    output: str | None,
    pretty: bool,
) -> None:
    """Get messages back from a graph, whoever wrote it.

    Reads RDF or JSON-LD (or any other form), finds the resources of the model in it, and gives
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

    from clingen_ld.cli.converting import run_conversion
    from clingen_ld.model import reference_iri

    # --type chooses among the resources; it says nothing of those that show no type.
    options = read_options(form, type_, base, allow_remote_contexts, engine=engine)
    options = replace(options, type=None)
    wanted = reference_iri(iri, options.base) if iri is not None else None

    def keep(message: Message) -> bool:
        return type_ in (None, message.type) and wanted in (None, message.iri)

    code = run_conversion(
        inputs, to, output, options, pretty=pretty, keep=keep, sequences=sequences
    )
    ctx.exit(code)
