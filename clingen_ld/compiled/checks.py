"""Checks of decoded resources, generated from the model: three functions for each type.

`normal` is for reading: it decides whether a message is in normal form. `accept` is for validation:
it decides whether there is nothing that `clingen_ld.validation.structure` finds. `right` decides
both in one go, in two thirds of the time. All only accept; what they refuse is read and explained
by the standard path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from clingen_ld.compiled.resources import Compiled, PythonSource, Structs, is_required
from clingen_ld.graph.values import date_datatype
from clingen_ld.model import (
    NOT_BLANK,
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

    `accept` takes a resource that passed `normal`, and whether it is subsetted, so that nothing is
    missing in it.
    """

    normal: Mapping[type[Compiled], Callable[[Any], bool]]
    accept: Mapping[type[Compiled], Callable[[Any, bool], bool]]
    right: Mapping[type[Compiled], Callable[[Any], bool]]


def make_checks(structs: Structs, model: Model, base: str) -> Checks:
    """The checks of resources of all types."""
    scope: dict[str, Any] = {"upstream": _upstream}
    pattern = xpath_pattern(model.types["Reference"].properties["reference"].pattern or "")
    scope["known_references"], scope["relative"] = _remembered(*_relative(base, pattern))
    scope |= {f"no_{name}": struct.empty for name, struct in structs.items()}
    source = PythonSource()
    for name, asked in _ASKED.items():
        checks = _CheckSource(source, model, scope, name, asked)
        for type_ in model.resources.values():
            checks.write(type_)
    exec(compile(source.text(), "<generated: checks>", "exec"), scope)
    return Checks(*(
        {structs[name]: scope[f"{check}_{name}"] for name in model.resources} for check in _ASKED
    ))  # fmt: skip


def _remembered(
    test: Callable[[str], object], other: Callable[[str], object] = lambda _: False
) -> tuple[set[str], Callable[[str], bool]]:
    """The last texts that passed one of two tests, which many messages have, and the test of
    others."""
    known: set[str] = set()

    def passes(text: str) -> bool:
        if not (test(text) or other(text)):
            return False
        if len(known) >= _REMEMBERED:
            known.clear()
        known.add(text)
        return True

    return known, passes


_REMEMBERED: Final = 8192


def _all_of(tests: list[Callable[[str], object]]) -> Callable[[str], object]:
    return tests[0] if len(tests) == 1 else lambda text: all(test(text) for test in tests)


def _patterns(prop: Property) -> list[Callable[[str], object]]:
    """The pattern that the texts of a property match, if there is one of more than blanks."""
    if prop.pattern is None or prop.pattern == NOT_BLANK:
        return []
    return [xpath_pattern(prop.pattern).search]


def _relative(
    base: str, pattern: re.Pattern[str]
) -> tuple[Callable[[str], object], Callable[[str], object]]:
    """Whether a reference is in normal form and matches a pattern: a plain one, and any."""
    plain = re.compile(f"(?={pattern.pattern}){PLAIN_REFERENCE.pattern}", pattern.flags)

    @lru_cache(maxsize=1024)
    def any_(reference: str) -> bool:
        is_normal = relative_reference(reference, base) == reference
        return is_normal and pattern.search(reference) is not None

    return plain.fullmatch, any_


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


def is_date_time(value: str) -> bool:
    """Whether a text is a date with a time."""
    return date_datatype(value) == XSD + "dateTime"


Path = tuple[str, ...]
"""The names of the objects around one, and its own, in the source."""


_NORMAL: Final = "normal form"
"""All that the normal form writes in one way, and decoding takes in several."""
_ACCEPTABLE: Final = "acceptable"
"""All else that decoding leaves open; of a `partial` resource, not what is missing."""
_ASKED: Final = {
    "normal": (_NORMAL,), "accept": (_ACCEPTABLE,), "right": (_NORMAL, _ACCEPTABLE),
}  # fmt: skip
"""What each function asks for, by its name."""


class _CheckSource:
    """Functions on their way; in them `x` is the resource, and what is in it has its own name."""

    def __init__(
        self,
        source: PythonSource,
        model: Model,
        scope: dict[str, Any],
        name: str,
        asked: tuple[str, ...],
    ) -> None:
        self._source, self._model, self._scope = source, model, scope
        self._name, self._asks = name, asked
        self._written: set[str] = set()

    def write(self, type_: Type) -> None:
        """Add the function of a type, after those that it calls."""
        if type_.name in self._written:
            return
        self._written.add(type_.name)
        lines = self._of(type_, ("x",))
        with self._source.block(f"def {self._name}_{type_.name}(x, partial=False)"):
            self._source.add(*lines, "return True")

    def _of(self, type_: Type, path: Path) -> list[str]:
        """What is asked of the object at the end of a path: lines that return False if it fails."""
        props, node = type_.properties.values(), path[-1]
        lines = [line for prop in props for line in self._property(prop, type_, path)]
        if type_.name == "ReferenceCoordinate" and _NORMAL in self._asks:
            given = f"{node}.start.externalOffsetLength is not None"
            lines.append(f"if {given} and upstream({node}.start, {node}.end): return False")
        return lines

    def _property(self, prop: Property, type_: Type, path: Path) -> list[str]:
        value, given = _variable(path, prop), f"{path[-1]}.{prop.name}"
        lines = self._value(prop, (*path, value))
        if lines and prop.many:
            lines = [f"for {value} in {given}:", *_indented(lines)]
        elif lines:
            guard = self._present(prop, type_, value)
            lines = [f"if {guard}:", *_indented(lines)] if guard else lines
            lines = [f"{value} = {given}", *lines]
        return lines + self._count(prop, type_, given) if _ACCEPTABLE in self._asks else lines

    def _value(self, prop: Property, path: Path) -> list[str]:
        """What is asked of a value of a property, at the end of a path."""
        inner, found = self._model.object_type(prop), list[str]()
        if inner is not None:
            found += self._object(inner, path)
        if _NORMAL in self._asks:
            found += self._normal(prop, path[-1])
        if _ACCEPTABLE in self._asks and inner is None:
            found += self._plain(prop, path[-1])
        return found

    def _object(self, inner: Type, path: Path) -> list[str]:
        """What is asked of an object of a type: in place, or by a function if long."""
        lines = self._of(inner, path)
        if len(lines) <= _SHORT:
            return lines
        self.write(inner)
        return [f"if not {self._name}_{inner.name}({path[-1]}): return False"]

    def _present(self, prop: Property, type_: Type, value: str) -> str:
        """Whether a value of a property is there; empty for one that always is."""
        if is_required(prop, type_):
            return ""
        if prop.many:
            return value
        inner = self._model.object_type(prop)
        return f"{value} is not {'None' if inner is None else f'no_{inner.name}'}"

    def _constant(self, name: str, value: object) -> str:
        """The name of a value in the functions' scope."""
        self._scope[name] = value
        return name

    def _normal(self, prop: Property, value: str) -> list[str]:
        """Whether a value is as the normal form writes it."""
        found = []
        if prop.owner == "Reference" and prop.name == "reference":
            known = f"{value} not in known_references"
            found.append(f"if {known} and not relative({value}): return False")
        values = self._model.value_sets.get(prop.value_set or "")
        if values is not None and values.by_spelling:
            spelled = f"spelled_{_identifier(prop.value_set or '')}"
            self._constant(spelled, frozenset(values.by_spelling))
            if self._model.object_type(prop) is None:
                found.append(f"if {value} in {spelled}: return False")
            else:
                found.append(f"for coding in {value}.coding:")
                found.append(f"    if coding.code in {spelled}: return False")
        return found

    def _count(self, prop: Property, type_: Type, given: str) -> list[str]:
        """Whether there are as many values of a property as there may be."""
        lines = []
        if prop.many and prop.published_maximum is not None:
            lines.append(f"if len({given}) > {prop.published_maximum}: return False")
        guard = self._present(prop, type_, given)
        if (prop.minimum or prop.published_minimum) and guard:
            is_excused = type_.kind == "resource" and prop.name != "id"
            unless = "not partial and " if is_excused else ""
            lines.append(f"if {unless}not ({guard}): return False")
        return lines

    def _plain(self, prop: Property, value: str) -> list[str]:
        """Whether a plain value is acceptable."""
        name = f"{_identifier(prop.owner)}_{prop.name}"
        lines, tests = [], _patterns(prop)
        if prop.owner == "Reference" and prop.name == "reference":
            return []  # which is asked of the normal form
        if prop.kind == "code":
            codes = frozenset(self._model.value_sets[prop.value_set or ""].codes)
            lines.append(
                f"if {value} not in {self._constant(f'codes_{name}', codes)}: return False"
            )
        if prop.choices:
            choices = self._constant(f"choices_{name}", frozenset(prop.choices))
            lines.append(f"if {value} not in {choices}: return False")
        if prop.kind in _TIMES:
            tests.append(_TIMES[prop.kind])
        if prop.pattern == NOT_BLANK:
            lines.append(f"if {value}.isspace(): return False")
        if tests and prop.name == "id":  # which no other message has
            passes = self._constant(f"passes_{name}", _all_of(tests))
            lines.append(f"if not {passes}({value}): return False")
        elif tests:
            known, test = _remembered(_all_of(tests))
            fails = f"not {self._constant(f'passes_{name}', test)}({value})"
            known_name = self._constant(f"known_{name}", known)
            lines.append(f"if {value} not in {known_name} and {fails}: return False")
        return lines


_TIMES: Final[Mapping[str, Callable[[str], object]]] = {
    "dateTime": date_datatype, "instant": is_date_time,
}  # fmt: skip
_SHORT: Final = 32
"""What is asked of an object in more lines has a function."""


def _variable(path: Path, prop: Property) -> str:
    """The name of a property's value that is not in an object of that name."""
    return prop.name if prop.name not in path else f"{path[-1]}_{prop.name}"


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _identifier(name: str) -> str:
    return re.sub(r"\W", "_", name)
