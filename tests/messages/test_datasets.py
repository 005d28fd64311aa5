"""Datasets of rdflib from messages, and the resources that they describe."""

from __future__ import annotations

from typing import Any

import pytest
import rdflib

from clingen_ld import Document
from clingen_ld.errors import ClingenError, TextError
from clingen_ld.messages.datasets import from_graph, to_graph
from clingen_ld.messages.losses import Loss
from clingen_ld.model import DEFAULT_BASE

# rdflib warns of itself when it parses into a Dataset.
pytestmark = pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph):DeprecationWarning")


@pytest.mark.parametrize("value", ["alleles.ttl", "", {}, {"resourceType": "Gene"}, [], None, b"x"])
def test_what_is_no_graph_is_named(value: Any) -> None:
    with pytest.raises(
        TypeError, match=f"{type(value).__name__} is not an rdflib Dataset or Graph"
    ):
        from_graph(value)


EX = rdflib.Namespace("http://example.org/")
MODEL = rdflib.Namespace("http://clingen.org/model/allele/")
GENE = rdflib.URIRef(f"{DEFAULT_BASE}Gene/G1")


def _gene(graph: rdflib.Graph) -> rdflib.Graph:
    graph.add((GENE, rdflib.RDF.type, MODEL.Gene))
    graph.add((GENE, MODEL.symbol, rdflib.Literal("ILK")))
    return graph


@pytest.mark.parametrize(
    "triple",
    [
        (GENE, rdflib.BNode("p"), rdflib.Literal("x")),
        (GENE, rdflib.Literal("p"), rdflib.Literal("x")),
        (GENE, rdflib.Variable("p"), rdflib.Literal("x")),
        (rdflib.Literal("s"), EX.p, rdflib.Literal("x")),
        (GENE, EX.p, rdflib.Variable("v")),
        (GENE, EX.p, rdflib.graph.QuotedGraph(rdflib.Graph().store, EX.q)),
    ],
)
def test_a_triple_that_rdf_does_not_have_is_named(triple: Any) -> None:
    for graph in (rdflib.Graph(), rdflib.Dataset().graph(EX.g)):
        _gene(graph).add(triple)
        with pytest.raises(TextError, match=r"^RDF has no (triple with|predicates such as) "):
            from_graph(graph)


def test_what_no_resource_has_is_reported() -> None:
    dataset = rdflib.Dataset()
    for graph in (dataset.graph(rdflib.BNode("g")), dataset.graph(EX.g)):
        _gene(graph).add((EX.other, EX.p, rdflib.Literal("x")))
    met: list[Loss] = []
    [tree] = from_graph(dataset, report=met.append)
    assert tree["symbol"] == "ILK"
    why = "no resource refers to this node"
    assert {(loss.iri, loss.why) for loss in met} == {
        (str(EX.other), f"{why} (in the graph _:g)"),
        (str(EX.other), f"{why} (in the graph {EX.g})"),
        ("", "the name of this graph is not kept"),
        (str(EX.g), "the name of this graph is not kept"),
    }
    with pytest.raises(ClingenError, match="no resource refers to this node"):
        from_graph(dataset, strict=True)
    assert from_graph(_gene(rdflib.Graph()), strict=True) == [tree]


def test_what_a_graph_of_messages_leaves_out_is_reported() -> None:
    text = Document(f"<{GENE}> a <{MODEL.Gene}> . <{EX.other}> <{EX.p}> 1 .")
    met: list[Loss] = []
    to_graph(text, report=met.append)
    assert [(loss.iri, loss.why) for loss in met] == [
        (str(EX.other), "no resource refers to this node")
    ]
    with pytest.raises(ClingenError, match=f"{EX.other}: no resource refers to this node"):
        to_graph(text, strict=True)
