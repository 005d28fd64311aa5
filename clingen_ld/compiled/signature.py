"""How the direct path treats each property: as part of the outline of a message, or as its own.

The outline is what messages that are alike have in common. Everything that a rule within one
resource, or the form of its quads, may depend on belongs to it. A message's own values are the
steps of IRIs (its id, and those that references end in), texts, and positions on sequences. On
them alike messages agree only in this: which of the steps are equal to each other, and how far
the positions are apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

from msgspec import UNSET, Struct

from clingen_ld.graph.literals import date_datatype
from clingen_ld.model import REGISTRY_PREFIXES, Model, Property, Type
from clingen_ld.variation.residues import AMINO_ACIDS

Treatment = Literal[
    "outline", "whole", "step", "text", "sequence", "date", "position", "reference", "part"
]
"""`outline`: the value itself is part of the outline. `whole`: so is a whole object, as it is
written. `sequence`: how long it is, and of which letters. `date`: its form.
`position`: an integer; how far it is from the first of its property, and, where it is a length and
alone, the number itself. `reference` and `part`: what is in the object, by the properties of its
type."""

_WHOLE: Final = ("CodeableConcept", "Coding")
"""The data types whose objects are the same in message after message."""
_NAMES: Final = [name for name in AMINO_ACIDS.values() if len(name) == 3]
RESIDUES: Final = re.compile(f"(?:{'|'.join(_NAMES)})+")
"""Amino acids in three letters."""
STEP: Final = "[A-Za-z0-9][A-Za-z0-9._-]*+"
"""What stands in an IRI just as it is, as a regular expression."""
_CURIES: Final = "|".join(map(re.escape, REGISTRY_PREFIXES))
TREE_STEP: Final = f"(?!(?i:{_CURIES}):)[A-Za-z0-9][A-Za-z0-9!$'()*+,;=:@~._-]*"
"""The same where it cannot be taken for the beginning of an IRI, or for a name of the Registry."""
_ID: Final = "id"
TARGET: Final = "reference"
"""The property of a Reference that leads to its target."""


def treatment(prop: Property) -> Treatment:
    """How a property of the model is treated."""
    if prop.kind == "part":
        return "whole" if prop.range in _WHOLE else "part"
    if prop.kind == "reference":
        return "reference"
    if prop.kind in ("dateTime", "instant"):
        return "date"
    if prop.kind == "integer":
        return "position"
    if prop.kind != "string" or prop.choices:
        return "outline"
    if prop.name == _ID:
        return "step"
    return "sequence" if prop.may_be_empty else "text"


def is_plain(sequence: str) -> bool:
    """Whether a sequence is an own value; an empty or odd one is part of the outline."""
    if not (sequence.isascii() and sequence.isalpha()):
        return False
    return sequence.isupper() or RESIDUES.fullmatch(sequence) is not None


def parts_of(model: Model) -> Mapping[str, Type]:
    """The types whose objects are read property by property, inner ones before outer ones."""
    found: dict[str, Type] = {}

    def visit(type_: Type) -> None:
        for prop in type_.properties.values():
            inner = inner_type(prop, model)
            if inner is not None and inner.name not in found:
                visit(inner)
        found[type_.name] = type_

    for resource in model.resources.values():
        visit(resource)
    return found


def lengths_of(model: Model) -> frozenset[str]:
    """The names of the integers that are lengths, and not positions."""
    properties = (p for type_ in model.types.values() for p in type_.properties.values())
    return frozenset(prop.name for prop in properties if prop.is_length)


def inner_type(prop: Property, model: Model) -> Type | None:
    """The type of the objects of a property that are read property by property."""
    return model.object_type(prop) if treatment(prop) in ("reference", "part") else None


Collect = Callable[[Any, list[Any], list[str], list[str], list[int], list[int | None]], None]
"""Takes a struct; adds to the outline, to the steps, texts and positions. The last list holds the
first position of each property, and behind these the lengths that stand alone."""

# One a line.
_STEPS = re.compile(rf"{STEP}(?:\n{STEP})*")
TREE_STEPS = re.compile(rf"{TREE_STEP}(?:\n{TREE_STEP})*")
"""Those of trees, of which every reference has a slash."""
_IN_THREE = frozenset({"Xaa"})
_DIGITS = str.maketrans("123456789", "000000000")


class Own(Struct, gc=False):
    """The own values of a message, in the order in which its outline has places for them."""

    steps: Sequence[str]
    texts: Sequence[str]
    positions: Sequence[int | str]
    """As numbers, or as these are written."""

    def values(self) -> list[str | int]:
        """All of them."""
        return [*self.steps, *self.texts, *self.positions]


class Outlines:
    """Tells the outlines of decoded messages."""

    def __init__(self, model: Model, structs: dict[str, type[Struct]]) -> None:
        positions = sorted(
            {
                prop.name
                for type_ in parts_of(model).values()
                for prop in type_.properties.values()
                if treatment(prop) == "position"
            }
        )
        self._kinds = len(positions)
        lengths = lengths_of(model)
        self._lengths = [self._kinds + n for n, name in enumerate(positions) if name in lengths]
        scope: dict[str, Any] = {"UNSET": UNSET, "sequence": _sequence, "date": _date}
        for type_ in parts_of(model).values():
            exec(_source(type_, model, positions), scope)
        self._collect: dict[type[Struct], Collect] = {
            structs[name]: scope[name] for name in model.resources
        }

    def outline(
        self, message: Struct, quotes: int, allowed: re.Pattern[str] = _STEPS
    ) -> tuple[tuple[Any, ...], Own] | None:
        """The outline of a message and its own values; None when it has ids of odd kinds.

        `quotes` is how many quotation marks the text of the message has: with a key that is
        there twice, of which decoding says nothing, a text has more of them than others.
        `allowed` is what steps may be.
        """
        kind = message.__class__
        found: list[Any] = [kind, quotes]
        steps: list[str] = []
        texts: list[str] = []
        positions: list[int] = []
        first: list[int | None] = [None] * (2 * self._kinds)
        self._collect[kind](message, found, steps, texts, positions, first)
        for at in self._lengths:
            if first[at]:
                found.append(first[at])
        together = "".join(steps)
        if not (together.isalnum() and together.isascii() and "" not in steps):
            lines = "\n".join(steps)
            if lines.count("\n") >= len(steps) or allowed.fullmatch(lines) is None:
                return None
        if len(set(steps)) != len(steps):
            found.append(_equal(steps))
        return tuple(found), Own(steps, texts, positions)


def _equal(values: list[str]) -> tuple[int, ...]:
    """Which values are equal: for each, the place of the first that it is equal to."""
    if len(values) < 10:
        return tuple(map(values.index, values))
    first: dict[str, int] = {}
    return tuple(first.setdefault(value, n) for n, value in enumerate(values))


def _sequence(value: str, texts: list[str]) -> Any:
    """What the outline has of a sequence; a plain one is an own value as well."""
    if not is_plain(value):
        return value
    before = texts.index(value) if value in texts else None
    texts.append(value)
    return len(value), letters_of(value), before


def letters_of(sequence: str) -> frozenset[str] | None:
    """The letters of a sequence; None for bases and names of amino acids, whichever there are."""
    if not sequence.strip("ACGT"):
        return None
    return frozenset(sequence) if sequence.isupper() else _IN_THREE


def _date(value: str, texts: list[str]) -> Any:
    """What the outline has of a date: its form; what is no date is part of the outline."""
    if date_datatype(value) is None:
        return value
    texts.append(value)
    return value.translate(_DIGITS), True


def _source(type_: Type, model: Model, positions: list[str]) -> str:
    """The source of the function for a type.

    What is at hand goes into the outline at once, which is what makes it fast; then come the
    objects inside.
    """
    source = _OutlineSource(type_.name, positions)
    for n, prop in enumerate(type_.properties.values()):
        inner = inner_type(prop, model)
        if type_.name == "Reference" and prop.name == TARGET:
            source.target("x.reference", n)
        elif inner is not None and inner.name == "Reference" and not prop.many:
            source.reference(prop, inner, n)
        else:
            source.property(prop, inner, n)
    return source.text()


class _OutlineSource:
    """A function on its way: what is read, what goes into the outline, what comes after."""

    def __init__(self, name: str, positions: list[str]) -> None:
        self._name = name
        self._positions = positions
        self._read: list[str] = []
        self._outline: list[str] = []
        self._after: list[str] = []

    def text(self) -> str:
        """The source."""
        head = f"def {self._name}(x, outline, steps, texts, positions, first):"
        outline = f"outline += ({', '.join(self._outline)},)"
        return "\n    ".join([head, *self._read, outline, *self._after]) + "\n"

    def target(self, value: str, n: int, guard: str = "") -> None:
        """Where a reference leads: all but the last step is part of the outline."""
        self._read.append(f"{guard}t{n} = {value}; n{n} = t{n}.rfind('/') + 1")
        self._outline.append(f"t{n}[:n{n}]")
        self._after.append(f"{guard}steps.append(t{n}[n{n}:])")

    def reference(self, prop: Property, inner: Type, n: int) -> None:
        """A reference; it is the most frequent of objects, so it is read in place."""
        guard = "" if prop.minimum else f"if v{n} is not UNSET: "
        self._read.append(f"v{n} = x.{prop.name}")
        if guard:
            self._read.append(f"t{n} = ''; n{n} = 0")
            self._outline.append(f"v{n} is UNSET")
        self.target(f"v{n}.{TARGET}", n, guard)
        for k, other in enumerate(inner.properties.values()):
            if other.name != TARGET:
                name = f"{n}_{k}"
                none = f"UNSET if v{n} is UNSET else " if guard else ""
                self._read.append(f"v{name} = {none}v{n}.{other.name}")
                self._simple(other, name, False)

    def property(self, prop: Property, inner: Type | None, n: int) -> None:
        """Any other property."""
        self._read.append(f"v{n} = x.{prop.name}")
        if not prop.many and inner is None:
            self._simple(prop, str(n), bool(prop.minimum))
            return
        if treatment(prop) == "whole":
            self._simple(prop, str(n), False)
            return
        if inner is not None:
            each = f"{inner.name}({{}}, outline, steps, texts, positions, first)"
        else:
            each = self._item(prop)
        if prop.many:
            self._outline.append(f"v{n} if v{n} is UNSET else len(v{n})")
            self._after += [f"if v{n} is not UNSET:", f"    for v in v{n}: {each.format('v')}"]
        elif prop.minimum:
            self._after.append(each.format(f"v{n}"))
        else:
            self._outline.append(f"v{n} is UNSET")
            self._after.append(f"if v{n} is not UNSET: {each.format(f'v{n}')}")

    def _item(self, prop: Property) -> str:
        """What is done with a plain value of a list; the value is to be filled in."""
        how = treatment(prop)
        if how == "text":
            return "texts.append({})"
        if how in ("sequence", "date"):
            return f"outline.append({how}({{}}, texts))"
        if how == "position":
            return (
                f"{'; '.join(self._noted(prop, '{0}'))}; "
                f"outline.append({{0}} - first[{self._positions.index(prop.name)}]); "
                "positions.append({0})"
            )
        return "outline.append({})"

    def _noted(self, prop: Property, value: str) -> list[str]:
        """What keeps the first position of a property, and a length that is alone."""
        k = self._positions.index(prop.name)
        noted = [f"first[{k}] = {value} if first[{k}] is None else first[{k}]"]
        if prop.is_length:
            at = len(self._positions) + k
            noted.append(f"first[{at}] = None if first[{at}] else {value}")
        return noted

    def _simple(self, prop: Property, name: str, required: bool) -> None:
        """A plain value, or a whole object, that stands in a variable."""
        how, v = treatment(prop), f"v{name}"
        guard = "" if required else f"if {v} is not UNSET: "
        if how == "whole":
            self._outline.append(f"{v} if {v} is UNSET else bytes({v})")
        elif how == "outline":
            self._outline.append(v)
        elif how in ("sequence", "date"):
            self._outline.append(f"{v} if {v} is UNSET else {how}({v}, texts)")
        else:
            if not required:
                self._outline.append(f"{v} is UNSET")
            if how == "position":
                k = self._positions.index(prop.name)
                self._read.append(f"d{name} = 0")
                if not required:
                    guard = f"if {v} is not UNSET: "
                self._read.append(f"{guard}d{name} = 0 if first[{k}] is None else {v} - first[{k}]")
                self._read += [f"{guard}{line}" for line in self._noted(prop, v)]
                self._outline.append(f"d{name}")
            kept = {"step": "steps", "text": "texts", "position": "positions"}[how]
            self._after.append(f"{guard}{kept}.append({v})")
