"""Alleles in any JSON: what is found, where, and what is not."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

import clingen_ld
from clingen_ld.errors import InputError
from clingen_ld.messages.message import Problem
from clingen_ld.messages.search.documents import FoundAllele
from clingen_ld.messages.search.walk import alleles_in

SEQUENCE = {"type": "SequenceReference", "refgetAccession": "SQ.F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul"}
LOCATION = {"type": "SequenceLocation", "sequenceReference": SEQUENCE, "start": 9, "end": 10}
VRS_ID = "ga4gh:VA." + "x" * 32
ALLELE: dict[str, Any] = {
    "type": "Allele",
    "id": VRS_ID,
    "location": LOCATION,
    "state": {"type": "LiteralSequenceExpression", "sequence": "T"},
    "expressions": [{"syntax": "hgvs.g", "value": "NC_000007.14:g.10C>T"}],
}
VARIANT = {"type": "CategoricalVariant", "id": "x:1", "name": "ten", "members": [ALLELE]}
STATEMENT = {
    "type": "Statement",
    "id": "s:1",
    "proposition": {"type": "VariantPathogenicityProposition", "subjectVariant": VARIANT},
}


def found(value: Any) -> list[tuple[str, str, str, str]]:
    return list(alleles_in(value))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (STATEMENT, [
            ("/proposition/subjectVariant", "CategoricalVariant", "x:1", "ten"),
            ("/proposition/subjectVariant/members/0", "Allele", VRS_ID, "NC_000007.14:g.10C>T"),
        ]),
        ([{"mapped": {"post": {**ALLELE, "expressions": [], "id": None}}}],
         [("/0/mapped/post", "Allele", "", "")]),
        ({"type": "CisPhasedBlock", "members": [ALLELE, VRS_ID]}, [
            ("", "CisPhasedBlock", "", ""),
            ("/members/0", "Allele", VRS_ID, "NC_000007.14:g.10C>T"),
        ]),
        ({"type": "CopyNumberCount", "copies": 3, "location": LOCATION},
         [("", "CopyNumberCount", "", "")]),
        ({"a/b": {"subject": VRS_ID}}, [("/a~1b/subject", "VRS id", VRS_ID, "")]),
        ({"clingen": {"caid": "CA123456"}}, [("/clingen/caid", "Registry id", "CA123456", "")]),
        ({"clingenAlleleId": "CA123456", "Allele Registry Id": "CA7654"}, [
            ("/clingenAlleleId", "Registry id", "CA123456", ""),
            ("/Allele Registry Id", "Registry id", "CA7654", ""),
        ]),
        ({"state": [{"variant": [ALLELE, VRS_ID], "hgvs": "NM_007294.3:c.1A>G"}, [["CAR:CA12"]]]}, [
            ("/state/0/variant/0", "Allele", VRS_ID, "NC_000007.14:g.10C>T"),
            ("/state/0/variant/1", "VRS id", VRS_ID, ""),
            ("/state/0/hgvs", "HGVS name", "NM_007294.3:c.1A>G", ""),
            ("/state/1/0/0", "Registry id", "CAR:CA12", ""),
        ]),
        ({**VARIANT, "extensions": [{"value": {"id": "CAR:CA1", "of": [{"inner": ALLELE}]}}]}, [
            ("", "CategoricalVariant", "x:1", "ten"),
            ("/members/0", "Allele", VRS_ID, "NC_000007.14:g.10C>T"),
            ("/extensions/0/value/of/0/inner", "Allele", VRS_ID, "NC_000007.14:g.10C>T"),
        ]),
        ({"caIds": ["CA123", "CA456"]}, [
            ("/caIds/0", "Registry id", "CA123", ""), ("/caIds/1", "Registry id", "CA456", ""),
        ]),
        (["CAR:CA12", "http://reg.genome.network/allele/PA12"], [
            ("/0", "Registry id", "CAR:CA12", ""),
            ("/1", "Registry id", "http://reg.genome.network/allele/PA12", ""),
        ]),
        ({"@id": "http://reg.genome.network/allele/CA9", "type": "nucleotide",
          "communityStandardTitle": ["NM_1.1:c.1A>G"], "genomicAlleles": [],
          "transcriptAlleles": [{"@id": "http://reg.genome.network/allele/PA9", "hgvs": []}]},
         [("", "Registry document", "http://reg.genome.network/allele/CA9", "NM_1.1:c.1A>G"),
          ("/transcriptAlleles/0", "Registry id", "http://reg.genome.network/allele/PA9", "")]),
        ({"hgvs": ["NM_007294.3:c.5266dup", "ENST00000357654.9(BRCA1):c.5266dup"]}, [
            ("/hgvs/0", "HGVS name", "NM_007294.3:c.5266dup", ""),
            ("/hgvs/1", "HGVS name", "ENST00000357654.9(BRCA1):c.5266dup", ""),
        ]),
        ({"data": {"resourceType": "ContextualAllele", "id": "X1", "alleleName": [{"name": "n"}]}},
         [("/data", "ContextualAllele", "X1", "n")]),
    ],
)  # fmt: skip
def test_what_is_found(value: Any, expected: list[tuple[str, str, str, str]]) -> None:
    assert found(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        {"urn": "urn:mavedb:00000001-a-1", "hgvs_nt": "c.5A>G", "hgvs_pro": "p.Lys2Arg",
         "targetGenes": [{"name": "UBE2I", "category": "Protein coding"}], "scores": [0.1, 2]},
        {
            "urn": "urn:mavedb:00000001-a-1", "recordType": "ScoreSet", "numVariants": 2,
            "title": "Variants of UBE2I, NM_003345.4:c.1A>G and others",
            "methodText": "Scores: see https://doi.example/10.1/x, CA123 and p.Lys2Arg.",
            "license": {"shortName": "CC0", "link": "https://creativecommons.example/zero"},
            "primaryPublicationIdentifiers": [{"identifier": "29269382", "dbName": "PubMed"}],
            "contributors": [{"orcidId": "0000-0002-0000-0000"}], "dateAdded": "2024-01-31",
            "datasetColumns": {"scoreColumns": ["score", "se"], "countColumns": ["c_0", "PA100"]},
            "targetGenes": [{
                "name": "CA9", "category": "protein_coding",
                "targetSequence": {"sequence": "ATGC", "sequenceType": "dna",
                                   "taxonomy": {"organismName": "Homo sapiens", "rank": None}},
                "targetAccession": {"accession": "NM_003345.4", "assembly": "GRCh38"},
                "externalIdentifiers": [{"identifier": {"dbName": "RefSeq",
                                                        "identifier": "NM_003345.4"}, "offset": 0}],
                "preMappedMetadata": {"genomic": {"sequence_id": f"ga4gh:SQ.{'x' * 32}"}},
                "mappedHgncName": "CA9",
            }],
            "scoreCalibrations": [{"title": "a", "functionalClassifications": [
                {"label": "normal", "range": [None, 0.5], "acmgClassification": {"type": "BS3"}}]}],
        },
        {"type": "Allele", "note": "no place"}, LOCATION, SEQUENCE, "CA123456", ["CA123456"],
        {"state": "CA90210", "country": "CA123", "note": "see NM_007294.3:c.5266dup there"},
        {"resourceType": "Gene", "id": "G1"}, {"@id": "http://example.org/allele/CA12"},
        {"id": "ga4gh:SQ.x", "type": "gene"}, 5, None, [], {}, [[[]]], {"type": ["Allele"]},
        {"resourceType": ["CanonicalAllele"]}, {"type": 5, "state": {}, "id": 7},
    ],
)  # fmt: skip
def test_what_is_none(value: Any) -> None:
    assert found(value) == []


def listed(path: Path) -> list[FoundAllele | Problem]:
    return list(clingen_ld.find([path]))


def test_lines(tmp_path: Path) -> None:
    """Of NDJSON, of texts over several lines, of arrays, small and large; compressed or not."""
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"a": 1}, ALLELE], indent=1))
    (one,) = listed(path)
    assert isinstance(one, FoundAllele)
    assert (one.line, one.pointer) == (5, "/1")
    path.write_text("\n".join(json.dumps(each) for each in ({"a": 1}, ALLELE, VARIANT)) + "\n")
    assert [(each.line, each.pointer) for each in listed(path)] == [
        (2, ""), (3, ""), (3, "/members/0"),
    ]  # fmt: skip
    large = ",\n".join(json.dumps({"n": n, "v": ALLELE}) for n in range(3_000))
    packed = tmp_path / "b.json.gz"
    packed.write_bytes(gzip.compress(f"[\n{large}\n]".encode()))
    read = listed(packed)
    assert [(each.line, each.pointer) for each in read] == [
        (n + 2, f"/{n}/v") for n in range(3_000)
    ]


def test_what_cannot_be_read_is_a_problem_at_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text(f'{{"a": 1}}\n{json.dumps(ALLELE)}\n{{"a": }}\n{json.dumps(ALLELE)}\n')
    first, wrong, last = listed(path)
    assert isinstance(wrong, Problem)
    assert (wrong.rule, wrong.line, wrong.column) == ("ST-0", 3, 7)
    assert [each.line for each in (first, last)] == [2, 4]
    path.write_text("@prefix a: <urn:a> .\n")
    (wrong,) = listed(path)
    assert isinstance(wrong, Problem)
    with pytest.raises(InputError):
        listed(tmp_path / "missing.json")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<html><title>Bad Gateway</title></html>", "an HTML page"),
        ("#id\tname\n1\tx\n", None),
        ("id\tname\n1\tx\n", "tab-separated values"),
        (">chr1\nACGT\n", "FASTA"),
        ("// ours\n{\n}\n", "comments are not JSON"),
    ],
)
def test_what_is_no_json_is_called_what_it_is(text: str, what: str | None, tmp_path: Path) -> None:
    (tmp_path / "a").write_text(text)
    [problem] = listed(tmp_path / "a")
    assert isinstance(problem, Problem)
    assert (what or "no JSON") in next(iter(problem.values.values()))


def test_unregistered_replies_and_alleles_in_json_ld() -> None:
    assert list(alleles_in({"a": {"@id": "_:CA", "genomicAlleles": [{"hgvs": ["x"]}]}})) == [
        ("/a", "Registry document", "_:CA", "")
    ]
    iri = "http://a.example/1"
    for types in (["CanonicalAllele", "SimpleNucleotideCanonicalAllele"], "clingen:CanonicalAllele",
                  "http://clingen.org/model/allele/CanonicalAllele"):  # fmt: skip
        assert list(alleles_in([{"@id": iri, "@type": types}])) == [
            ("/0", "CanonicalAllele", iri, "")
        ]
    assert list(alleles_in({"@id": iri, "@type": ["Gene"]})) == []


@pytest.mark.parametrize("before", [b"", b'{"a": 1}\n'])
def test_texts_in_other_encodings(before: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"\xef\xbb\xbf" + before + b'{"caid": "CA123456"}\n')
    assert [type(each) for each in listed(path)] == [FoundAllele]
    path.write_bytes(before + b'{"caid": "CA123456", "b": "\xff"}\n')
    (wrong,) = listed(path)
    assert isinstance(wrong, Problem)
    assert (wrong.line, wrong.values["message"][:10]) == (before.count(b"\n") + 1, "byte 0xff ")


def test_texts_of_too_many_values_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text(f'{{"a": [{"1," * 500_000}1]}}\n{{"caid": "CA123456"}}\n')
    wrong, right = listed(path)
    assert isinstance(wrong, Problem)
    assert "400,000 values" in wrong.values["message"]
    assert isinstance(right, FoundAllele)
