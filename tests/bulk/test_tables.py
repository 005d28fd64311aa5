"""Tables of alleles of any input."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from clingen_ld import ReadOptions, convert, load, open_store
from clingen_ld.bulk.tables import write_items, write_table
from clingen_ld.model import load_model
from clingen_ld.stores.reading import read_store
from tests.bulk.alleles import ALLELE, BASE, read, rows_of


@pytest.mark.slow
def test_any_form_and_a_store_give_the_same_rows(examples: Path, tmp_path: Path) -> None:
    expected = rows_of(examples / "brca1")
    for name in ("a.nq.gz", "a.ttl", "a.ndjson.zst"):
        form = {"nq": "nquads", "ttl": "turtle"}.get(name.split(".")[1], "resource-json")
        convert(examples / "brca1", form, tmp_path / name)
        found = rows_of(tmp_path / name)
        assert sorted(found, key=lambda row: row["allele"]) == expected, name
    with open_store(tmp_path / "alleles.db", create=True) as store:
        load(examples / "brca1", store)
        output = io.BytesIO()
        write_items(read_store(store, load_model(), BASE), output)
    assert sorted(read(output), key=lambda row: row["allele"]) == expected


def test_problems_are_told_and_the_rest_is_written(examples: Path, tmp_path: Path) -> None:
    path = tmp_path / "mixed.ndjson"
    right = convert(examples / "ilk", "resource-json").text or ""
    path.write_text("{\n" + right + "nonsense\n")
    told: list[object] = []
    passed: list[object] = []
    output = io.BytesIO()
    report = write_table(path, output, report=told.append, progress=passed.append)
    assert [problem.line for problem in report.problems] == [1, len(right.splitlines()) + 2]
    assert (told, report.problem_count, report.rows) == (report.problems, 2, 4)
    assert len(passed) == 2 + len(right.splitlines())
    assert read(output) == rows_of(examples / "ilk")


def test_another_base(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(ALLELE | {"canonicalAllele": {"reference": "CanonicalAllele/C1"}}))
    [row] = rows_of(path, options=ReadOptions(base="http://example.org/"))
    assert row["allele"] == "http://example.org/ContextualAllele/X1"
    assert row["canonical_alleles"] == ["http://example.org/CanonicalAllele/C1"]
