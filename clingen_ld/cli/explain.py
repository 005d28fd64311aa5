"""`clingen-ld explain`."""

from __future__ import annotations

import click

from clingen_ld.cli.options import complete_rule
from clingen_ld.cli.output import write_text


@click.command("explain", short_help="Explain a rule, with examples and how to fix it.")
@click.argument("rule", shell_complete=complete_rule)
def explain_command(rule: str) -> None:
    """Explain a rule: what it says and why, how to fix a violation, with examples.

    \b
    Examples:
      clingen-ld explain HG-4
      clingen-ld explain ca-2
    """
    from clingen_ld.reports.rule_pages import explain

    write_text(explain(rule), None)
