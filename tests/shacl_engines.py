"""SHACL engines under one roof, for differential tests.

Every engine takes shapes (Turtle) and data (N-Triples) and gives the results of its W3C
validation report as a set of `Result`, so that two engines can be compared with `==`, and what
they disagree on can be seen with `-`. Four independent code bases stand behind the four
functions; the three in Rust share Oxigraph's SPARQL evaluator, so for SPARQL constraints there
are two: rdflib's (pySHACL) and Oxigraph's (the rest).

Terms are N-Triples strings in the lexical form of the data (`"01"` stays `"01"`). Blank nodes
have no names that outlive an engine, so all of them are the string `_:`. Being sets, the results
do not count: a result that an engine reports twice is one.

`shacl-rust` is left out on purpose: a recursive `sh:node` takes the whole process down, it does
not heed `sh:deactivated`, and it rewrites literals.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

__all__ = [
    "ENGINES",
    "Engine",
    "Result",
    "core",
    "pyshacl_results",
    "shacl_rs_results",
    "shifty_results",
    "turbo_results",
]

SH = "http://www.w3.org/ns/shacl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

_Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
_Index: TypeAlias = dict[_Term, dict[str, list[_Term]]]


class Result(NamedTuple):
    """One `sh:ValidationResult`, comparable between engines."""

    focus: str
    path: str | None
    value: str | None
    shape: str
    component: str
    severity: str
    message: str


Engine: TypeAlias = Callable[[str, str], frozenset[Result]]


def core(results: Iterable[Result]) -> frozenset[Result]:
    """Results without messages: where a shape has none, the words are the engine's own."""
    return frozenset(result._replace(message="") for result in results)


# --- reading a report ---------------------------------------------------------------------------


def _index(text: str, rdf_format: RdfFormat) -> _Index:
    """The triples of a document by subject and predicate."""
    found: _Index = defaultdict(lambda: defaultdict(list))
    for quad in parse(text, format=rdf_format, base_iri="urn:x-base:"):
        found[quad.subject][quad.predicate.value].append(quad.object)
    return found


@lru_cache(maxsize=16)
def _shapes_index(shapes_turtle: str) -> _Index:
    index = _index(shapes_turtle, RdfFormat.TURTLE)
    if not any(name.startswith(SH + "target") for names in index.values() for name in names):
        raise ValueError("no shape has a target: every engine would accept anything")
    return index


def _get(graph: _Index, node: _Term, predicate: str) -> list[_Term]:
    return graph[node].get(predicate, []) if node in graph else []


def _first(graph: _Index, node: _Term, predicate: str) -> _Term | None:
    return next(iter(_get(graph, node, predicate)), None)


def _text(term: _Term | None) -> str:
    return "_:" if isinstance(term, BlankNode) else "" if term is None else str(term)


def _iri(term: _Term | None) -> str:
    """An IRI without its brackets, and without SHACL's own namespace."""
    return _text(term).strip("<>").removeprefix(SH)


_UNARY_PATHS = {
    "inversePath": "^{}",
    "zeroOrMorePath": "{}*",
    "oneOrMorePath": "{}+",
    "zeroOrOnePath": "{}?",
}


def _path(graph: _Index, node: _Term, *, nested: bool = False) -> str:
    """A path as SPARQL writes it, without brackets; empty if the graph does not describe it."""
    if isinstance(node, NamedNode):
        return node.value
    for name, form in _UNARY_PATHS.items():
        for operand in _get(graph, node, SH + name):
            return form.format(_path(graph, operand, nested=True))
    choice = _first(graph, node, SH + "alternativePath")
    steps = _list(graph, node if choice is None else choice)
    text = ("/" if choice is None else "|").join(_path(graph, s, nested=True) for s in steps)
    return f"({text})" if nested and text else text


def _list(graph: _Index, head: _Term | None) -> Iterator[_Term]:
    while head is not None and (item := _first(graph, head, RDF + "first")) is not None:
        yield item
        head = _first(graph, head, RDF + "rest")


def _result(report: _Index, node: _Term, shapes: _Index) -> Result:
    def one(name: str) -> _Term | None:
        return _first(report, node, SH + name)

    shape, path, value = one("sourceShape"), one("resultPath"), one("value")
    path_text = "" if path is None else _path(report, path)
    if path is not None and not path_text and isinstance(shape, NamedNode):
        # pyshifty names the blank node of a path without describing it; the shape has the same.
        declared = _first(shapes, shape, SH + "path")
        path_text = "" if declared is None else _path(shapes, declared)
    messages = _get(report, node, SH + "resultMessage")
    return Result(
        focus=_text(one("focusNode")),
        path=path_text or None,
        value=None if value is None else _text(value),
        shape=_iri(shape),
        component=_iri(one("sourceConstraintComponent")),
        severity=_iri(one("resultSeverity")),
        message=" / ".join(sorted(m.value for m in messages if isinstance(m, Literal))),
    )


def _results(report: str, rdf_format: RdfFormat, shapes_turtle: str) -> frozenset[Result]:
    graph, shapes = _index(report, rdf_format), _shapes_index(shapes_turtle)
    nodes = [node for subject in graph for node in _get(graph, subject, SH + "result")]
    return frozenset(_result(graph, node, shapes) for node in nodes)


# --- the engines --------------------------------------------------------------------------------


def _module(name: str) -> Any:
    """An engine, imported when first needed: no test pays for, or misses, the others."""
    return import_module(name)


@contextmanager
def _lexical_forms_kept() -> Iterator[None]:
    """Without this, rdflib rewrites `"01"^^xsd:integer` to `"1"`."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        yield
    finally:
        rdflib.NORMALIZE_LITERALS = before


def _rdflib_graph(text: str, rdf_format: str) -> rdflib.Graph:
    with _lexical_forms_kept():
        return rdflib.Graph().parse(data=text, format=rdf_format)


@lru_cache(maxsize=16)
def _pyshacl_shapes(shapes_turtle: str) -> rdflib.Graph:
    return _rdflib_graph(shapes_turtle, "turtle")


def pyshacl_results(shapes_turtle: str, data_ntriples: str) -> frozenset[Result]:
    """pySHACL. Arithmetic on an ill-typed number in SPARQL makes it raise a TypeError."""
    data, shapes = _rdflib_graph(data_ntriples, "nt"), _pyshacl_shapes(shapes_turtle)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, report, _ = _module("pyshacl").validate(data, shacl_graph=shapes)
    if isinstance(report, Exception):  # a ValidationFailure is returned, not raised
        raise report
    return _results(report.serialize(format="nt"), RdfFormat.N_TRIPLES, shapes_turtle)


@lru_cache(maxsize=16)
def _turbo_shapes(shapes_turtle: str) -> Any:
    with _lexical_forms_kept():
        return _module("pyshacl_turbo").compile_shapes(shapes_turtle, shacl_graph_format="turtle")


def turbo_results(shapes_turtle: str, data_ntriples: str) -> frozenset[Result]:
    """pyshacl-turbo (Rust): its own engine, but made to repeat what pySHACL does."""
    with _lexical_forms_kept():
        _, report, _ = _turbo_shapes(shapes_turtle).validate(data_ntriples, data_graph_format="nt")
        return _results(report.serialize(format="nt"), RdfFormat.N_TRIPLES, shapes_turtle)


@lru_cache(maxsize=16)
def _shacl_rs_shapes(shapes_turtle: str) -> Any:
    return _module("shacl").Shapes.from_turtle(shapes_turtle)


def shacl_rs_results(shapes_turtle: str, data_ntriples: str) -> frozenset[Result]:
    """The package `shacl` (Rust): the fastest. Drops a `?value` that is computed, not found."""
    report = _shacl_rs_shapes(shapes_turtle).validate_text(data_ntriples, "ntriples")
    return _results(report.serialize("ntriples"), RdfFormat.N_TRIPLES, shapes_turtle)


@lru_cache(maxsize=16)
def _shifty_shapes(shapes_turtle: str) -> Any:
    # The typed inner class: the outer one answers with an rdflib graph only.
    # The format must be said: without an `@prefix` in sight it takes Turtle for N-Triples.
    engine = _module("shifty._shifty").PreparedValidator
    return engine(shapes=shapes_turtle.encode(), shapes_format="turtle")


def shifty_results(shapes_turtle: str, data_ntriples: str) -> frozenset[Result]:
    """pyshifty (Rust): shapes as an algebra. Wrong on `=` and `!=` between plain variables."""
    # By default it would read the shapes as data too, and run rules.
    report = _shifty_shapes(shapes_turtle).validate_w3c(
        data=data_ntriples.encode(), data_format="nt", graph_mode="data", run_infer=False
    )
    if report.diagnostics:
        raise ValueError("; ".join(report.diagnostics))
    return _results(report.report_turtle, RdfFormat.TURTLE, shapes_turtle)


ENGINES: dict[str, Engine] = {
    "pyshacl": pyshacl_results,
    "pyshacl-turbo": turbo_results,
    "shacl": shacl_rs_results,
    "pyshifty": shifty_results,
}
