"""The lines of a VCF file, in bounded memory, and the places in them.

A line may have any length: after its first columns it is read only as far as the model needs, and
not kept.
"""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, NamedTuple

from clingen_ld.errors import missing_package
from clingen_ld.messages.message import Excerpt, Fix, MessageEdit, Place, Problem, excerpt
from clingen_ld.messages.text.compression import Pieces
from clingen_ld.messages.text.inputs import DamagedInputError

LONGEST_HEAD: Final = 16 * 1024 * 1024
"""How much of a line is read, in bytes; the rest of a longer one is passed over."""

_AT_ONCE: Final = 1 << 16  # bytes of a stream
_SHOWN: Final = 400  # bytes of a line that an excerpt is made of, behind its place


class Line(NamedTuple):
    """The beginning of a line without its end, and its 1-based number.

    `tabs` counts those of the whole line, of which `data` is all when it is `whole`.
    """

    number: int
    data: bytes
    whole: bool
    tabs: int


def _joined(start: bytes, stream: BinaryIO) -> Iterator[bytes]:
    """What was read of a stream already, and then the rest of it."""
    yield start
    yield from iter(lambda: stream.read(_AT_ONCE), b"")


Take = Callable[[Callable[[], bytes], int], tuple[int, int]]
"""Gets what gives the beginning of what follows, and the number of its first line. Gives how many
bytes and lines of it are taken."""


def read_lines(start: bytes, stream: BinaryIO, take: Take | None = None) -> Iterator[Line]:
    """The lines of a stream whose first bytes were read.

    `take` may take lines away.
    """
    pieces = Pieces(_joined(start.removeprefix(b"\xef\xbb\xbf"), stream))
    joined = io.BufferedReader(pieces, _AT_ONCE)
    number = 0
    while True:
        if take is not None:
            size, lines = take(joined.peek, number + 1)
            if size:
                joined.read(size)
                number += lines
                continue
        if not (data := joined.readline(LONGEST_HEAD)):
            return
        number += 1
        tabs = data.count(b"\t")
        whole = True
        if not data.endswith(b"\n") and len(data) >= LONGEST_HEAD:
            while more := joined.readline(1 << 20):
                whole = False
                tabs += more.count(b"\t")
                if more.endswith(b"\n"):
                    break
        yield Line(number, data.rstrip(b"\r\n"), whole, tabs)


def problem_at(rule: str, message: str, file: str, line: Line, offset: int = 0) -> Problem:
    """A problem at a byte of a line, 0-based; `message` fills the text of the rule."""
    before = line.data[max(0, offset - _SHOWN) : offset].decode("utf-8", "replace")
    text = before + line.data[offset : offset + _SHOWN].decode("utf-8", "replace")
    column = len(line.data[:offset].decode("utf-8", "replace")) + 1
    shown = excerpt(text, 0, len(before) + 1)
    values = {"message" if rule == "ST-0" else "what": message}
    return Problem(rule, values, file, "", line.number, column, shown)


CHROM, POS, ID, REF, ALT = range(5)
"""The first five fields of a record by their numbers."""

_FIELD: Final = re.compile(r"[^\t,\r\n]+")
_FIELDS_OF: Final = (
    ("/allele", ALT),
    ("/referenceCoordinate/identifier", ID),
    ("/referenceCoordinate/referenceSequence", CHROM),
    ("/referenceCoordinate/refAllele", REF),
    ("/referenceCoordinate", POS),
    ("/alleleName", POS),
)
"""The fields that the parts of a contextual allele come from, by JSON Pointer."""


@dataclass(frozen=True, slots=True)
class RecordLocator:
    """Places of an allele, or of the sequence that it lies on, in the record it was read from.

    `head` is the beginning of the record, its first five fields at least; `alternate` is the
    number of the allele among those of ALT, from 0.
    """

    line: int
    head: str
    alternate: int = 0

    @property
    def reference(self) -> tuple[int, str]:
        """Where REF is, 0-based interbase, and its bases in upper case."""
        fields = self.head.split("\t", 5)
        return int(fields[POS]) - 1, fields[REF].upper()

    def place(self, pointer: str, at_key: bool = False) -> Place:
        """The place of the field that a pointer of the normal form came from."""
        for beginning, field in _FIELDS_OF:
            if pointer == beginning or pointer.startswith(f"{beginning}/"):
                return Place(pointer, self.line, self._column(field))
        return Place(pointer, self.line, 1)

    def excerpt(self, place: Place) -> Excerpt | None:
        """The record around a place."""
        if place.column is None:
            return None
        field = _FIELD.match(self.head, place.column - 1)
        return excerpt(self.head, 0, place.column, 0 if field is None else len(field[0]))

    def fix(self, change: MessageEdit) -> Fix | None:
        """The fields of a record are not the values of the model."""
        return None

    def _column(self, field: int) -> int:
        """The 1-based column in which a field begins, or, in ALT, the allele."""
        parts = self.head.split("\t", 5)
        before = sum(len(part) + 1 for part in parts[:field])
        if field == ALT:
            before += sum(len(allele) + 1 for allele in parts[ALT].split(",")[: self.alternate])
        return before + 1


BCF: Final = b"BCF\x02"
"""What a BCF file begins with, when it is decompressed."""


def bcf_lines(start: bytes, stream: BinaryIO, file: str) -> Iterator[Line]:
    """The lines of a BCF file as VCF; `start` was read already.

    Raises `UsageError` when pysam is not installed, `DamagedInputError` when it is damaged.
    """
    try:
        import pysam
    except ImportError as error:
        raise missing_package("to read BCF", "pysam") from error
    with tempfile.NamedTemporaryFile(prefix="clingen-ld-", suffix=".bcf") as kept:
        # htslib reads files, not streams of Python.
        kept.write(start)
        shutil.copyfileobj(stream, kept)
        kept.flush()
        silent = pysam.set_verbosity(0)
        try:
            with pysam.VariantFile(kept.name) as records:
                yield from _lines(records)
        except (OSError, ValueError) as error:
            raise DamagedInputError(file, f"the BCF data is damaged: {error}") from error
        finally:
            pysam.set_verbosity(silent)


def _lines(records: Any) -> Iterator[Line]:
    number = 0
    for text in str(records.header).splitlines():
        number += 1
        yield _line(number, text)
    for record in records:
        number += 1
        yield _line(number, str(record).rstrip("\r\n"))


def _line(number: int, text: str) -> Line:
    data = text.encode("utf-8", "surrogateescape")
    return Line(number, data, True, data.count(b"\t"))
