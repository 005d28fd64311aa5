"""The lines of N-Quads graph by graph, as the framer reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final, NamedTuple

from clingen_ld.model import subsetted_resource

_NAMED_LINE: Final = re.compile(
    rb'(?:<[^<> "]*>|_:[^<> "]+) <[^<> "]*> '
    rb'(?:<[^<> "]*>|_:[^<> "]+|"(?:[^"\\]|\\.)*"(?:\^\^<[^<> "]*>|@[A-Za-z0-9-]+)?)'
    rb"( <([^<> \"]+)> \.\n)"
)


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


def _n_triples(lines: list[bytes], end: bytes) -> str:
    if not end:
        return b"".join(lines).decode()
    length = -len(end)
    return b" .\n".join([*[line[:length] for line in lines], b""]).decode()
