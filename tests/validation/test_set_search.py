"""Whether a set may have an id, or a text like it."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.model import DEFAULT_BASE
from clingen_ld.validation.set_index import StoredSet

GENE: dict[str, Any] = {"resourceType": "Gene", "id": "G1", "symbol": "BRCA1"}
IRI = f"{DEFAULT_BASE}Gene/G1"


def test_whether_a_text_may_have_an_id_like_a_name() -> None:
    resources = StoredSet(DEFAULT_BASE)
    resources.add(IRI, GENE)
    names = ("G7", "symbol7", "chunk12", "Gene7", "G1")
    found = [resources.may_mention(name) for name in names]
    assert found == [True, False, False, False, True]
    resources.add(f"{IRI}2", GENE | {"name": "100%20"})
    assert resources.may_mention("chunk12")
    resources.close()


@pytest.mark.parametrize("name", ["G", "resource-json-5-1", "x" * 255, "x" * 256, "Gène", "7"])
def test_whether_a_resource_may_have_an_id(name: str) -> None:
    resources = StoredSet(DEFAULT_BASE)
    for number in range(300):
        resources.add(f"{IRI}{number}", GENE | {"id": f"{name}{number}"}, f"/tmp/{name}.ndjson")
    assert not resources.may_have_id(name)
    assert resources.may_have_id(f"{name}299")
    resources.add(IRI, GENE | {"id": name})
    assert resources.may_have_id(name)
    resources.close()
