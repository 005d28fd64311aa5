"""N-Quads read graph by graph with places in the text, for which no line may move."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any, BinaryIO

from clingen_ld.compiled.engine import Decoded
from clingen_ld.compiled.framing import DirectFramer
from clingen_ld.errors import TextError
from clingen_ld.graph.formats import parse
from clingen_ld.graph.framing import Unread, unread_of
from clingen_ld.graph.view import DatasetView
from clingen_ld.messages.fast_path import DirectMessage
from clingen_ld.messages.message import Below, Item, Message, Problem, ReadOptions, SplitGraphError
from clingen_ld.messages.n_quads.grouping import PartialGraphs, graphs, n_quads
from clingen_ld.messages.n_quads.written import OtherLines, WrittenGraph, written_graphs
from clingen_ld.messages.rdf import read_graph
from clingen_ld.messages.text.temporary import DiskSet
from clingen_ld.model import Model, subsetted_resource


def read_placed(
    again: Callable[[], BinaryIO], file: str, options: ReadOptions, model: Model
) -> Iterator[Item] | None:
    """What N-Quads say and what is wrong with them, graph by graph, with places in the text.

    None when they must be read as a whole: a graph comes in several places, a node has no name, or
    a statement no graph. `again` gives their bytes from the beginning. Where they are to be read
    `once`, that raises `SplitGraphError` while they are read.
    """
    if options.once or _is_grouped(again(), options):
        return _placed(again(), file, options, model)
    return None


def _is_grouped(lines: Iterable[bytes], options: ReadOptions) -> bool:
    """Whether each graph comes in one place, and can be read alone."""
    with closing(_Grouped(options)) as grouped:
        try:
            for pieces in _sections(_Bounded(lines, options.largest)):
                grouped.add(pieces)
            grouped.end()
        except (UnicodeDecodeError, SplitGraphError):
            return False
        return True


class _Grouped:
    """Looks whether graphs come in one place each, and can be read alone.

    Otherwise, its methods raise `SplitGraphError`.
    """

    def __init__(self, options: ReadOptions) -> None:
        self._base = options.base
        self._partial = PartialGraphs()
        self._seen = DiskSet()
        self.close = self._seen.close

    def add(self, pieces: _Pieces) -> None:
        """Look at the lines of a graph, and those in it."""
        if any(_says_something(text, self._base) for name, text in pieces if not name):
            raise SplitGraphError
        name, text = pieces[0][0], "".join(text for name, text in pieces if name)
        if self._partial.is_known(name, text):
            return
        is_partial = subsetted_resource(name) is not None
        if "_:" in text or (is_partial and not self._partial.is_whole(name, text)):
            raise SplitGraphError
        if name and not self._seen.add(name) and not is_partial:
            raise SplitGraphError

    def add_written(self, name: str) -> None:
        """Look at a graph that is certainly a whole resource."""
        if not self._seen.add(name):
            raise SplitGraphError

    def end(self) -> None:
        """Look whether there was any."""
        if not len(self._seen):
            raise SplitGraphError


_Pieces = list[tuple[str, str]]
"""Lines that follow each other, as `graphs` gives them."""
_Found = tuple[Decoded, bytes]
"""A resource, and the text to decode it from again."""


def _sections(lines: _Bounded) -> Iterator[_Pieces]:
    """The pieces of each graph, with other lines in it, and such lines between graphs.

    Others are comments, and lines that are broken.
    """
    waiting: _Pieces = []
    for piece in chain(graphs(lines), [("", "")]):
        lines.size = 0
        if piece[0] and waiting and piece[0] == waiting[0][0]:
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
    framer, line = DirectFramer(model, options.base, options.checked), 0
    with DiskSet() as sections, closing(_Grouped(options)) as grouped:
        for pieces, found in _decoded(lines, options, framer):
            name, text = pieces[0]
            place = pieces, line, file, options, model
            line += sum([_count(text) for _, text in pieces])
            if found is not None:
                grouped.add_written(found[0].iri)
            else:
                if options.once:
                    grouped.add(pieces)
                if subsetted_resource(name) is not None and not sections.add(name):
                    continue  # which comes again, with the same lines
                found = framer.decode(name, text) if name and len(pieces) == 1 else None
            if found is not None:
                make = partial(_first_message, *place)
                yield DirectMessage(found[0], framer.engine, file, "nquads", make, found[1])
                continue
            for item in _alone(*place):
                yield item
                if name and isinstance(item, Problem) and item.rule == "ST-11":
                    quads = parse(_quads(pieces), "nquads", options.base)
                    yield unread_of(DatasetView(quads), ())
        if options.once:
            grouped.end()


def _decoded(
    lines: BinaryIO, options: ReadOptions, framer: DirectFramer
) -> Iterator[tuple[_Pieces, _Found | None]]:
    """The sections of lines, those that are read once decoded if they stand as written."""
    parts: Iterable[WrittenGraph[_Found] | OtherLines] = (OtherLines(lines),)
    if options.once:
        parts = written_graphs(lines, options.largest, framer.decode_written)
    try:
        for part in parts:
            if isinstance(part, OtherLines):
                others = part.lines
            elif part.found is not None:
                yield [("", part.text)], part.found
                continue
            else:
                others = io.BytesIO(part.text.encode())
            for pieces in _sections(_Bounded(others, options.largest)):
                yield pieces, None
    except UnicodeDecodeError as error:
        raise SplitGraphError from error


def _quads(pieces: _Pieces) -> str:
    """The lines of a section."""
    return "".join(n_quads(*piece) for piece in pieces)


def _alone(
    pieces: _Pieces, before: int, file: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The items of a section by the standard path; `before` is the number of lines before it."""
    for item in read_graph(_quads(pieces), "nquads", file, options, model):
        if isinstance(item, Message):
            item.locator = Below(item.locator, before)
            yield item
        else:
            yield replace(item, line=(item.line or 1) + before)


def _first_message(*place: Any) -> Message:
    return next(item for item in _alone(*place) if isinstance(item, Message))


def _count(lines: str) -> int:
    """The number of lines: to leave out their ends takes an eighth of the time of counting."""
    data = lines.encode()
    return len(data) - len(data.replace(b"\n", b""))
