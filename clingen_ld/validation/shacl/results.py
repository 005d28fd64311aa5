"""Results of pySHACL, a W3C validation report, as records in the same order each run."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from clingen_ld.graph.terms import Literal, Term
from clingen_ld.model import RDF, SH, local_name

if TYPE_CHECKING:
    import rdflib


_UNARY: Final = {
    "inversePath": "^{}",
    "zeroOrMorePath": "{}*",
    "oneOrMorePath": "{}+",
    "zeroOrOnePath": "{}?",
}
_DEEPEST: Final = 50


@dataclass(frozen=True, slots=True)
class PropertyPath:
    """A SHACL property path with more than one predicate.

    `form` is "sequence" or the local name of its SHACL property, such as "inversePath".
    """

    form: str
    steps: tuple[PropertyPath | str, ...]


Path = PropertyPath | str
"""A property path: one predicate, or several combined."""


@dataclass(frozen=True, slots=True)
class ShaclResult:
    """One result of a SHACL validation report.

    `shape` is an IRI or the label of a blank node; `component` and `severity` are IRIs. `number`
    counts, from 0, the results that are otherwise equal.
    """

    focus: Term
    path: Path | None
    value: Term | None
    shape: str
    component: str
    severity: str
    messages: tuple[Literal, ...]
    details: tuple[ShaclResult, ...] = ()
    number: int = 0

    @property
    def message(self) -> str:
        """The message in English or in no language, else the first in another; "" for none."""
        texts = sorted(self.messages, key=lambda m: m.language.partition("-")[0] not in ("", "en"))
        return texts[0].lexical if texts else ""


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


def path_text(path: Path | None, name: Callable[[str], str] = local_name) -> str:
    """A path as SPARQL writes it, with a name for each IRI; "" for none.

    >>> path_text(PropertyPath("sequence", ("urn:x#a", PropertyPath("inversePath", ("urn:x#b",)))))
    'a/^b'
    """
    if path is None:
        return ""
    if isinstance(path, str):
        return name(path)
    inner = [path_text(step, name) for step in path.steps]
    inner = [
        f"({text})" if isinstance(step, PropertyPath) and len(step.steps) > 1 else text
        for text, step in zip(inner, path.steps, strict=True)
    ]
    if path.form in _UNARY:
        return _UNARY[path.form].format(*inner)
    return ("|" if path.form == "alternativePath" else "/").join(inner)


def path_of(graph: rdflib.Graph, node: rdflib.term.Node, depth: int = 0) -> Path | None:
    """The path that a node of a graph describes; None if it is invalid."""
    import rdflib

    sh = _sh()
    if isinstance(node, rdflib.URIRef) and str(node) != RDF + "nil":
        return str(node)
    if depth > _DEEPEST or not isinstance(node, rdflib.BNode):
        return None
    for form in (*_UNARY, "alternativePath"):
        operand = graph.value(node, sh[form])
        if operand is None:
            continue
        if form in _UNARY:
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


def all_details(result: ShaclResult) -> Iterator[tuple[int, ShaclResult]]:
    """The nested details of a result, each with its depth from 0."""
    for detail in result.details:
        yield 0, detail
        yield from ((depth + 1, below) for depth, below in all_details(detail))


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
