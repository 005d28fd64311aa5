"""What is suggested instead of a wrong value: right, or nothing."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from clingen_ld.findings.finding import Finding
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.model import load_model
from clingen_ld.validation.checking import check_message
from tests.validation.builders import chromosome, gene, genomic

MODEL = load_model()


def found(tree: dict[str, Any]) -> list[Finding]:
    [item] = read_text(json.dumps(tree), ReadOptions(), MODEL)
    assert isinstance(item, Message)
    return list(check_message(item, MODEL))


def suggested(tree: dict[str, Any], pointer: str) -> str | None:
    [finding] = [each for each in found(tree) if each.pointer == pointer]
    return finding.suggestion


def with_value(tree: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    made = copy.deepcopy(tree)
    node: Any = made
    *steps, last = pointer.split("/")[1:]
    for step in steps:
        node = node[int(step)] if isinstance(node, list) else node[step]
    if isinstance(node, list):
        node[int(last)] = value
    else:
        node[last] = value
    return made


NAMED = genomic(alleleName=[{"nameType": "hgvs-genomic", "name": "NC_000017.11:g.101A>C"}])
PREFERRED = with_value(NAMED, "/alleleName/0/preferred", True)
GATHERED: dict[str, Any] = {
    "resourceType": "Provenance",
    "id": "PV1",
    "target": [{"reference": "CanonicalAllele/CA1"}],
    "period": {"start": "2026-03-02"},
    "recorded": "2026-03-02T11:00:00Z",
    "reason": {"text": "gathered"},
    "agent": [{"role": {"code": "assembler"}, "type": {"code": "software"}}],
}
SAME_CANONICAL: dict[str, Any] = {
    "resourceType": "CanonicalAllele",
    "id": "CA7",
    "canonicalAlleleType": "nucleotide",
    "complexity": "simple",
    "relatedContextualAllele": [
        {"contextualAllele": {"reference": "ContextualAllele/A"}, "preferred": True},
        {"contextualAllele": {"reference": "ContextualAllele/B"}},
    ],
}


@pytest.mark.parametrize(
    ("tree", "pointer", "value", "suggestion"),
    [
        (NAMED, "/alleleName/0/preferred", "True", "true"),
        (NAMED, "/alleleName/0/legacy", "no", "false"),
        (NAMED, "/alleleName/0/legacy", "perhaps", None),
        (NAMED, "/referenceCoordinate/start/index", "100,000", None),  # it would be after end
        (chromosome(), "/chromosome", "chr17", "17"),
        (chromosome(), "/chromosome", "Chr17", "17"),
        (chromosome(), "/chromosome", "chrX", None),  # RS-4: the accession is of 17
        (chromosome(), "/chromosome", "18q", None),
        (NAMED, "/canonicalAllele", "CanonicalAllele/CA1", '{"reference": "CanonicalAllele/CA1"}'),
        (NAMED, "/canonicalAllele", "some allele", None),
        (NAMED, "/alleleName/0/nameType", "hgvs", "hgvs-genomic"),
        (NAMED, "/alleleName/0/nameType", "HGVS genomic DNA", "hgvs-genomic"),
        (NAMED, "/contextualAlleleType", "genome", "genomic"),
        (SAME_CANONICAL, "/canonicalAlleleType", "DNA", None),
        (SAME_CANONICAL, "/relatedContextualAllele/1/preferred", "False", "false"),
        (SAME_CANONICAL, "/relatedContextualAllele/1/preferred", "True", None),  # CA-4 would come
        (NAMED, "/allele", "-", None),  # a substitution has an allele
        (NAMED, "/allele", "c", "C"),
        (NAMED, "/alleleName/0/name", "NC_000017.11:g.101 A>C", "NC_000017.11:g.101A>C"),
        (NAMED, "/alleleName/0/name", "NC_000017.11g.101A>C", "NC_000017.11:g.101A>C"),
        (NAMED, "/alleleName/0/name", "NC_000017.11:g101A>C", "NC_000017.11:g.101A>C"),
        (NAMED, "/alleleName/0/name", "NC_000017.11;g.101A>C", "NC_000017.11:g.101A>C"),
        (NAMED, "/alleleName/0/name", "NC_000017.11:g.101A>C c.5A>C", None),  # two names
        (NAMED, "/alleleName/0/name", "NC_000017.11g.101", None),
        (GATHERED, "/recorded", "2026-03-02 11:00:00Z", "2026-03-02T11:00:00Z"),
        (GATHERED, "/recorded", "2026-03-02 25:00:00Z", None),
        (GATHERED, "/recorded", "02.03.2026", None),  # of March, or of February
        (GATHERED, "/recorded", "11/29/2026", "2026-11-29"),
        (GATHERED, "/recorded", "29/11/2026", "2026-11-29"),
        (GATHERED, "/recorded", "11/10/2026", None),  # of November, or of October
        (GATHERED, "/recorded", "02/30/2026", None),
        (NAMED, "/referenceCoordinate/start/index", "100.0", "100"),
        (NAMED, "/referenceCoordinate/start/index", "100.5", None),
        (NAMED, "/referenceCoordinate/start/index", {"@value": 100}, "100"),
        (NAMED, "/referenceCoordinate/start/index", {"@value": "100"}, "100"),
        (NAMED, "/referenceCoordinate/start/index", {"@value": 101}, None),  # XA-6 would come
        (NAMED, "/allele", {"#text": "C"}, "C"),
        (NAMED, "/allele", {"value": "C", "unit": "base"}, None),
        (NAMED, "/allele", {"value": {"value": "C"}}, None),
        (NAMED, "/alleleName/0/legacy", {"$": False}, "false"),
        (NAMED, "/alleleName/0/legacy", 1, "true"),
        (NAMED, "/alleleName/0/legacy", 2, None),
        (GATHERED, "/reason", "gathered", '{"text": "gathered"}'),
        (GATHERED, "/agent/0/role", "assembler", '{"code": "assembler"}'),
        (GATHERED, "/reason", 5, None),
        (chromosome(), "/chromosome", 17, "17"),
        (chromosome(), "/chromosome", 99, None),
        (chromosome(), "/chromosome", "017", "17"),
        (chromosome(), "/chromosome", "23", None),  # RS-4: the accession is of 17
        (gene(), "/id", "GENE1 ", "GENE1"),
        (gene(), "/id", "GENE\u00a01", None),
        (
            gene(),
            "/identifier/0/system",
            "http://www.genenames.org/\u00a0",
            "http://www.genenames.org/",
        ),
        (gene(), "/identifier/0/system", "http://www.gene names.org/", None),
        (GATHERED, "/recorded", "2026-03-02T11:00:00Z ", "2026-03-02T11:00:00Z"),
        (GATHERED, "/recorded", "2026\u201303\u201302", "2026-03-02"),
        (NAMED, "/referenceCoordinate/start/index", "\uff11\uff10\uff10", "100"),
        (gene(), "/identifier/0", "HGNC:1100", '{"value": "HGNC:1100"}'),
        (
            SAME_CANONICAL,
            "/relatedContextualAllele/1",
            "ContextualAllele/B",
            '{"contextualAllele": {"reference": "ContextualAllele/B"}}',
        ),
        (SAME_CANONICAL, "/relatedContextualAllele/1", "the second", None),
        (NAMED, "/primaryNucleotideChangeType", "substitution", None),  # which has its own codes
    ],
)
def test_suggestions(
    tree: dict[str, Any], pointer: str, value: Any, suggestion: str | None
) -> None:
    assert suggested(with_value(tree, pointer, value), pointer) == suggestion


@pytest.mark.parametrize(
    ("system", "suggestion"),
    [("dbSNP", "http://www.ncbi.nlm.nih.gov/snp"), ("ClinVar", None), ("my system", None)],
)
def test_systems_in_words(system: str, suggestion: str | None) -> None:
    tree = gene(identifier=[{"value": "HGNC:1100"}, {"system": system, "value": "1"}])
    if system == "ClinVar":
        suggestion = "http://www.ncbi.nlm.nih.gov/clinvar/variation"
    assert suggested(tree, "/identifier/1/system") == suggestion


def test_a_reference_in_the_place_of_its_part_is_one_finding() -> None:
    links = [{"reference": "ContextualAllele/A", "preferred": True}, {"reference": "x:y"}]
    findings = found(SAME_CANONICAL | {"relatedContextualAllele": links})
    assert [(f.rule, f.pointer, f.suggestion) for f in findings] == [
        ("ST-1", "/relatedContextualAllele/0/reference",
         '{"contextualAllele": {"reference": "ContextualAllele/A"}, "preferred": true}'),
        ("ST-1", "/relatedContextualAllele/1/reference",
         '{"contextualAllele": {"reference": "x:y"}}'),
    ]  # fmt: skip


@pytest.mark.parametrize("dash", ["-", "."])
def test_a_dash_for_an_empty_allele_is_one_finding(dash: str) -> None:
    change = {"coding": [{"system": "http://www.sequenceontology.org/", "code": "SO:0000159"}]}
    [finding] = found(genomic(allele=dash, primaryNucleotideChangeType=change))
    assert (finding.rule, finding.suggestion) == ("XA-7", "")


def test_short_value_sets_are_listed() -> None:
    [finding] = found(SAME_CANONICAL | {"canonicalAlleleType": "DNA"})
    assert finding.message == (
        'canonicalAlleleType "DNA" is not allowed; expected nucleotide or amino-acid'
    )
    [finding] = found(chromosome() | {"chromosome": "chr99"})
    assert finding.message == 'chromosome "chr99" is not allowed; expected 1–22, X, Y or MT'
