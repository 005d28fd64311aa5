"""Places of findings in the graph: focus node, path and value of a place in a text.

A finding points into the text as it was given, by a JSON Pointer or an XPath; the graph is made
from the normal form. Following the pointer along the properties of the model leads from one to
the other: steps above the resource (an array, a Bundle) are passed over, prefixes and accepted
spellings are read, and a single value is the first of a list where the model has lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from clingen_ld.display import encodable
from clingen_ld.findings.finding import IDLE_SHAPE, Finding
from clingen_ld.findings.outcome import Outcome
from clingen_ld.findings.shacl_result import PropertyPath, ShaclResult
from clingen_ld.graph.terms import RDF_TYPE, Literal, Term, address
from clingen_ld.graph.values import literal, predicate_of
from clingen_ld.messages.text.inputs import STANDARD_INPUT
from clingen_ld.model import (
    CLINGEN,
    RDFS,
    RULE,
    SH,
    SHAPE,
    Model,
    Property,
    Type,
    as_iri,
    encode,
    escape,
    is_absolute,
    load_model,
    local_name,
    reference_iri,
    unescape,
)
from clingen_ld.reports.wording import absolute_uri, shown

_XPATH_STEP = re.compile(r"(?:[^:/\[\]]+:)?([^:/\[\]]+)(?:\[(\d+)\])?")


@dataclass(frozen=True, slots=True)
class NodePlace:
    """A place in the graph: a node, and the property that the finding is about ("" for none).

    `type` (of the node) and `prop` are None where the model does not know them for certain.
    `missing` says that only the message names the property; `part` is the node that is its
    value; `base` is what references are relative to, if the resource's name shows it.
    """

    focus: str
    path: str = ""
    type: Type | None = None
    prop: Property | None = None
    missing: bool = False
    part: str = ""
    base: str = ""


def node_place(finding: Finding, model: Model) -> NodePlace | None:
    """Where a finding is in the graph; None when it is about no resource."""
    if not finding.resource:
        return None
    root = as_iri(encodable(finding.resource))
    steps = pointer_steps(encodable(finding.pointer), model)
    type_ = _resource_type(root, finding.pointer, model)
    if type_ is None:  # a name of its own, such as a registry's: any type that fits the steps
        types = model.resources.values()
        fitting = [t for t in types if any(_property(t, step) for step in steps)]
        if len(fitting) != 1:
            return NodePlace(root)
        type_ = fitting[0]
    found = _follow(root, _below_resource(steps, type_), type_, finding, model)
    return replace(found, base=root.rpartition(f"{type_.name}/")[0])


def value_term(finding: Finding, place: NodePlace, model: Model) -> Term | None:
    """The value of a finding as the graph has it, or None."""
    value, prop = finding.value, place.prop
    if place.part:
        return place.part
    if value is None or not place.path:
        return None
    if not isinstance(value, str):
        return literal(value, prop)
    text = encodable(value)
    if prop is not None and prop.kind == "code":
        known = model.value_sets[prop.value_set or ""].by_spelling.get(text)
        return known.iri if known else f"{CLINGEN}{prop.value_set}#{encode(text)}"
    if prop is None or prop.kind != "reference" or not (place.base or is_absolute(text)):
        return literal(text, prop)
    # Text where an object belongs is no reference, though it stands in place of one.
    wrong_kind = _is_about(finding, "NodeKind", model)
    return literal(text, prop) if wrong_kind else reference_iri(text, place.base)


def pointer_steps(pointer: str, model: Model) -> list[str]:
    """The steps of a JSON Pointer, or of an XPath with its positions as indices.

    >>> from clingen_ld import load_model
    >>> pointer_steps("/ContextualAllele/alleleName[2]/f:name", load_model())
    ['ContextualAllele', 'alleleName', '1', 'name']
    """
    raw = pointer.split("/")[1:]
    match = _XPATH_STEP.fullmatch(raw[0]) if raw else None
    if match is None or not (match[1] in model.types or match[1] == "Bundle"):
        return [unescape(step) for step in raw]
    steps = []
    for step in raw:
        match = _XPATH_STEP.fullmatch(step)
        steps.append(match[1] if match else step)
        if match and match[2]:
            steps.append(str(int(match[2]) - 1))
    return steps


def _resource_type(root: str, pointer: str, model: Model) -> Type | None:
    """The type of a resource by its name, or by the root element of an XPath."""
    kinds = [*re.split(r"[/-]", root)[-3:-1], *re.split(r"[/:\[]", pointer)[1:3]]
    return next((t for name, t in model.resources.items() if name in kinds), None)


def _below_resource(steps: list[str], type_: Type) -> list[str]:
    """The steps from the first one that is a property of the resource; [] without one."""
    for n, step in enumerate(steps):
        if _property(type_, step) is not None:
            return steps[n:]
    last = steps[-1:] if steps and not steps[-1].isdecimal() else []
    return [] if last == [type_.name] or last[:1] == ["@graph"] else last


def _property(type_: Type | None, step: str) -> Property | None:
    if type_ is None:
        return None
    names = (step, local_name(step.rpartition(":")[2]))
    known = (type_.properties.get(n) or type_.by_spelling.get(n) for n in names)
    return next((prop for prop in known if prop is not None), None)


def _follow(
    root: str, steps: list[str], type_: Type | None, finding: Finding, model: Model
) -> NodePlace:
    """The place at the end of some steps of the properties of a resource."""
    focus, pointer = root, ""
    while steps:
        prop, step, steps = _property(type_, steps[0]), steps[0], steps[1:]
        if prop is None:
            # What the model does not know, or the spelling of another dialect for what it does.
            if finding.rule in model.rules and not _is_about(finding, "Closed", model):
                break
            return NodePlace(focus, as_iri(predicate_of(step, type_)), type_)
        listed = bool(steps) and steps[0].isdecimal()
        index = f"/{steps.pop(0)}" if listed else "/0" if prop.many else ""
        pointer += f"/{escape(prop.name)}{index}"
        range_ = model.object_type(prop)
        here = NodePlace(focus, prop.iri, type_, prop)
        if range_ is None or (prop.kind == "reference" and steps[:1] in ([], ["reference"])):
            return here
        part = address(root, pointer)
        if not steps:
            if finding.value is not None or (prop.many and not listed):
                return here
            return _named_in(part, finding, range_) or replace(here, part=part)
        focus, type_ = part, range_
    named = _named_in(focus, finding, type_) if type_ is not None else None
    return named or NodePlace(focus, type=type_)


def _named_in(focus: str, finding: Finding, type_: Type) -> NodePlace | None:
    """The property that the message names, where the pointer is that of its node."""
    prop = type_.properties.get(str(finding.values.get("property")))
    return NodePlace(focus, prop.iri, type_, prop, missing=True) if prop is not None else None


def _is_about(finding: Finding, component: str, model: Model) -> bool:
    rule = model.rules.get(finding.rule)
    return rule is not None and f"{component}ConstraintComponent" in rule.components


Object = Term | PropertyPath | list["Statement"]
"""A term, a property path of more than one predicate, or the statements of another result."""

Statement = tuple[str, Object]
"""A predicate and an object; the subject is the result."""

RDFS_COMMENT = RDFS + "comment"
RESULT = SH + "ValidationResult"
NOWHERE = "_:nowhere"
"""The focus node of a finding that is about no resource and no file."""

_SEVERITIES = {"error": "Violation", "warning": "Warning", "info": "Info"}


def results(report: Outcome) -> Iterator[list[Statement]]:
    """The results of a report, each as its statements in the order of the specification."""
    model = load_model()
    shapes: dict[str, str] = {}
    for finding in about_data(report):
        if finding.result is not None:
            yield list(_of_shapes(finding.result, shapes))
        else:
            yield list(_result(finding, model))


def about_data(report: Outcome) -> list[Finding]:
    """The findings that are results in SHACL: shapes that check nothing are none."""
    return [finding for finding in report.findings if finding.rule != IDLE_SHAPE]


def _encodable(term: Term) -> Term:
    """A term in which the text of a literal is one that UTF-8 can encode."""
    return term if isinstance(term, str) else term._replace(lexical=encodable(term.lexical))


def _of_shapes(result: ShaclResult, shapes: dict[str, str]) -> Iterator[Statement]:
    """A result of the user's shapes as the engine gave it.

    `shapes` are the labels of shapes without a name.
    """
    yield RDF_TYPE, RESULT
    yield SH + "focusNode", _encodable(result.focus)
    if result.path is not None:
        yield SH + "resultPath", result.path
    if result.value is not None:
        yield SH + "value", _encodable(result.value)
    if result.shape:
        is_named = not result.shape.startswith("_:")
        label = shapes.setdefault(result.shape, f"_:shape{len(shapes)}") if not is_named else ""
        yield SH + "sourceShape", label or result.shape
    yield SH + "sourceConstraintComponent", result.component
    yield SH + "resultSeverity", result.severity
    for message in result.messages:
        yield SH + "resultMessage", _encodable(message)
    for detail in result.details:
        yield SH + "detail", list(_of_shapes(detail, shapes))


def rule_iri(rule: str) -> str:
    """The IRI of a rule: a rule of other shapes has one already."""
    text = encodable(rule)
    return as_iri(text) if is_absolute(text) else RULE + encode(text)


def _result(finding: Finding, model: Model) -> Iterator[Statement]:
    place = node_place(finding, model)
    yield RDF_TYPE, RESULT
    if place is None:
        is_file = finding.file not in ("", STANDARD_INPUT)
        yield SH + "focusNode", absolute_uri(finding.file) if is_file else NOWHERE
    else:
        yield SH + "focusNode", place.focus
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
    if rule is not None and rule.components and not shape.endswith("-closed"):
        return SH + rule.components[0]
    # A shape of a rule that is found by its name is a SPARQL constraint.
    return SH + "SPARQLConstraintComponent" if rule and shape else rule_iri(finding.rule)


def _shape(finding: Finding, place: NodePlace | None, model: Model) -> str:
    """The shape that the finding is a violation of, "" when it is not certain."""
    rule = model.rules.get(finding.rule)
    if rule is None:
        return rule_iri(finding.rule) if is_absolute(finding.rule) else ""
    prop = place.prop if place is not None else None
    at = prop.name if prop is not None else ""
    type_ = place.type.name if place is not None and place.type is not None else ""
    of_rule = [shape for shape, of in model.shape_rules.items() if of == finding.rule]
    steps = [f"{rule.id}-{step.partition('[')[0]}" for step in finding.pointer.split("/")]
    plain = [*(name for name in reversed(steps)), rule.id, f"{type_}-closed"]
    plain += [f"{type_}-{at}-required", f"{type_}-{at}-published"]
    for name in [*(f"{name}-{finding.severity}" for name in plain), *plain]:
        if SHAPE + name in of_rule:
            return SHAPE + name
    # Structure is said by the shape of each type and property, but for the codes of concepts.
    has_own = any(shape.startswith(f"{SHAPE}{rule.id}-") for shape in of_rule)
    if rule.components and type_ and (not has_own or (prop is not None and prop.kind == "code")):
        return SHAPE + (f"{type_}-{at}" if at else type_)
    return ""
