"""The page that extends the model, followed step by step in a copy of the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console import ROOT, Change, Command, repository, run, steps

PAGE = ROOT / "docs" / "extending.md"
STATING = ("tests/model", "tests/validation/rules", "tests/messages/test_forms.py")
"""The tests that the model and its rules are whole."""


@pytest.fixture(scope="module")
def copy() -> Iterator[Path]:
    made = repository()
    yield made
    shutil.rmtree(made)


@pytest.mark.slow
def test_every_step_does_what_the_page_shows(copy: Path) -> None:
    done = steps(PAGE.read_text(encoding="utf-8"))
    for step in done:
        if isinstance(step, Change):
            step.make(copy)
        else:
            assert run(step.line, copy) == step.output, step.line
    assert sum(isinstance(step, Command) for step in done) > 12


@pytest.mark.slow
def test_the_extended_model_needs_no_other_step(copy: Path) -> None:
    """After the steps, the tests of the model find nothing missing in the copy."""
    env = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *STATING],
        cwd=copy,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
