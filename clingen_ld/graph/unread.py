"""An account of a dataset: what of it no resource has.

Every triple is either in a resource, or named here: nodes that no resource refers to, graphs whose
name no resource has, and what single nodes say that the model cannot.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from clingen_ld.graph.framer import Framer
from clingen_ld.graph.values import is_kept
from clingen_ld.graph.view import DatasetView, GraphView, Node
from clingen_ld.model import local_name, told_resource


class Unread(NamedTuple):
    """A node or graph of which something is in no resource; "" where it has no name."""

    name: str
    why: str


def unread_of(dataset: DatasetView, read: Iterable[tuple[str, GraphView, Framer]]) -> list[Unread]:
    """What no resource has: `read` are the resources, the graphs they are in, and who read them."""
    seen: dict[int, set[str]] = {}
    homes: dict[int, set[str]] = {}
    found: list[Unread] = []
    for iri, view, framer in read:
        seen.setdefault(id(view), set()).update(framer.seen)
        homes.setdefault(id(view), set()).add(iri)
        found.extend(Unread(_name(node), f"{what} is not kept") for node, what in framer.lost)
    if not seen:
        return []
    found.extend(
        Unread(iri, "no message can have this IRI as it is") for iri in _odd_names(dataset)
    )
    of_all = seen.get(id(dataset.merged), set()) if dataset.is_merged else set()
    for graph, view in dataset.graphs.items():
        own = seen.get(id(view), set())
        left = [node for node in view.nodes if node not in own and node not in of_all]
        root = told_resource(graph)
        whole = None if root is None else dataset.graphs.get(root)
        if left and root is not None and whole is not None and id(whole) in seen:
            # The whole resource is read; this is what others told of it, without saying so.
            if not all(_says(whole, node, view.node(node)) for node in left):
                found.append(Unread(root, "what is told of it in part is left out"))
            continue
        where = f" (in the graph {graph})" if graph else ""
        found.extend(Unread(_name(n), f"{_what(n, view)}{where}") for n in left)
        at_home = homes.get(id(view), set())
        if graph and not {graph, root} & at_home and len(left) < len(view.nodes):
            found.append(Unread(_name(graph), "the name of this graph is not kept"))
    return list(dict.fromkeys(found))


def _odd_names(dataset: DatasetView) -> list[str]:
    """The IRIs of a dataset that are not valid, or begin as names do with a prefix of ours."""
    found: dict[str, None] = {}
    for view in dataset.graphs.values():
        for name, node in view.nodes.items():
            found[name] = None
            for predicate, values in node.items():
                found[predicate] = None
                for value in values:
                    found[value if isinstance(value, str) else value.datatype] = None
    return [iri for iri in found if not iri.startswith("_:") and not is_kept(iri)]


def _says(whole: GraphView, node: str, told: Node) -> bool:
    """Whether a whole resource says what is told of it in part, but for that it is a part."""
    if local_name(node.partition("#/")[2].partition("/")[0]) == "meta":
        return True
    said = whole.node(node)
    return all(
        local_name(predicate) == "meta" or set(values) <= set(said.get(predicate, ()))
        for predicate, values in told.items()
    )


def _name(node: str) -> str:
    return "" if node.startswith("_:") else node


def _what(node: str, view: GraphView) -> str:
    """What to say of a node that is left: of one without a name, what it has."""
    if not node.startswith("_:"):
        return "no resource refers to this node"
    said = ", ".join(sorted(view.node(node))) or "nothing"
    return f"no resource refers to the nameless node with {said}"
