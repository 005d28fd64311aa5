"""The SHACL report: a W3C validation report in Turtle."""

from __future__ import annotations

import re

from clingen_ld.display import visible
from clingen_ld.graph.terms import RDF_TYPE, Literal, Term, n_quads_term
from clingen_ld.model import RDF, RULE, SH, SHAPE, XSD
from clingen_ld.reports.nodes import NOWHERE, RDFS_COMMENT, Object, Statement, about_data, results
from clingen_ld.reports.wording import remarks, shown
from clingen_ld.validation.findings import IDLE_SHAPE
from clingen_ld.validation.report import Report
from clingen_ld.validation.shacl.results import Path, PropertyPath

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")
_PREFIXES = {"sh": SH, "rdf": RDF, "xsd": XSD, "rule": RULE, "shape": SHAPE}


def render(report: Report) -> str:
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
