"""Watching inputs: each change of a file is a new run, and what the command writes is none."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click
import pytest

from clingen_ld.cli.inputs import watch
from clingen_ld.errors import InputError, UsageError


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a command of one file gives to `watch`, which ends when nothing changes any more."""
    (tmp_path / "a.json").write_text("1")
    (tmp_path / "shapes.ttl").write_text("")
    waits = []

    def wait(_: float) -> None:
        waits.append(1)
        if len(waits) == 1:
            (tmp_path / "a.json").write_text("22")
        elif len(waits) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", wait)
    names = ("baseline", "sequences", "config", "output", "write_baseline", "update_baseline")
    none: dict[str, Any] = dict.fromkeys(names)
    return none | {
        "inputs": (str(tmp_path / "a.json"),), "against": (), "exclude": (), "fix": False,
        "shapes": (str(tmp_path / "shapes.ttl"),), "no_gitignore": False, "no_config": True,
    }  # fmt: skip


@pytest.mark.parametrize("end", [None, click.exceptions.Exit(1), InputError("a.json: gone")])
def test_a_change_of_a_file_is_a_new_run(
    end: Exception | None, watched: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    runs = []

    def run() -> None:
        runs.append(Path(watched["inputs"][0]).read_text())
        if end is not None:
            raise end

    with pytest.raises(KeyboardInterrupt):
        watch(run, watched)
    assert runs == ["1", "22"]
    said = capsys.readouterr().err
    assert said.count("watching 2 files; Ctrl-C ends it") == 2
    assert said.count("a.json: gone") == (2 if isinstance(end, InputError) else 0)


@pytest.mark.parametrize(
    ("option", "others"),
    [("output", {}), ("write_baseline", {}), ("baseline", {"update_baseline": True})],
)
def test_the_own_output_is_no_change(
    option: str, others: dict[str, Any], watched: dict[str, Any]
) -> None:
    runs = []
    watched |= {option: watched["inputs"][0]} | others
    with pytest.raises(KeyboardInterrupt):
        watch(lambda: runs.append(1), watched)
    assert runs == [1]


def test_own_fixes_are_no_change(watched: dict[str, Any], tmp_path: Path) -> None:
    runs: list[int] = []
    watched["fix"] = True

    def run() -> None:
        runs.append(1)
        (tmp_path / "a.json").write_text("fixed")
        raise click.exceptions.Exit(1)

    with pytest.raises(KeyboardInterrupt):
        watch(run, watched)
    assert len(runs) == 2  # the second for the change of the other writer


def test_what_can_never_be_run_ends_it(watched: dict[str, Any]) -> None:
    def run() -> None:
        raise UsageError("not so")

    with pytest.raises(UsageError, match="not so"):
        watch(run, watched)
