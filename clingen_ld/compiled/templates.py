"""Graphs read by what the writer gives of resources like theirs.

Resources that have the same properties, codes and numbers of values differ in their texts, numbers,
dates and references alone, and so do their lines and their JSON. So the writers are asked once for
both, with marks in the place of these values: the text between marks is what others of that make
have as well. Reading one is comparing such texts, and putting the values between them into JSON,
which is decoded in one step. Lines are not even looked for, and nothing is written again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from msgspec import MsgspecError
from msgspec.json import encode
from msgspec.structs import replace

from clingen_ld.compiled.engine import Decoded, Engine
from clingen_ld.compiled.extension_quads import END, ROOT, is_elsewhere, is_node
from clingen_ld.compiled.quads import KNOWN, date_term, make_targets
from clingen_ld.compiled.resources import Compiled
from clingen_ld.model import Model, Property, Type, relative_reference

_TERM: Final = "\x02"
"""What stands in lines for the value before, which a statement about it repeats."""
_MARK: Final = "Hole/"
_NUMBER: Final = 7_346_190_028_000_000
_MARKS: Final = _MARK, str(_NUMBER)[:10]
_SAME: Final = ("Coding", "CodeableConcept")
"""Types whose objects are the same in message after message: they are compared as a whole."""
_NAMED: Final = "system"
"""So are the names of systems, which are few."""
_MOST: Final = 4096
"""After so many resources of other makes, no more are learned."""
_WIDEST: Final = 64
"""The most texts that are tried behind the same beginning."""

Read = Callable[[str], str | None]
"""Takes what a hole has, and gives that as it is in JSON; None if the writer gives another term."""


class Step(NamedTuple):
    """A text of lines up to a hole, or up to their end."""

    text: list[str]
    """It is apart where the IRI of the resource stands: to join is twice as fast as to replace."""
    repeats: bool
    json: str
    stop: str
    """What is right behind the hole; nothing at the end."""
    read: Read | None
    then: list[Step]
    lines: int
    """The number of all lines, at their end."""


class _Hole(NamedTuple):
    """What is in the place of a value, in lines and in JSON."""

    term: str
    json: str
    stop: str
    read: Read | None


class Templates:
    """Reads graphs whose lines end with an end of their own, which may have `ROOT`."""

    def __init__(self, engine: Engine, end: str) -> None:
        self._engine = engine
        self._end = end
        self._first: list[Step] = []
        self._left = _MOST
        self._reference = _reference(engine.base)

    def read(self, text: str, at: int) -> tuple[tuple[Decoded, bytes], int, int] | None:
        """The resource of a graph that begins at a place, the text to decode it from again, where
        the graph ends, and the number of its lines; None if that is like no other.
        """
        root = text[at + 1 : text.find(">", at)]
        more = f"<{root}>", f"<{root}#"
        json: list[str] = []
        steps, term = self._first, ""
        while True:
            for n, step in enumerate(steps):
                expected = root.join(step.text)
                if step.repeats:
                    expected = expected.replace(_TERM, term)
                end = at + len(expected)
                if text.startswith(expected, at) and (step.stop or not text.startswith(more, end)):
                    if n:  # so that what is frequent is tried first
                        steps[n - 1], steps[n] = step, steps[n - 1]
                    break
            else:
                return None
            _, _, shown, stop, value_of, steps, lines = step
            if not stop:
                json.append(shown)
                found = self._decoded(root, "".join(json))
                return None if found is None else (found, end, lines)
            at, end = end, text.find(stop, end)
            term = text[at:end]
            value = term if value_of is None else value_of(term)
            if value is None:
                return None
            json += (shown, value)
            at = end

    def _decoded(self, root: str, json: str) -> tuple[Decoded, bytes] | None:
        try:
            return self._engine.read_encoded(json.encode(), root)
        except (MsgspecError, ValueError):
            return None

    def learn(self, found: Decoded, text: bytes) -> None:
        """Note how resources like one, with the text it was decoded from, are written."""
        if not self._left or found.escapes or any(mark.encode() in text for mark in _MARKS):
            return
        self._left -= 1
        engine = self._engine
        marks = _Marks(engine.model, engine.base, self._reference)
        try:
            resource = marks.marked(replace(found.resource, iri=None))
        except _UnusualError:
            return
        lines = engine.lines(resource)
        count, lines = lines.count(END), lines.replace(END, self._end)
        json, steps, last = encode(resource).decode(), self._first, _TERM
        for hole in (*marks.holes, None):
            if hole is None:
                piece, shown = lines, json
                hole = _Hole("", "", "", None)
            else:
                piece, _, lines = lines.partition(hole.term)
                shown, _, json = json.partition(hole.json)
            piece = piece.replace(last, _TERM)
            if any(mark in piece or mark in shown for mark in _MARKS):  # in another order
                return
            last, parts = hole.term, piece.split(ROOT)
            for step in steps:
                if (step.text, step.stop, step.json) == (parts, hole.stop, shown):
                    break
            else:
                if len(steps) >= _WIDEST:
                    return
                step = Step(parts, _TERM in piece, shown, hole.stop, hole.read, [], count)
                steps.append(step)
            steps = step.then


class _UnusualError(Exception):
    """A resource has a value whose lines may depend on others."""


class _Marks:
    """Puts marks in the place of the values of a resource."""

    def __init__(self, model: Model, base: str, reference: Read) -> None:
        self._model, self._base, self._reference = model, base, reference
        self.holes: list[_Hole] = []

    def marked(self, x: Compiled) -> Compiled:
        """An object with marks in the order of its properties."""
        type_ = self._model.types[x.__class__.__name__]
        changed = {
            prop.name: self._value(x.raw(prop.name), prop, type_)
            for prop in type_.properties.values()
            if x.has(prop.name)
        }
        others: dict[str, Any] | None = x.extensions  # type: ignore[attr-defined]
        if others is not None:
            changed["extensions"] = self._object(others)
        return replace(x, **changed)

    def _value(self, value: Any, prop: Property, owner: Type) -> Any:
        if value.__class__ is tuple:
            return tuple([self._value(each, prop, owner) for each in value])
        if (inner := self._model.object_type(prop)) is not None:
            return value if inner.name in _SAME else self.marked(value)
        if prop.kind in ("code", "boolean") or prop.name == _NAMED:
            return value
        if prop.kind == "integer":
            return self._number()
        mark = self._mark()
        hole = _Hole(mark, mark, '"', None)
        if owner is self._model.reference_type and prop.name == "reference":
            hole = _Hole(f"<{self._base}{mark}>", mark, " ", self._reference)
        elif prop.kind in ("dateTime", "instant"):
            hole = _Hole(f'"{mark}"', mark, " ", _date)
        self.holes.append(hole)
        return mark

    def _object(self, value: dict[str, Any]) -> dict[str, Any]:
        """An object that the model does not know."""
        if value.keys() == {"@id"}:
            link = f"urn:{self._mark()}"
            self.holes.append(_Hole(f"<{link}>", link, " ", _link))
            return {"@id": link}
        if any(key[:1] == "@" for key in value):
            raise _UnusualError
        return {key: self._unknown(inner) for key, inner in sorted(value.items())}

    def _unknown(self, value: Any) -> Any:
        kind = value.__class__
        if kind is str:
            mark = self._mark()
            self.holes.append(_Hole(mark, mark, '"', None))
            return mark
        if kind is int:
            return self._number()
        if kind is dict:
            return self._object(value)
        if kind is list and (len(value) == 1 or all(map(is_node, value))):
            return [self._unknown(each) for each in value]
        if kind is list and all(each.__class__ in (str, int) for each in value):
            return value  # the order of which decides what is written
        raise _UnusualError

    def _mark(self) -> str:
        return f"{_MARK}{len(self.holes)}~"

    def _number(self) -> int:
        number = _NUMBER + len(self.holes)
        self.holes.append(_Hole(str(number), str(number), '"', _digits))
        return number


def _link(term: str) -> str | None:
    name = term[1:-1]
    return name if term == f"<{name}>" and '"' not in name and is_elsewhere(name) else None


def _digits(term: str) -> str | None:
    return term if term.isdigit() else None


@lru_cache(maxsize=KNOWN)
def _date(term: str) -> str | None:
    value = term[1 : term.rfind('"')]
    return value if date_term(value) == term else None


def _reference(base: str) -> Read:
    target = make_targets(base)

    @lru_cache(maxsize=KNOWN)
    def reference(term: str) -> str | None:
        value = relative_reference(term[1:-1], base)
        return value if target(value) == term and '"' not in value else None

    return reference
