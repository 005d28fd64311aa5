"""Losses: what a resource has and its reading from a form has not."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

import clingen_ld
from clingen_ld.messages.writing import lost_of
from clingen_ld.model import DEFAULT_BASE, SUBSETTED, identity

ALLELE: dict[str, Any] = {
    "resourceType": "ContextualAllele",
    "id": "XA1",
    "identifier": [{"system": "s", "value": "1", "label": "one"}, {"value": "2"}],
    "alleleName": [{"name": "NM_1.1:c.1A>T", "nameType": "hgvs-cdna"}],
    "referenceCoordinate": {
        "referenceSequence": {"reference": "ReferenceSequence/NM_1.1", "display": "NM_1.1"},
        "start": {"index": 1},
    },
}


def lost(again: dict[str, Any], carried: Collection[str] = (), **more: Any) -> list[str]:
    return list(lost_of(ALLELE | more, again, DEFAULT_BASE, carried))


def test_what_is_read_again_with_more_has_lost_nothing() -> None:
    assert lost(ALLELE) == []
    more = {"value": "2", "label": "two"}
    assert lost(ALLELE | {"identifier": [more, *ALLELE["identifier"]], "version": "1"}) == []


@pytest.mark.parametrize(("again", "pointers"), [
    ({"id": "XA2"}, ["/id"]),
    ({"@id": "http://example.org/1"}, ["/id"]),
    ({"identifier": None}, ["/identifier"]),
    ({"identifier": []}, ["/identifier/0", "/identifier/1"]),
    ({"identifier": [{"system": "s", "value": "1"}]}, ["/identifier/0/label", "/identifier/1"]),
    ({"alleleName": [{"name": "NM_1.1:c.1A>T"}]}, ["/alleleName/0/nameType"]),
    ({"alleleName": [{"name": "other"}]}, ["/alleleName/0"]),
    ({"referenceCoordinate": {}},
     ["/referenceCoordinate/referenceSequence", "/referenceCoordinate/start"]),
])  # fmt: skip
def test_what_is_not_read_again_is_named(again: dict[str, Any], pointers: list[str]) -> None:
    assert lost(ALLELE | again) == pointers


def test_one_and_true_are_two_things() -> None:
    assert lost(ALLELE | {"active": True}, active=1) == ["/active"]


def test_a_display_may_be_told_by_an_accession_or_a_name() -> None:
    coordinate = {"referenceSequence": {"reference": "ReferenceSequence/NM_1.1"}}
    again = {"referenceCoordinate": coordinate | {"start": {"index": 1}}}
    assert lost(ALLELE | again) == []
    other = {"referenceSequence": {"reference": "ReferenceSequence/NM_2.1"}, "start": {"index": 1}}
    at = "/referenceCoordinate/referenceSequence"
    assert lost(ALLELE | {"referenceCoordinate": other}) == [f"{at}/reference", f"{at}/display"]


def test_what_is_carried_otherwise_is_not_lost() -> None:
    assert lost({}, ["/id", "/identifier", "/alleleName", "/referenceCoordinate"]) == []
    rest = ["/id", "/alleleName", "/referenceCoordinate"]
    assert lost({}, [*rest, "/identifier/0"]) == ["/identifier/1"]


def test_a_mention_and_a_resource_without_a_name_have_neither_to_lose() -> None:
    assert lost(ALLELE, meta={"tag": [SUBSETTED]}) == []
    assert lost(ALLELE, meta={"versionId": "1"}) == ["/meta"]
    nameless = {"resourceType": "CanonicalAllele", "version": "1"}
    assert list(lost_of(nameless, nameless | {"version": "2"}, DEFAULT_BASE)) == ["/version"]


@pytest.mark.parametrize("form", ["registry", "resource-xml"])
def test_the_iri_of_a_nameless_resource_is_made_once_for_all_its_losses(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Making it takes as long as the resource is: many losses took its square."""
    made: list[object] = []
    nameless = identity.nameless_iri

    def counted(content: dict[str, Any], kind: str, base: str) -> str:
        made.append(kind)
        return nameless(content, kind, base)

    monkeypatch.setattr(identity, "nameless_iri", counted)
    gene = {"resourceType": "Gene", "symbol": "ILK", **{f"unknown {n}": n for n in range(300)}}
    assert len(clingen_ld.convert(gene, form).losses) >= 300
    assert len(made) < 50
