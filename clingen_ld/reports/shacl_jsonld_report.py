"""The SHACL report as JSON-LD, with its context inside: nothing is fetched to read it."""

from __future__ import annotations

import json
from typing import Any

from clingen_ld.graph.terms import RDF_TYPE, Term
from clingen_ld.model import SH, SHAPE, XSD, local_name
from clingen_ld.reports.nodes import NOWHERE, RDFS_COMMENT, Statement, about_data, results
from clingen_ld.reports.wording import remarks
from clingen_ld.validation.report import Report
from clingen_ld.validation.shacl.results import Path, PropertyPath

_DETAIL = "detail"
_NODES = (
    "focusNode", "resultPath", "sourceShape", "sourceConstraintComponent", "resultSeverity",
)  # fmt: skip
_UNARY = ("inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
_CONTEXT: dict[str, Any] = {
    "sh": SH,
    "xsd": XSD,
    "shape": SHAPE,
    "ValidationReport": "sh:ValidationReport",
    "ValidationResult": "sh:ValidationResult",
    "conforms": {"@id": "sh:conforms", "@type": "xsd:boolean"},
    "result": {"@id": "sh:result", "@container": "@set"},
    "value": "sh:value",
    "resultMessage": "sh:resultMessage",
    _DETAIL: {"@id": "sh:detail", "@container": "@set"},
    **{name: {"@id": f"sh:{name}", "@type": "@id"} for name in _UNARY},
    "alternativePath": {"@id": "sh:alternativePath", "@type": "@id", "@container": "@list"},
    **{name: {"@id": f"sh:{name}", "@type": "@id"} for name in _NODES},
    "rule": {"@id": "shape:rule", "@type": "@id"},
}


def render(report: Report) -> str:
    """The report as a JSON-LD object."""
    notes = remarks(report)
    document = {
        "@context": _CONTEXT | ({"comment": RDFS_COMMENT} if notes else {}),
        "@type": "ValidationReport",
        "conforms": not about_data(report),
        **({"comment": notes} if notes else {}),
        "result": [_object(str(n), statements) for n, statements in enumerate(results(report))],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _object(number: str, statements: list[Statement]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for predicate, value in statements:
        name = local_name(predicate)
        if predicate == RDF_TYPE:
            found["@type"] = "ValidationResult"
        elif isinstance(value, list):
            below = found.setdefault(name, [])
            below.append(_object(f"{number}.{len(below)}", value))
        elif isinstance(value, PropertyPath):
            found[name] = _path(value)
        elif name == "resultMessage":
            found[name] = [*found.get(name, []), _plain(value)]
        else:
            found[name] = _node(name, value, number)
    if len(found.get("resultMessage", ())) == 1:
        [found["resultMessage"]] = found["resultMessage"]
    return found


def _node(name: str, term: Term, number: str) -> Any:
    if term == NOWHERE:
        return f"_:nowhere{number}"
    if name == "value":  # the only term whose texts are no IRIs
        return {"@id": term} if isinstance(term, str) else _plain(term)
    return _value(term)


def _plain(term: Term) -> Any:
    if isinstance(term, str) or term.datatype != XSD + "string":
        return _value(term)
    return term.lexical


def _path(path: Path) -> Any:
    if isinstance(path, str):
        return path
    steps = [_path(step) for step in path.steps]
    if path.form == "sequence":
        return {"@list": steps}
    return {path.form: steps if path.form == "alternativePath" else steps[0]}


def _value(term: Term) -> Any:
    if isinstance(term, str):
        return term
    if term.language:
        return {"@value": term.lexical, "@language": term.language}
    return {"@value": term.lexical, "@type": term.datatype}
