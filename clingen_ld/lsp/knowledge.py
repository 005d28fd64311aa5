"""Where a cursor is in a JSON text, and what the model says of that place: meanings, proposals.

The text may be unfinished. Offsets are counted in characters, from 0.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from clingen_ld.model import Model, Property, Type, infer_message_type
from clingen_ld.reports.dictionary import value_kind

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


_TYPE_KEYS: Final = ("resourceType", "@type")


class Proposal(NamedTuple):
    """Something that may be written at a place: its name, what to write, and what it means."""

    label: str
    text: str
    detail: str
    documentation: str
    is_key: bool


class _Place(NamedTuple):
    """What the model knows of a place: the type of the object, and the codes of values in it."""

    type: Type | None
    value_set: str | None


def hover(cursor: Cursor, model: Model) -> str | None:
    """What is at a place, in Markdown: a property, a code or a type; None of anything else."""
    place = _place(cursor, model)
    if cursor.at == "key":
        prop = _property(place.type, cursor.key)
        return None if prop is None or place.type is None else _about(prop, place.type)
    if cursor.key in _TYPE_KEYS:
        type_ = model.types.get(cursor.text)
        return f"**{type_.name}** ({type_.kind})\n\n{type_.definition}" if type_ else None
    values = model.value_sets.get(_codes_at(cursor, place) or "")
    code = values.codes.get(cursor.text) if values is not None else None
    if values is None or code is None:
        return None
    said = f"**{code.code}** {code.label}\n\n{code.definition}".rstrip()
    return f"{said}\n\n*{values.name}*"


def proposals(cursor: Cursor, model: Model) -> Iterator[Proposal]:
    """What may be written at a place: keys that are not there yet, or values."""
    place = _place(cursor, model)
    top = cursor.frames[-1] if cursor.frames else None
    if cursor.at == "key":
        if top is None or place.type is None:
            if top is not None and len(cursor.frames) == 1:
                yield Proposal("resourceType", '"resourceType": "', "what this is", "", True)
            return
        for prop in place.type.properties.values():
            if prop.name not in top.members or prop.name == cursor.key:
                detail = f"{prop.cardinality} {value_kind(prop)}"
                yield Proposal(prop.name, _member(prop), detail, prop.definition, True)
        return
    if cursor.key in _TYPE_KEYS:
        for type_ in model.resources.values():
            yield _value(type_.name, "resource", type_.definition)
        return
    held = _property(place.type, cursor.key)
    values = model.value_sets.get(_codes_at(cursor, place) or "")
    if values is not None:
        for code in values.codes.values():
            yield _value(code.code, code.label, code.definition)
    elif held is not None and held.kind == "boolean":
        for word in ("true", "false"):
            yield Proposal(word, word, "boolean", held.definition, False)
    elif held is not None:
        for choice in held.choices:
            yield _value(choice, held.name, held.definition)


def _value(text: str, detail: str, documentation: str) -> Proposal:
    return Proposal(text, json.dumps(text, ensure_ascii=False), detail, documentation, False)


def _member(prop: Property) -> str:
    """A member to write: its key, and the beginning of its value."""
    begin = {"part": "{", "reference": '{"reference": "', "boolean": "", "integer": ""}
    value = begin.get(prop.kind, '"')
    return f'"{prop.name}": {"[" if prop.many else ""}{value}'


def _about(prop: Property, type_: Type) -> str:
    kind = f"`{prop.cardinality}` {value_kind(prop)}"
    return f"**{type_.name}.{prop.name}** {kind}\n\n{prop.definition}"


def _place(cursor: Cursor, model: Model) -> _Place:
    """The type of the innermost object, found from the outermost one inwards."""
    type_: Type | None = None
    held: Property | None = None
    value_set: str | None = None
    for frame in cursor.frames:
        if isinstance(frame.step, str):
            held = _property(type_, frame.step)
            value_set = (held.value_set if held is not None else None) or value_set
        if not frame.is_object:
            continue
        said = next((frame.members[key] for key in _TYPE_KEYS if frame.members.get(key)), None)
        if said is not None and said in model.types:
            type_, value_set = model.types[said], None
        elif held is not None:
            name = "Reference" if held.kind == "reference" else held.range or ""
            type_ = model.types.get(name)
        else:
            inferred = infer_message_type(frame.members, model)
            type_ = model.types.get(inferred or "")
    return _Place(type_, value_set)


def _property(type_: Type | None, key: str | None) -> Property | None:
    if type_ is None or key is None:
        return None
    return type_.properties.get(key) or type_.by_spelling.get(key)


def _codes_at(cursor: Cursor, place: _Place) -> str | None:
    """The value set of the value that a cursor is at: of its property, or of the concept around."""
    prop = _property(place.type, cursor.key)
    if prop is not None and prop.value_set:
        return prop.value_set
    return place.value_set if cursor.key == "code" else None
