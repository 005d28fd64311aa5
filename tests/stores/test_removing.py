"""Removing resources: what goes, what stays, and the record of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from clingen_ld import __version__
from clingen_ld.graph.terms import Literal
from clingen_ld.model import DCTERMS, DEFAULT_BASE, XSD
from clingen_ld.stores.graphs import is_version
from clingen_ld.stores.journal import Journal, LoadState
from clingen_ld.stores.loading import load
from clingen_ld.stores.provenance import PROV, TOOL
from clingen_ld.stores.removing import remove
from tests.stores.loads import UNCHECKED, clock, gene, iri, is_account, told, written
from tests.stores.memory import MemoryStore


def test_one_name_is_a_name_and_no_list_of_letters(store: MemoryStore, tmp_path: Path) -> None:
    load(written(tmp_path / "a.json", gene(1), gene(2)), store, UNCHECKED)
    report = remove("Gene/G1", store)
    assert (report.removed, report.missing) == (1, 0)


def test_removing(store: MemoryStore, tmp_path: Path) -> None:
    versions = replace(UNCHECKED, as_version=True)
    load(written(tmp_path / "a.json", gene(1), gene(2), told(1), told(3)), store, versions)
    load(written(tmp_path / "a.json", gene(1, "x")), store, versions)
    said: list[tuple[str, str]] = []
    names = [iri(1), "Gene/G2", " /Gene/G3", "Gene/G4"]
    report = remove(names, store, each=lambda outcome, name: said.append((outcome, name)))
    assert (report.removed, report.missing, report.only_described) == (2, 1, 1)
    assert said == [
        ("removed", iri(1)),
        ("removed", iri(2)),
        ("only described by others", iri(3)),
        ("not there", iri(4)),
    ]
    kept = {name for name in store.names() if not is_account(name)}
    assert {name for name in kept if not is_version(name)} == {
        iri(1) + "#subsetted",
        iri(3) + "#subsetted",
    }
    assert len(kept) == 3
    assert remove(["Gene/G1", "Gene/G3"], store, everything=True).removed == 2
    assert [name for name in store.names() if not is_account(name)] == []
    assert remove(["Gene/G1", "Gene/G3"], store, everything=True).missing == 2


def test_a_removal_leaves_a_record_of_what_when_and_by_what(
    store: MemoryStore, tmp_path: Path
) -> None:
    load(written(tmp_path / "a.json", gene(1), gene(2), told(1)), store, UNCHECKED)
    before = set(store.names())
    assert remove(["Gene/G1", "Gene/G9", "Gene/G1"], store, clock=clock).removed == 1
    (name,) = set(store.names()) - before
    assert name == f"{DEFAULT_BASE}Activity/remove-20261122T120000.000000Z-1"
    found = {(q.subject, q.predicate, q.object) for q in store.graph(name)}
    assert (iri(1), PROV + "wasInvalidatedBy", name) in found
    assert (name, PROV + "endedAtTime", Literal("2026-11-22T12:00:00Z", XSD + "dateTime")) in found
    assert (name, PROV + "wasAssociatedWith", TOOL) in found
    assert {q for _, p, q in found if p == DCTERMS + "hasVersion"} == {Literal(__version__)}
    assert len([p for _, p, _ in found if p == PROV + "wasInvalidatedBy"]) == 1


def test_what_is_not_there_leaves_no_record(store: MemoryStore) -> None:
    assert remove(["Gene/G1"], store).missing == 1
    assert list(store.names()) == []


@pytest.mark.slow
def test_many_are_removed_a_few_hundred_at_once(store: MemoryStore, tmp_path: Path) -> None:
    load(written(tmp_path / "a.json", *map(gene, range(600))), store, UNCHECKED)
    assert remove([iri(n) for n in range(600)], store).removed == 600
    records = [store.graph(name) for name in store.names() if "/Activity/remove-" in name]
    gone = [sum(q.predicate == PROV + "wasInvalidatedBy" for q in graph) for graph in records]
    assert gone == [500, 100]


def test_removing_makes_a_stopped_load_begin_anew(tmp_path: Path) -> None:
    store = MemoryStore(str(tmp_path / "s"))
    path = tmp_path / "s.journal"
    journal = Journal(path)
    journal.write("a", LoadState("load-1", "2026"))
    journal.close()
    remove(["Gene/G1"], store)
    assert not path.exists()
