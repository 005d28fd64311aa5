"""The set of resources that the rules across resources look in."""

from __future__ import annotations

import random
from typing import Any

import pytest

from clingen_ld.errors import InputError
from clingen_ld.model import DEFAULT_BASE, SUBSETTED
from clingen_ld.validation import set_blocks, set_index, set_rows
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


@pytest.mark.parametrize("count", [3, 200])
def test_the_whole_one_of_an_iri_is_found(count: int) -> None:
    """By a search of the keys, and by an index after many."""
    told = {"tag": [SUBSETTED]}
    resources = StoredSet(DEFAULT_BASE)
    for n in range(count):
        gene = GENE | {"id": f"G{n}", "symbol": f"S{n}"}
        resources.add(f"{IRI}/{n}", gene | {"meta": told})
        if n % 3:
            resources.add(f"{IRI}/{n}", gene)
            resources.add(f"{IRI}/{n}", gene | {"symbol": "other"})
    for n in range(count):
        found = resources.get(f"{IRI}/{n}")
        assert found is not None
        assert found.tree.get("meta") == (None if n % 3 else told)
        assert found.tree["symbol"] == f"S{n}"
        assert resources.get(f"{IRI}/{n}.") is None
    resources.close()


@pytest.mark.parametrize("run", [1, 7, 1000])
@pytest.mark.parametrize("part", [1, 50, 1000])
def test_resources_that_share_a_key(run: int, part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(set_rows, "_RUN", run)
    monkeypatch.setattr(set_rows, "_PART", part)
    monkeypatch.setattr(set_rows, "_FEW", part // 7 + 1)
    genes = [GENE | {"id": f"G{n}", "symbol": f"S{n}"} for n in range(200)]
    symbol = GENE | {"id": "X", "symbol": "S3"}
    other = genes[5] | {"symbol": "other"}
    again = dict(reversed(genes[7].items()))
    given = [*genes, symbol, other, genes[6], again]
    random.Random(run).shuffle(given)
    resources = StoredSet(DEFAULT_BASE)
    for gene in given:
        resources.add(f"{DEFAULT_BASE}Gene/{gene['id']}", gene)
    asked = [genes[3], symbol, genes[5], other]
    assert resources.shared(0, 204) == (frozenset(map(given.index, asked)), True)
    assert resources.shared(200, 204).numbers == {n for n in map(given.index, asked) if n >= 200}
    resources.add(f"{DEFAULT_BASE}Gene/Y", GENE | {"id": "Y", "symbol": "S9"})
    found = resources.shared(0, 205).numbers
    assert found == {*map(given.index, [*asked, genes[9]]), 204}
    resources.close()


def test_a_set_that_finds_no_room_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(set_index, "_PAGES", "10; PRAGMA max_page_count = 20")
    resources = StoredSet(DEFAULT_BASE)
    for n in range(set_blocks.ROWS - 1):
        resources.add(f"{IRI}/{n}", GENE | {"id": f"G{n}", "name": "x" * 10_000})
    with pytest.raises(InputError, match="the disk for temporary data is full"):
        resources.add(IRI, GENE)
    resources.close()
