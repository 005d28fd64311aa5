"""Several processes that do one kind of work, with what they make in the order of what they got."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from clingen_ld.errors import ClingenError

Given = TypeVar("Given")
Made = TypeVar("Made")

# How many pieces of work are under way or done for each process: enough for none to wait, and so
# few that what is made does not pile up.
_AHEAD = 3


def in_order(
    work: Callable[[Given], Made], given: Iterable[Given], processes: int
) -> Iterator[Made]:
    """What some work makes of each thing given, done by several processes at once.

    `work` and what goes in and out must be such that `pickle` takes them. When it is stopped, what
    is under way is waited for, and nothing new begun. Raises what `work` raises, and `ClingenError`
    when a process is ended from outside.
    """
    with ProcessPoolExecutor(processes, initializer=_leave_signals) as pool:
        under_way: deque[Future[Made]] = deque()
        try:
            for one in given:
                under_way.append(pool.submit(work, one))
                if len(under_way) >= _AHEAD * processes:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()
        except BrokenProcessPool as error:
            raise ClingenError(
                "a process of --jobs was ended from outside, perhaps for want of memory: "
                "try again with fewer"
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _leave_signals() -> None:
    """Leave Ctrl-C to the process that hands out the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
