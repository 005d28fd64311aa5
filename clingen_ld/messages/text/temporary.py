"""Temporary files. A failure to write one names their folder, not the output."""

from __future__ import annotations

import io
import os
import tempfile
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from clingen_ld.errors import InputError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_BUFFER: Final = 1 << 18


def temporary_file() -> BinaryIO:
    """A file without a name, to write and to read.

    It raises `InputError`, as this does, when there is no room for it.
    """
    try:
        with tempfile.TemporaryFile(buffering=0) as made:
            raw = _Temporary(os.dup(made.fileno()), "r+b")
    except OSError as error:
        raise no_room(error) from error
    return cast(BinaryIO, io.BufferedRandom(raw, _BUFFER))


def no_room(error: OSError, folder: str | None = None) -> InputError:
    """The error that a temporary file in a folder cannot be written, and what to do."""
    advice = "make room where temporary files are (TMPDIR names another folder)"
    try:
        known = folder or tempfile.gettempdir()
    except OSError:  # there is none that can be written
        return InputError(f"{error.strerror or error}: {advice}")
    return InputError(f"{known}: {error.strerror or error}: {advice}")


class _Temporary(io.FileIO):
    """What a buffer writes to, whenever it does."""

    _is_given_up = False

    def write(self, data: ReadableBuffer, /) -> int:
        """Write bytes. Raises `InputError` when it fails, once: closing tries again."""
        if self._is_given_up:
            return memoryview(data).nbytes
        try:
            return super().write(data)
        except OSError as error:
            self._is_given_up = True
            raise no_room(error) from error
