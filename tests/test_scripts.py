"""The first command of the README shows the main job; the tests that scripts name exist."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import HANGS
from tests.console import ROOT

_NEEDED = (
    "clingen_ld", "contexts", "shapes", "queries", "examples", "scripts", "docs", "pyproject.toml",
    "README.md", "SECURITY.md",
)  # fmt: skip


def test_the_tests_that_scripts_name_exist() -> None:
    named = {
        (path.name, test)
        for path in (ROOT / "scripts").glob("*.sh")
        for test in re.findall(r"\btests/[\w/.]+", path.read_text(encoding="utf-8"))
    }
    assert ("versions.sh", "tests/test_api.py") in named
    assert [(script, test) for script, test in named if not (ROOT / test).exists()] == []


@pytest.mark.slow
def test_the_first_command_shows_the_main_job(tmp_path: Path) -> None:
    for name in (*_NEEDED, "LICENSE"):
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(source, tmp_path / name, ignore=ignored)
        else:
            shutil.copy(source, tmp_path / name)
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL", "COV"))}
    done = subprocess.run(
        ["sh", "scripts/try.sh"],
        cwd=tmp_path,
        env=env | {"PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=HANGS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "conforms (nothing found)" in done.stdout
    assert "clingen:TranscriptContextualAllele" in done.stdout
    shown, _, page = done.stdout.rstrip().rpartition("\n")
    assert page.endswith("serve --store build/alleles.db")
    framed = shown[shown.rindex("--pretty\n") + len("--pretty\n") :]
    assert json.loads(framed) == json.loads((ROOT / "examples/ilk/XA101.json").read_text())
    assert "NM_007294.3:c.5297T>G" in done.stdout  # an allele of BRCA1, out of the store
    assert (tmp_path / "build" / "alleles.nq.gz").stat().st_size > 1000
