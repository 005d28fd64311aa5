"""Replaces graphs in an embedded store, over and over, until it is killed.

    python -m tests.stores.replacing FOLDER GRAPHS

Every graph has as many triples as its version says, so that a half of one would be seen.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import count

from clingen_ld.graph.terms import Literal, Quad
from clingen_ld.stores.embedded import EmbeddedStore
from clingen_ld.stores.store import NamedGraph

BASE = "http://example.org/Gene/"
SIZE = 40


def graphs(version: int, number: int) -> Iterator[NamedGraph]:
    """The graphs of one version; of each, every second triple is another in every version."""
    for i in range(number):
        name = f"{BASE}{i}"
        yield (
            name,
            [
                Quad(f"{name}#{k}", f"{BASE}p", Literal(f"{version if k % 2 else 0}"), name)
                for k in range(SIZE + version % 3)
            ],
        )


def main() -> None:
    """Replace until killed; a line is printed for each version that is in."""
    store = EmbeddedStore(sys.argv[1], create=True)
    for version in count(1):
        store.replace(graphs(version, int(sys.argv[2])))
        print(version, flush=True)


if __name__ == "__main__":
    main()
