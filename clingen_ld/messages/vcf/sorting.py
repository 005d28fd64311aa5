"""Rows in order, however many: what does not fit in memory goes to temporary files."""

from __future__ import annotations

import heapq
import tempfile
import weakref
from collections.abc import Iterator
from typing import IO, Final

MOST_BYTES: Final = 64 * 1024 * 1024
"""The rows that are kept in memory, by the sum of their lengths in bytes."""


class SortedRows:
    """Takes rows of bytes, without line ends, and gives them in the order of their bytes."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._rows: list[bytes] = []
        self._size = 0
        self._runs: list[IO[bytes]] = []
        # The files go when the rows do, whether they were asked for or not.
        self._close = weakref.finalize(self, _close_all, self._runs)

    def add(self, row: bytes) -> None:
        """Take in a row."""
        self._rows.append(row)
        self._size += len(row)
        if self._size >= self._most_bytes:
            self._spill()

    def _spill(self) -> None:
        run = tempfile.TemporaryFile(prefix="clingen-ld-")  # noqa: SIM115  (closed at the end)
        self._runs.append(run)
        run.writelines(row + b"\n" for row in sorted(self._rows))
        run.seek(0)
        self._rows.clear()
        self._size = 0

    def __iter__(self) -> Iterator[bytes]:
        """The rows in order; can be asked for once."""
        runs = [map(_without_end, run) for run in self._runs]
        yield from heapq.merge(*runs, sorted(self._rows))
        self._close()


def _without_end(line: bytes) -> bytes:
    return line[:-1]


def _close_all(runs: list[IO[bytes]]) -> None:
    for run in runs:
        run.close()
    runs.clear()
