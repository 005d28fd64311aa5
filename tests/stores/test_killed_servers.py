"""A server that is killed while it loads in bulk has every graph whole or not at all."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path

import pytest

from clingen_ld.errors import StoreError
from clingen_ld.graph.quads import resource_quads
from clingen_ld.graph.terms import Quad
from clingen_ld.model import DEFAULT_BASE, load_model
from clingen_ld.stores.http import Patience
from clingen_ld.stores.loading import LoadOptions, load
from clingen_ld.stores.remote import RemoteStore
from tests.stores.loads import contents, gene, iri, written
from tests.stores.servers import oxigraph_process

pytestmark = pytest.mark.servers

NUMBER = 4000
ROUNDS = 5
IMPATIENT = Patience(tries=1)
OPTIONS = LoadOptions(validate=False, batch=2000)


def test_killed_at_any_moment_every_graph_is_whole(tmp_path: Path) -> None:
    messages = written(tmp_path / "genes.ndjson", *map(gene, range(NUMBER)))
    wanted: dict[str, set[Quad]] = {
        iri(n): set(resource_quads(gene(n), load_model(), DEFAULT_BASE)) for n in range(NUMBER)
    }
    chance, cut_short, seconds = random.Random(5), 0, 1.0
    for attempt in range(ROUNDS):
        folder = tmp_path / f"{attempt}"
        with oxigraph_process(folder) as (url, process):
            store = RemoteStore(url, patience=IMPATIENT)
            killer = threading.Timer(chance.uniform(0.05, 0.9) * seconds, process.kill)
            killer.start()
            start = time.monotonic()
            try:
                load(messages, store, OPTIONS)
            except StoreError:
                cut_short += 1
            else:
                seconds = time.monotonic() - start
            killer.join()
            store.close()
        with oxigraph_process(folder) as (url, _):
            store = RemoteStore(url)
            found = contents(store)
            assert all(found[name] == wanted[name] for name in found)
            load(messages, store, OPTIONS)
            assert contents(store) == wanted
            store.close()
    assert cut_short >= 2
