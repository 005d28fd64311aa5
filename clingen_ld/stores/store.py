"""The interface of a triple store: named graphs that are replaced whole, and queries."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from clingen_ld.errors import StoreError
from clingen_ld.graph.terms import Quad, Term


@dataclass(frozen=True, slots=True)
class Solutions:
    """The solutions of a SELECT query; a variable that is not bound is None."""

    variables: tuple[str, ...]
    rows: Iterator[tuple[Term | None, ...]]


@dataclass(frozen=True, slots=True)
class TripleResults:
    """The triples of a CONSTRUCT or DESCRIBE query; their graph is ""."""

    quads: Iterator[Quad]


Results = Solutions | TripleResults | bool
"""The result of a query; a bool for ASK."""

NamedGraph = tuple[str, Sequence[Quad]]
"""The IRI of a named graph, and all of its quads."""


def refuse_location(store: object) -> None:
    """Raises `TypeError` for the place of a store, or anything else, instead of an open one."""
    if not hasattr(store, "location"):
        raise TypeError(
            f"expected an open store, not {type(store).__name__}: "
            "use `with clingen_ld.open_store(location) as store`"
        )


class Store(Protocol):
    """A triple store. Every method raises `StoreError` when the store fails or is unavailable."""

    @property
    def location(self) -> str:
        """Where it is: a path, or a URL without credentials."""
        ...

    def replace(self, graphs: Iterable[NamedGraph], absent: Collection[str] = ()) -> None:
        """Replace the named graphs of the same names.

        `absent` are names known to be unused, each given once: they are not looked up.
        Whatever happens meanwhile, every graph is either old or new.
        """
        ...

    def remove(self, names: Iterable[str]) -> None:
        """Remove named graphs; a missing one is not an error."""
        ...

    def graph(self, name: str) -> list[Quad]:
        """The quads of a named graph; none if it does not exist."""
        ...

    def graphs(self, names: Iterable[str] | None = None) -> Iterator[NamedGraph]:
        """The graphs of these names, or every one, with only a few in memory."""
        ...

    def names(self) -> Iterator[str]:
        """The names of all graphs."""
        ...

    def query(self, text: str) -> Results:
        """The results of a SPARQL 1.1 query over the union of all named graphs.

        With FROM or FROM NAMED, only these graphs are queried.
        Raises `UsageError`, with line and column where they are known, for text that is not a
        query.
        """
        ...

    def optimize(self) -> None:
        """Compact the store, so that reading is fast; worthwhile after much writing."""
        ...

    def close(self) -> None:
        """Close the store; everything written is kept."""
        ...


@runtime_checkable
class WithDefaultGraph(Protocol):
    """A store that knows whether there are triples in no named graph."""

    def has_default_graph(self) -> bool:
        """Whether the default graph has triples of its own."""
        ...


_URL = re.compile(r"https?://", re.IGNORECASE)


def is_remote(location: str) -> bool:
    """Whether a location is a URL."""
    return _URL.match(location) is not None


def is_store(location: str) -> bool:
    """Whether a location is a store: a URL, or the folder of an embedded store."""
    return is_remote(location) or (Path(location) / "CURRENT").is_file()


class NoStore:
    """An embedded store that does not exist yet."""

    def __init__(self, location: str) -> None:
        self.location = location

    def replace(self, graphs: Iterable[NamedGraph], absent: Collection[str] = ()) -> None:
        """Raises `StoreError`."""
        raise StoreError(f"{self.location}: no store is there")

    def remove(self, names: Iterable[str]) -> None:
        """Nothing to remove."""

    def graph(self, name: str) -> list[Quad]:
        """No quads."""
        return []

    def graphs(self, names: Iterable[str] | None = None) -> Iterator[NamedGraph]:
        """No graphs."""
        return iter(())

    def names(self) -> Iterator[str]:
        """No names."""
        return iter(())

    def query(self, text: str) -> Results:
        """No solutions."""
        return Solutions((), iter(()))

    def optimize(self) -> None:
        """Nothing to compact."""

    def close(self) -> None:
        """Nothing to close."""
