"""The bytes of one message: how many there may be, how they are decoded, and their lines.

They are UTF-8; what is not has a place, and texts in other encodings are named.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from functools import cached_property
from typing import BinaryIO, Final

from clingen_ld.messages.message import Edit, Excerpt, Place, Problem, excerpt
from clingen_ld.messages.text.layout import ENOUGH

# In this order, since the mark of UTF-32 begins as that of UTF-16 does.
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The NUL bytes among the first four of plain text (encoding detection of RFC 4627).
_NULS: Final[dict[tuple[bool, ...], str]] = {
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
}
_IS_TEXT: Final = re.compile(rb"[\0\t\n\r -\x7e\x80-\xff]*")
_ENOUGH_TO_TELL: Final = 64


def wide_encoding(data: bytes) -> str | None:
    """The encoding of a text in UTF-16 or UTF-32, by its mark or its NUL bytes; else None.

    >>> wide_encoding('{"id": 1}'.encode("utf-16-be")), wide_encoding(b"BCF\\x02\\x00")
    ('utf-16-be', None)
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    start = data[:_ENOUGH_TO_TELL]
    if b"\0" not in start:
        return None
    quarters = [start[n::4] for n in range(4)]
    pattern = tuple(quarter.count(0) * 2 > len(quarter) for quarter in quarters)
    others = b"".join(q for q, is_nul in zip(quarters, pattern, strict=True) if not is_nul)
    return _NULS.get(pattern) if _IS_TEXT.fullmatch(others) else None


def decoded_anyhow(data: bytes) -> str:
    """The text of bytes in whatever encoding they are; what cannot be decoded is replaced."""
    return data.decode(wide_encoding(data) or "utf-8", "replace").removeprefix("\ufeff")


_DECOMPRESS: Final = "which are not read: decompress them, or use gzip or zstd"
_BINARY: Final = {
    b"BZh": f"bzip2 data, {_DECOMPRESS}",
    b"\xfd7zXZ\0": f"xz data, {_DECOMPRESS}",
    b"\x5d\0\0": f"LZMA data, {_DECOMPRESS}",
    b"\x04\x22\x4d\x18": f"lz4 data, {_DECOMPRESS}",
    b"\x1f\x8b": "data that are compressed twice: decompress them once",
    b"\x28\xb5\x2f\xfd": "data that are compressed twice: decompress them once",
    b"PK\3\4": "a ZIP archive (or a workbook), which is not read: unpack it",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive, which is not read: unpack it",
    b"PAR1": "a Parquet file, which is not read: give the messages that it was made of",
    b"SQLite format 3\0": "a SQLite database, which is not read: export its content as JSON",
    b"%PDF-": "a PDF file, which is not read",
}
"""What files are that begin with some bytes, and what to do with them."""


def _binary(data: bytes) -> str | None:
    """What binary data are that are known by their first bytes."""
    if data[257:262] == b"ustar":
        return "a tar archive, which is not read: unpack it"
    return next((said for magic, said in _BINARY.items() if data.startswith(magic)), None)


def is_binary(start: bytes) -> bool:
    """Whether what begins with some bytes is no text in UTF-8."""
    return b"\0" in start or wide_encoding(start) is not None or _binary(start) is not None


def binary_problem(file: str, data: bytes) -> Problem:
    """The error for a file that is not UTF-8 text."""
    encoding = wide_encoding(data)
    message = _binary(data) or "binary data: no text of any form"
    if encoding is not None:
        message = f"the text is in {encoding[:6].upper()}: write it in UTF-8"
    return Problem("ST-0", {"message": message}, file, "", 1, 1)


def decode(data: bytes, file: str, has_nul: bool = False) -> str | Problem:
    """The text of bytes in UTF-8, or what is wrong with them; `has_nul`: NUL is a character."""
    if b"\0" in data[:ENOUGH] and (not has_nul or wide_encoding(data) is not None):
        return binary_problem(file, data)
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if wide_encoding(data) is not None or _binary(data) is not None:
            return binary_problem(file, data)
        before = data[: error.start].decode("utf-8", "replace")
        line = before.count("\n") + 1
        column = len(before) - before.rfind("\n")
        message = f"byte 0x{data[error.start]:02x} is not UTF-8: write the text in UTF-8"
        return Problem("ST-0", {"message": message}, file, "", line, column)


def decode_whole(data: bytes, file: str, has_nul: bool = False) -> str | Problem:
    """The text of a whole file; a text without content is a problem, too (ST-11)."""
    text = decode(data, file, has_nul)
    if isinstance(text, str) and not text.strip():
        return Problem("ST-11", {"what": "the file is empty"}, file, "", 1, 1)
    return text


MEGABYTE: Final = 1024 * 1024
_STEP: Final = 4 * MEGABYTE
"""Bytes that are read of a text at once: memory for as many is taken, however small the text."""
MOST_VALUES: Final = 400_000
"""The maximum number of values in a message: each takes up to 1 kB of memory."""


def too_large(largest: int) -> str:
    """The error for a text larger than a message may be."""
    return (
        f"more than {largest // MEGABYTE:,} MB, the most that is read as one message; for a right "
        "one, give a larger --max-size"
    )


def read_whole(start: bytes, stream: BinaryIO, largest: int, file: str) -> bytes | Problem:
    """The rest of a stream of which `start` was read, or a problem when it is too large."""
    data = start
    while len(data) <= largest and (more := stream.read(min(_STEP, largest + 1 - len(data)))):
        data += more
    if len(data) <= largest:
        return data
    return Problem("ST-0", {"message": f"a text of {too_large(largest)}"}, file, "", 1, 1)


_BEFORE_VALUES: Final = (b",", b"[", b"{")
"""The separators before the first value of an array or object, and before the others."""


def too_many_values(data: bytes, file: str, line: int) -> Problem | None:
    """The problem that a JSON text has too many values; None when it has not."""
    if len(data) <= MOST_VALUES or sum(map(data.count, _BEFORE_VALUES)) <= MOST_VALUES:
        return None
    message = f"more than {MOST_VALUES:,} values, the most that are read at once"
    return Problem("ST-0", {"message": message}, file, "", line, 1)


LINE_END: Final = re.compile(r"\r\n?|\n")
_WORD = re.compile(r"<[^<>]*/?>|[\w:.-]+")
"""A tag, an IRI or a name."""


class Lines:
    """A text that is split into lines when one is first asked for.

    Not with `splitlines()`, which breaks lines at characters that end none in XML or RDF.
    """

    def __init__(self, text: str | bytes) -> None:
        self._text = text

    @cached_property
    def text(self) -> str:
        """The text, without a byte order mark."""
        text = self._text
        if isinstance(text, bytes):
            wide = text.startswith((b"\xff\xfe", b"\xfe\xff"))
            text = text.decode("utf-16" if wide else "utf-8", "replace")
        return text.removeprefix("\ufeff")

    @cached_property
    def all(self) -> list[str]:
        """Every line, without its end."""
        return LINE_END.split(self.text)

    @cached_property
    def index(self) -> LineIndex:
        """Where the lines begin."""
        return LineIndex(self.text)

    def edit(self, start: int, end: int, text: str) -> Edit:
        """Another text between two offsets."""
        was = self.text[start:end]
        return Edit(*self.index.at(start), *self.index.at(end), was, text)

    def excerpt(self, place: Place) -> Excerpt | None:
        if place.line is None or place.column is None or place.line > len(self.all):
            return None
        line = self.all[place.line - 1]
        word = _WORD.match(line, place.column - 1)
        length = len(line[place.column - 1 :][:1]) if word is None else word.end() - word.start()
        return excerpt(line, 0, place.column, length)


class LineIndex:
    """Where the lines of a text begin. CR LF, LF and a lone CR each end one line."""

    __slots__ = ("_length", "_starts")

    def __init__(self, text: str) -> None:
        self._length = len(text)
        # Without a CR the pattern is one literal, which is found many times faster.
        pattern = r"\r\n?|\n" if "\r" in text else r"\n"
        self._starts = [0, *(ending.end() for ending in re.finditer(pattern, text))]

    def start(self, line: int) -> int:
        """Give the offset of the first character of a line, counted from 1."""
        return self._starts[line - 1]

    def at(self, offset: int) -> tuple[int, int]:
        """Give the line and column, both from 1, of a character or of the end of the text.

        Raises ValueError for an offset outside the text.
        """
        if not 0 <= offset <= self._length:
            raise ValueError(f"offset {offset} is outside a text of {self._length} characters")
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
