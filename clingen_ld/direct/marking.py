"""Marks in the place of the own values of a message, to see where they go.

The marks are values that an outline takes for own values, and that occur nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from clingen_ld.direct.plan import TARGET, inner_type, is_plain, treatment
from clingen_ld.graph.literals import date_datatype
from clingen_ld.model.definitions import Model, Property, Type

Tree = dict[str, Any]

_WORD: Final = "QZKX"
# Below 2^53, from where on JSON-LD has to write integers otherwise.
_NUMBER: Final = 4_000_000_000_000_000
_LETTERS: Final = str.maketrans("0123456789", "ABCDEFGHIJ")
_YEAR: Final = 8000


class Marked:
    """A resource in normal form with marks in it; `pointers` says where each mark stands.

    Of the marks, `sequences` are in the place of sequences, and `dates` in that of dates.
    """

    def __init__(self, tree: Mapping[str, Any], model: Model) -> None:
        self._model = model
        self.pointers: dict[str | int, str] = {}
        self.sequences: set[str] = set()
        self.dates: set[str] = set()
        type_ = model.types[tree["resourceType"]]
        rest = {key: value for key, value in tree.items() if key != "resourceType"}
        self.tree = {"resourceType": type_.name} | self._node(rest, type_, "")

    def _node(self, node: Mapping[str, Any], type_: Type, at: str) -> Tree:
        made = {}
        for key, value in node.items():
            prop = type_.properties[key]
            if prop.many and treatment(prop) != "whole":
                made[key] = [
                    self._value(item, prop, type_, f"{at}/{key}/{n}")
                    for n, item in enumerate(value)
                ]
            else:
                made[key] = self._value(value, prop, type_, f"{at}/{key}")
        return made

    def _value(self, value: Any, prop: Property, type_: Type, at: str) -> Any:
        inner, how = inner_type(prop, self._model), treatment(prop)
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
