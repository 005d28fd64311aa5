"""`clingen-ld export`: everything out of a store again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import call, run
from tests.stores.filled import EXAMPLES


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("export") / "alleles.db"
    assert call("load", EXAMPLES / "ilk", "--store", place).code == 0
    return place


@pytest.mark.slow
def test_what_was_loaded_comes_out(store: Path) -> None:
    outcome = run("export", "--store", store)
    wanted = run("convert", EXAMPLES / "ilk", "--to", "resource-json")
    assert outcome.code == 0
    assert outcome.err == ""
    assert set(outcome.out.splitlines()) == set(wanted.out.splitlines())


def test_forms_types_and_files(store: Path, tmp_path: Path) -> None:
    output = tmp_path / "alleles.nq.gz"
    assert call("export", "--store", store, "--to", "nquads", "-o", output) == (0, "", "")
    assert call("diff", output, store).code == 0
    genes = call("export", "--store", store, "--type", "Gene", "--pretty").out
    assert json.loads(genes)["symbol"] == "ILK"
    assert call("export", "--store", store, "-o", tmp_path).code == 0
    assert (tmp_path / "GENE101.json").is_file()
    assert len(call("export", "--store", store, "--with-loads").out.splitlines()) == 1 + len(
        call("export", "--store", store).out.splitlines()
    )


def test_numbers_come_out_as_they_went_in(tmp_path: Path) -> None:
    """The store keeps a number, and not how it was written."""
    text = '"1.5"^^<http://www.w3.org/2001/XMLSchema#double>'
    gene = {"resourceType": "Gene", "id": "G1", "symbol": "A", "name": "a", "identifier": [
        {"system": "https://www.genenames.org", "value": "HGNC:1"}],
        "http://example.org/e": [None, 1.5, True, 5.0, 1e30, 1e-7, 3, text]}  # fmt: skip
    message, store = tmp_path / "gene.json", tmp_path / "store"
    message.write_text(json.dumps(gene))
    call("load", message, "--store", store)
    for form in ("resource-json", "nquads"):
        exported = call("export", "--store", store, "--to", form).out
        assert exported == call("convert", message, "--to", form).out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--to", "docx"], 2, "no form 'docx'"),
        (["--type", "gene"], 2, "'gene' is not a resource type"),
        (["-o", "no/such/folder/x"], 3, "no/such/folder"),
    ],
)
def test_wrong_usage(words: list[str], code: int, said: str, store: Path) -> None:
    outcome = call("export", "--store", store, *words)
    assert outcome.code == code
    assert said in outcome.err


def test_no_store(tmp_path: Path) -> None:
    assert call("export").code == 2
    assert call("export", "--store", tmp_path / "none.db").code == 3
