"""Whether the lines of N-Quads are grouped by graph, and grouping them on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext
from itertools import groupby
from typing import IO, Any, BinaryIO, Final

from clingen_ld.messages.text.temporary import Scratch, temporary_file
from clingen_ld.model import subsetted_graph, subsetted_resource

_KNOWN: Final = 100_000
"""How many names of graphs, or digests of their lines, are kept in memory."""
_TABLES: Final = """
PRAGMA cache_size = 8192;
CREATE TABLE graph (name BLOB PRIMARY KEY, number INTEGER) WITHOUT ROWID;
CREATE TABLE run (graph INTEGER, start INTEGER, size INTEGER, PRIMARY KEY (graph, start))
WITHOUT ROWID
"""


class PartialGraphs:
    """The graphs with partial descriptions of resources, which come last."""

    def __init__(self) -> None:
        self._texts: dict[str, int] = {}

    def is_known(self, name: str, text: str) -> bool:
        """Whether a graph is one that was found to be whole, once more."""
        known = self._texts.get(name)
        return known is not None and known == hash(text)

    def is_whole(self, name: str, text: str) -> bool:
        """Whether a graph is one complete partial description, as its name says.

        Any other may belong to a graph of the resource elsewhere.
        """
        if name != subsetted_graph(str(subsetted_resource(name)), text[:-1].split("\n")):
            return False
        if len(self._texts) >= _KNOWN:
            self._texts.clear()
        self._texts[name] = hash(text)
        return True


@contextmanager
def regrouped(lines: Iterable[bytes], source: BinaryIO | None = None) -> Iterator[Iterator[bytes]]:
    """Lines of N-Quads grouped by graph, in order of first occurrence.

    They are read again from their `source`, which is then at its beginning and has any place, or
    from a temporary file. Where the runs of each graph are in it is an index of SQLite.
    It gives them by its key: to sort, SQLite would map all that is sorted into memory. Lines
    without a visible graph may come in any group: the reader of graphs handles that.
    """

    with (
        nullcontext(source) if source is not None else temporary_file() as file,
        closing(Scratch(_TABLES)) as database,
    ):
        runs = _runs(lines, None if source is not None else file, _Graphs(database))
        database.execute_many("INSERT INTO run VALUES (?, ?, ?)", runs)
        yield _lines_of(file, database.rows("SELECT start, size FROM run ORDER BY graph, start"))


def _runs(
    lines: Iterable[bytes], file: IO[bytes] | None, graphs: _Graphs
) -> Iterator[tuple[int, int, int]]:
    """The number of the graph of lines that follow each other, where they start, and their size.

    The lines are written to the file, if they are in none; equal ones that came lately are left
    out: a sequence may be described with each of its alleles.
    """
    from hashlib import blake2b

    at, told = 0, set[bytes]()
    whole = (line if line.endswith(b"\n") else line + b"\n" for line in lines)
    for name, run in groupby(whole, lambda line: line[line.rfind(b" <") :]):
        text = b"".join(run)
        digest = blake2b(text, digest_size=16).digest()
        if digest not in told:
            if len(told) >= _KNOWN:
                told.clear()
            told.add(digest)
            if file is not None:
                file.write(text)
            yield graphs.number(name), at, len(text)
        elif file is not None:
            continue
        at += len(text)


def _lines_of(file: IO[bytes], runs: Iterable[tuple[Any, ...]]) -> Iterator[bytes]:
    """The lines of some runs in a file."""
    for start, size in runs:
        file.seek(start)
        end = start + size
        while start < end:
            line = file.readline()
            start += len(line)
            if not line.endswith(b"\n"):  # the last one of all
                start, line = end, line + b"\n"
            yield line


class _Graphs:
    """Numbers for graphs, in the order in which they first come."""

    def __init__(self, database: Scratch) -> None:
        self._database = database
        self._count = 0
        self._known: dict[bytes, int] = {}

    def number(self, name: bytes) -> int:
        """The number of a graph."""
        known = self._known.get(name)
        if known is not None:
            return known
        row = self._database.row("SELECT number FROM graph WHERE name = ?", (name,))
        found = self._count if row is None else int(row[0])
        if row is None:
            self._database.execute("INSERT INTO graph VALUES (?, ?)", (name, found))
            self._count += 1
        if len(self._known) >= _KNOWN:
            self._known.clear()
        self._known[name] = found
        return found
