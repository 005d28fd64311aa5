"""Checks of single messages; findings with places made of violations."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from clingen_ld.findings.finding import Finding
from clingen_ld.messages.forms import FORMS
from clingen_ld.messages.message import (
    Fix,
    Message,
    MessageEdit,
    Place,
    Problem,
    severity_of_problem,
)
from clingen_ld.model import Model, Severity, Tree, is_subsetted, pointer_steps
from clingen_ld.suggestions import MOST_APART, letters_apart
from clingen_ld.types import resource
from clingen_ld.validation import rules  # noqa: F401  (registers the rules)
from clingen_ld.validation.corrections import (
    Meant,
    as_given,
    corrected,
    is_other_spelling,
    is_slip,
    is_sure,
    meant,
    with_value,
)
from clingen_ld.validation.rule_registry import Violation, message_of, resource_rules, severity_of
from clingen_ld.validation.structure import check_structure

MOST_LISTED: Final = 10_000
"""The maximum findings of a rule and severity listed per resource."""
_MOST_CHECKED: Final = 50
"""The maximum suggestions checked per message."""
_MOST_VALUES: Final = 100_000
"""The maximum values visited again for them: about a second."""
_NUMBER: Final = re.compile(r"/[0-9]+(?=/|$)")
_MOST_LAYERS: Final = 4
"""The maximum nesting of misspelt names below misspelt names."""


def problem_finding(problem: Problem, model: Model) -> Finding:
    """The finding for a problem of reading."""
    severity = severity_of_problem(problem, model)
    violation = Violation(problem.rule, problem.pointer, problem.values, severity)
    fix, rule = problem.fix, model.rules[problem.rule]
    return Finding(
        rule=problem.rule,
        severity=severity,
        message=message_of(violation, model),
        file=problem.file,
        pointer=problem.pointer,
        line=problem.line,
        column=problem.column,
        suggestion=problem.suggestion,
        excerpt=problem.excerpt,
        values=problem.values,
        fix=None if fix is None else fix._replace(is_safe=fix.is_safe and rule.is_safe),
    )


def check_message(message: Message, model: Model) -> Iterator[Finding]:
    """The findings within one resource."""
    tree = message.normal.tree
    empty = {note.pointer for note in message.normal.notes if note.rule == "ST-9"}

    def noted() -> Iterator[Violation]:
        for note in message.normal.notes:
            yield Violation(
                note.rule, note.pointer, note.values, suggestion=note.suggestion,
                at="key" if note.at_key else "value",
            )  # fmt: skip

    def finding_of_note(violation: Violation) -> Finding:
        place = message.locator.place(violation.pointer, violation.at == "key")
        # So the message was read.
        fixes = map(message.locator.fix, _changes(violation)) if violation.suggestion else ()
        return _finding(violation, message, place, model, next(iter(fixes), None))

    def broken() -> Iterator[Violation]:
        found = check_tree(tree, model)[::-1]
        lacked = _lacked(message.form, tree) if any(map(is_absence, found)) else ()
        while found:  # Each is dropped when its finding is made: there may be very many.
            violation = found.pop()
            if is_absence(violation) and _name_of_absent(violation) in lacked:
                continue
            # Null or an empty list is reported as such, not as missing too.
            if (
                violation.rule not in ("ST-2", "ST-8")
                or not empty
                or missing(violation) not in empty
            ):
                yield violation

    def missing(violation: Violation) -> str:
        return message.normal.given_pointer(
            f"{violation.pointer}/{violation.values.get('property')}"
        )

    yield from listed(noted(), finding_of_note)
    yield from listed(broken(), lambda violation: finding_of(violation, message, model))


def listed(
    violations: Iterable[Violation], make: Callable[[Violation], Finding]
) -> Iterator[Finding]:
    """The findings for the violations in one resource, limited for each rule and severity.

    A last finding counts the rest, so that no message takes minutes.
    """
    met: dict[tuple[str, Severity | None], int] = {}
    last: dict[tuple[str, Severity | None], Finding] = {}
    for violation in violations:
        kind = violation.rule, violation.severity
        met[kind] = number = met.get(kind, 0) + 1
        if number <= MOST_LISTED:
            finding = make(violation)
            if number == MOST_LISTED:
                last[kind] = finding
            yield finding
    for kind, finding in last.items():
        if more := met[kind] - MOST_LISTED:
            message = f"{more:,} more findings of {finding.rule} in this resource are not listed"
            yield replace(
                finding,
                message=message,
                value=None,
                values={},
                suggestion=None,
                fix=None,
                other=None,
            )


def _lacked(form: str, tree: Tree) -> Collection[str]:
    """The properties that a resource need not have: the form of its message does not state them, or
    the one in which the resource first came, as its terms show."""
    own = FORMS.get(form)
    if own is None or own.lacks:
        return () if own is None else own.lacks
    return [name for other in FORMS.values() if other.is_origin_of(tree) for name in other.lacks]


def _name_of_absent(violation: Violation) -> Any:
    return violation.values.get("property", violation.values.get("missing"))


def check_tree(tree: dict[str, Any], model: Model) -> list[Violation]:
    """The violations in one resource in normal form: of the structure, then of the rules.

    A misspelt name is not also reported as a missing property, nor as a violation that its
    correction would remove; errors in the value below it are reported too.
    """
    found = _check(tree, model)
    places = {(each.rule, each.pointer) for each in found}
    if any(map(is_slip, found)):
        found = [*_not_meant_right(tree, found, model), *_hidden(tree, found, model)]
    if all(each.suggestion is None for each in found):
        return found
    return _with_right_suggestions(found, tree, places, model)


def _with_right_suggestions(
    found: list[Violation], tree: Tree, places: set[tuple[str, str]], model: Model
) -> list[Violation]:
    """Violations with only those suggestions that help.

    Checking one takes a pass over the whole tree, so only the first ones are checked (fewer in a
    large tree): time would grow quadratically. A later one is accepted if all that were checked of
    its kind were right.
    """
    made, checked, right = [], 0, dict[tuple[str, str], bool]()
    most = min(_MOST_CHECKED, _MOST_VALUES // _size(tree))
    for violation in found:
        if violation.suggestion is None:
            made.append(violation)
            continue
        kind = violation.rule, _NUMBER.sub("/*", violation.pointer)
        if checked < most:
            checked += 1
            judged = _with_right_suggestion(violation, tree, places, model)
            right[kind] = right.get(kind, True) and judged.suggestion is not None
        else:
            judged = violation if right.get(kind, False) else replace(violation, suggestion=None)
        made.append(judged)
    return made


def _size(tree: Tree) -> int:
    """The number of values in a tree, including itself."""
    number, waiting = 0, [tree]
    while waiting:
        value: Any = waiting.pop()
        number += 1
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return number


def _with_right_suggestion(
    violation: Violation, tree: Tree, places: set[tuple[str, str]], model: Model
) -> Violation:
    """A violation, without its suggestion if that would not help or would break other rules.

    `places` are the rules that the tree violates, and where. Violations that a safe correction of a
    name or code reveals do not count against it, nor those that the right type of an HGVS name
    reveals in the name.
    """
    if violation.suggestion is None or (is_slip(violation) and is_sure(violation)):
        return violation
    place = violation.rule, violation.pointer
    made: Tree | None = tree
    for change in _changes(violation):
        made = None if made is None else with_value(made, change.pointer, change.meant)
    if violation.rule == "ST-1" or made is None:
        meant_ = corrected(tree, [violation], model)
        if meant_ is None:
            return violation if place not in places else replace(violation, suggestion=None)
        found = [*map(meant_.as_given, _check(meant_.tree, model))]
    else:
        found = _check(made, model)
    again = {(each.rule, each.pointer) for each in found}
    new = {
        rule for rule, _ in again - places if not (violation.rule == "ST-5" and rule[:2] == "HG")
    }
    helps = place not in again and not new
    return violation if helps else replace(violation, suggestion=None)


def _not_meant_right(tree: Tree, found: list[Violation], model: Model) -> list[Violation]:
    """The violations that remain when every suggestion is followed, and the slips."""
    made = meant(tree, found, model)
    if made is None:
        return found
    again = map(made.as_given, _check(made.tree, model))
    still = set(map(_what, again))
    return [each for each in found if is_slip(each) or _what(each) in still]


def _what(violation: Violation) -> tuple[str, str, object]:
    """The rule and the place of a violation; several properties of one object may be missing."""
    return violation.rule, violation.pointer, violation.values.get("property")


def _hidden(tree: Tree, found: list[Violation], model: Model) -> Iterator[Violation]:
    """The violations below misspelt names whose meaning is certain."""
    reported = set(map(_what, found))
    layers: list[Meant] = []
    hidden: list[Violation] = []
    while len(layers) < _MOST_LAYERS:
        made = meant(tree, found, model, sure=True)
        if made is None:
            break
        layers.append(made)
        tree, found = made.tree, _check(made.tree, model)
        hidden = [each for each in hidden if is_slip(each)]  # else, the next layer has it, too
        wrong = _not_meant_right(tree, found, model)
        hidden += [as_given(violation, layers) for violation in wrong]
    for violation in hidden:
        if (what := _what(violation)) not in reported:
            reported.add(what)
            yield violation


def surely_meant(tree: Tree, model: Model) -> list[Meant]:
    """A tree with its certain slips corrected, for the rules across resources.

    Each layer corrects what the previous one revealed; the last has the intended tree.
    """
    layers: list[Meant] = []
    while len(layers) < _MOST_LAYERS:
        made = meant(tree, check_structure(tree, model), model, sure=True)
        if made is None:
            break
        layers.append(made)
        tree = made.tree
    return layers


def _check(tree: dict[str, Any], model: Model) -> list[Violation]:
    """The violations in a tree as it is."""
    found = [*check_structure(tree, model), *_broken_rules(tree)]
    if is_subsetted(tree):
        found = [violation for violation in found if not is_absence(violation)]
    return found


def is_absence(violation: Violation) -> bool:
    """Whether a violation says that the resource lacks a property other than the id."""
    if violation.rule in ("ST-2", "ST-8"):
        return not violation.pointer and violation.values.get("property") != "id"
    return violation.rule in ("GE-1", "XA-2") or (
        violation.rule in ("CA-4", "RS-3", "RS-6", "XA-8") and violation.severity == "warning"
    )


def _broken_rules(tree: dict[str, Any]) -> list[Violation]:
    record = resource(tree)
    registered = resource_rules.get(tree["resourceType"], ())
    return [violation for rule in registered for violation in rule(record)]


def finding_of(violation: Violation, message: Message, model: Model) -> Finding:
    """The finding for a violation, positioned in the text of its message."""
    place = message.place(violation.pointer, violation.at == "key")
    return _finding(violation, message, place, model, _fix(violation, message, model))


def _finding(
    violation: Violation, message: Message, place: Place, model: Model, fix: Fix | None
) -> Finding:
    value = violation.value if isinstance(violation.value, str | int | float | bool) else None
    return Finding(
        rule=violation.rule,
        severity=severity_of(violation, model),
        message=message_of(violation, model),
        file=message.file,
        resource=message.iri,
        pointer=place.pointer,
        line=place.line,
        column=place.column,
        value=value,
        suggestion=_as_text(violation.suggestion),
        form=message.form,
        excerpt=message.locator.excerpt(place),
        result=violation.result,
        other=None if violation.other is None else message.place(violation.other),
        fix=fix,
        values=violation.values if violation.result is None else {},
    )


def _fix(violation: Violation, message: Message, model: Model) -> Fix | None:
    """The edit of a message's text; None without a suggestion or a place for it."""
    meant, rule = violation.suggestion, model.rules.get(violation.rule)
    form = FORMS.get(message.form)
    if meant is None or rule is None or (form is not None and form.mapping is not None):
        return None  # Texts of other models do not contain our values.
    is_safe = rule.is_safe and (not is_slip(violation) or _keeps_the_meaning(violation, model))
    fixes = [message.fix(change) for change in _changes(violation)]
    found = [fix for fix in fixes if fix is not None]
    if not found or len(found) < len(fixes):
        return None
    edits = tuple(edit for fix in found for edit in fix.edits)
    return Fix(edits, is_safe, tuple(pair for fix in found for pair in fix.moved))


def _keeps_the_meaning(slip: Violation, model: Model) -> bool:
    """Whether the suggested name or code is the same one in another spelling."""
    meant, said = slip.suggestion, str(slip.value)
    if not isinstance(meant, str):
        return True
    if slip.rule == "ST-5" and is_other_spelling(said, meant, model):
        return True
    if slip.at == "key":
        said = pointer_steps(slip.pointer[slip.pointer.rindex("/") :])[0]
    return is_sure(slip) and letters_apart(said, meant) <= MOST_APART


def _changes(violation: Violation) -> Iterator[MessageEdit]:
    """The changes to the normal form that a suggestion makes."""
    meant, pointer = violation.suggestion, violation.pointer
    if violation.at == "key":
        key = pointer_steps(pointer[pointer.rindex("/") :])[0]
        yield MessageEdit(pointer, "object" if isinstance(meant, dict) else "key", key, meant)
    elif violation.other is None:
        yield MessageEdit(pointer, "value", violation.value, meant)
    elif isinstance(meant, dict):  # for HG-4, the numbers of both ends
        for end, members in meant.items():
            for name, number in members.items():
                yield MessageEdit(f"{violation.other}/{end}/{name}", "value", None, number)


def _as_text(suggestion: Any) -> str | None:
    """A suggestion as shown in reports: a string as it is, any other value as JSON."""
    if suggestion is None or isinstance(suggestion, str):
        return suggestion
    return json.dumps(suggestion, ensure_ascii=False)
