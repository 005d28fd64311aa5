"""Several processes find what one finds, and where."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import zstandard

from benchmarks.corpora import resources
from clingen_ld import InputError, ReadOptions, ValidationOptions
from clingen_ld import validate as validate_alone
from clingen_ld.bulk import portions as bulk_portions
from clingen_ld.bulk import validating
from clingen_ld.bulk.validating import validate
from clingen_ld.validation import session
from clingen_ld.validation.configuration import Configuration
from clingen_ld.validation.report import Report
from tests.bulk.faulty import faulty_lines
from tests.cli.running import run
from tests.compiled.test_engine import compact

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix cl: <%s> .
[] a sh:NodeShape ; sh:targetClass cl:Gene ; sh:property
  [ sh:path cl:alias ; sh:minCount 9 ; sh:message "too few aliases" ] .
"""


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Portions and pieces so small that there are many of them."""
    monkeypatch.setattr(bulk_portions, "_SIZE", 20_000)
    monkeypatch.setattr(validating, "_ENTRIES", 37)


def _with_excerpts(report: Report) -> tuple[Report, list[Any]]:
    return report, [finding.excerpt for finding in report.findings]


def _same(inputs: Any, options: ValidationOptions | None = None, jobs: int = 2) -> Report:
    """The report of one process, which is that of several."""
    one = validate_alone(inputs, options)
    told: list[object] = []
    several = validate(inputs, options, jobs=jobs, progress=told.append)
    assert _with_excerpts(several) == _with_excerpts(one)
    assert len(told) >= one.resources
    return one


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stream") / "alleles.ndjson"
    path.write_text("\n".join(faulty_lines()) + "\n")
    return path


def test_a_file_named_by_another_id(tmp_path: Path) -> None:
    """CO-5 of a file and other rules about the same resources, in the order of the rules."""
    for number in range(3):
        member = {"contextualAllele": {"reference": f"ContextualAllele/XA{number}"}}
        allele = {
            "resourceType": "CanonicalAllele", "id": f"CA{number}1", "active": True,
            "canonicalAlleleType": "nucleotide", "complexity": "simple",
            "relatedContextualAllele": [member],
        }  # fmt: skip
        (tmp_path / f"CA{number}2.json").write_text(json.dumps(allele))
    found = [(f.file.rpartition("/")[2], f.rule) for f in _same([tmp_path]).findings]
    for number in range(3):
        rules = {rule for file, rule in found if file == f"CA{number}2.json"}
        assert {"CO-1", "CO-5"} <= rules


@pytest.mark.slow
def test_a_stream_with_faults(stream: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = _same(stream)
    assert {"ST-0", "ST-1", "ST-10", "ST-11", "CO-1", "CO-5"} <= {f.rule for f in report.findings}
    assert report.resources > 500
    assert report.faulty
    # Whether one process keeps its messages or reads them once more makes no difference.
    monkeypatch.setattr(session, "KEPT_MESSAGES", 10)
    assert _with_excerpts(validate_alone(stream)) == _with_excerpts(report)


@pytest.mark.slow
def test_right_messages(tmp_path: Path) -> None:
    path = tmp_path / "right.ndjson"
    path.write_text("".join(compact(tree) + "\n" for tree in resources(300)))
    assert _same(path, jobs=3).findings == ()


@pytest.mark.slow
def test_several_files_of_all_kinds(stream: Path, examples: Path, tmp_path: Path) -> None:
    lines = stream.read_bytes().splitlines(keepends=True)
    (tmp_path / "a.ndjson.gz").write_bytes(gzip.compress(b"".join(lines[:200])))
    (tmp_path / "b.ndjson.zst").write_bytes(zstandard.compress(b"".join(lines[200:400])))
    (tmp_path / "c.json").write_text(json.dumps(list(resources(30)), indent=1))
    (tmp_path / "d.json").write_text("{ broken")
    (tmp_path / "e.json").write_text("")
    (tmp_path / "f.ndjson").write_bytes(b"".join(lines[400:]))
    assert {f.file for f in _same([tmp_path, examples]).findings} > {str(tmp_path / "d.json")}
    assert _same(examples).conforms


def test_files_without_a_message_between_others(tmp_path: Path) -> None:
    gene = {"resourceType": "Gene", "symbl": "A"}
    for name in "acegi":
        (tmp_path / f"{name}.json").write_text(json.dumps(gene | {"id": name}))
    (tmp_path / "b.json").write_text("")
    (tmp_path / "d.json").write_text("[]")
    (tmp_path / "h.ndjson").write_text("\n\n")
    files = [finding.file for finding in _same([tmp_path]).findings]
    assert sorted(set(files), key=files.index) == sorted(set(files))
    assert {Path(file).name for file in files} >= {"a.json", "b.json", "d.json", "h.ndjson"}


@pytest.mark.slow
def test_standard_input(stream: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for check in (validate_alone, lambda given: validate(given, jobs=2)):
        stdin = io.TextIOWrapper(io.BytesIO(stream.read_bytes()))
        monkeypatch.setattr(sys, "stdin", stdin)
        found.append(_with_excerpts(check(["-"])))
    assert found[0] == found[1]
    assert {f.file for f in found[0][0].findings} == {"-"}


@pytest.mark.slow
def test_settings(stream: Path, tmp_path: Path) -> None:
    settled = Configuration(
        ignore=frozenset({"ST-1"}), severity={"CO-5": "info"}, external=("https://nowhere/",)
    )
    report = _same(stream, ValidationOptions(configuration=settled))
    assert "ST-1" not in {f.rule for f in report.findings}
    assert "CO-1" not in {f.rule for f in _same(stream, ValidationOptions(partial=True)).findings}
    read = ReadOptions(base="https://example.org/", engine="standard", form="resource-json")
    _same(stream, ValidationOptions(read=read))


@pytest.mark.slow
def test_against(stream: Path, tmp_path: Path) -> None:
    lines = [line for line in stream.read_text().splitlines() if line.startswith("{")]
    (tmp_path / "one.ndjson").write_text("\n".join(lines[::2]))
    (tmp_path / "two.ndjson").write_text("\n".join(lines[1::2]))
    alone = _same(tmp_path / "one.ndjson")
    other = _same(
        tmp_path / "one.ndjson", ValidationOptions(against=(str(tmp_path / "two.ndjson"),))
    )
    assert len(other.findings) < len(alone.findings)
    with pytest.raises(InputError, match="there is no such file"):
        validate(stream, ValidationOptions(against=("missing",)), jobs=2)


@pytest.mark.slow
def test_shapes(stream: Path, tmp_path: Path) -> None:
    from clingen_ld.model import CLINGEN

    shapes = tmp_path / "shapes.ttl"
    shapes.write_text(SHAPES % CLINGEN)
    report = _same(stream, ValidationOptions(shapes=(shapes,)))
    assert report.findings


@pytest.mark.slow
def test_sequences(tmp_path: Path, examples: Path) -> None:
    pytest.importorskip("pysam")
    fasta = tmp_path / "some.fa"
    fasta.write_text(">NC_000017.11\n" + "ACGT" * 1000 + "\n")
    _same(examples, ValidationOptions(sequences=fasta))
    with pytest.raises(InputError, match="there is no such file"):
        validate(examples, ValidationOptions(sequences="missing.fa"), jobs=2)


@pytest.mark.slow
def test_what_one_process_does(stream: Path, tmp_path: Path) -> None:
    known = {"resourceType": "CanonicalAllele", "id": "any"}
    options = ValidationOptions(elsewhere=lambda iri: known if "NONE" in iri else None)
    assert _same(stream, options).findings != validate_alone(stream).findings
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes(stream.read_bytes()[:100_000]))
    writer.start()
    assert validate([pipe], ValidationOptions(partial=True), jobs=2).resources > 50
    writer.join()


@pytest.mark.slow
def test_what_goes_wrong(stream: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        validate([stream, tmp_path / "missing.json"], jobs=2)
    damaged = tmp_path / "damaged.ndjson.gz"
    damaged.write_bytes(gzip.compress(stream.read_bytes())[:-900])
    found = _same([damaged, stream]).findings
    assert any("the gzip data is damaged" in finding.message for finding in found)


@pytest.mark.slow
def test_the_command(stream: Path, tmp_path: Path) -> None:
    one = run("validate", stream, "--report", "json")
    two = run("validate", stream, "--report", "json", "--jobs", 2)
    assert (one.code, one.out, one.err) == (two.code, two.out, two.err)
    assert one.code == 1
    text = stream.read_text()
    piped = run("validate", "-", "--jobs", 2, "--report", "csv", stdin=text)
    assert piped == run("validate", "-", "--report", "csv", stdin=text)
    assert run("validate", stream, "--jobs", 0).code == 2
