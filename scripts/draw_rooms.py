"""Draws the rooms of the package, and what they import, as docs/rooms.svg.

The layers are those of the import contract in pyproject.toml, the words those of the docstrings,
the arrows those of the imports. Arrows that follow from others, and those to the leaves at the
bottom, which every room may import, are left out.

    python scripts/draw_rooms.py [FILE]
"""

from __future__ import annotations

import ast
import sys
import textwrap
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import grimp

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "rooms.svg"
PACKAGE = "clingen_ld"

WIDTH, BOX, HEIGHT, GAP, MARGIN = 900, 270, 62, 46, 20
LANE, LANES = 12, 60
"""The distance of arrows beside the rooms, and the room for all of them on a side."""
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1b1f24; }
.name { font-weight: 600; }
.words { font-size: 11px; fill: #57606a; }
rect { fill: #f6f8fa; stroke: #8c959f; }
path { fill: none; stroke: #6e7781; stroke-width: 1.3; marker-end: url(#tip); }
marker path { fill: #6e7781; stroke: none; marker-end: none; }
.page { fill: #ffffff; stroke: none; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .words { fill: #9198a1; }
  rect { fill: #212830; stroke: #656c76; }
  path { stroke: #9198a1; }
  marker path { fill: #9198a1; }
  .page { fill: #0d1117; }
}
"""


def layers() -> list[list[str]]:
    """The rooms from top to bottom, as the first import contract has them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    return [[name.strip() for name in layer.split("|")] for layer in contract["layers"]]


def words(room: str) -> str:
    """The first sentence of a room's docstring."""
    path = ROOT / room.replace(".", "/")
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    docstring = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
    first = docstring.partition("\n\n")[0].replace("\n", " ").replace("`", "")
    return first.strip().rstrip(".")


def arrows(rooms: list[str]) -> set[tuple[str, str]]:
    """Which room imports which, without the arrows that follow from others."""
    graph = grimp.build_graph(PACKAGE, cache_dir=None)

    def room_of(module: str) -> str | None:
        return next((r for r in rooms if module == r or module.startswith(f"{r}.")), None)

    edges: set[tuple[str, str]] = set()
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            pair = (room_of(module), room_of(imported))
            if pair[0] and pair[1] and pair[0] != pair[1]:
                edges.add((pair[0], pair[1]))
    below = {room: {b for a, b in edges if a == room} for room in rooms}

    def reaches(start: str, end: str) -> bool:
        return end in below[start] or any(reaches(each, end) for each in below[start])

    return {(a, b) for a, b in edges if not any(reaches(c, b) for c in below[a] if c != b)}


def places(rows: list[list[str]]) -> dict[str, tuple[float, float]]:
    """The upper left corner of each room's box."""
    found = {}
    for n, row in enumerate(rows):
        free = (WIDTH - len(row) * BOX) / (len(row) + 1)
        if len(row) > 3:
            free = (WIDTH - 2 * MARGIN - len(row) * _width(row)) / (len(row) - 1)
        for k, room in enumerate(row):
            left = free + k * (BOX + free)
            if len(row) > 3:
                left = MARGIN + k * (_width(row) + free)
            found[room] = (left, MARGIN + n * (HEIGHT + GAP))
    return found


def _width(row: list[str]) -> float:
    return BOX if len(row) <= 3 else (WIDTH - 2 * MARGIN - 14 * (len(row) - 1)) / len(row)


def draw() -> str:
    """The picture as SVG."""
    rows = layers()
    rooms = [room for row in rows for room in row]
    widths = {room: _width(row) for row in rows for room in row}
    corner = places(rows)
    lines = sorted(each for each in arrows(rooms) if each[1] not in rows[-1])
    height = 2 * MARGIN + len(rows) * (HEIGHT + GAP) - GAP
    svg = ET.Element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"{-LANES} 0 {WIDTH + 2 * LANES} {height}",
        role="img",
    )
    svg.set("aria-labelledby", "title desc")
    ET.SubElement(svg, "title", id="title").text = "The rooms of clingen_ld and their imports"
    listed = "; ".join(f"{_short(a)} imports {_short(b)}" for a, b in lines)
    ET.SubElement(
        svg, "desc", id="desc"
    ).text = f"From top to bottom: {listed}. Every room may import the leaves at the bottom."
    ET.SubElement(svg, "style").text = STYLE
    tip = ET.SubElement(ET.SubElement(svg, "defs"), "marker", id="tip", viewBox="0 0 8 8")
    for name, value in (("refX", "7"), ("refY", "4"), ("markerWidth", "7"), ("orient", "auto")):
        tip.set(name, value)
    ET.SubElement(tip, "path", d="M0 0 L8 4 L0 8 z")
    page = {"class": "page", "x": str(-LANES), "width": str(WIDTH + 2 * LANES)}
    page["height"] = str(height)
    ET.SubElement(svg, "rect", page)
    for way in ways(lines, corner, widths).values():
        ET.SubElement(svg, "path", d=way)
    for room in rooms:
        _box(svg, room, corner[room], widths[room])
    ET.indent(svg)
    return ET.tostring(svg, encoding="unicode") + "\n"


def _short(room: str) -> str:
    return room.removeprefix(f"{PACKAGE}.")


def ways(
    lines: list[tuple[str, str]],
    corner: dict[str, tuple[float, float]],
    widths: dict[str, float],
) -> dict[tuple[str, str], str]:
    """The way of each arrow: straight to the next layer, else beside all that is between."""
    found: dict[tuple[str, str], str] = {}
    lanes = {-1: 0, 1: 0}  # those taken on the left and on the right
    for a, b in sorted(lines, key=lambda line: corner[line[1]][1] - corner[line[0]][1]):
        (x, y), (left, top) = corner[a], corner[b]
        start, end = x + widths[a] / 2, left + widths[b] / 2
        y += HEIGHT
        if top - y <= GAP:
            found[a, b] = f"M{start:.0f} {y:.0f} L{end:.0f} {top - 3:.0f}"
            continue
        side = 1 if start + end >= WIDTH else -1
        lane, lanes[side] = lanes[side], lanes[side] + 1
        far = WIDTH + LANE * lane if side > 0 else -LANE * lane
        start, end = (each + side * (40 + LANE * lane) for each in (start, end))
        drop, rise = y + 10 + 5 * lane, top - 15 - 5 * lane
        found[a, b] = (
            f"M{start:.0f} {y:.0f} V{drop:.0f} H{far:.0f} V{rise:.0f} H{end:.0f} V{top - 3:.0f}"
        )
    return found


def _box(svg: ET.Element, room: str, corner: tuple[float, float], width: float) -> None:
    x, y = corner
    size = {"x": f"{x:.0f}", "y": f"{y:.0f}", "width": f"{width:.0f}", "height": str(HEIGHT)}
    ET.SubElement(svg, "rect", size, rx="6")
    name = {"class": "name", "x": f"{x + 10:.0f}", "y": f"{y + 19:.0f}"}
    ET.SubElement(svg, "text", name).text = _short(room)
    for n, line in enumerate(textwrap.wrap(words(room), int(width / 6.4), max_lines=3)):
        place = {"class": "words", "x": f"{x + 10:.0f}", "y": f"{y + 33 + 12 * n:.0f}"}
        ET.SubElement(svg, "text", place).text = line


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else PICTURE).write_text(draw(), encoding="utf-8")
