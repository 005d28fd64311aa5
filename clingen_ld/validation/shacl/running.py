"""Running shapes, such as the user's own, by pySHACL; each result is a placed violation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from clingen_ld.errors import UsageError
from clingen_ld.findings.finding import Finding
from clingen_ld.findings.shacl_result import ShaclResult, path_text
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.rdflib_graph import to_dataset
from clingen_ld.graph.terms import RDF_JSON, Quad, Term
from clingen_ld.messages.text.inputs import PathName
from clingen_ld.model import (
    PREFIXES,
    SHAPE,
    Model,
    Severity,
    Tree,
    is_subsetted,
    local_name,
)
from clingen_ld.validation.rule_registry import Violation, Violations, message_of
from clingen_ld.validation.set_index import StoredSet
from clingen_ld.validation.shacl.faults import refuse_faults
from clingen_ld.validation.shacl.idle import idle_shapes
from clingen_ld.validation.shacl.places import ResultPlaces
from clingen_ld.validation.shacl.reading import (
    Shapes,
    engine_report,
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
