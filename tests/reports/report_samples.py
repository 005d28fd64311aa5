"""Findings and reports built by hand, ordinary and hostile, for the tests of all formats."""

from __future__ import annotations

from functools import partial

import pytest

from clingen_ld.findings.finding import Finding
from clingen_ld.messages.message import Excerpt
from clingen_ld.model import Severity
from clingen_ld.validation.report import Report

BASE = "http://clingendb.clingen.org/"
ALLELE = BASE + "ContextualAllele/XA101"
_of_allele = partial(Finding, file="examples/XA101.json", resource=ALLELE)

WRONG_CODE = _of_allele(
    rule="ST-5",
    severity="error",
    message='contextualAlleleType "transkript" is not allowed; expected genomic or transcript',
    pointer="/contextualAlleleType",
    line=4,
    column=27,
    value="transkript",
    suggestion="transcript",
    excerpt=Excerpt('  "contextualAlleleType": "transkript",', 27),
)
MISSING = _of_allele(
    rule="ST-2",
    severity="error",
    message="index is missing in start; it is required",
    pointer="/referenceCoordinate/start",
    line=9,
    column=14,
    excerpt=Excerpt('    "start": {},', 14),
)
STRICTER = _of_allele(
    rule="ST-8",
    severity="warning",
    message="canonicalAllele is missing; recommended (the diagram of the resource requires it)",
    line=1,
    column=1,
    excerpt=Excerpt("{", 1),
)
SPELLING = Finding(
    rule="ST-6",
    severity="info",
    message="amino acid is accepted; the preferred form is amino-acid",
    file="more/CA7.xml",
    resource=BASE + "CanonicalAllele/CA7",
    pointer="/CanonicalAllele/canonicalAlleleType",
    line=3,
    column=3,
    value="amino acid",
    suggestion="amino-acid",
    excerpt=Excerpt('  <canonicalAlleleType value="amino acid"/>', 3),
)
UNREADABLE = Finding(
    rule="ST-0", severity="error", message="the text is empty", file="-", line=1, column=1
)
NOWHERE = Finding(rule="CO-5", severity="error", message="the id CA7 is also that of another")
UNKNOWN_RULE = Finding(
    rule="http://example.org/shapes#Mine",
    severity="warning",
    message="not as we like it",
    resource=BASE + "Gene/GENE1",
    pointer="/symbol",
    value="BRCA1",
)

ORDINARY = (WRONG_CODE, MISSING, STRICTER, SPELLING, UNREADABLE, NOWHERE, UNKNOWN_RULE)
EMPTY = Report((), 3, 12)
MIXED = Report(ORDINARY, 4, 20)
MILD = Report((STRICTER, SPELLING), 2, 2)

NASTY = (
    '"quoted" & <script>alert(1)</script>',
    "</script><img src=x onerror=alert(1)>",
    "one\nline\r\nand\u2028another",
    "a,b;c:d",
    "100%0A%25::error::gotcha",
    "\x00\x01\x07\x1b[31mred\x1b[0m\x7f\x85\ufffe\uffff",
    "x" * 10_000,
    "🧬 DNA 変異 👩‍🔬 \u202eevil\u202c",
    "half \ud83d of a pair \udc80",
    "=cmd|' /C calc'!A0",
    "]]> <!-- --> <![CDATA[",
    "../../etc/passwd",
    " \t ",
    "{{template}} ${dollar} %(percent)s {0} \\u0041 \\",
)
"""Texts that break the formats that do not look."""


def hostile(text: str, severity: Severity = "error") -> Finding:
    """A finding with a text everywhere."""
    return Finding(
        rule="ST-5",
        severity=severity,
        message=f"message {text}",
        file=f"folder/{text}.json",
        resource=f"{BASE}ContextualAllele/{text}",
        pointer=f"/alleleName/0/{text}",
        line=7,
        column=3,
        value=text,
        suggestion=text,
        excerpt=Excerpt(f"ab{text}", 3),
    )


def bare(text: str) -> Finding:
    """A finding that is nothing but a text, as its rule too."""
    return Finding(rule=text, severity="warning", message=text, value=text, suggestion=text)


HOSTILE = Report(
    tuple(f for text in NASTY for f in (hostile(text), bare(text))), len(NASTY), len(NASTY)
)


def many(number: int) -> Report:
    """A report with a number of findings in several files, of all severities."""
    kinds = (WRONG_CODE, MISSING, STRICTER, SPELLING)
    findings = []
    for n in range(number):
        kind = kinds[n % 4 if n % 7 else 3]
        findings.append(
            Finding(
                rule=kind.rule,
                severity=kind.severity,
                message=f"{kind.message} {n}",
                file=f"messages/batch-{n // 9:03}.ndjson",
                resource=f"{BASE}ContextualAllele/XA{n}",
                pointer=f"/{n}{kind.pointer}",
                line=n + 1,
                column=kind.column,
                value=kind.value,
                suggestion=kind.suggestion,
                excerpt=kind.excerpt,
            )
        )
    return Report(tuple(findings), (number + 8) // 9, number)


REPORTS = {"empty": EMPTY, "mild": MILD, "mixed": MIXED, "hostile": HOSTILE, "many": many(50)}
"""A report of each kind, by name."""
each_report = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
"""A test of every report."""
