"""The set of resources that the rules across resources look in."""

from __future__ import annotations

from typing import Any

from clingen_ld.model import DEFAULT_BASE
from clingen_ld.validation.set_index import StoredSet

GENE: dict[str, Any] = {"resourceType": "Gene", "id": "G1", "symbol": "BRCA1"}
IRI = f"{DEFAULT_BASE}Gene/G1"


def test_a_resource_that_was_asked_for_before_it_came() -> None:
    resources = StoredSet(DEFAULT_BASE)
    assert resources.get(IRI) is None
    assert resources.get(IRI) is None
    resources.add(IRI, GENE)
    found = resources.get(IRI)
    assert found is not None
    assert found.iri == IRI
    resources.close()


def test_what_is_not_there_is_asked_for_elsewhere_once() -> None:
    asked = []

    def elsewhere(iri: str) -> dict[str, Any] | None:
        asked.append(iri)
        return GENE if iri == IRI else None

    resources = StoredSet(DEFAULT_BASE, elsewhere)
    for iri in (IRI, IRI, "urn:x:none", "urn:x:none"):
        assert (resources.get(iri) is not None) == (iri == IRI)
    assert asked == [IRI, "urn:x:none"]
    resources.close()


def test_whether_a_text_may_have_an_id_like_a_name() -> None:
    resources = StoredSet(DEFAULT_BASE)
    resources.add(IRI, GENE)
    names = ("G7", "symbol7", "symbol", "BRCA", "chunk12", "2024", "G-7", "G1")
    found = [resources.may_mention(name) for name in names]
    assert found == [True, False, True, True, False, False, False, True]
    resources.add(f"{IRI}2", GENE | {"name": "100%20"})
    assert resources.may_mention("chunk12")
    resources.close()
