"""How large one message may be, and streams that are read no further than that."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from clingen_ld.messages.message import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import WriteableBuffer

MEGABYTE: Final = 1024 * 1024
MOST_VALUES: Final = 500_000
"""So many values of a message are read at once: if all were wrong, that would take some 400 MB."""


def too_large(largest: int) -> str:
    """What to say of a text of more bytes than a message may have."""
    return (
        f"more than {largest // MEGABYTE:,} MB, the most that is read as one message; for a right "
        "one, give a larger --max-size"
    )


def read_whole(start: bytes, stream: BinaryIO, largest: int, file: str) -> bytes | Problem:
    """The rest of a stream of which `start` was read, or a problem when it is too large."""
    data = start + stream.read(max(0, largest + 1 - len(start)))
    if len(data) <= largest:
        return data
    return Problem("ST-0", {"message": f"a text of {too_large(largest)}"}, file, "", 1, 1)


def too_many_values(data: bytes, file: str, line: int) -> Problem | None:
    """The problem that a JSON text has too many values; None when it has not."""
    if len(data) <= MOST_VALUES or data.count(b",") <= MOST_VALUES:
        return None
    message = f"more than {MOST_VALUES:,} values, the most that are read at once"
    return Problem("ST-0", {"message": message}, file, "", line, 1)


class _Again(io.RawIOBase):
    """A stream that is written to a file as it is read, and can be read again from there."""

    def __init__(self, start: bytes, stream: BinaryIO, kept: BinaryIO) -> None:
        self._stream = stream
        self._kept = kept
        self._at = 0
        self._size = kept.write(start)

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can be read from any place that was read before."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place that was read before."""
        self._at = offset
        return offset

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill a buffer; 0 at the end."""
        view = memoryview(buffer).cast("B")
        if self._at < self._size:
            self._kept.seek(self._at)
            data = self._kept.read(min(len(view), self._size - self._at))
        else:
            data = self._stream.read(len(view))
            self._kept.seek(self._size)
            self._kept.write(data)
            self._size += len(data)
        view[: len(data)] = data
        self._at += len(data)
        return len(data)


@contextmanager
def read_again(start: bytes, stream: BinaryIO) -> Iterator[BinaryIO]:
    """A stream of which `start` was read, as one that can be read again from its beginning.

    No more of it is kept, in a temporary file, than was read.
    """
    import tempfile

    with tempfile.TemporaryFile() as file:
        again = _Again(start, stream, cast(BinaryIO, file))
        yield cast(BinaryIO, io.BufferedReader(again, MEGABYTE))
