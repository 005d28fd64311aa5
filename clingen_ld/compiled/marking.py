"""Marks in the place of the own values of a message, to see where they go.

The marks are values that an outline takes for own values, and that occur nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from clingen_ld.compiled.signature import TARGET, inner_type, is_plain, treatment
from clingen_ld.graph.literals import date_datatype
from clingen_ld.model import Model, Property, Tree, Type

IRI_KEY: Final = "@id"
_SCHEME: Final = "http://"
_OWN_IRI: Final = re.compile(
    r"https?://[A-Za-z0-9._~-]+(:[0-9]+)?(?=[/?#]|$)([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})*"
    r"(#[A-Za-z0-9._~!$&'()*+,;=:@/?-]*)?"
)
_WORD: Final = "QZKX"
_TOO_LARGE: Final = 1 << 53
"""From here on JSON-LD has to write integers otherwise."""
_NUMBER: Final = 4_000_000_000_000_000
_LETTERS: Final = str.maketrans("0123456789", "ABCDEFGHIJ")
_YEAR: Final = 8000


def is_own_iri(value: object) -> bool:
    """Whether a value that is kept is a node with an IRI that is written just as it is."""
    if not isinstance(value, dict) or len(value) != 1:
        return False
    iri = value.get(IRI_KEY)
    return iri.__class__ is str and _OWN_IRI.fullmatch(iri) is not None


def is_own_node(value: object) -> bool:
    """Whether a value that is kept is a node with properties alone."""
    if not isinstance(value, dict) or not value:
        return False
    return not any(key.startswith("@") for key in value)


def is_own_number(value: object) -> bool:
    """Whether a value that is kept is an integer that JSON-LD has as one."""
    return value.__class__ is int and 0 <= value < _TOO_LARGE


def is_iri_mark(mark: str) -> bool:
    """Whether a mark is in the place of an IRI."""
    return mark.startswith(_SCHEME)


class Marked:
    """A resource in normal form with marks in it; `pointers` says where each mark stands.

    Of the marks, `sequences` are in the place of sequences, and `dates` in that of dates.
    """

    def __init__(self, tree: Mapping[str, Any], model: Model) -> None:
        self.model = model
        self.pointers: dict[str | int, str] = {}
        self.sequences: set[str] = set()
        self.dates: set[str] = set()
        type_ = model.types[tree["resourceType"]]
        rest = {key: value for key, value in tree.items() if key != "resourceType"}
        iri = rest.pop(IRI_KEY, None)
        self.tree = {"resourceType": type_.name}
        made = self._node(rest, type_, "")
        if iri is not None:  # which ends in the id
            self.tree[IRI_KEY] = iri[: -len(rest["id"])] + made["id"]
        self.tree |= made

    def _node(self, node: Mapping[str, Any], type_: Type, at: str) -> Tree:
        made = {}
        for key, value in node.items():
            prop = type_.properties.get(key)
            if prop is None:
                made[key] = self._kept(value, f"{at}/{key}")
            elif prop.many and treatment(prop) != "whole":
                made[key] = [
                    self._value(item, prop, type_, f"{at}/{key}/{n}")
                    for n, item in enumerate(value)
                ]
            else:
                made[key] = self._value(value, prop, type_, f"{at}/{key}")
        return made

    def _value(self, value: Any, prop: Property, type_: Type, at: str) -> Any:
        inner, how = inner_type(prop, self.model), treatment(prop)
        if inner is not None:
            return self._node(value, inner, at)
        if type_.name == "Reference" and prop.name == TARGET:
            head = value[: value.rfind("/") + 1]
            return f"{head}{self._mark(self._word(), at)}"
        if how == "date":
            return self._date(value, at)
        if how == "position":
            return self._mark(_NUMBER + len(self.pointers), at)
        if how == "sequence" and is_plain(value):
            self.sequences.add(self._word())
        elif how not in ("step", "text"):
            return value
        return self._mark(self._word(), at)

    def _kept(self, value: Any, at: str) -> Any:
        """What the model has no place for: texts and IRIs are marked in it."""
        if value.__class__ is str and value:
            return self._mark(self._word(), at)
        if value.__class__ is list:
            return [self._kept(item, f"{at}/{n}") for n, item in enumerate(value)]
        if is_own_iri(value):
            return {IRI_KEY: self._mark(f"{_SCHEME}{self._word()}", at)}
        if is_own_node(value):
            return {key: self._kept(inner, f"{at}/{key}") for key, inner in value.items()}
        if is_own_number(value):
            number = _NUMBER + len(self.pointers)
            self._mark(str(number), at)
            return number
        return value

    def _word(self) -> str:
        return f"{_WORD}{f'{len(self.pointers):06}'.translate(_LETTERS)}W"

    def _date(self, value: str, at: str) -> str | int:
        """The same date in a year far away."""
        year = _YEAR + len(self.pointers)
        made = f"{year}{value[4:]}"
        if date_datatype(value) is None or date_datatype(made) is None:
            return value
        self.dates.add(made)
        return self._mark(made, at)

    def _mark(self, mark: str | int, at: str) -> str | int:
        self.pointers[mark] = at
        return mark
