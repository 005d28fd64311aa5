"""`clingen-ld stat`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clingen_ld.cli.options import (
    base_option,
    format_option,
    output_option,
    read_options,
    store_options,
)
from clingen_ld.cli.output import write_text

if TYPE_CHECKING:
    from clingen_ld.cli.stores import StoreAddress


@click.command("stat")
@store_options()
@format_option("Form of the description; turtle is VoID and DCAT.", "text", "json", "turtle")
@base_option
@output_option
def stat_command(store: StoreAddress, format_: str, base: str | None, output: str | None) -> None:
    """Say what a store holds, in numbers.

    Resources by type and class, contextual alleles by build and sequence, canonical alleles by
    gene. As Turtle it is a description of the dataset to publish beside it (VoID, DCAT).

    \b
    Examples:
      clingen-ld stat --store alleles.db
      clingen-ld stat --store alleles.db --format turtle -o void.ttl
    """
    from clingen_ld.cli.stores import opened_store
    from clingen_ld.stores.describing import describe, render_description

    options = read_options(None, None, base, False)
    with opened_store(store, read_only=True) as opened:
        description = describe(opened)
    write_text(render_description(description, format_, options.base), output)
