"""Edits of texts: the parts to replace where the suggestions of findings are followed."""

from __future__ import annotations

from bisect import bisect, insort
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from clingen_ld.messages.forms import RDF_FORMS
from clingen_ld.messages.text.decoding import LineIndex
from clingen_ld.messages.text.json_edits import Splice
from clingen_ld.validation.findings import Finding

_RDF: Final = frozenset(form.name for form in RDF_FORMS)


class Applied(NamedTuple):
    """A finding, the unit of its file that it is in, and what to replace in the text."""

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
    """How to follow the suggestions of some findings in a text; `is_lined`: it has one a line.

    Left out is what is not at its place, what would give a key twice, and what is in the way of
    one before.
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
    """What to replace in a text; nothing where that is not what is expected."""
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
    """What tells findings with the same pointer in a file apart: the line, or in RDF the node."""
    if is_lined:
        return str(finding.line)
    return finding.resource if finding.form in _RDF else ""


def _meets_one_of(taken: Sequence[Splice], splice: Splice) -> bool:
    """Whether a splice is in the way of some that are in order, and in nobody's way."""
    place = bisect(taken, splice)
    return any(_meets(splice, one) for one in taken[max(place - 1, 0) : place + 1])


def _meets(one: Splice, other: Splice) -> bool:
    return one.start == other.start or (one.start < other.end and other.start < one.end)
