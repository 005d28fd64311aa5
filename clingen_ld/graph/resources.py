"""Which nodes of a graph are resources, and of which type."""

from __future__ import annotations

from collections.abc import Iterable, Set
from functools import lru_cache

from clingen_ld.graph.terms import RDF_STATEMENT, RDF_SUBJECT
from clingen_ld.graph.values import NAMESPACES
from clingen_ld.graph.view import GraphView
from clingen_ld.model.definitions import Model
from clingen_ld.model.inference import infer_type
from clingen_ld.model.namespaces import local_name


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
