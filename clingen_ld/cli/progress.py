"""Progress on standard error, shown on a terminal only and only when the work takes long."""

from __future__ import annotations

import sys
import time
from types import TracebackType


class Progress:
    """Counts what passes, and shows the count twice a second once a second has gone by."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._count = 0
        self._start = time.monotonic()
        self._next = self._start + 1
        self._shown = False
        self._terminal = sys.stderr.isatty()

    def __enter__(self) -> Progress:
        return self

    def __call__(self, _: object = None) -> None:
        """One more has passed."""
        self._count += 1
        now = time.monotonic()
        if self._terminal and now >= self._next:
            rate = self._count / (now - self._start)
            sys.stderr.write(f"\r{self._what}: {self._count:,} ({rate:,.0f} a second) ")
            sys.stderr.flush()
            self._shown = True
            self._next = now + 0.5

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
