"""Samples of corpora, for peers that would take hours for the whole."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path


def count(path: Path) -> int:
    """How many documents a file has: lines, but for those of a header, or named graphs."""
    if path.suffix == ".nq":
        return sum(1 for _ in _graphs(path))
    with path.open("rb") as stream:
        return sum(1 for line in stream if not line.startswith(b"#"))


def lines(path: Path, limit: int) -> list[str]:
    """The lines of a file, or so many of them (0: all), from all parts of it alike."""
    with path.open(encoding="utf-8") as stream:
        total = sum(1 for _ in stream)
        stream.seek(0)
        if not limit or total <= limit:
            return list(stream)
        return [
            line for n, line in enumerate(stream) if n * limit // total != (n - 1) * limit // total
        ]


def graphs(path: Path, limit: int) -> list[str]:
    """The named graphs of an N-Quads file, or so many of them, as N-Quads."""
    found = list(_graphs(path))
    if not limit or len(found) <= limit:
        return found
    return [found[n * len(found) // limit] for n in range(limit)]


def triples(graph: str) -> str:
    """The N-Quads of one named graph as N-Triples."""
    name = _graph_name(graph[: graph.index("\n")])
    return graph.replace(f" {name} .\n", " .\n")


def _graphs(path: Path) -> Iterator[str]:
    before, text = "", list[str]()
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            name = _graph_name(line.rstrip("\n"))
            if text and name != before:
                yield "".join(text)
                text.clear()
            before = name
            text.append(line)
    if text:
        yield "".join(text)


def _graph_name(quad: str) -> str:
    return quad.rsplit(" ", 2)[1]


def kept(parts: list[str], name: str) -> Path:
    """A file of its own with some lines or graphs, in the folder for temporary files."""
    path = Path(tempfile.mkdtemp(), name)
    path.write_text("".join(parts), encoding="utf-8")
    return path
