"""Where a cursor is in a JSON text, which may be unfinished: in what objects, at a key or a value.

Offsets are counted in characters, from 0.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

_TOKEN: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"?|[{}\[\],:]|[^\s{}\[\],:"]+')


@dataclass(slots=True)
class Frame:
    """An object or array that a cursor is in."""

    is_object: bool
    step: str | int | None
    """The key or index by which it is in the frame around it; None of the outermost."""
    members: dict[str, str | None] = field(default_factory=dict)
    """The keys of an object, with values that are strings; other values are None."""
    key: str | None = None
    """The key whose value comes next, or was read last."""
    index: int = 0


class Cursor(NamedTuple):
    """A place in a text: the frames around it from the outermost, and the token that is there."""

    frames: tuple[Frame, ...]
    at: Literal["key", "value"]
    key: str | None
    """The key that the cursor is at, or that of its value; None in an array, and without one."""
    start: int
    end: int
    token: str
    """As it is written; empty where there is none."""

    @property
    def text(self) -> str:
        """What the token says: a string without its quotes."""
        return _unquoted(self.token)


def cursor_at(text: str, offset: int) -> Cursor:
    """Where an offset is. Whatever the text, there is an answer."""
    stack: list[Frame] = []
    found: Cursor | None = None
    is_value = True  # whether a value comes next, not a key
    for match in _TOKEN.finditer(text):
        token, start, end = match[0], match.start(), match.end()
        is_mark = token in "{}[],:"
        if found is None and (start >= offset if is_mark else end >= offset):
            inside = start <= offset and not is_mark
            place = (start, end, token) if inside else (offset, offset, "")
            found = _cursor(stack, is_value, *place)
        is_value = _read(token, stack, is_value)
    return found or _cursor(stack, is_value, offset, offset, "")


def _cursor(stack: list[Frame], is_value: bool, start: int, end: int, token: str) -> Cursor:
    at: Literal["key", "value"] = "value" if is_value else "key"
    top = stack[-1] if stack else None
    key = top.key if top is not None and top.is_object and is_value else None
    return Cursor(tuple(stack), at, _unquoted(token) if not is_value else key, start, end, token)


def _read(token: str, stack: list[Frame], is_value: bool) -> bool:
    """Take a token into the frames; whether a value comes next."""
    top = stack[-1] if stack else None
    if token in ("{", "["):
        step = None if top is None else top.key if top.is_object else top.index
        stack.append(Frame(token == "{", step))
        return token == "["
    if token in ("}", "]"):
        if stack:
            stack.pop()
        return not stack or not stack[-1].is_object
    if token == ",":
        if top is not None and not top.is_object:
            top.index += 1
        return top is None or not top.is_object
    if token == ":":
        return True
    if top is not None and top.is_object:
        if not is_value:
            top.key = _unquoted(token)
            top.members.setdefault(top.key, None)
        elif top.key is not None and token.startswith('"'):
            top.members[top.key] = _unquoted(token)
        return False
    return True


def _unquoted(token: str) -> str:
    if not token.startswith('"'):
        return token
    closed = token if len(token) > 1 and token.endswith('"') else f'{token}"'
    try:
        return str(json.loads(closed))
    except ValueError:
        return token.strip('"')
