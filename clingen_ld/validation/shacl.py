"""SHACL results as violations: the same rules, places and severities as the checker gives.

A result says where it is by focus node, path and value; the addresses of parts lead from there
to a JSON Pointer of the resource in normal form.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from clingen_ld.errors import InputError, UsageError
from clingen_ld.graph.framing import key_of
from clingen_ld.graph.literals import literal
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.rdflib_graph import quads_of, to_dataset
from clingen_ld.graph.terms import RDF_JSON, RDF_REST, Term
from clingen_ld.graph.view import DatasetView, GraphView
from clingen_ld.model import (
    CLINGEN,
    RDF,
    SH,
    SHAPE,
    Model,
    Property,
    Severity,
    Type,
    encode,
    escape,
    local_name,
    reference_iri,
)
from clingen_ld.validation.findings import Violation

if TYPE_CHECKING:
    import rdflib


# Where one value breaks several structure rules, the one that says most speaks.
_PRECEDENCE = ("ST-7", "ST-9", "ST-4", "ST-5")
# Constraints that a node in the place of a literal breaks, too.
_OF_LITERALS = ("DatatypeConstraintComponent", "OrConstraintComponent")
_SEVERITIES: dict[str, Severity] = {"Violation": "error", "Warning": "warning", "Info": "info"}


class ShaclResult(NamedTuple):
    """One result of a SHACL validation report.

    `path` holds the predicates of the path in order; `shape` is the IRI of the source shape or
    "", `component` and `severity` are local names.
    """

    focus: str
    path: tuple[str, ...]
    value: Term | None
    shape: str
    component: str
    severity: str
    message: str


def violations_of(
    results: Iterable[ShaclResult], trees: Mapping[str, dict[str, Any]], model: Model, base: str
) -> Iterator[tuple[str, Violation]]:
    """The violations that some results mean, each with the IRI of its resource.

    `trees` are the resources of the graph, in normal form, by IRI. A result whose rule or
    place the model does not know (from a user's own shapes, say) keeps the shape as its rule.
    """
    found: dict[tuple[str, str, str, Severity], Violation] = {}
    for result in results:
        root, pointer = _focus(result.focus, trees)
        is_part = isinstance(result.value, str) and _focus(result.value, trees)[1] != ""
        rule = _rule(result, model, is_part)
        pointer = _place(result, root, pointer, trees.get(root, {}), model, base)
        severity = _SEVERITIES.get(result.severity, "error")
        violation = Violation(
            rule, pointer, {"message": result.message}, severity, _value(result.value)
        )
        found.setdefault((root, pointer, rule, severity), violation)
    for (root, pointer, rule, _), violation in found.items():
        if not _is_follower(root, pointer, rule, {key[:3] for key in found}):
            yield root, violation


def _is_follower(root: str, pointer: str, rule: str, found: set[tuple[str, str, str]]) -> bool:
    """Whether a graver finding at the same place says the same already."""
    if rule == "ST-2":  # a reference that leads nowhere: its own value says why
        return any((root, f"{pointer}/reference", other) in found for other in _PRECEDENCE)
    if rule not in _PRECEDENCE:
        return False
    graver = _PRECEDENCE[: _PRECEDENCE.index(rule)]
    return any((root, pointer, other) in found for other in graver)


def _rule(result: ShaclResult, model: Model, is_part: bool) -> str:
    named = model.shape_rules.get(result.shape)
    if named is not None:
        return named
    if not result.shape.startswith(SHAPE):
        return local_name(result.shape).lstrip("_:") if ":" in result.shape[2:] else "shape"
    value = result.value
    if result.component == "InConstraintComponent" and is_part:
        return "ST-7"
    is_node = isinstance(value, str) or (value is not None and value.datatype == RDF_JSON)
    if is_node and result.component in _OF_LITERALS:
        return "ST-7"
    if result.component == "InConstraintComponent" and str(value).endswith("#"):
        return "ST-9"
    for rule in model.rules.values():
        if result.component in rule.components:
            return rule.id
    return result.shape or result.component


def _focus(focus: str, trees: Mapping[str, Any]) -> tuple[str, str]:
    """The resource that a node belongs to, and the pointer of the node in it."""
    if focus in trees:
        return focus, ""
    root, mark, pointer = focus.partition("#/")
    if mark and root in trees:
        return root, "/" + unquote(pointer)
    for root in trees:  # resources whose own IRI has a fragment
        if "#" in root and focus.startswith(root + "/"):
            return root, unquote(focus[len(root) :])
    return focus, ""


def _place(
    result: ShaclResult, root: str, pointer: str, tree: dict[str, Any], model: Model, base: str
) -> str:
    value = result.value
    if result.component == "MinCountConstraintComponent":
        return pointer
    if result.component == "ClosedConstraintComponent":
        return f"{pointer}/{escape(key_of(result.path[0]))}"
    if value == result.focus and not _names_itself(result, pointer, tree, model, base):
        return _property_place(result, pointer, tree, model)
    if isinstance(value, str):
        owner, below = _focus(value, {root: tree})
        if owner == root and below.startswith(f"{pointer}/"):
            return below + _inner(result, model)
    node, type_ = _node_at(tree, pointer, model)
    found = next(_ways(node, type_, pointer, result, model, base), None)
    if found is None and result.path:
        key, _ = _key(result.path[0], type_)
        found = f"{pointer}/{escape(key)}"
    return (found or pointer) + _inner(result, model)


def _names_itself(
    result: ShaclResult, pointer: str, tree: dict[str, Any], model: Model, base: str
) -> bool:
    """Whether the path of a result leads from its focus node back to it."""
    node, type_ = _node_at(tree, pointer, model)
    return any(True for _ in _ways(node, type_, pointer, result, model, base))


def _ways(
    node: Any,
    type_: Type | None,
    pointer: str,
    result: ShaclResult,
    model: Model,
    base: str,
    depth: int = 0,
) -> Iterator[str]:
    """The pointers that the path of a result leads to, where its value stands."""
    if depth == len(result.path) or not isinstance(node, dict):
        return
    key, prop = _key(result.path[depth], type_)
    if key not in node:
        return
    pointer = f"{pointer}/{escape(key)}"
    content = node[key]
    last = depth + 1 == len(result.path)
    if last and result.component == "MaxCountConstraintComponent":
        yield pointer
        return
    for n, item in enumerate(content if isinstance(content, list) else [content]):
        at = f"{pointer}/{n}" if isinstance(content, list) else pointer
        if not last:
            yield from _ways(item, model.object_type(prop), at, result, model, base, depth + 1)
        elif _is_value(item, result.value, prop, base):
            yield at


def _key(predicate: str, type_: Type | None) -> tuple[str, Property | None]:
    """The key of a predicate in a tree, and the property that it is."""
    for prop in type_.properties.values() if type_ is not None else ():
        if prop.iri == predicate:
            return prop.name, prop
    return key_of(predicate), None


def _property_place(result: ShaclResult, pointer: str, tree: dict[str, Any], model: Model) -> str:
    """The place of a result about a property as a whole: the node itself when it lacks it.

    Every SPARQL result has a value; where it is the focus node, no single value is meant.
    """
    node, type_ = _node_at(tree, pointer, model)
    if len(result.path) == 1 and isinstance(node, dict):
        key, _ = _key(result.path[0], type_)
        if key in node:
            return f"{pointer}/{escape(key)}"
    return pointer


def _inner(result: ShaclResult, model: Model) -> str:
    """The property of the value that a shape says it is about."""
    place = model.shape_places.get(result.shape)
    return f"/{local_name(place)}" if place else ""


def _node_at(tree: dict[str, Any], pointer: str, model: Model) -> tuple[Any, Type | None]:
    """The node at a pointer of a tree, with its type."""
    node: Any = tree
    type_ = model.types.get(str(tree.get("resourceType")))
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(node, list):
            node = node[int(key)] if key.isdecimal() and int(key) < len(node) else None
            continue
        prop = type_.properties.get(key) if type_ is not None else None
        node = node.get(key) if isinstance(node, dict) else None
        type_ = model.object_type(prop)
    return node, type_


def _is_value(item: Any, value: Term | None, prop: Property | None, base: str) -> bool:
    """Whether a value of a tree is a value of the graph."""
    if isinstance(item, dict) and isinstance(item.get("reference"), str):
        return reference_iri(item["reference"], base) == value
    if prop is not None and prop.kind == "code" and isinstance(item, str):
        return f"{CLINGEN}{prop.value_set}#{encode(item)}" == value
    return literal(item, prop) == value


def _value(value: Term | None) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return value.lexical


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
) -> Iterator[tuple[str, Violation]]:
    """The violations of some shapes in resources by IRI, each with the IRI of its resource."""
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
    yield from violations_of(report_results(report), trees, model, base)


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
