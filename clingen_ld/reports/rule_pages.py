"""The rules as a list, and the page of help of each."""

from __future__ import annotations

import json
import textwrap
from typing import Any

from click import style

from clingen_ld.errors import UsageError
from clingen_ld.model.definitions import Model, Rule

_WIDTH = 88


def explain(model: Model, rule_id: str) -> str:
    """The page of help of a rule. Raises `UsageError` when there is no such rule."""
    rule = model.rules.get(rule_id.upper())
    if rule is None:
        from difflib import get_close_matches

        family = [name for name in model.rules if name[:3] == rule_id.upper()[:3]]
        near = get_close_matches(rule_id.upper(), family or list(model.rules), n=1)
        hint = f"did you mean {near[0]}?" if near else "`clingen-ld rules` lists them"
        raise UsageError(f"there is no rule {rule_id!r}: {hint}")
    blocks = [
        style(f"{rule.id}: {rule.title}", bold=True) + f" ({' / '.join(rule.severities)})",
        _paragraph(rule.why),
        _heading("How to mend") + _paragraph(rule.mend),
        _heading("Where it comes from") + _paragraph(rule.source),
        _heading("Keeps the rule") + textwrap.indent(rule.keeps.strip(), "  "),
        _heading("Breaks the rule") + textwrap.indent(rule.breaks.strip(), "  "),
    ]
    return "\n\n".join(blocks) + "\n"


def _heading(text: str) -> str:
    return style(text, underline=True) + "\n"


def _paragraph(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), _WIDTH)


def list_rules(model: Model, format: str) -> str:
    """All rules as a table, as JSON or as Markdown."""
    rules = list(model.rules.values())
    if format == "json":
        return json.dumps([rule_json(r) for r in rules], ensure_ascii=False, indent=2) + "\n"
    rows = [(r.id, " / ".join(r.severities), r.scope.lower(), r.title) for r in rules]
    if format == "markdown":
        lines = ["| rule | severity | scope | what it says |", "|---|---|---|---|"]
        lines.extend(
            f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in r)} |" for r in rows
        )
    else:
        lines = [
            f"{id_:<6} {severity:<16} {scope:<10} {title}" for id_, severity, scope, title in rows
        ]
    return "\n".join(lines) + "\n"


def rule_json(rule: Rule) -> dict[str, Any]:
    """A rule as JSON, with all its texts."""
    return {
        "id": rule.id,
        "title": rule.title,
        "scope": rule.scope.lower(),
        "severities": list(rule.severities),
        "messages": dict(rule.messages),
        "why": " ".join(rule.why.split()),
        "source": rule.source,
        "mend": " ".join(rule.mend.split()),
        "keeps": rule.keeps,
        "breaks": rule.breaks,
    }
