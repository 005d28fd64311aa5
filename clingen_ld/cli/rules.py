"""`clingen-ld rules`."""

from __future__ import annotations

import click

from clingen_ld.cli.options import format_option, output_option
from clingen_ld.cli.output import write_text


@click.command("rules")
@format_option("Form of the list.", "table", "json", "markdown")
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
