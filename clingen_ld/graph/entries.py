"""Property values of a graph's nodes, with their positions in lists.

The address of a part or statement, or an RDF list, gives the position. Every statement about a
triple counts as one value, because equal values share a triple.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from clingen_ld.graph.terms import (
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    RDF_STATEMENT,
    RDF_TYPE,
    Term,
    address,
    is_address,
)
from clingen_ld.graph.values import STATEMENT_TERMS
from clingen_ld.graph.view import GraphView

_CELL: Final = {RDF_FIRST, RDF_REST}
MOST: Final = 10_000
"""The maximum number of list cells and of nodes per resource, beyond an average share."""


class Entry(NamedTuple):
    """A value of a property: its index in a list, and the statement about the triple, if any."""

    place: int | None
    value: Term
    statement: str | None


class EntryReader:
    """Reads the values of the nodes of one resource; `seen` are the nodes that were read.

    `lost` is what could not be read: a node and the part lost.
    """

    def __init__(self, view: GraphView, root: str) -> None:
        """`root` is the name of the resource, or ""."""
        self._view = view
        self._root = root
        self.seen: set[str] = set()
        self.lost: list[tuple[str, str]] = []

    def _entries(self, subject: str, predicate: str, pointer: str) -> list[Entry]:
        """The values of a property. Every statement counts as one value, because equal values share
        a triple.
        """
        objects = self._view.node(subject)[predicate]
        asserted = set(objects)
        entries: list[Entry] = []
        about: set[Term] = set()
        for statement in self._view.statements(subject, predicate):
            value = self._view.stated(statement)
            if value in asserted and value is not None and self._is_ours(statement, pointer):
                about.add(value)
                self.seen.add(statement)
                entries.append(Entry(self._index(statement, pointer), value, statement))
        for value in objects:
            if value not in about:
                entries.extend(
                    Entry(self._index(x, pointer) if n is None else n, x, None)
                    for n, x in self._unlisted(value)
                )
        return entries

    def _foreign_entries(self, subject: str, predicate: str, pointer: str) -> list[Entry]:
        """The values of an unknown property: as in `_entries`, with lists as wholes.

        For rdf:type, only nameless classes, which are described in place.
        """
        entries: list[Entry] = []
        about: set[Term] = set()
        objects = self._view.node(subject)[predicate]
        if predicate == RDF_TYPE:
            objects = [x for x in objects if not isinstance(x, str) or self._is_anonymous(x)]
        for statement in self._view.statements(subject, predicate):
            value = self._view.stated(statement)
            if value in objects and value is not None and self._is_ours(statement, pointer):
                about.add(value)
                self.seen.add(statement)
                self._note_lost(statement)
                entries.append(Entry(self._index(statement, pointer), value, None))
        rest = dict.fromkeys(value for value in objects if value not in about)
        return entries + [Entry(self._index(value, pointer), value, None) for value in rest]

    def _note_lost(self, statement: str | None, is_read: bool = False) -> None:
        """Record the parts of a statement that will be in no message: all of it, unless it is
        read."""
        if statement is None:
            return
        for predicate, values in self._view.node(statement).items():
            if predicate in STATEMENT_TERMS:
                if len(set(values)) > 1:
                    self.lost.append((statement, f"a second value of {predicate}"))
            elif is_read:
                continue
            elif predicate != RDF_TYPE:
                self.lost.append((statement, predicate))
            else:
                classes = [c for c in values if c != RDF_STATEMENT]
                self.lost += [(statement, f"the class {c}") for c in classes]

    def _is_ours(self, statement: str, pointer: str) -> bool:
        """Whether a statement describes a value, and nothing else refers to it."""
        if self._view.pointed(statement, with_statements=False):
            return False
        if statement.startswith("_:"):
            return True
        here = self._address(pointer)
        return bool(here) and (statement == here or self._index(statement, pointer) is not None)

    def _index(self, term: Term, pointer: str) -> int | None:
        """The list index in the address of a part or statement."""
        if isinstance(term, str) and self._root and term.startswith(self._root):
            prefix = address(self._root, pointer) + "/"
            if term.startswith(prefix):
                rest = term[len(prefix) :]
                is_index = rest.isascii() and rest.isdecimal() and len(rest) < 10
                return int(rest) if is_index and str(int(rest)) == rest else None
        return None

    def _unlisted(self, value: Term) -> Iterator[tuple[int | None, Term]]:
        """The members of an RDF list in order; any other value alone."""
        if value == RDF_NIL:
            return
        if not isinstance(value, str) or not self._is_list(value):
            yield None, value
            return
        n, met = 0, set[str]()
        while isinstance(value, str) and value != RDF_NIL and value not in met:
            met.add(value)
            cell = self._view.node(value)
            if cell.keys() <= _CELL:
                self.seen.add(value)
            for member in cell.get(RDF_FIRST, ()):
                yield n, member
                n += 1
            value = next(iter(cell.get(RDF_REST, ())), RDF_NIL)

    def _is_list(self, value: str) -> bool:
        """Whether a node is the first cell of an RDF list, and nothing else."""
        keys = self._view.node(value).keys()
        return keys == _CELL or (value.startswith("_:") and keys - {RDF_TYPE} == _CELL)

    def _cells(self, head: str) -> list[str] | None:
        """The cells of a plain RDF list that nothing else refers to; else None."""
        cells: list[str] = []
        at: Term = head
        while at != RDF_NIL:
            if not isinstance(at, str) or not self._is_anonymous(at):
                return None
            node = self._view.node(at)
            if node.keys() != _CELL or self._view.pointed(at) != 1 or len(cells) > MOST:
                return None
            if len(node[RDF_FIRST]) != 1 or len(node[RDF_REST]) != 1:
                return None
            cells.append(at)
            at = node[RDF_REST][0]
        return cells

    def _address(self, pointer: str) -> str:
        """The address of a part, or "" where the resource has no name."""
        return address(self._root, pointer) if self._root else ""

    def _is_anonymous(self, name: str) -> bool:
        """Whether a node has no name of its own: none, or the address of a part."""
        return name.startswith("_:") or (bool(self._root) and is_address(name, self._root))
