"""SHACL engines on the same messages, as N-Triples, with all of the package's shapes.

The adapters of the tests read the engines' reports as well, which would be charged to the engines;
here, they are only asked whether the graph conforms.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pyoxigraph as ox

from benchmarks import sampling
from benchmarks.peers import each, grouped
from benchmarks.work import Run, WrongAnswerError
from clingen_ld.graph.terms import RDF_TYPE
from clingen_ld.model import CLINGEN, shapes_text

Conforms = Callable[[str], bool]

SH_SPARQL = "http://www.w3.org/ns/shacl#sparql"
_WRONG = f"<urn:x> <{RDF_TYPE}> <{CLINGEN}Gene> .\n"
"""A gene of which nothing is said: an engine that lets it pass has no shapes."""


def _core_shapes() -> str:
    """The shapes without the rules in SPARQL, which are a part of the work only."""
    kept = (
        quad.triple
        for quad in ox.parse(shapes_text(), format=ox.RdfFormat.TURTLE)
        if quad.predicate.value != SH_SPARQL
    )
    text = ox.serialize(kept, format=ox.RdfFormat.TURTLE)
    assert text is not None  # as it is when no output is named
    return text.decode()


def _pyshacl(shapes_turtle: str) -> Conforms:
    rdflib, engine = import_module("rdflib"), import_module("pyshacl")
    shapes = rdflib.Graph().parse(data=shapes_turtle, format="turtle")

    def conforms(text: str) -> bool:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            data = rdflib.Graph().parse(data=text, format="nt")
            return bool(engine.validate(data, shacl_graph=shapes)[0])

    return conforms


def _turbo(shapes_turtle: str) -> Conforms:
    compiled = import_module("pyshacl_turbo").compile_shapes(
        shapes_turtle, shacl_graph_format="turtle"
    )
    return lambda text: bool(compiled.validate(text, data_graph_format="nt")[0])


def _shacl(shapes_turtle: str) -> Conforms:
    compiled = import_module("shacl").Shapes.from_turtle(shapes_turtle)
    return lambda text: bool(compiled.validate_text(text, "ntriples").conforms)


def _shifty(shapes_turtle: str) -> Conforms:
    engine = import_module("shifty._shifty").PreparedValidator
    compiled = engine(shapes=shapes_turtle.encode(), shapes_format="turtle")

    def conforms(text: str) -> bool:
        # By default it would read the shapes as data too, and run rules.
        report = compiled.validate_w3c(
            data=text.encode(), data_format="nt", graph_mode="data", run_infer=False
        )
        return bool(report.conforms)

    return conforms


def _run(make: Callable[[str], Conforms], corpus: Path, limit: int, core: bool = False) -> Run:
    conforms = make(_core_shapes() if core else shapes_text())
    if conforms(_WRONG):
        raise WrongAnswerError("a wrong message conforms")
    texts = [sampling.triples(graph) for graph in sampling.graphs(corpus, limit)]

    def do(text: str) -> None:
        if not conforms(text):
            raise WrongAnswerError("right messages do not conform")

    if make is _pyshacl and not core:
        # It parses the query of a rule for every node, so that groups are no faster; and to try
        # them would take minutes.
        return each(texts, do)
    return grouped(texts, "".join, do)


def pyshacl(corpus: Path, limit: int) -> Run:
    """pySHACL."""
    return _run(_pyshacl, corpus, limit)


def pyshacl_core(corpus: Path, limit: int) -> Run:
    """pySHACL, without the rules in SPARQL."""
    return _run(_pyshacl, corpus, limit, core=True)


def shacl_core(corpus: Path, limit: int) -> Run:
    """The package shacl (Rust), without the rules in SPARQL."""
    return _run(_shacl, corpus, limit, core=True)


def pyshacl_turbo(corpus: Path, limit: int) -> Run:
    """pyshacl-turbo (Rust)."""
    return _run(_turbo, corpus, limit)


def shacl(corpus: Path, limit: int) -> Run:
    """The package shacl (Rust)."""
    return _run(_shacl, corpus, limit)


def pyshifty(corpus: Path, limit: int) -> Run:
    """pyshifty (Rust)."""
    return _run(_shifty, corpus, limit)
