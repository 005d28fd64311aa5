"""CO-5 and CO-12: what names one thing names no other."""

from __future__ import annotations

from typing import Any

import pytest

from tests.validation.builders import (
    MemorySet,
    canonical,
    chromosome,
    found_in_set,
    gene,
    genomic,
    set_violations,
)

NCBI = {"system": "http://www.ncbi.nlm.nih.gov/gene", "value": "672"}
OTHER: dict[str, Any] = {"identifier": [{"value": "HGNC:6040"}], "symbol": "ILK"}


def test_ids_of_their_own() -> None:
    # The type is a part of the name.
    assert found_in_set(gene("X1"), chromosome(id="X1"), gene("X2", **OTHER)) == []


def test_one_id_twice() -> None:
    resources = MemorySet()
    resources.add(gene(), "a.json")
    resources.add(gene(**OTHER), "b.json")
    resources.add(gene("GENE2", identifier=[], symbol="CFTR"), "c.json")
    [(_, violation)] = set_violations(resources)
    assert (violation.rule, violation.severity, violation.pointer) == ("CO-5", None, "/id")
    assert violation.values == {"id": "GENE1", "other": "another resource in a.json"}


def test_one_id_three_times() -> None:
    assert found_in_set(gene(), gene(**OTHER), gene(name="BRCA"), only="CO-5") == [
        ("CO-5", "error", "GENE1", "/id"),
        ("CO-5", "error", "GENE1", "/id"),
    ]


def test_the_same_resource_once_more_is_no_other() -> None:
    assert found_in_set(gene(), gene(), only="CO-5") == []


def _placed(rs: str, **more: Any) -> dict[str, Any]:
    """An allele that is named by its placement, with a number of dbSNP."""
    tree = genomic("NC_000003.12:128480136:A:T", **more)
    coordinate = tree["referenceCoordinate"] | {"identifier": [{"value": rs}]}
    coordinate["referenceSequence"] = {"reference": "ReferenceSequence/NC_000003.12"}
    return tree | {"referenceCoordinate": coordinate}


def test_an_allele_named_by_its_placement_is_told_of_in_several_documents() -> None:
    sequence = chromosome("NC_000003.12")
    bare = _placed("2")
    bare.pop("canonicalAllele")
    assert found_in_set(_placed("1"), _placed("2"), bare, sequence, only="CO-5") == []
    # What contradicts is another resource, and so is what has an id that was given.
    [found] = found_in_set(_placed("1"), _placed("1", allele="G"), sequence, only="CO-5")
    assert found[1] == "error"
    assert found_in_set(genomic("X1"), genomic("X1", allele="G"), only="CO-5") != []


def test_an_allele_of_the_registry_is_one_wherever_it_is_described() -> None:
    iri = "http://reg.genome.network/allele/CA900000001"
    told = {"resourceType": "CanonicalAllele", "@id": iri, "id": "CA900000001"}
    one = told | {"canonicalAlleleType": "nucleotide", "identifier": [{"value": "1"}]}
    other = told | {"canonicalAlleleType": "nucleotide", "identifier": [{"value": "2"}]}
    assert found_in_set(one, other, only="CO-5") == []
    assert found_in_set(other, one, only="CO-5") == []
    assert found_in_set(one, told | {"canonicalAlleleType": "amino-acid"}, only="CO-5") != []
    given = [tree | {"id": "X1"} for tree in (_placed("1"), _placed("2"))]
    assert found_in_set(*given, only="CO-5") == [("CO-5", "error", "X1", "/id")]


def test_any_document_may_tell_the_canonical_allele_of_an_allele() -> None:
    whole = _placed("1")
    bare = {key: value for key, value in whole.items() if key != "canonicalAllele"}
    link = {"contextualAllele": {"reference": f"ContextualAllele/{whole['id']}"}}
    holder = canonical(whole["canonicalAllele"]["reference"].partition("/")[2],
                       relatedContextualAllele=[link])  # fmt: skip
    assert found_in_set(bare, whole, holder, only="CO-4") == []
    assert found_in_set(whole, bare, holder, only="CO-4") == []
    assert [rule for rule, *_ in found_in_set(bare, bare, holder, only="CO-4")] == ["CO-4"]


@pytest.mark.parametrize(
    "file",
    [
        "GENE1.json", "folder/GENE1.json", r"folder\GENE1.xml", "GENE1-BRCA1.json", "GENE1",
        "GENE1.json.gz", "brca1.json", "genes.ndjson", "-", "", "2024.json", "GENES1.json",
    ],
)  # fmt: skip
def test_files_that_are_right(file: str) -> None:
    assert found_in_set(gene(), files=[file]) == []


@pytest.mark.parametrize("file", ["GENE2.json", "folder/GENE10.json.gz", "GENE12-BRCA1.json"])
def test_files_named_by_another_id(file: str) -> None:
    assert found_in_set(gene(), files=[file]) == [("CO-5", "warning", "GENE1", "/id")]


def test_file_named_by_the_id_of_another_resource() -> None:
    trees = gene(), chromosome(id="SEQ1")
    assert found_in_set(*trees, files=["SEQ1.json", "x.json"]) == [
        ("CO-5", "warning", "GENE1", "/id")
    ]
    # A file of several resources may be named by any of them.
    assert found_in_set(*trees, files=["SEQ1.json", "SEQ1.json"]) == []


@pytest.mark.parametrize(
    "file", ["GENE7.json", "GENE7-second.v2.json", "a/GENE7_x.json.gz", "GENE7 (1).xml"]
)
def test_file_named_as_other_files_are_whatever_the_letters_of_its_id(file: str) -> None:
    trees = gene("GENE1"), gene("HGNC7", **OTHER)
    found = found_in_set(*trees, files=["GENE1-first.json", file])
    assert found == [("CO-5", "warning", "HGNC7", "/id")]
    assert found_in_set(*trees, files=["first.json", file]) == []
    # Nor where the file holds that id, too, or is named in another manner.
    whole = gene("GENE7", identifier=[], symbol="CFTR")
    assert found_in_set(*trees, whole, files=["GENE1.json", file, file]) == []
    assert found_in_set(*trees, files=["GENE1.json", "chunk7.json"]) == []
    assert found_in_set(*trees, files=["GENE1.json", "genes.json"]) == []


def test_file_named_by_an_id_that_a_canonical_allele_asks_for() -> None:
    link = {"contextualAllele": {"reference": "ContextualAllele/XA7"}}
    trees = canonical("CA1", relatedContextualAllele=[link]), genomic("YA7")
    found = found_in_set(*trees, files=["first.json", "XA7-second.json"], only="CO-5")
    assert found == [("CO-5", "warning", "YA7", "/id")]
    [(_, violation)] = [
        each
        for each in set_violations(_files(*trees))
        if each[1].suggestion == "ContextualAllele/YA7"
    ]
    assert violation.rule == "CO-1"
    assert violation.values["problem"] == "was not found; the file XA7-second.json contains YA7"


def _files(*trees: dict[str, Any]) -> MemorySet:
    resources = MemorySet()
    for tree, file in zip(trees, ("first.json", "XA7-second.json"), strict=True):
        resources.add(tree, file)
    return resources


def test_genes_that_share_nothing() -> None:
    two = gene("GENE2", identifier=[{"value": "HGNC:6040"}, {"value": "672"}], symbol="ILK")
    assert found_in_set(gene(identifier=[{"value": "HGNC:1100"}, NCBI]), two) == []


def test_genes_that_share_a_symbol() -> None:
    two = gene("GENE2", identifier=[{"value": "HGNC:6040"}])
    assert found_in_set(gene(), two) == [
        ("CO-12", "warning", "GENE1", "/symbol"),
        ("CO-12", "warning", "GENE2", "/symbol"),
    ]


def test_empty_names_are_not_shared() -> None:
    system = "https://www.ncbi.nlm.nih.gov/gene/"
    one = gene(symbol="", identifier=[{"system": system, "value": ""}])
    two = gene("GENE2", symbol="", identifier=[{"system": system, "value": ""}])
    assert found_in_set(one, two, only="CO-12") == []


def test_genes_that_share_an_identifier() -> None:
    two = gene("GENE2", symbol="ILK")
    assert found_in_set(gene(), two) == [
        ("CO-12", "warning", "GENE1", "/identifier/0/value"),
        ("CO-12", "warning", "GENE2", "/identifier/0/value"),
    ]
    one = gene(identifier=[{"value": "HGNC:1"}, NCBI])
    two = gene("GENE2", symbol="ILK", identifier=[NCBI])
    assert found_in_set(one, two) == [
        ("CO-12", "warning", "GENE1", "/identifier/1/value"),
        ("CO-12", "warning", "GENE2", "/identifier/0/value"),
    ]


def test_the_text_of_a_shared_symbol() -> None:
    first = set_violations(MemorySet.of(gene(), gene("GENE2", identifier=[])))[0][1]
    assert first.values == {"value": "BRCA1", "what": "symbol", "other": "GENE2"}
