"""Trees of graphs that are alike: framed once by the standard path, with places for own values."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from clingen_ld.direct.framing_lines import Slot
from clingen_ld.direct.plan import TARGET
from clingen_ld.model.identity import as_iri, escape, is_absolute

Tree = dict[str, Any]
Values = dict[int, Any]
"""Own values by the number of their slot; those of integers are integers."""
Reference = Callable[[str], str]
"""What the normal form has for an IRI that is referred to."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A tree with places for own values."""

    build: Callable[[Values, Reference], Tree]
    prefix: str
    """What the IRI of the resource is, up to its id, when it has no other (`@id`)."""
    id: int
    """The slot of the id."""
    alone: tuple[tuple[int, int], ...]
    """Slots of triples with that of the only statement about each: they have the same value."""
    listed: Mapping[int, tuple[int, ...]]
    """Slots of triples with those of all the statements about them: the same values in all."""


def make_skeleton(
    tree: Tree,
    root: str,
    slots: Mapping[int, Slot],
    values: Values,
    reference: Reference,
    base: str,
) -> Skeleton | None:
    """The skeleton of a tree that was framed from a graph with these values.

    None when it does not tell where a value went, or depends on the resource in another way.
    """
    own = {key: value for key, value in tree.items() if key != "@id"}
    prefix = f"{base}{tree['resourceType']}/"
    ids = [n for n, slot in slots.items() if slot.kind == "id"]
    if len(ids) != 1 or not is_absolute(prefix) or as_iri(f"{prefix}x") != f"{prefix}x":
        return None
    stated = {slot.pointer: n for n, slot in slots.items() if slot.stated}
    alone, listed = [], {}
    places = dict(stated)
    for n, slot in slots.items():
        if slot.stated:
            continue
        about = [k for at, k in stated.items() if _is_about(at, slot.pointer)]
        if about == [stated.get(slot.pointer)] or len(about) == 1:
            alone.append((n, about[0]))
        elif about:
            listed[n] = tuple(about)
        else:
            places[slot.pointer] = n
    if len(places) + len(alone) + len(listed) != len(slots):
        return None
    source = _Source(slots, places, root)
    try:
        text = source.value(own, "")
    except _NoPlaceError:
        return None
    if source.left:
        return None
    build: Callable[[Values, Reference], Tree] = eval(f"lambda v, r: {text}")
    is_right = json.dumps(build(values, reference)) == json.dumps(own)
    return Skeleton(build, prefix, ids[0], tuple(alone), listed) if is_right else None


def _is_about(statement: str, pointer: str) -> bool:
    """Whether a statement, by its pointer, is about a value of the property at another."""
    above, _, place = statement.rpartition("/")
    return statement == pointer or (above == pointer and place.isdecimal())


class _NoPlaceError(Exception):
    """A tree cannot be written as a skeleton."""


class _Source:
    """Writes a tree as Python, with `v` for the own values and `r` for what refers to an IRI."""

    def __init__(self, slots: Mapping[int, Slot], places: Mapping[str, int], root: str) -> None:
        self._slots = slots
        self._root = root
        self.left = dict(places)
        """The places that were not met yet."""

    def value(self, value: Any, at: str) -> str:
        """The source of the value at a pointer."""
        if at in self.left and not (isinstance(value, list) and len(value) == 1):
            return self._own(value, at)
        if isinstance(value, dict):
            return self._object(value, at)
        if isinstance(value, list):
            if at in self.left:  # the only one of a list, which no statement is about
                self.left[f"{at}/0"] = self.left.pop(at)
            return f"[{', '.join(self.value(x, f'{at}/{n}') for n, x in enumerate(value))}]"
        if isinstance(value, str) and self._root in value:
            raise _NoPlaceError
        return repr(value)

    def _own(self, value: Any, at: str) -> str:
        number = self.left.pop(at)
        if self._slots[number].kind != "reference":
            return f"v[{number}]"
        if not isinstance(value, dict) or TARGET not in value:
            raise _NoPlaceError
        return self._object(value, at, f"r(v[{number}])")

    def _object(self, value: Mapping[str, Any], at: str, target: str | None = None) -> str:
        members = []
        for key, item in value.items():
            is_target = target is not None and key == TARGET
            inner = target if is_target else self.value(item, f"{at}/{escape(key)}")
            members.append(f"{key!r}: {inner}")
        return f"{{{', '.join(members)}}}"
