"""The walk through JSON values that looks for alleles: what is one, and how it is called."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.messages.search.walk import alleles_in, id_of, kind_of, name_of, named

SERVER = "http://reg.genome.network"
VRS: dict[str, Any] = {"type": "Allele", "location": {"type": "SequenceLocation"}, "state": {}}


@pytest.mark.parametrize(
    ("node", "kind"),
    [
        (VRS, "Allele"),
        ({"type": "CopyNumberCount", "location": {}, "copies": 3}, "CopyNumberCount"),
        ({"type": "SequenceLocation", "start": 1, "end": 2, "sequenceReference": {}}, None),
        ({"resourceType": "CanonicalAllele"}, "CanonicalAllele"),
        ({"resourceType": "Gene"}, None),
        ({"@id": f"{SERVER}/allele/CA1", "genomicAlleles": []}, "Registry document"),
        ({"@id": f"{SERVER}/allele/CA1"}, "Registry id"),
        ({"@id": "http://example.org/1"}, None),
        ({"@type": ["http://clingen.org/model/allele/ContextualAllele"]}, "ContextualAllele"),
        ({"@type": "clingen:CanonicalAllele"}, "CanonicalAllele"),
        ({"type": "Person", "name": "Ada"}, None),
        ({}, None),
    ],
)
def test_kinds_of_objects(node: dict[str, Any], kind: str | None) -> None:
    assert kind_of(node) == kind


@pytest.mark.parametrize(
    ("text", "key", "found"),
    [
        ("CA123456", "caid", ("Registry id", "CA123456")),
        ("CA123456", "color", None),  # it may be anything
        ("CA123456", None, None),
        (f"{SERVER}/allele/CA1", None, ("Registry id", f"{SERVER}/allele/CA1")),
        ("NM_007294.3:c.5297T>G", None, ("HGVS name", "NM_007294.3:c.5297T>G")),
        ("NC_000007.14:9:TCTT:T", "spdi", ("SPDI expression", "NC_000007.14:9:TCTT:T")),
        ("NC_000007.14:9:3:", None, ("SPDI expression", "NC_000007.14:9:3:")),
        ("NC_000007.14:9:TC TT:T", "spdi", None),
        ("2024-01-01:10:A:T", "date", None),
        ("see NM_007294.3:c.5297T>G", None, None),
        ("BRCA1:c.5297T>G", None, None),
        ("http://example.org/", None, None),
    ],
)
def test_texts(text: str, key: str | None, found: tuple[str, str] | None) -> None:
    assert named(text, key) == found


def test_alleles_are_found_at_any_depth_with_their_pointers() -> None:
    value = {
        "cases": [{"variant": {"caid": "CA123456"}}, {"a/b": [[VRS | {"id": "x"}]]}],
        "note": "NM_007294.3:c.5297T>G",
        "coded": {"system": "http://caid", "code": "CA7654321"},
    }
    assert [each[:2] for each in alleles_in(value)] == [
        ("/cases/0/variant/caid", "Registry id"),
        ("/cases/1/a~1b/0/0", "Allele"),
        ("/note", "HGVS name"),
        ("/coded/code", "Registry id"),
    ]


def test_names_within_an_allele_are_its_own() -> None:
    allele = {
        "resourceType": "ContextualAllele",
        "alleleName": [{"name": "NM_007294.3:c.5297T>G"}],
        "members": [VRS | {"id": "inner"}],
    }
    found = [(pointer, kind) for pointer, kind, *_ in alleles_in(allele)]
    assert ("", "ContextualAllele") in found
    assert all(kind != "HGVS name" for _, kind in found)


def test_a_text_alone() -> None:
    name = "NM_007294.3:c.5297T>G"
    assert list(alleles_in(name)) == [("", "HGVS name", name, "")]
    assert list(alleles_in(5)) == []


@pytest.mark.parametrize(
    ("node", "id_", "name"),
    [
        ({"id": "x", "label": "a label"}, "x", "a label"),
        ({"@id": "http://x", "communityStandardTitle": ["A title"]}, "http://x", "A title"),
        ({"expressions": [{"value": "NM_1.1:c.5A>G"}]}, "", "NM_1.1:c.5A>G"),
        ({"alleleName": [{"name": "c.5A>G"}], "name": "first"}, "", "first"),
        ({"id": 5, "name": []}, "", ""),
    ],
)  # fmt: skip
def test_what_alleles_are_called(node: dict[str, Any], id_: str, name: str) -> None:
    assert (id_of(node), name_of(node)) == (id_, name)
