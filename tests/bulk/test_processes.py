"""Runs of several processes that are stopped: a clean end, and nothing left behind."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from benchmarks.corpora import resources
from clingen_ld.bulk import processes
from tests.cli.running import HANGS
from tests.compiled.test_engine import compact

pytestmark = pytest.mark.slow

COMMAND = str(Path(sys.executable).with_name("clingen-ld"))
SAID = {signal.SIGINT: (130, "interrupted"), signal.SIGTERM: (143, "terminated")}


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More messages than any path gets through in a test (some 100 MB)."""
    path = tmp_path_factory.mktemp("stream") / "alleles.ndjson"
    text = "".join(compact(tree) + "\n" for tree in resources(2000))
    path.write_text(text * 100)
    return path


def _start(args: list[str], folder: Path) -> subprocess.Popen[str]:
    """A command in a session of its own, whose temporary files are in a folder; it has begun."""
    (folder / "tmp").mkdir()
    (folder / "out").mkdir()
    process = subprocess.Popen(
        [COMMAND, *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder / "out",
        env=os.environ | {"TMPDIR": str(folder / "tmp")},
        start_new_session=True,
    )
    deadline = time.monotonic() + HANGS
    while not _left(folder) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    return process


def _left(folder: Path) -> list[Path]:
    return [*(folder / "tmp").iterdir(), *(folder / "out").iterdir()]


def _are_gone(group: int) -> bool:
    """Whether all processes of a group end."""
    deadline = time.monotonic() + HANGS
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("whom", ["one", "all"])
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    "args",
    [
        ["validate", "--engine", "standard"],
        ["validate"],
        ["convert", "--to", "nquads", "-o", "out.nq", "--engine", "standard"],
    ],
)
def test_a_clean_stop(
    args: list[str], stop: signal.Signals, whom: str, stream: Path, tmp_path: Path
) -> None:
    process = _start([*args, "--jobs", "2", str(stream)], tmp_path)
    time.sleep(random.uniform(0, 2))
    if whom == "all":  # as a terminal does
        os.killpg(process.pid, stop)
    else:
        process.send_signal(stop)
    out, err = process.communicate(timeout=HANGS)
    code, said = SAID[stop]
    assert (process.returncode, err) == (code, f"clingen-ld: {said}\n")
    assert out == ""
    assert _are_gone(process.pid)
    assert _left(tmp_path) == []


def test_processes_end_with_the_one_that_was_killed(stream: Path, tmp_path: Path) -> None:
    process = _start(["validate", "--engine", "standard", "--jobs", "3", str(stream)], tmp_path)
    time.sleep(1)
    process.kill()
    process.communicate(timeout=HANGS)
    assert _are_gone(process.pid)


def test_what_was_written_is_whole(stream: Path, tmp_path: Path) -> None:
    args = ["convert", "--to", "nquads", "--engine", "standard", "--jobs", "2", str(stream)]
    (tmp_path / "tmp").mkdir()
    with subprocess.Popen(
        [COMMAND, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        rest, err = process.communicate(timeout=HANGS)
    assert err == b"clingen-ld: terminated\n"
    lines = (first + rest).splitlines(keepends=True)
    assert all(line.endswith(b" .\n") for line in lines)
    assert _are_gone(process.pid)


def test_no_more_processes_are_started_than_cores_can_use(monkeypatch: pytest.MonkeyPatch) -> None:
    started = 0
    start = processes._Workers._start

    def counted(workers: processes._Workers) -> Connection:
        nonlocal started
        started += 1
        return start(workers)

    monkeypatch.setattr(processes._Workers, "_start", counted)
    monkeypatch.setattr(processes, "_MOST_PER_CORE", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert list(processes.in_order(str, range(10), 100_000)) == [str(n) for n in range(10)]
    assert started == 3
