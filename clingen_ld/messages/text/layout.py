"""The layout of a text: XML, JSON, or JSON values one a line."""

from __future__ import annotations

import json
import re
from typing import Final

ENOUGH: Final = 65_536
"""So many bytes from the start of a text tell its layout and form."""
LINES: Final = 50
"""So many lines are looked at."""
_ELEMENT: Final = re.compile(r"<(?:[?!]|/|[^\W\d][\w.:-]*(?:[\s>]|/>|\Z))")
# An IRI before a predicate; one like <urn:x> could be an element, too.
_SUBJECT: Final = re.compile(r"<[^<>\s]*>\s+(?:a\s|<[^<>\s]*>\s|[\w.-]*:[\w.-]*\s)")


def is_xml(text: str) -> bool:
    """Whether a text starts as XML does, and not as an IRI with its predicate in Turtle."""
    return bool(_ELEMENT.match(text)) and not (_SUBJECT.match(text) and "</" not in text)


def is_ndjson(text: str, complete: bool) -> bool:
    """Whether the lines are JSON values of their own; some of them may be broken.

    With a right first line, any other is one too many for a JSON text. With a wrong one, it
    takes as many right lines as wrong ones, because lines inside a JSON text can be values.
    """
    first, _, rest = text.partition("\n")
    if not rest.strip():
        return False
    if _is_value(first):
        return True
    lines = whole_lines(text, complete)[:LINES]
    right = sum(map(_is_value, lines[1:]))
    return right > 0 and right >= len(lines) // 2 and not (complete and _is_value(text))


def whole_lines(text: str, complete: bool) -> list[str]:
    """The lines that are not blank, without one that is cut off."""
    lines = text.split("\n")
    kept = lines if complete or len(lines) == 1 else lines[:-1]
    return [line.strip() for line in kept if line.strip()]


def _is_value(text: str) -> bool:
    """Whether a text is a JSON object or array."""
    try:
        return text.lstrip().startswith(("{", "[")) and json.loads(text) is not None
    except (ValueError, RecursionError):
        return False
