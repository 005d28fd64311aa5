"""Batches handed from who reads them to who writes them, with the work on them side by side."""

from __future__ import annotations

from collections import deque
from collections.abc import Set
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, NamedTuple

from clingen_ld.stores.batches import Batch, Work, Writer

# So many batches are planned or being written while the next one is read. Measured with a server:
# with two it waits for us no longer; with one it did for a third of the time.
_AHEAD: Final = 2


class _Given(NamedTuple):
    """A batch on its way: the names of its graphs, and its end."""

    names: Set[str]
    written: Future[None]


class Handover:
    """Lets a batch be written while the next is planned, and the one after it read: stores leave
    Python time to do that.

    Batches are written one after the other. At the end, however that comes, those that were given
    are written whole, unless one of them failed; those after it are not begun.
    """

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._planning, self._writing = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
        self._given: deque[_Given] = deque()

    def __enter__(self) -> Handover:
        return self

    def give(self, batch: Batch, file: int, in_file: int, messages: int) -> None:
        """Have a batch written as `Writer.write` does; what went wrong before goes wrong here."""
        while len(self._given) >= _AHEAD:
            self._given.popleft().written.result()
        names = batch.graphs.keys()
        before = [one.written for one in self._given]
        same = [one.written for one in self._given if not names.isdisjoint(one.names)]
        work = self._planning.submit(self._plan, batch, same)
        written = self._writing.submit(self._write, before, batch, work, file, in_file, messages)
        self._given.append(_Given(names, written))

    def _plan(self, batch: Batch, same: list[Future[None]]) -> Work:
        """Plan a batch, once those with graphs of the same names are written."""
        for written in same:
            written.result()
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
        for written in before:
            written.result()  # Nothing is written after what failed.
        self._writer.write(batch, work.result(), file, in_file, messages)

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._planning.shutdown()
        self._writing.shutdown()
        while error is None and self._given:
            self._given.popleft().written.result()
