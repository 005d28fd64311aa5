"""Inputs that can be read twice: pipes are kept in files, and a file that changes is noticed."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from clingen_ld.errors import InputError, UsageError
from clingen_ld.messages.text.decoding import MEGABYTE
from clingen_ld.messages.text.exclusion import NOTHING, Exclusion
from clingen_ld.messages.text.inputs import STANDARD_INPUT, PathName, find_files

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

State = tuple[int, int, int]
"""The state that shows a file is unchanged: its inode, its size in bytes, and the time of its last
change in nanoseconds."""


@contextmanager
def kept_inputs(
    inputs: Iterable[str | os.PathLike[str]],
) -> Iterator[tuple[list[str], dict[str, str]]]:
    """The inputs with standard input and pipes in temporary files, so that they can be read twice.

    Returns the names to read, and the names to show for replaced ones. Raises `InputError` if a
    pipe cannot be read, or if there is no room to keep it.
    """
    names = [os.fspath(name) for name in inputs]
    with ExitStack() as stack:
        first: dict[Pipe, str] = {}
        for name in filter(is_read_once, names):
            first.setdefault(pipe_of(name), name)
        kept = {pipe: stack.enter_context(_kept(name)) for pipe, name in first.items()}
        shown = {file: first[pipe] for pipe, file in kept.items()}
        yield [kept.get(pipe_of(name), name) for name in names], shown


Pipe = tuple[int, int] | str
"""A pipe, however it is named; any other input by its name."""


def pipe_of(name: str) -> Pipe:
    """What an input reads, so that two names of one pipe are the same."""
    if not is_read_once(name) or name == STANDARD_INPUT:
        return name
    found = os.stat(name)
    return found.st_dev, found.st_ino


def refuse_repeated(*sides: Iterable[PathName]) -> None:
    """Raise `UsageError` where several sides name the same pipe, which would be waited for."""
    seen: set[Pipe] = set()
    for side in sides:
        own = {pipe_of(name): name for one in side if is_read_once(name := os.fspath(one))}
        for pipe, name in own.items():
            if pipe in seen:
                shown = "standard input" if name == STANDARD_INPUT else name
                raise UsageError(f"{shown} can be read once, and is named twice")
        seen.update(own)


class KeptStream:
    """A stream that is kept as it is read, so that it can be read again from its beginning.

    It waits in memory, and in a temporary file when it is large. With `only_json`, what cannot be
    JSON by its first sign is not kept, and can be read once.
    """

    def __init__(self, stream: BinaryIO, start: bytes = b"", *, only_json: bool = False) -> None:
        self._stream = stream
        self._kept = cast(BinaryIO, io.BytesIO(start))
        self._size = len(start)
        self._only_json = only_json
        self._broken: OSError | None = None
        self.is_kept = True

    def reader(self) -> BinaryIO:
        """A stream of its own that begins at the beginning."""
        return cast(BinaryIO, io.BufferedReader(_Reader(self), MEGABYTE))

    def read_at(self, place: int, count: int) -> bytes:
        """The next bytes after the given position, which was read up to before; b"" at the end."""
        if place < self._size:
            self._kept.seek(place)
            return self._kept.read(min(count, self._size - place))
        if self._broken is not None:
            raise self._broken
        try:
            data: bytes = self._stream.read1(count)  # type: ignore[attr-defined]
            if self.is_kept:
                self._keep(data)
        except OSError as error:  # what was read may be gone: nothing that follows is right
            self._broken = error
            raise
        if self._only_json:  # its first bytes are kept whatever they are
            self._only_json = False
            self.is_kept = not data.lstrip().startswith(_NOT_JSON)
        return data

    def size(self) -> int:
        """How many bytes there are, which are all read now."""
        while self.is_kept and self.read_at(self._size, MEGABYTE):
            pass
        return self._size

    def _keep(self, data: bytes) -> None:
        """Keep more data. Raises `InputError` if there is no room."""
        if self._size <= MEGABYTE < self._size + len(data):
            from clingen_ld.messages.text.temporary import temporary_file

            self._kept.seek(0)
            start = self._kept.read()
            self._kept = temporary_file()
            self._kept.write(start)
        self._kept.seek(self._size)
        self._size += self._kept.write(data)

    def close(self) -> None:
        self._kept.close()


_NOT_JSON: Final = (b"#", b"<", b"@", b"_")
"""Signs with which texts of VCF, XML and RDF begin."""


class _Reader(io.RawIOBase):
    """Reads a kept stream from its beginning."""

    def __init__(self, kept: KeptStream) -> None:
        self._of = kept
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        """Whether it can be read from any place that was read before."""
        return self._of.is_kept

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at}.get(whence)
        self._at = offset + (self._of.size() if start is None else start)
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._of.read_at(self._at, len(view))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)


@contextmanager
def read_again(start: bytes, stream: BinaryIO) -> Iterator[BinaryIO]:
    """A stream of which `start` was read, as one that can be read again from its beginning.

    No more of it is kept than was read.
    """
    with closing(KeptStream(stream, start)) as kept:
        yield kept.reader()


class ReadOnce:
    """Standard input and pipes among some inputs, kept as they are read: they may be read twice."""

    def __init__(self, inputs: Iterable[str | os.PathLike[str]]) -> None:
        self.names = frozenset(name for one in inputs if is_read_once(name := os.fspath(one)))
        self._kept: dict[Pipe, KeptStream] = {}
        self._stack = ExitStack()

    def reader(self, name: str) -> BinaryIO | None:
        """A stream from the beginning of one of them; None for another file.

        Raises `InputError` for one that is named twice, and was not kept.
        """
        if name not in self.names:
            return None
        if not self._of(name).is_kept:
            raise InputError(f"{name}: it can be read once, and is named twice")
        return self._of(name).reader()

    def is_kept(self, name: str) -> bool:
        """Whether all of one of them, which is read to its end now, can be read again."""
        return bool(self._of(name).size()) and self._of(name).is_kept

    def _of(self, name: str) -> KeptStream:
        if (pipe := pipe_of(name)) not in self._kept:
            from clingen_ld.messages.text.special_files import open_special, standard_input

            if name == STANDARD_INPUT:
                stream = standard_input()
            else:
                stream = self._stack.enter_context(open_special(name))
            kept = KeptStream(stream, only_json=True)
            self._kept[pipe] = self._stack.enter_context(closing(kept))
        return self._kept[pipe]

    def close(self) -> None:
        self._stack.close()


def is_read_once(name: str) -> bool:
    """Whether an input is standard input or a pipe; reading reports a missing one."""
    if name == STANDARD_INPUT:
        return True
    return os.path.exists(name) and not os.path.isfile(name) and not os.path.isdir(name)


_SIGNS: Final = re.compile(rb"[{\[<#:@]")
"""What each form has soon: JSON, XML, RDF, variant files; of what is compressed, 1 MB has all."""


def pieces(pipe: BinaryIO) -> Iterator[bytes]:
    """The bytes of a pipe; of what is of no form by its first 1 MB, only these.

    It may have no end (`yes`, /dev/zero), and these are enough for saying what is wrong.
    """
    piece = pipe.read(MEGABYTE)
    is_long = len(piece) == MEGABYTE and not piece.isspace()
    is_of_no_form = is_long and _SIGNS.search(piece) is None
    while piece:
        yield piece
        piece = b"" if is_of_no_form else pipe.read(MEGABYTE)


@contextmanager
def _kept(name: str) -> Iterator[str]:
    import tempfile

    from clingen_ld.messages.text.special_files import open_special, standard_input

    with tempfile.NamedTemporaryFile(prefix="clingen-ld-") as file:
        try:
            is_standard = name == STANDARD_INPUT
            with nullcontext(standard_input()) if is_standard else open_special(name) as pipe:
                file.writelines(pieces(pipe))
            file.flush()
        except InputError:
            raise
        except OSError as error:
            said = f"it cannot be kept in {tempfile.gettempdir()} (TMPDIR names another folder)"
            raise InputError(f"{name}: {said}: {error.strerror or error}") from error
        yield file.name


def state_of(name: str) -> State:
    """The state of a file. Raises `InputError` when it is not there."""
    try:
        found = os.stat(name)
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}") from error
    return found.st_ino, found.st_size, found.st_mtime_ns


class Unchanged:
    """The states of some files at the beginning of a run; `shown` has the names of the user."""

    def __init__(
        self, names: Iterable[str], shown: Mapping[str, str], exclude: Exclusion = NOTHING
    ) -> None:
        self._shown = shown
        self._states: dict[str, State] = {}
        for name in find_files(names, exclude):
            with suppress(InputError):  # reading will say what is wrong
                self._states[name] = state_of(name)

    def check(self, only: str | None = None) -> None:
        """Raises `InputError` when one of the files, or the only one to look at, has changed."""
        for name, state in self._states.items():
            if only in (None, name) and state_of(name) != state:
                shown = self._shown.get(name, name)
                raise InputError(f"{shown}: the file changed while it was read; run it again")
