"""`--engine`: whatever path messages take, the same comes out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import call

ENGINES = ("auto", "standard", "direct")


@pytest.mark.slow
@pytest.mark.parametrize("command", ["validate", "convert", "frame", "export", "diff", "table"])
def test_every_engine_gives_the_same(command: str, examples: Path, tmp_path: Path) -> None:
    store = tmp_path / "alleles.db"
    assert call("load", examples / "brca1", "--store", store).code == 0
    words = {
        "validate": ("--store", store, "--report", "json"),
        "convert": (examples / "brca1", "--to", "nquads"),
        "frame": (tmp_path / "alleles.nq",),
        "export": ("--store", store, "--to", "resource-json"),
        "diff": (examples / "ilk", store, "--format", "rdf-patch"),
        "table": (examples / "brca1", "-o", tmp_path / "alleles.parquet"),
    }[command]
    call("convert", examples / "brca1", "--to", "nquads", "-o", tmp_path / "alleles.nq")
    found = [call(command, *words, "--engine", engine) for engine in ENGINES]
    assert len({str(one) for one in found}) == 1
    assert found[0].out
    assert not found[0].err
    assert call(command, *words, "--engine", "nonsense").code == 2
