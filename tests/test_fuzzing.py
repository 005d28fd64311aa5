"""The fuzzers run, find what is wrong and keep it; what they found before does not come back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fuzz import __main__ as fuzzing
from fuzz import faults
from fuzz.targets import TARGETS
from tests.cli.running import HANGS
from tests.console import ROOT


@pytest.mark.parametrize(
    ("name", "data"), fuzzing.kept(), ids=[p.name for p in sorted(fuzzing.FAILURES.glob("*.*"))]
)
def test_past_failures_do_not_come_back(name: str, data: bytes) -> None:
    assert fuzzing.fault_of(TARGETS[name], data) is None


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_some_inputs_for_each_target(name: str) -> None:
    tried, failed = fuzzing.run([name], 3, seed=2)
    assert (tried > 20, failed) == (True, 0)


def test_a_failure_is_kept_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(data: bytes) -> None:
        raise ValueError("found")

    monkeypatch.setattr(fuzzing, "FAILURES", tmp_path)
    monkeypatch.setitem(TARGETS, "names", wrong)
    assert fuzzing.run(["names"], 0.01, seed=1)[1] > 0
    found = len(list(tmp_path.iterdir()))
    assert found > 0
    assert "ValueError: found" in capsys.readouterr().err
    assert fuzzing.run(["names"], 0, seed=1) == (found, found)
    monkeypatch.setitem(TARGETS, "names", lambda _: None)
    assert fuzzing.run(["names"], 0, seed=1) == (found, 0)


@pytest.mark.slow
def test_the_command(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fuzz", "--minutes", "0.02", "--seed", "3"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=HANGS,
    )
    assert done.returncode == 0, done.stderr
    assert "0 failures (seed 3)" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("name", faults.SERIES)
def test_killed_some_times(name: str) -> None:
    assert faults.kills(name, 2, seed=1, each=300) == 2


@pytest.mark.slow
@pytest.mark.parametrize("name", faults.FAULTS)
def test_faults_from_outside(name: str, tmp_path: Path) -> None:
    assert faults.FAULTS[name](tmp_path) >= 3
