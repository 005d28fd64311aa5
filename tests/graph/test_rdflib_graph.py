"""Graphs of rdflib: the same statements as ours."""

from __future__ import annotations

from typing import Any

import pytest
import rdflib
from hypothesis import given

from clingen_ld.graph.formats import FORMATS, parse
from clingen_ld.graph.framing import frame_quads
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.rdf_xml import carried
from clingen_ld.graph.rdflib_graph import quads_of
from clingen_ld.graph.terms import Quad
from clingen_ld.model import DEFAULT_BASE, load_model, resource_iri
from tests.graph.test_formats import text_in
from tests.messages.carrying import Tree, normal, text_of
from tests.strategies import damaged_messages, resources

# rdflib warns of itself when it parses into a Dataset.
pytestmark = pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")


@pytest.fixture(autouse=True)
def exact_literals(monkeypatch: pytest.MonkeyPatch) -> None:
    """rdflib rewrites dates and numbers otherwise."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


RDFLIB = {
    "turtle": "turtle", "trig": "trig", "ntriples": "nt", "nquads": "nquads", "rdfxml": "xml",
}  # fmt: skip


def read_by_rdflib(text: str, form: str) -> list[Quad]:
    graph = rdflib.Dataset() if form in ("nquads", "trig") else rdflib.Graph()
    graph.parse(data=text, format=RDFLIB[form])
    return list(quads_of(graph))


@pytest.mark.parametrize("form", FORMATS)
def test_rdflib_reads_our_texts(form: str) -> None:
    @given(resources() | damaged_messages())
    def check(message: Tree) -> None:
        tree = normal(message)
        quads = list(resource_quads(tree, load_model(), DEFAULT_BASE))
        if form == "rdfxml":
            quads, _ = carried(quads, resource_iri(tree, DEFAULT_BASE), load_model())
        kept = quads if form in ("nquads", "trig") else [q._replace(graph="") for q in quads]
        text = text_in(form, quads)
        assert set(parse(text, form, DEFAULT_BASE)) == set(kept)
        assert set(read_by_rdflib(text, form)) == set(kept)

    check()


def test_rdflib_keeps_graphs_apart() -> None:
    trees: list[Tree] = [
        {"resourceType": "Gene", "id": "G1", "symbol": "S"},
        {"resourceType": "Gene", "id": "G2", "symbol": "T"},
    ]
    quads = [q for tree in trees for q in resource_quads(tree, load_model(), DEFAULT_BASE)]
    found: Any = read_by_rdflib(text_in("trig", quads), "trig")
    back = [f.normal.tree for f in frame_quads(found, load_model(), DEFAULT_BASE)]
    assert sorted(map(text_of, back)) == sorted(map(text_of, trees))
