"""Quads that are text already, as the direct path writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Generic, TypeVar, overload

from clingen_ld.graph.formats import parse
from clingen_ld.graph.terms import Quad

Item = TypeVar("Item")


class _Late(Sequence[Item], Generic[Item]):
    """A sequence that is made when somebody asks for an item."""

    @cached_property
    def _items(self) -> Sequence[Item]:
        raise NotImplementedError

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    @overload
    def __getitem__(self, index: int) -> Item: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...

    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        return self._items[index]


class WrittenStatements(_Late[str]):
    """The triples of one graph as N-Triples has them, without the dot at the end, from N-Quads.

    `text` is the N-Quads as they were given; as in a graph, each triple is there once.
    """

    def __init__(self, graph: str, text: str) -> None:
        self.graph = graph
        self.text = text

    @cached_property
    def lines(self) -> int:
        """How many lines the text has."""
        return self.text.count("\n")

    @cached_property
    def _items(self) -> list[str]:
        return list(dict.fromkeys(self.text.split(f" <{self.graph}> .\n")[:-1]))


class WrittenQuads(_Late[Quad]):
    """The quads of one graph, from N-Quads; as in a graph, each is there once."""

    def __init__(self, graph: str, text: str) -> None:
        self.statements = WrittenStatements(graph, text)

    @cached_property
    def _items(self) -> list[Quad]:
        graph = self.statements.graph
        text = "".join(f"{statement} .\n" for statement in self.statements)
        return [quad._replace(graph=graph) for quad in parse(text, "ntriples", graph)]

    def __len__(self) -> int:
        return len(self.statements)


def about(graph: Sequence[Quad] | Sequence[str]) -> int:
    """How many quads or statements there are; of text, as many as it has lines, which is known
    sooner than whether any is there twice."""
    if isinstance(graph, WrittenQuads):
        graph = graph.statements
    return graph.lines if isinstance(graph, WrittenStatements) else len(graph)
