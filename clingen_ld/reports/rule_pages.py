"""The rules as a list, and the page of help of each."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Sequence
from typing import Any, Final, Literal

from click import style, unstyle

from clingen_ld.display import markdown_table
from clingen_ld.errors import UsageError
from clingen_ld.model import Model, Rule, load_model, local_name
from clingen_ld.model.files import (
    GENERATED,
    SHAPES,
    folder,
    module_file,
    rule_example_file,
    shown_path,
)
from clingen_ld.suggestions import nearest

_CLOSED: Final = "ClosedConstraintComponent"  # of other shapes; ours are generated queries

_WIDTH = 88


def explain(rule_id: str, model: Model | None = None) -> str:
    """Return the help page of a rule. Raises `UsageError` when there is no such rule."""
    return unstyle(rule_page(rule_id, model))


def rule_page(rule_id: str, model: Model | None = None) -> str:
    """The page of `explain` as a terminal shows it, with bold headings."""
    model = model or load_model()
    by_name = {rule.name: rule for rule in model.rules.values()}
    rule = model.rules.get(rule_id.upper()) or by_name.get(rule_id.lower())
    if rule is None:
        if found := [r for r in model.rules.values() if r.id.partition("-")[0] == rule_id.upper()]:
            return _table(found)
        family = [name for name in model.rules if name[:3] == rule_id.upper()[:3]]
        near = nearest(rule_id, family or [*model.rules, *by_name])
        hint = f"did you mean {near}?" if near else "`clingen-ld rules` lists them"
        raise UsageError(f"there is no rule {rule_id!r}: {hint}")
    blocks = [
        style(f"{rule.id} {rule.name}", bold=True) + f" ({' / '.join(rule.severities)})",
        _paragraph(f"{rule.title[0].upper()}{rule.title[1:]}."),
        _paragraph(rule.why),
        _heading("How to fix it") + _paragraph(rule.fix),
        _heading("Where it comes from") + _paragraph(rule.source),
        _heading("Where it is decided") + textwrap.indent("\n".join(places(rule, model)), "  "),
        _heading(_example_heading("Keeps", rule)) + textwrap.indent(rule.keeps, "  "),
        _heading(_example_heading("Breaks", rule)) + textwrap.indent(rule.breaks, "  "),
    ]
    return "\n\n".join(blocks) + "\n"


def _example_heading(word: Literal["Keeps", "Breaks"], rule: Rule) -> str:
    side: Literal["keeps", "breaks"] = "keeps" if word == "Keeps" else "breaks"
    return f"{word} the rule ({shown_path(rule_example_file(rule.id, side))})"


def places(rule: Rule, model: Model) -> list[str]:
    """Where a rule is decided: lines of `path:line  name`, of its Turtle and of its Python.

    Of a rule whose results are those of SHACL Core constraints of the types, these are named.
    """
    shapes = [iri for iri, id_ in model.shape_rules.items() if id_ == rule.id]
    wanted = {f"rule:{rule.id}", *(f"shape:{local_name(iri)}" for iri in shapes)}
    found = []
    for name in SHAPES:
        file = folder("shapes") / name
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            subject = line.partition(" a ")[0]
            if subject in wanted and name == GENERATED:
                found.append(f"{shown_path(file)}  generated")
                break
            if subject in wanted:
                found.append(f"{shown_path(file)}:{number}  {subject}")
    said = [name for name in rule.components if name != _CLOSED]
    if said:
        constraints = ", ".join(f"sh:{name}" for name in said)
        found.append(f"{shown_path(folder('shapes') / 'structure.ttl')}  {constraints}")
    return found + [_python_place(function) for function in rule.python]


def _python_place(function: str) -> str:
    """The line on which a function or class begins, given as `module:name`."""
    module, _, name = function.partition(":")
    file = module_file(module)
    definition = re.compile(rf"(def|class) {name}\b")
    lines = enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
    number = next((n for n, line in lines if definition.match(line)), 1)
    return f"{shown_path(file)}:{number}  {name}"


def _heading(text: str) -> str:
    return style(text, underline=True) + "\n"


def _paragraph(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), _WIDTH)


def list_rules(model: Model, format: str) -> str:
    """All rules as a table, as JSON or as Markdown."""
    rules = list(model.rules.values())
    if format == "json":
        return json.dumps([rule_json(r) for r in rules], ensure_ascii=False, indent=2) + "\n"
    if format == "markdown":
        head = ("rule", "violation", "severity", "scope", "what it asks for")
        return "".join(f"{line}\n" for line in markdown_table(head, map(_row, rules)))
    return _table(rules)


def _row(rule: Rule) -> tuple[str, ...]:
    return (rule.id, rule.name, " / ".join(rule.severities), rule.scope.lower(), rule.title)


def _table(rules: Sequence[Rule]) -> str:
    rows = [_row(rule) for rule in rules]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]) - 1)]
    return "".join(
        "".join(f"{cell:<{n}}  " for cell, n in zip(row, widths, strict=False)) + row[-1] + "\n"
        for row in rows
    )


def rule_json(rule: Rule) -> dict[str, Any]:
    """A rule as JSON, with all its texts."""
    return {
        "id": rule.id,
        "name": rule.name,
        "title": rule.title,
        "scope": rule.scope.lower(),
        "python": list(rule.python),
        "severities": list(rule.severities),
        "messages": dict(rule.messages),
        "why": " ".join(rule.why.split()),
        "source": rule.source,
        "fix": " ".join(rule.fix.split()),
        "keeps": rule.keeps,
        "breaks": rule.breaks,
    }
