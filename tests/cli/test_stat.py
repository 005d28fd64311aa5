"""`clingen-ld stat`, and `clingen-ld validate --store`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import call, run, write
from tests.stores.filled import EXAMPLES


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("stat") / "alleles.db"
    assert call("load", EXAMPLES / "brca1", "--store", place).code == 0
    return place


def test_numbers(store: Path, tmp_path: Path) -> None:
    outcome = call("stat", "--store", store)
    assert outcome.code == 0
    assert "Canonical alleles by gene\n  4  BRCA1  (GENE201)\n" in outcome.out
    assert json.loads(call("stat", "--store", store, "--format", "json").out)["resources"] > 30
    output = tmp_path / "void.ttl"
    words = ("--format", "turtle", "--base", "http://example.org/alleles")
    assert call("stat", "--store", store, *words, "-o", output) == (0, "", "")
    assert "<http://example.org/alleles/.well-known/void#dataset>" in output.read_text()


def test_no_store(tmp_path: Path) -> None:
    assert call("stat").code == 2
    assert call("stat", "--store", tmp_path / "none.db").code == 3


# Validation of a store


def test_a_store_is_validated_in_place(store: Path) -> None:
    outcome = call("validate", "--store", store)
    assert outcome.code == 0
    assert "conforms (nothing found)" in outcome.out


def test_findings_name_resource_and_pointer(tmp_path: Path) -> None:
    place = tmp_path / "wrong.db"
    gene = json.loads((EXAMPLES / "brca1" / "GENE201.json").read_text())
    wrong = write(tmp_path / "gene.json", gene | {"symbol": ""})
    assert run("load", wrong, "--store", place, "--no-validate").code == 0
    outcome = call("validate", "--store", place, "--report", "json")
    assert outcome.code == 1
    [finding] = json.loads(outcome.out)["findings"]
    assert finding["rule"] == "ST-9"
    assert finding["resource"].endswith("Gene/GENE201")
    assert finding["pointer"] == "/symbol"


def test_messages_against_a_store(store: Path) -> None:
    sequence = EXAMPLES / "brca1" / "SEQ205.json"
    assert call("validate", sequence).code == 1
    assert call("validate", sequence, "--against", store).code == 0
    assert call("validate", sequence, "--against", EXAMPLES / "brca1").code == 0


def test_messages_and_a_store_are_two_things(store: Path) -> None:
    outcome = call("validate", EXAMPLES, "--store", store)
    assert outcome.code == 2
    assert "--against" in outcome.err
