"""Diagrams of boxes and lines: of the model, and of an RDF graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import pyoxigraph as ox

from clingen_ld.display import cut
from clingen_ld.drawing.canvas import LETTER, MARGIN, Canvas
from clingen_ld.drawing.charts import Drawn
from clingen_ld.errors import UsageError
from clingen_ld.model import CLINGEN, Model, Property, Type, TypeKind, ValueSet, last_step

_ROW: Final = 17
_COLUMN: Final = 88
"""The room between two columns, for the lines from properties to parts."""
_KINDS: Final[tuple[TypeKind, ...]] = ("resource", "part", "data type")
_CODES: Final = 6
"""A value set shows so many of its codes."""


class _Box(NamedTuple):
    """A box with a heading and rows in columns; of these the first is quiet, or the others."""

    name: str
    rows: Sequence[tuple[str, ...]]
    starts_quiet: bool = False

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


def draw_type(model: Model, type_: Type) -> Drawn:
    """A type as a diagram: what refers to it, its properties, and what they hold."""
    canvas = Canvas()
    canvas.text(type_.name, MARGIN, MARGIN + 12, "title")
    own = _type_box(type_)
    users = list(_user_boxes(model, type_))
    held = list(_held_boxes(model, type_))
    top, left = MARGIN + 40.0, float(MARGIN)
    middle = left + max((box.width for box in users), default=-_COLUMN) + _COLUMN
    right = middle + own.width + _COLUMN
    _draw(canvas, own, (middle, top), own.width)
    for box, y in zip(users, _below(users, top), strict=True):
        width = max(each.width for each in users)
        for n in range(1, len(box.rows) + 1):
            _curve(canvas, left + width, y + _ROW * (n + 1) - 4, middle, top + _ROW - 4)
        _draw(canvas, box, (left, y), width)
    places = dict(zip((box.name for box in held), _below(held, top), strict=True))
    for n, prop in enumerate(type_.properties.values(), 1):
        at = top + _ROW * (n + 1) - 4
        for name in {*_targets(prop), prop.value_set} & places.keys():
            _curve(canvas, middle + own.width, at, right, places[str(name)] + _ROW - 4)
    for box in held:
        _draw(canvas, box, (right, places[box.name]), max(each.width for each in held))
    used = ", ".join(f"{box.name}.{row[0]}" for box in users for row in box.rows)
    words = _in_words(type_) + (f" It is held by {used}." if used else "")
    return Drawn(type_.name, words, canvas.svg(type_.name, words))


def _below(boxes: Iterable[_Box], y: float) -> Iterator[float]:
    """The upper edges of boxes, one below the other."""
    for box in boxes:
        yield y
        y += box.height + 22


def _curve(canvas: Canvas, x: float, y: float, left: float, top: float) -> None:
    """A line from the right edge of a box to the left edge of another."""
    bend = (x + left) / 2
    canvas.path(f"M{x} {y} C{bend} {y} {bend} {top} {left} {top}", "line")


def _user_boxes(model: Model, type_: Type) -> Iterator[_Box]:
    """The other types that hold a type or refer to it, with the properties that do."""
    for user in model.types.values():
        rows = [(p.name, p.cardinality) for p in user.properties.values()
                if type_.name in _targets(p)]  # fmt: skip
        if rows and user is not type_:
            yield _Box(user.name, rows)


def _held_boxes(model: Model, type_: Type) -> Iterator[_Box]:
    """What the properties of a type hold, each once: parts whole, resources by their name."""
    names = [name for prop in type_.properties.values()
             for name in (*_targets(prop), *filter(None, [prop.value_set]))]  # fmt: skip
    for name in dict.fromkeys(names):
        if (held := model.types.get(name)) is not None and held is not type_:
            yield _type_box(held) if held.kind == "part" else _Box(name, [(held.kind,)])
        elif name in model.value_sets:
            yield _set_box(model.value_sets[name])


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
            style = "quiet" if (left == x + 8) is box.starts_quiet else ""
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
    listed = ", ".join(f"{p.name} {p.cardinality}" for p in type_.properties.values())
    return f"{type_.name}: {listed}."


MOST_NODES: Final = 200
"""A picture has at most so many subjects and objects: more could not be read."""
_BETWEEN: Final = 90
_LETTERS: Final = 44
"""A name or a literal shows so many of its letters."""
_RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_STATEMENT: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement")

_Node = ox.NamedNode | ox.BlankNode
_Rows = dict[_Node, list[tuple[str, ox.Triple]]]


def draw_graph(quads: Iterable[ox.Quad]) -> Drawn:
    """A graph as a picture: subjects from left to right, as far as they are from the first.

    Raises `UsageError` for a graph of more than `MOST_NODES` nodes.
    """
    rows: _Rows = {}
    for quad in dict.fromkeys(each.triple for each in quads):
        if isinstance(quad.subject, _Node):
            rows.setdefault(quad.subject, []).append((_short(quad.predicate), quad))
    for subject in rows:
        rows[subject].sort(key=lambda row: (row[1].predicate.value != _RDF_TYPE, row[0]))
    columns = _columns(rows)
    if sum(map(len, columns)) > MOST_NODES:
        raise UsageError(
            f"a picture of a graph has at most {MOST_NODES} nodes; draw fewer messages"
        )
    canvas, places, widths = Canvas(), dict[_Node, tuple[float, float]](), dict[_Node, float]()
    boxes = {node: _node_box(node, rows) for column in columns for node in column}
    x = float(MARGIN)
    for column in columns:
        width = max((boxes[node].width for node in column), default=0.0)
        tops = _below([boxes[node] for node in column], float(MARGIN))
        for node, y in zip(column, tops, strict=True):
            places[node], widths[node] = (x, y), width
        x += width + _BETWEEN
    for node, statements in rows.items():
        for n, (_, triple) in enumerate(statements, 1):
            if isinstance(triple.object, _Node) and triple.object in places:
                _line(canvas, places, widths, node, triple.object, _ROW * (n + 1) - 4)
    for node, box in boxes.items():
        _draw(canvas, box, places[node], widths[node])
    words = " ".join(f"{_short(t.subject)} {name} {_short(t.object)}."
                     for statements in rows.values() for name, t in statements)  # fmt: skip
    return Drawn("The RDF graph", words, canvas.svg("The RDF graph", words))


def _columns(rows: _Rows) -> list[list[_Node]]:
    """The nodes by their distance from where the graph begins; at last what is about statements."""
    about = {node for node, found in rows.items() if any(_is_reified(t) for _, t in found)}
    others = [node for node in rows if node not in about]
    held = {triple.object for node in others for _, triple in rows[node]}
    seen, columns = set[_Node](), list[list[_Node]]()
    # Of a circle that nothing leads to, all are in one column.
    for starts in ([node for node in others if node not in held], others, list(rows)):
        waiting = [node for node in starts if node not in seen]
        while waiting:
            columns.append(waiting)
            seen.update(waiting)
            objects = (triple.object for node in waiting for _, triple in rows[node])
            found = (each for each in objects if isinstance(each, _Node) and each in rows)
            waiting = [each for each in dict.fromkeys(found) if each not in seen]
    return columns


def _is_reified(triple: ox.Triple) -> bool:
    return triple.predicate.value == _RDF_TYPE and triple.object == _STATEMENT


def _short(term: object) -> str:
    """A term in a few letters: the end of an IRI, the text of a literal."""
    if isinstance(term, ox.NamedNode):
        text = term.value.removeprefix(CLINGEN)
        if text == term.value:
            text = term.value.partition("#")[2].strip("/") or last_step(term.value)
    elif isinstance(term, ox.Literal):
        text = f"“{term.value}”"
    else:
        text = "[ ]" if isinstance(term, ox.BlankNode) else "<< >>"
    return cut(text, _LETTERS)


def _node_box(node: _Node, rows: _Rows) -> _Box:
    """The box of a node: with an arrow for an object that has one, too."""
    values = [
        (name, "→" if isinstance(t.object, _Node) and t.object in rows else _short(t.object))
        for name, t in rows.get(node, ())
    ]
    return _Box(_short(node), values, starts_quiet=True)


def _line(
    canvas: Canvas,
    places: Mapping[_Node, tuple[float, float]],
    widths: Mapping[_Node, float],
    node: _Node,
    to: _Node,
    at: float,
) -> None:
    (x, y), (left, top) = places[node], places[to]
    start, end = x + widths[node], top + _ROW - 4
    if left > x:
        _curve(canvas, start, y + at, left, end)
    else:  # back, or within a column
        far = max(start, left + widths[to]) + 24
        edge = left + widths[to]
        canvas.path(f"M{start} {y + at} C{far} {y + at} {far} {end} {edge} {end}", "line")
