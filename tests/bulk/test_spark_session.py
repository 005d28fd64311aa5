"""Apache Spark finds and writes what one process does. It runs on this machine, in local mode."""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from clingen_ld import ClusterError, InputError, UsageError, ValidationOptions
from clingen_ld import convert as convert_alone
from clingen_ld import validate as validate_alone
from clingen_ld.bulk import spark_inputs
from clingen_ld.bulk.spark_converting import convert
from clingen_ld.bulk.spark_session import spark_failures
from clingen_ld.bulk.spark_validating import validate
from clingen_ld.bulk.tables import finding_row
from clingen_ld.findings.outcome import counts_of
from clingen_ld.graph.links import LinkSets
from clingen_ld.validation.configuration import Configuration
from tests.bulk.faulty import faulty_lines
from tests.messages.registry.documents import DOCUMENTS

pytest.importorskip("pyspark")
pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore:.*:ResourceWarning"),
    pytest.mark.xdist_group("spark"),
]


@pytest.fixture(scope="module", autouse=True)
def session() -> Iterator[Any]:
    """A session that all tests share, which cuts files into small blocks, within lines."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.files.maxPartitionBytes": "30000",
        "spark.sql.files.openCostInBytes": "0",
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        made = builder.getOrCreate()
        made.sparkContext.setLogLevel("OFF")
        yield made
        made.stop()


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> list[str]:
    """Lines, packed and not, an array, single messages, quads, and what is damaged."""
    folder = tmp_path_factory.mktemp("inputs")
    lines = [*faulty_lines(120)]
    (folder / "alleles.ndjson").write_text("\n".join(lines))
    (folder / "b").mkdir()
    half = "\n".join(lines[: len(lines) // 2]) + "\n"
    (folder / "b" / "packed.ndjson.gz").write_bytes(gzip.compress(half.encode()))
    convert_alone(examples / "ilk", "nquads", folder / "b" / "ilk.nq")
    genes = sorted((examples / "brca1").rglob("*.json"))[:9]
    array = [json.loads(path.read_text()) for path in genes]
    (folder / "b" / "array.json").write_text(json.dumps(array, indent=2))
    (folder / "c.json").write_text('{"resourceType": "Gene", "id":')
    (folder / "d.json.gz").write_bytes(gzip.compress(b"{}")[:-4])
    return [str(folder), str(examples / "cftr")]


def test_quads(inputs: list[str], tmp_path: Path) -> None:
    done = convert(inputs, str(tmp_path / "quads"), links=LinkSets(links=True, faldo=True))
    one = convert_alone(inputs, "nquads", links=True, faldo=True)
    parts = sorted((tmp_path / "quads").glob("part-*"))
    assert [part.name for part in parts] == [f"part-{n:05}.nq.gz" for n in range(len(parts))]
    assert len(parts) > 3
    quads = [line for part in parts for line in gzip.decompress(part.read_bytes()).splitlines()]
    assert one.text is not None
    assert sorted(quads) == sorted(one.text.encode().splitlines())
    assert done.resources == one.resources
    assert done.problem_count == one.problem_count
    assert sorted(done.problems, key=repr) == sorted(one.problems, key=repr)


def test_a_nested_allele_is_the_registered_one(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    simple = json.dumps(DOCUMENTS["substitution"])
    other = json.dumps({"resourceType": "Gene", "id": "G1", "name": "n" * 4000})
    lines = [*[other] * 20, json.dumps(DOCUMENTS["haplotype"]), *[other] * 20, simple]
    (folder / "a.ndjson").write_text("\n".join(lines))
    (folder / "b.json").write_text(simple.replace("CA900000001", "CA7"))
    convert([str(folder)], str(tmp_path / "quads"))
    parts = [gzip.decompress(part.read_bytes()) for part in (tmp_path / "quads").glob("part-*")]
    one = (convert_alone([folder], "nquads").text or "").encode().splitlines()
    assert sorted(b"".join(parts).splitlines()) == sorted(one)
    assert any(b"/nested> <http://reg.genome.network/allele/CA900000001>" in line for line in one)


def test_findings(inputs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them: two that one link has are two, which a report makes one."""
    options = ValidationOptions(configuration=Configuration(severity={"ST-1": "warning"}))
    found = validate(inputs, str(tmp_path / "found"), options)
    monkeypatch.setattr("clingen_ld.validation.causes.Causes.note", lambda _, __, number: number)
    one = validate_alone(inputs, options)
    assert {"CO-1", "ST-0", "ST-1"} < {finding.rule for finding in one.findings}
    assert (found.files, found.resources) == (one.files, one.resources)
    assert found.counts == counts_of(one.findings)
    rows = parquet.read_table(tmp_path / "found" / "findings").to_pylist()
    assert rows == [finding_row(finding) for finding in one.findings]
    counts = parquet.read_table(tmp_path / "found" / "counts").to_pylist()
    assert {(row["rule"], row["severity"]): row["number"] for row in counts} == found.counts
    assert sorted(path.name for path in (tmp_path / "found").iterdir()) == ["counts", "findings"]


def test_right_messages(examples: Path, tmp_path: Path) -> None:
    (tmp_path / "found").mkdir()  # an empty folder is as good as none
    found = validate([str(examples / "brca1")], str(tmp_path / "found"))
    assert (found.resources, found.counts) == (38, {})
    assert parquet.read_table(tmp_path / "found" / "findings").num_rows == 0


def test_a_part_of_a_set(examples: Path, tmp_path: Path) -> None:
    some = [str(path) for path in sorted((examples / "brca1").rglob("*.json"))[3:8]]
    for options in (ValidationOptions(partial=True), ValidationOptions()):
        name = str(tmp_path / f"found-{options.partial}")
        assert validate(some, name, options).counts == counts_of(
            validate_alone(some, options).findings
        )


def test_what_cannot_be_done(
    examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, output = [str(examples / "ilk")], str(tmp_path / "made")
    for wrong in ("none", "nosuch://a/b", "hdfs://localhost:1/a"):
        with pytest.raises(InputError, match=wrong):
            convert([wrong], output)
    with pytest.raises(InputError, match="standard input cannot be read by a cluster"):
        convert(["-"], output)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no message is there"):
        convert([str(tmp_path / "empty")], output)
    with pytest.raises(InputError, match="there is something in this folder"):
        convert(given, str(examples))
    with pytest.raises(UsageError, match="for one machine"):
        validate(given, output, ValidationOptions(shapes=("shapes.ttl",)))
    monkeypatch.setattr(spark_inputs, "MOST_FILES", 1)
    with pytest.raises(InputError, match=r"there are .* files"):
        convert(given, output)
    assert os.listdir(tmp_path) == ["empty"]


def test_work_that_fails_on_the_cluster_is_one_clear_error(session: Any) -> None:
    with (
        pytest.raises(ClusterError, match=r"\ASpark failed: .*this cannot be read\Z"),
        spark_failures(),
    ):
        session.range(1).mapInArrow(_break, "id long").collect()


def _break(_: Any) -> Iterator[Any]:
    raise InputError("this cannot be read")
    yield
