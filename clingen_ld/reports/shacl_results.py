"""Findings as the results of a W3C SHACL validation report.

By SHACL, `sh:conforms` is true only when there is no result at all: a report with nothing but
warnings or notes does not conform, though `clingen-ld` calls it conforming.

A result has, from the finding: the focus node, the path and the value as the graph has them
(module `nodes`), the severity, the message, the shape where the name of one is certain, and the
constraint component: SHACL's own for structure rules, else the rule itself, by its IRI. Every
result names its rule by `shape:rule`, as the shapes do. A finding that is about no resource (a
text that cannot be read) has its file as focus node, or else a blank node.
"""

from __future__ import annotations

from collections.abc import Iterator

from clingen_ld.graph.terms import RDF_TYPE, Literal, Term
from clingen_ld.model import load_model
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import as_iri, encode, is_absolute
from clingen_ld.model.namespaces import RULE, SH, SHAPE
from clingen_ld.reports.files import STANDARD_INPUT, absolute_uri, shown
from clingen_ld.reports.nodes import NodePlace, node_place, value_term
from clingen_ld.reports.wording import encodable
from clingen_ld.validation.findings import Finding
from clingen_ld.validation.validator import Report

Statement = tuple[str, Term]
"""A predicate and an object; the subject is the result."""

RESULT = SH + "ValidationResult"
NOWHERE = "_:nowhere"
"""The focus node of a finding that is about no resource and no file."""

_SEVERITIES = {"error": "Violation", "warning": "Warning", "info": "Info"}


def results(report: Report) -> Iterator[list[Statement]]:
    """The results of a report, each as its statements in the order of the specification."""
    model = load_model()
    for finding in report.findings:
        yield list(_result(finding, model))


def rule_iri(rule: str) -> str:
    """The IRI of a rule: a rule of other shapes has one already."""
    text = encodable(rule)
    return as_iri(text) if is_absolute(text) else RULE + encode(text)


def _result(finding: Finding, model: Model) -> Iterator[Statement]:
    place = node_place(finding, model)
    yield RDF_TYPE, RESULT
    yield SH + "focusNode", place.focus if place is not None else _file(finding)
    if place is not None:
        if place.path:
            yield SH + "resultPath", place.path
        value = value_term(finding, place, model)
        if value is not None:
            yield SH + "value", value
    shape = _shape(finding, place, model)
    if shape:
        yield SH + "sourceShape", shape
    yield SH + "sourceConstraintComponent", _component(finding, place, shape, model)
    yield SH + "resultSeverity", SH + _SEVERITIES[finding.severity]
    yield SH + "resultMessage", Literal(_message(finding, place))
    yield SHAPE + "rule", rule_iri(finding.rule)


def _file(finding: Finding) -> str:
    return NOWHERE if finding.file in ("", STANDARD_INPUT) else absolute_uri(finding.file)


def _message(finding: Finding, place: NodePlace | None) -> str:
    """The message; where the graph has no place for the finding, with its place in the text."""
    message = finding.message
    if place is None and finding.line is not None:
        message += f" ({shown(finding.file)}, line {finding.line}, column {finding.column})"
    return encodable(message)


def _component(finding: Finding, place: NodePlace | None, shape: str, model: Model) -> str:
    if shape.endswith("-published"):
        missing = place is not None and place.missing
        return f"{SH}{'Min' if missing else 'Max'}CountConstraintComponent"
    rule = model.rules.get(finding.rule)
    if rule is not None and rule.components:
        return SH + rule.components[0]
    # A shape of a rule that is found by its name is a SPARQL constraint.
    return SH + "SPARQLConstraintComponent" if rule and shape else rule_iri(finding.rule)


def _shape(finding: Finding, place: NodePlace | None, model: Model) -> str:
    """The shape that the finding is a breach of, "" when it is not certain."""
    rule = model.rules.get(finding.rule)
    if rule is None:
        return rule_iri(finding.rule) if is_absolute(finding.rule) else ""
    prop = place.prop if place is not None else None
    at = prop.name if prop is not None else ""
    type_ = place.type.name if place is not None and place.type is not None else ""
    of_rule = [shape for shape, of in model.shape_rules.items() if of == finding.rule]
    steps = [f"{rule.id}-{step.partition('[')[0]}" for step in finding.pointer.split("/")]
    plain = [*(name for name in reversed(steps)), rule.id, f"{type_}-{at}-published"]
    for name in [*(f"{name}-{finding.severity}" for name in plain), *plain]:
        if SHAPE + name in of_rule:
            return SHAPE + name
    # Structure is said by the shape of each type and property, but for the codes of concepts.
    if rule.components and type_ and (not of_rule or (prop is not None and prop.kind == "code")):
        return SHAPE + (f"{type_}-{at}" if at else type_)
    return ""
