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
