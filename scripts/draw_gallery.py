"""Draws the pictures that docs/pictures.md shows, of the examples and of the model.

python scripts/draw_gallery.py [FOLDER]
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from clingen_ld import draw, load_model
from clingen_ld.drawing.diagrams import draw_model

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "pictures.md"
EXAMPLES = ROOT / "examples"
_IMAGE = re.compile(r"!\[.*\]\(pictures/(\w+)\.svg\)")


def gallery() -> dict[str, str]:
    """The pictures of the page as SVG, by the names of their files."""
    names = _IMAGE.findall(PAGE.read_text(encoding="utf-8"))
    pictures = {picture.id: picture.svg for picture in draw(EXAMPLES)}
    pictures["model"] = draw_model(load_model()).svg
    return {f"{name}.svg": pictures[name] for name in names}


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE.parent / "pictures"
    folder.mkdir(exist_ok=True)
    for name, svg in gallery().items():
        (folder / name).write_text(svg, encoding="utf-8")
