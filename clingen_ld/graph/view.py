"""A graph laid out for framing: nodes with their properties, by named graph."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Set
from functools import lru_cache

from clingen_ld.graph.terms import (
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_STATEMENT,
    RDF_SUBJECT,
    RDF_TYPE,
    Literal,
    Quad,
    Term,
)
from clingen_ld.graph.values import model_name, property_of, resource_type
from clingen_ld.model import CLINGEN, TYPE_KEY, Model, Type, infer_type, subsetted_resource

Node = dict[str, list[Term]]
"""The predicates of a node with their objects."""

# Above this many objects, duplicates are looked up in a set.
_MANY = 8


class GraphView:
    """The nodes of a graph, and the statements made about its triples."""

    def __init__(self, ordered: bool = False) -> None:
        self.nodes: dict[str, Node] = {}
        self.ordered = ordered
        """Whether the order of the objects is significant (JSON-LD text)."""
        self._large: dict[tuple[str, str], set[Term]] = {}
        self._statements: dict[tuple[str, str], dict[str, None]] | None = None
        self._pointed: dict[str, int] | None = None
        self._spoken: dict[str, int] = {}

    def add(self, subject: str, predicate: str, value: Term) -> None:
        """Add one triple; duplicates are dropped, unless the order is significant."""
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

    def take_out(self, subject: str, predicate: str, asked: Callable[[Term], bool]) -> list[Term]:
        """Take out the triples of a subject and predicate whose objects are asked for."""
        node = self.node(subject)
        objects = node.get(predicate, [])
        taken = [value for value in objects if asked(value)]
        if taken:
            rest = [value for value in objects if not asked(value)]
            if rest:
                node[predicate] = rest
            else:
                del node[predicate]
            self._large.pop((subject, predicate), None)
            self._pointed = self._statements = None
        return taken

    def node(self, name: str) -> Node:
        """The predicates of a node; empty for one that the graph only points to."""
        return self.nodes.get(name, {})

    def types(self, name: str) -> list[str]:
        """The classes of a node."""
        return [t for t in self.node(name).get(RDF_TYPE, ()) if isinstance(t, str)]

    def pointed(self, name: str, with_statements: bool = True) -> int:
        """The number of triples that point to a node, except from an rdf:Statement about it."""
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

    def statements(self, subject: str, predicate: str) -> Collection[str]:
        """The names of the rdf:Statement nodes about triples of a subject and predicate."""
        if self._statements is None:
            self._statements = {}
            for name, node in self.nodes.items():
                if RDF_STATEMENT not in node.get(RDF_TYPE, ()):
                    continue
                for about in node.get(RDF_SUBJECT, ()):
                    for said in node.get(RDF_PREDICATE, ()):
                        if isinstance(about, str) and isinstance(said, str):
                            self._statements.setdefault((about, said), {})[name] = None
        return self._statements.get((subject, predicate), {})

    def stated(
        self, subject: str, predicate: str, among: Collection[Term]
    ) -> Iterable[tuple[str, Term]]:
        """The statements about triples of a subject and predicate, with the object of each.

        Of a statement that names several objects, it is the first that no other is about, by its
        text: so it is the same in whatever order the triples come.
        """
        if not (statements := self.statements(subject, predicate)):
            return ()
        found = {
            statement: [o for o in self.node(statement).get(RDF_OBJECT, ()) if o in among]
            for statement in statements
        }
        taken: set[Term] = set()
        chosen: dict[str, Term] = {}
        for statement in sorted(found, key=lambda name: (len(found[name]), name)):
            if objects := found[statement]:
                value = min(objects, key=lambda o: (o in taken, str(o)))
                taken.add(value)
                chosen[statement] = value
        return [(name, chosen[name]) for name in found if name in chosen]


class DatasetView:
    """The graphs of a dataset: each resource is read from its own graph where it has one."""

    def __init__(self, quads: Iterable[Quad] = (), ordered: bool = False) -> None:
        self.graphs: dict[str, GraphView] = {}
        self.ordered = ordered
        for subject, predicate, value, graph in quads:
            self.graph(graph).add(subject, predicate, value)
        self._merged: GraphView | None = None
        self._partial: dict[str, list[GraphView]] | None = None

    def graph(self, name: str) -> GraphView:
        """The graph with a name, created if missing."""
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
        """Whether anything was read from the union of all graphs."""
        return self._merged is not None

    def graphs_of(self, resource: str) -> list[GraphView]:
        """The graph named by a resource if it describes the resource, then those with partial
        descriptions; without any, the union of all graphs."""
        if self._partial is None:
            self._partial = {}
            for name, graph in self.graphs.items():
                if (described := subsetted_resource(name)) is not None:
                    self._partial.setdefault(described, []).append(graph)
        own = self.graphs.get(resource)
        found = [] if own is None else [own]
        found += self._partial.get(resource, ())
        return [graph for graph in found if resource in graph.nodes] or [self.merged]

    def views(self) -> list[GraphView]:
        """Every graph of the dataset."""
        return list(self.graphs.values())


def find_resources(views: Iterable[GraphView], model: Model) -> dict[str, str]:
    """The resources of some graphs with their types: by class, by a resourceType, or else by
    distinctive properties.

    A node that others refer to by a property other than the model's references is nested in them,
    and is a resource only by its class.
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
    parts = linked(graphs, _part_names(model)) | (linked_to - _referenced(graphs, linked_to, model))
    names = {name for view in graphs for name in view.nodes}
    for name, view in untyped:
        may_be_part = name in linked_to or not name.startswith("_:")
        if name in found or name in parts or (may_be_part and _is_part(name, names)):
            continue
        keys = [key for key in map(model_name, view.node(name)) if key]
        if type_ := _stated_type(view.node(name), model) or infer_type(keys, model):
            found[name] = type_
    return found


def _stated_type(node: Node, model: Model) -> str | None:
    """The resource type that a node states as a message does, to which a context was added."""
    for said in node.get(CLINGEN + TYPE_KEY, ()):
        if isinstance(said, Literal) and said.lexical in model.resources:
            return said.lexical
    return None


def _is_part(name: str, names: Set[str]) -> bool:
    """Whether a node is a part by its name: nameless, or the address of a part of another node."""
    if name.startswith("_:"):
        return True
    root, mark, pointer = name.partition("#")
    above = [root] if pointer.startswith("/") else []
    steps = pointer.split("/")
    above += [root + mark + "/".join(steps[:n]) for n in range(1, len(steps))]
    return not names.isdisjoint(above)


def linked(views: Collection[GraphView], names: Set[str] | None = None) -> set[str]:
    """The nodes that others point to, with any property or with those of the model so named.

    An rdf:Statement does not point to its triple's nodes, unless it is nested in a nameless node.
    """
    found = {
        value
        for view in views
        for node in view.nodes.values()
        for predicate, objects in node.items()
        if (predicate != RDF_SUBJECT or RDF_STATEMENT not in node.get(RDF_TYPE, ()))
        and (names is None or _is_one_of(predicate, names))
        for value in objects
        if isinstance(value, str)
    }
    nameless = [
        (name, [o for o in node[RDF_SUBJECT] if isinstance(o, str) and o.startswith("_:")])
        for view in views
        for name, node in view.nodes.items()
        if names is None and RDF_SUBJECT in node
    ]
    while more := {o for name, about in nameless if name in found for o in about} - found:
        found |= more
    return found


def _is_one_of(predicate: str, names: Set[str]) -> bool:
    return model_name(predicate) in names


def _referenced(views: list[GraphView], linked_to: Set[str], model: Model) -> set[str]:
    """The nodes that references of the model point to.

    The references are in nodes with a class of the model, in nodes without incoming links, and in
    those reachable from both by properties of the model; not in foreign content of a resource.
    """
    found: set[str] = set()
    waiting = [
        name
        for view in views
        for name in view.nodes
        if name not in linked_to or _type_of(view.types(name), model) is not None
    ]
    met = set(waiting)
    described: dict[str, list[GraphView]] = {}
    for view in views:
        for name in view.nodes:
            described.setdefault(name, []).append(view)
    while waiting:
        name = waiting.pop()
        for view in described.get(name, ()):
            type_ = _type_of(view.types(name), model)
            for predicate, objects in view.node(name).items():
                kind = _kind_of(predicate, type_, model)
                targets = {o for o in objects if isinstance(o, str)} if kind else set[str]()
                found |= targets if kind == "reference" else set()
                waiting += targets - met
                met |= targets
    return found


def _type_of(classes: list[str], model: Model) -> Type | None:
    """The model's type of a node by its classes, or None."""
    for class_ in classes:
        for candidate in (class_, *model.superclasses.get(class_, ())):
            if (name := model.type_by_iri.get(candidate)) is not None:
                return model.types[name]
    return None


def _kind_of(predicate: str, type_: Type | None, model: Model) -> str | None:
    """Whether the objects of a node's predicate are resources ("reference") or a "part" of it."""
    if _is_one_of(predicate, {"reference"}) and type_ in (None, model.reference_type):
        return "reference"
    if type_ is not None:
        prop = property_of(predicate, type_)
        return prop.kind if prop is not None and prop.kind in ("reference", "part") else None
    if _is_one_of(predicate, _reference_names(model)):
        return "reference"
    return "part" if _is_one_of(predicate, _part_names(model)) else None


@lru_cache(maxsize=4)
def _reference_names(model: Model) -> frozenset[str]:
    """The names of the properties that point to resources."""
    found = [p for t in model.types.values() for p in t.properties.values()]
    return frozenset(p.name for p in found if p.kind == "reference")


@lru_cache(maxsize=4)
def _part_names(model: Model) -> frozenset[str]:
    """The names of the properties with parts, of any type."""
    found = [p for t in model.types.values() for p in t.properties.values()]
    others = {p.name for p in found if p.kind != "part"}
    return frozenset(p.name for p in found if p.kind == "part") - others
