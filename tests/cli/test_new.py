"""`clingen-ld new`: contextual alleles from names."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import call
from tests.console import ROOT


def test_one_name() -> None:
    outcome = call(
        "new", "NM_007294.3:c.5297T>G", "--transcripts", ROOT / "examples" / "brca1", "--pretty"
    )
    assert (outcome.code, outcome.err) == (0, "")
    tree = json.loads(outcome.out)
    assert tree["referenceCoordinate"]["start"] == {"index": 5528}


def test_names_of_standard_input() -> None:
    names = "NC_000017.11:g.1A>C\n\nNM_1:c.x\nNC_000017.11:5:A:T\n"
    outcome = call("new", "-", stdin=names)
    assert outcome.code == 1
    assert "-:3: NM_1:c.x: it is neither SPDI nor HGVS" in outcome.err
    trees = [json.loads(line) for line in outcome.out.splitlines()]
    alleles = [t["id"] for t in trees if t["resourceType"] == "ContextualAllele"]
    assert alleles == ["NC_000017.11:0:A:C", "NC_000017.11:5:A:T"]


def test_into_a_file_of_another_form(tmp_path: Path) -> None:
    target = tmp_path / "new.nq"
    assert call("new", "NC_000017.11:g.1A>C", "--to", "nquads", "-o", target).code == 0
    assert "ContextualAllele" in target.read_text()
    assert call("validate", target, "--partial").code == 0


def test_a_form_that_is_none() -> None:
    outcome = call("new", "NC_000017.11:g.1A>C", "--to", "gff")
    assert outcome.code == 2
    assert "there is no form 'gff'" in outcome.err
