"""Resources of a store by their IRIs, for references that lead out of a set of messages.

A server takes about as long for one resource as for some hundred. So what messages refer to is
noted as they pass, in a database of SQLite's own that goes to disk when it is large; and when the
first of that is asked for, those that follow are fetched with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from clingen_ld.messages.message import Item, Problem
from clingen_ld.model import load_model
from clingen_ld.model.identity import reference_iri
from clingen_ld.model.subsetted import is_subsetted, subsetted_graph
from clingen_ld.stores.comparing import present_graphs
from clingen_ld.stores.merging import framed
from clingen_ld.stores.scratch import Scratch
from clingen_ld.stores.store import Store
from clingen_ld.validation.reading import target
from clingen_ld.validation.rules.places import references

Tree = dict[str, Any]

_AT_ONCE: Final = 200


def stored_resources(store: Store, iris: Sequence[str], base: str) -> dict[str, Tree]:
    """Resources of a store in normal form, or what others tell of them; none for what it lacks."""
    names = [name for iri in iris for name in (iri, subsetted_graph(iri))]
    graphs = present_graphs(store, dict.fromkeys(names, 0), names)
    found: dict[str, Tree] = {}
    for iri in iris:
        for name in (iri, subsetted_graph(iri)):
            tree = framed(graphs.get(name, ()), iri, load_model(), base)
            if tree is not None:
                found[iri] = tree
                break
    return found


class Lookups:
    """Looks up what messages refer to in a store, many at once.

    Every method raises `StoreError` when the store or the database fails.
    """

    def __init__(self, store: Store, base: str) -> None:
        self._store = store
        self._base = base
        self._fetched: dict[str, Tree | None] = {}
        self._database = Scratch(
            """
            CREATE TABLE own (iri TEXT PRIMARY KEY) WITHOUT ROWID;
            CREATE TABLE wanted (number INTEGER PRIMARY KEY, iri TEXT UNIQUE)
            """
        )

    def watched(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items as they are, each noted on its way: what it is, and what it refers to."""
        for item in items:
            if not isinstance(item, Problem):
                self._note(item.iri, item.tree)
            yield item

    def _note(self, iri: str, tree: Tree) -> None:
        if is_subsetted(tree):
            return  # Rules do not follow what it refers to.
        self._database.execute("INSERT OR IGNORE INTO own VALUES (?)", (iri,))
        named = (target(value) for _, _, value in references(tree))
        wanted = {reference_iri(name, self._base) for name in named if name}
        self._database.execute_many(
            "INSERT OR IGNORE INTO wanted (iri) VALUES (?)", [(name,) for name in sorted(wanted)]
        )

    def find(self, iri: str) -> Tree | None:
        """The resource of an IRI, or what others tell of it, or None."""
        if iri not in self._fetched:
            self._database.execute("DELETE FROM wanted WHERE iri = ?", (iri,))
            iris = list(dict.fromkeys([iri, *self._next()]))
            found = stored_resources(self._store, iris, self._base)
            self._fetched |= {name: found.get(name) for name in iris}
        return self._fetched.pop(iri)  # who asks keeps it

    def _next(self) -> list[str]:
        """What will be asked for after this, in the order of the messages."""
        rows = list(
            self._database.rows(
                "SELECT number, iri FROM wanted WHERE iri NOT IN (SELECT iri FROM own)"
                f" ORDER BY number LIMIT {_AT_ONCE}"
            )
        )
        if not rows:
            return []
        self._database.execute("DELETE FROM wanted WHERE number <= ?", (rows[-1][0],))
        return [iri for _, iri in rows]

    def close(self) -> None:
        """Give back what the look-ups hold."""
        self._database.close()
