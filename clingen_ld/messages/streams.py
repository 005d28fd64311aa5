"""Streams of bytes: what shape of text they are, and their lines, elements or records.

Searches that run beside reading get the JSON texts of inputs from here, too.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from contextlib import (
    AbstractContextManager,
    ExitStack,
    closing,
    contextmanager,
    nullcontext,
    suppress,
)
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from clingen_ld.errors import InputError
from clingen_ld.messages.forms import FORMS, is_xml_message, text_form
from clingen_ld.messages.message import ReadOptions
from clingen_ld.messages.text.compression import DamagedError, decompressed
from clingen_ld.messages.text.decoding import decoded_anyhow, too_many_values, wide_encoding
from clingen_ld.messages.text.inputs import Document, PathName, find_files, open_input, watched
from clingen_ld.messages.text.kept_inputs import KeptStream, ReadOnce, is_read_once, read_again
from clingen_ld.messages.text.layout import ENOUGH, SEVERAL

if TYPE_CHECKING:
    from clingen_ld.messages.text.json_arrays import ArrayElement
    from clingen_ld.messages.text.json_sections import Sections


def begin(stream: BinaryIO, options: ReadOptions, start: bytes = b"") -> tuple[bytes, str]:
    """The first bytes of a stream, some of which were read, and what shape of text it is."""
    start += stream.read(max(0, ENOUGH - len(start)))
    complete = len(start) < ENOUGH
    for _ in range(3 - start.count(b"\n")):  # lines so long that the next ones are unknown
        if len(start) <= options.largest:
            start += stream.readline(options.largest + 1)
    return start, shape_of(start, complete, options)


_MAY_BE_EXPANDED: Final = re.compile(
    rb'[\xef\xbb\xbf\s]*\[\s*\{\s*"(?:@(?!context)[a-z]+|[A-Za-z][A-Za-z0-9+.-]*:[^"\s]*)"\s*:'
)

Parts = tuple[bytes, BinaryIO, "Iterator[ArrayElement] | Sections | None"]


@contextmanager
def array_or_text(stream: BinaryIO, options: ReadOptions, start: bytes = b"") -> Iterator[Parts]:
    """The parts of a large JSON text that a stream holds; else its first bytes and the rest.

    Parts are the elements of an array, or the records of sections. What cannot be read twice, or
    only by decompressing it twice, waits in a temporary file.
    """
    place = stream.tell() - len(start) if stream.seekable() else 0
    start += stream.read(max(0, ENOUGH - len(start)))
    sign = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if sign == b"{" and options.type is None and options.form in (None, "vrs"):
        from clingen_ld.messages.text.json_sections import may_be_sections

        if may_be_sections(start) and shape_of(start, len(start) < ENOUGH, options) == "json":
            with _sections(stream, start, place, options) as found:
                yield found
            return
    if sign != b"[" or len(start) < ENOUGH or shape_of(start, False, options) != "json":
        yield start, stream, None
        return
    if _MAY_BE_EXPANDED.match(start):  # an array of nodes that refer to each other
        start += stream.read(max(0, options.largest + 1 - len(start)))
        if len(start) <= options.largest and too_many_values(start, "", 1) is None:
            yield start, cast(BinaryIO, io.BytesIO()), None
            return
    from clingen_ld.messages.text.json_arrays import elements, is_right_array

    with ExitStack() as stack:
        again = stream
        if not has_any_place(stream):
            place = 0
            again = stack.enter_context(read_again(start, stream))
        again.seek(place)
        is_right = is_right_array(again, options.largest)
        again.seek(place)
        yield b"", again, elements(again, options.largest) if is_right else None


def has_any_place(stream: BinaryIO) -> bool:
    """Whether a stream can be read from any place at once, which no compressed one can."""
    import gzip

    return stream.seekable() and not isinstance(stream, gzip.GzipFile)


_RECORD: Final = 1 << 16


def _descriptor(stream: BinaryIO) -> int | None:
    """The descriptor of the file that a stream is, byte for byte, if there is one."""
    below: object = stream
    while (inner := getattr(below, "raw", None)) is not None:
        below = inner
    return below.fileno() if isinstance(below, io.FileIO) and hasattr(os, "pread") else None


@contextmanager
def _sections(stream: BinaryIO, start: bytes, place: int, options: ReadOptions) -> Iterator[Parts]:
    """The sections of a stream, and the whole of it from its beginning."""
    from clingen_ld.messages.text.json_sections import Sections

    if has_any_place(stream):
        file = _descriptor(stream)

        def read_at(at: int, count: int) -> bytes:
            # A record alone: the buffer of the stream would read 128 KB for each.
            if file is not None and count < _RECORD:
                return os.pread(file, count, place + at)
            stream.seek(place + at)
            return stream.read(count)

        stream.seek(place)
        yield b"", stream, Sections(read_at, options.largest)
        return
    with closing(KeptStream(stream, start)) as kept:
        yield b"", kept.reader(), Sections(kept.read_at, options.largest)


def shape_of(start: bytes, complete: bool, options: ReadOptions) -> str:
    """The shape of a text by its first bytes: a form, `json`, `ndjson` or `binary`."""
    given = options.form
    if given is not None and not FORMS[given].is_json:
        return given
    if (encoding := wide_encoding(start)) is not None:
        is_read = encoding.startswith("utf-16") and is_xml_message(decoded_anyhow(start), complete)
        return "resource-xml" if is_read else "binary"
    text = start.decode("utf-8", "replace").removeprefix("\ufeff")
    found = text_form(text, complete)
    if given is not None:
        return "ndjson" if found == "ndjson" else "json"
    return found


def lines_of(start: bytes, stream: BinaryIO, longest: int) -> Iterator[bytes | None]:
    """The lines of a stream whose first bytes were read; None for one that is too long."""
    lines = start.split(b"\n")
    for line in lines[:-1]:
        yield line if len(line) < longest else None  # with its end, which is no more there
    line = lines[-1]
    if len(line) <= longest:
        line += stream.readline(longest + 1)
    while line:
        if len(line) > longest:
            while not line.endswith(b"\n") and (line := stream.readline(1 << 20)):
                pass
            yield None
        else:
            yield line
        line = stream.readline(longest + 1)


def json_texts(
    options: ReadOptions, inputs: tuple[PathName | Document, ...], once: ReadOnce | None
) -> Iterator[bytes]:
    """The JSON texts of inputs: lines, elements of a large array, or whole files.

    Unreadable inputs are skipped, as are those that can be read only once and are not kept.
    """
    for given in inputs:
        yield from _texts_of(given, options, once)


def _texts_of(
    given: PathName | Document, options: ReadOptions, once: ReadOnce | None
) -> Iterator[bytes]:
    if isinstance(given, Document):
        with suppress(DamagedError), decompressed(cast(BinaryIO, io.BytesIO(given.data))) as stream:
            yield from _json_texts(stream, options)
        return
    with suppress(InputError):
        for name in find_files([given], options.exclude):
            with suppress(InputError, OSError), watched(_unwatched), _opened(name, once) as stream:
                if stream is not None:
                    yield from _json_texts(stream, options)


def _opened(name: str, once: ReadOnce | None) -> AbstractContextManager[BinaryIO | None]:
    if once is not None and name in once.names:
        return open_input(name, again=once.reader) if once.is_kept(name) else nullcontext()
    return nullcontext() if is_read_once(name) else open_input(name)


def _unwatched(_: str, __: BinaryIO) -> None:
    """A file that is read for a search beside is not reported."""


def _json_texts(stream: BinaryIO, options: ReadOptions) -> Iterator[bytes]:
    with array_or_text(stream, options) as (start, rest, elements):
        if elements is not None:
            with suppress(ValueError):  # reading says what is wrong
                yield from (each.text.encode("utf-8", "surrogatepass") for each in elements)
            return
        start, shape = begin(rest, options, start)
        if shape == "ndjson":
            yield from (line for line in lines_of(start, rest, options.largest) if line)
        elif shape == "json":
            yield from _values_of(start + rest.read(options.largest))


def _values_of(data: bytes) -> list[bytes]:
    """The text, or those of the values that follow each other in it."""
    text = data.decode(errors="replace")
    if not SEVERAL.search(text):
        return [data]
    from clingen_ld.messages.text.json_arrays import following

    return [each.text.encode() for each in following(text, 1)] or [data]
