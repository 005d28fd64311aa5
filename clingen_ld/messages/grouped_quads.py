"""N-Quads read graph by graph: a resource each, in flat memory.

Where a graph comes in several places, a large file is grouped on disk first; a small one is read
as a whole. For places in the text, no line may move.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain, groupby
from typing import IO, TYPE_CHECKING, BinaryIO, Final, Literal

from clingen_ld.errors import TextError
from clingen_ld.graph.formats import parse
from clingen_ld.graph.framing import Unread, frame_dataset, unread_of
from clingen_ld.graph.view import DatasetView
from clingen_ld.messages.fast_path import DirectMessage, framed_message
from clingen_ld.messages.message import Below, Item, Message, NoText, Problem, ReadOptions
from clingen_ld.messages.text.disk_set import DiskSet
from clingen_ld.model import (
    Model,
    Normal,
    Tree,
    is_subsetted,
    resource_iri,
    subsetted_graph,
    subsetted_resource,
)

if TYPE_CHECKING:
    from clingen_ld.compiled.framing import DirectFramer

LARGE: Final = 64 * 1024 * 1024
"""Files of more bytes than this are grouped on disk; smaller ones are read as a whole."""

_KNOWN: Final = 100_000
"""How many names of graphs, or digests of their lines, are kept in memory."""

_Outcome = Literal["framed", "torn", "odd"]
"""What became of some lines; torn are those of which a graph came in several places."""


class SplitGraphError(ValueError):
    """A graph comes in several places, so that the lines must be grouped first."""


def read_grouped(
    lines: Iterable[bytes], file: str, options: ReadOptions, model: Model, is_large: bool = False
) -> Iterator[Message] | None:
    """The resources of lines of N-Quads, one a graph; None when it must be read as a whole.

    The messages have no places in the text. Where that `is_large`, a graph that the fast path does
    not take is framed alone by the standard path. Raises `SplitGraphError` when it is not grouped.
    """
    with ExitStack() as stack:
        waiting = stack.enter_context(tempfile.TemporaryFile())
        outcome = _frame(lines, waiting, options, model, is_large)
        if outcome == "torn":
            raise SplitGraphError(file)
        if outcome == "odd":
            return None
        waiting.seek(0)
        stack.pop_all()  # from here on, the messages close the file
        return _messages(waiting, file, options, model)


def read_placed(
    again: Callable[[], BinaryIO], file: str, options: ReadOptions, model: Model
) -> Iterator[Item] | None:
    """What N-Quads say and what is wrong with them, graph by graph, with places in the text.

    None when they must be read as a whole: a graph comes in several places, a node has no name, or
    a statement no graph. `again` gives their bytes from the beginning.
    """
    return _placed(again(), file, options, model) if _is_grouped(again(), options) else None


def _is_grouped(lines: Iterable[bytes], options: ReadOptions) -> bool:
    """Whether each graph comes in one place, and can be read alone."""
    told = _Told()
    with DiskSet() as seen:
        try:
            for pieces in _sections(_Bounded(lines, options.largest)):
                if any(_says_something(text, options.base) for name, text in pieces if not name):
                    return False
                name, text = pieces[0][0], "".join(text for name, text in pieces if name)
                is_told = subsetted_resource(name) is not None
                if "_:" in text or (is_told and not told.is_whole(name, text)):
                    return False
                if name and not seen.add(name) and not is_told:
                    return False
        except (UnicodeDecodeError, SplitGraphError):
            return False
        return len(seen) > 0


_Pieces = list[tuple[str, str]]
"""Lines that follow each other, as `graphs` gives them."""


def _sections(lines: _Bounded) -> Iterator[_Pieces]:
    """The pieces of each graph, with other lines in it, and such lines between graphs.

    Others are comments, and lines that are broken.
    """
    from clingen_ld.compiled.framing import graphs

    waiting: _Pieces = []
    for piece in chain(graphs(lines), [("", "")]):
        lines.size = 0
        if waiting and piece[0] == waiting[0][0]:
            waiting.append(piece)
        elif piece[0] or not piece[1]:
            while waiting:
                count = max((n for n, (name, _) in enumerate(waiting, 1) if name), default=1)
                yield waiting[:count]
                waiting = waiting[count:]
            waiting = [piece]
        else:
            waiting.append(piece)


class _Bounded:
    """Lines, all with an end, as long as those of one graph have no more than some bytes."""

    def __init__(self, lines: Iterable[bytes], most: int) -> None:
        self._lines = lines
        self._most = most
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self._lines:
            self.size += len(line)
            if self.size > self._most:
                raise SplitGraphError
            yield line if line[-1:] == b"\n" else line + b"\n"


def _says_something(text: str, base: str) -> bool:
    """Whether lines, such as comments and broken ones, have a statement."""
    try:
        return any(True for _ in parse(text, "nquads", base))
    except TextError:
        return False


def _placed(lines: BinaryIO, file: str, options: ReadOptions, model: Model) -> Iterator[Item]:
    """The items of lines that are grouped.

    The message before, or the first, says what is in no resource.
    """
    waiting: Message | None = None
    empty: Problem | None = None
    unread: list[Unread] = []
    for item in _read_sections(lines, file, options, model):
        if isinstance(item, Problem) and item.rule == "ST-11":  # some other graph
            empty = empty or item
            continue
        if isinstance(item, list):
            unread += item
            continue
        if waiting is not None:
            if unread:
                waiting.add_unread(unread)
                unread = []
            yield waiting
        waiting = None
        if isinstance(item, Message):
            waiting = item
        else:
            empty = None
            yield item
    if waiting is not None:
        waiting.add_unread(unread)
        yield waiting
    elif empty is not None:
        yield empty


def _read_sections(
    lines: BinaryIO, file: str, options: ReadOptions, model: Model
) -> Iterator[Item | list[Unread]]:
    """The same, a problem for each graph that has no resource, and what it has."""
    from clingen_ld.compiled.framing import DirectFramer

    framer, line = DirectFramer(model, options.base), 0
    with DiskSet() as told:
        for pieces in _sections(_Bounded(lines, options.largest)):
            before, line = line, line + sum(text.count("\n") for _, text in pieces)
            name, text = pieces[0]
            if subsetted_resource(name) is not None and not told.add(name):
                continue  # which comes again, with the same lines
            read = partial(_alone, pieces, before, file, options, model)
            found = framer.decode(name, text) if name and len(pieces) == 1 else None
            if found is not None:
                make = partial(_first_message, read)
                yield DirectMessage(found[0], framer.engine, file, "nquads", make, found[1])
                continue
            for item in read():
                yield item
                if name and isinstance(item, Problem) and item.rule == "ST-11":
                    quads = parse(_quads(pieces), "nquads", options.base)
                    yield unread_of(DatasetView(quads), ())


def _quads(pieces: _Pieces) -> str:
    """The lines of a section."""
    from clingen_ld.compiled.framing import n_quads

    return "".join(n_quads(*piece) for piece in pieces)


def _alone(
    pieces: _Pieces, before: int, file: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The items of a section by the standard path; `before` is the number of lines before it."""
    from clingen_ld.messages.rdf import read_graph

    for item in read_graph(_quads(pieces), "nquads", file, options, model):
        if isinstance(item, Message):
            item.locator = Below(item.locator, before)
            yield item
        else:
            yield replace(item, line=(item.line or 1) + before)


def _first_message(read: Callable[[], Iterator[Item]]) -> Message:
    return next(item for item in read() if isinstance(item, Message))


@contextmanager
def regrouped(lines: Iterable[bytes]) -> Iterator[Iterator[bytes]]:
    """Lines of N-Quads grouped by graph, in order of first occurrence.

    They wait in a temporary file; where the runs of each graph are in it is an index of SQLite.
    It gives them by its key: to sort, SQLite would map all that is sorted into memory. Lines
    without a visible graph may come in any group: the reader of graphs handles that.
    """
    with (
        tempfile.TemporaryFile() as file,
        closing(sqlite3.connect("", isolation_level=None)) as database,
    ):
        database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = 8192;"
            "CREATE TABLE graph (name BLOB PRIMARY KEY, number INTEGER) WITHOUT ROWID;"
            "CREATE TABLE run (graph INTEGER, start INTEGER, size INTEGER,"
            " PRIMARY KEY (graph, start)) WITHOUT ROWID; BEGIN;"
        )
        runs = _runs(lines, file, _Graphs(database))
        database.executemany("INSERT INTO run VALUES (?, ?, ?)", runs)
        yield _lines_of(file, database.execute("SELECT start, size FROM run ORDER BY graph, start"))


def _runs(
    lines: Iterable[bytes], file: IO[bytes], graphs: _Graphs
) -> Iterator[tuple[int, int, int]]:
    """The number of the graph of lines that follow each other, where they start, and their size.

    The lines are written to the file; equal ones that were written lately are left out: a sequence
    may be described with each of its alleles.
    """
    from hashlib import blake2b

    at, told = 0, set[bytes]()
    whole = (line if line.endswith(b"\n") else line + b"\n" for line in lines)
    for name, run in groupby(whole, lambda line: line[line.rfind(b" <") :]):
        text = b"".join(run)
        digest = blake2b(text, digest_size=16).digest()
        if digest in told:
            continue
        if len(told) >= _KNOWN:
            told.clear()
        told.add(digest)
        file.write(text)
        yield graphs.number(name), at, len(text)
        at += len(text)


def _lines_of(file: IO[bytes], runs: Iterable[tuple[int, int]]) -> Iterator[bytes]:
    """The lines of some runs in a file."""
    for start, size in runs:
        file.seek(start)
        end = start + size
        while start < end:
            line = file.readline()
            start += len(line)
            yield line


class _Graphs:
    """Numbers for graphs, in the order in which they first come."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._count = 0
        self._known: dict[bytes, int] = {}

    def number(self, name: bytes) -> int:
        """The number of a graph."""
        known = self._known.get(name)
        if known is not None:
            return known
        row = self._database.execute("SELECT number FROM graph WHERE name = ?", (name,)).fetchone()
        found = self._count if row is None else int(row[0])
        if row is None:
            self._database.execute("INSERT INTO graph VALUES (?, ?)", (name, found))
            self._count += 1
        if len(self._known) >= _KNOWN:
            self._known.clear()
        self._known[name] = found
        return found


def _frame(
    lines: Iterable[bytes], waiting: BinaryIO, options: ReadOptions, model: Model, is_large: bool
) -> _Outcome:
    """Write the resources of all graphs to a file, in order, as far as that is possible.

    They wait there, since only at the end it is known that no graph comes again.
    """
    from clingen_ld.compiled.framing import DirectFramer, graphs

    framer, told = DirectFramer(model, options.base), _Told()
    with DiskSet() as seen:
        try:
            for name, text in graphs(filter(None, lines)):
                if told.is_known(name, text):  # as several documents mention a gene
                    continue
                is_told = subsetted_resource(name) is not None
                if not name:
                    return "odd"
                if is_told and not told.is_whole(name, text):
                    return "torn"
                if not seen.add(name):
                    if is_told:
                        continue
                    return "torn"
                line = _framed(name, text, framer, options if is_large else None)
                if line is None or (is_told and not line[1]):
                    return "torn"  # perhaps because the rest of it is elsewhere
                waiting.write(line[0] + b"\n")
        except UnicodeDecodeError:
            return "odd"
        return "framed" if len(seen) else "odd"


_STANDARD: Final = b" "
"""Before a resource that waits as its tree, since the fast path does not take it."""


def _framed(
    name: str, text: str, framer: DirectFramer, standard: ReadOptions | None
) -> tuple[bytes, bool] | None:
    """The line in which the resource of a graph waits, and whether it is described in part.

    None of a graph that neither the fast path takes nor, with the options for it, the standard one.
    """
    found = framer.decode(name, text) or framer.decode(name, _each_once(text))
    if found is not None:
        return found[1], found[0].is_subsetted
    tree = None if standard is None else _framed_alone(name, text, standard, framer.engine.model)
    return None if tree is None else (_STANDARD + json.dumps(tree).encode(), is_subsetted(tree))


def _framed_alone(name: str, text: str, options: ReadOptions, model: Model) -> Tree | None:
    """The resource of a graph by the standard path; None where the graph is not all of it.

    Nameless nodes may be in other graphs, too.
    """
    if "_:" in text:
        return None
    quads = (quad._replace(graph=name) for quad in parse(text, "ntriples", options.base))
    try:
        found, unread = frame_dataset(DatasetView(quads), model, options.base)
    except TextError:
        return None
    if len(found) != 1 or unread or found[0].normal.notes:
        return None
    tree = found[0].normal.tree
    is_its = resource_iri(tree, options.base) == (subsetted_resource(name) or name)
    return tree if is_its else None


def _each_once(text: str) -> str:
    """Lines, each but once: those of graphs that were written several times, and then grouped."""
    return "\n".join(dict.fromkeys(text.split("\n")))


class _Told:
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


def _messages(
    waiting: BinaryIO, file: str, options: ReadOptions, model: Model
) -> Iterator[Message]:
    from clingen_ld.compiled.engine import engine

    known = engine(model, options.base)
    with waiting:
        for line in waiting:
            if line.startswith(_STANDARD):
                tree = json.loads(line)
                iri = resource_iri(tree, options.base)
                yield Message(tree["resourceType"], iri, Normal(tree), NoText(), file, "nquads")
                continue
            text = line[:-1]
            decoded = known.decode_encoded(text)
            yield framed_message(decoded, known, file, text)
