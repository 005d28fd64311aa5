"""The rows of a set of resources in blocks: in its database, or in files of other processes.

Writing rows in blocks takes a fifth of the time of single rows. The texts of resources are apart
from the rest, since look-ups need only that.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice, repeat
from pathlib import Path
from typing import IO, Final, NamedTuple

from clingen_ld.messages.text.temporary import Scratch, no_room
from clingen_ld.validation.set_rows import IndexRow, KeptRow, KeyRun, Keys

ROWS: Final = 128
"""The least number of rows in a block, but for the last one."""

_PLAIN: Final = 2
"""The version of marshal that does not look for what is there twice."""

NamedRow = tuple[str, str, bool, str]
"""The IRI and the file of a resource, whether it is a partial description, and its id."""


class FiledBlock(NamedTuple):
    """A block in a file: the number of its first row, where it starts, and how many bytes its rows
    and their texts have."""

    first: int
    start: int
    rows: int
    texts: int


class Blocks:
    """The blocks of a set, in a database."""

    def __init__(self, database: Scratch) -> None:
        self._database = database
        self._last: tuple[int, list[KeptRow]] = 0, []
        """The last block read, with the number of its first row."""
        self._files: dict[str, IO[bytes]] = {}

    def create(self) -> None:
        """Make the table of blocks."""
        self._database.execute(
            "CREATE TABLE block (first INTEGER PRIMARY KEY, rows BLOB, texts BLOB,"
            " file TEXT, start INTEGER)"
        )

    def add(self, rows: Sequence[IndexRow], first: int) -> None:
        """Add rows, the first of which has a number."""
        given = first, *_packed(rows)
        self._database.execute("INSERT INTO block VALUES (?, ?, ?, NULL, NULL)", given)

    def add_filed(self, filed: FiledRows, first: int) -> None:
        """Add rows in a file, the first of which has a number."""
        for at, start, rows, texts in filed.blocks:
            given = first + at, rows, texts, filed.path, start
            self._database.execute("INSERT INTO block VALUES (?, ?, ?, ?, ?)", given)

    def row(self, number: int) -> KeptRow:
        """The row with a number."""
        first, rows = self._of(number)
        return rows[number - first]

    def _of(self, number: int) -> tuple[int, list[KeptRow]]:
        """The rows of the block with a number, and the number of its first row."""
        first, rows = self._last
        if not first <= number < first + len(rows):
            first, named, texts = self._block(number, True)
            pairs = zip(_named(named), texts_of(texts), strict=True)
            rows = [(iri, file, text, is_part, name) for (iri, file, is_part, name), text in pairs]
            self._last = first, rows
        return first, rows

    def rows(self, start: int, end: int) -> Iterator[tuple[int, KeptRow]]:
        """The rows in a range of numbers."""
        while start < end:
            first, rows = self._of(start)
            yield from zip(count(start), rows[start - first : end - first], strict=False)
            start = first + len(rows)

    def named(self, end: int) -> Iterator[tuple[int, NamedRow]]:
        """The rows before a number, without their texts."""
        start = 0
        while start < end:
            rows = list(_named(self._block(start, False)[1]))
            yield from islice(enumerate(rows, start), end - start)
            start += len(rows)

    def may_have_text(self, end: int, text: str) -> bool:
        """Whether rows before a number may have a text, beside those of the resources.

        It is sought in the rows as they are stored, some twenty times as fast as in each row.
        """
        stored = marshal.dumps(text, _PLAIN)
        return any(stored in self._block(first, False)[1] for first in self._firsts(end))

    def texts(self, end: int) -> Iterator[tuple[bytes, int]]:
        """The texts of each block before a number, as stored, and the number of the first one."""
        for first in self._firsts(end):
            yield self._block(first, True)[2], first

    def _firsts(self, end: int) -> list[int]:
        """The numbers of the first rows of the blocks before a number."""
        find = "SELECT first FROM block WHERE first < ?"
        return [first for (first,) in self._database.rows(find, (end,))]

    def _block(self, number: int, has_texts: bool) -> tuple[int, bytes, bytes]:
        """The number of the first row of a block, its rows, and their texts."""
        texts = "texts" if has_texts else "CASE WHEN file IS NULL THEN x'' ELSE texts END"
        find = f"SELECT first, rows, {texts}, file, start FROM block WHERE first <= ?"
        found = self._database.row(f"{find} ORDER BY first DESC LIMIT 1", (number,))
        assert found is not None
        first, rows, packed, path, start = found
        if path is None:
            return first, rows, packed
        file = self._files.get(path)
        if file is None:
            file = self._files[path] = open(path, "rb")  # noqa: SIM115
        file.seek(start)
        return first, file.read(rows), file.read(packed) if has_texts else b""

    def close(self) -> None:
        for file in self._files.values():
            file.close()


class FiledRows(NamedTuple):
    """Rows in a file: how many, the path, their blocks, and their keys."""

    many: int
    path: str
    blocks: Sequence[FiledBlock]
    keys: KeyRun


NO_ROWS: Final = FiledRows(0, "", (), Keys().run())


class BlockFile:
    """A new file in a folder in which a process gathers rows for others."""

    def __init__(self, folder: Path) -> None:
        import tempfile  # which one process alone does without

        number, self._path = tempfile.mkstemp(dir=folder)
        self._file = open(number, "wb")  # noqa: SIM115
        self._begin()

    def _begin(self) -> None:
        self._count = 0
        self._waiting: list[IndexRow] = []
        self._blocks: list[FiledBlock] = []
        self._keys = Keys()

    def __len__(self) -> int:
        return self._count + len(self._waiting)

    def add(self, rows: Iterable[IndexRow]) -> None:
        """Add rows. Raises `InputError` if there is no room."""
        self._waiting += rows
        if len(self._waiting) >= ROWS:
            self._write()

    def _write(self) -> None:
        """Write those that wait, whose memory can be used again then."""
        rows, self._waiting = self._waiting, []
        self._keys.add(rows, self._count)
        try:
            if rows:
                named, texts = _packed(rows)
                place = self._file.tell()
                self._blocks.append(FiledBlock(self._count, place, len(named), len(texts)))
                self._file.write(named)
                self._file.write(texts)
            self._file.flush()
        except OSError as error:
            raise no_room(error, self._path) from error
        self._count += len(rows)

    def filed(self) -> FiledRows:
        """The rows that were added since the last time."""
        self._write()
        found = FiledRows(self._count, self._path, self._blocks, self._keys.run())
        self._begin()
        return found


def _packed(rows: Sequence[IndexRow]) -> tuple[bytes, bytes]:
    """A block of rows, and their texts."""
    iris, files, texts, parts, names, _ = zip(*rows, strict=True)
    file = files[0] if files.count(files[0]) == len(files) else files  # mostly one of all
    return marshal.dumps((iris, file, parts, names), _PLAIN), marshal.dumps(texts, _PLAIN)


def _named(packed: bytes) -> Iterator[NamedRow]:
    """The rows of a block, without their texts."""
    iris, file, parts, names = marshal.loads(packed)
    files = repeat(file, len(iris)) if isinstance(file, str) else file
    return zip(iris, files, parts, names, strict=True)


def texts_of(packed: bytes) -> tuple[bytes | str, ...]:
    """The texts of a block."""
    found: tuple[bytes | str, ...] = marshal.loads(packed)
    return found
