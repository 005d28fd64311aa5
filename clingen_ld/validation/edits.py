"""Edits of texts that follow the suggestions of findings, and findings as editors mark them.

Offsets are counted in characters, from 0.
"""

from __future__ import annotations

import re
from bisect import bisect, insort
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from clingen_ld.findings.finding import Finding
from clingen_ld.messages.forms import RDF_FORMS
from clingen_ld.messages.message import ReadOptions
from clingen_ld.messages.text.decoding import LineIndex
from clingen_ld.messages.text.inputs import Document
from clingen_ld.messages.text.located_json import Splice
from clingen_ld.validation.session import ValidationOptions, validate

_RDF: Final = frozenset(form.name for form in RDF_FORMS)


class Applied(NamedTuple):
    """A finding, its unit in the file, and the replacements in the text."""

    finding: Finding
    unit: str
    splices: tuple[Splice, ...]


def edited(text: str, edits: Iterable[Applied]) -> str:
    """A text after some edits that do not overlap."""
    parts, end = [], 0
    for splice in sorted(splice for edit in edits for splice in edit.splices):
        parts += [text[end : splice.start], splice.text]
        end = splice.end
    return "".join((*parts, text[end:]))


def applied(findings: Iterable[Finding], text: str, is_lined: bool) -> Iterator[Applied]:
    """The edits that follow the suggestions of findings in a text; `is_lined`: one message per
    line.

    Edits are left out if their place has changed, if they would duplicate a key, or if they overlap
    an earlier one.
    """
    lines = LineIndex(text)
    taken: list[Splice] = []
    keys: set[tuple[str, str]] = set()
    for finding in findings:
        splices = _splices(finding, text, lines)
        if not splices or any(_meets_one_of(taken, splice) for splice in splices):
            continue
        unit = unit_of(finding, is_lined)
        new = {(unit, after) for _, after in finding.fix.moved} if finding.fix else set()
        if new.isdisjoint(keys):
            keys |= new
            for splice in splices:
                insort(taken, splice)
            yield Applied(finding, unit, splices)


def _splices(finding: Finding, text: str, lines: LineIndex) -> tuple[Splice, ...]:
    """The replacements in a text; none if the text is not as expected."""
    found = []
    for edit in finding.fix.edits if finding.fix is not None else ():
        try:
            start = lines.start(edit.line) + edit.column - 1
        except IndexError:
            return ()
        end = start + len(edit.was)
        if text[start:end] != edit.was:
            return ()
        found.append(Splice(start, end, edit.text))
    return tuple(found)


def unit_of(finding: Finding, is_lined: bool) -> str:
    """The key that distinguishes findings with the same pointer: the line, or in RDF the node."""
    if is_lined:
        return str(finding.line)
    return finding.resource if finding.form in _RDF else ""


def _meets_one_of(taken: Sequence[Splice], splice: Splice) -> bool:
    """Whether a splice overlaps one of some sorted, disjoint ones."""
    place = bisect(taken, splice)
    return any(_meets(splice, one) for one in taken[max(place - 1, 0) : place + 1])


def _meets(one: Splice, other: Splice) -> bool:
    return one.start == other.start or (one.start < other.end and other.start < one.end)


_TOKEN: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"?|<[^<>\s]*>?|[^\s,:{}\[\]"<>]+|.')


class Mark(NamedTuple):
    """A finding with its range in the text, and the replacements that fix it."""

    start: int
    end: int
    finding: Finding
    edits: tuple[Splice, ...]


def marks_in(text: str, name: str, options: ValidationOptions | None = None) -> list[Mark]:
    """The findings in a text; none if it contains nothing of the model.

    Without options, references need not resolve: other files may have their targets.
    """
    chosen = options or ValidationOptions(ReadOptions(skip_foreign=True), partial=True)
    lines = LineIndex(text)
    return [_mark(finding, text, lines) for finding in validate(Document(text, name), chosen)]


def message_of_mark(mark: Mark) -> str:
    """The text at a mark: the message of its finding, and the suggestion."""
    finding = mark.finding
    if finding.suggestion is None:
        return finding.message
    return f"{finding.message}\ndid you mean {finding.suggestion or 'an empty string'}?"


def written(mark: Mark) -> str:
    """The new text of its edits, on one line."""
    return " … ".join(edit.text or "nothing" for edit in mark.edits)


def _mark(finding: Finding, text: str, lines: LineIndex) -> Mark:
    offset = lines.start(finding.line or 1) + (finding.column or 1) - 1
    token = _TOKEN.match(text, offset)
    edits = applied([finding], text, is_lined=False)
    splices = tuple(splice for edit in edits for splice in edit.splices)
    return Mark(offset, token.end() if token else offset, finding, splices)
