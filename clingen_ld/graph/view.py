"""A graph laid out for framing: nodes with their properties, by named graph."""

from __future__ import annotations

from collections.abc import Iterable, Set
from functools import lru_cache

from clingen_ld.graph.terms import (
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_STATEMENT,
    RDF_SUBJECT,
    RDF_TYPE,
    Quad,
    Term,
)
from clingen_ld.graph.values import NAMESPACES
from clingen_ld.model import Model, infer_type, local_name, subsetted_graph

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


def find_resources(views: Iterable[GraphView], model: Model) -> dict[str, str]:
    """The resources of some graphs with their types: by class, or else by what only they have."""
    graphs = list(views)
    found: dict[str, str] = {}
    untyped: list[tuple[str, GraphView]] = []
    for view in graphs:
        for name in view.nodes:
            classes = view.types(name)
            type_name = resource_type(classes, model)
            if type_name is not None:
                found.setdefault(name, type_name)
            elif not any(
                c == RDF_STATEMENT or c in model.type_by_iri or c in model.superclasses
                for c in classes
            ):
                untyped.append((name, view))
    pointed = linked(graphs) if untyped else set()
    parts = linked(graphs, _part_names(model)) if untyped else set()
    for name, view in untyped:
        if name in found or name in parts or (name in pointed and _is_part(name, graphs)):
            continue
        keys = [local_name(p) for p in view.node(name) if p.startswith(NAMESPACES)]
        if guessed := infer_type(keys, model):
            found[name] = guessed
    return found


def _is_part(name: str, views: Iterable[GraphView]) -> bool:
    """Whether a node that others point to is a part by its name: none, or an address."""
    if name.startswith("_:"):
        return True
    root, mark, pointer = name.partition("#")
    above = [root] if pointer.startswith("/") else []
    steps = pointer.split("/")
    above += [root + mark + "/".join(steps[:n]) for n in range(1, len(steps))]
    return any(a in view.nodes for view in views for a in above)


def resource_type(classes: Iterable[str], model: Model) -> str | None:
    """The resource type that a node is of by its classes, the conceptual ones too, or None."""
    return _resource_type(tuple(classes), model)


@lru_cache(maxsize=1024)
def _resource_type(classes: tuple[str, ...], model: Model) -> str | None:
    found = {
        model.type_by_iri.get(candidate)
        for iri in classes
        for candidate in (iri, *model.superclasses.get(iri, ()))
    }
    return next((name for name in model.resources if name in found), None)


def linked(views: Iterable[GraphView], names: Set[str] | None = None) -> set[str]:
    """The nodes that others point to, with any property or with those of the model so named.

    An rdf:Statement does not point to what it is about.
    """
    return {
        value
        for view in views
        for node in view.nodes.values()
        for predicate, objects in node.items()
        if predicate != RDF_SUBJECT and (names is None or _is_one_of(predicate, names))
        for value in objects
        if isinstance(value, str)
    }


def _is_one_of(predicate: str, names: Set[str]) -> bool:
    return predicate.startswith(NAMESPACES) and local_name(predicate) in names


@lru_cache(maxsize=4)
def _part_names(model: Model) -> frozenset[str]:
    """The names of the properties that hold parts, whichever type has them."""
    found = [p for t in model.types.values() for p in t.properties.values()]
    others = {p.name for p in found if p.kind != "part"}
    return frozenset(p.name for p in found if p.kind == "part") - others
