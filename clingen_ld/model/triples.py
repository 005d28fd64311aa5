"""The triples of a Turtle text, by subject and predicate."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from clingen_ld.model.identity import RDF

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class Triples:
    """Subjects with their predicates and objects, in the order of the text."""

    def __init__(self, turtle: str) -> None:
        self._index: dict[Node, dict[str, list[Node]]] = {}
        for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
            predicates = self._index.setdefault(quad.subject, {})
            predicates.setdefault(quad.predicate.value, []).append(quad.object)

    def subjects(self, predicate: str, value: str) -> list[Node]:
        """Subjects that have an IRI as the value of a predicate."""
        node = ox.NamedNode(value)
        return [s for s, found in self._index.items() if node in found.get(predicate, ())]

    def nodes(self, subject: Node | str, predicate: str) -> list[Node]:
        """The objects of a subject (a node, or an IRI) and a predicate."""
        key = ox.NamedNode(subject) if isinstance(subject, str) else subject
        return self._index.get(key, {}).get(predicate, [])

    def node(self, subject: Node | str, predicate: str) -> Node | None:
        """The first object, or None."""
        return next(iter(self.nodes(subject, predicate)), None)

    def texts(self, subject: Node | str, predicate: str) -> tuple[str, ...]:
        """The objects as IRIs or lexical forms."""
        return tuple(text(node) for node in self.nodes(subject, predicate))

    def text(self, subject: Node | str, predicate: str) -> str:
        """The first object as an IRI or lexical form; empty when there is none."""
        return next(iter(self.texts(subject, predicate)), "")

    def integer(self, subject: Node | str, predicate: str) -> int | None:
        """The first object as an integer, or None."""
        found = self.text(subject, predicate)
        return int(found) if found else None

    def items(self, head: Node | None) -> list[Node]:
        """The members of an RDF list."""
        found = []
        while head is not None and text(head) != RDF + "nil":
            found.extend(self.nodes(head, RDF + "first"))
            head = self.node(head, RDF + "rest")
        return found


def text(node: Node) -> str:
    """An IRI, a blank node label or the lexical form of a literal."""
    if isinstance(node, ox.Triple):
        raise TypeError("a quoted triple has no text")
    return node.value


def texts(nodes: Iterable[Node]) -> tuple[str, ...]:
    """The lexical forms of several nodes."""
    return tuple(text(node) for node in nodes)
