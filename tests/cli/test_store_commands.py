"""`clingen-ld query`: in SPARQL, from a file, by name; formats, files, faults."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.running import call, no_traceback, run
from tests.stores.filled import EXAMPLES

GENES = "SELECT ?symbol { ?gene a clingen:Gene ; clingen:symbol ?symbol } ORDER BY ?symbol"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("query") / "alleles.db"
    assert call("load", EXAMPLES / "brca1", EXAMPLES / "ilk", "--store", place).code == 0
    return place


@pytest.mark.slow
def test_from_a_fresh_install(store: Path) -> None:
    outcome = run("query", "--store", store, "--named", "alleles-of-gene", "symbol=BRCA1")
    assert outcome.code == 0
    assert outcome.err == ""
    lines = outcome.out.splitlines()
    assert lines[0].split() == ["allele", "id", "name"]
    assert lines[3].split()[1:] == ["CA211", "NM_007294.3:c.5266dup"]
    assert len(lines) == 6


def test_sparql_in_every_way(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "genes.rq"
    file.write_text(GENES, encoding="utf-8")
    wanted = "symbol\n------\nBRCA1\nILK\n"
    assert call("query", "--store", store, GENES) == (0, wanted, "")
    assert call("query", "--store", store, "--file", file).out == wanted
    assert call("query", "--store", store, "--file", "-", stdin=GENES).out == wanted


def test_a_file_with_parameters_of_its_own(store: Path, tmp_path: Path) -> None:
    file = tmp_path / "gene.rq"
    file.write_text(
        "# parameter: symbol (text, required) Symbol.\n"
        'SELECT ?gene { VALUES ?symbol { "" } ?gene clingen:symbol ?symbol }\n'
    )
    assert "GENE101" in call("query", "--store", store, "--file", file, "symbol=ILK").out
    assert call("query", "--store", store, "--file", file).code == 2


def test_formats(store: Path) -> None:
    def asked(form: str, text: str = GENES) -> str:
        outcome = call("query", "--store", store, text, "--format", form)
        assert outcome.code == 0, outcome.err
        return outcome.out

    assert list(csv.reader(io.StringIO(asked("csv")))) == [["symbol"], ["BRCA1"], ["ILK"]]
    assert asked("tsv") == '?symbol\n"BRCA1"\n"ILK"\n'
    assert len(json.loads(asked("json"))["results"]["bindings"]) == 2
    assert asked("ndjson").splitlines()[0] == '{"symbol":"BRCA1"}'
    construct = "CONSTRUCT { ?g a clingen:Gene } WHERE { ?g a clingen:Gene }"
    assert "a clingen:Gene" in asked("turtle", construct)
    assert asked("nquads", construct).count("\n") == 2


def test_the_name_of_the_file_tells_the_format(store: Path, tmp_path: Path) -> None:
    for name, start in [("a.csv", b"symbol\r\n"), ("a.tsv", b"?symbol\n"), ("a.parquet", b"PAR1")]:
        assert call("query", "--store", store, GENES, "-o", tmp_path / name) == (0, "", "")
        assert (tmp_path / name).read_bytes().startswith(start)
    assert call("query", "--store", store, GENES, "-o", tmp_path / "b.csv.gz").code == 0
    assert (tmp_path / "b.csv.gz").read_bytes()[:2] == b"\x1f\x8b"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["SELECT ?x { ?x"], "line 1, column 15"),
        (["SELECT ?x\n{ ?x none:of ?y }"], "line 2, column 13: this prefix is not declared"),
        ([], "give one query"),
        (["ASK {}", "ASK {}"], "give one query"),
        (["ASK {}", "--format", "turtle"], "CONSTRUCT or DESCRIBE"),
        (["--named", "alleles-of-gen"], "did you mean alleles-of-gene"),
        (["--named", "alleles-of-gene"], "needs symbol="),
        (["--named", "alleles-of-gene", "BRCA1"], "'BRCA1' is not a parameter: write symbol=…"),
        (["alleles-of-gene"], "is the name of a query: write --named alleles-of-gene"),
        (["alleles-of-gene", "symbol=BRCA1"], "write --named alleles-of-gene"),
        (["--named", "statistics", "--file", "x.rq"], "not both"),
        (["--list", "--named", "statistics"], "--list stands alone"),
    ],
)
def test_wrong_usage(words: list[str], said: str, store: Path) -> None:
    outcome = call("query", "--store", store, *words)
    assert outcome.code == 2
    assert said in outcome.err
    assert outcome.out == ""
    assert no_traceback(outcome)


def test_no_store(tmp_path: Path) -> None:
    outcome = call("query", "ASK {}")
    assert outcome.code == 2
    assert "--store LOCATION" in outcome.err
    assert call("query", "ASK {}", "--store", tmp_path / "none.db").code == 3
    assert not (tmp_path / "none.db").exists()
    assert call("query", "ASK {}", "--store", EXAMPLES).code == 4
    assert call("query", "--store", EXAMPLES, "--file", tmp_path / "none.rq").code == 3


def test_a_wrong_query_leaves_no_file(store: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.ttl"
    assert call("query", "--store", store, GENES, "-o", output).code == 2
    assert not output.exists()


def test_the_list_names_every_query_with_its_parameters() -> None:
    outcome = call("query", "--list")
    assert outcome.code == 0
    assert "alleles-of-gene  Alleles of a gene" in outcome.out
    assert "symbol=…  Gene symbol" in outcome.out
    for part in outcome.out.strip().split("\n\n"):
        assert "--named " in part.splitlines()[-1]


def test_the_text_of_a_query_can_be_seen() -> None:
    shown = call("query", "--named", "alleles-of-gene", "--show")
    assert shown.code == 0
    assert 'VALUES ?symbol { "BRCA1" }' in shown.out
    bound = call("query", "--named", "alleles-of-gene", "--show", "symbol=ILK")
    assert 'VALUES ?symbol { "ILK" }' in bound.out


def test_many_can_ask_at_the_same_time(store: Path) -> None:
    from clingen_ld.stores.opening import open_store

    with open_store(str(store), read_only=True):
        assert run("query", "--store", store, "ASK {}").out == "true\n"
