"""What the lines of a graph say, told by the line alone: made of the model, and remembered.

A line begins here after the IRI of its resource, with which all lines do; inside, `ROOT` stands for
that. So most lines are the same for resource after resource. Those are `fixed`: classes, codes,
links to parts, whatever is part of an outline. The others hold an own value, and are known by all
that is around it; each is a `Slot`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from clingen_ld.compiled.signature import TARGET, treatment
from clingen_ld.graph.literals import date_datatype
from clingen_ld.graph.terms import RDF_OBJECT, RDF_PREDICATE, RDF_SUBJECT, RDF_TYPE
from clingen_ld.model import (
    XSD,
    Model,
    Property,
    Tree,
    Type,
    as_iri,
    escape,
    is_absolute,
    local_name,
)

ROOT: Final = "\0"
"""What stands for the IRI of the resource: a character that the writer always escapes."""

SlotKind = Literal["id", "text", "integer", "reference"]
_Treated = SlotKind | Literal["date", "fixed", "link"]

_POINTER: Final = r"(?:/[A-Za-z][A-Za-z0-9]*(?:/(?:0|[1-9][0-9]{0,8}))?)+"
_LINE: Final = re.compile(rf"(?:#({_POINTER}))?> <([^ <>]+)> (.+) \.")
_NODE: Final = re.compile(rf"<{ROOT}(?:#{_POINTER})?>")
_IRI: Final = re.compile(r"<[^ <>]+>")
# The text of a literal may hold quotation marks, each after a backslash.
_LITERAL: Final = re.compile(r'([^"]*)"((?:[^"\\]|\\.)*)"([^"]*)')
_INTEGER: Final = f"^^<{XSD}integer> ."
_DATES: Final = frozenset(
    f"^^<{date_datatype(text)}> ."
    for text in ("2000", "2000-01", "2000-01-01", "2000-01-01T00:00:00")
)
_STRING: Final = " ."


@dataclass(frozen=True, slots=True)
class Slot:
    """The own value of a line: that of the property at a JSON Pointer.

    With `stated`, the line is that of an rdf:Statement, and the pointer that of the value, which
    in a list has its place there.
    """

    pointer: str
    kind: SlotKind
    stated: bool


@dataclass(slots=True)
class GraphLines:
    """The lines that were met, by numbers; `fixed` and `keys` have no number in common."""

    model: Model
    fixed: dict[str, int] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    """Slots by all of a line but the value."""
    slots: dict[int, Slot] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.fixed) + len(self.keys)

    def clear(self) -> None:
        """Forget all lines."""
        self.fixed.clear()
        self.keys.clear()
        self.slots.clear()

    def read(self, line: str) -> tuple[int, str | None] | None:
        """The number of a line, whether met before or not, and its own value, if it has any.

        None for a line that the writer of quads writes of no resource of the model.
        """
        number = self.fixed.get(line)
        if number is not None:
            return number, None
        key, value = self._split(line)
        if key not in self.keys:
            match = _LINE.fullmatch(line)
            slot = None if match is None else self._meaning(match[1] or "", match[2], match[3])
            number = len(self)
            if slot is None:
                return None
            if slot == "fixed":
                self.fixed[line] = number
                return number, None
            self.keys[key] = number
            self.slots[number] = slot
        return self.keys[key], value

    @staticmethod
    def _split(line: str) -> tuple[str, str]:
        """What is around the object of a line, and the object."""
        literal = _LITERAL.fullmatch(line)
        if literal is not None:
            return literal[1] + literal[3], literal[2]
        head, _, tail = line.rpartition(" <")
        return (head, tail[:-3]) if tail.endswith("> .") else (line, "")

    def _meaning(self, subject: str, predicate: str, value: str) -> Slot | Literal["fixed"] | None:
        """What a triple says; its subject is a JSON Pointer, its object as N-Triples has it."""
        if predicate == RDF_SUBJECT:
            return "fixed" if _NODE.fullmatch(value) else None
        if predicate in (RDF_TYPE, RDF_PREDICATE):
            return "fixed" if _IRI.fullmatch(value) and ROOT not in value else None
        if predicate == RDF_OBJECT:
            stated, at, found = True, subject, self._properties(subject)
        else:
            name = local_name(predicate)
            stated, at, found = False, f"{subject}/{name}", self._named(subject, name)
            found = ((p, whole) for p, whole in found if p.iri == predicate)
        treated = {_treated(prop, whole, at) for prop, whole in found}
        if len(treated) != 1:
            return None
        return _said(treated.pop(), at, stated, value)

    def _properties(self, pointer: str) -> Iterator[tuple[Property, bool]]:
        """The properties that a pointer to a value may lead to, in one resource or another.

        With each, whether its part is the same in message after message.
        """
        above, _, name = pointer.rpartition("/")
        if name.isdecimal():
            above, _, name = above.rpartition("/")
        return self._named(above, name)

    def _named(self, pointer: str, name: str) -> Iterator[tuple[Property, bool]]:
        """The properties of one name that the node at a pointer may have."""
        for type_, whole in self._types(pointer):
            prop = type_.properties.get(name)
            if prop is not None:
                yield prop, whole

    def _types(self, pointer: str) -> Iterator[tuple[Type, bool]]:
        """The types that the node at a pointer may be of."""
        if not pointer:
            yield from ((type_, False) for type_ in self.model.resources.values())
            return
        for prop, whole in self._properties(pointer):
            inner = self.model.object_type(prop)
            if inner is not None:
                yield inner, whole or treatment(prop) == "whole"


def _treated(prop: Property, whole: bool, pointer: str) -> _Treated:
    """How the lines of a property are treated; `whole` where all of the node is as it is."""
    how = treatment(prop)
    if prop.kind == "part":
        return "link"
    if prop.kind == "integer" and not whole:
        return "integer"
    if whole or how == "outline":
        return "fixed"
    if how in ("reference", "date"):
        return "reference" if how == "reference" else "date"
    return "id" if how == "step" and pointer.count("/") == 1 else "text"


def _said(
    treated: _Treated, pointer: str, stated: bool, value: str
) -> Slot | Literal["fixed"] | None:
    """What a line says of the property at a pointer, if its object is of the right kind."""
    if treated == "link":
        is_own = re.fullmatch(rf"<{ROOT}#{pointer}(/(0|[1-9][0-9]*))?>", value) is not None
        return "fixed" if is_own and not stated else None
    if treated == "fixed":
        return "fixed" if ROOT not in value else None
    if treated == "reference":
        return Slot(pointer, treated, stated) if value.startswith("<") else None
    literal = _LITERAL.fullmatch(value + " .")
    tail = None if literal is None or literal[1] else literal[3]
    if treated == "integer":
        return Slot(pointer, treated, stated) if tail == _INTEGER else None
    if tail == _STRING or (treated == "date" and tail in _DATES):
        return Slot(pointer, "text" if treated == "date" else treated, stated)
    return None


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
    source = _SkeletonSource(slots, places, root)
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


class _SkeletonSource:
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
