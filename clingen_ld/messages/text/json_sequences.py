"""Several JSON values in a text, one after the other, which is neither an array nor lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from clingen_ld.messages.message import EXCERPT_AFTER, EXCERPT_BEFORE
from clingen_ld.messages.text.json_arrays import LINE_END, SPACE, ArrayElement

_VALUE: Final = json.JSONDecoder().raw_decode


def following(text: str, first_line: int) -> Iterator[ArrayElement]:
    """The objects and arrays that follow each other in a text, as `jq` and `cat` write them.

    The text begins in a line of its file. The last one may be broken. Nothing comes if the first is
    broken, or if no other follows it.
    """
    at, line, start, offset = _after_space(text, 0), first_line, 0, 0
    end = _end(text, at)
    if end is None or not text.startswith(("{", "["), _after_space(text, end)):
        return
    counted = 0
    while at < len(text):
        for each in LINE_END.finditer(text, counted, at):
            line, start = line + 1, each.end()
        offset += len(text[counted:at].encode())
        end = _end(text, at) or len(text)
        before = text[max(start, at - EXCERPT_BEFORE) : at]
        after = text[end : end + EXCERPT_AFTER]
        yield ArrayElement("", text[at:end], line, at - start + 1, before, after, offset)
        counted, at = at, _after_space(text, end)


def _after_space(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found is not None else at


def _end(text: str, at: int) -> int | None:
    """Where the object or array that begins at an offset ends; None if it is broken, or neither."""
    try:
        return _VALUE(text, at)[1] if text.startswith(("{", "["), at) else None
    except (ValueError, RecursionError):
        return None
