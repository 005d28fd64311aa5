"""The Turtle files of the model as rdflib graphs, each read once."""

from __future__ import annotations

from functools import cache

import rdflib
from rdflib.collection import Collection

from clingen_ld.model import CLINGEN, RULE, SHAPE
from clingen_ld.model.files import SHAPES, shapes_text

CLASSES = rdflib.Namespace(CLINGEN)
SHAPES_NS = rdflib.Namespace(SHAPE)
RULES_NS = rdflib.Namespace(RULE)
VALUE_SETS = rdflib.Namespace(CLINGEN + "vs/")
OBO = rdflib.Namespace("http://purl.obolibrary.org/obo/")

Node = rdflib.term.Node


@cache
def graph(*names: str) -> rdflib.Graph:
    """The named files as one graph; all of them when none is named."""
    found = rdflib.Graph()
    for name in names or SHAPES:
        found.parse(data=shapes_text(name), format="turtle")
    return found


def members(g: rdflib.Graph, head: Node | None) -> list[Node]:
    """The members of an RDF list."""
    assert head is not None
    return list(Collection(g, head))


def text(g: rdflib.Graph, subject: Node, predicate: Node) -> str:
    """The one value of a predicate, as text."""
    [value] = g.objects(subject, predicate)
    return str(value)
