"""A store that is not there yet: nothing is in it, and nothing can be put into it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from clingen_ld.errors import StoreError
from clingen_ld.graph.terms import Quad
from clingen_ld.stores.store import NamedGraph, Results, Solutions


class NoStore:
    """What a store is before it is made."""

    def __init__(self, location: str) -> None:
        self.location = location

    def replace(self, graphs: Iterable[NamedGraph], absent: Collection[str] = ()) -> None:
        """Raises `StoreError`."""
        raise StoreError(f"{self.location}: no store is there")

    def remove(self, names: Iterable[str]) -> None:
        """Nothing is there to remove."""

    def graph(self, name: str) -> list[Quad]:
        """No quads."""
        return []

    def graphs(self) -> Iterator[NamedGraph]:
        """No graphs."""
        return iter(())

    def names(self) -> Iterator[str]:
        """No names."""
        return iter(())

    def query(self, text: str) -> Results:
        """No solutions."""
        return Solutions((), iter(()))

    def optimize(self) -> None:
        """Nothing is there to put in order."""

    def close(self) -> None:
        """Nothing is open."""
