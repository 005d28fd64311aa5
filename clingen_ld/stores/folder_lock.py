"""Who may read or write the store in a folder: this process and others."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from clingen_ld.errors import StoreError

try:
    import fcntl
except ImportError:  # on Windows there is only RocksDB's own lock
    fcntl = None  # type: ignore[assignment]

_LOCK_FILE = "LOCK"


@dataclass
class _Held:
    """What this process has open of a folder: one writer, or readers that share a file."""

    readers: int = 0
    descriptor: int | None = None


# These locks do not exclude their own process, and closing any descriptor of the file releases all
# of them. So open stores are counted here, and only one descriptor is used.
_held: dict[str, _Held] = {}
_guard = threading.Lock()


class FolderLock:
    """The right to read, or to write, the store in a folder, until it is released."""

    def __init__(self, folder: str, *, shared: bool) -> None:
        self._key = os.path.realpath(folder)
        self._shared = shared
        self._released = False
        with _guard:
            held = _held.get(self._key)
            if held is not None and not (shared and held.readers):
                raise StoreError(f"{folder}: this process has the store open already")
            if shared:
                held = held or _Held(descriptor=_share(folder))
                held.readers += 1
            _held[self._key] = held or _Held()

    def release(self) -> None:
        """Release it; a second call does nothing."""
        with _guard:
            if self._released:
                return
            self._released = True
            held = _held[self._key]
            if self._shared:
                held.readers -= 1
            if held.readers == 0:
                del _held[self._key]
                if held.descriptor is not None:
                    os.close(held.descriptor)


def _share(folder: str) -> int | None:
    if fcntl is None:
        return None
    with suppress(FileNotFoundError):
        descriptor = os.open(Path(folder) / _LOCK_FILE, os.O_RDONLY)
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            raise StoreError(
                f"{folder}: another process is writing to the store; try again when it has ended"
            ) from None
        return descriptor
    return None
