"""Messages that programs write as JSON-LD in the project's context, as texts of resource-json.

What PyLD made of the first of them holds for all texts that differ from it in own values alone:
so these are put into the text of resource-json that it came to, and the direct path goes on from
there. It is a fifth of one per cent of the work.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from clingen_ld.compiled.marking import Marked
from clingen_ld.compiled.n_quads import Memory
from clingen_ld.compiled.signature import Own
from clingen_ld.compiled.texts import STEP_GROUP, TEXT_GROUP, chosen
from clingen_ld.messages.json_ld.writing import to_json_ld
from clingen_ld.model import Model

# Above 2^53, JSON-LD processors make other numbers of integers.
_POSITION: Final = r"(0|[1-9][0-9]{0,14})"
_SEQUENCE: Final = r"([A-Za-z]+)"
# The ways in which programs put the signs between values.
_SEPARATORS: Final = ((",", ":"), (", ", ": "))
_MOST: Final = 64
"""The most shapes with one number of quotation marks."""
_LONGEST: Final = 16_384
_DIGIT: Final = re.compile("[0-9]")
# A date that is shorter, a year alone say, may be part of another text.
_DAY: Final = len("2026-11-23")


class _Shape:
    """Texts that differ in their own values alone, and what they are as resource-json."""

    def __init__(self, pattern: str, form: str, order: list[int]) -> None:
        """`form` has a %s for each own value; `order` says which group of the pattern it is."""
        self._match = re.compile(pattern).fullmatch
        self._form = form
        self._chosen = chosen(order)

    def resource_json(self, text: str) -> str | None:
        """A text as resource-json; None when it is not of this shape."""
        found = self._match(text)
        return None if found is None else self._form % self._chosen(found.groups())


@dataclass(slots=True)
class JsonLdTexts:
    """The shapes of JSON-LD that were met."""

    model: Model
    base: str
    _shapes: dict[int, list[_Shape]] = field(default_factory=dict)

    def resource_json(self, text: bytes) -> bytes | None:
        """A text of JSON-LD as resource-json; None when no text of its shape was met."""
        try:
            plain = text.decode()
        except UnicodeDecodeError:
            return None
        shapes = self._shapes.get(plain.count('"'), ())
        for n, shape in enumerate(shapes):
            found = shape.resource_json(plain)
            if found is not None:
                if n and isinstance(shapes, list):  # what comes often moves to the front
                    shapes[n - 1], shapes[n] = shape, shapes[n - 1]
                return found.encode()
        return None

    def learn(self, text: bytes, tree: Mapping[str, Any], memory: Memory) -> None:
        """Learn from a text what it is as a tree in normal form, if the text is as we write it.

        `memory` tells the own values of the tree.
        """
        plain = text.decode()
        shapes = self._shapes.setdefault(plain.count('"'), [])
        if len(shapes) >= _MOST or len(plain) > _LONGEST or "\\" in plain:
            return
        if memory.look(_text(tree).encode()) is None:
            return
        marks = Marked(tree, self.model)
        order = memory.order(marks)
        if order is None or any(len(date) < _DAY for date in marks.dates):
            return
        shape = self._shape(plain, marks, order)
        found = None if shape is None else shape.resource_json(plain)
        # The order of keys is that of the model in both.
        if shape is not None and found is not None and found == _text(tree):
            shapes.append(shape)

    def _shape(self, text: str, marks: Marked, order: Own) -> _Shape | None:
        places = {str(mark): n for n, mark in enumerate(order.values())}
        is_mark = re.compile("|".join(map(re.escape, places)))
        marked = to_json_ld(marks.tree, self.model, self.base)
        given = json.loads(text)
        separators = next((s for s in _SEPARATORS if _text(given, s) == text.rstrip()), None)
        if separators is None:
            return None
        pattern, groups, at = "", list[int](), 0
        source = _text(marked, separators)
        for mark in is_mark.finditer(source):
            place = places[mark[0]]
            pattern += re.escape(source[at : mark.start()])
            at = mark.end()
            if place in groups:
                pattern += rf"(?:\{groups.index(place) + 1})"
            else:
                groups.append(place)
                pattern += _group(place, order, marks)
        if len(groups) != len(places):
            return None
        pattern += re.escape(source[at:]) + r"[ \t\r\n]*"
        made = _text(marks.tree)
        form = is_mark.sub("%s", made.replace("%", "%%"))
        places_in_form = [groups.index(places[each]) for each in is_mark.findall(made)]
        return _Shape(pattern, form, places_in_form)


def _group(place: int, order: Own, marks: Marked) -> str:
    """What an own value is in a text that needs no escapes, as a group of a pattern."""
    if place < len(order.steps):
        return STEP_GROUP
    place -= len(order.steps)
    if place >= len(order.texts):
        return _POSITION
    mark = order.texts[place]
    if mark in marks.dates:
        return f"({_DIGIT.sub('[0-9]', re.escape(mark))})"
    return _SEQUENCE if mark in marks.sequences else TEXT_GROUP


def _text(tree: Mapping[str, Any], separators: tuple[str, str] = (",", ":")) -> str:
    return json.dumps(tree, ensure_ascii=False, separators=separators)
