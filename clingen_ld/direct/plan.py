"""How the direct path treats each property: as part of the outline of a message, or as its own.

The outline is what messages that are alike have in common. Everything that a rule within one
resource, or the form of its quads, may depend on belongs to it. A message's own values are the
steps of IRIs (its id, and those that references end in), texts, and positions on sequences. On
them alike messages agree only in this: which of the steps are equal to each other, and how far
the positions are apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from clingen_ld.hgvs.edits import AMINO_ACIDS
from clingen_ld.model.definitions import Model, Property, Type

Treatment = Literal[
    "outline", "whole", "step", "text", "sequence", "date", "position", "reference", "part"
]
"""`outline`: the value itself is part of the outline. `whole`: so is a whole object, as it is
written. `sequence`: how long it is, and of which letters. `date`: its form.
`reference` and `part`: what is in the object, by the properties of its type."""

_WHOLE: Final = ("CodeableConcept", "Coding")
"""The data types whose objects are the same in message after message."""
_POSITIONS: Final = ("index", "externalGenomicPositionIndex", "externalOffsetLength", "cdsStart",
                     "cdsEnd")  # fmt: skip
"""The integers that rules hold against others of the same property only, if there are any; what
rules ask of a coding region, they ask of every message."""
_NAMES: Final = [name for name in AMINO_ACIDS.values() if len(name) == 3]
RESIDUES: Final = re.compile(f"(?:{'|'.join(_NAMES)})+")
"""Amino acids in three letters."""
LENGTHS: Final = ("externalOffsetLength",)
"""Those that are a length by themselves where they stand alone."""
STEP: Final = "[A-Za-z0-9][A-Za-z0-9._-]*+"
"""What stands in an IRI just as it is, as a regular expression."""
TREE_STEP: Final = "[A-Za-z0-9][A-Za-z0-9!$'()*+,;=:@~._-]*"
"""The same where it cannot be taken for the beginning of an IRI."""
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
    if prop.name in _POSITIONS:
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


def inner_type(prop: Property, model: Model) -> Type | None:
    """The type of the objects of a property that are read property by property."""
    how = treatment(prop)
    if how == "reference":
        return model.types["Reference"]
    return model.types[prop.range or ""] if how == "part" else None
