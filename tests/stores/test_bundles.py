"""What a load notes of the bundles that it reads: their release, and the sections of them all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clingen_ld.graph.terms import Literal
from clingen_ld.messages.kept_documents import DOCUMENT
from clingen_ld.model import DEFAULT_BASE
from clingen_ld.stores.deltas import RELEASE, record_iri
from clingen_ld.stores.loading import LoadOptions, load
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.store import Solutions, Store

RECORD = {"gene": {"ncbigene:1": {"id": "ncbigene:1", "type": "Gene"}}}
OTHER = {"condition": {"c:1": {"id": "c:1", "type": "Disease"}}}


def values(store: Store, predicate: str) -> list[str]:
    """The values of a property of what keeps the members of all bundles."""
    whole = record_iri("", DEFAULT_BASE)
    found = store.query(f"SELECT ?value WHERE {{ <{whole}> <{predicate}> ?value }}")
    assert isinstance(found, Solutions)
    return [value.lexical for (value,) in found.rows if isinstance(value, Literal)]


def load_bundle(folder: Path, name: str, sections: dict[str, Any], store: Store) -> None:
    (folder / name).write_text(json.dumps({"sequenceReference": {}} | sections))
    load([folder / name], store, LoadOptions(validate=False))


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("clinvar_gks_2026-07.json", "2026-07"),
        ("clinvar-2026-07.full.json", "2026-07"),
        ("clinvar_2026-07-06.json", "unknown"),  # that of a delta, which its manifest tells
        ("2026-07.json", "unknown"),
        ("bundle.json", "unknown"),
    ],
)
def test_the_release_is_the_month_in_the_name(tmp_path: Path, name: str, release: str) -> None:
    with open_store(tmp_path / "store", create=True) as store:
        load_bundle(tmp_path, name, RECORD, store)
        assert values(store, RELEASE) == [release]


def test_the_sections_of_former_bundles_stay(tmp_path: Path) -> None:
    with open_store(tmp_path / "store", create=True) as store:
        load_bundle(tmp_path, "a.json", RECORD, store)
        load_bundle(
            tmp_path, "b.json", {"condition": {"c:1": {"id": "c:1", "type": "Disease"}}}, store
        )
        [members] = values(store, DOCUMENT)
        assert {"gene", "condition"} <= json.loads(members).keys()
        assert values(store, RELEASE) == ["unknown"]
