"""Running shapes, such as the user's own, by pySHACL; each result is a violation with a position.

Shapes that check nothing are reported: they match no node, or use unknown names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clingen_ld.errors import UsageError
from clingen_ld.findings.finding import IDLE_SHAPE, Finding
from clingen_ld.findings.shacl_result import ShaclResult, path_text
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.rdflib_graph import to_dataset
from clingen_ld.graph.terms import RDF_JSON, Quad, Term
from clingen_ld.messages.text.inputs import PathName
from clingen_ld.model import (
    CLINGEN,
    OWL,
    PREFIXES,
    RDF,
    RDFS,
    SH,
    SHAPE,
    Model,
    Severity,
    Tree,
    is_subsetted,
    local_name,
    shapes_text,
)
from clingen_ld.model.loading import Triples, text
from clingen_ld.suggestions import nearest
from clingen_ld.validation.rule_registry import Violation, Violations, message_of
from clingen_ld.validation.set_index import StoredSet
from clingen_ld.validation.shacl.faults import names_in_queries, refuse_faults
from clingen_ld.validation.shacl.places import ResultPlaces
from clingen_ld.validation.shacl.reading import (
    Shapes,
    engine_report,
    implicit_targets,
    load_shapes,
    report_results,
)

if TYPE_CHECKING:
    import rdflib

_SEVERITIES: Final[Mapping[str, Severity]] = {
    "Warning": "warning", "Info": "info", "Debug": "info", "Trace": "info",
}  # fmt: skip
# Constraints that a node violates if it replaces a literal.
_OF_LITERALS: Final = ("DatatypeConstraintComponent", "OrConstraintComponent")


class Shaped(NamedTuple):
    """The results of shapes.

    `placed` are violations with the IRIs of their resources; `unplaced`, those that concern no
    resource; `idle`, warnings about shapes, each with its file and line.
    """

    placed: list[tuple[str, Violation]]
    unplaced: list[Violation]
    idle: list[tuple[str, int, Violation]]


def check_shapes(
    trees: Iterable[tuple[str, Tree]], shapes: Shapes, model: Model, base: str
) -> Shaped:
    """Run shapes on resources, which are given with their IRIs.

    Raises `UsageError` when the shapes cannot be run.
    """
    by_iri: dict[str, Tree] = {}
    quads: list[Quad] = []
    for iri, tree in trees:
        by_iri.setdefault(iri, tree)
        quads += (quad._replace(graph="") for quad in resource_quads(tree, model, base))
    data = to_dataset(quads).default_graph
    plain = _plain(data)
    idle = list(idle_shapes(shapes, plain, model))
    places = ResultPlaces(by_iri, quads, model, base)
    shaped = Shaped([], [], idle)
    for result in _results(plain, shapes):
        place = places.place(result)
        violation = violation_of(result, place[1] if place else "", model, places)
        if place is None:
            shaped.unplaced.append(violation)
        else:
            shaped.placed.append((place[0], violation))
    return shaped


def _plain(data: rdflib.Graph) -> rdflib.Graph:
    """A separate graph, as rules may add to it."""
    import rdflib

    plain = rdflib.Graph()
    for prefix, iri in PREFIXES.items():  # in which messages name nodes
        plain.bind(prefix, iri)
    for triple in data:
        plain.add(triple)
    return plain


def violation_of(
    result: ShaclResult, pointer: str, model: Model, places: ResultPlaces
) -> Violation:
    """The violation for a result, at a pointer of its resource."""
    value = result.value
    is_part = isinstance(value, str) and places.focus(value)[1] != ""
    return Violation(
        rule_of(result, model, is_part),
        pointer,
        {"message": result.message},
        _SEVERITIES.get(local_name(result.severity), "error"),
        value if value is None or isinstance(value, str) else value.lexical,
        result=result,
    )


def rule_of(result: ShaclResult, model: Model, is_part: bool) -> str:
    """The model's rule for a result, or else the name of its shape.

    A shape without a name is named by its path. `is_part` says whether the value is a part of a
    resource.
    """
    named = model.shape_rules.get(result.shape)
    if named is not None:
        return named
    if not result.shape.startswith(SHAPE):
        name = "" if result.shape.startswith("_:") else local_name(result.shape)
        return name or path_text(result.path) or "shape"
    return _structure_rule(result, model, is_part)


def _structure_rule(result: ShaclResult, model: Model, is_part: bool) -> str:
    value, component = result.value, local_name(result.component)
    if component == "InConstraintComponent" and is_part:
        return "ST-7"
    is_node = isinstance(value, str) or (value is not None and value.datatype == RDF_JSON)
    if is_node and component in _OF_LITERALS:
        return "ST-7"
    if component == "InConstraintComponent" and _text(value).endswith("#"):
        return "ST-9"
    if component == "PatternConstraintComponent" and not _text(value).strip():
        return "ST-9"
    for rule in model.rules.values():
        if component in rule.components:
            return rule.id
    return result.shape or component


def _text(value: Term | None) -> str:
    return str(value) if value is None or isinstance(value, str) else value.lexical


def _results(data: rdflib.Graph, shapes: Shapes) -> list[ShaclResult]:
    """The results of pySHACL. Raises `UsageError` with the shape that cannot be run."""
    try:
        return report_results(_report(data, shapes, []))
    except Exception as error:
        raise _fault(data, shapes, error) from error


def _report(data: rdflib.Graph, shapes: Shapes, only: list[str]) -> rdflib.Graph:
    return engine_report(data, shapes.graph, advanced=True, inplace=True, use_shapes=only or None)


def _fault(data: rdflib.Graph, shapes: Shapes, error: Exception) -> UsageError:
    """The error with the shape that caused it, if running shapes one by one finds it."""
    import rdflib

    reason = " ".join(str(error).partition("For reference")[0].split())[:200]
    reason = reason or type(error).__name__
    for node in shapes.targeted():
        if not isinstance(node, rdflib.URIRef):
            continue
        try:
            _report(data, shapes, [str(node)])
        except Exception:
            file, line = shapes.place(node)
            return UsageError(f"{file}, line {line}: {shapes.words(node)} cannot be run: {reason}")
    names = ", ".join(file.name for file in shapes.files)
    return UsageError(f"{names}: the shapes cannot be run: {reason}")


class ShapeFindings(NamedTuple):
    """The results of the user's shapes: violations in resources, and findings outside them.

    The latter are results that concern no resource, and shapes that check nothing.
    """

    violations: Violations
    beside: tuple[Finding, ...] = ()


def shape_findings(
    resources: StoredSet, checked: int, files: tuple[PathName, ...], model: Model
) -> ShapeFindings:
    """Run the user's shapes on the first resources of a set.

    Raises `InputError` if shapes cannot be read, `UsageError` if they cannot be run.
    """
    shapes = load_shapes(files)
    refuse_faults(shapes)
    # If a resource is described more than once, the complete description has the positions.
    entries = sorted(resources, key=lambda entry: is_subsetted(entry.tree))
    numbers = {entry.iri: entry.number for entry in reversed(entries) if entry.number < checked}
    shaped = check_shapes(((e.iri, e.tree) for e in entries), shapes, model, resources.base)
    violations: Violations = {}
    for iri, violation in shaped.placed:
        if iri in numbers:
            violations.setdefault(numbers[iri], []).append(violation)
    given = {entry.file for entry in entries if entry.number < checked}
    file = given.pop() if len(given) == 1 else ""
    placeless = [(file, None, violation) for violation in shaped.unplaced]
    return ShapeFindings(violations, tuple(
        Finding(
            violation.rule, violation.severity or "error", message_of(violation, model), where,
            line=line, column=None if line is None else 1, value=violation.value,
            suggestion=violation.suggestion, result=violation.result,
        )
        for where, line, violation in [*placeless, *shaped.idle]
    ))  # fmt: skip


_CLASS_NAMES: Final = ("targetClass", "class")
_PROPERTY_NAMES: Final = (
    "targetSubjectsOf", "targetObjectsOf", "path", "inversePath", "zeroOrMorePath",
    "oneOrMorePath", "zeroOrOnePath", "equals", "disjoint", "lessThan", "lessThanOrEquals",
)  # fmt: skip


def idle_shapes(
    shapes: Shapes, data: rdflib.Graph, model: Model
) -> Iterator[tuple[str, int, Violation]]:
    """Warnings about shapes: each with the file and the line of the shape."""
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
        if _is_off(shapes, node) or _hits(shapes, node, data):
            continue
        message = f"{shapes.words(node)} hits nothing: no node of the input is a target of it"
        yield _warning(shapes, node, "", message)


def _is_off(shapes: Shapes, node: rdflib.term.Node) -> bool:
    """Whether a shape, or the one that it is a part of, is deactivated."""
    import rdflib

    off = rdflib.URIRef(f"{SH}deactivated")
    found = (shapes.graph.value(each, off) for each in (node, shapes.owner(node)) if each)
    return any(isinstance(each, rdflib.Literal) and each.value is True for each in found)


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
                    if not is_ours or iri in known or (node, iri) in seen or _is_off(shapes, node):
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
