"""Writing the batches of a load while the next ones are read."""

from __future__ import annotations

from collections import deque
from collections.abc import Set
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from clingen_ld.stores.batches import BatchWriter, Work
from clingen_ld.stores.gathering import Batch


class _Given(NamedTuple):
    """A batch in progress: the IRIs of its resources, and its future."""

    names: Set[str]
    written: Future[None]


class Handover:
    """Writes a batch while the next one is read, as stores release the GIL; with two ahead, another
    one is planned meanwhile.

    Batches are written in order. At the end, even after an error, all given batches are written
    completely, up to the first that fails.
    """

    def __init__(self, writer: BatchWriter, ahead: int) -> None:
        self._writer, self._ahead = writer, ahead
        self._planning, self._writing = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
        self._given: deque[_Given] = deque()

    def __enter__(self) -> Handover:
        return self

    def give(self, batch: Batch, file: int, in_file: int, messages: int) -> None:
        """Write a batch as `BatchWriter.write` does; raises an earlier batch's error."""
        while len(self._given) >= self._ahead:
            self._given.popleft().written.result()
        # Beside the graph of a resource there may be one with partial descriptions of it.
        names = {wanted.resource for wanted in batch.graphs.values()}
        before = [one.written for one in self._given]
        same = [one.written for one in self._given if not names.isdisjoint(one.names)]
        work = self._planning.submit(self._plan, batch, same)
        written = self._writing.submit(self._write, before, batch, work, file, in_file, messages)
        self._given.append(_Given(names, written))

    def _plan(self, batch: Batch, same: list[Future[None]]) -> Work:
        """Plan a batch, once those with the same resources are written."""
        for earlier in same:
            earlier.result()
        return self._writer.plan(batch)

    def _write(
        self,
        before: list[Future[None]],
        batch: Batch,
        work: Future[Work],
        file: int,
        in_file: int,
        messages: int,
    ) -> None:
        for earlier in before:
            earlier.result()  # Nothing is written after a failure.
        self._writer.write(batch, work.result(), file, in_file, messages)

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._planning.shutdown()
        self._writing.shutdown()
        while error is None and self._given:
            self._given.popleft().written.result()
