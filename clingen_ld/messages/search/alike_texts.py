"""A search for alleles in texts that are alike, as those of one export are.

The first texts are walked, and show the shape of all: which keys the objects have, of what kinds
the values are, and where alleles stand. From it structs are made and a function is generated. What
decodes into the structs has no other keys and kinds, so that only the places of alleles and the
strings are looked at. Any other text is walked, and adds to the shape.

A statement of VA-Spec takes 9 µs so, of which decoding is 4; decoding and walking it take 25.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Final, Literal, NamedTuple, Union

from msgspec import UNSET, DecodeError, UnsetType, defstruct
from msgspec.json import Decoder, decode

from clingen_ld.compiled.resources import PythonSource
from clingen_ld.messages.search.shape import Shape
from clingen_ld.messages.search.walk import (
    CODED,
    IDS,
    NAMES,
    OWN,
    VA,
    Found,
    id_of,
    in_array,
    in_object,
    name_of,
    named,
    search,
)
from clingen_ld.model import escape

_ALONE: Final = 200
_SAMPLE: Final = 100
"""To generate takes as long as to walk some hundred texts."""
_LARGEST: Final = 2_000
"""A shape of more places than this is not one of records."""
_ESCAPED: Final = re.compile(rb"\\u00[2-7]")
"""An escaped letter."""

Row = tuple[str, int, str, str, str, str]
"""A found allele as a plain tuple, which takes less time than a named one: file, line, pointer,
kind, id and name."""
_Search = Callable[[bytes, str, int], list[Row] | None]


class AlikeTexts:
    """Searches one text after another.

    `alone` texts are walked before a shape is sought, which `sample` more texts show.
    """

    def __init__(self, alone: int = _ALONE, sample: int = _SAMPLE) -> None:
        self._shape = Shape()
        self._quick: _Search | None = None
        self._walked = self._since = 0
        self._alone, self._due, self._limit = alone, alone + sample, 8
        self._is_over = False

    def search(self, text: bytes, file: str, line: int) -> list[Row]:
        """The alleles in a JSON text on a line of a file, as the walk finds them.

        Raises DecodeError, UnicodeError or RecursionError for what msgspec does not decode.
        """
        if self._quick is not None:
            self._since += 1
            try:
                quick = self._quick(text, file, line)
            except (DecodeError, UnicodeError, RecursionError):
                quick = None
            if quick is not None:
                return quick
        value = decode(text)
        found = search(value)
        if not self._is_over:
            self._learn(value, found)
        return [(file, line, at, kind, id_, name) for at, kind, id_, name in found]

    def _learn(self, value: Any, found: Found) -> None:
        """Add a walked text to the shape, and generate the search when that is due."""
        self._walked += 1
        if self._walked <= self._alone:
            return
        self._shape.add(value, "", {at: kind for at, kind, *_ in found})
        if self._walked < self._due:
            return
        is_rare = self._quick is None or self._since >= 2 * self._limit
        are_alike = is_rare and self._shape.size() < _LARGEST
        self._quick = _Making(self._shape).search() if are_alike else None
        if self._quick is None:
            self._is_over, self._shape = True, Shape()
        self._limit *= 2
        self._since, self._due = 0, self._walked + self._limit


class _Making:
    """Makes the search of the texts of a shape."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._source = PythonSource()
        self._orders: list[list[bytes]] = []
        self._scope: dict[str, Any] = {
            "VA": VA, "id_of": id_of, "in_array": in_array, "in_object": in_object,
            "is_in_order": _is_in_order, "name_of": name_of, "named": named,
            "orders": self._orders,
        }  # fmt: skip
        self._names = 0
        self._structs: dict[Shape, str] = {}

    def search(self) -> _Search | None:
        """The search; None for texts that are no objects, or are walked.

        It gives None for a text of another shape, and raises what the decoder raises.
        """
        shape, source = self._shape, self._source
        shape.settle(False)
        if shape.kinds != {dict} or shape.is_walked:
            return None
        self._scope["decode"] = Decoder(self._type(shape)).decode
        with source.block("def search(text, file, line)"):
            source.add("x = decode(text)", "rows = []")
            self._add(shape, "x", "", _Key(None, "None", False), True)
            with source.block("if len(rows) > 1 and not is_in_order(text, orders)"):
                source.add("return None")
            source.add("return rows")
        exec(compile(source.text(), "<generated: search for alleles>", "exec"), self._scope)
        search: _Search = self._scope["search"]
        return search

    def _type(self, shape: Shape) -> Any:
        """The type that the values of a shape are decoded into."""
        types: list[Any] = []
        for kind in shape.kinds:
            if kind is dict:
                types.append(dict if shape.is_walked else self._struct(shape))
            elif kind is list and shape.is_walked:
                types.append(list)
            elif kind is list:
                item = self._type(shape.item) if shape.item and shape.item.kinds else None
                types.append(list[item])  # type: ignore[valid-type]
            elif kind is str and shape.is_coded:
                types.append(Literal[tuple(shape.values)])
            else:
                types.append(int | float if kind in (int, float) else kind)
        return Union[tuple(types)]  # noqa: UP007 (they are not known before)

    def _struct(self, shape: Shape) -> type:
        fields: list[Any] = []
        for number, (key, field) in enumerate(shape.fields.items()):
            if shape.allele is not None and key in NAMES and key in OWN:
                type_: Any = Any
            elif key == "type" and shape.types:
                type_ = Literal[tuple(shape.types)]
            else:
                type_ = self._type(field)
            if shape.requires(key):
                fields.append((f"f{number}", type_))
            else:
                optional = Union[type_, UnsetType]  # noqa: UP007 (Any has no |)
                fields.append((f"f{number}", optional, UNSET))
        struct = defstruct(
            "Alike", fields, rename={f"f{n}": key for n, key in enumerate(shape.fields)},
            forbid_unknown_fields=True, gc=False, kw_only=True,
        )  # fmt: skip
        self._structs[shape] = f"S{len(self._structs)}"
        self._scope[self._structs[shape]] = struct
        return struct

    def _variable(self) -> str:
        self._names += 1
        return f"v{self._names}"

    def _when(self, several: bool, var: str, kind: str) -> AbstractContextManager[None]:
        """A test of the kind of a variable, where that is needed."""
        test = f"if {var}.__class__ is {kind}"
        return self._source.block(test) if several else nullcontext()

    def _add(self, shape: Shape, var: str, at: str, key: _Key, is_free: bool) -> None:
        """Add the search of a variable.

        `at` is the pointer, with the names of variables in braces; `is_free` as in the walk.
        """
        source, kinds = self._source, shape.kinds
        several = key.may_lack or len(kinds) > 1
        if str in kinds and is_free and not shape.is_coded:
            test = f"(':' in {var} or {var}[1:2] == 'A') and (name := named({var}, {key.said}))"
            with self._when(several, var, "str"), source.block(f"if {test}"):
                found = f"rows.append((file, line, f'{at}', *name, ''))"
                source.add(found if shape.is_found else "return None")
        if dict in kinds and shape.is_walked:
            with self._when(several, var, "dict"):
                self._add_walk(f"in_object({var}, f'{at}', {is_free}, found)")
        elif dict in kinds and self._matters(shape, is_free, dict):
            with self._when(several, var, self._structs[shape]):
                self._add_object(shape, var, at, is_free)
        if list in kinds and shape.is_walked:
            with self._when(several, var, "list"):
                self._add_walk(f"in_array({var}, f'{at}', {is_free}, {key.name!r}, found)")
        elif shape.item is not None and self._matters(shape, is_free, list):
            number, item = self._variable(), self._variable()
            with (
                self._when(several, var, "list"),
                source.block(f"for {number}, {item} in enumerate({var})"),
            ):
                inner = _Key(None, repr(key.name), False)
                self._add(shape.item, item, f"{at}/{{{number}}}", inner, is_free)

    def _add_walk(self, call: str) -> None:
        self._source.add("found = []", call, "rows += [(file, line, *each) for each in found]")

    def _add_object(self, shape: Shape, var: str, at: str, is_free: bool) -> None:
        """Add the search of a variable that is a struct."""
        source = self._source
        places = {key: f"{var}.f{number}" for number, key in enumerate(shape.fields)}
        if shape.allele is not None:
            id_ = self._said(shape, places, IDS, "id", "id_of")
            name = self._said(shape, places, NAMES, "name", "name_of")
            source.add(f"rows.append((file, line, f'{at}', {shape.allele!r}, {id_}, {name}))")
            is_free = False
        order = [key for key in shape.searched() if shape.fields[key].has_some()]
        if len(order) > 1:
            self._orders.append([f'"{key}"'.encode() for key in order])
        for key in shape.searched():
            field = shape.fields[key]
            is_id = key == "id" and shape.allele is None and str in field.kinds
            if key == "type" or not (is_id or self._matters(field, is_free)):
                continue
            value = self._variable()
            source.add(f"{value} = {places[key]}")
            if is_id:
                with source.block(f"if {value}.__class__ is str and {value}[:9] == VA"):
                    source.add("return None")
            said = repr(key)
            if key in CODED and "system" in places:
                system = places["system"]
                said = f"({system} if {system}.__class__ is str else {said})"
            named_by = _Key(key, said, not shape.requires(key))
            self._add(field, value, f"{at}/{escape(key)}", named_by, is_free)

    def _said(
        self, shape: Shape, places: dict[str, str], keys: Collection[str], key: str, by: str
    ) -> str:
        """The expression for the id or name of an allele, which some keys have."""
        has = [each for each in keys if each in places]
        if has == [key] and shape.requires(key) and shape.fields[key].kinds == {str}:
            return places[key]
        given = ", ".join(f"{each!r}: {places[each]}" for each in has)
        return f"{by}({{{given}}})" if has else "''"

    def _matters(self, shape: Shape, is_free: bool, kind: type | None = None) -> bool:
        """Whether values of a shape, or those of a kind, are looked at."""
        if kind is None and is_free and str in shape.kinds and not shape.is_coded:
            return True
        if shape.is_walked or (kind is not list and shape.allele is not None):
            return True
        if kind is not dict and shape.item is not None and self._matters(shape.item, is_free):
            return True
        if kind is list:
            return False
        fields = shape.fields
        has_id = "id" in fields and str in fields["id"].kinds
        return has_id or any(
            self._matters(field, is_free) for key, field in fields.items() if key != "type"
        )


class _Key(NamedTuple):
    """What has a value: its key, None in an array; the expression of what a string is judged by;
    and whether there may be none."""

    name: str | None
    said: str
    may_lack: bool


def _is_in_order(text: bytes, orders: list[list[bytes]]) -> bool:
    """Whether keys certainly stand in these orders, each in one object."""
    if b"\\" in text and _ESCAPED.search(text) is not None:
        return False
    for keys in orders:
        last = -1
        for key in keys:
            at = text.find(key)
            if at >= 0:
                if at < last:
                    return False
                last = text.rfind(key)
    return True
