"""A graph laid out for framing: nodes with their properties, by named graph."""

from __future__ import annotations

from collections.abc import Iterable

from clingen_ld.graph.terms import (
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_STATEMENT,
    RDF_SUBJECT,
    RDF_TYPE,
    Quad,
    Term,
)
from clingen_ld.model.subsetted import subsetted_graph

Node = dict[str, list[Term]]
"""The predicates of a node with their objects."""

# From so many objects on, whether one is there already is looked up in a set.
_MANY = 8


class GraphView:
    """The nodes of a graph, and the statements made about its triples."""

    def __init__(self, ordered: bool = False) -> None:
        self.nodes: dict[str, Node] = {}
        self.ordered = ordered
        """Whether the objects stand in an order that means something (JSON-LD text)."""
        self._large: dict[tuple[str, str], set[Term]] = {}
        self._statements: dict[tuple[str, str], list[str]] | None = None

    def add(self, subject: str, predicate: str, value: Term) -> None:
        """Add one triple; the same triple twice is one, unless the order means something."""
        objects = self.nodes.setdefault(subject, {}).setdefault(predicate, [])
        if self.ordered:
            objects.append(value)
        elif len(objects) < _MANY:
            if value not in objects:
                objects.append(value)
        else:
            known = self._large.setdefault((subject, predicate), set())
            if len(known) != len(objects):
                known.update(objects)
            if value not in known:
                known.add(value)
                objects.append(value)

    def node(self, name: str) -> Node:
        """The predicates of a node; empty for one that the graph only points to."""
        return self.nodes.get(name, {})

    def types(self, name: str) -> list[str]:
        """The classes of a node."""
        return [t for t in self.node(name).get(RDF_TYPE, ()) if isinstance(t, str)]

    def statements(self, subject: str, predicate: str) -> list[str]:
        """The names of the rdf:Statement nodes about triples of a subject and predicate."""
        if self._statements is None:
            self._statements = {}
            for name, node in self.nodes.items():
                if RDF_STATEMENT not in node.get(RDF_TYPE, ()):
                    continue
                for about in node.get(RDF_SUBJECT, ()):
                    for said in node.get(RDF_PREDICATE, ()):
                        if isinstance(about, str) and isinstance(said, str):
                            self._statements.setdefault((about, said), []).append(name)
        return self._statements.get((subject, predicate), [])

    def stated(self, statement: str) -> Term | None:
        """The object of the triple that a statement is about."""
        return next(iter(self.node(statement).get(RDF_OBJECT, ())), None)


class DatasetView:
    """The graphs of a dataset: each resource is read from its own graph where it has one."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._graphs: dict[str, GraphView] = {}
        for subject, predicate, value, graph in quads:
            self._graphs.setdefault(graph, GraphView()).add(subject, predicate, value)
        self._merged: GraphView | None = None

    @property
    def merged(self) -> GraphView:
        """All graphs as one."""
        if self._merged is None:
            if len(self._graphs) == 1:
                self._merged = next(iter(self._graphs.values()))
            else:
                self._merged = GraphView()
                for graph in self._graphs.values():
                    for subject, node in graph.nodes.items():
                        for predicate, values in node.items():
                            for value in values:
                                self._merged.add(subject, predicate, value)
        return self._merged

    def graph_of(self, resource: str) -> GraphView:
        """The graph named by a resource where that describes it, else the one with what others
        tell of it, else all graphs as one."""
        for name in (resource, subsetted_graph(resource)):
            own = self._graphs.get(name)
            if own is not None and resource in own.nodes:
                return own
        return self.merged

    def views(self) -> list[GraphView]:
        """Every graph of the dataset."""
        return list(self._graphs.values())
