"""What the tests of several message forms read."""

from __future__ import annotations

from pathlib import Path

import pytest

from clingen_ld import convert


@pytest.fixture
def lines(examples: Path, tmp_path: Path) -> list[str]:
    # In these each resource is there once.
    stories = [examples / story for story in ("brca1", "cx3cr1", "rbm20")]
    convert(stories, "nquads", tmp_path / "all.nq")
    return (tmp_path / "all.nq").read_text().splitlines(keepends=True)
