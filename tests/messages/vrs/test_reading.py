"""Alleles and categorical variants of VRS, read into the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clingen_ld.messages.forms import object_form
from tests.messages.vrs.making import findings, read
from tests.messages.vrs.test_round_trips import through

KNOWN = "SQ.dLZ15tNO1Ur0IcGjwc3Sdi_0A6Yf4zm7"  # NC_000017.11


def allele(refget: str = KNOWN, state: Any = None, **more: Any) -> dict[str, Any]:
    location = {
        "type": "SequenceLocation", "start": 10, "end": 11, "sequence": "A",
        "sequenceReference": {"type": "SequenceReference", "refgetAccession": refget},
    } | more.pop("location", {})  # fmt: skip
    said = state or {"type": "LiteralSequenceExpression", "sequence": "T"}
    return {"type": "Allele", "location": location, "state": said} | more


@pytest.mark.parametrize(("value", "form"), [
    (allele(), "vrs"),
    ({"id": "ga4gh:VA.x"}, "vrs"),
    ({"type": "CategoricalVariant", "name": "x"}, "vrs"),
    ({"type": "CanonicalAllele", "constraints": []}, "vrs"),
    ({"location": {"type": "SequenceLocation"}, "state": {}}, "vrs"),
    ({"type": "CanonicalAllele", "complexity": "simple"}, "interpretation"),
    ({"type": "nucleotide", "@id": "http://reg.genome.network/allele/CA1"}, "registry"),
    ({"id": "CA1", "complexity": "simple"}, "resource-json"),
    ({"type": "Allele"}, "resource-json"),
    ({"resourceType": "ContextualAllele", "id": "ga4gh:VA.x"}, "resource-json"),
    ({"@context": {}, "type": "Allele", "location": {}, "state": {}}, "json-ld"),
])  # fmt: skip
def test_the_form_is_told_by_the_content(value: dict[str, Any], form: str) -> None:
    assert object_form(value).name == form


@pytest.mark.parametrize(("system", "code", "identifier"), [
    ("ClinVar", "12345", ("http://www.ncbi.nlm.nih.gov/clinvar/variation", "12345")),
    ("ClinGen", "CA123", ("http://reg.genome.network/allele", "CA123")),
    ("ClinGen Allele Registry", "PA1", ("http://reg.genome.network/allele", "PA1")),
    ("DBSNP", "rs80357382", ("http://www.ncbi.nlm.nih.gov/snp", "80357382")),
    ("HGNC", "HGNC:1100", ("http://www.genenames.org/", "HGNC:1100")),
    ("https://civicdb.org/variants/", "33", ("https://civicdb.org/variants/", "33")),
    ("ClinVar", "RCV000031238", (None, "RCV000031238")), ("my codes", "1", (None, "1")),
    ("a<b>: c", "1", (None, "1")), ("", "1", (None, "1")),
])  # fmt: skip
def test_a_system_may_be_a_text(
    system: str, code: str, identifier: tuple[str | None, str], tmp_path: Path
) -> None:
    mapping = {"coding": {"system": system, "code": code}, "relation": "closeMatch"}
    variant: dict[str, Any] = {"type": "CategoricalVariant", "id": "v1", "name": "x"}
    variant |= {"members": [allele()], "mappings": [mapping]}
    constraint = {"type": "DefiningAlleleConstraint", "allele": allele()}
    variant |= {"constraints": [constraint]}
    (found,) = read(variant)[0]["relatedIdentifier"]
    assert (found.get("system"), found["value"]) == identifier
    assert [f for f in findings(variant) if f.severity != "warning"] == []
    (back,) = through([variant], "nquads", tmp_path)
    assert back["mappings"] == [mapping]


def variant(*constraints: Any, **more: Any) -> dict[str, Any]:
    made = {"type": "CategoricalVariant", "id": "v:1", "name": "a variant"}
    return made | ({"constraints": list(constraints)} if constraints else {}) | more
