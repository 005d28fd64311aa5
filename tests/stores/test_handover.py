"""Batches are written in order while others are planned, and none after a failure."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from clingen_ld.errors import StoreError
from clingen_ld.stores.batches import BatchWriter
from clingen_ld.stores.gathering import Batch
from clingen_ld.stores.handover import Handover


class Writer:
    """Notes what it is asked, and fails at one batch."""

    def __init__(self, fails: str = "") -> None:
        self.fails = fails
        self.done: list[str] = []

    def plan(self, batch: Any) -> str:
        self.done.append(f"plan {batch.name}")
        return str(batch.name)

    def write(self, batch: Any, work: str, *place: int) -> None:
        if work == self.fails:
            raise StoreError("the disk is full")
        self.done.append(f"write {work}")


def batch(name: str, *resources: str) -> Batch:
    graphs = {each: SimpleNamespace(resource=each) for each in resources}
    return cast(Batch, SimpleNamespace(name=name, graphs=graphs))


def give(writer: Writer, ahead: int, batches: Iterable[Batch]) -> None:
    with Handover(cast(BatchWriter, writer), ahead) as given:
        for n, each in enumerate(batches):
            given.give(each, 0, n, n)


@pytest.mark.parametrize("ahead", [1, 2, 5])
def test_all_are_written_in_order(ahead: int) -> None:
    writer, names = Writer(), [f"b{n}" for n in range(20)]
    give(writer, ahead, [batch(name, name) for name in names])
    assert [each for each in writer.done if each.startswith("write")] == [
        f"write {name}" for name in names
    ]


def test_the_same_resource_is_planned_when_it_is_written() -> None:
    writer = Writer()
    give(writer, 3, [batch(name, "Gene/G1") for name in "abc"])
    assert writer.done == [f"{verb} {name}" for name in "abc" for verb in ("plan", "write")]


def test_nothing_is_written_behind_a_failure() -> None:
    writer = Writer(fails="b")
    with pytest.raises(StoreError, match="the disk is full"):
        give(writer, 2, [batch(name, name) for name in "abcd"])
    assert [each for each in writer.done if each.startswith("write")] == ["write a"]
