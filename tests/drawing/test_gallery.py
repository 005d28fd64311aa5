"""The pictures of docs/pictures.md, and the diagram of the model."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from clingen_ld.drawing.diagrams import draw_model
from clingen_ld.model import Model
from scripts.draw_gallery import PAGE, gallery


def test_the_gallery_is_current() -> None:
    folder = PAGE.parent / "pictures"
    committed = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert committed == gallery(), "run python scripts/draw_gallery.py"
    assert len(committed) >= 10


def test_the_diagram_has_all_of_the_model(model: Model) -> None:
    drawn = draw_model(model)
    texts = [
        text.text for text in ET.fromstring(drawn.svg).iter("{http://www.w3.org/2000/svg}text")
    ]
    for type_ in model.types.values():
        assert type_.name in texts
        for prop in type_.properties.values():
            assert prop.name in texts
            assert f"{prop.name} {prop.cardinality}" in drawn.description
    assert texts.count("ContextualAllele") == 1
    for values in model.value_sets.values():
        assert values.name in texts
