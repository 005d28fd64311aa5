"""JSON values of which nobody has looked yet what they are: what is in them, and how they show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, TypeGuard

from clingen_ld.model.normal_form import Note

_LONGEST: Final = 60
_KINDS: Final[Mapping[type, str]] = {dict: "an object", list: "an array"}


def part(tree: object, name: str) -> Mapping[str, Any]:
    """The object under a name; an empty one when there is none."""
    found = tree.get(name) if isinstance(tree, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list; none for what is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(value: object) -> list[str]:
    """The strings of a list; none for what is no list."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def is_integer(value: object) -> TypeGuard[int]:
    """Whether a value is an integer, which true and false are to Python alone."""
    return isinstance(value, int) and not isinstance(value, bool)


def wrong(name: str, value: object, expected: str, pointer: str, rule: str = "ST-7") -> Note:
    """A finding that a property has another value than is expected (ST-7: of another kind).

    >>> wrong("symbol", None, "a string", "/symbol").values["value"]
    'null'
    """
    text = _KINDS.get(type(value)) or json.dumps(value, ensure_ascii=False)
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    return Note(rule, pointer, {"property": name, "value": shown, "expected": expected})
