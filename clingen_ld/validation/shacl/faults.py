"""Faults of shapes themselves, reported with their places before the shapes are run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from clingen_ld.errors import UsageError
from clingen_ld.findings.shacl_result import ShaclResult, path_text
from clingen_ld.graph.terms import Literal, Term
from clingen_ld.model import SH, local_name
from clingen_ld.validation.shacl.reading import Shapes, engine_report, report_results

if TYPE_CHECKING:
    import rdflib

_QUERIES: Final = ("select", "ask", "construct", "update")
_SCRIPTS: Final = ("js", "jsFunctionName", "jsLibrary")
_MOST: Final = 3
_PATH: Final = re.compile(r"[$?]PATH\b")
_SERVICE: Final = "ServiceGraphPattern"


def refuse_faults(shapes: Shapes) -> None:
    """Raises `UsageError` for shapes that cannot be run as intended.

    These are violations of the SHACL shapes for shapes (SHACL, appendix C), invalid patterns and
    queries, queries that would call a server or read another graph, and scripts.
    """
    found = sorted({*_ill_formed(shapes), *_wrong_patterns(shapes), *_wrong_queries(shapes),
                    *_scripts(shapes)})  # fmt: skip
    if not found:
        return
    said = [f"{file}, line {line}: {text}" for file, line, text in found[:_MOST]]
    more = len(found) - len(said)
    raise UsageError("; ".join(said) + (f"; and {more} more" if more else ""))


Fault = tuple[str, int, str]
"""The file, the line from 1, and what is wrong."""


@lru_cache(maxsize=1)
def _shapes_of_shapes() -> rdflib.Graph:
    import rdflib

    text = (files("pyshacl") / "assets" / "shacl-shacl.ttl").read_text(encoding="utf-8")
    return rdflib.Graph().parse(data=text, format="turtle")


def _ill_formed(shapes: Shapes) -> Iterator[Fault]:
    """The violations of the SHACL shapes for shapes."""
    report = engine_report(shapes.graph, _shapes_of_shapes())
    results = [r for r in report_results(report) if r.severity == f"{SH}Violation"]
    known = {result.focus for result in results if result.path is not None}
    for result in results:
        if result.path is None and result.focus in known:
            continue  # it is invalid because of a missing property
        node = _node(result.focus)
        name, needle = path_text(result.path), ""
        if result.path is not None and result.component != f"{SH}MinCountConstraintComponent":
            needle = f"sh:{name}"
        file, line = shapes.place(node, needle)
        yield file, line, _said(shapes, shapes.words(node), name, result)


def _said(shapes: Shapes, shape: str, name: str, result: ShaclResult) -> str:
    component = local_name(result.component).removesuffix("ConstraintComponent")
    if not name:
        return f"{shape} is neither a node shape nor a property shape"
    if component == "MinCount":
        return f"{shape} has no sh:{name}"
    if component == "MaxCount":
        return f"{shape} has more than one sh:{name}"
    if component == "Node" and "ListShape" in result.message:
        return f"the sh:{name} of {shape} is not a list"
    message = f"the sh:{name} of {shape} is wrong: {_shown(shapes, result.value)}"
    return (
        f"{message} ({result.message})" if component in ("Datatype", "NodeKind", "In") else message
    )


def _shown(shapes: Shapes, value: Term | None) -> str:
    if isinstance(value, Literal):
        return f'"{value.lexical}"'
    return "a blank node" if value is None or value.startswith("_:") else shapes.short(value)


def _node(term: Term) -> rdflib.term.Node:
    import rdflib

    if isinstance(term, Literal):
        return rdflib.Literal(term.lexical)
    return rdflib.BNode(term[2:]) if term.startswith("_:") else rdflib.URIRef(term)


def _wrong_patterns(shapes: Shapes) -> Iterator[Fault]:
    import rdflib

    sh = rdflib.Namespace(SH)
    for node, pattern in shapes.graph.subject_objects(sh.pattern):
        try:
            re.compile(str(pattern))
        except re.error as error:
            file, line = shapes.place(node, "sh:pattern", str(pattern))
            message = f"the sh:pattern of {shapes.words(node)} is not a regular expression: {error}"
            yield file, line, message


def _wrong_queries(shapes: Shapes) -> Iterator[Fault]:
    import rdflib

    sh = rdflib.Namespace(SH)
    for name in _QUERIES:
        for node, text in shapes.graph.subject_objects(sh[name]):
            if not isinstance(text, rdflib.Literal):
                continue
            fault, at = _query_fault(shapes, node, str(text), name)
            if fault:
                begin = str(text).strip().partition("\n")[0]
                file, line = shapes.place(node, f"sh:{name}", begin)
                message = f"the sh:{name} of {shapes.words(node)} {fault}"
                yield file, line + at, message


def _query_fault(shapes: Shapes, node: Any, text: str, kind: str) -> tuple[str, int]:
    """The error in a query, and its line, from 0; "" if there is none."""
    from pyparsing import ParseBaseException
    from pyshacl.errors import ReportableRuntimeError

    try:
        query = _translated(shapes, node, text, kind)
    except ParseBaseException as error:
        skipped = len(text) - len(text.lstrip())
        line = text.count("\n", skipped, error.loc)
        near = " ".join(text[error.loc :].split())[:40] or "its end"
        return f"is not SPARQL, near {near!r}", line
    except ReportableRuntimeError as error:
        return f"has wrong prefixes: {' '.join(str(error).split())}", 0
    except RecursionError:
        return "has too many brackets inside each other", 0
    except Exception as error:
        prefix = re.search(r"Unknown namespace prefix : (\S+)", str(error))
        if prefix is None:
            return f"cannot be run: {' '.join(str(error).split())[:200]}", 0
        at = max(text.find(f"{prefix[1]}:"), 0)
        skipped = len(text) - len(text.lstrip())
        reason = f"uses the prefix {prefix[1]}:, which no sh:prefixes of it declares"
        return reason, text.count("\n", min(skipped, at), at)
    return _way_out(query) or _lacking_this(shapes, node, query, kind), 0


def _lacking_this(shapes: Shapes, node: Any, query: Any, kind: str) -> str:
    """That a query gives no focus nodes, as all but those of functions do; "" if it does."""
    import rdflib

    is_function = (node, rdflib.RDF.type, rdflib.URIRef(f"{SH}SPARQLFunction")) in shapes.graph
    if kind != "select" or is_function or rdflib.Variable("this") in query.algebra.PV:
        return ""
    return "does not give $this, without which nothing is found"


def _translated(shapes: Shapes, node: Any, text: str, kind: str) -> Any:
    """A query as rdflib runs it. Raises what rdflib and pySHACL do."""
    from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
    from rdflib.plugins.sparql import algebra, parser

    read: Any = parser.parseUpdate if kind == "update" else parser.parseQuery
    translate: Any = algebra.translateUpdate if kind == "update" else algebra.translateQuery
    about = SimpleNamespace(sg=SimpleNamespace(graph=shapes.graph))
    helper: Any = SPARQLQueryHelper(about, node, text)  # type: ignore[no-untyped-call]
    helper.collect_prefixes()
    # The engine substitutes the path of the shape for $PATH.
    plain = _PATH.sub("<urn:path>", text)
    return translate(read(plain), initNs=_default_prefixes() | helper.prefixes)


def names_in_queries(shapes: Shapes) -> Iterator[tuple[Any, str]]:
    """The IRIs in the queries of valid shapes, each with its shape."""
    import rdflib

    for kind in _QUERIES:
        for node, query in shapes.graph.subject_objects(rdflib.URIRef(SH + kind)):
            parts = _parts(_translated(shapes, node, str(query), kind))
            for iri in sorted({str(part) for part in parts if isinstance(part, rdflib.URIRef)}):
                yield node, iri


def _parts(query: Any) -> Iterator[Any]:
    """A query and everything in it, except texts that are not terms."""
    seen: set[int] = set()
    waiting = [getattr(query, "algebra", query)]
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        if isinstance(part, dict):
            waiting += part.values()
        elif isinstance(part, list | tuple | set) or type(part).__name__.endswith("Path"):
            waiting += part if not hasattr(part, "__dict__") else vars(part).values()


def _way_out(query: Any) -> str:
    """What a query would do besides reading the data; "" for nothing."""
    for part in _parts(query):
        name = getattr(part, "name", "")
        if name == _SERVICE:
            return "calls a server (SERVICE), which shapes do not do"
        if name == "Load" or (isinstance(part, dict) and dict.get(part, "datasetClause")):
            return "reads other graphs (FROM), which shapes do not do"
    return ""


@lru_cache(maxsize=1)
def _default_prefixes() -> dict[str, Any]:
    import rdflib

    return dict(rdflib.Graph().namespaces())


def _scripts(shapes: Shapes) -> Iterator[Fault]:
    import rdflib

    sh = rdflib.Namespace(SH)
    for name in _SCRIPTS:
        for node in shapes.graph.subjects(sh[name]):
            file, line = shapes.place(node, f"sh:{name}")
            yield file, line, f"the sh:{name} of {shapes.words(node)}: JavaScript is not run"
