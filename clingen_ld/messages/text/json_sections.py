"""JSON objects of sections, whose records point at each other: bundles, as ClinVar-GKS has them.

A bundle is one object of sections, each an object of records by their keys. A record refers to
another one by a JSON Pointer of the whole (`#/location/ga4gh:SL.x`). Bundles of any size are read
record by record: an index on disk says where the record of a pointer is.

Source: https://github.com/clingen-data-model/clinvar-gks (docs/output-reference/overview.md)
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, closing
from functools import lru_cache
from typing import Any, BinaryIO, Final, NamedTuple, cast

from clingen_ld.messages.text.decoding import too_large
from clingen_ld.messages.text.json_arrays import CHUNK, LEAST, ArrayElement, Window
from clingen_ld.messages.text.json_faults import ENDS
from clingen_ld.messages.text.json_text import JsonTextError, read
from clingen_ld.messages.text.temporary import Scratch
from clingen_ld.model import escape, finite, unescape

VRS_SECTIONS: Final = {
    "SequenceReference": "sequenceReference", "SequenceLocation": "location", "Allele": "allele",
    "CopyNumberCount": "copyNumberCount", "CopyNumberChange": "copyNumberChange",
    "RelativeAllele": "relativeAllele", "CisPhasedBlock": "cisPhasedBlock",
    "Adjacency": "adjacency", "Terminus": "terminus", "DerivativeMolecule": "derivativeMolecule",
    "CategoricalVariant": "variation",
}  # fmt: skip
"""The sections that a bundle has for classes of VRS and Cat-VRS, in the order of publication.

Those from `relativeAllele` to `derivativeMolecule` are not published, since ClinVar has no such.
"""
OTHER_SECTIONS: Final = ("gene", "condition", "conditionSet", "submitter")
"""Sections of what alleles and statements are about."""
_STATEMENTS: Final = r"(?:\w+[-_])?(?:proposition|evidenceLine)\w*|scv|vcv|rcv"
_NAME: Final = f'"(?:{"|".join((*VRS_SECTIONS.values(), *OTHER_SECTIONS))}|{_STATEMENTS})"'
_OTHER: Final = r'"\w+"\s*:\s*(?:"[^"\\]*"|\d+|null|\{[^{}]*\})\s*,\s*'
"""A section without records, or another member, such as the version of the schema."""
_SECTIONS: Final = re.compile(rf'\s*\{{\s*(?:{_OTHER})*{_NAME}\s*:\s*\{{\s*"([^"\\]*)"\s*:\s*\{{')
_OF_KEYS: Final = re.compile(r"[.:]|[SVR]CV\d")
"""What keys of records have, and names of properties have not."""
_MOST: Final = 1000
_SOME: Final = 20_000
_READ: Final = "SELECT number, offset, size FROM record WHERE name = ?"


class BrokenTextError(ValueError):
    """A text is not JSON: what is wrong, and in which line and column (1-based)."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message, line, column)
        self.message, self.line, self.column = message, line, column


def may_be_sections(start: bytes) -> bool:
    """Whether a text is an object of sections, by its first bytes.

    >>> may_be_sections(b'{"location": {"ga4gh:SL.x": {"type": "SequenceLocation"')
    True
    >>> may_be_sections(b'{"location": {"sequenceReference": {"id": "x"}, "start": 1, "end": 2}')
    False
    """
    found = _SECTIONS.match(start.decode("utf-8", "replace").removeprefix("\ufeff"))
    return found is not None and _OF_KEYS.search(found[1]) is not None


class Repeated(NamedTuple):
    """A record whose key its section has twice: its pointer, line and column (1-based)."""

    pointer: str
    line: int
    column: int


def records(stream: BinaryIO, largest: int) -> Iterator[ArrayElement]:
    """The records of the sections of the JSON object in a stream: members of its members.

    A member that is not an object, or an empty one, is returned unchanged. Raises `BrokenTextError`
    if the text is not JSON, or a record has more than `largest` characters.
    """
    text: _Cursor | None = None
    try:
        text = _Cursor(stream, largest)
        yield from text.members("", text.section)
        if text.peek():
            raise ValueError("there is more text after the end of the object")
    except (ValueError, RecursionError) as error:
        said = error.message if isinstance(error, JsonTextError) else str(error)
        if isinstance(error, UnicodeDecodeError):
            said = f"byte 0x{error.object[error.start]:02x} is not UTF-8: write the text in UTF-8"
        elif isinstance(error, RecursionError):
            said = "the text is nested too deeply"
        raise BrokenTextError(said, *(text.place() if text else (1, 1))) from None


class _Cursor(Window):
    """A place in a text, which goes forward."""

    _at = 0
    _sections: frozenset[str] = frozenset()
    _decode = json.JSONDecoder(parse_constant=finite, parse_float=finite).raw_decode

    def place(self) -> tuple[int, int]:
        """The line and column of the place."""
        self.count(self._at)
        return self._line, self._column

    def _fault(self, at: int) -> JsonTextError | None:
        if self._ended or len(self._text) - at <= 8 * CHUNK:
            try:
                read(self._text[at:])
            except JsonTextError as error:
                is_inside = error.offset < len(self._text) - at - LEAST
                if self._ended or (is_inside and not error.message.startswith(ENDS)):
                    return error
        return None

    def peek(self) -> str:
        """The next character that is not white space; empty at the end."""
        self._at = self.after_space(self._at)
        return self.sign(self._at)

    def _take(self, signs: str, what: str) -> str:
        """One of some signs, which comes next. Raises ValueError when another one does."""
        sign = self.peek()
        if not sign or sign not in signs:
            raise ValueError(f"{what} is missing here")
        self._at += 1
        return sign

    def members(
        self, above: str, each: Callable[[str], Iterator[ArrayElement]]
    ) -> Iterator[ArrayElement]:
        """What a function gives for the value of each member of an object, which comes next.

        It is called with the pointer of the member; an empty object, or any other value, is given
        itself.
        """
        if above and self.peek() != "{":
            yield from self.record(above)
            return
        self._take("{", "an object")
        at, sign = self._at - 1, "}" if self.peek() == "}" else ","
        if sign == "}":
            self._at += 1
            if above:
                yield self.element(above, at, self._at)
        while sign == ",":
            if self.peek() != '"':
                raise ValueError("a key in quotation marks is missing here")
            key = read(self._next()).value
            if not above and key in self._sections:
                raise ValueError(f"the section {key} is there twice: write it once")
            self._sections |= set() if above else {key}
            self._take(":", "a colon")
            yield from each(f"{above}/{escape(key)}")
            sign = self._take(",}", "a comma or }")

    def section(self, pointer: str) -> Iterator[ArrayElement]:
        """The members of the next object, or the value if it is not an object."""
        return self.members(pointer, self.record)

    def record(self, pointer: str) -> Iterator[ArrayElement]:
        """The value that comes next."""
        self.peek()
        if self._counted < self._at:
            self._at = self.forget(self._at)
        at, text = self._at, self._next()
        yield self.element(pointer, at, at + len(text))

    def _next(self) -> str:
        """The text of the next value. Raises ValueError if it is invalid."""
        try:
            at, end = self.value(self._at)
        except ValueError:
            if (fault := self._fault(self._at)) is None:
                raise
            self._at += fault.offset
            raise fault from None
        if end - at > self._largest:
            raise ValueError(f"a value of {too_large(self._largest)}")
        self._at = end
        return self._text[at:end]


class Sections:
    """The records of a text with sections; `read_at` returns a number of bytes from a position
    on."""

    def __init__(self, read_at: Callable[[int, int], bytes], largest: int) -> None:
        self._read_at = read_at
        self._largest = largest

    def __iter__(self) -> Iterator[ArrayElement]:
        """The records. Raises `BrokenTextError`, before the first of them, when it is not JSON."""
        for _ in self.unchecked():
            pass
        yield from self.unchecked()

    def unchecked(self) -> Iterator[ArrayElement]:
        """The records of what is JSON."""
        return records(cast(BinaryIO, _Reader(self._read_at)), self._largest)

    def index(self, elsewhere: Callable[[str], Any] | None = None) -> SectionIndex:
        """An index of all records. Raises `BrokenTextError` when the text is not JSON.

        `elsewhere` gives the value of a pointer to no record, or raises KeyError.
        """
        with ExitStack() as stack:
            index = stack.enter_context(closing(SectionIndex(self._read_at, elsewhere)))
            for record in self.unchecked():
                index.add(record)
            index.finish()
            stack.pop_all()  # from here on, whoever asked for it closes it
        return index


class _Reader:
    """Reads from the beginning, whoever else reads the same."""

    def __init__(self, read_at: Callable[[int, int], bytes]) -> None:
        self._read_at = read_at
        self._at = 0

    def read(self, count: int) -> bytes:
        """Some bytes; b"" at the end."""
        data = self._read_at(self._at, count)
        self._at += len(data)
        return data


class SectionIndex:
    """Where the records of a text are: in memory while they are few, and on disk when not.

    `repeated` are the first records whose key was there before. `members` are those of the whole:
    the sections, without their records, and any other values.
    """

    def __init__(
        self, read_at: Callable[[int, int], bytes], elsewhere: Callable[[str], Any] | None = None
    ) -> None:
        self._read_at = read_at
        self._elsewhere = elsewhere
        self._database = Scratch(
            "PRAGMA cache_size = -32000;"
            "CREATE TABLE record (name BLOB PRIMARY KEY, number INT, offset INT, size INT)"
            " WITHOUT ROWID"
        )
        self._waiting: dict[bytes, tuple[int, int, int, Repeated]] = {}
        self._count = 0
        self._asked = bytearray()
        self._kept = bytearray()
        self._numbers: dict[str, tuple[int, int]] = {}
        """The first number of the records of a section, and that behind the last."""
        self.members: dict[str, Any] = {}
        self.repeated: list[Repeated] = []
        self.value_at = lru_cache(4096)(self._value_at)
        """The value at the pointer of a record. Raises KeyError if there is none."""

    def add(self, record: ArrayElement) -> None:
        pointer, text = record.pointer, record.text
        name, place = short_name(pointer), Repeated(pointer, record.line, record.column)
        section, is_record, _ = pointer[1:].partition("/")
        section = unescape(section)
        if section not in self.members or not is_record:
            self.members[section] = {} if is_record else read(text).value
        if name in self._waiting:
            self._repeat(place)
        size = len(text) if text.isascii() else len(text.encode())
        self._waiting[name] = (self._count, record.offset, size, place)
        first, _ = self._numbers.get(section, (self._count, 0))
        self._count += 1
        self._numbers[section] = first, self._count
        if len(self._waiting) >= _SOME:
            self._write()

    def _repeat(self, place: Repeated) -> None:
        if len(self.repeated) < _MOST:
            self.repeated.append(place)

    def _write(self) -> None:
        """Put what waits on disk, in the order of the index; of repeated records the last holds."""
        rows = [(name, *self._waiting[name][:3]) for name in sorted(self._waiting)]
        added = self._database.execute_many(
            "INSERT OR IGNORE INTO record VALUES (?, ?, ?, ?)", rows
        )
        if added < len(rows):
            for name, (number, *_, place) in self._waiting.items():
                found = self._database.row(_READ, (name,))
                if found is not None and found[0] != number:
                    self._repeat(place)
            self._database.execute_many("REPLACE INTO record VALUES (?, ?, ?, ?)", rows)
        self._waiting.clear()

    def finish(self) -> None:
        """Everything is there."""
        self._write()
        self._asked, self._kept = bytearray(self._count), bytearray(self._count)

    def _value_at(self, pointer: str) -> Any:
        found = self._database.row(_READ, (short_name(pointer),))
        if found is None:
            if self._elsewhere is None:
                raise KeyError(pointer)
            return self._elsewhere(pointer)
        number, offset, size = found
        self._asked[number] = True
        try:
            return read(self._read_at(offset, size).decode()).value
        except JsonTextError as error:  # what is wrong is said of the record itself
            raise KeyError(pointer) from error

    def text_at(self, pointer: str) -> bytes | None:
        """The text of a record, whose value counts as asked for; None where there is no such."""
        found = self._database.row(_READ, (short_name(pointer),))
        if found is None:
            return None
        number, offset, size = found
        self._asked[number] = True
        return self._read_at(offset, size)

    def number(self, pointer: str) -> int | None:
        """The number of a record, in the order of the text; None where there is no such."""
        found = self._database.row(_READ, (short_name(pointer),))
        return None if found is None else int(found[0])

    def has_unasked(self, sections: Collection[str]) -> bool:
        """Whether some sections have a record whose value was not asked for."""
        return any(
            self._asked.find(0, *self._numbers[each]) >= 0
            for each in sections
            if each in self._numbers
        )

    def is_asked(self, number: int) -> bool:
        """Whether the value of a record was asked for."""
        return bool(self._asked[number])

    def keep(self, number: int) -> bool:
        """Keep a record; gives whether it was not kept before."""
        is_new = not self._kept[number]
        self._kept[number] = True
        return is_new

    def close(self) -> None:
        """Give back what the index holds."""
        self._database.close()


def short_name(text: str) -> bytes:
    """A short name of a text, of which no two have the same."""
    from hashlib import blake2b  # which most runs do not need

    return blake2b(text.encode(), digest_size=16).digest()
