"""`clingen-ld rules`."""

from __future__ import annotations

import click

from clingen_ld.cli.options import output_option
from clingen_ld.cli.output import write_text


@click.command("rules")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    show_default=True,
    help="Form of the list.",
)
@output_option
def rules_command(format_: str, output: str | None) -> None:
    """List the rules with their severities.

    `clingen-ld explain RULE` says more of each.

    \b
    Examples:
      clingen-ld rules
      clingen-ld rules --format markdown -o rules.md
    """
    from clingen_ld.model import load_model
    from clingen_ld.reports.rule_pages import list_rules

    write_text(list_rules(load_model(), format_), output)
