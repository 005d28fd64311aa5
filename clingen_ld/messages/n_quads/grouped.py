"""N-Quads read graph by graph: a resource each, in flat memory.

Where a graph comes in several places, a large file is grouped on disk first; a small one is read
as a whole.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, suppress
from itertools import chain, groupby
from typing import BinaryIO, Final, Literal, NamedTuple, cast

from clingen_ld.errors import TextError
from clingen_ld.graph.formats import parse
from clingen_ld.graph.framing import frame_dataset
from clingen_ld.graph.view import DatasetView
from clingen_ld.messages.fast_path import framed_message
from clingen_ld.messages.message import Item, Message, NoText, ReadOptions, SplitGraphError
from clingen_ld.messages.n_quads.grouping import (
    PartialGraphs,
    graphs,
    is_whole,
    n_quads,
    n_triples,
    regrouped,
)
from clingen_ld.messages.n_quads.written import OtherLines, WrittenGraph, written_graphs
from clingen_ld.messages.streams import has_any_place
from clingen_ld.messages.text.inputs import STANDARD_INPUT, open_input
from clingen_ld.messages.text.kept_inputs import KeptStream
from clingen_ld.messages.text.temporary import DiskSet, temporary_file
from clingen_ld.model import Model, Normal, Tree, is_subsetted, resource_iri, subsetted_resource

LARGE: Final = 64 * 1024 * 1024
"""Files of more bytes than this are grouped on disk; smaller ones are read as a whole."""
_SMALL: Final = 1 << 20
"""N-Quads of no more bytes are read as a whole where findings need places."""

_Outcome = Literal["framed", "scattered", "odd"]
"""What became of some lines; scattered are those of which a graph came in several places."""
_ReadWhole = Callable[[BinaryIO, bytes], Iterator[Item]]
"""Reads a stream as a whole, of which the first bytes were read."""


def read_quads(
    start: bytes,
    stream: BinaryIO,
    name: str,
    options: ReadOptions,
    model: Model,
    read_whole: _ReadWhole,
) -> Iterator[Item]:
    """The messages of a file of N-Quads, graph by graph where that is possible.

    `start` are the first bytes of the stream, which were read.
    """
    if options.placed:
        small = min(_SMALL, options.largest)
        start += stream.read(max(0, small + 1 - len(start)))
        if len(start) <= small:
            yield from read_whole(stream, start)
            return
    with ExitStack() as stack:
        again, size = _again(start, stream, name, stack)
        if options.placed:
            from clingen_ld.messages.n_quads.placed import read_placed

            found = read_placed(again, name, options, model)
        else:
            found = _read_in_groups(again, name, options, model, size > LARGE)
        yield from read_whole(again(), b"") if found is None else found


def _again(
    start: bytes, stream: BinaryIO, name: str, stack: ExitStack
) -> tuple[Callable[[], BinaryIO], int]:
    """What gives all of a stream from its beginning, and its size on disk."""
    if name != STANDARD_INPUT and os.path.isfile(name):

        def again() -> BinaryIO:
            if not stream.seekable():
                return stack.enter_context(open_input(name))
            stream.seek(0)
            return stream

        return again, os.path.getsize(name)
    # It can be read only once, so that it waits in a temporary file.
    kept = stack.enter_context(closing(KeptStream(stream, start)))
    return kept.reader, kept.size()


def _read_in_groups(
    again: Callable[[], BinaryIO], name: str, options: ReadOptions, model: Model, is_large: bool
) -> Iterator[Item] | None:
    """The messages of lines, which are grouped first if need be; None for reading as a whole."""
    try:
        return read_grouped(again(), name, options, model, is_large)
    except SplitGraphError:
        if is_large:
            stream = again()
            source = stream if has_any_place(stream) else None
            with regrouped(stream, source) as sorted_lines, suppress(SplitGraphError):
                return read_grouped(sorted_lines, name, options, model, is_large)
    return None


def read_grouped(
    lines: Iterable[bytes], file: str, options: ReadOptions, model: Model, is_large: bool = False
) -> Iterator[Message] | None:
    """The resources of lines of N-Quads, one a graph; None when it must be read as a whole.

    Those of a stream are read several at once. The messages have no places in the text. Where that
    `is_large`, a graph that the fast path does not take is framed alone by the standard path.
    Raises `SplitGraphError` when it is not grouped.
    """
    with ExitStack() as stack:
        waiting = stack.enter_context(temporary_file())
        with closing(_Framing(waiting, options, model, is_large)) as framing:
            outcome = framing.frame(lines)
        if outcome == "scattered":
            raise SplitGraphError(file)
        if outcome == "odd":
            return None
        waiting.seek(0)
        stack.pop_all()  # from here on, the messages close the file
        return _messages(waiting, file, options, model)


_STANDARD: Final = b" "
"""Before a resource that waits as its tree, since the fast path does not take it."""
_MOST: Final = 1024
"""So many partial descriptions are known again by their lines, of some 10 KB each."""
_LONGEST: Final = 1 << 16
"""The most characters of such lines."""


class _Line(NamedTuple):
    """The name of a graph, and the line in which its resource waits; both empty for a partial
    description that comes again."""

    name: str
    text: bytes
    is_partial: bool = False


_AGAIN: Final = _Line("", b"")


class _Framing:
    """Writes the resources of all graphs to a file, in order, as far as that is possible.

    They wait there, since only at the end it is known that no graph comes again.
    """

    def __init__(
        self, waiting: BinaryIO, options: ReadOptions, model: Model, is_large: bool
    ) -> None:
        from clingen_ld.compiled.framing import DirectFramer

        self._waiting, self._options, self._is_large = waiting, options, is_large
        self._framer, self._descriptions = DirectFramer(model, options.base), PartialGraphs()
        self._before: dict[str, str] = {}
        """Partial descriptions that came before, by their first lines."""
        self._seen = DiskSet()
        self.close = self._seen.close

    def frame(self, lines: Iterable[bytes]) -> _Outcome:
        """Write the resources of lines."""
        parts: Iterable[WrittenGraph[_Line] | OtherLines] = (OtherLines(lines),)
        if hasattr(lines, "read"):
            parts = written_graphs(cast(BinaryIO, lines), self._options.largest, self._read)
        try:
            for is_written, some in groupby(parts, _is_written):
                add = self._add_written if is_written else self._add_others
                if (outcome := add(some)) is not None:
                    return outcome
        except UnicodeDecodeError:
            return "odd"
        return "framed" if len(self._seen) else "odd"

    def _read(self, text: str, at: int) -> tuple[_Line, int] | None:
        """The line for a graph that begins at a place of a text, and its end."""
        first = text[at : text.find("\n", at)]
        before = self._before.get(first)
        if before is not None and text.startswith(before, at):
            return _AGAIN, at + len(before)
        if (given := self._framer.decode_written(text, at)) is not None:
            (found, line), end = given
            return _Line(found.iri, line), end
        name = first[first.rfind("<") + 1 : -3]
        if subsetted_resource(name) is None:
            return None
        given = self._framer.decode_written(text, at, f" <{name}> .\n")
        if given is None or not given[0][0].is_subsetted:
            return None
        (found, line), end = given
        is_its = subsetted_resource(name) == found.iri
        if not is_its or not is_whole(name, n_triples(name, text[at:end])):
            return None
        return _Line(name, line, True), end

    def _add_written(self, parts: Iterable[WrittenGraph[_Line] | OtherLines]) -> _Outcome | None:
        """Write resources that are framed."""
        for part in parts:
            assert isinstance(part, WrittenGraph)
            name, line, is_partial = part.found or _AGAIN
            if is_partial:
                self._remember(part.text)
            if name:
                if self._seen.add(name):
                    self._waiting.write(line + b"\n")
                elif not is_partial:
                    return "scattered"
        return None

    def _add_others(self, parts: Iterable[WrittenGraph[_Line] | OtherLines]) -> _Outcome | None:
        """Write the resources of lines that do not stand as written, or are partial."""
        for name, text in graphs(filter(None, chain.from_iterable(map(_lines, parts)))):
            if self._descriptions.is_known(name, text):  # as several documents mention a gene
                self._remember(n_quads(name, text))
                continue
            is_partial = subsetted_resource(name) is not None
            if not name:
                return "odd"
            if is_partial and not self._descriptions.is_whole(name, text):
                return "scattered"
            if not self._seen.add(name):
                if is_partial:
                    continue
                return "scattered"
            line = self._framed(name, text)
            if line is None or (is_partial and not line[1]):
                return "scattered"  # perhaps because the rest of it is elsewhere
            if is_partial:
                self._remember(n_quads(name, text))
            self._waiting.write(line[0] + b"\n")
        return None

    def _remember(self, lines: str) -> None:
        """Remember a whole partial description."""
        if len(self._before) >= _MOST:
            self._before.clear()
        if len(lines) <= _LONGEST:
            self._before[lines[: lines.find("\n")]] = lines

    def _framed(self, name: str, text: str) -> tuple[bytes, bool] | None:
        """The line in which the resource of a graph waits, and whether it is described in part.

        None of a graph that neither the fast path takes nor, in a large file, the standard one.
        """
        framer, options = self._framer, self._options
        found = framer.decode(name, text) or framer.decode(name, _each_once(text))
        if found is not None:
            return found[1], found[0].is_subsetted
        tree = _framed_alone(name, text, options, framer.engine.model) if self._is_large else None
        return None if tree is None else (_STANDARD + json.dumps(tree).encode(), is_subsetted(tree))


def _is_written(part: WrittenGraph[_Line] | OtherLines) -> bool:
    return isinstance(part, WrittenGraph) and part.found is not None


def _lines(part: WrittenGraph[_Line] | OtherLines) -> Iterable[bytes]:
    return part.lines if isinstance(part, OtherLines) else io.BytesIO(part.text.encode())


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
    """Lines without repetitions, as a graph that was written several times has after grouping."""
    return "\n".join(dict.fromkeys(text.split("\n")))


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
