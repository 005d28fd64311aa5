"""The graph form as an rdflib Dataset, and back."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

import rdflib
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from clingen_ld.errors import TextError
from clingen_ld.graph.terms import DIRECTION, RDF_LANG_STRING, Literal, Quad, Term
from clingen_ld.model import PREFIXES, XSD

# rdflib logs every ill-typed literal with a traceback, though it is not an error here.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)


def to_dataset(quads: Iterable[Quad]) -> rdflib.Dataset:
    """Quads as a new rdflib Dataset, with the usual prefixes bound."""
    dataset = rdflib.Dataset()
    for prefix, iri in PREFIXES.items():
        dataset.bind(prefix, iri)
    for subject, predicate, value, graph in quads:
        target = dataset.graph(rdflib.URIRef(graph)) if graph else dataset.default_graph
        target.add((_node(subject), rdflib.URIRef(predicate), _term(value)))
    return dataset


def quads_of(graph: rdflib.Graph) -> Iterator[Quad]:
    """The quads of an rdflib Dataset, or of a Graph (which has no graph names).

    Raises `TypeError` for anything else, and `TextError` for a triple that RDF does not have.
    """
    if not isinstance(graph, rdflib.Graph):
        raise TypeError(
            f"{type(graph).__name__} is not an rdflib Dataset or Graph: convert and to_graph read "
            "files and messages"
        )
    if isinstance(graph, rdflib.Dataset):
        for s, p, o, context in graph.quads((None, None, None, None)):
            name = "" if context in (None, DATASET_DEFAULT_GRAPH_ID) else _name(context)
            yield _quad(s, p, o, name)
    else:
        for s, p, o in graph:
            yield _quad(s, p, o, "")


def _quad(subject: object, predicate: object, value: object, graph: str) -> Quad:
    """A triple of rdflib, which also has those of N3: with formulas, variables, any predicates."""
    if not isinstance(predicate, rdflib.URIRef):
        raise TextError(f"RDF has no predicates such as {predicate!r}")
    return Quad(_name(subject), str(predicate), term_of(value), graph)


def _node(name: str) -> rdflib.URIRef | rdflib.BNode:
    return rdflib.BNode(name[2:]) if name.startswith("_:") else rdflib.URIRef(name)


def _term(term: Term) -> rdflib.term.Identifier:
    if isinstance(term, str):
        return _node(term)
    if term.language:
        # rdflib knows no directions.
        return rdflib.Literal(term.lexical, lang=term.language.partition(DIRECTION)[0])
    # A plain literal is an xsd:string, but rdflib distinguishes them, and parsers return plain
    # ones; without normalize=False it would rewrite lexical forms.
    datatype = None if term.datatype == XSD + "string" else rdflib.URIRef(term.datatype)
    return rdflib.Literal(term.lexical, datatype=datatype, normalize=False)


def _name(node: object) -> str:
    if isinstance(node, rdflib.URIRef):
        return str(node)
    if isinstance(node, rdflib.BNode):
        return f"_:{node}"
    raise TextError(f"RDF has no triple with {node!r}")


def term_of(node: object) -> Term:
    """An rdflib term as ours."""
    if isinstance(node, rdflib.Literal):
        if node.language:
            return Literal(str(node), RDF_LANG_STRING, node.language)
        return Literal(str(node), str(node.datatype or XSD + "string"))
    return _name(node)
