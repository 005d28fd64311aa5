"""The graphs of N-Quads that stand as the package writes them, found without looking at each line.

All lines of such a graph begin with the IRI of its resource. Anything else is for the readers that
take lines one by one.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, Final, NamedTuple

_CHUNK: Final = 1 << 18
_LINES: Final = re.compile(
    r'(<[^<>"# \n]+)(?:> |#[^<>" \n]*> )[^\n]*? <([^<> "\n]+)> \.\n(?:\1[>#][^\n]*\n)*'
)
"""Lines that begin with the same IRI, and the name of the first one's graph.

Finding all lines of a graph at once takes a third of the time of asking each for its graph.
"""


class WrittenGraph(NamedTuple):
    """Lines about one resource, the first of which is in a graph; the others may be in another."""

    name: str
    text: str


class OtherLines(NamedTuple):
    """All lines from one on that does not stand as in written graphs."""

    lines: Iterable[bytes]


def written_graphs(stream: BinaryIO, most: int) -> Iterator[WrittenGraph | OtherLines]:
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
        while (found := _LINES.match(text, at)) is not None and found.end() < len(text):
            if found.end() - at > most:
                found = None
                break
            if waiting is not None:
                yield waiting
            waiting, at = WrittenGraph(found[2], found[0]), found.end()
        text = text[at:]
        if (text and found is None) or len(text) + len(rest) > most:
            break
    else:
        if rest:
            text += rest.decode() + "\n"
        last = _LINES.fullmatch(text) if len(text) <= most else None
        if last is not None or not text:
            if waiting is not None:
                yield waiting
            if last is not None:
                yield WrittenGraph(last[2], text)
            return
        rest = b""
    held = io.BytesIO(((waiting.text if waiting is not None else "") + text).encode())
    yield OtherLines(chain(held, [rest + stream.readline()] if rest else [], stream))
