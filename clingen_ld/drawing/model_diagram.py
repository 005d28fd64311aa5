"""The diagram of the model: its classes and parts with their properties, and its value sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from clingen_ld.drawing.canvas import LETTER, MARGIN, Canvas
from clingen_ld.drawing.charts import Drawn
from clingen_ld.model import Model, Property, Type, ValueSet
from clingen_ld.model.definitions import TypeKind

_ROW: Final = 17
_COLUMN: Final = 88
"""The room between two columns, for the lines from properties to parts."""
_KINDS: Final[tuple[TypeKind, ...]] = ("resource", "part", "data type")
_CODES: Final = 6
"""A value set shows so many of its codes."""


class _Box(NamedTuple):
    """A box with a heading and rows, each row in columns."""

    name: str
    rows: Sequence[tuple[str, ...]]

    @property
    def widths(self) -> list[float]:
        return [LETTER * (max(map(len, column)) + 2) for column in zip(*self.rows, strict=True)]

    @property
    def width(self) -> float:
        return max(LETTER * len(self.name), sum(self.widths)) + 16

    @property
    def height(self) -> float:
        return _ROW * (len(self.rows) + 1) + 14


def draw_model(model: Model) -> Drawn:
    """The model as a diagram: resources, their parts, data types, and value sets, by columns.

    Lines run from a property to the part that it holds, or to the resource that it refers to.
    """
    columns: list[list[_Box]] = [
        [_type_box(t) for t in model.types.values() if t.kind == kind] for kind in _KINDS
    ]
    sets = [_set_box(values) for values in model.value_sets.values()]
    half = len(sets) * 2 // 3  # The last ones are the long ones.
    columns += [sets[:half], sets[half:]]
    canvas = Canvas()
    canvas.text("The allele model", MARGIN, MARGIN + 12, "title")
    places: dict[str, tuple[float, float]] = {}
    x = float(MARGIN + 40)
    for boxes in columns:
        y, width = MARGIN + 40.0, max((box.width for box in boxes), default=0)
        for box in boxes:
            places[box.name] = x, y
            y += box.height + 22
        x += width + _COLUMN
    for boxes in columns:
        width = max((box.width for box in boxes), default=0)
        for box in boxes:
            if (type_ := model.types.get(box.name)) is not None:
                _lines(canvas, type_, model, places, width)
    for boxes in columns:
        width = max((box.width for box in boxes), default=0)
        for box in boxes:
            _draw(canvas, box, places[box.name], width)
    title = f"The allele model, version {model.version}"
    words = f"{title}. {' '.join(_in_words(t) for t in model.types.values())}"
    return Drawn(title, words, canvas.svg(title, words))


def _type_box(type_: Type) -> _Box:
    properties = type_.properties.values()
    return _Box(type_.name, [(p.name, p.cardinality, _holds(p)) for p in properties])


def _holds(prop: Property) -> str:
    """What a property holds, in a word or two."""
    if prop.kind == "reference":
        return f"→ {', '.join(prop.targets)}"
    return prop.value_set or prop.range or prop.kind


def _set_box(values: ValueSet) -> _Box:
    codes = list(values.codes.values())
    rows: list[tuple[str, ...]] = [(code.code, code.label) for code in codes[:_CODES]]
    if len(codes) > _CODES:
        rows.append((f"and {len(codes) - _CODES} more", ""))
    return _Box(values.name, rows)


def _draw(canvas: Canvas, box: _Box, place: tuple[float, float], width: float) -> None:
    x, y = place
    canvas.box(x, y, width, box.height, "cell")
    canvas.text(box.name, x + 8, y + _ROW, "group")
    for n, row in enumerate(box.rows, 1):
        left = x + 8
        for text, room in zip(row, box.widths, strict=True):
            style = "" if left == x + 8 else "quiet"
            canvas.text(text, left, y + _ROW * (n + 1), style)
            left += room


def _lines(
    canvas: Canvas,
    type_: Type,
    model: Model,
    places: Mapping[str, tuple[float, float]],
    width: float,
) -> None:
    """The lines from the properties of a type to the parts they hold or resources they refer to."""
    x, y = places[type_.name]
    for n, prop in enumerate(type_.properties.values(), 1):
        at = y + _ROW * (n + 1) - 4
        for target in _targets(prop):
            if target not in model.types or model.types[target].kind == "data type":
                continue
            left, top = places[target]
            top += _ROW - 4
            if left > x:
                bend = x + width + _COLUMN / 2
                canvas.path(f"M{x + width} {at} C{bend} {at} {bend} {top} {left} {top}", "line")
            elif left == x:
                canvas.path(f"M{x} {at} C{x - 40} {at} {x - 40} {top} {x} {top}", "line")


def _targets(prop: Property) -> Iterable[str]:
    """The types that a property holds or refers to."""
    return prop.targets if prop.kind == "reference" else filter(None, [prop.range])


def _in_words(type_: Type) -> str:
    told = ", ".join(f"{p.name} {p.cardinality}" for p in type_.properties.values())
    return f"{type_.name}: {told}."
