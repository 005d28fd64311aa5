"""The JSON texts of inputs, for what looks through them besides reading."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO, cast

from clingen_ld.errors import InputError
from clingen_ld.messages.message import ReadOptions
from clingen_ld.messages.streams import array_or_text, begin, lines_of
from clingen_ld.messages.text.compression import DamagedError, decompressed
from clingen_ld.messages.text.inputs import (
    STANDARD_INPUT,
    Document,
    PathName,
    find_files,
    open_input,
    watched,
)


def json_texts(options: ReadOptions, inputs: tuple[PathName | Document, ...]) -> Iterator[bytes]:
    """The JSON texts of inputs: lines, elements of a large array, or all of a file.

    None of standard input, which is read once, nor of what cannot be read.
    """
    for given in inputs:
        yield from _texts_of(given, options)


def _texts_of(given: PathName | Document, options: ReadOptions) -> Iterator[bytes]:
    if isinstance(given, Document):
        with suppress(DamagedError), decompressed(cast(BinaryIO, io.BytesIO(given.data))) as stream:
            yield from _json_texts(stream, options)
        return
    with suppress(InputError):
        for name in find_files([given], options.exclude):
            if name != STANDARD_INPUT and os.path.isfile(name):
                with suppress(InputError), watched(_unwatched), open_input(name) as stream:
                    yield from _json_texts(stream, options)


def _unwatched(_: str, __: BinaryIO) -> None:
    """Nobody is told of a file that is read besides."""


def _json_texts(stream: BinaryIO, options: ReadOptions) -> Iterator[bytes]:
    with array_or_text(stream, options) as (start, rest, elements):
        if elements is not None:
            yield from (element.text.encode("utf-8", "surrogatepass") for element in elements)
            return
        start, shape = begin(rest, options, start)
        if shape == "ndjson":
            yield from (line for line in lines_of(start, rest, options.largest) if line)
        elif shape == "json":
            yield start + rest.read(options.largest)
