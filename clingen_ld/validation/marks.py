"""Findings as editors mark them: their range in the text, and the edits that fix them.

Offsets are counted in characters, from 0.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from clingen_ld.messages.message import ReadOptions
from clingen_ld.messages.text.decoding import LineIndex
from clingen_ld.messages.text.inputs import Document
from clingen_ld.messages.text.json_edits import Splice
from clingen_ld.validation.edits import applied
from clingen_ld.validation.findings import Finding
from clingen_ld.validation.session import ValidationOptions, validate

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
