"""An embedded store is exported by several processes as by one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.made_bundles import bundle
from clingen_ld.bulk.exporting import export
from clingen_ld.stores.loading import LoadOptions, load
from clingen_ld.stores.opening import open_store
from tests.stores.filled import EXAMPLES, filled

MADE: dict[str, Any] = json.loads("\n".join(bundle(300)))
"""Some of its variations share an allele."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with a bundle, and with other messages."""
    folder = tmp_path_factory.mktemp("exported")
    (folder / "bundle.json").write_text(json.dumps(MADE))
    with open_store(folder / "store", create=True) as opened:
        load([folder / "bundle.json", EXAMPLES / "ilk"], opened, LoadOptions(validate=False))
    return str(folder / "store")


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("vrs", {"layout": "bundle"}),
        ("vrs", {}),
        ("vrs", {"type": "ContextualAllele"}),
        ("resource-json", {}),
        ("nquads", {"loads": True}),
    ],
)
def test_the_output_is_that_of_one_process(store: str, form: str, options: dict[str, Any]) -> None:
    with open_store(store, read_only=True) as opened:
        alone = export(opened, form, jobs=1, **options)
        made = export(opened, form, jobs=2, **options)
    assert alone.resources > 10
    assert (made.text, made.resources, made.lost) == (alone.text, alone.resources, alone.lost)


def test_other_stores_are_read_by_one_process() -> None:
    other = filled(EXAMPLES / "ilk")
    assert export(other, jobs=2).text == export(other, jobs=1).text


def test_a_bundle_comes_back(tmp_path: Path) -> None:
    (tmp_path / "bundle.json").write_text(json.dumps(MADE))
    with open_store(tmp_path / "store", create=True) as opened:
        load([tmp_path / "bundle.json"], opened, LoadOptions(validate=False))
        made = export(opened, "vrs", jobs=2, layout="bundle")  # open for writing, so read by one
    assert json.loads(made.text or "") == MADE
    with open_store(tmp_path / "store", read_only=True) as opened:
        assert export(opened, "vrs", jobs=2, layout="bundle").text == made.text
