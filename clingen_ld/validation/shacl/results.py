"""Reading the W3C validation report of pySHACL into results, in the same order each run."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from clingen_ld.findings.shacl_result import UNARY, Path, PropertyPath, ShaclResult, path_text
from clingen_ld.graph.terms import Literal, Term
from clingen_ld.model import RDF, SH

if TYPE_CHECKING:
    import rdflib


_DEEPEST: Final = 50


def report_results(report: rdflib.Graph) -> list[ShaclResult]:
    """The results of a validation report; details are nested below their results."""
    sh = _sh()
    found = sorted(
        (_result(report, node, 0) for node in report.objects(None, sh.result)), key=_order
    )
    counts = Counter[ShaclResult]()
    numbered = []
    for result in found:
        numbered.append(replace(result, number=counts[result]))
        counts[result] += 1
    return numbered


def path_of(graph: rdflib.Graph, node: rdflib.term.Node, depth: int = 0) -> Path | None:
    """The path that a node of a graph describes; None if it is invalid."""
    import rdflib

    sh = _sh()
    if isinstance(node, rdflib.URIRef) and str(node) != RDF + "nil":
        return str(node)
    if depth > _DEEPEST or not isinstance(node, rdflib.BNode):
        return None
    for form in (*UNARY, "alternativePath"):
        operand = graph.value(node, sh[form])
        if operand is None:
            continue
        if form in UNARY:
            return _path(form, [path_of(graph, operand, depth + 1)])
        return _path(form, [path_of(graph, item, depth + 1) for item in _items(graph, operand)])
    return _path("sequence", [path_of(graph, item, depth + 1) for item in _items(graph, node)])


def _path(form: str, steps: list[Path | None]) -> PropertyPath | None:
    known = tuple(step for step in steps if step is not None)
    return PropertyPath(form, known) if known and len(known) == len(steps) else None


def _items(graph: rdflib.Graph, head: rdflib.term.Node) -> list[rdflib.term.Node]:
    try:
        return list(graph.items(head))
    except ValueError:  # a cyclic list
        return []


def _sh() -> rdflib.Namespace:
    import rdflib

    return rdflib.Namespace(SH)


def _result(report: rdflib.Graph, node: rdflib.term.Node, depth: int) -> ShaclResult:
    from clingen_ld.graph.rdflib_graph import term_of

    sh = _sh()

    def term(name: str) -> Term | None:
        found = report.value(node, sh[name])
        return None if found is None else term_of(found)

    def name(predicate: str) -> str:
        found = term(predicate)
        return found if isinstance(found, str) else ""

    path = report.value(node, sh.resultPath)
    messages = map(term_of, report.objects(node, sh.resultMessage))
    details = report.objects(node, sh.detail) if depth < _DEEPEST else ()
    return ShaclResult(
        focus=term("focusNode") or "",
        path=None if path is None else path_of(report, path),
        value=term("value"),
        shape=name("sourceShape"),
        component=name("sourceConstraintComponent"),
        severity=name("resultSeverity"),
        messages=tuple(sorted(_settled(m) for m in messages if isinstance(m, Literal))),
        details=tuple(sorted((_result(report, d, depth + 1) for d in details), key=_order)),
    )


def _settled(message: Literal) -> Literal:
    """A message with the list at its end sorted, which pySHACL makes from a set."""
    text = message.lexical
    start = text.find("['", text.rfind("\n") + 1)
    if start < 0 or not text.endswith("']"):
        return message
    try:
        items = ast.literal_eval(text[start:])
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return message
    return message._replace(lexical=text[:start] + str(sorted(items)))


def _order(result: ShaclResult) -> tuple[str, ...]:
    """The sort key of results."""
    path, shape = path_text(result.path), result.shape
    texts = map(str, (result.focus, path, result.value, shape, result.component, result.messages))
    return (*texts, str(result.details))


def engine_report(data: rdflib.Graph, shapes: rdflib.Graph, **options: Any) -> rdflib.Graph:
    """The validation report of pySHACL, given `options` of its own.

    Raises whatever pySHACL raises, and `RuntimeError` with its message if there is no report.
    """
    import pyshacl
    import rdflib
    from pyshacl.rdfutil.stringify import stringify_blank_node

    # pySHACL caches the texts of blank nodes by the memory address of their graph, which a later
    # graph can have: messages would then come from the shapes of an earlier run.
    stringify_blank_node.dict_cache.clear()
    _, report, text = pyshacl.validate(data, shacl_graph=shapes, **options)
    if isinstance(report, rdflib.Graph):
        return report
    raise RuntimeError(str(text))
