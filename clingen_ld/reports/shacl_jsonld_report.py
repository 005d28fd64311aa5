"""The SHACL report as JSON-LD, with its context inside: nothing is fetched to read it."""

from __future__ import annotations

import json
from typing import Any

from clingen_ld.graph.terms import RDF_TYPE, Term
from clingen_ld.model import SH, SHAPE, XSD, local_name
from clingen_ld.reports.nodes import NOWHERE, Statement, results
from clingen_ld.validation.session import Report

_TEXTS = ("resultMessage",)
_NODES = (
    "focusNode", "resultPath", "sourceShape", "sourceConstraintComponent", "resultSeverity",
)  # fmt: skip
_CONTEXT: dict[str, Any] = {
    "sh": SH,
    "xsd": XSD,
    "shape": SHAPE,
    "ValidationReport": "sh:ValidationReport",
    "ValidationResult": "sh:ValidationResult",
    "conforms": {"@id": "sh:conforms", "@type": "xsd:boolean"},
    "result": {"@id": "sh:result", "@container": "@set"},
    "value": "sh:value",
    **{name: f"sh:{name}" for name in _TEXTS},
    **{name: {"@id": f"sh:{name}", "@type": "@id"} for name in _NODES},
    "rule": {"@id": "shape:rule", "@type": "@id"},
}


def render(report: Report) -> str:
    """The report as a JSON-LD object."""
    document = {
        "@context": _CONTEXT,
        "@type": "ValidationReport",
        "conforms": not report.findings,
        "result": [_object(n, statements) for n, statements in enumerate(results(report))],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _object(number: int, statements: list[Statement]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for predicate, term in statements:
        name = local_name(predicate)
        if predicate == RDF_TYPE:
            found["@type"] = "ValidationResult"
        elif term == NOWHERE:
            found[name] = f"_:nowhere{number}"
        else:
            found[name] = (
                {"@id": term} if name == "value" and isinstance(term, str) else _value(term)
            )
    return found


def _value(term: Term) -> Any:
    if isinstance(term, str):
        return term
    if term.datatype == XSD + "string":
        return term.lexical
    return {"@value": term.lexical, "@type": term.datatype}
