"""What the embedded store does in the background: RocksDB compacts its files in threads.

The bulk loader adds files of its own, which compaction merges into the others. A load needs that
only once, at its end (`Store.optimize`), but RocksDB begins with every second batch, and writes
everything again each time: half of the loader's time, where both share a processor. So its threads
get a low priority while a load is at work; they still use a processor that is idle. RocksDB can do
so itself (LowerThreadPoolCPUPriority); pyoxigraph does not offer it.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

_THREADS: Final = Path("/proc/self/task")  # of Linux; elsewhere, nothing is changed
_COMPACTION: Final = "rocksdb:low"
_LOWEST: Final = 19


def give_way() -> None:
    """Let compaction yield to everything else in this process."""
    _set(_LOWEST)


def go_on() -> None:
    """Let compaction have the priority of this process again, where the system allows that."""
    with suppress(OSError, AttributeError):
        _set(os.getpriority(os.PRIO_PROCESS, os.getpid()))


def _set(priority: int) -> None:
    for thread in _compacting():
        with suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, thread, priority)


def _compacting() -> Iterator[int]:
    """The threads that compact, by their numbers."""
    with suppress(OSError):
        for thread in _THREADS.iterdir():
            with suppress(OSError):
                if (thread / "comm").read_text().strip() == _COMPACTION:
                    yield int(thread.name)


def trim() -> None:
    """Give memory that the loader no longer uses back to the system, where the C library can.

    Without it, loads of VCF and of bundles take some 20 MB more; it costs nothing to speak of.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
