"""One output that several processes write, each of its parts where it belongs.

A part is written by the process that made it as soon as it is made, where the sizes of all parts
before it are known then, as they nearly always are: so it is written once. Others wait in files,
from which the main process copies them, as it does all parts of what has no places, such as a pipe
or a compressed file.
"""

from __future__ import annotations

import io
import os
import shutil
import stat
import struct
import sys
import tempfile
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO, Final, NamedTuple

from clingen_ld.errors import ClingenError, InputError
from clingen_ld.messages.text.temporary import no_room

_BLOCK: Final = 1 << 20
_IN_MEMORY: Final = 1 << 25
"""A text of more bytes waits in a file while it is made. That of some lines has a third of them."""
_PATIENCE: Final = 0.25
"""For so long, as a part of the time in which it was made, a part may wait for those before it.

Processes that began together end together: once one has waited, it goes on behind the other."""
_NAP: Final = 0.0005
_SIZE: Final = struct.Struct("=q")


@contextmanager
def in_folder(folder: str) -> Iterator[None]:
    """An `OSError` becomes an `InputError` about a folder: else it would be one of the output."""
    try:
        yield
    except InputError:
        raise
    except OSError as error:
        raise no_room(error, folder) from error


class PartText:
    """The text of a part, while it is made: in memory, or, if it is long, in a file in a folder."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._memory = _memory()
        self._memory.seek(0)
        self._file: BinaryIO | None = None
        self._path = ""
        self.size = 0
        self.begun = time.monotonic()

    def write(self, data: bytes) -> int:
        """Add bytes."""
        self.size += len(data)
        is_short = self._file is None and self.size <= _IN_MEMORY
        return (self._memory if is_short else self._filed()).write(data)

    def _filed(self) -> BinaryIO:
        if self._file is None:
            number, self._path = tempfile.mkstemp(dir=self._folder)
            self._file = open(number, "wb", _BLOCK)  # noqa: SIM115
            with self._memory.getbuffer() as text:
                self._file.write(text[: self._memory.tell()])
        return self._file

    def path(self) -> str:
        """The file that has all of it. Raises `InputError` when there is no room for it."""
        with in_folder(self._folder):
            self._filed().close()
        return self._path

    def write_at(self, descriptor: int, at: int) -> bool:
        """Write all of it at a place of a file; False if it is in another one."""
        if self._file is not None:
            return False
        done = 0
        with self._memory.getbuffer() as text:
            while done < self.size:
                done += os.pwrite(descriptor, text[done : self.size], at + done)
        return True


@cache
def _memory() -> io.BytesIO:
    """The memory for one text after the other: to give it back and take it again costs more than
    to fill it."""
    return io.BytesIO()


class Placed(NamedTuple):
    """Where the text of a part is: at a place of the output, or in a file; and its size."""

    size: int = 0
    at: int | None = None
    path: str = ""


NOWHERE: Final = Placed()


@dataclass(frozen=True, slots=True)
class SharedOutput:
    """What the processes know of an output: its file, if it has places, and a folder beside it."""

    folder: str
    path: str

    def put(self, number: int, text: PartText) -> Placed:
        """Write the part of a number. Raises `OSError` when the output cannot be written."""
        if not self.path:
            return Placed(text.size, path=text.path())
        sizes = _sizes(self.folder)
        now = time.monotonic()
        until = now + (now - text.begun) * _PATIENCE
        while (at := sizes.before(number)) is None and time.monotonic() < until:
            time.sleep(_NAP)
        if at is None or not text.write_at(_descriptor(self.path), at):
            placed = Placed(text.size, path=text.path())
        else:
            placed = Placed(text.size, at)
        sizes.add(number, text.size)
        return placed

    def leave_out(self, number: int) -> None:
        """Let the other parts follow each other without the part of a number."""
        if self.path:
            _sizes(self.folder).add(number, 0)


@cache
def _descriptor(path: str) -> int:
    return os.open(path, os.O_WRONLY)


class _Sizes:
    """The sizes of the parts in a file, each more by one than it is, so that those are known that
    are there."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._file = os.open(os.path.join(folder, "sizes"), os.O_RDWR | os.O_CREAT, 0o600)
        self._count = self._sum = 0

    def add(self, number: int, size: int) -> None:
        with in_folder(self._folder):
            os.pwrite(self._file, _SIZE.pack(size + 1), number * _SIZE.size)

    def before(self, number: int) -> int | None:
        """The size of all parts before one; None as long as that of one is not known."""
        if number < self._count:
            self._count = self._sum = 0
        count = number - self._count
        for size in array("q", os.pread(self._file, count * _SIZE.size, self._count * _SIZE.size)):
            if not size:
                break
            self._count += 1
            self._sum += size - 1
        return self._sum if self._count == number else None


_sizes: Final = cache(_Sizes)
"""They are opened once in a process, and closed when it ends."""


class OutputParts:
    """Puts parts together in a stream, in their order."""

    def __init__(self, stream: BinaryIO, folder: str, is_named: bool) -> None:
        """`is_named` says that the stream was opened for this, to be a file."""
        self._stream = stream
        self._at = 0
        self.shared = SharedOutput(folder, _file_of(stream) if is_named else "")

    def add(self, placed: Placed) -> None:
        """Add the next part, unless it is there."""
        if placed.path:
            if self.shared.path:
                self._stream.seek(self._at)
            self._copy(placed.path)
        elif placed.size and placed.at != self._at:
            raise ClingenError(
                "a process of --jobs ended between writing its part and reporting it"
            )
        self._at += placed.size

    def end(self) -> None:
        """Cut off what a process wrote that ended before it was done."""
        if self.shared.path:
            self._stream.truncate(self._at)

    def _copy(self, path: str) -> None:
        """Move the text of a file to the stream; to standard output line by line, so that an
        interruption leaves no partial line."""
        with open(path, "rb") as text:
            if self._stream is sys.stdout.buffer:
                self._stream.writelines(text)
            else:
                shutil.copyfileobj(text, self._stream, _BLOCK)
        os.unlink(path)


def _file_of(stream: BinaryIO) -> str:
    """The file that has what is written to a stream, at the same places."""
    raw = getattr(stream, "raw", None)
    if not isinstance(raw, io.FileIO) or not hasattr(os, "pwrite"):
        return ""
    return os.fspath(raw.name) if stat.S_ISREG(os.fstat(raw.fileno()).st_mode) else ""
