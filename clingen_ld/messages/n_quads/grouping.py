"""The lines of N-Quads by graph: those that follow each other, and grouping the others on disk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext
from itertools import chain, groupby, islice
from typing import IO, Any, BinaryIO, Final, NamedTuple

from clingen_ld.messages.text.temporary import Scratch, temporary_file
from clingen_ld.model import subsetted_graph, subsetted_resource

_NAMED_LINE: Final = re.compile(
    rb'(?:<[^<> "]*>|_:[^<> "]+) <[^<> "]*> '
    rb'(?:<[^<> "]*>|_:[^<> "]+|"(?:[^"\\]|\\.)*"(?:\^\^<[^<> "]*>|@[A-Za-z0-9-]+)?)'
    rb"( <([^<> \"]+)> \.\n)"
)
_KNOWN: Final = 100_000
"""How many names of graphs, or digests of their lines, are kept in memory."""
_TABLES: Final = """
PRAGMA cache_size = 8192;
CREATE TABLE graph (name BLOB PRIMARY KEY, number INTEGER) WITHOUT ROWID;
CREATE TABLE run (graph INTEGER, start INTEGER, size INTEGER, PRIMARY KEY (graph, start))
WITHOUT ROWID
"""


def graphs(lines: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    """The graphs of some N-Quads: the name of each, and its lines as N-Triples.

    Lines of a graph that follow each other are one. Lines without a graph in the usual notation
    come together under the name "", as they are. A line that only looks like one of the graph
    before it, being a triple that ends with its name, becomes one that says nothing; so what
    `DirectFramer` does not take is to be read from `n_quads`, which has all lines as given. Raises
    `UnicodeDecodeError` for a line that is no UTF-8.
    """
    name, end, found = "", b"", list[bytes]()
    ends: tuple[bytes, ...] = ()
    before, most, same = dict[bytes, _Before](), _MOST, _NONE
    stream: Iterator[bytes] | None = iter(lines)
    while stream is not None:
        rest, stream = stream, None
        for line in rest:
            if line.endswith(ends):
                found.append(line)
                continue
            known = before.get(line, _NONE)
            match = None if known.name else _NAMED_LINE.fullmatch(line)
            if not known.name and match is None and not end:
                found.append(line)
                continue
            if found:
                text = same.text if found == same.lines else _n_triples(found, end)
                is_short = len(found) <= _LONGEST and len(before) < most
                if is_short and subsetted_resource(name) is not None:
                    before[found[0]] = _Before(name, end, found, text)
                yield name, text
            same, name, end = known, known.name, known.end
            if match is not None:
                name, end = match[2].decode(), match[1]
            found, ends = [line], (end,) if end else ()
            if known.name:
                others = list(islice(rest, len(known.lines) - 1))
                if [line, *others] != known.lines:  # as the last ones may be of other graphs
                    before, most, stream = {}, 0, chain(others, rest)
                    break
                found += others
    if found:
        yield name, _n_triples(found, end)


class _Before(NamedTuple):
    """A graph that came before: its name, the end of its lines, these lines, and its text."""

    name: str
    end: bytes
    lines: list[bytes]
    text: str


_NONE: Final = _Before("", b"", [], "")
_MOST: Final = 1024
"""So many graphs with partial descriptions are known again by their lines, of some 10 KB each."""
_LONGEST: Final = 256
"""The most lines of such a graph."""


def n_quads(name: str, text: str) -> str:
    """The lines that `graphs` made N-Triples of, as they were."""
    return text.replace(" .\n", f" <{name}> .\n") if name else text


def n_triples(name: str, text: str) -> str:
    """Lines of a graph of a name as N-Triples."""
    return text.replace(f" <{name}> .\n", " .\n")


def _n_triples(lines: list[bytes], end: bytes) -> str:
    if not end:
        return b"".join(lines).decode()
    length = -len(end)
    return b" .\n".join([*[line[:length] for line in lines], b""]).decode()


class PartialGraphs:
    """The graphs with partial descriptions of resources, which come last."""

    def __init__(self) -> None:
        self._texts: dict[str, int] = {}

    def is_known(self, name: str, text: str) -> bool:
        """Whether a graph is one that was found to be whole, once more."""
        known = self._texts.get(name)
        return known is not None and known == hash(text)

    def is_whole(self, name: str, text: str) -> bool:
        """Whether `is_whole` says so; then the graph is known."""
        if not is_whole(name, text):
            return False
        if len(self._texts) >= _KNOWN:
            self._texts.clear()
        self._texts[name] = hash(text)
        return True


def is_whole(name: str, text: str) -> bool:
    """Whether a graph is one complete partial description, as its name says.

    Any other may belong to a graph of the resource elsewhere.
    """
    return name == subsetted_graph(str(subsetted_resource(name)), text[:-1].split("\n"))


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

    at, seen = 0, set[bytes]()
    whole = (line if line.endswith(b"\n") else line + b"\n" for line in lines)
    for name, run in groupby(whole, lambda line: line[line.rfind(b" <") :]):
        text = b"".join(run)
        digest = blake2b(text, digest_size=16).digest()
        if digest not in seen:
            if len(seen) >= _KNOWN:
                seen.clear()
            seen.add(digest)
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
