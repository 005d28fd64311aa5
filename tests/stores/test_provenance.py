"""The account of a load: its Provenance has the quads that any resource would have, but for the
order of its targets."""

from __future__ import annotations

import pytest

from clingen_ld.graph.framing import frame_quads
from clingen_ld.graph.quads import resource_quads
from clingen_ld.model import DEFAULT_BASE, load_model
from clingen_ld.stores.provenance import Account, LoadedGraph
from clingen_ld.stores.sources import Source

WHEN = "2026-11-01T00:00:00Z"


@pytest.mark.parametrize("count", [1, 2, 3, 12])
def test_the_quads_of_the_targets(count: int) -> None:
    model = load_model()
    # Of the registry, absolute, one that needs escapes in N-Quads, and one of the base.
    names = [
        "http://reg.genome.network/allele/CA1",
        "http://example.org/ü",
        DEFAULT_BASE + "Gene/1",
    ]
    names += [f"{DEFAULT_BASE}Gene/G{n}" for n in range(9)]
    source = Source("a.json", "a.json", "00" * 32, (0, 0, 0))
    made = [LoadedGraph(name, name, (source,)) for name in names[:count]]
    (iri, quads), _ = Account("load-1", WHEN, model, DEFAULT_BASE, True).batch_graphs(0, WHEN, made)
    (framed,) = frame_quads(quads, model, DEFAULT_BASE)
    tree = framed.normal.tree
    assert framed.iri == iri
    assert len(tree["target"]) == count
    everything = list(resource_quads(tree, model, DEFAULT_BASE))
    assert len(quads) == len(set(quads))
    assert set(quads) == {quad for quad in everything if "#/target/" not in quad.subject}
    given = [target["reference"] for target in tree["target"]]
    full = [DEFAULT_BASE + one if "://" not in one else one for one in given]
    assert sorted(full) == sorted(names[:count])
