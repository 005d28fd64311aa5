"""What is wrong with rows that the model has no place for, and what is right with them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clingen_ld.messages.registry.document_checks import is_protein_name
from tests.messages.carrying import write
from tests.messages.editing import with_value
from tests.messages.registry.documents import DOCUMENTS, SERVER, Document, back, findings, trees

WHOLE = DOCUMENTS["substitution"]
GENOMIC = ("genomicAlleles", 0)
EFFECT = ("transcriptAlleles", 0, "proteinEffect", "hgvs")


def new_findings(document: Document) -> list[tuple[str, str, str]]:
    """What is found in a document that is not in the whole one."""
    before = {(f.rule, f.message) for f in findings(WHOLE)}
    return [
        (f.rule, f.severity, f.pointer)
        for f in findings(document)
        if (f.rule, f.message) not in before
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("chromosome", "18"), ("chromosome", "X"), ("chromosome", "chr18"), ("chromosome", "99"),
        ("referenceGenome", "GRCh37"), ("referenceGenome", "hg19"), ("referenceGenome", "b37"),
        ("referenceGenome", "GRCh37 (hg19)"), ("referenceGenome", "NCBI36"),
        ("referenceGenome", "T2T-CHM13v2.0"),
    ],
)  # fmt: skip
def test_a_row_agrees_with_its_accession(key: str, value: str) -> None:
    changed = with_value(WHOLE, (*GENOMIC, key), value)
    assert new_findings(changed) == [("RS-4", "error", f"/genomicAlleles/0/{key}")]
    [found] = [f for f in findings(changed) if f.rule == "RS-4"]
    expected = "17" if key == "chromosome" else "GRCh38"
    assert found.message == f"{key} is {value}, but NC_000017.11 is {expected}"
    assert back([changed], "nquads") == [changed]


@pytest.mark.parametrize("value", ["hg38", "GRCh38.p13", "b38", "GRCh38"])
def test_a_build_has_several_names(value: str) -> None:
    assert new_findings(with_value(WHOLE, (*GENOMIC, "referenceGenome"), value)) == []


def test_a_chromosome_has_several_names_and_both_may_be_wrong() -> None:
    assert new_findings(with_value(WHOLE, (*GENOMIC, "chromosome"), "chr17")) == []
    changed = with_value(WHOLE, (*GENOMIC, "chromosome"), "3")
    found = findings(with_value(changed, (*GENOMIC, "referenceGenome"), "hg19"))
    assert {f.message for f in found if f.rule == "RS-4"} == {
        "chromosome is 3, but NC_000017.11 is 17",
        "referenceGenome is hg19, but NC_000017.11 is GRCh38",
    }


def test_what_two_builds_share_is_of_both() -> None:
    row = WHOLE["genomicAlleles"][0] | {
        "hgvs": ["NC_012920.1:m.3243A>G"],
        "chromosome": "MT",
        "coordinates": [{"start": 3242, "end": 3243, "referenceAllele": "A", "allele": "G"}],
    }
    for build in ("GRCh37", "GRCh38"):
        given = {k: v for k, v in WHOLE.items() if k != "transcriptAlleles"}
        given["genomicAlleles"] = [row | {"referenceGenome": build}]
        assert [f.rule for f in findings(given) if f.severity == "error"] == []


def test_the_name_of_genbank_tells_chromosome_and_build_too() -> None:
    row = WHOLE["genomicAlleles"][0] | {"hgvs": ["CM000679.2:g.43106487A>C"], "chromosome": "18"}
    changed = with_value(WHOLE, GENOMIC, row)
    assert ("RS-4", "error", "/genomicAlleles/0/chromosome") in new_findings(changed)


@pytest.mark.parametrize(
    ("key", "value", "rule"), [("chromosome", "18", "RS-4"), ("referenceGenome", "GRCh37", "RS-4")]
)
def test_a_sequence_document_agrees_with_its_accession(key: str, value: str, rule: str) -> None:
    given = {
        "@context": f"{SERVER}/schema/refseq.jsonld",
        "@id": f"{SERVER}/refseq/RS000065",
        "type": "chromosome",
        "externalRecords": {"NCBI": {"id": "NC_000017.11"}},
        "referenceGenome": "GRCh38",
        "chromosome": "17",
    }
    assert findings(given) == []
    [found] = findings(given | {key: value})
    assert (found.rule, found.severity, found.pointer) == (rule, "error", f"/{key}")


@pytest.mark.parametrize("text", ["garbage", "BRCA1", "rs80357382", "c.181T>G and more"])
def test_what_is_no_hgvs_name_is_told_at_its_place(text: str) -> None:
    names = [*WHOLE["genomicAlleles"][0]["hgvs"], text]
    changed = with_value(WHOLE, (*GENOMIC, "hgvs"), names)
    assert new_findings(changed)[0] == ("HG-1", "error", f"/genomicAlleles/0/hgvs/{len(names) - 1}")
    assert back([changed], "nquads") == [changed]


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        ("@id",), (*GENOMIC, "referenceGenome"), (*GENOMIC, "chromosome"),
        (*GENOMIC, "referenceSequence"), (*GENOMIC, "hgvs", 0), EFFECT,
        ("transcriptAlleles", 0, "geneSymbol"), ("transcriptAlleles", 0, "gene"),
        ("transcriptAlleles", 0, "@id"),
    ],
)  # fmt: skip
def test_an_empty_text_is_no_value(path: tuple[Any, ...]) -> None:
    changed = with_value(WHOLE, path, "")
    pointer = "".join(f"/{step}" for step in path)
    told = [each for each in new_findings(changed) if each[0] == "ST-9"]
    assert told == [("ST-9", "error", pointer)]
    assert back([changed], "nquads") == [changed]


# Newer replies have such texts for introns and untranslated regions.
@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["NP_009225.1:n.352-1G>A", "NP_009225.1:n.-19-10T>C", "ENSP00000350283.3:n.*7A>G",
     "XP_016879998.1:c.212+3A>G"],
)  # fmt: skip
def test_an_effect_that_is_none_makes_no_allele(name: str) -> None:
    changed = with_value(WHOLE, EFFECT, name)
    assert new_findings(changed) == []
    row = next(t for t in trees([changed]) if t["id"] == "NM_007294.4:293:T:G")
    assert "related" not in row
    assert not any(name.partition(":")[0] in t["id"] and ":n." in t["id"] for t in trees([changed]))
    for way in ("resource-json", "json-ld", "nquads"):
        assert back([changed], way) == [changed]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["NM_007294.4:c.181T>G", "Cys61Gly", "unknown", "n.5A>G"])
def test_an_effect_that_is_none_may_be_told_at_its_value(name: str) -> None:
    changed = with_value(WHOLE, EFFECT, name)
    pointer = "/transcriptAlleles/0/proteinEffect/hgvs"
    assert new_findings(changed) == [("RG-3", "info", pointer)]
    kinds = {t["id"]: t.get("contextualAlleleType") for t in trees([changed])}
    assert kinds.get(name) is None
    assert back([changed], "nquads") == [changed]


def test_a_fault_of_a_protein_s_name_is_at_the_name() -> None:
    changed = with_value(WHOLE, EFFECT, "NP_009225.1:p.Cys61Glx!")
    pointer = "/transcriptAlleles/0/proteinEffect/hgvs"
    assert new_findings(changed) == [("HG-1", "error", pointer)]


def test_protein_names() -> None:
    assert is_protein_name("NP_009225.1:p.Cys61Gly")
    assert is_protein_name("NP_009225.1:p.?")
    assert not is_protein_name("NP_009225.1:n.5A>G")
    assert not is_protein_name(None)


def test_a_custom_name_is_no_hgvs() -> None:
    [canonical, row, *_] = trees([DOCUMENTS["unregistered"]])
    row = row | {"alleleName": [*row["alleleName"], {"nameType": "custom", "name": "my name"}]}
    text, lost = write([canonical, row], "registry")
    assert json.loads(text)["genomicAlleles"][0]["hgvs"] == ["NC_000017.11:g.43106487A>T"]
    assert [pointer for each in lost for pointer in each] == ["/alleleName/1"]


@pytest.mark.parametrize("value", [0, -1, "0", "x", None, 1.5])
def test_the_number_of_a_record_is_positive(value: object) -> None:
    at = ("externalRecords", "dbSNP")
    changed = with_value(WHOLE, at, [{"@id": "http://www.ncbi.nlm.nih.gov/snp/1", "rs": value}])
    assert ("ST-7", "error", "/externalRecords/dbSNP/0/rs") in new_findings(changed)
    assert back([changed], "nquads") == [changed]
    changed = with_value(WHOLE, (*GENOMIC, "geneNCBI_id"), value)
    assert ("ST-7", "error", "/genomicAlleles/0/geneNCBI_id") in new_findings(changed)


@pytest.mark.parametrize("number", ["XX1", "CA", "CA1x", "CA-1", "ca1"])
@pytest.mark.parametrize("start", ["http://reg.genome.network", "https://reg.clinicalgenome.org"])
def test_an_allele_of_the_registry_has_its_number(number: str, start: str) -> None:
    changed = with_value(WHOLE, ("@id",), f"{start}/allele/{number}")
    assert ("ST-4", "error", "/@id") in new_findings(changed)
    assert back([changed], "nquads") == [changed]


@pytest.mark.parametrize("name", ["http://example.org/allele/XX1", "_:CA", "_:PA12"])
def test_other_names_of_alleles_may_be_any(name: str) -> None:
    assert "/@id" not in {at for _, _, at in new_findings(with_value(WHOLE, ("@id",), name))}


@pytest.mark.parametrize(
    ("name", "key"),
    [("ClinVarAlleles", "alleleId"), ("ClinVarVariations", "variationId"), ("dbSNP", "rs")],
)
def test_the_page_of_a_record_has_its_number(name: str, key: str) -> None:
    at = ("externalRecords", name, 0)
    record = {"@id": "http://www.ncbi.nlm.nih.gov/?term=32700[x]", key: 32700}
    right = with_value(WHOLE, ("externalRecords", name), [record])
    assert new_findings(right) == []
    for other in (3270, 327000, 5):
        wrong = with_value(right, (*at, key), other)
        assert new_findings(wrong) == [("ST-4", "error", f"/externalRecords/{name}/0/@id")]
        assert back([wrong], "nquads") == [wrong]
    assert new_findings(with_value(right, at, {key: 5})) == []
