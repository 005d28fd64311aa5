"""Converting and validating into folders: the same as into one file, in parts."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from pyarrow import parquet

from clingen_ld import InputError, ReadOptions, ValidationOptions
from clingen_ld import convert as convert_alone
from clingen_ld import validate as validate_alone
from clingen_ld.bulk.converting import bulk_convert
from clingen_ld.bulk.tables import bulk_validate, finding_row
from clingen_ld.findings.finding import KEYS
from clingen_ld.findings.outcome import counts_of
from clingen_ld.validation.configuration import Configuration
from tests.bulk.faulty import faulty_lines


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stream") / "alleles.ndjson"
    path.write_text("\n".join(faulty_lines()) + "\n")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 3])
def test_parts_of_quads(stream: Path, tmp_path: Path, jobs: int) -> None:
    met: list[object] = []
    passed: list[object] = []
    done = bulk_convert(stream, tmp_path / "quads", jobs=jobs, part_size=2_000,
                   report=met.append, progress=passed.append)  # fmt: skip
    parts = sorted((tmp_path / "quads").iterdir())
    assert [part.name for part in parts] == [f"part-{n:05}.nq.gz" for n in range(len(parts))]
    assert len(parts) > 1
    one = convert_alone(stream, "nquads")
    assert "".join(gzip.decompress(part.read_bytes()).decode() for part in parts) == one.text
    assert (done.resources, done.problems) == (one.resources, one.problems)
    assert met == one.problems
    assert len(passed) == one.resources + len(one.problems)


def test_the_parts_do_not_depend_on_the_processes(examples: Path, tmp_path: Path) -> None:
    for jobs in (1, 2):
        bulk_convert(examples, tmp_path / f"of-{jobs}", jobs=jobs, part_size=5_000)
    one, two = (sorted((tmp_path / f"of-{jobs}").iterdir()) for jobs in (1, 2))
    assert [part.read_bytes() for part in one] == [part.read_bytes() for part in two]


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_parts_with_links(examples: Path, tmp_path: Path, jobs: int) -> None:
    bulk_convert(examples, tmp_path / "quads", jobs=jobs, links=True, faldo=True)
    parts = sorted((tmp_path / "quads").iterdir())
    text = "".join(gzip.decompress(part.read_bytes()).decode() for part in parts)
    assert text == convert_alone(examples, "nquads", links=True, faldo=True).text


def test_nothing_is_a_part_too(tmp_path: Path) -> None:
    (tmp_path / "none.ndjson").touch()
    bulk_convert(tmp_path / "none.ndjson", tmp_path / "quads")
    assert gzip.decompress((tmp_path / "quads" / "part-00000.nq.gz").read_bytes()) == b""


def test_a_conversion_that_fails_leaves_nothing(stream: Path, tmp_path: Path) -> None:
    def stop(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bulk_convert(stream, tmp_path / "quads", jobs=2, report=stop)
    with pytest.raises(InputError, match="no such file"):
        bulk_convert([stream, tmp_path / "none"], tmp_path / "quads")
    assert not os.listdir(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_tables_of_findings(stream: Path, tmp_path: Path, jobs: int) -> None:
    options = ValidationOptions(
        read=ReadOptions(), configuration=Configuration(severity={"ST-1": "warning"})
    )
    report = validate_alone(stream, options)
    found = bulk_validate(stream, tmp_path / "found", options, jobs=jobs)
    assert (found.files, found.resources) == (1, report.resources)
    assert found.counts == counts_of(report.findings)
    assert found.has("error")
    table = parquet.read_table(tmp_path / "found" / "findings")
    assert table.column_names == [*KEYS]
    assert table.to_pylist() == [finding_row(finding) for finding in report.findings]
    counts = parquet.read_table(tmp_path / "found" / "counts").to_pylist()
    assert {(row["rule"], row["severity"]): row["number"] for row in counts} == found.counts


@pytest.mark.slow
def test_values_that_are_no_texts_are_json(tmp_path: Path) -> None:
    (tmp_path / "gene.json").write_text('{"resourceType": "Gene", "id": "G1", "symbol": [7]}')
    bulk_validate(tmp_path / "gene.json", tmp_path / "found")
    rows = parquet.read_table(tmp_path / "found" / "findings").to_pylist()
    assert {row["pointer"]: row["value"] for row in rows}["/symbol/0"] == "7"


@pytest.mark.slow
def test_no_findings_are_a_table_too(examples: Path, tmp_path: Path) -> None:
    found = bulk_validate(examples / "brca1", tmp_path / "found")
    assert not found.counts
    assert not found.has("info")
    assert parquet.read_table(tmp_path / "found" / "findings").num_rows == 0


def test_a_validation_that_fails_leaves_nothing(examples: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        bulk_validate([examples, tmp_path / "none"], tmp_path / "found")
    assert not os.listdir(tmp_path)
