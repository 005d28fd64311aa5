"""What a triple store is to the rest: named graphs that are replaced whole, and queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from clingen_ld.graph.terms import Quad, Term


@dataclass(frozen=True, slots=True)
class Solutions:
    """The solutions of a SELECT query; a variable that is not bound is None."""

    variables: tuple[str, ...]
    rows: Iterator[tuple[Term | None, ...]]


@dataclass(frozen=True, slots=True)
class Triples:
    """The triples of a CONSTRUCT or DESCRIBE query; their graph is ""."""

    quads: Iterator[Quad]


Results = Solutions | Triples | bool
"""What a query gives; ASK gives a bool."""

NamedGraph = tuple[str, Sequence[Quad]]
"""The IRI of a named graph, and all of its quads."""


class Store(Protocol):
    """A triple store. Every method raises `StoreError` when the store fails or cannot be had."""

    @property
    def location(self) -> str:
        """Where it is: a path, or a URL without credentials."""
        ...

    def replace(self, graphs: Iterable[NamedGraph], absent: Collection[str] = ()) -> None:
        """Put named graphs in the place of those of the same names.

        `absent` are names of which it is known that no graph has them, each given once: they are
        not looked for.
        Whatever happens meanwhile, every graph is either as it was or as it was to be.
        """
        ...

    def remove(self, names: Iterable[str]) -> None:
        """Remove named graphs; one that is not there is no error."""
        ...

    def graph(self, name: str) -> list[Quad]:
        """The quads of a named graph; none when it is not there."""
        ...

    def graphs(self) -> Iterator[NamedGraph]:
        """Every named graph, one after the other, without holding more than a few in memory."""
        ...

    def names(self) -> Iterator[str]:
        """The names of all graphs."""
        ...

    def query(self, text: str) -> Results:
        """The results of a SPARQL 1.1 query over the union of all named graphs.

        Raises `UsageError`, with line and column where they are known, for text that is no query.
        """
        ...

    def optimize(self) -> None:
        """Put in order what was written, for reading to be fast; worth it after much writing."""
        ...

    def close(self) -> None:
        """Let the store go; everything done is kept."""
        ...
