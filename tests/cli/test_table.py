"""`clingen-ld table`."""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from pathlib import Path

import duckdb
import pytest
from pyarrow import parquet

from tests.cli.running import ERROR, GENE, call, no_traceback, run, write
from tests.console import ROOT

EXAMPLES = ROOT / "examples"


def test_a_table_and_what_it_says(examples: Path, tmp_path: Path) -> None:
    outcome = call("table", examples / "brca1", "-o", tmp_path / "a.parquet")
    assert outcome == (0, "21 rows (train 7, validation 7, test 7)\n", "")
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table.num_rows == 21
    assert set(table["gene_symbols"].to_pylist()[0]) == {"BRCA1"}


def test_seeds_and_folders(examples: Path, tmp_path: Path) -> None:
    splits = []
    for seed in ("", "1", "2"):
        target = tmp_path / f"seed{seed}"
        outcome = call("table", examples / "brca1", "--seed", seed, "-o", f"{target}/",
                       "--part-rows", 15)  # fmt: skip
        assert outcome.code == 0
        assert len(list(target.iterdir())) == 2
        splits.append(parquet.read_table(target)["split"].to_pylist())
    assert splits[0] != splits[1] != splits[2]
    outcome = call("table", examples / "brca1", "-o", tmp_path / "seed1")
    assert outcome.code == 3
    assert "there is something in this folder" in outcome.err


def test_a_store(examples: Path, tmp_path: Path) -> None:
    assert call("load", examples / "brca1", "--store", tmp_path / "db").code == 0
    outcome = call("table", "--store", tmp_path / "db", "-o", tmp_path / "a.parquet")
    assert outcome == (0, "21 rows (train 7, validation 7, test 7)\n", "")


@pytest.mark.slow
def test_standard_input(examples: Path, tmp_path: Path) -> None:
    text = call("convert", examples / "brca1", "--to", "resource-json").out
    outcome = run("table", "-", "-o", tmp_path / "a.parquet", stdin=text)
    assert outcome == (0, "21 rows (train 7, validation 7, test 7)\n", "")


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text('{\n{"resourceType": "ContextualAllele", "id": "X1"}\n')
    outcome = call("table", tmp_path / "a.ndjson", "-o", tmp_path / "a.parquet")
    assert outcome.code == 1
    assert outcome.out.startswith("1 row ")
    assert "a.ndjson:1:" in outcome.err
    assert ": error ST-0: " in outcome.err
    # What does not conform is no problem of reading.
    assert call("table", write(tmp_path / "g.json", ERROR), "-o", tmp_path / "b.parquet").code == 0


@pytest.mark.parametrize("name", ["t.parquet.gz", "t.json", "t.XLSX", "t.csv.zip", "t.", ".json"])
def test_no_table_is_written_under_the_name_of_another_format(
    examples: Path, tmp_path: Path, name: str
) -> None:
    outcome = call("table", examples / "brca1", "-o", tmp_path / name)
    assert outcome.code == 2
    assert f"{name}: a table is a file that ends in .parquet, .pq, .csv, .tsv" in outcome.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.csv.gz", "t.TSV.gz", ".csv", ".tsv.gz"])
def test_text_tables_hold_what_parquet_does(examples: Path, tmp_path: Path, name: str) -> None:
    for target in (name, "t.parquet"):
        outcome = call("table", EXAMPLES / "registry", examples / "cftr", "-o", tmp_path / target)
        assert outcome.code == 0
    raw = (tmp_path / name).read_bytes()
    text = (gzip.decompress(raw) if name.endswith(".gz") else raw).decode()
    separator = "," if "csv" in name else "\t"
    rows = list(csv.DictReader(io.StringIO(text), delimiter=separator))
    expected = parquet.read_table(tmp_path / "t.parquet").to_pylist()
    assert len(rows) == len(expected)
    for row, known in zip(rows, expected, strict=True):
        for column, value in known.items():
            if isinstance(value, list | bool):
                assert json.loads(row[column]) == value
            else:
                assert row[column] == ("" if value is None else str(value))


def test_text_tables_tell_nothing_from_an_empty_text(examples: Path, tmp_path: Path) -> None:
    assert call("table", examples / "cftr", "-o", tmp_path / "t.csv").code == 0
    read = duckdb.read_csv(str(tmp_path / "t.csv"), allow_quoted_nulls=False)
    rows = read.filter("alt = ''").select("ref").fetchall()
    assert rows
    assert all(ref for (ref,) in rows)
    with pytest.MonkeyPatch.context() as patch:  # no library is needed
        patch.setitem(sys.modules, "pyarrow", None)
        assert call("table", examples / "cftr", "-o", tmp_path / "t.tsv").code == 0


@pytest.mark.parametrize("name", ["t", "t.pq", "t.PARQUET", "folder.of.tables/"])
def test_names_of_tables(examples: Path, tmp_path: Path, name: str) -> None:
    assert call("table", examples / "brca1", "-o", f"{tmp_path}/{name}").code == 0
    assert parquet.read_table(f"{tmp_path}/{name}").num_rows == 21


def test_usage(tmp_path: Path) -> None:
    gene = write(tmp_path / "g.json", GENE)
    for words in (
        [],
        [gene],
        [gene, "--store", tmp_path / "db", "-o", tmp_path / "a.parquet"],
        ["-o", tmp_path / "a.parquet"],
    ):
        outcome = call("table", *words)
        assert outcome.code == 2, words
        assert no_traceback(outcome)
    missing = call("table", tmp_path / "missing", "-o", tmp_path / "a.parquet")
    assert missing.code == 3
    assert not (tmp_path / "a.parquet").exists()


def test_info_fields_of_vcf(tmp_path: Path) -> None:
    path = tmp_path / "clinvar.vcf"
    path.write_text(
        "##fileformat=VCFv4.1\n##reference=GRCh38\n"
        '##INFO=<ID=CLNSIG,Number=.,Type=String,Description="Classification">\n'
        '##INFO=<ID=AF,Number=.,Type=Float,Description="Frequencies">\n'
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
        "17\t43051098\t.\tA\tC\t.\t.\tCLNSIG=Benign;AF=0.5,inf,.\n"
    )
    outcome = call("table", path, "--info", "CLNSIG, AF", "-o", tmp_path / "a.csv")
    assert outcome == (0, "1 row (train 1, validation 0, test 0)\n", "")
    [row] = csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text()))
    assert (row["CLNSIG"], row["AF"]) == ('["Benign"]', '[0.5,"inf",null]')
    store = tmp_path / "alleles.db"
    assert call("load", path, "--store", store, "--info", "all").code == 0
    assert call("table", "--store", store, "--info", "all", "-o", tmp_path / "b.csv").code == 0
    assert (tmp_path / "b.csv").read_text() == (tmp_path / "a.csv").read_text()
