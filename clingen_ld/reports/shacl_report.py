"""The SHACL report: a W3C validation report in Turtle, or in JSON-LD with its context inside."""

from __future__ import annotations

import json
import re
from typing import Any

from clingen_ld.display import visible
from clingen_ld.findings.finding import IDLE_SHAPE
from clingen_ld.findings.outcome import Outcome
from clingen_ld.findings.shacl_result import Path, PropertyPath
from clingen_ld.graph.terms import RDF_TYPE, Literal, Term, n_quads_term
from clingen_ld.model import RDF, RULE, SH, SHAPE, XSD, local_name
from clingen_ld.reports.nodes import NOWHERE, RDFS_COMMENT, Object, Statement, about_data, results
from clingen_ld.reports.wording import remarks, shown

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")
_PREFIXES = {"sh": SH, "rdf": RDF, "xsd": XSD, "rule": RULE, "shape": SHAPE}


def render(report: Outcome) -> str:
    """The report as Turtle."""
    lines = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in _PREFIXES.items()]
    found = about_data(report)
    for finding in report.findings:
        if finding.rule == IDLE_SHAPE:
            place = f"{shown(finding.file)}, line {finding.line}"
            lines += ["", f"# {visible(f'{place}: {finding.message}')}"]
    if report.conforms and found:
        lines += [
            "",
            "# There is no error; but in SHACL only a report without any result conforms.",
        ]
    conforms = "true" if not found else "false"
    lines += ["", "[] a sh:ValidationReport ;", f"    sh:conforms {conforms}"]
    for remark in remarks(report):
        lines[-1] += " ;"
        lines.append(f"    {_name(RDFS_COMMENT)} {_term(Literal(remark))}")
    blocks = [_block(statements) for statements in results(report)]
    if blocks:
        lines[-1] += " ;"
        lines.append("    sh:result " + ", ".join(blocks))
    return "\n".join(lines) + " .\n"


def _block(statements: list[Statement], indent: str = "    ") -> str:
    lines = (
        f"{indent}    {'a' if p == RDF_TYPE else _name(p)} {_object(o, indent)}"
        for p, o in statements
    )
    return "[\n" + " ;\n".join(lines) + f"\n{indent}]"


def _object(value: Object, indent: str) -> str:
    if isinstance(value, list):
        return _block(value, indent + "    ")
    return _path(value) if isinstance(value, PropertyPath) else _term(value)


def _path(path: Path) -> str:
    if isinstance(path, str):
        return _name(path)
    steps = [_path(step) for step in path.steps]
    if path.form == "sequence":
        return f"( {' '.join(steps)} )"
    listed = path.form == "alternativePath"
    return f"[ sh:{path.form} {f'( {chr(32).join(steps)} )' if listed else steps[0]} ]"


def _term(term: Term) -> str:
    if term == NOWHERE:
        return "[]"
    return _name(term) if isinstance(term, str) else n_quads_term(term)


def _name(iri: str) -> str:
    """An IRI, by a prefix where its local name is a plain word; or the label of a blank node."""
    if iri.startswith("_:"):
        return iri
    for prefix, namespace in _PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and _PLAIN.fullmatch(local):
            return f"{prefix}:{local}"
    return f"<{iri}>"


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


def render_json_ld(report: Outcome) -> str:
    """The report as a JSON-LD object."""
    notes = remarks(report)
    document = {
        "@context": _CONTEXT | ({"comment": RDFS_COMMENT} if notes else {}),
        "@type": "ValidationReport",
        "conforms": not about_data(report),
        **({"comment": notes} if notes else {}),
        "result": [
            _json_object(str(n), statements) for n, statements in enumerate(results(report))
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _json_object(number: str, statements: list[Statement]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for predicate, value in statements:
        name = local_name(predicate)
        if predicate == RDF_TYPE:
            found["@type"] = "ValidationResult"
        elif isinstance(value, list):
            below = found.setdefault(name, [])
            below.append(_json_object(f"{number}.{len(below)}", value))
        elif isinstance(value, PropertyPath):
            found[name] = _json_path(value)
        elif name == "resultMessage":
            found[name] = [*found.get(name, []), _json_plain(value)]
        else:
            found[name] = _json_node(name, value, number)
    if len(found.get("resultMessage", ())) == 1:
        [found["resultMessage"]] = found["resultMessage"]
    return found


def _json_node(name: str, term: Term, number: str) -> Any:
    if term == NOWHERE:
        return f"_:nowhere{number}"
    if name == "value":  # the only term whose texts are no IRIs
        return {"@id": term} if isinstance(term, str) else _json_plain(term)
    return _json_value(term)


def _json_plain(term: Term) -> Any:
    if isinstance(term, str) or term.datatype != XSD + "string":
        return _json_value(term)
    return term.lexical


def _json_path(path: Path) -> Any:
    if isinstance(path, str):
        return path
    steps = [_json_path(step) for step in path.steps]
    if path.form == "sequence":
        return {"@list": steps}
    return {path.form: steps if path.form == "alternativePath" else steps[0]}


def _json_value(term: Term) -> Any:
    if isinstance(term, str):
        return term
    if term.language:
        return {"@value": term.lexical, "@language": term.language}
    return {"@value": term.lexical, "@type": term.datatype}
