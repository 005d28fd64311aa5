"""The SHACL report: a W3C validation report in Turtle."""

from __future__ import annotations

import re

from clingen_ld.graph.terms import RDF_TYPE, Term, n_quads_term
from clingen_ld.model import RDF, RULE, SH, SHAPE, XSD
from clingen_ld.reports.nodes import NOWHERE, Statement, results
from clingen_ld.validation.session import Report

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")
_PREFIXES = {"sh": SH, "rdf": RDF, "xsd": XSD, "rule": RULE, "shape": SHAPE}


def render(report: Report) -> str:
    """The report as Turtle."""
    lines = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in _PREFIXES.items()]
    if report.conforms and report.findings:
        lines += [
            "",
            "# There is no error; but in SHACL only a report without any result conforms.",
        ]
    conforms = "true" if not report.findings else "false"
    lines += ["", "[] a sh:ValidationReport ;", f"    sh:conforms {conforms}"]
    blocks = [_block(statements) for statements in results(report)]
    if blocks:
        lines[-1] += " ;"
        lines.append("    sh:result " + ", ".join(blocks))
    return "\n".join(lines) + " .\n"


def _block(statements: list[Statement]) -> str:
    lines = (f"        {_name(p)} {_term(o)}" for p, o in statements)
    return "[\n" + " ;\n".join(lines) + "\n    ]"


def _term(term: Term) -> str:
    if term == NOWHERE:
        return "[]"
    return _name(term) if isinstance(term, str) else n_quads_term(term)


def _name(iri: str) -> str:
    """An IRI, by a prefix where its local name is a plain word."""
    if iri == RDF_TYPE:
        return "a"
    for prefix, namespace in _PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and _PLAIN.fullmatch(local):
            return f"{prefix}:{local}"
    return f"<{iri}>"
