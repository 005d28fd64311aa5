"""Inputs in portions that can be read by themselves: some lines of NDJSON, some elements of a large
JSON array, or a whole file.

Of lines in an uncompressed file, a portion says where they are: whoever reads it gets them from
there, which takes less time than sending them.
"""

from __future__ import annotations

import io
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, TypeVar

from clingen_ld.errors import InputError
from clingen_ld.messages.message import Item, Problem, ReadOptions
from clingen_ld.messages.reading import read_elements, read_input, read_lines, read_stream
from clingen_ld.messages.streams import array_or_text, begin, lines_of
from clingen_ld.messages.text.compression import damage_errors
from clingen_ld.messages.text.inputs import (
    DamagedInputError,
    UnreadableInputError,
    find_files,
    named_files,
    open_input,
)
from clingen_ld.messages.text.json_arrays import ArrayElement
from clingen_ld.messages.text.kept_inputs import is_read_once
from clingen_ld.model import Model

T = TypeVar("T")

_SIZE: Final = 1 << 18
"""The size of a portion of lines in bytes: a few hundred messages, a few milliseconds of work."""
_SHARE: Final = 16
"""A portion has no more than one in so many of the bytes that are left, so that all end at once."""
_LEAST: Final = 8
"""But it has at least one in so many of the usual ones."""


class Span(NamedTuple):
    """Lines in a file: where they start, how many bytes they have, and how many lines."""

    path: str
    start: int
    size: int
    many: int

    def read(self) -> bytes:
        """The lines. Raises `InputError` when the file is not there any more."""
        return self._at(self.start, self.size)

    def before(self, count: int) -> bytes:
        """So many bytes before the lines."""
        start = max(0, self.start - count)
        return self._at(start, self.start - start)

    def after(self, count: int) -> bytes:
        """So many bytes behind the lines."""
        return self._at(self.start + self.size, count)

    def _at(self, start: int, count: int) -> bytes:
        try:
            with open(self.path, "rb") as file:
                file.seek(start)
                return file.read(count)
        except OSError as error:
            raise InputError(f"{self.path}: {error.strerror or error}") from error


@dataclass(frozen=True, slots=True)
class Portion:
    """A unit of reading: lines of a file from a line on (None for one that is too long), elements
    of a large JSON array, or a whole file, with its text only if it cannot be read again; or the
    reason that nothing more can be read."""

    file: str
    first_line: int = 1
    lines: tuple[bytes | None, ...] | Span | None = None
    text: bytes | None = None
    elements: tuple[ArrayElement, ...] | None = None
    problem: Problem | None = None


def portions(
    inputs: Iterable[str | os.PathLike[str]],
    options: ReadOptions,
    shown: Mapping[str, str] | None = None,
    largest: int = 0,
    look: Callable[[bytes], object] | None = None,
) -> Iterator[Portion]:
    """The portions of some inputs, in order; `shown` has other names for some of them.

    Portions of an uncompressed file have up to `largest` bytes, if that is more than usual. `look`
    is called with the lines of each portion, before that is given. Raises `InputError` when an
    input does not exist or cannot be read.
    """
    given = list(inputs)
    named = named_files(given)
    for file in find_files(given, options.exclude):
        name = (shown or {}).get(file, file)
        try:
            yield from _of_file(file, name, options, largest, look)
        except UnreadableInputError as error:
            if file in named:
                raise
            yield Portion(name, problem=error.problem)
        except DamagedInputError as error:
            yield Portion(name, problem=replace(error.problem, file=name))


def _of_file(
    file: str, name: str, options: ReadOptions, largest: int, look: Callable[[bytes], object] | None
) -> Iterator[Portion]:
    with open_input(file) as stream, array_or_text(stream, options) as (start, rest, elements):
        if isinstance(elements, Iterator):
            for some in _in_portions(elements, lambda element: len(element.text)):
                yield Portion(name, elements=some)
            return
        start, shape = begin(rest, options, start)
        if shape == "ndjson" and elements is None:
            if os.path.isfile(file) and _is_plain(rest) and rest.tell() == len(start):
                yield from _of_spans(file, name, start, rest, options.largest, largest, look)
                return
            for portion in _of_lines(name, lines_of(start, rest, options.largest)):
                if look is not None and not isinstance(portion.lines, Span):
                    look(b"\n".join(filter(None, portion.lines or ())))
                yield portion
        elif name != file or is_read_once(file):
            yield Portion(name, text=start + rest.read(options.largest + 1))
        else:
            yield Portion(name)


def _is_plain(stream: object) -> bool:
    """Whether a stream gives the bytes of a file as they are on disk."""
    while isinstance(stream, io.BufferedReader):
        stream = stream.raw
    return isinstance(stream, io.FileIO)


def _of_spans(
    file: str, name: str, start: bytes, stream: BinaryIO, longest: int, largest: int,
    look: Callable[[bytes], object] | None,
) -> Iterator[Portion]:  # fmt: skip
    """The portions of lines in a file whose first bytes were read."""
    first, at, total = 1, 0, os.path.getsize(file)
    while True:
        size = max(_SIZE // _LEAST, min(max(_SIZE, largest), (total - at) // _SHARE))
        data = start + stream.read(max(0, size - len(start)))
        if not data:
            return
        end = passed = data.rfind(b"\n") + 1
        if not end:  # of a line of so many bytes, the beginning shows that it is too long
            data += stream.readline(max(0, longest + 1 - len(data)))
            end = passed = len(data)
            while data[-1:] != b"\n" and (more := stream.readline(1 << 20)):
                passed += len(more)
                if more.endswith(b"\n"):
                    break
        lines, start = data[:end], data[end:]
        if look is not None:
            look(lines)
        count = lines.count(b"\n") or 1
        yield Portion(name, first, Span(file, at, end, count))
        first += count
        at += passed


def _of_lines(name: str, lines: Iterator[bytes | None]) -> Iterator[Portion]:
    first = 1
    for some in _in_portions(lines, lambda line: len(line or b"")):
        yield Portion(name, first, some)
        first += len(some)


def _in_portions(parts: Iterator[T], size_of: Callable[[T], int]) -> Iterator[tuple[T, ...]]:
    """Parts of a text, as many at once as have the size of a portion."""
    some: list[T] = []
    size = 0
    try:
        for part in parts:
            some.append(part)
            size += size_of(part)
            if size >= _SIZE:
                yield tuple(some)
                some, size = [], 0
    except damage_errors():
        if some:
            yield tuple(some)
        raise
    if some:
        yield tuple(some)


def read_portion(portion: Portion, options: ReadOptions, model: Model) -> Iterator[Item]:
    """The messages of a portion, and the problems of its text."""
    if portion.problem is not None:
        yield portion.problem
    elif portion.lines is not None:
        some: Iterable[bytes | None]
        if isinstance(portion.lines, Span):
            some = lines_of(b"", io.BytesIO(portion.lines.read()), options.largest)
        else:
            some = portion.lines
        yield from read_lines(some, portion.first_line, portion.file, options, model)
    elif portion.elements is not None:
        yield from read_elements(portion.elements, portion.file, options, model)
    elif portion.text is not None:
        yield from read_stream(io.BytesIO(portion.text), portion.file, options, model)
    else:
        yield from read_input(portion.file, options, model)


def lost_portion(portion: Portion, how: str) -> Problem:
    """The problem of an unread portion: how its processes ended."""
    what = "this file"
    if portion.lines is not None:
        lines = portion.lines
        count = lines.many if isinstance(lines, Span) else len(lines)
        what = f"lines {portion.first_line} to {portion.first_line + count - 1}"
    elif portion.elements is not None:
        what = f"{len(portion.elements)} elements of the array"
    message = f"{what} could not be read: the process that did {how}, and so did a second one"
    return Problem("ST-0", {"message": message}, portion.file, "", portion.first_line, 1,
                   severity="error")  # fmt: skip


@contextmanager
def whole_folder(name: str | os.PathLike[str]) -> Iterator[Path]:
    """A temporary folder that is renamed to the final one at the end.

    If the work fails, nothing is left behind. Raises `InputError` if the folder is not empty or
    cannot be written.
    """
    shown = os.fspath(name)
    if "\0" in shown:
        raise InputError(f"{shown!r}: not a valid folder name")
    target = Path(os.path.realpath(shown))
    waiting = target.parent / f".clingen-ld-{secrets.token_hex(8)}"
    try:
        if target.exists() and any(target.iterdir()):
            raise InputError(occupied(shown))
        waiting.mkdir()
        try:
            yield waiting
            if target.exists():
                target.rmdir()
            waiting.rename(target)
        finally:
            shutil.rmtree(waiting, ignore_errors=True)
    except InputError:
        raise
    except OSError as error:
        raise InputError(f"{shown}: cannot be written: {error.strerror or error}") from error


def occupied(name: str) -> str:
    """The error for an output folder that is not empty."""
    return f"{name}: there is something in this folder; name a new one"
