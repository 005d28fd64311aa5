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
        self._pointed: dict[str, int] | None = None
        self._spoken: dict[str, int] = {}

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

    def pointed(self, name: str, with_statements: bool = True) -> int:
        """How many triples point to a node; an rdf:Statement does not, to what it is about."""
        if self._pointed is None:
            self._pointed, self._spoken = {}, {}
            for node in self.nodes.values():
                for predicate, objects in node.items():
                    count = self._spoken if predicate == RDF_SUBJECT else self._pointed
                    for value in objects:
                        if isinstance(value, str):
                            count[value] = count.get(value, 0) + 1
        spoken = self._spoken.get(name, 0) if with_statements else 0
        return self._pointed.get(name, 0) + spoken

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

    def __init__(self, quads: Iterable[Quad] = (), ordered: bool = False) -> None:
        self.graphs: dict[str, GraphView] = {}
        self.ordered = ordered
        for subject, predicate, value, graph in quads:
            self.graph(graph).add(subject, predicate, value)
        self._merged: GraphView | None = None

    def graph(self, name: str) -> GraphView:
        """The graph of a name, made when there is none."""
        found = self.graphs.get(name)
        if found is None:
            found = self.graphs[name] = GraphView(self.ordered)
        return found

    @property
    def merged(self) -> GraphView:
        """All graphs as one."""
        if self._merged is None:
            if len(self.graphs) == 1:
                self._merged = next(iter(self.graphs.values()))
            else:
                self._merged = GraphView(self.ordered)
                for graph in self.graphs.values():
                    for subject, node in graph.nodes.items():
                        self._merged.nodes.setdefault(subject, {})
                        for predicate, values in node.items():
                            for value in values:
                                self._merged.add(subject, predicate, value)
        return self._merged

    @property
    def is_merged(self) -> bool:
        """Whether anything was read from all graphs as one."""
        return self._merged is not None

    def graph_of(self, resource: str) -> GraphView:
        """The graph named by a resource where that describes it, else the one with what others
        tell of it, else all graphs as one."""
        for name in (resource, subsetted_graph(resource)):
            own = self.graphs.get(name)
            if own is not None and resource in own.nodes:
                return own
        return self.merged

    def views(self) -> list[GraphView]:
        """Every graph of the dataset."""
        return list(self.graphs.values())


def find_resources(views: Iterable[GraphView], model: Model) -> dict[str, str]:
    """The resources of some graphs with their types: by class, or else by what only they have.

    What others speak of with a property that is no reference of the model stands inside them, and
    is a resource only by its class.
    """
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
    if not untyped:
        return found
    linked_to = linked(graphs)
    inside = linked_to - linked(graphs, _reference_names(model))
    parts = linked(graphs, _part_names(model)) | inside
    for name, view in untyped:
        if name in found or name in parts or (name in linked_to and _is_part(name, graphs)):
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
def _reference_names(model: Model) -> frozenset[str]:
    """The names of the properties that point to resources, and `reference` itself."""
    found = [p for t in model.types.values() for p in t.properties.values()]
    return frozenset({p.name for p in found if p.kind == "reference"} | {"reference"})


@lru_cache(maxsize=4)
def _part_names(model: Model) -> frozenset[str]:
    """The names of the properties that hold parts, whichever type has them."""
    found = [p for t in model.types.values() for p in t.properties.values()]
    others = {p.name for p in found if p.kind != "part"}
    return frozenset(p.name for p in found if p.kind == "part") - others
