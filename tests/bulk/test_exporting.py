"""An embedded store is exported by several processes as by one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.made_bundles import bundle
from clingen_ld.bulk import exporting
from clingen_ld.bulk.exporting import export
from clingen_ld.bulk.processes import in_order
from clingen_ld.stores.loading import LoadOptions, load
from clingen_ld.stores.opening import open_store
from tests.stores.filled import EXAMPLES, filled

MADE: dict[str, Any] = json.loads("\n".join(bundle(60)))
"""Some of its variations share an allele."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with a bundle, and with other messages."""
    folder = tmp_path_factory.mktemp("exported")
    (folder / "bundle.json").write_text(json.dumps(MADE))
    with open_store(folder / "store", create=True) as opened:
        load([folder / "bundle.json", EXAMPLES / "ilk"], opened, LoadOptions(validate=False))
    return str(folder / "store")


@pytest.fixture
def portions(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Portions of a few graphs, which this process reads as other ones do; or other ones."""
    monkeypatch.setattr(exporting, "_AT_ONCE", 20)
    if request.param == "here":
        monkeypatch.setattr(exporting, "in_order", lambda work, given, _: in_order(work, given, 1))
    yield
    exporting._framing.cache_clear()


@pytest.mark.usefixtures("portions")
@pytest.mark.parametrize(
    "portions", ["here", pytest.param("elsewhere", marks=pytest.mark.slow)], indirect=True
)
@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("vrs", {"layout": "bundle"}),
        pytest.param("vrs", {}, marks=pytest.mark.slow),
        pytest.param("vrs", {"type": "ContextualAllele"}, marks=pytest.mark.slow),
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


@pytest.mark.slow
def test_a_bundle_comes_back(tmp_path: Path) -> None:
    (tmp_path / "bundle.json").write_text(json.dumps(MADE))
    with open_store(tmp_path / "store", create=True) as opened:
        load([tmp_path / "bundle.json"], opened, LoadOptions(validate=False))
        made = export(opened, "vrs", jobs=2, layout="bundle")  # open for writing, so read by one
    assert json.loads(made.text or "") == MADE
    with open_store(tmp_path / "store", read_only=True) as opened:
        assert export(opened, "vrs", jobs=2, layout="bundle").text == made.text
