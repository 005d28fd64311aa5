"""Framing: from a graph back to resources in normal form.

The graph may have any origin: parts may have addresses, other names or none (blank nodes), lists
may be RDF lists, references may be FHIR Reference nodes, codes may be concepts that match those of
the value sets, and classes may be the conceptual ones. Everything else is kept under its predicate,
except links derived from the resource. Unordered values are sorted by their text, so that the same
graph always gives the same message.

Content outside any resource is reported: nodes that no resource refers to, graphs that are not
named by a resource, and properties of nodes that the model cannot express.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from clingen_ld.graph.framer import Framer
from clingen_ld.graph.links import TakenLinks
from clingen_ld.graph.terms import Quad
from clingen_ld.graph.values import POINTER, resource_type
from clingen_ld.graph.view import DatasetView, GraphView, Node, find_resources, linked
from clingen_ld.model import (
    Model,
    Normal,
    default_iri,
    is_name,
    is_subsetted,
    local_name,
    normal_form,
    subsetted_resource,
)


class Unread(NamedTuple):
    """A node or graph with content in no resource; "" if nameless."""

    name: str
    why: str


def unread_of(dataset: DatasetView, read: Iterable[tuple[str, GraphView, Framer]]) -> list[Unread]:
    """The content in no resource; `read` are the resources, their graphs and their readers."""
    seen: dict[int, set[str]] = {}
    homes: dict[int, set[str]] = {}
    found: list[Unread] = []
    for iri, view, framer in read:
        known = seen.setdefault(id(view), set())
        shared = sorted(n for n in known & framer.seen if n.startswith("_:"))
        found.extend(Unread("", f"{_said(n, view)} is copied into each resource") for n in shared)
        known.update(framer.seen)
        homes.setdefault(id(view), set()).add(iri)
        found.extend(Unread(_name(node), f"{what} is not kept") for node, what in framer.lost)
    found.extend(
        Unread(iri, "no message can have this IRI as it is") for iri in _odd_names(dataset)
    )
    of_all = seen.get(id(dataset.merged), set()) if dataset.is_merged else set()
    resources = {iri for iri, _, _ in read}
    for graph, view in dataset.graphs.items():
        own = seen.get(id(view), set())
        left = [node for node in view.nodes if node not in own and node not in of_all]
        root = subsetted_resource(graph)
        whole = None if root is None else dataset.graphs.get(root)
        if left and root is not None and whole is not None and id(whole) in seen:
            # The complete resource was read; this is an untagged partial description of it.
            if not all(_says(whole, node, view.node(node)) for node in left):
                found.append(Unread(root, "a partial description of it is left out"))
            continue
        where = f" (in the graph {graph})" if graph else ""
        found.extend(
            Unread(n, f"what is said of it beside its own graph is left out{where}")
            if n in resources
            else Unread(_name(n), f"{_what(n, view)}{where}")
            for n in left
        )
        at_home = homes.get(id(view), set())
        if graph and not {graph, root} & at_home and len(left) < len(view.nodes):
            found.append(Unread(_name(graph), "the name of this graph is not kept"))
    return list(dict.fromkeys(found))


def _odd_names(dataset: DatasetView) -> list[str]:
    """The IRIs of a dataset that are invalid, or look like names with one of our prefixes."""
    found: dict[str, None] = {}
    for view in dataset.graphs.values():
        for name, node in view.nodes.items():
            found[name] = None
            for predicate, values in node.items():
                found[predicate] = None
                for value in values:
                    found[value if isinstance(value, str) else value.datatype] = None
    return [iri for iri in found if not iri.startswith("_:") and not _is_kept(iri)]


@lru_cache(maxsize=4096)
def _is_kept(iri: str) -> bool:
    """Whether an IRI of a graph is unchanged after reading and writing its message."""
    return is_name(iri) and iri != POINTER


def _says(whole: GraphView, node: str, partial: Node) -> bool:
    """Whether a complete resource contains a partial description, apart from its tag."""
    if local_name(node.partition("#/")[2].partition("/")[0]) == "meta":
        return True
    said = whole.node(node)
    return all(
        local_name(predicate) == "meta" or set(values) <= set(said.get(predicate, ()))
        for predicate, values in partial.items()
    )


def _name(node: str) -> str:
    return "" if node.startswith("_:") else node


def _what(node: str, view: GraphView) -> str:
    """The description of a leftover node: for a nameless one, its properties."""
    if not node.startswith("_:"):
        return "no resource refers to this node"
    return f"no resource refers to {_said(node, view)}"


def _said(node: str, view: GraphView) -> str:
    return f"the nameless node with {', '.join(sorted(view.node(node))) or 'nothing'}"


@dataclass(slots=True)
class Framed:
    """A resource framed from a graph.

    `places` maps JSON Pointers of the message before normalization to the graph nodes of the parts,
    so that the caller can locate them in its source.
    """

    iri: str
    type: str
    normal: Normal
    places: dict[str, str] = field(default_factory=dict)
    statements: dict[str, str] = field(default_factory=dict)
    """The rdf:Statement nodes about references."""


def frame_quads(
    quads: Iterable[Quad], model: Model, base: str, type_name: str | None = None
) -> list[Framed]:
    """Every resource that some quads describe: those with a class first, each once.

    With `subsetted`, partial descriptions, each in its own graph, are included, and all are in the
    order of the graphs.

    `type_name` is the type of a resource that neither its class nor its properties identify.
    Raises `TextError` for a resource that is nested too deep or repeats itself too often.
    """
    return frame_dataset(DatasetView(quads), model, base, type_name)[0]


def frame_dataset(
    dataset: DatasetView, model: Model, base: str, type_name: str | None = None
) -> tuple[list[Framed], list[Unread]]:
    """Every resource of a dataset, as in `frame_quads`, and the content in none of them."""
    links = TakenLinks(dataset)
    found = find_resources(dataset.views(), model)
    if not found and type_name is not None:
        found = dict.fromkeys(list(dataset.merged.nodes)[:1], type_name)
    names = _names(dataset, found, model, base)
    framed: list[Framed] = []
    read: list[tuple[str, GraphView, Framer]] = []
    for iri, name in found.items():
        for n, view in enumerate(dataset.graphs_of(iri)):
            type_name = (resource_type(view.types(iri), model) or name) if n else name
            one, framer = _frame(view, iri, type_name, model, base, names)
            if links.others(iri, view, one.normal.tree, model, base):
                one, framer = _frame(view, iri, type_name, model, base, names)
            if n == 0 or is_subsetted(one.normal.tree):
                framed.append(one)
                read.append((iri, view, framer))
    if len(framed) > len(found):
        order = {id(view): n for n, view in enumerate(dataset.views())}
        places = [order.get(id(view), -1) for _, view, _ in read]
        framed = [framed[n] for n in sorted(range(len(framed)), key=places.__getitem__)]
    return framed, unread_of(dataset, read) if read else []


def _names(
    dataset: DatasetView, found: Mapping[str, str], model: Model, base: str
) -> dict[str, str]:
    """Names for the nameless resources that others point to.

    A resource is named by its id, or else by the digest of its own content, without the nameless
    ones that it points to, which may point back.
    """
    blank = {name: type_ for name, type_ in found.items() if name.startswith("_:")}
    pointed = linked(dataset.views()) & blank.keys() if blank else set()
    nobody = dict.fromkeys(blank, "")
    names = {}
    for name in blank:
        if name in pointed:
            view = dataset.graphs_of(name)[0]
            framed, _ = _frame(view, name, blank[name], model, base, nobody)
            names[name] = default_iri(framed.normal.tree, base)
    return names


def _frame(
    view: GraphView, iri: str, type_name: str, model: Model, base: str, names: Mapping[str, str]
) -> tuple[Framed, Framer]:
    """One resource of a graph, in normal form; `names` are those of nameless resources.

    A nameless one with references to its parts is named by its content.
    """
    own = names.get(iri) or ("" if iri.startswith("_:") else iri)
    framer = Framer(view, own, model, names)
    message = framer.resource(iri, model.type(type_name))
    if framer.needs_name and not own:
        own = default_iri(normal_form(message, type_name, model, base).tree, base)
        framer = Framer(view, own, model, names)
        message = framer.resource(iri, model.type(type_name))
    if own:
        message["@id"] = own
    framer.places[""] = iri
    normal = normal_form(message, type_name, model, base)
    return Framed(iri, type_name, normal, framer.places, framer.statements), framer
