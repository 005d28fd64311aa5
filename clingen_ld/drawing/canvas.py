"""A canvas of boxes, lines and text that becomes an SVG document with a text alternative.

The pictures are rectangles and text, so the standard library's XML writer is enough: it escapes
whatever a message holds. resvg turns SVG into PNG.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Final, Literal
from xml.etree import ElementTree as ET

from clingen_ld.display import visible
from clingen_ld.errors import UsageError, missing_package

FONTS: Final = (
    "DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono", "Menlo", "Consolas", "Courier New",
)  # fmt: skip
"""The fonts of a PNG: the first of them that is installed."""

Anchor = Literal["start", "middle", "end"]

MARGIN: Final = 20
LETTER: Final = 7.3
"""The width of a letter in the fonts of `STYLE`, in user units; generous, so that text fits."""

# Every rule begins with the class of the picture: in a page, the styles of all pictures meet.
STYLE: Final = """
.clingen-picture .page { fill: #ffffff; }
.clingen-picture text { font: 12px ui-monospace, "DejaVu Sans Mono", Menlo, monospace; }
.clingen-picture text { fill: #1f2328; }
.clingen-picture .title { font-size: 15px; font-weight: 700; }
.clingen-picture .group { font-weight: 700; }
.clingen-picture .quiet, .clingen-picture .position { fill: #59636e; }
.clingen-picture .position { font-size: 10px; }
.clingen-picture .cell { fill: #f6f8fa; stroke: #8c959f; }
.clingen-picture .intron { fill: #ffffff; stroke: #8c959f; stroke-dasharray: 3 2; }
.clingen-picture .former { fill: #fff1e5; stroke: #bc4c00; stroke-width: 1.5; }
.clingen-picture .new { fill: #ddf4ff; stroke: #0969da; stroke-width: 1.5; }
.clingen-picture .joint { fill: #ddf4ff; fill-opacity: 0.6; stroke: #0969da; stroke-width: 0.8; }
.clingen-picture .line { fill: none; stroke: #8c959f; }
@media screen and (prefers-color-scheme: dark) {
.clingen-picture .page { fill: #0d1117; }
.clingen-picture text { fill: #e6edf3; }
.clingen-picture .quiet, .clingen-picture .position { fill: #9198a1; }
.clingen-picture .cell { fill: #21262d; stroke: #656c76; }
.clingen-picture .intron { fill: #0d1117; stroke: #656c76; }
.clingen-picture .former { fill: #3d2312; stroke: #f0883e; }
.clingen-picture .new { fill: #0c2d6b; stroke: #58a6ff; }
.clingen-picture .joint { fill: #0c2d6b; stroke: #58a6ff; }
.clingen-picture .line { stroke: #656c76; }
}
"""


class Canvas:
    """Collects what is drawn, in user units from the upper left corner, and how far it reaches."""

    def __init__(self) -> None:
        self._drawn = ET.Element("g")
        self.width = self.height = 0.0

    def text(
        self, text: str, x: float, y: float, style: str = "", anchor: Anchor = "start"
    ) -> None:
        """A line of text; y is its base line."""
        letter = LETTER * {"title": 1.25, "position": 0.85}.get(style, 1)
        length = len(text) * letter
        left = x - {"start": 0, "middle": length / 2, "end": length}[anchor]
        attributes = {"x": _number(x), "y": _number(y)}
        if style:
            attributes["class"] = style
        if anchor != "start":
            attributes["text-anchor"] = anchor
        ET.SubElement(self._drawn, "text", attributes).text = visible(text)
        self._reach(left + length, y + 4)

    def box(self, x: float, y: float, width: float, height: float, style: str) -> None:
        """A rectangle."""
        attributes = {"x": x, "y": y, "width": width, "height": height, "rx": 3}
        numbers = {name: _number(value) for name, value in attributes.items()}
        ET.SubElement(self._drawn, "rect", {**numbers, "class": style})
        self._reach(x + width, y + height)

    def path(self, path: str, style: str) -> None:
        """A path, in the words of SVG. What it encloses must lie within what is drawn else."""
        ET.SubElement(self._drawn, "path", {"d": path, "class": style})

    def _reach(self, x: float, y: float) -> None:
        self.width, self.height = max(self.width, x), max(self.height, y)

    def svg(self, title: str, description: str) -> str:
        """The document, with a title and a description for those who do not see it."""
        width, height = _number(self.width + MARGIN), _number(self.height + MARGIN)
        drawn = ET.tostring(self._drawn)
        key = hashlib.sha256(drawn + title.encode(errors="replace")).hexdigest()[:12]
        root = ET.Element("svg", xmlns="http://www.w3.org/2000/svg", width=width, height=height)
        root.set("viewBox", f"0 0 {width} {height}")
        root.set("class", "clingen-picture")
        root.set("role", "img")
        root.set("aria-labelledby", f"title-{key} text-{key}")
        ET.SubElement(root, "title", id=f"title-{key}").text = visible(title)
        ET.SubElement(root, "desc", id=f"text-{key}").text = visible(description)
        ET.SubElement(root, "style").text = STYLE
        ET.SubElement(root, "rect", {"class": "page", "width": width, "height": height})
        root.append(self._drawn)
        ET.indent(root)
        return ET.tostring(root, encoding="unicode") + "\n"


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def png_of(svg: str, scale: float = 2) -> bytes:
    """A picture as PNG, on white; `scale` is the number of pixels to a unit.

    Raises `UsageError` without resvg, or when the machine has no font to write with.
    """
    try:
        from resvg_py import svg_to_bytes
    except ImportError as error:
        raise missing_package("to draw PNG", "resvg-py") from error
    written = [font for font in FONTS if _is_installed(font)]
    if not written:
        raise UsageError(
            f"a PNG needs one of these fonts, and none is installed: {', '.join(FONTS)}; "
            "install one (fonts-dejavu), or write SVG"
        )
    return bytes(svg_to_bytes(svg_string=svg, zoom=scale, monospace_family=written[0]))


@lru_cache
def _is_installed(font: str) -> bool:
    """Whether resvg, which leaves out what it has no font for, writes anything in a font."""
    from resvg_py import svg_to_bytes

    page = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'
    letter = f'<text y="8" font-family="{font}">M</text>'
    blank, written = (svg_to_bytes(svg_string=page.format(text)) for text in ("", letter))
    return bool(blank != written)
