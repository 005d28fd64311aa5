"""`clingen-ld bulk`."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import time
from pathlib import Path

import pytest
from pyarrow import parquet

from tests.cli.running import COMMAND, ERROR, GENE, HANGS, WARNING, call, no_traceback, run, write


@pytest.mark.parametrize("jobs", [1, 2])
def test_convert(examples: Path, tmp_path: Path, jobs: int) -> None:
    outcome = call("bulk", "convert", examples / "brca1", "-o", tmp_path / "q", "--jobs", jobs)
    assert outcome == (0, f"{tmp_path}/q: 38 resources\n", "")
    quads = gzip.decompress((tmp_path / "q" / "part-00000.nq.gz").read_bytes()).decode()
    assert quads == call("convert", examples / "brca1", "--to", "nquads").out


@pytest.mark.parametrize("jobs", [1, 2])
def test_validate(tmp_path: Path, jobs: int) -> None:
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "a.json", ERROR)
    write(tmp_path / "in" / "b.json", WARNING | {"id": "G2"})
    outcome = call("bulk", "validate", tmp_path / "in", "-o", tmp_path / "f", "--jobs", jobs)
    assert outcome.code == 1
    plain = call("validate", tmp_path / "in")
    assert plain.out.splitlines()[-1] == outcome.out.splitlines()[-2]
    assert "2 files, 2 resources: does not conform (2 errors, " in outcome.out
    rows = parquet.read_table(tmp_path / "f" / "findings").to_pylist()
    assert outcome.out.endswith(f"{tmp_path}/f/findings: {len(rows)} rows\n")
    found = json.loads(call("validate", tmp_path / "in", "--report", "json").out)["findings"]
    assert [(row["rule"], row["file"]) for row in rows] == [(f["rule"], f["file"]) for f in found]
    counts = parquet.read_table(tmp_path / "f" / "counts").to_pylist()
    assert sum(row["number"] for row in counts) == len(rows)


def test_severities_decide_the_exit_code(tmp_path: Path) -> None:
    write(tmp_path / "g.json", WARNING)
    for words, code in (((), 0), (("--fail-on", "warning"), 1), (("--fail-on", "error"), 0)):
        output = tmp_path / "-".join(("f", *words))
        assert call("bulk", "validate", tmp_path / "g.json", *words, "-o", output).code == code
    settings = tmp_path / "own.toml"
    settings.write_text('fail-on = "warning"\n')
    outcome = call("bulk", "validate", tmp_path / "g.json", "--config", settings,
                   "-o", tmp_path / "g")  # fmt: skip
    assert outcome.code == 1


@pytest.mark.slow
def test_folders_by_default(tmp_path: Path) -> None:
    write(tmp_path / "g.json", GENE)
    for command, folder in (("convert", "quads"), ("validate", "findings")):
        assert run("bulk", command, "g.json", cwd=tmp_path).code == 0
        assert (tmp_path / folder).is_dir()
        again = run("bulk", command, "g.json", cwd=tmp_path)
        assert again.code == 3
        assert f"{folder}: there is something in this folder; name a new one" in again.err


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text('{\n{"resourceType": "Gene", "id": "G1"}\n')
    outcome = call("bulk", "convert", tmp_path / "a.ndjson", "-o", tmp_path / "q")
    assert outcome.code == 1
    assert outcome.out == f"{tmp_path}/q: 1 resource\n"
    assert "a.ndjson:1:" in outcome.err


@pytest.mark.spark
def test_on_spark(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "a.json", GENE)
    (tmp_path / "in" / "b.json").write_text("{")
    outcome = run("bulk", "convert", "in", "--engine", "spark", "--jobs", 2, cwd=tmp_path)
    assert outcome.code == 1
    assert outcome.out == "quads: 1 resource\n"
    assert outcome.err.startswith("in/b.json:1:2: error ST-0: ")
    assert len(outcome.err.splitlines()) == 1
    [part] = (tmp_path / "quads").glob("part-*.nq.gz")
    one = call("convert", tmp_path / "in" / "a.json", "--to", "nquads").out
    assert gzip.decompress(part.read_bytes()).decode() == one
    no_file = run("bulk", "validate", "none", "--engine", "spark", "--master", "local[1]",
                  cwd=tmp_path)  # fmt: skip
    assert (no_file.code, no_file.out) == (3, "")
    assert no_file.err == "clingen-ld: none: there is no such file or folder\n"


@pytest.mark.spark
@pytest.mark.parametrize(("stop", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
@pytest.mark.parametrize(
    ("command", "resources", "sign"),
    [("validate", 1, "findings.*.part"), ("convert", 2_000_000, "quads.*.part/_temporary/0/_*")],
)
def test_a_stop_on_spark_leaves_nothing(
    tmp_path: Path, stop: signal.Signals, code: int, command: str, resources: int, sign: str
) -> None:
    """At the beginning, and in the middle of the writing, which would take minutes."""
    with (tmp_path / "g.ndjson").open("w") as file:
        line = json.dumps(GENE | {"id": "*"}) + "\n"
        file.writelines(line.replace("*", f"G{n}") for n in range(resources))
    words = [COMMAND, "bulk", command, "g.ndjson", "--engine", "spark", "--jobs", "1"]
    with subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        try:
            end = time.monotonic() + HANGS
            while not list(tmp_path.glob(sign)):
                assert time.monotonic() < end
                time.sleep(0.05)
            process.send_signal(stop)
            _, said = process.communicate(timeout=HANGS)
        finally:
            process.kill()
    assert process.returncode == code
    assert said.startswith("clingen-ld: ")
    assert len(said.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["g.ndjson"]


@pytest.mark.slow
def test_without_java(tmp_path: Path) -> None:
    write(tmp_path / "g.json", GENE)
    outcome = run("bulk", "convert", "g.json", "--engine", "spark", cwd=tmp_path,
                  env={"PATH": str(tmp_path), "JAVA_HOME": ""})  # fmt: skip
    assert outcome.code == 4
    assert "Spark needs Java 17 or later" in outcome.err
    assert [path.name for path in tmp_path.iterdir()] == ["g.json"]


@pytest.mark.slow
def test_usage(tmp_path: Path) -> None:
    gene = write(tmp_path / "g.json", GENE)
    for words, said in (
        (("convert", gene, "--master", "yarn"), "--master is for --engine spark"),
        (("convert", gene, "--engine", "spark", "--master", "yarn", "--jobs", 2), "or --master"),
        (("convert", gene, "--engine", "spark", "--master", "nonsense"), "is not a Spark master"),
        (("convert", gene, "--jobs", 0), "--jobs"),
        (("convert",), "INPUT"),
        (("convrt",), "convert"),
    ):
        outcome = run("bulk", *words, cwd=tmp_path)
        assert outcome.code == 2, words
        assert said in outcome.err
        assert no_traceback(outcome)
    assert "Traceback" in run("bulk", "convert", "none", "--debug", cwd=tmp_path).err
    assert not (tmp_path / "quads").exists()
