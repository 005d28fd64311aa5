"""Shapes that check nothing: they match no node of the data, or use unknown names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from clingen_ld.findings.finding import IDLE_SHAPE
from clingen_ld.model import CLINGEN, OWL, RDF, RDFS, SH, Model, local_name, shapes_text
from clingen_ld.model.loading import Triples, text
from clingen_ld.suggestions import nearest
from clingen_ld.validation.rule_registry import Violation
from clingen_ld.validation.shacl.faults import names_in_queries
from clingen_ld.validation.shacl.reading import Shapes, implicit_targets

if TYPE_CHECKING:
    import rdflib

_CLASS_NAMES: Final = ("targetClass", "class")
_PROPERTY_NAMES: Final = (
    "targetSubjectsOf", "targetObjectsOf", "path", "inversePath", "zeroOrMorePath",
    "oneOrMorePath", "zeroOrOnePath", "equals", "disjoint", "lessThan", "lessThanOrEquals",
)  # fmt: skip


def idle_shapes(
    shapes: Shapes, data: rdflib.Graph, model: Model
) -> Iterator[tuple[str, int, Violation]]:
    """Warnings about shapes: each with the file and the line of the shape."""
    yield from _unknown_terms(shapes)
    yield from _unknown_names(shapes, model)
    yield from _unknown_in_queries(shapes, model)
    yield from _without_nodes(shapes, data)
    yield from _imports(shapes)


def _warning(
    shapes: Shapes, node: Any, needle: str, message: str, *, suggestion: str | None = None
) -> tuple[str, int, Violation]:
    file, line = shapes.place(node, needle)
    return file, line, Violation(
        IDLE_SHAPE, "", {"message": message}, "warning", suggestion=suggestion
    )  # fmt: skip


def _without_nodes(shapes: Shapes, data: rdflib.Graph) -> Iterator[tuple[str, int, Violation]]:
    """The shapes whose targets match no node of the data."""
    for node in shapes.targeted():
        if shapes.is_off(node) or _hits(shapes, node, data):
            continue
        message = f"{shapes.words(node)} hits nothing: no node of the input is a target of it"
        yield _warning(shapes, node, "", message)


def _hits(shapes: Shapes, node: rdflib.term.Node, data: rdflib.Graph) -> bool:
    """Whether a shape has a target in the data; True if a query or script selects it."""
    import rdflib

    sh, graph = rdflib.Namespace(SH), shapes.graph
    if (node, sh.target, None) in graph:
        return _advanced_hits(shapes, node, data)
    classes = set(graph.objects(node, sh.targetClass))
    classes |= {node} & set(implicit_targets(graph))
    below = {c for each in classes for c in data.transitive_subjects(rdflib.RDFS.subClassOf, each)}
    return (
        any((None, rdflib.RDF.type, each) in data for each in below)
        or any((None, p, None) in data for p in graph.objects(node, sh.targetSubjectsOf))
        or any((None, p, None) in data for p in graph.objects(node, sh.targetObjectsOf))
        or any(
            (each, None, None) in data or (None, None, each) in data
            for each in graph.objects(node, sh.targetNode)
        )
    )


def _advanced_hits(shapes: Shapes, node: rdflib.term.Node, data: rdflib.Graph) -> bool:
    from pyshacl.errors import ReportableRuntimeError
    from pyshacl.shapes_graph import ShapesGraph
    from pyshacl.target import apply_target_types, gather_target_types

    try:
        found = ShapesGraph(shapes.graph)
        apply_target_types(gather_target_types(found))
        shape = next(each for each in found.shapes if each.node == node)
        shape.set_advanced(True)
        return bool(shape.focus_nodes(data))
    except (ReportableRuntimeError, StopIteration):
        return True  # pySHACL finds no shape or target in it: whether it is idle is unknown


_UNLISTED: Final = (
    "and", "class", "in", "not", "or",
    "count", "desc", "distinct", "else", "exists", "groupConcat", "if", "limit", "max", "min",
    "minus", "offset", "orderBy", "separator", "sum", "then",
)  # fmt: skip
"""Terms that rdflib does not list: those that are keywords of Python, and those of expressions
(SHACL Advanced Features, 5)."""


def _unknown_terms(shapes: Shapes) -> Iterator[tuple[str, int, Violation]]:
    """The terms in the namespace of SHACL that SHACL lacks: engines pass over them."""
    import rdflib

    known = sorted({*rdflib.SH.__annotations__, *_UNLISTED})
    for node, *terms in sorted(shapes.graph):
        for term in filter(lambda each: isinstance(each, rdflib.URIRef), terms):
            name = str(term).removeprefix(SH)
            if name in (str(term), "", *known):
                continue
            near, shown = nearest(name, known), shapes.short(str(term))
            suggestion = shapes.short(SH + near) if near else None
            yield _warning(
                shapes,
                node,
                shown,
                f"{shown} is not a term of SHACL 1.0: it is ignored",
                suggestion=suggestion,
            )


def _unknown_names(shapes: Shapes, model: Model) -> Iterator[tuple[str, int, Violation]]:
    """The classes and properties in the namespace of the model that its vocabulary lacks."""
    import rdflib

    sh, graph = rdflib.Namespace(SH), shapes.graph
    own = {str(s) for s in graph.subjects(rdflib.RDF.type) if isinstance(s, rdflib.URIRef)}
    seen = set()
    for names, known, kind in (
        (_CLASS_NAMES, _classes(model), "class"), (_PROPERTY_NAMES, _properties(model), "property"),
    ):  # fmt: skip
        for name in names:
            for node, value in sorted(graph.subject_objects(sh[name])):
                for iri in _predicates(graph, value):
                    is_ours = iri.startswith(CLINGEN) and "#" not in iri and iri not in own
                    if not is_ours or iri in known or (node, iri) in seen or shapes.is_off(node):
                        continue
                    seen.add((node, iri))
                    near = nearest(
                        iri[len(CLINGEN) :], [k.removeprefix(CLINGEN) for k in sorted(known)]
                    )
                    yield _warning(
                        shapes, node, shapes.short(iri),
                        f"{shapes.short(iri)} is no {kind} of the model",
                        suggestion=shapes.short(CLINGEN + near) if near else None,
                    )  # fmt: skip


def _predicates(graph: rdflib.Graph, node: rdflib.term.Node) -> list[str]:
    """An IRI, or the IRIs in a list; other path elements have their own names."""
    import rdflib

    if isinstance(node, rdflib.URIRef):
        return [str(node)]
    if graph.value(node, rdflib.RDF.first) is None:
        choice = graph.value(node, rdflib.URIRef(f"{SH}alternativePath"))
        return [] if choice is None else _predicates(graph, choice)
    return [str(item) for item in graph.items(node) if isinstance(item, rdflib.URIRef)]


def _classes(model: Model) -> frozenset[str]:
    types = {type_.iri for type_ in model.types.values()}
    return _defined(f"{OWL}Class", f"{RDFS}Class") | types


def _properties(model: Model) -> frozenset[str]:
    own = {prop.iri for type_ in model.types.values() for prop in type_.properties.values()}
    kinds = ("DatatypeProperty", "ObjectProperty", "AnnotationProperty")
    return _defined(*(OWL + kind for kind in kinds), f"{RDF}Property") | own


def _unknown_in_queries(shapes: Shapes, model: Model) -> Iterator[tuple[str, int, Violation]]:
    """The names in the namespace of the model that queries use and its vocabulary lacks."""
    known = _classes(model) | _properties(model)
    for node, iri in names_in_queries(shapes):
        if iri.startswith(CLINGEN) and iri != CLINGEN and "#" not in iri and iri not in known:
            near = nearest(local_name(iri), [local_name(name) for name in sorted(known)])
            message = (
                f"{shapes.short(iri)} in a query is neither a class nor a property of the model"
            )
            suggestion = shapes.short(CLINGEN + near) if near else None
            yield _warning(shapes, node, local_name(iri), message, suggestion=suggestion)


@lru_cache(maxsize=2)
def _defined(*classes: str) -> frozenset[str]:
    """The terms that the vocabulary of the model gives one of some types."""
    triples = Triples(shapes_text())
    found = (text(s) for each in classes for s in triples.subjects(RDF + "type", each))
    return frozenset(found)


def _imports(shapes: Shapes) -> Iterator[tuple[str, int, Violation]]:
    """The imports that no file of the shapes describes."""
    import rdflib

    for node, imported in sorted(shapes.graph.subject_objects(rdflib.OWL.imports)):
        if (imported, None, None) in shapes.graph:
            continue
        message = f"owl:imports is not followed: name the file of {imported} by --shapes, too"
        yield _warning(shapes, node, "imports", message)
