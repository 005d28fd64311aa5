"""Files, folders and standard input as sources of bytes; packed ones as what they hold."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from clingen_ld.errors import InputError
from clingen_ld.messages.message import Problem
from clingen_ld.messages.text.compression import DamagedError, decompressed, plain_name

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

EXTENSIONS = (
    ".json", ".jsonld", ".ndjson", ".jsonl", ".xml", ".ttl", ".trig", ".nt", ".nq", ".rdf", ".owl",
)  # fmt: skip
"""The file names that are read from a folder (packed or not); a named file always is."""

STANDARD_INPUT = "-"

Inputs = Iterable[str | os.PathLike[str]] | str | os.PathLike[str]
"""Files and folders, or one of them; `-` is standard input."""


def find_files(inputs: Iterable[str | os.PathLike[str]]) -> Iterator[str]:
    """The files that some inputs name: themselves, or, for a folder, all that it holds.

    Raises `InputError` for an input that does not exist.
    """
    for given in inputs:
        name = os.fspath(given)
        if name == STANDARD_INPUT:
            yield name
            continue
        try:
            is_folder = stat.S_ISDIR(os.stat(name).st_mode)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise InputError(f"{name}: there is no such file or folder") from error
        except (OSError, ValueError) as error:  # ValueError: a name that no file can have
            reason = error.strerror if isinstance(error, OSError) else error
            raise InputError(f"{name}: {reason}") from error
        if is_folder:
            yield from _files_below(Path(name))
        else:
            yield name


def named_files(inputs: Iterable[str | os.PathLike[str]]) -> frozenset[str]:
    """The inputs that are files, or standard input, and not folders of them."""
    return frozenset(name for given in inputs if not os.path.isdir(name := os.fspath(given)))


def _files_below(folder: Path) -> Iterator[str]:
    for place, folders, names in os.walk(folder, onerror=_fail):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and plain_name(name).endswith(EXTENSIONS):
                found = str(Path(place) / name)
                if os.path.isfile(found) or not os.path.exists(found):  # no pipe, no device
                    yield found


def _fail(error: OSError) -> None:
    raise InputError(f"{error.filename}: {error.strerror}") from error


_watcher: ContextVar[Callable[[str, BinaryIO], None] | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(watcher: Callable[[str, BinaryIO], None]) -> Iterator[None]:
    """Within it, `watcher` is told of each file that is opened: its name, and the file as it is
    on disk, of which only the position is to be asked."""
    before = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(before)


class DamagedInputError(InputError):
    """A file whose packed data cannot be decompressed from some place on."""

    def __init__(self, file: str, message: str) -> None:
        super().__init__(f"{file}: {message}")
        self.problem = Problem("ST-0", {"message": f"{message}: get the file anew"}, file, "", 1, 1)


class _Seen(io.RawIOBase):
    """A file of which every byte is shown once, in order, whatever is sought in between."""

    def __init__(self, file: BinaryIO, show: Callable[[memoryview], object]) -> None:
        self._file = file
        self._show = show
        self._shown = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """Whether the file can be read from another place."""
        return self._file.seekable()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place of the file."""
        return self._file.seek(offset, whence)

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill a buffer; 0 at the end."""
        start = self._file.tell() if self.seekable() else self._shown
        view = memoryview(buffer).cast("B")
        count = self._file.readinto(view)  # type: ignore[attr-defined]
        if start <= self._shown < start + count:
            self._show(view[self._shown - start : count])
            self._shown = start + count
        return int(count)

    def finish(self) -> None:
        """Show what was not read."""
        if self.seekable():
            self.seek(self._shown)
        while self.readinto(bytearray(1 << 20)):
            pass


@contextmanager
def _seen(file: BinaryIO, show: Callable[[memoryview], object] | None) -> Iterator[BinaryIO]:
    """A file of which all bytes are shown, those that nobody reads at the end."""
    if show is None:
        yield file
        return
    shown = _Seen(file, show)
    try:
        yield cast(BinaryIO, shown)
    except DamagedError:
        shown.finish()
        raise
    shown.finish()


@contextmanager
def open_input(name: str, seen: Callable[[memoryview], object] | None = None) -> Iterator[BinaryIO]:
    """A file (or `-`) opened for reading, decompressed when its content is gzip or zstd.

    `seen` is called with the bytes of a file as it is on disk, each once and in order: as they
    are read, and at the end with those that were not.

    Raises `InputError` when it cannot be opened or read, `DamagedInputError` when it is damaged.
    """
    try:
        if name == STANDARD_INPUT:
            with decompressed(sys.stdin.buffer) as stream:
                yield stream
        else:
            with (
                open(name, "rb") as file,
                _seen(file, seen) as raw,
                decompressed(raw) as stream,
            ):
                if (watcher := _watcher.get()) is not None:
                    watcher(name, file)
                yield stream
    except DamagedError as error:
        raise DamagedInputError(name, str(error)) from error
    except InputError:
        raise
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}") from error
