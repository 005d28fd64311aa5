"""Accepting right messages at once: what was found out about the first holds for all alike."""

from __future__ import annotations

from typing import Final, NamedTuple

from clingen_ld.messages.direct import DirectMessage
from clingen_ld.messages.message import Message
from clingen_ld.messages.repeated import RepeatedMessage
from clingen_ld.model.definitions import Model
from clingen_ld.validation.checking import check_message
from clingen_ld.validation.registry import (
    Check,
    ResourceRule,
    Tree,
    alike_rules,
    resource_rules,
)

_VERDICT: Final = "verdict"


class _Verdict(NamedTuple):
    """What is known of messages that are alike: whether the first one was right, what to ask of
    the texts of the others, and the rules that must see each of them."""

    right: bool
    checks: list[Check]
    rules: list[ResourceRule]


def is_right(message: Message, model: Model, tree: Tree | None = None) -> bool:
    """Whether a message by itself is certainly without any finding.

    That is the answer for nearly all; for the others, `check_message` tells more. `tree` is the
    message's own, where it is at hand.
    """
    if not isinstance(message, DirectMessage):
        return isinstance(message, RepeatedMessage) and _is_repeated_right(message, model)
    verdict = message.alike.notes.get(_VERDICT)
    if verdict is None:
        verdict = message.alike.notes[_VERDICT] = _verdict(message, model)
    if not verdict.right:
        return False
    texts = message.own.texts
    for check in verdict.checks:
        if not check(texts):
            return False
    if not verdict.rules:
        return True
    whole = message.tree if tree is None else tree
    return not any(breach for rule in verdict.rules for breach in rule(whole))


def _is_repeated_right(message: RepeatedMessage, model: Model) -> bool:
    notes = message.resource.notes
    if _VERDICT not in notes:
        notes[_VERDICT] = next(check_message(message, model), None) is None
    return bool(notes[_VERDICT])


def _verdict(message: DirectMessage, model: Model) -> _Verdict:
    found = next(check_message(message, model), None)
    registered = resource_rules.get(message.type, [])
    judges = [alike_rules[rule] for rule in registered if rule in alike_rules]
    tree, texts = message.normal.tree, message.alike.texts
    checks = [judge(tree, texts) for judge in judges if judge is not None]
    return _Verdict(
        found is None,
        [check for check in checks if check is not None],
        [r for r in registered if r not in alike_rules],
    )
