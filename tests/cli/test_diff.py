"""`clingen-ld diff`: between files, folders and stores."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.cli.running import call, run, write
from tests.stores.filled import EXAMPLES

STORY = EXAMPLES / "ilk"


@pytest.fixture
def corrected(tmp_path: Path) -> Path:
    """The story with a resource changed, one added and one removed."""
    folder = tmp_path / "corrected"
    folder.mkdir()
    for path in STORY.glob("*.json"):
        shutil.copy(path, folder)
    gene = json.loads((folder / "GENE101.json").read_text())
    write(folder / "GENE101.json", gene | {"symbol": "ILK1"})
    write(folder / "GENE102.json", gene | {"id": "GENE102"})
    (folder / "PROV101.json").unlink()
    return folder


@pytest.mark.slow
def test_a_folder_and_its_store(tmp_path: Path, corrected: Path) -> None:
    store = tmp_path / "alleles.db"
    assert run("load", STORY, "--store", store).code == 0
    assert call("diff", STORY, store) == (0, "no difference\n", "")
    assert call("diff", store, store).code == 0
    outcome = call("diff", store, corrected)
    assert outcome.code == 1
    assert outcome.out.splitlines() == [
        "changed Gene  http://clingendb.clingen.org/Gene/GENE101",
        '    /symbol: symbol was "ILK", is now "ILK1"',
        "added   Gene  http://clingendb.clingen.org/Gene/GENE102",
        "removed Provenance  http://clingendb.clingen.org/Provenance/PROV101",
        "1 added, 1 removed, 1 changed",
    ]


def test_as_json(corrected: Path) -> None:
    outcome = call("diff", STORY, corrected, "--format", "json")
    assert outcome.code == 1
    found = json.loads(outcome.out)
    assert (found["added"], found["removed"], found["changed"]) == (1, 1, 1)
    assert [d["change"] for d in found["differences"]] == ["changed", "added", "removed"]
    same = call("diff", STORY, STORY, "--format", "json")
    assert same.code == 0
    assert json.loads(same.out)["differences"] == []


def test_as_a_patch(corrected: Path, tmp_path: Path) -> None:
    output = tmp_path / "changes.rdfp"
    assert call("diff", STORY, corrected, "--format", "rdf-patch", "-o", output).code == 1
    rows = output.read_text().splitlines()
    gene = "<http://clingendb.clingen.org/Gene/GENE101>"
    symbol = "<http://clingen.org/model/allele/symbol>"
    assert f'D {gene} {symbol} "ILK" {gene} .' in rows
    assert f'A {gene} {symbol} "ILK1" {gene} .' in rows
    assert {row.split()[0] for row in rows} == {"H", "TX", "TC", "A", "D"}


def test_standard_input() -> None:
    text = (STORY / "GENE101.json").read_text()
    assert run("diff", STORY / "GENE101.json", "-", stdin=text).code == 0


def test_what_cannot_be_read_is_no_difference(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    outcome = call("diff", STORY, broken)
    assert outcome.code == 3
    assert "broken.json:1:" in outcome.err
    assert call("diff", STORY, tmp_path / "none").code == 3
    assert call("diff", STORY).code == 2


def test_standard_input_is_one_side_alone() -> None:
    ran = run("diff", "-", "-", stdin=json.dumps({"resourceType": "Gene", "id": "G1"}))
    assert ran.code == 2
    assert "standard input can be read once" in ran.err


FOREIGN = """<http://ex.org/g/1> <http://ex.org/p> "c" <http://ex.org/g> .
<http://ex.org/d/1> <http://ex.org/p> "c" .
"""


@pytest.mark.parametrize("side", [0, 1])
def test_what_is_in_no_resource_of_a_graph_is_named(side: int, tmp_path: Path) -> None:
    graph = tmp_path / "a.nq"
    call("convert", STORY / "GENE101.json", "--to", "nquads", "-o", graph)
    graph.write_text(graph.read_text() + FOREIGN)
    sides = [graph, STORY / "GENE101.json"]
    outcome = call("diff", sides[side], sides[1 - side])
    assert (outcome.code, outcome.out) == (0, "no difference\n")
    why = "no resource refers to this node"
    assert outcome.err.splitlines() == [
        f"clingen-ld: {graph}: http://ex.org/g/1: {why} (in the graph http://ex.org/g)",
        f"clingen-ld: {graph}: http://ex.org/d/1: {why}",
    ]


def test_foreign_graphs_of_a_store_are_named(tmp_path: Path) -> None:
    store = tmp_path / "alleles.db"
    call("load", STORY / "GENE101.json", "--store", store)
    opened = ox.Store(str(store))
    opened.load(FOREIGN.encode(), ox.RdfFormat.N_QUADS)
    opened.flush()
    del opened
    outcome = call("diff", store, STORY / "GENE101.json")
    assert (outcome.code, outcome.out) == (0, "no difference\n")
    first, second = outcome.err.splitlines()
    assert first.startswith(f"{store}:1:1: warning ST-11: ")
    assert second.startswith("http://ex.org/g:1:1: warning ST-11: ")
