"""Progress shows on a terminal: how many, how fast, how much of the files, and the time left."""

from __future__ import annotations

import gzip
import io
import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.corpora import resources
from clingen_ld.cli import output
from clingen_ld.cli.output import _clock
from clingen_ld.messages.text.inputs import open_input
from tests.cli.running import run
from tests.compiled.test_engine import compact

COMMAND = str(Path(sys.executable).with_name("clingen-ld"))
SHOWN = re.compile(r"resources: [\d,]+ \([\d,]+ a second\)(?:, (\d+)%(?:, (\d+:\d\d) left| read))?")


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As many messages as take the standard path some seconds."""
    path = tmp_path_factory.mktemp("stream") / "alleles.ndjson.gz"
    text = "".join(compact(tree) + "\n" for tree in resources(2000)) * 7
    path.write_bytes(gzip.compress(text.encode()))
    return path


def _shown(command: str) -> str:
    """What a command shows on standard error, which is a terminal."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        ["sh", "-c", command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=child
    )
    os.close(child)
    shown = b""
    while process.poll() is None or select.select([parent], [], [], 0.1)[0]:
        if select.select([parent], [], [], 0.1)[0]:
            try:
                shown += os.read(parent, 65536)
            except OSError:  # the other end is closed
                break
    process.wait(60)
    os.close(parent)
    return shown.decode()


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_files(stream: Path, jobs: int) -> None:
    args = f"--to nquads --engine standard --jobs {jobs}"
    told = SHOWN.findall(_shown(f"{COMMAND} convert {stream} {args}"))
    parts = [int(part) for part, left in told if left]
    assert parts
    assert parts == sorted(parts)
    assert all(0 < part <= 100 for part in parts)


@pytest.mark.slow
def test_validation_says_what_is_read(stream: Path) -> None:
    told = _shown(f"{COMMAND} validate {stream} --engine standard")
    assert "% read" in told
    assert "left" not in told
    assert told.endswith("\r\x1b[K")


@pytest.mark.slow
def test_a_stream_of_unknown_size(stream: Path) -> None:
    command = f"zcat {stream} | {COMMAND} convert - --to nquads --engine standard"
    told = SHOWN.findall(_shown(command))
    assert told
    assert set(told) == {("", "")}


@pytest.mark.slow
def test_elsewhere_nothing_is_shown(stream: Path) -> None:
    done = run("convert", stream, "--to", "nquads", "--engine", "standard", "-o", os.devnull)
    assert (done.code, done.err) == (0, "")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the clock shows; a test sets it."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


@pytest.mark.parametrize("is_whole", [True, False])
def test_progress_by_the_clock(
    is_whole: bool, clock: list[float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [str(tmp_path / name) for name in ("a.json", "b.json")]
    for name in names:
        Path(name).write_bytes(b"x" * 100)
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with output.Progress("resources", names, is_whole) as progress:
        with open_input(names[0]) as file:
            file.read()
        with open_input(names[1]) as file:
            progress()
            assert terminal.getvalue() == ""  # nothing in the first second
            clock[0] += 2
            progress()
            clock[0] += 0.4
            progress()  # and not twice in half a second
    told = SHOWN.findall(terminal.getvalue())
    assert len(told) == 1
    assert int(told[0][0]) >= 50
    assert bool(told[0][1]) is is_whole
    assert terminal.getvalue().endswith("\r\x1b[K")


@pytest.mark.parametrize("inputs", [(), ("/dev/null",), ("missing.json",)])
def test_progress_of_unknown_size(
    inputs: tuple[str, ...], clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with output.Progress("graphs", inputs) as progress:
        clock[0] += 2
        progress()
    assert terminal.getvalue() == "\rgraphs: 1 (0 a second)\x1b[K \r\x1b[K"


def test_progress_on_a_narrow_terminal_stays_on_its_line(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(terminal, "fileno", lambda: 2)
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((12, 24)))
    with output.Progress("graphs") as progress:
        clock[0] += 2
        progress()
    assert terminal.getvalue() == "\rgraphs: 1 \x1b[K \r\x1b[K"


def test_no_progress_off_a_terminal(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    with output.Progress("graphs") as progress:
        clock[0] += 2
        progress()
    assert capsys.readouterr().err == ""


def test_the_time_left() -> None:
    assert [_clock(n) for n in (0.4, 59.6, 61, 3600, 36_061)] == [
        "0:00", "1:00", "1:01", "1:00:00", "10:01:01",
    ]  # fmt: skip
