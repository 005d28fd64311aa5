"""Checks of decoded resources, generated from the model: two functions for each type.

`normal` is for reading: it tells whether a message is written in normal form. `accept` is for
validation: it tells whether there is nothing that `clingen_ld.validation.structure` finds. Both
only accept; what they refuse is read and explained by the standard path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from clingen_ld.compiled.resources import (
    Compiled,
    Source,
    Structs,
    is_present,
    is_required,
    types_of,
)
from clingen_ld.graph.literals import date_datatype
from clingen_ld.model import (
    PLAIN_REFERENCE,
    XSD,
    Model,
    Property,
    Type,
    relative_reference,
    xpath_pattern,
)


class Checks(NamedTuple):
    """The checks of resources, by their struct.

    `accept` takes the resource, and whether it is subsetted, so that nothing is missing in it.
    """

    normal: Mapping[type[Compiled], Callable[[Any], bool]]
    accept: Mapping[type[Compiled], Callable[[Any, bool], bool]]


def make_checks(structs: Structs, model: Model, base: str) -> Checks:
    """The checks of resources of all types."""
    scope: dict[str, Any] = {"relative": _relative(base), "upstream": _upstream}
    scope |= {"is_date": _is_date, "is_instant": is_date_time}
    scope["absent"] = {name: struct.empty for name, struct in structs.items()}
    source = Source()
    for type_ in types_of(model):
        _NormalSource(source, type_, model, scope).write()
        _AcceptSource(source, type_, model, scope).write()
    exec(compile(source.text(), "<generated: checks>", "exec"), scope)
    names = model.resources
    return Checks(
        {structs[name]: scope[f"normal_{name}"] for name in names},
        {structs[name]: scope[f"accept_{name}"] for name in names},
    )


def _relative(base: str) -> Callable[[str], bool]:
    is_plain = PLAIN_REFERENCE.fullmatch

    @lru_cache(maxsize=1024)
    def other(reference: str) -> bool:
        return relative_reference(reference, base) == reference

    def relative(reference: str) -> bool:
        """Whether a reference is in normal form."""
        return bool(is_plain(reference)) or other(reference)

    return relative


def _upstream(start: Any, end: Any) -> bool:
    """Whether upstream offsets are in the order that the normal form does not have."""
    low, high = start.externalOffsetLength, end.externalOffsetLength
    return (
        start.externalOffsetDirection == end.externalOffsetDirection == "-"
        and start.index == end.index
        and low is not None
        and high is not None
        and low < high
    )


def _is_date(value: str) -> bool:
    return date_datatype(value) is not None


def is_date_time(value: str) -> bool:
    """Whether a text is a date with a time."""
    return date_datatype(value) == XSD + "dateTime"


class _CheckSource:
    """A function of one type on its way; in it `x` is the struct."""

    def __init__(self, source: Source, type_: Type, model: Model, scope: dict[str, Any]) -> None:
        self._source, self._type, self._model, self._scope = source, type_, model, scope

    def _guard(self, prop: Property) -> str:
        """Whether `v`, the value of a property, is there; empty for one that always is."""
        return "" if is_required(prop, self._type) else is_present(prop, "v", self._model)

    def _constant(self, name: str, value: object) -> str:
        """The name of a value in the functions' scope."""
        self._scope[name] = value
        return name


class _NormalSource(_CheckSource):
    """Asks for all that the normal form writes in one way, and decoding takes in several."""

    def write(self) -> None:
        """Add the function."""
        source, type_ = self._source, self._type
        with source.block(f"def normal_{type_.name}(x)"):
            for prop in type_.properties.values():
                asked = self._asked(prop)
                if asked and prop.many:
                    source.add(f"for v in x.{prop.name}:", *[f"    {line}" for line in asked])
                elif asked and (guard := self._guard(prop)):
                    source.add(f"v = x.{prop.name}", f"if {guard}:")
                    source.add(*[f"    {line}" for line in asked])
                elif asked:
                    source.add(f"v = x.{prop.name}", *asked)
            if type_.name == "Reference":  # What is more in it is a statement about the link.
                source.add("if x.extensions is not None: return False")
            if type_.name == "ReferenceCoordinate":
                source.add("if upstream(x.start, x.end): return False")
            source.add("return True")

    def _asked(self, prop: Property) -> list[str]:
        """What is asked of the value `v` of a property."""
        found, inner = [], self._model.object_type(prop)
        if inner is not None and self._is_asked(inner):
            found.append(f"if not normal_{inner.name}(v): return False")
        if self._is_target(prop):
            found.append("if not relative(v): return False")
        if known := self._spellings(prop):
            name = self._constant(f"spelled_{_identifier(prop.value_set or '')}", known)
            test = f"v in {name}" if inner is None else f"any(c.code in {name} for c in v.coding)"
            found.append(f"if {test}: return False")
        return found

    def _is_asked(self, type_: Type) -> bool:
        """Whether there is anything to ask of the objects of a type."""
        return type_.name == "ReferenceCoordinate" or any(
            self._is_target(prop)
            or self._spellings(prop)
            or ((inner := self._model.object_type(prop)) is not None and self._is_asked(inner))
            for prop in type_.properties.values()
        )

    def _is_target(self, prop: Property) -> bool:
        return prop.owner == "Reference" and prop.name == "reference"

    def _spellings(self, prop: Property) -> frozenset[str]:
        values = self._model.value_sets.get(prop.value_set or "")
        return frozenset(values.by_spelling) if values is not None else frozenset()


class _AcceptSource(_CheckSource):
    """Asks for all that decoding leaves open."""

    def write(self) -> None:
        """Add the function; that of a resource is told whether nothing is missing."""
        source, type_ = self._source, self._type
        with source.block(f"def accept_{type_.name}(x, partial=False)"):
            for prop in type_.properties.values():
                self._property(prop)
            source.add("return True")

    def _property(self, prop: Property) -> None:
        source, guard = self._source, self._guard(prop)
        asked = self._asked(prop)
        if (prop.minimum or prop.published_minimum) and guard:
            is_excused = self._type.kind == "resource" and prop.name != "id"
            unless = "not partial and " if is_excused else ""
            source.add(f"v = x.{prop.name}", f"if {unless}not ({guard}): return False")
        if not asked:
            return
        source.add(f"v = x.{prop.name}")
        if not guard:
            source.add(*asked)
            return
        with source.block(f"if {guard}"):
            source.add(*asked)

    def _asked(self, prop: Property) -> list[str]:
        """What is asked of the value `v` of a property."""
        found = []
        if prop.many and prop.published_maximum is not None:
            found.append(f"if len(v) > {prop.published_maximum}: return False")
        inner = self._model.object_type(prop)
        test = f"accept_{inner.name}({{}})" if inner is not None else self._plain(prop)
        if test and (inner is None or self._is_asked(inner)):
            if prop.many:
                each = test.format("w")
                found += ["for w in v:", f"    if not {each}: return False"]
            else:
                found.append(f"if not {test.format('v')}: return False")
        return found

    def _is_asked(self, type_: Type) -> bool:
        """Whether there is anything to ask of the objects of a type."""
        return any(
            p.published_minimum
            or p.published_maximum is not None
            or self._is_asked_plain(p)
            or ((inner := self._model.object_type(p)) is not None and self._is_asked(inner))
            for p in type_.properties.values()
        )

    def _is_asked_plain(self, prop: Property) -> bool:
        return self._model.object_type(prop) is None and bool(self._plain(prop))

    def _plain(self, prop: Property) -> str:
        """The test of a plain value, to be filled in; empty for one that is always right."""
        tests = []
        name = f"{_identifier(prop.owner)}_{prop.name}"
        if prop.kind == "code":
            codes = self._model.value_sets[prop.value_set or ""].codes
            tests.append(f"{{0}} in {self._constant(f'codes_{name}', frozenset(codes))}")
        if prop.kind == "dateTime":
            tests.append("is_date({0})")
        if prop.kind == "instant":
            tests.append("is_instant({0})")
        if prop.pattern is not None:
            search = self._constant(f"pattern_{name}", xpath_pattern(prop.pattern).search)
            tests.append(f"{search}({{0}})")
        if prop.choices:
            tests.append(f"{{0}} in {self._constant(f'choices_{name}', frozenset(prop.choices))}")
        return f"({' and '.join(tests)})" if tests else ""


def _identifier(name: str) -> str:
    return re.sub(r"\W", "_", name)
