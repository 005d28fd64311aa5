"""The file of a table: its schema, its parts, and what fails."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from clingen_ld import InputError, StoreError, UsageError
from clingen_ld.bulk import tables
from clingen_ld.bulk.tables import write_items, write_table
from clingen_ld.bulk.tables_writing import COLUMNS, columns_table
from clingen_ld.messages.message import Item
from clingen_ld.model import load_model
from clingen_ld.validation import set_index
from tests.bulk.alleles import ALLELE, BASE, items, read, rows_of
from tests.console import ROOT


def test_the_schema(tmp_path: Path, examples: Path) -> None:
    path = tmp_path / "alleles.parquet"
    write_table(examples / "ilk", path, seed="one")
    file = parquet.ParquetFile(path)
    schema = file.schema_arrow
    kinds = {"text": "string", "integer": "int64", "boolean": "bool"}
    for column, field in zip(COLUMNS, schema, strict=True):
        expected = kinds.get(column.kind, "list<element: string not null>")
        assert (field.name, str(field.type)) == (column.name, expected)
        assert field.nullable == (not column.required)
        assert field.metadata == {b"description": column.meaning.encode()}
    told = {key.decode(): value.decode() for key, value in schema.metadata.items()}
    assert told["clingen-ld.seed"] == "one"
    assert told["clingen-ld.base"] == BASE
    assert told["clingen-ld.model"] == load_model().version
    assert told["clingen-ld.contexts"].startswith("sha256:")
    assert told["clingen-ld.shapes"].startswith("sha256:")
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_row_groups_are_written_as_they_come(
    examples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that memory does not grow with the table."""
    whole = rows_of(examples)
    monkeypatch.setattr(tables, "GROUP_ROWS", 10)
    output = io.BytesIO()
    report = write_table(examples, output)
    metadata = parquet.ParquetFile(pa.BufferReader(output.getvalue())).metadata
    sizes = [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]
    assert sizes == [10] * (len(whole) // 10) + [len(whole) % 10]
    assert read(output) == whole
    assert report.rows == len(whole) == sum(report.splits.values())


def test_the_same_input_gives_the_same_file(examples: Path, tmp_path: Path) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    write_table(examples, first, seed="a")
    write_table(examples, second, seed="a")
    assert first.getvalue() == second.getvalue()


def test_a_table_without_rows(examples: Path) -> None:
    output = io.BytesIO()
    assert write_table(examples / "ilk" / "GENE101.json", output).rows == 0
    assert read(output) == []


def test_a_folder_of_parts(examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "GROUP_ROWS", 7)
    whole = rows_of(examples)
    target = tmp_path / "alleles"
    write_table(examples, f"{target}/", part_rows=20)
    names = sorted(path.name for path in target.iterdir())
    assert names == ["part-00000.parquet", "part-00001.parquet", "part-00002.parquet"]
    assert [parquet.read_metadata(target / n).num_rows for n in names] == [20, 20, len(whole) - 40]
    assert parquet.read_table(target).to_pylist() == whole
    assert [path.name for path in tmp_path.iterdir()] == ["alleles"]
    # A folder that is there and empty is as good; one with something in it is left alone.
    (tmp_path / "empty").mkdir()
    write_table(examples / "ilk", tmp_path / "empty")
    assert parquet.read_table(tmp_path / "empty").num_rows == 4
    with pytest.raises(InputError, match="there is something in this folder"):
        write_table(examples, target)


def test_nothing_is_left_of_a_table_that_failed(examples: Path, tmp_path: Path) -> None:
    def failing() -> Iterable[Item]:
        yield from items(ALLELE)
        raise StoreError("the store went away")

    for output in (tmp_path / "a.parquet", f"{tmp_path}/folder/"):
        with pytest.raises(StoreError, match="went away"):
            write_items(failing(), output)
    with pytest.raises(InputError, match="cannot be written"):
        write_table(examples, tmp_path / "missing" / "a.parquet")
    with pytest.raises(InputError, match="cannot be written"):
        write_table(examples, f"{tmp_path}/missing/folder/")
    with pytest.raises(UsageError, match="at least one row"):
        write_table(examples, f"{tmp_path}/folder/", part_rows=0)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_one_clear_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(set_index, "_PAGES", "10; PRAGMA max_page_count = 3")
    with pytest.raises(InputError, match="the disk for temporary data is full"):
        write_items(items(ALLELE), tmp_path / "a.parquet")
    assert list(tmp_path.iterdir()) == []


def test_without_pyarrow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(UsageError, match="pip install pyarrow"):
        write_items(items(ALLELE), tmp_path / "a.parquet")


def test_the_page_has_the_columns() -> None:
    assert columns_table() in (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
