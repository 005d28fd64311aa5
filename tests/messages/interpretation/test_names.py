"""Names of resources and identifiers in interpretation messages, and what they are in the model."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.messages.interpretation.names import (
    NamedSequence,
    default_id,
    identifier_of,
    iri_of,
    mentioned_sequence,
    name_of,
    name_of_identifier,
    name_of_reference,
    needs_sequence,
    read_sequence,
    write_sequence,
)

BASE = "http://example.org/"
REGISTRY = "http://reg.genome.network/allele/"


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("CAR:CA010360", f"{REGISTRY}CA010360"),
        (f"{REGISTRY}CA010360", f"{REGISTRY}CA010360"),
        ("ClinVar:14102", f"{BASE}CanonicalAllele/ClinVar:14102"),
        ("CAR:CA", f"{BASE}CanonicalAllele/CAR:CA"),
        ("an allele", f"{BASE}CanonicalAllele/an%20allele"),
        ("https://x.org/a", "https://x.org/a"),
    ],
)
def test_names_and_iris(name: str, iri: str) -> None:
    assert iri_of(name, "CanonicalAllele", BASE) == iri
    back = name_of(iri, "CanonicalAllele", BASE)
    assert back is not None
    assert iri_of(back, "CanonicalAllele", BASE) == iri
    assert name_of_reference({"reference": iri}, "CanonicalAllele", BASE) == back


@pytest.mark.parametrize("name", [None, 5, "", "_:b", {}])
def test_what_is_no_name(name: Any) -> None:
    assert iri_of(name, "CanonicalAllele", BASE) is None


@pytest.mark.parametrize("reference", [None, "x", {}, {"reference": ""}, {"reference": 5}])
def test_what_is_no_reference(reference: Any) -> None:
    assert name_of_reference(reference, "Gene", BASE) is None


@pytest.mark.parametrize(
    ("name", "system", "value"),
    [
        ("dbSNP:rs80357382", "http://www.ncbi.nlm.nih.gov/snp", "80357382"),
        ("DBSNP:80357382", "http://www.ncbi.nlm.nih.gov/snp", "80357382"),
        ("HGNC:1100", "http://www.genenames.org/", "HGNC:1100"),
        ("NCBIGene:672", "http://www.ncbi.nlm.nih.gov/gene", "672"),
        ("http://www.ncbi.nlm.nih.gov/gene/672", "http://www.ncbi.nlm.nih.gov/gene", "672"),
        ("https://x.org/a", "urn:ietf:rfc:3986", "https://x.org/a"),
        ("something", None, "something"),
        ("other:1", None, "other:1"),
    ],
)
def test_identifiers_by_their_names(name: str, system: str | None, value: str) -> None:
    found = identifier_of(name)
    assert (found.get("system"), found["value"]) == (system, value)
    written = name_of_identifier(found)
    assert written is not None
    assert identifier_of(written) == found


@pytest.mark.parametrize(
    "identifier",
    [
        {},
        {"value": ""},
        {"value": 5},
        {"system": "http://www.genenames.org/", "value": "1100"},  # read with its prefix
        {"system": "http://x.org/", "value": "1"},
    ],
)
def test_identifiers_that_a_name_does_not_say(identifier: dict[str, Any]) -> None:
    assert name_of_identifier(identifier) is None


@pytest.mark.parametrize(
    ("given", "names", "expected"),
    [
        ({"label": "NC_000014.9"}, [], ("NC_000014.9",)),
        ({"label": "NG_007884.1"}, ["NG_007884.1:g.1C>T", "LRG_384:g.1C>T"],
         ("NG_007884.1", "LRG_384")),
        ({"label": "NG_007884.1"}, ["NM_000257.4:c.1C>T"], ("NG_007884.1",)),
        ("REFSEQ:NM_000257.4", [], ("NM_000257.4",)),
        ({"id": "urn:x"}, ["NM_000257.4:c.1C>T"], ("NM_000257.4",)),
        ({"label": "my sequence"}, [], ("my sequence",)),
    ],
)  # fmt: skip
def test_the_sequence_is_known_by_its_accession(
    given: Any, names: list[str], expected: tuple[str, ...]
) -> None:
    found = read_sequence(given, names, BASE)
    assert found.accessions[: len(expected)] == expected
    assert found.reference["reference"].startswith("ReferenceSequence/")
    told = mentioned_sequence(found, "transcript", None)
    assert told is not None
    assert ("identifier" in told) is (expected != ("my sequence",))


@pytest.mark.parametrize("given", [5, None, "no sequence", ["x"]])
def test_what_names_no_sequence_is_for_the_rules_to_find(given: Any) -> None:
    assert read_sequence(given, [], BASE) == NamedSequence(given)
    assert mentioned_sequence(NamedSequence(given), "transcript", None) is None


def test_a_sequence_without_an_accession_keeps_its_iri_and_label() -> None:
    given = {"reference": "http://reg.genome.network/refseq/RS000062", "label": "chromosome 14"}
    found = read_sequence(given, [], BASE)
    assert found == NamedSequence({"reference": given["reference"], "display": "chromosome 14"})
    tree = {"referenceCoordinate": {"referenceSequence": found.reference}}
    assert write_sequence(tree, None, BASE) == given
    assert not needs_sequence(tree)


def test_the_label_of_a_sequence_comes_from_the_sequence_itself() -> None:
    iri = "https://x.org/chromosome-14"
    tree = {"referenceCoordinate": {"referenceSequence": {"reference": iri}}}
    assert needs_sequence(tree)
    assert write_sequence(tree, None, BASE) == {"reference": iri}
    target = {"identifier": [{"value": "CM000676.2"}, {"value": "NC_000014.9"}]}
    assert write_sequence(tree, target, BASE) == {"reference": iri, "label": "NC_000014.9"}


def test_ids_come_from_the_placement_else_from_the_name() -> None:
    name = {"nameType": "hgvs-coding", "name": "NM_000257.4:c.1C>T"}
    coordinate = {
        "referenceSequence": {"reference": "ReferenceSequence/NM_000257.4"},
        "start": {"index": 9}, "end": {"index": 10}, "refAllele": "C",
    }  # fmt: skip
    tree: dict[str, Any] = {"alleleName": [name], "referenceCoordinate": coordinate, "allele": "T"}
    assert default_id(tree) == "NM_000257.4:9:C:T"
    del coordinate["start"]
    assert default_id(tree) == "NM_000257.4:c.1C>T"
    assert default_id({}) is None
