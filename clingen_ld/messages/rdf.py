"""The forms that are the graph itself: Turtle, TriG, N-Triples, N-Quads, RDF/XML."""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Final, Literal

from clingen_ld.errors import TextError
from clingen_ld.graph.formats import parse
from clingen_ld.graph.framing import Framed, frame_dataset
from clingen_ld.graph.view import DatasetView
from clingen_ld.messages.fast_path import framed_message
from clingen_ld.messages.forms import rdf_title
from clingen_ld.messages.message import (
    Change,
    Excerpt,
    Fix,
    Item,
    Message,
    NoText,
    Place,
    Problem,
    ReadOptions,
)
from clingen_ld.messages.text.decoding import Lines, decode_whole, read_whole
from clingen_ld.messages.text.disk_set import DiskSet
from clingen_ld.messages.text.layout import named
from clingen_ld.messages.text.xml_text import XmlTextError, read
from clingen_ld.messages.wrapped import DOCUMENT
from clingen_ld.model import (
    Model,
    Normal,
    Tree,
    is_subsetted,
    local_name,
    resource_iri,
    subsetted_graph,
    subsetted_resource,
    unescape,
)

if TYPE_CHECKING:
    from clingen_ld.compiled.framing import DirectFramer


class GraphText(Lines):
    """An RDF text whose lines can be searched for what a node says."""

    @cached_property
    def _by_subject(self) -> dict[str, list[int]]:
        """The lines that begin with a subject, by its IRI, or by the last step of a short name."""
        found: dict[str, list[int]] = {}
        for n, line in enumerate(self.all):
            if match := _SUBJECT.match(line) or _ABOUT.search(line):
                iri, short, about = match["iri"], match["short"], match["about"]
                subject = iri or (_last_step(about) if about else short.rpartition(":")[2])
                found.setdefault(subject, []).append(n)
        return found

    @cached_property
    def _next(self) -> dict[str, tuple[int, int]]:
        """Where a word was looked for, and where it was found."""
        return {}

    @cached_property
    def _named(self) -> dict[str, list[int]]:
        """The lines that name a node."""
        return {}

    _left = 50_000_000
    """How many lines are looked at yet: some seconds."""

    def find(self, subject: str, name: str) -> tuple[int, int]:
        """The position of a node's property, as far as the lines show it.

        The line that names both the node and the property; else the first line of the
        property after the one that names the node; else the node's line; else the start.
        """
        named = self._naming(subject)
        if not named:
            return 1, 1
        if name:
            # As the last step of an IRI or a prefixed name, not one on the way.
            both = next((n for n in named if name in self.all[n] and self._word(name, n)), None)
            line = self._after(named[0], name) if both is None else both
            if (match := self._word(name, line)) is not None:
                return line + 1, match.start() + 1
        match = self._pattern(subject).search(self.all[named[0]])
        return named[0] + 1, match.start() + 1 if match is not None else 1

    def fix(self, subject: str, name: str, was: str, meant: str) -> Fix | None:
        """How to write another literal, where one statement alone has the one that is there.

        The statement of a property and a literal is looked for in the lines that begin with the
        subject, where lines do, else in all of the text.
        """
        space = r"(?:>[ \t]*|[ \t]+)"
        statement = re.compile(rf'(?<![\w-]){re.escape(name)}{space}"({re.escape(was)})"')
        starts = [self.index.start(n + 1) for n in self._by_subject.get(f"<{subject}>", ())]
        lines = [(start, self.text.find("\n", start) + 1 or len(self.text)) for start in starts]
        found = [match for line in lines for match in statement.finditer(self.text, *line)]
        found = found or list(islice(self._stating(statement, f'"{was}"'), 2))
        if len(found) != 1 or "\\" in was:
            return None
        return Fix((self.edit(*found[0].span(1), json.dumps(meant, ensure_ascii=False)[1:-1]),))

    def _stating(self, statement: re.Pattern[str], literal: str) -> Iterator[re.Match[str]]:
        """Where a statement is in the text; its literal is looked for first, which is fast."""
        at = self.text.find(literal)
        while at >= 0:
            line = self.text.rfind("\n", 0, at) + 1
            for match in statement.finditer(self.text, max(line, at - 1_000), at + len(literal)):
                if match.end() == at + len(literal):
                    yield match
            at = self.text.find(literal, at + 1)

    def _word(self, name: str, line: int) -> re.Match[str] | None:
        if line >= len(self.all):
            return None
        return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w/#-])", self.all[line])

    def _after(self, start: int, name: str) -> int:
        """The first line from one on that has a word; the number of lines when none has."""
        asked, found = self._next.get(name, (0, -1))
        if not asked <= start <= found:
            found = start
            end = min(len(self.all), start + self._left)
            while found < end and not (name in self.all[found] and self._word(name, found)):
                found += 1
            self._left -= found - start
            found = found if found < end else len(self.all)
            self._next[name] = start, found
        return found

    def _naming(self, subject: str) -> list[int]:
        known = self._by_subject.get(f"<{subject}>") or self._by_subject.get(_last_step(subject))
        if known is None:
            known = self._named.get(subject)
        if known is None:
            known, pattern, step = [], self._pattern(subject), _last_step(subject)
            if self._left > 0:
                known = [
                    n for n, line in enumerate(self.all) if step in line and pattern.search(line)
                ]
                self._left -= len(self.all)
            self._named[subject] = known
        return known

    def _pattern(self, subject: str) -> re.Pattern[str]:
        """A node by the last step of its IRI, since the rest may be in a prefix or a base."""
        return re.compile(rf"(?<![\w.-]){re.escape(_last_step(subject))}(?![\w.-])")


_SUBJECT: Final = re.compile(r"(?P<iri><[^<>\s]*>|_:\S+)|(?P<short>[\w.-]*+:\S+)(?P<about>)")
_ABOUT: Final = re.compile(r"(?P<iri>)(?P<short>)\babout=[\"'](?P<about>[^\"'<>]*)")


def _last_step(subject: str) -> str:
    return subject.rstrip("/").rpartition("/")[2] if "#/" not in subject else subject


class GraphLocator:
    """Places of a resource in an RDF text. Pointers stay those of the normal form."""

    def __init__(self, text: GraphText, framed: Framed) -> None:
        self._text = text
        self._framed = framed

    def excerpt(self, place: Place) -> Excerpt | None:
        """The line that a place is in."""
        return self._text.excerpt(place)

    def place(self, pointer: str, at_key: bool = False) -> Place:
        """The position of a pointer: that of its property."""
        return Place(pointer, *self._text.find(*self._named(pointer)))

    def fix(self, change: Change) -> Fix | None:
        """How to write another literal."""
        if change.at != "value" or not (isinstance(change.was, str) and change.was):
            return None
        if not isinstance(change.meant, str | int | float | bool):
            return None
        meant = change.meant if isinstance(change.meant, str) else json.dumps(change.meant)
        return self._text.fix(*self._named(change.pointer), change.was, meant)

    def _named(self, pointer: str) -> tuple[str, str]:
        """The node above a pointer, and the local name of the property between them."""
        above, _, step = pointer.rpartition("/")
        if step.isdecimal() or (step == "reference" and above not in self._framed.places):
            above, _, step = above.rpartition("/")
        nodes = self._framed.statements | self._framed.places
        while above and above not in nodes:
            above = above.rpartition("/")[0]
        node = nodes.get(above, self._framed.iri)
        if node.startswith("_:"):
            node = self._framed.iri
        return node, local_name(unescape(step))


def read_stream(
    start: bytes, stream: BinaryIO, file: str, form: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The resources of a stream of RDF, of which `start` was read, or what is wrong with it."""
    data = read_whole(start, stream, options.largest, file)
    text = data if isinstance(data, Problem) else decode_whole(data, file, has_nul=form != "rdfxml")
    if isinstance(text, Problem):
        yield text
    else:
        yield from read_graph(text, form, file, options, model)


def read_graph(
    text: str, form: str, file: str, options: ReadOptions, model: Model
) -> Iterator[Item]:
    """The resources that an RDF text describes, or what is wrong with it."""
    try:
        dataset = DatasetView(parse(text, form, options.base))
    except TextError as error:
        fault = (_xml_fault(text) if form == "rdfxml" else None) or error
        said = named(text) if options.form is None and form == "trig" else None
        values = {"message": said or f"not valid {rdf_title(form)}: {fault.message}"}
        place = Place("", 1, 1) if said else Place("", fault.line, fault.column)
        yield Problem("ST-0", values, file, *place, GraphText(text).excerpt(place))
        return
    try:
        found, unread = frame_dataset(dataset, model, options.base, options.type)
    except TextError as error:
        yield Problem("ST-0", {"message": error.message}, file, "", 1, 1)
        return
    if not found:
        has_triples = bool(dataset.graphs)
        what = (
            "a graph that describes no resource of the model" if has_triples else "an empty graph"
        )
        yield Problem("ST-11", {"what": what}, file, "", 1, 1)
    source = GraphText(text)
    # Resources inside documents need not be written separately, if the documents come first.
    found.sort(key=lambda framed: DOCUMENT not in framed.normal.tree)
    for framed in found:
        iri = resource_iri(framed.normal.tree, options.base)
        locator = GraphLocator(source, framed)
        message = Message(framed.type, iri, framed.normal, locator, file, form)
        message.unread, unread = unread, []
        yield message


def _xml_fault(text: str) -> XmlTextError | None:
    """The XML error in a text and its position, which the RDF/XML reader does not give."""
    if "<!DOCTYPE" in text:  # which our reader refuses, and RDF/XML may have
        return None
    try:
        read(text)
    except XmlTextError as error:
        return error
    return None


LARGE: Final = 64 * 1024 * 1024
"""Files of more bytes than this are grouped on disk; smaller ones are read as a whole."""

_ROWS: Final = 10_000
_KNOWN: Final = 100_000
"""How many names of graphs are kept in memory, with their numbers."""

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


@contextmanager
def regrouped(lines: Iterable[bytes]) -> Iterator[Iterator[bytes]]:
    """Lines of N-Quads grouped by graph, in order of first occurrence.

    SQLite sorts them on disk. Lines without a visible graph may come in any group: the reader of
    graphs handles that.
    """
    with closing(sqlite3.connect("", isolation_level=None)) as database:
        database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = 16384;"
            "CREATE TABLE graph (name BLOB PRIMARY KEY, number INTEGER) WITHOUT ROWID;"
            "CREATE TABLE line (number INTEGER PRIMARY KEY, graph INTEGER, text BLOB); BEGIN;"
        )
        graphs = _Graphs(database)
        rows: list[tuple[int, bytes]] = []
        for line in lines:
            whole = line if line.endswith(b"\n") else line + b"\n"
            rows.append((graphs.number(whole[whole.rfind(b" <") :]), whole))
            if len(rows) >= _ROWS:
                database.executemany("INSERT INTO line (graph, text) VALUES (?, ?)", rows)
                rows.clear()
        database.executemany("INSERT INTO line (graph, text) VALUES (?, ?)", rows)
        found = database.execute("SELECT text FROM line ORDER BY graph, number")
        yield (text for (text,) in found)


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
                is_told = subsetted_resource(name) is not None
                if not name:
                    return "odd"
                if is_told and not told.is_whole(name, text):
                    return "torn"
                if not seen.add(name):
                    if is_told:  # again, as several documents mention a gene
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

    def is_whole(self, name: str, text: str) -> bool:
        """Whether a graph is one complete partial description, as its name says.

        Any other may belong to a graph of the resource elsewhere.
        """
        said = hash(text)
        if self._texts.get(name) == said:
            return True
        if name != subsetted_graph(str(subsetted_resource(name)), text[:-1].split("\n")):
            return False
        if len(self._texts) >= _KNOWN:
            self._texts.clear()
        self._texts[name] = said
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
