"""N-Quads that come grouped by graph, as our writer gives them: read in one pass, graph by graph.

Memory does not grow with the file. Large files that are not grouped are grouped on disk first.
Where anything in a file is not as our writer makes it, nothing is given, and it is to be read as a
whole.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import BinaryIO, Final, Literal

from clingen_ld.messages.message import Message, NoText, ReadOptions
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import resource_iri
from clingen_ld.model.normal_form import Normal
from clingen_ld.model.subsetted import SUBSETTED_ENDING
from clingen_ld.seen import Seen

LARGE: Final = 64 * 1024 * 1024
"""Files of more bytes than this are grouped on disk; smaller ones are read as a whole."""

_ROWS: Final = 10_000
_KNOWN: Final = 100_000
"""How many names of graphs are kept in memory, with their numbers."""

_Outcome = Literal["framed", "torn", "odd"]
"""What became of some lines; torn are those of which a graph came in several places."""


class TornError(ValueError):
    """A graph comes in several places, so that the lines must be grouped first."""


def read_grouped(
    lines: Iterable[bytes], file: str, options: ReadOptions, model: Model
) -> Iterator[Message] | None:
    """The resources of lines of N-Quads, one a graph; None when it must be read as a whole.

    The messages have no places in the text. Raises `TornError` when it is not grouped.
    """
    with ExitStack() as stack:
        waiting = stack.enter_context(tempfile.TemporaryFile())
        outcome = _frame(lines, waiting, options, model)
        if outcome == "torn":
            raise TornError(file)
        if outcome == "odd":
            return None
        waiting.seek(0)
        stack.pop_all()  # from here on, the messages close the file
        return _messages(waiting, file, options)


@contextmanager
def regrouped(lines: Iterable[bytes]) -> Iterator[Iterator[bytes]]:
    """Lines of N-Quads grouped by graph, in the order in which the graphs first come.

    They are sorted on disk, by SQLite. Lines that tell no graph may come in any group: whoever
    reads graphs sees that.
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
    lines: Iterable[bytes], waiting: BinaryIO, options: ReadOptions, model: Model
) -> _Outcome:
    """Write the resources of all graphs to a file, in order, as far as that is possible.

    They wait there, since only at the end it is known that no graph comes again.
    """
    from clingen_ld.direct.framing import DirectFramer, graphs

    framer = DirectFramer(model, options.base)
    with Seen() as seen:
        try:
            for name, text in graphs(line for line in lines if line):
                # What others tell of a resource may belong to a graph of its own elsewhere.
                if not name or name.endswith(SUBSETTED_ENDING):
                    return "odd"
                if not seen.add(name):
                    return "torn"
                tree = framer.frame(name, text)
                if tree is None:  # perhaps because the rest of it is elsewhere
                    return "torn"
                waiting.write(json.dumps(tree).encode() + b"\n")
        except UnicodeDecodeError:
            return "odd"
        return "framed" if len(seen) else "odd"


def _messages(waiting: BinaryIO, file: str, options: ReadOptions) -> Iterator[Message]:
    with waiting:
        for line in waiting:
            tree = json.loads(line)
            iri = resource_iri(tree, options.base)
            yield Message(tree["resourceType"], iri, Normal(tree), NoText(), file, "nquads")
