"""Graphs are gathered from messages until there is enough to write at once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clingen_ld.graph.links import LinkSets, make_linker
from clingen_ld.graph.terms import Literal
from clingen_ld.messages.message import Engine, Message, ReadOptions
from clingen_ld.messages.reading import read_text
from clingen_ld.model import CLINGEN, DEFAULT_BASE, SUBSETTED, Model, subsetted_graph
from clingen_ld.stores import gathering
from clingen_ld.stores.gathering import Batch
from clingen_ld.stores.sources import Source

GENE = {"resourceType": "Gene", "id": "G1", "symbol": "A"}
IRI = f"{DEFAULT_BASE}Gene/G1"
PART = GENE | {"meta": {"tag": [SUBSETTED]}}


def source(name: str) -> Source:
    return Source(name, name, "00", (0, 0, 0))


def batch_of(
    model: Model, *trees: dict[str, Any], partial: bool | None = False, engine: Engine = "auto"
) -> Batch:
    """A batch with some resources, each from a file of its own."""
    batch = Batch(model, DEFAULT_BASE)
    text = "\n".join(map(json.dumps, trees))
    for number, item in enumerate(read_text(text, ReadOptions(engine=engine), model)):
        assert isinstance(item, Message)
        batch.add(item, source(f"{number}.json"), partial)
    return batch


def test_of_several_descriptions_the_last_counts(model: Model) -> None:
    batch = batch_of(model, GENE, GENE | {"symbol": "B"})
    assert [*batch.graphs] == [IRI]
    wanted = batch.graphs[IRI]
    symbols = [quad.object for quad in wanted.quads if quad.predicate == f"{CLINGEN}symbol"]
    assert symbols == [Literal("B")]
    assert [each.name for each in wanted.sources] == ["1.json"]
    assert (wanted.earlier, wanted.may_differ) == ((), False)


def test_earlier_descriptions_are_kept_where_one_may_be_partial(model: Model) -> None:
    batch = batch_of(model, GENE, GENE | {"symbol": "B"}, GENE | {"symbol": "C"}, partial=None)
    wanted = batch.graphs[IRI]
    assert wanted.may_differ
    assert [[s.name for s in each.sources] for each in wanted.earlier] == [["0.json"], ["1.json"]]


def test_partial_descriptions_are_merged_in_a_graph_of_their_own(model: Model) -> None:
    other = {"resourceType": "Gene", "id": "G1", "name": "a gene", "meta": PART["meta"]}
    batch = batch_of(model, GENE, PART, other)
    assert [*batch.graphs] == [IRI, subsetted_graph(IRI)]
    wanted = batch.graphs[subsetted_graph(IRI)]
    assert wanted.resource == IRI
    assert wanted.tree is not None
    assert (wanted.tree["symbol"], wanted.tree["name"]) == ("A", "a gene")
    assert [each.name for each in wanted.sources] == ["1.json", "2.json"]


def test_both_paths_gather_the_same(model: Model) -> None:
    trees = [GENE | {"id": f"G{n}"} for n in range(20)]
    fast, standard = (batch_of(model, *trees, engine=way) for way in ("direct", "standard"))
    assert fast.graphs.keys() == standard.graphs.keys()
    for name, wanted in fast.graphs.items():
        assert set(wanted.quads) == set(standard.graphs[name].quads)
    assert 0 < fast.size < standard.size  # quads that are no text take more memory
    assert fast.text > 0
    assert standard.text == 0


@pytest.mark.parametrize("engine", ["direct", "standard"])
def test_links_are_written_beside(engine: Engine, model: Model) -> None:
    hgnc = {"system": "http://www.genenames.org/", "value": "HGNC:1100"}
    text = json.dumps(GENE | {"identifier": [hgnc]})
    numbers = []
    for linker in (None, make_linker(LinkSets(True), model, DEFAULT_BASE)):
        batch = Batch(model, DEFAULT_BASE, linker)
        for item in read_text(text, ReadOptions(engine=engine), model):
            assert isinstance(item, Message)
            batch.add(item, source("a.json"))
        numbers.append(len(batch.graphs[IRI].quads))
    assert numbers[0] < numbers[1]


def test_a_batch_is_full_by_its_graphs_its_quads_or_its_text(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = batch_of(model, GENE, GENE | {"id": "G2"}, engine="direct")
    assert not batch.is_full(3)
    assert batch.is_full(2)
    batch.leave_out("with errors")
    assert batch.is_full(3)
    for limit in ("_QUADS", "_TEXT"):
        with monkeypatch.context() as patch:
            patch.setattr(gathering, limit, 5)
            assert batch.is_full(1000)
