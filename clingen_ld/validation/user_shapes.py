"""SHACL shapes of the user's own, run by pySHACL over the graph of the resources."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clingen_ld.errors import InputError, UsageError
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.rdflib_graph import quads_of, to_dataset
from clingen_ld.graph.terms import RDF_REST, Term
from clingen_ld.graph.view import DatasetView, GraphView
from clingen_ld.model.definitions import Model
from clingen_ld.model.namespaces import RDF, SH, local_name
from clingen_ld.validation.findings import Breach
from clingen_ld.validation.shacl import ShaclResult, breaches_of

if TYPE_CHECKING:
    import rdflib

_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target")


def _stumbles() -> tuple[type[Exception], ...]:
    """What rdflib and pySHACL raise where shapes are not what they should be: not one thing."""
    from xml.sax import SAXException

    from pyparsing import ParseBaseException
    from rdflib.exceptions import Error

    foreseen = (Error, ParseBaseException, RuntimeError, SAXException, SyntaxError)
    return (*foreseen, AssertionError, AttributeError, LookupError, TypeError, ValueError)


def load_shapes(paths: Iterable[str | os.PathLike[str]]) -> rdflib.Graph:
    """The shapes of some files as one graph.

    Raises `InputError` when a file cannot be read, `UsageError` when it holds no shape with a
    target: engines pass silently then.
    """
    import rdflib

    graph = rdflib.Graph()
    names = _names(paths)
    for path in names:
        before = len(graph)
        try:
            graph.parse(source=path, format=rdflib.util.guess_format(path) or "turtle")
        except OSError as error:
            raise InputError(f"{path}: {error.strerror or error}") from error
        except _stumbles() as error:
            reason = " ".join(str(error).split())[:200]
            raise InputError(f"{path}: these shapes cannot be read: {reason}") from error
        if len(graph) == before:
            raise UsageError(f"{path}: there is no shape in it")
    sh = rdflib.Namespace(SH)
    if not any((None, sh[target], None) in graph for target in _TARGETS):
        raise UsageError(f"{', '.join(names)}: no shape has a target, so nothing would be checked")
    return graph


def check_shapes(
    trees: Mapping[str, dict[str, Any]], shapes: rdflib.Graph, model: Model, base: str
) -> Iterator[tuple[str, Breach]]:
    """The breaches of some shapes in resources by IRI, each with the IRI of its resource."""
    import pyshacl
    import rdflib

    data = rdflib.Graph()
    quads = (q for tree in trees.values() for q in resource_quads(tree, model, base))
    for triple in to_dataset(q._replace(graph="") for q in quads).default_graph:
        data.add(triple)
    try:
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, advanced=True, inplace=True)
    except _stumbles() as error:
        reason = " ".join(str(error).split())[:200]
        raise UsageError(f"the shapes cannot be run: {reason}") from error
    if not isinstance(report, rdflib.Graph):
        raise UsageError(f"the shapes cannot be run: {' '.join(str(text).split())[:200]}")
    yield from breaches_of(report_results(report), trees, model, base)


def report_results(report: rdflib.Graph) -> Iterator[ShaclResult]:
    """The results of a W3C validation report."""
    view = DatasetView(quads_of(report)).merged
    for name, node in view.nodes.items():
        if SH + "ValidationResult" in node.get(RDF + "type", ()):
            yield _result(view, name)


def _result(view: GraphView, name: str) -> ShaclResult:
    def first(predicate: str) -> Term | None:
        return next(iter(view.node(name).get(SH + predicate, ())), None)

    def iri(predicate: str) -> str:
        found = first(predicate)
        return found if isinstance(found, str) else ""

    message = first("resultMessage")
    return ShaclResult(
        focus=iri("focusNode"),
        path=_path(view, iri("resultPath")),
        value=first("value"),
        shape=iri("sourceShape"),
        component=local_name(iri("sourceConstraintComponent")),
        severity=local_name(iri("resultSeverity")),
        message="" if message is None or isinstance(message, str) else message.lexical,
    )


def _path(view: GraphView, node: str) -> tuple[str, ...]:
    """The predicates of a path; of other paths than predicates and sequences, nothing."""
    if not node:
        return ()
    if not node.startswith("_:"):
        return (node,)
    steps: list[str] = []
    while RDF + "first" in view.node(node):
        step = view.node(node)[RDF + "first"][0]
        if not isinstance(step, str) or step.startswith("_:"):
            return ()
        steps.append(step)
        following = view.node(node).get(RDF_REST, [RDF + "nil"])[0]
        node = following if isinstance(following, str) else RDF + "nil"
    return tuple(steps)


def _names(paths: Iterable[str | os.PathLike[str]]) -> list[str]:
    names = [os.fspath(path) for path in paths]
    for name in names:
        if not Path(name).is_file():
            raise InputError(f"{name}: there is no such file")
    return names
