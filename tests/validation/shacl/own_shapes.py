"""Messages, and what shapes of the user's own find in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from clingen_ld.findings.finding import Finding
from clingen_ld.messages.message import ReadOptions
from clingen_ld.validation.report import Report
from clingen_ld.validation.session import ValidationOptions, validate

HEAD = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix c: <http://clingen.org/model/allele/> .
@prefix fhir: <http://hl7.org/fhir/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <http://example.org/shapes#> .
@prefix o: <http://other.example/> .
"""


GENE: dict[str, Any] = {
    "resourceType": "Gene",
    "id": "G1",
    "identifier": [{"system": "http://www.genenames.org/", "value": "HGNC:1100"}],
    "symbol": "BRCA1",
    "name": "BRCA1 DNA repair associated",
    "aliasSymbol": ["RNF53", "BRCC1"],
    "http://other.example/curator": {
        "@id": "http://other.example/people/7",
        "http://other.example/name": "Ada",
        "http://other.example/knows": {"@id": "http://other.example/people/8"},
    },
}


SEQUENCE: dict[str, Any] = {
    "resourceType": "ReferenceSequence",
    "id": "S1",
    "identifier": [{"system": "http://www.ncbi.nlm.nih.gov/nuccore/", "value": "NM_007294.3"}],
    "referenceSequenceType": "transcript",
    "gene": {"reference": "Gene/G1"},
    "related": [{"relatedType": "translates-to", "target": {"reference": "ReferenceSequence/S9"}}],
}


def checked(tmp_path: Path, shapes: str, *messages: Any) -> Report:
    """The report on messages by shapes, with what the shapes say alone."""
    (tmp_path / "own.ttl").write_text(HEAD + shapes)
    data = tmp_path / "data.json"
    data.write_text(json.dumps(list(messages or (GENE, SEQUENCE)), indent=1))
    options = ValidationOptions(ReadOptions(), partial=True, shapes=(tmp_path / "own.ttl",))
    return validate([data], options)


def of_shapes(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.result is not None]


def short(finding: Finding) -> str:
    """A finding as the cases write it."""
    from clingen_ld.reports.wording import details

    pointer = finding.pointer.removeprefix("/0").removeprefix("/1")
    below = "".join(f" < {line}" for line in details(finding))
    return f"{finding.rule} {finding.severity} {pointer}".rstrip() + below
