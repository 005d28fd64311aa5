"""The picture of an RDF graph."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest

from clingen_ld.conversion import convert
from clingen_ld.drawing.diagrams import MOST_NODES, draw_graph
from clingen_ld.errors import UsageError
from tests.console import ROOT

SVG = "{http://www.w3.org/2000/svg}"


def quads(text: str) -> list[ox.Quad]:
    return list(ox.parse(text, format=ox.RdfFormat.N_QUADS))


def test_each_subject_is_a_box_and_each_link_between_them_a_line() -> None:
    found = quads(convert(ROOT / "examples/ilk/XA101.json", "nquads").text or "")
    drawn = draw_graph(found)
    root = ET.fromstring(drawn.svg)
    subjects = {quad.subject for quad in found}
    assert len(root.findall(f".//{SVG}rect[@class='cell']")) == len(subjects)
    links = {quad.triple for quad in found if quad.object in subjects}
    assert len(root.findall(f".//{SVG}path")) == len(links)
    texts = [each.text for each in root.iter(f"{SVG}text")]
    assert {"XA101", "alleleName/0", "contextual-allele-type#transcript", "“G”"} <= {*texts}
    boxes = [float(each.attrib["x"]) for each in root.findall(f".//{SVG}rect[@class='cell']")]
    assert len({*boxes}) >= 4  # columns: the allele alone is in the first
    assert boxes.count(min(boxes)) == 1
    assert "XA101 type ContextualAllele." in drawn.description
    assert drawn.description == root.findtext(f"{SVG}desc")


def test_circles_blank_nodes_and_lone_nodes_are_drawn() -> None:
    drawn = draw_graph(
        quads("<a:1> <a:p> <a:2> .\n<a:2> <a:p> <a:1> .\n<a:3> <a:p> <a:3> .\n_:b <a:p> _:c .")
    )
    root = ET.fromstring(drawn.svg)
    assert len(root.findall(f".//{SVG}rect[@class='cell']")) == 4
    assert len(root.findall(f".//{SVG}path")) == 3
    assert ET.fromstring(draw_graph([]).svg).tag == f"{SVG}svg"


def test_a_graph_that_none_could_read_is_refused() -> None:
    text = "".join(f"<a:{n}> <a:p> 'x' .\n".replace("'", '"') for n in range(MOST_NODES + 1))
    with pytest.raises(UsageError, match="at most 200 nodes"):
        draw_graph(quads(text))
