"""The picture of an RDF graph: a box for each subject with its statements, lines to objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import pyoxigraph as ox

from clingen_ld.drawing.canvas import LETTER, MARGIN, Canvas
from clingen_ld.drawing.charts import Drawn
from clingen_ld.errors import UsageError
from clingen_ld.model import CLINGEN, last_step

MOST_NODES: Final = 200
"""A picture has at most so many subjects and objects: more could not be read."""
_ROW: Final = 17
_COLUMN: Final = 90
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
    x = float(MARGIN)
    for column in columns:
        y = float(MARGIN)
        width = max((_width(node, rows) for node in column), default=0.0)
        for node in column:
            places[node], widths[node] = (x, y), width
            y += _ROW * (len(rows.get(node, ())) + 1) + 30
        x += width + _COLUMN
    for node, statements in rows.items():
        for n, (_, triple) in enumerate(statements, 1):
            if isinstance(triple.object, _Node) and triple.object in places:
                _line(canvas, places, widths, node, triple.object, _ROW * (n + 1) - 4)
    for node, (left, top) in places.items():
        _box(canvas, node, rows, left, top, widths[node])
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


def _is_drawn(triple: ox.Triple, rows: _Rows) -> bool:
    """Whether the object of a triple has a box: what says something of itself, and no class."""
    return isinstance(triple.object, _Node) and triple.object in rows


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
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1]}…"


def _values(node: _Node, rows: _Rows) -> list[tuple[str, str]]:
    return [
        (name, "→" if _is_drawn(triple, rows) else _short(triple.object))
        for name, triple in rows.get(node, ())
    ]


def _width(node: _Node, rows: _Rows) -> float:
    values = _values(node, rows)
    inside = max((len(name) for name, _ in values), default=0) + 2
    inside += max((len(value) for _, value in values), default=0)
    return LETTER * max(inside, len(_short(node))) + 16


def _box(canvas: Canvas, node: _Node, rows: _Rows, x: float, y: float, width: float) -> None:
    values = _values(node, rows)
    canvas.box(x, y, width, _ROW * (len(values) + 1) + 14, "cell")
    canvas.text(_short(node), x + 8, y + _ROW, "group")
    room = LETTER * (max((len(name) for name, _ in values), default=0) + 2)
    for n, (name, value) in enumerate(values, 2):
        canvas.text(name, x + 8, y + _ROW * n, "quiet")
        canvas.text(value, x + 8 + room, y + _ROW * n)


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
        bend = (start + left) / 2
        canvas.path(f"M{start} {y + at} C{bend} {y + at} {bend} {end} {left} {end}", "line")
    else:  # back, or within a column
        far = max(start, left + widths[to]) + 24
        edge = left + widths[to]
        canvas.path(f"M{start} {y + at} C{far} {y + at} {far} {end} {edge} {end}", "line")
