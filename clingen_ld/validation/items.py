"""Checks of single items, and their rows in a set of resources: nearly all are right, and that
takes little to see; `clingen_ld.validation.checking` explains what is wrong in the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from clingen_ld.findings.finding import Finding
from clingen_ld.messages.fast_path import AGAIN, DirectMessage
from clingen_ld.messages.message import Item, Message, Problem
from clingen_ld.model import Model
from clingen_ld.types import AnyResource, resource
from clingen_ld.validation.accepting import doubted
from clingen_ld.validation.checking import check_message, is_absence, problem_finding, surely_meant
from clingen_ld.validation.facts import Facts, Look, facts_of, nothing_near
from clingen_ld.validation.set_rows import IndexRow, record_of, row_of, row_of_record

if TYPE_CHECKING:
    from clingen_ld.compiled.engine import Decoded, Engine


def is_right(message: Message) -> bool:
    """Whether a message certainly has no finding within itself.

    That is so for nearly all; for the others, call `check_message`.
    """
    if not isinstance(message, DirectMessage):
        return False
    decoded = message.decoded
    return (_is_right_again if decoded.recurs else _is_right)(message.engine, decoded)


def right_facts(item: Item, near: Look = nothing_near) -> Facts | None:
    """The facts of a message that certainly has no finding within itself; None of anything else.

    `near` gives the facts of other resources, if they are at hand, which takes less time.
    """
    if not isinstance(item, DirectMessage):
        return None
    decoded, engine = item.decoded, item.engine
    if not decoded.recurs:
        return _right_facts(engine, decoded, near)
    if decoded.is_subsetted:  # whose facts nobody changes
        return _facts_again(engine, decoded)
    is_right = _is_right_again(engine, decoded)
    return facts_of(decoded.iri, decoded.resource, engine.base) if is_right else None


def _right_facts(engine: Engine, decoded: Decoded, near: Look = nothing_near) -> Facts | None:
    resource = decoded.resource
    if not (
        decoded.is_accepted or engine.accept[resource.__class__](resource, decoded.is_subsetted)
    ):
        return None
    facts = facts_of(decoded.iri, resource, engine.base, decoded.reference)
    for rule in doubted(facts, near):
        for violation in rule(resource):
            if not (decoded.is_subsetted and is_absence(violation)):
                return None
    return facts


def _is_right(engine: Engine, decoded: Decoded) -> bool:
    return _right_facts(engine, decoded) is not None


_is_right_again = lru_cache(maxsize=AGAIN)(_is_right)
_facts_again = lru_cache(maxsize=AGAIN)(_right_facts)


class CheckedItem(NamedTuple):
    """The findings of an item alone, and its row in the set; None for a problem."""

    row: IndexRow | None
    findings: tuple[Finding, ...] = ()
    record: AnyResource | None = None
    """The resource that was checked."""
    right: Facts | None = None
    """Its facts, where it is right."""

    def facts(self, base: str) -> Facts:
        """The facts of the resource, which there must be."""
        assert self.row is not None
        assert self.record is not None
        return self.right or facts_of(self.row.iri, self.record, base)


class CheckedItems(NamedTuple):
    """The messages among some items, with their rows and their facts."""

    rows: list[IndexRow]
    facts: list[Facts]
    messages: list[Message]


def check_items(
    some: Iterable[Item], base: str, near: Look, explain: Callable[[Item, int], CheckedItem]
) -> CheckedItems:
    """Check some dozens of items alone, most of which are right; `near` is as in `right_facts`.

    `explain` checks one that may have findings, or is a problem, and takes note of these. It is
    given the number of messages before.
    """
    found = rows, facts_of_rows, messages = CheckedItems([], [], [])
    for item in some:
        facts = right_facts(item, near)
        if facts is not None and isinstance(item, DirectMessage):
            row = row_of(item, facts.record, facts)
        else:
            checked = explain(item, len(rows))
            if isinstance(item, Problem):
                continue
            assert checked.row is not None
            row, facts = checked.row, checked.facts(base)
        rows.append(row)
        facts_of_rows.append(facts)
        messages.append(item)
    return found


def check_item(
    item: Item, model: Model, take: Callable[[Finding], None] | None = None
) -> CheckedItem:
    """Check one item alone; `take`, if given, receives the findings instead of the result."""
    findings: list[Finding] = []
    take = take or findings.append
    if isinstance(item, Problem):
        take(problem_finding(item, model))
        return CheckedItem(None, tuple(findings))
    facts = right_facts(item)
    if facts is not None:
        return CheckedItem(row_of(item, facts.record, facts), (), facts.record, facts)
    record = record_of(item)
    row = row_of(item, record)
    has_suggestion = False
    for finding in check_message(item, model):
        has_suggestion = has_suggestion or finding.suggestion is not None
        take(finding)
    if has_suggestion:
        layers = surely_meant(item.normal.tree, model)
        if layers:
            record = resource(layers[-1].tree)
            row = row_of_record(item, record)
    return CheckedItem(row, tuple(findings), record)
