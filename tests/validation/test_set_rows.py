"""Rows of resources in a set, and which of their keys others share."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.model import SUBSETTED, Model
from clingen_ld.validation.set_rows import record_of, row_of, row_of_record, tree_of

GENE = {"resourceType": "Gene", "id": "G1", "symbol": "BRCA1", "name": "BRCA1 DNA repair"}


def message(tree: dict[str, Any], engine: Any, model: Model) -> Message:
    (found,) = read_text(json.dumps(tree), ReadOptions(engine=engine), model, "a.json")
    assert isinstance(found, Message)
    return found


@pytest.mark.parametrize("engine", ["direct", "standard"])
@pytest.mark.parametrize("more", [{}, {"meta": {"tag": [SUBSETTED]}}])
def test_a_row_has_the_tree_of_its_message(more: Any, engine: str, model: Model) -> None:
    found = message(GENE | more, engine, model)
    row = row_of(found, record_of(found))
    assert tree_of(row.tree) == found.tree
    assert (row.iri, row.file, row.is_part) == (found.iri, "a.json", bool(more))
    assert row.name == ("" if more else "G1")
    assert not row.keys or not more


@pytest.mark.parametrize("more", [{}, {"meta": {"tag": [SUBSETTED]}}])
def test_both_paths_make_the_same_row(more: Any, model: Model) -> None:
    rows = []
    for engine in ("direct", "standard"):
        found = message(GENE | more, engine, model)
        row = row_of(found, record_of(found))
        rows.append(row._replace(tree=json.dumps(tree_of(row.tree), sort_keys=True)))
    assert rows[0] == rows[1]


def test_a_row_of_another_record(model: Model) -> None:
    one, other = message(GENE, "standard", model), message(GENE | {"id": "G2"}, "standard", model)
    row = row_of_record(one, record_of(other))
    assert (row.iri, row.name, tree_of(row.tree)["id"]) == (one.iri, "G2", "G2")
