"""Framing of foreign properties: those of other vocabularies on the nodes of a resource.

Values are read with their positions in lists, which the address of a part or statement, or an RDF
list, gives. Every statement about a triple counts as one value, because equal values share a
triple. A node with several references is nested at the first one, after all parts of the model; the
other references give its address.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from clingen_ld.errors import TextError
from clingen_ld.graph.showing import CELL, DEEPEST, list_pointer
from clingen_ld.graph.terms import (
    RDF_FIRST,
    RDF_LIST,
    RDF_NIL,
    RDF_REST,
    RDF_STATEMENT,
    RDF_TYPE,
    Literal,
    Term,
    address,
    is_address,
)
from clingen_ld.graph.values import STATEMENT_TERMS, native, resource_type, sorting_text
from clingen_ld.graph.view import GraphView
from clingen_ld.model import Model, Owner, Property, Type, escape

MOST: Final = 10_000
"""The maximum number of list cells and of nodes per resource, beyond an average share."""


class StatedValue(NamedTuple):
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

    def _entries(self, subject: str, predicate: str, pointer: str) -> list[StatedValue]:
        """The values of a property. Every statement counts as one value, because equal values share
        a triple.
        """
        objects = self._view.node(subject)[predicate]
        asserted = set(objects)
        entries: list[StatedValue] = []
        about: set[Term] = set()
        for statement, value in self._view.stated(subject, predicate, asserted):
            if self._is_ours(statement, pointer):
                about.add(value)
                self.seen.add(statement)
                entries.append(StatedValue(self._index(statement, pointer), value, statement))
        for value in objects:
            if value not in about:
                entries.extend(
                    StatedValue(self._index(x, pointer) if n is None else n, x, None)
                    for n, x in self._unlisted(value)
                )
        return entries

    def _foreign_entries(self, subject: str, predicate: str, pointer: str) -> list[StatedValue]:
        """The values of an unknown property: as in `_entries`, with lists as wholes.

        For rdf:type, only nameless classes, which are described in place.
        """
        entries: list[StatedValue] = []
        about: set[Term] = set()
        objects = self._view.node(subject)[predicate]
        if predicate == RDF_TYPE:
            objects = [x for x in objects if not isinstance(x, str) or self._is_anonymous(x)]
        for statement, value in self._view.stated(subject, predicate, objects):
            if self._is_ours(statement, pointer):
                about.add(value)
                self.seen.add(statement)
                self._note_lost(statement)
                entries.append(StatedValue(self._index(statement, pointer), value, None))
        rest = dict.fromkeys(value for value in objects if value not in about)
        return entries + [StatedValue(self._index(value, pointer), value, None) for value in rest]

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
        n, last, met = 0, value, set[str]()
        while isinstance(value, str) and value not in met and (cell := self._view.node(value)):
            met.add(last := value)
            if cell.keys() - {RDF_TYPE} <= CELL and set(cell.get(RDF_TYPE, ())) <= {RDF_LIST}:
                self.seen.add(value)
            for member in cell.get(RDF_FIRST, ()):
                yield n, member
                n += 1
            rest = set(cell.get(RDF_REST, ())) or {RDF_NIL}
            if len(rest) > 1:  # which of them goes on would depend on the order of triples
                break
            [value] = rest
        if value != RDF_NIL:  # a cycle, several tails, or what is no list
            self.lost.append((last, RDF_REST))

    def _is_list(self, value: str) -> bool:
        """Whether a node is the first cell of an RDF list, and nothing else."""
        keys = self._view.node(value).keys()
        return keys == CELL or (value.startswith("_:") and keys - {RDF_TYPE} == CELL)

    def _cells(self, head: str) -> list[str] | None:
        """The cells of a plain RDF list that nothing else refers to; else None."""
        cells: list[str] = []
        at: Term = head
        while at != RDF_NIL:
            if not isinstance(at, str) or not self._is_anonymous(at):
                return None
            node = self._view.node(at)
            if node.keys() != CELL or self._view.pointed(at) != 1 or len(cells) > MOST:
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


# Shared parts of the model are repeated for each reference, which doubles the message at every step
# in a chain of such nodes. So the number of nodes is limited to `MOST`, and their average
# repetition to this.
_MOST_EACH: Final = 10

Path = Mapping[str, str]
"""The path of nodes to a node, with their names in the message."""


class ForeignFramer(EntryReader):
    """Reads properties that the model does not know."""

    def __init__(
        self,
        view: GraphView,
        root: str,
        model: Model,
        names: Mapping[str, str],
        is_plain: bool = False,
    ) -> None:
        """`root` is the name of the resource, or "". A plain framer shares no nodes."""
        super().__init__(view, root)
        self._model = model
        self._names = names
        self._is_plain = is_plain
        self._left = MOST + _MOST_EACH * len(view.nodes)
        self._nested: dict[str, str] = {}
        self._later: list[Callable[[], None]] = []
        self._is_late = False
        self.needs_name = False
        """Whether the resource needs a name, because nodes point to its parts."""

    @abstractmethod
    def node(
        self, name: str, pointer: str, type_: Type | None, path: Path, owner: Owner | None
    ) -> dict[str, Any]:
        """The message of a node; values that may be foreign nodes are inserted later."""

    @abstractmethod
    def _text(self, entry: StatedValue, prop: Property | None) -> str:
        """The sort key of a value, as text."""

    def _enter(self, path: Path) -> None:
        """Count another node. Raises `TextError` if there are too many, in depth or in total."""
        self._left -= 1
        if len(path) > DEEPEST + 1 or self._left < 0:
            why = "nests too many nodes" if self._left >= 0 else "repeats its nodes too often"
            raise TextError(f"the graph of {self._root or 'a resource'} {why} to be a message")

    def _other(
        self,
        name: str,
        key: str,
        predicates: list[str],
        pointer: str,
        message: dict[str, Any],
        path: Path,
    ) -> None:
        """Read an unknown property; values that may be shared are read after the parts."""
        at = f"{pointer}/{escape(key)}"
        found = [e for p in predicates for e in self._foreign_entries(name, p, at)]
        entries = list(dict.fromkeys(found))
        nodes = [e.value for e in entries if isinstance(e.value, str)]

        def read() -> None:
            message[key] = self._foreign_values(entries, at, path)

        if any(self._is_anonymous(n) or self._view.node(n) or n in self._names for n in nodes):
            self._put(read)
        elif entries:
            read()

    def _put(self, put: Callable[[], None]) -> None:
        """Defer the insertion of values until all parts of the model are read."""
        if self._is_plain or self._is_late:
            put()
        else:
            self._later.append(put)

    def _foreign_values(self, entries: list[StatedValue], pointer: str, path: Path) -> Any:
        """The value of an unknown property: a list if there are several."""
        if len(entries) == 1 and entries[0].place is None:
            value = entries[0].value
            return self._known_value(value, self._place(value, pointer), pointer, path, False)
        if all(e.place is not None for e in entries):
            entries = sorted(entries, key=lambda e: e.place or 0)
        elif self._is_plain:
            made = self._foreign_list(entries, [pointer] * len(entries), path)
            return sorted(made, key=sorting_text)
        else:
            keys = {e: self._foreign_key(e) for e in entries}
            entries = sorted(entries, key=keys.__getitem__)
        places = [f"{pointer}/{n}" for n in range(len(entries))]
        return self._foreign_list(entries, places, path)

    def _foreign_into(self, made: Any, values: Mapping[Any, tuple[Term, str]], path: Path) -> None:
        """Insert foreign nodes where a property of the model has plain values."""
        links = {key: self._place(value, at) for key, (value, at) in values.items()}
        for key, (value, at) in values.items():
            made[key] = self._known_value(value, links[key], at, path, False)

    def _foreign_list(
        self, entries: Iterable[StatedValue], places: list[str], path: Path
    ) -> list[Any]:
        values = [entry.value for entry in entries]
        links = [self._place(v, at) for v, at in zip(values, places, strict=True)]
        return [
            self._known_value(value, link, at, path, True)
            for value, link, at in zip(values, links, places, strict=True)
        ]

    def _foreign_key(self, entry: StatedValue) -> tuple[bool, int, str]:
        """The sort key of unordered values: nameless ones come last."""
        value = entry.value
        if isinstance(value, Literal):
            return False, 0, sorting_text(native(value, None, True))
        if value == RDF_NIL:
            return False, 0, sorting_text({"@list": []})
        link = self._names.get(value) or self._nested.get(value)
        if link is None and not self._is_anonymous(value):
            link = value
        if link is not None:
            return False, 0, sorting_text({"@id": link} if link else {})
        if self._view.ordered:
            return True, 0, ""
        return True, -1 if entry.place is None else entry.place, self._text(entry, None)

    def _place(self, value: Term, pointer: str) -> str | None:
        """The name of a node that is nested elsewhere; otherwise it is nested here."""
        if isinstance(value, Literal) or value == RDF_NIL:
            return None
        if value in self._names:
            return self._names[value]
        if not self._is_plain and value in self._nested:
            self.needs_name = self.needs_name or not self._nested[value]
            return self._nested[value]
        if self._is_anonymous(value):
            if self._cells(value) is None and not self._is_plain:
                self._nested[value] = self._address(pointer)
            return None
        is_resource = resource_type(self._view.types(value), self._model) is not None
        if is_resource or not self._view.node(value):
            return value
        if not self._is_plain:
            self._nested[value] = value
        return None

    def _known_value(
        self, value: Term, link: str | None, pointer: str, path: Path, in_array: bool
    ) -> Any:
        """A value of a foreign predicate: a literal, a link, a list or a node."""
        if isinstance(value, Literal):
            return native(value, None, in_array, len(path) > DEEPEST)
        if link is not None:
            return {"@id": link} if link else {}
        cells = self._cells(value)
        if cells is not None:
            return {"@list": self._list(value, cells, pointer, path)}
        if value in path:  # in a plain framer
            return {}
        name = "" if self._is_anonymous(value) else value
        below = {**path, value: name or self._address(pointer)}
        message = self.node(value, pointer, None, below, None)
        return {"@id": name} | message if name else message

    def _list(self, head: str, cells: list[str], pointer: str, path: Path) -> list[Any]:
        """The items of an RDF list."""
        inside = {**path, head: ""}
        self._enter(inside)
        self.seen.update(cells)
        items = [StatedValue(None, self._view.node(c)[RDF_FIRST][0], None) for c in cells]
        above = list_pointer(pointer)
        return self._foreign_list(items, [f"{above}/{n}" for n in range(len(items))], inside)
