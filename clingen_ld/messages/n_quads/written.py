"""N-Quads read graph by graph, as long as these stand as the package writes them.

All lines of such a graph begin with the IRI of its resource: they are found without looking at each
line.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import BinaryIO, Final, Generic, NamedTuple, TypeVar

_CHUNK: Final = 1 << 18
_LINES: Final = re.compile(
    r'(<[^<>"# \n]+)(?:> |#[^<>" \n]*> )[^\n]*? <[^<> "\n]+> \.\n(?:\1[>#][^\n]*\n)*'
)
"""Lines that begin with the same IRI, the first of which is in a graph.

Finding all lines of a graph at once takes a third of the time of asking each for its graph.
"""

Found = TypeVar("Found")
"""What is read of a graph."""
Read = Callable[[str, int], tuple[Found, int] | None]
"""Reads the graph that begins at a place of a text, and finds its end."""


class WrittenGraph(NamedTuple, Generic[Found]):
    """Lines about one resource, which is `found` where they stand as written.

    Else, the first is in a graph; the others may be in another.
    """

    found: Found | None
    chunk: str
    start: int
    end: int

    @property
    def text(self) -> str:
        """The lines, which are cut out of a chunk when they are asked for."""
        return self.chunk[self.start : self.end]


class OtherLines(NamedTuple):
    """All lines from one on that does not stand as in written graphs."""

    lines: Iterable[bytes]


def written_graphs(
    stream: BinaryIO, most: int, read: Read[Found]
) -> Iterator[WrittenGraph[Found] | OtherLines]:
    """The graphs of N-Quads, as long as all stand one behind the other; then the other lines.

    Other are also the lines of a graph right before such ones, and of one that has more than so
    many bytes. `read` gives a graph that begins at a place of a text, and its end. Raises
    `UnicodeDecodeError` for lines that are no UTF-8.
    """
    text, rest, graphs = "", b"", list[WrittenGraph[Found]]()
    while data := stream.read(max(_CHUNK, len(text))):
        data = rest + data
        cut = data.rfind(b"\n") + 1
        text, rest, at = text + str(memoryview(data)[:cut], "utf-8"), data[cut:], 0
        # All of a part at once: what reads them is in the cache of the processor then, which takes
        # a tenth of the time from validation. The last one waits for what follows.
        while (graph := _graph(text, at, read)) is not None and graph[1] < len(text):
            if graph[1] - at > most:
                graph = None
                break
            found, end = graph
            graphs.append(WrittenGraph(found, text, at, end))
            at = end
        yield from graphs[:-1]
        text, graphs = text[at:], graphs[-1:]
        if (text and graph is None) or len(text) + len(rest) > most:
            break
    else:
        if rest:
            text += rest.decode() + "\n"
        graph = _graph(text, 0, read) if len(text) <= most else None
        if not text or (graph is not None and graph[1] == len(text)):
            yield from graphs
            if graph is not None:
                yield WrittenGraph(graph[0], text, 0, len(text))
            return
        rest = b""
    held = io.BytesIO(("".join(each.text for each in graphs) + text).encode())
    yield OtherLines(chain(held, [rest + stream.readline()] if rest else [], stream))


def _graph(text: str, at: int, read: Read[Found]) -> tuple[Found | None, int] | None:
    """The graph that begins at a place, and where it ends."""
    if (given := read(text, at)) is not None:
        return given
    match = _LINES.match(text, at)
    return None if match is None else (None, match.end())
