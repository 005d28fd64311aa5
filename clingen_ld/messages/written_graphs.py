"""The graphs of N-Quads that stand as the package writes them, found without looking at each line.

All lines of such a graph begin with the IRI of its resource. Anything else is for the readers that
take lines one by one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import BinaryIO, Final, NamedTuple

from clingen_ld.compiled.engine import Decoded

_CHUNK: Final = 1 << 18
_LINES: Final = re.compile(
    r'(<[^<>"# \n]+)(?:> |#[^<>" \n]*> )[^\n]*? <([^<> "\n]+)> \.\n(?:\1[>#][^\n]*\n)*'
)
"""Lines that begin with the same IRI, and the name of the first one's graph.

Finding all lines of a graph at once takes a third of the time of asking each for its graph.
"""


Known = Callable[[str, int], tuple[tuple[Decoded, bytes], int, int] | None]
"""Takes a text, and where a graph begins in it. Gives its resource, which is decoded, with the text
to decode it from again, where the graph ends, and the number of its lines."""


class WrittenGraph(NamedTuple):
    """Lines about one resource, the first of which is in a graph; the others may be in another.

    Where that is known, the resource that they are.
    """

    name: str
    text: str
    lines: int
    found: tuple[Decoded, bytes] | None = None


class OtherLines(NamedTuple):
    """All lines from one on that does not stand as in written graphs."""

    lines: Iterable[bytes]


def written_graphs(
    stream: BinaryIO, most: int, known: Known
) -> Iterator[WrittenGraph | OtherLines]:
    """The graphs of N-Quads, as long as all stand one behind the other; then the other lines.

    Other are also the lines of a graph right before such ones, and of one that has more than so
    many bytes. Raises `UnicodeDecodeError` for lines that are no UTF-8.
    """
    text, rest = "", b""
    waiting: WrittenGraph | None = None
    while data := stream.read(max(_CHUNK, len(text))):
        data = rest + data
        cut = data.rfind(b"\n") + 1
        text, rest, at = text + data[:cut].decode(), data[cut:], 0
        while (found := _graph(text, at, known)) is not None and at + len(found.text) < len(text):
            if len(found.text) > most:
                found = None
                break
            if waiting is not None:
                yield waiting
            waiting, at = found, at + len(found.text)
        text = text[at:]
        if (text and found is None) or len(text) + len(rest) > most:
            break
    else:
        if rest:
            text += rest.decode() + "\n"
        last = _graph(text, 0, known) if len(text) <= most else None
        if not text or (last is not None and last.text == text):
            if waiting is not None:
                yield waiting
            if last is not None:
                yield last
            return
        rest = b""
    held = io.BytesIO(((waiting.text if waiting is not None else "") + text).encode())
    yield OtherLines(chain(held, [rest + stream.readline()] if rest else [], stream))


def _graph(text: str, at: int, known: Known) -> WrittenGraph | None:
    """The graph that begins at a place."""
    if (given := known(text, at)) is not None:
        found, end, lines = given
        return WrittenGraph(found[0].iri, text[at:end], lines, found)
    match = _LINES.match(text, at)
    return None if match is None else WrittenGraph(match[2], match[0], match[0].count("\n"))
