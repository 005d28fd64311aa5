"""Documents that hold no message are named in words, with what they may mean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clingen_ld.messages.foreign_documents import described, known_resource_type
from clingen_ld.messages.message import Problem
from clingen_ld.model import load_model
from tests.messages.carrying import read_items


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("SimpleAllele", "ContextualAllele"),
        ("simple_allele", "ContextualAllele"),
        ("Contextualallele", "ContextualAllele"),
        ("CanonicalAlele", "CanonicalAllele"),
        ("Genes", "Gene"),
        ("Observation", None),
        ("MolecularDefinition", None),
    ],
)
def test_what_an_unknown_resource_type_may_mean(name: str, meant: str | None) -> None:
    assert known_resource_type(name, load_model()) == meant
    [problem] = read_items(json.dumps({"resourceType": name, "id": "1"}))
    assert isinstance(problem, Problem)
    assert (problem.rule, problem.severity, problem.suggestion) == ("ST-11", "error", meant)


def test_keys_of_the_model_without_its_type_are_an_error() -> None:
    [problem] = read_items(json.dumps({"id": "1", "alleleName": [{"name": "x"}]}))
    assert isinstance(problem, Problem)
    assert problem.severity == "error"
    assert problem.values == {"what": "an object without resourceType (is it a ContextualAllele?)"}


@pytest.mark.parametrize(
    ("document", "part"),
    [
        ({"status": 502, "message": "x"}, "error of a server: 502 Bad Gateway"),
        ({"statusCode": 599, "error": "x"}, "error of a server: 599"),
        ({"status": 200, "message": "x"}, "an object with status, message"),
        ({"status": "ok", "error": "x"}, "an object with status, error"),
        ({"data": {"entId": "CA9", "entType": "Gene"}}, "Linked Data Hub"),
        (
            {"entId": "CA9", "entType": "Gene", "entIri": "http://reg.genome.network/gene/GN1"},
            "Linked Data Hub",
        ),
        ([{"input": "x", "allele_string": "A/C", "seq_region_name": "1"}], "VEP"),
        ({"transcript_consequences": []}, "VEP"),
        ({"C": {"input": "x", "hgvsg": ["NC_000001.11:g.1A>C"]}}, "Variant Recoder"),
        ({"type": "Statement", "proposition": {"type": "X"}, "direction": "supports"}, "VA-Spec"),
        ({"type": "VariantPathogenicityStatement", "variation": {}}, "VA-Spec"),
        ({"type": "CohortAlleleFrequencyStudyResult", "focusAllele": "x"}, "VA-Spec"),
        (
            {"id": "p", "subject": {"id": "s"}, "metaData": {"phenopacketSchemaVersion": "2.0"}},
            "Phenopacket",
        ),
        ({"id": "p", "phenotypicFeatures": []}, "Phenopacket"),
        (
            {
                "NM_1.1:c.1A>G": {},
                "flag": "gene_variant",
                "metadata": {"variantvalidator_version": "2.2.0"},
            },
            "VariantValidator",
        ),
        ({"header": {}, "result": {"uids": ["1"], "1": {"uid": "1"}}}, "esummary"),
        ({"data": {"variant": {"variant_id": "1-1-A-C"}}}, "gnomAD"),
        ({"meta": {"beaconId": "org.x"}, "response": {}}, "Beacon"),
        ({"refsnp_id": "1", "primary_snapshot_data": {}}, "RefSNP"),
        ({"data": {"spdis": []}}, "SPDI"),
        ({"_id": "chr1:g.1A>G", "cadd": {}}, "MyVariant"),
        ([{"most_severe_consequence": "x"}], "VEP"),
        ({"sequenceReference": {}, "location": {}, "allele": {}}, "ClinVar-GKS"),
        ({"k" * 99: 1}, f"an object with {'k' * 40}..."),
        ({}, "an empty object"),
    ],
)
def test_other_documents_are_named(document: Any, part: str) -> None:
    value = document[0] if isinstance(document, list) else document
    assert part in described(value)
    [problem] = read_items(json.dumps(document))
    assert isinstance(problem, Problem)
    assert (problem.rule, problem.severity) == ("ST-11", None)
