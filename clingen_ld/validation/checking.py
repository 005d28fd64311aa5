"""Checking one message by itself, and turning breaches into findings with their places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clingen_ld.messages.message import Message, Place, Problem
from clingen_ld.model.definitions import Model
from clingen_ld.model.subsetted import is_subsetted
from clingen_ld.validation import rules  # noqa: F401  (registers the rules)
from clingen_ld.validation.findings import Breach, Finding, message_of, severity_of
from clingen_ld.validation.registry import resource_rules
from clingen_ld.validation.repair import is_slip, meant_tree
from clingen_ld.validation.structure import check_structure


def problem_finding(problem: Problem, model: Model) -> Finding:
    """The finding that a problem is."""
    breach = Breach(problem.rule, problem.pointer, problem.values)
    return Finding(
        rule=problem.rule,
        severity=severity_of(breach, model),
        message=message_of(breach, model),
        file=problem.file,
        pointer=problem.pointer,
        line=problem.line,
        column=problem.column,
        excerpt=problem.excerpt,
    )


def check_message(message: Message, model: Model) -> Iterator[Finding]:
    """The findings in one resource by itself."""
    tree = message.normal.tree
    empty = {note.pointer for note in message.normal.notes if note.rule == "ST-9"}
    for note in message.normal.notes:
        breach = Breach(note.rule, "", note.values)
        place = message.locator.place(note.pointer, note.at_key)
        yield _finding(breach, message, place, model)
    for breach in check_tree(tree, model):
        # What is null or an empty list is found as that, and not as missing too.
        missing = message.normal.given_pointer(f"{breach.pointer}/{breach.values.get('property')}")
        if breach.rule not in ("ST-2", "ST-8") or missing not in empty:
            yield finding_of(breach, message, model)


def check_tree(tree: dict[str, Any], model: Model) -> list[Breach]:
    """The breaches in one resource in normal form: of the structure, then of the rules."""
    found = [*check_structure(tree, model), *_broken_rules(tree)]
    if is_subsetted(tree):
        found = [breach for breach in found if not _is_absence(breach)]
    meant = meant_tree(tree, found)
    if meant is None:
        return found
    # A misspelt name is no missing property as well, and breaks no rule that it would keep.
    still = {(b.rule, b.pointer) for b in (*check_structure(meant, model), *_broken_rules(meant))}
    return [b for b in found if is_slip(b) or (b.rule, b.pointer) in still]


def _is_absence(breach: Breach) -> bool:
    """Whether a breach is that the resource lacks something, other than the id."""
    if breach.rule in ("ST-2", "ST-8"):
        return not breach.pointer and breach.values.get("property") != "id"
    return breach.rule in ("GE-1", "XA-2") or (
        breach.rule in ("CA-4", "RS-3", "RS-6", "XA-8") and breach.severity == "warning"
    )


def _broken_rules(tree: dict[str, Any]) -> list[Breach]:
    registered = resource_rules.get(tree["resourceType"], ())
    return [breach for rule in registered for breach in rule(tree)]


def finding_of(breach: Breach, message: Message, model: Model) -> Finding:
    """The finding that a breach is, placed in the text of its message."""
    place = message.place(breach.pointer, breach.at == "key")
    return _finding(breach, message, place, model)


def _finding(breach: Breach, message: Message, place: Place, model: Model) -> Finding:
    value = breach.value if isinstance(breach.value, str | int | float | bool) else None
    return Finding(
        rule=breach.rule,
        severity=severity_of(breach, model),
        message=message_of(breach, model),
        file=message.file,
        resource=message.iri,
        pointer=place.pointer,
        line=place.line,
        column=place.column,
        value=value,
        suggestion=breach.suggestion,
        excerpt=message.locator.excerpt(place),
    )
