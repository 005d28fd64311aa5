"""Quads that are text already, as the direct path writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import overload

from clingen_ld.graph.formats import parse
from clingen_ld.graph.terms import Quad


class WrittenQuads(Sequence[Quad]):
    """The quads of one graph, from N-Quads; they are read only when somebody asks for one.

    As in a graph, each is there once.
    """

    def __init__(self, graph: str, text: str) -> None:
        end = f" <{graph}> .\n"
        self._graph = graph
        self.statements = list(dict.fromkeys(text.split(end)[:-1]))
        """The triples as N-Triples has them, without the dot at the end."""

    @cached_property
    def _quads(self) -> list[Quad]:
        text = "".join(f"{statement} .\n" for statement in self.statements)
        return [quad._replace(graph=self._graph) for quad in parse(text, "ntriples", self._graph)]

    def __len__(self) -> int:
        return len(self.statements)

    def __iter__(self) -> Iterator[Quad]:
        return iter(self._quads)

    @overload
    def __getitem__(self, index: int) -> Quad: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Quad]: ...

    def __getitem__(self, index: int | slice) -> Quad | Sequence[Quad]:
        return self._quads[index]
