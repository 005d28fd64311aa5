"""Writing a resource in normal form as quads, in one graph named by the resource.

The graph form: a node for every embedded object, named by its address; codes as concepts;
references directly to their target. Details of a reference or a plain value that a triple cannot
hold (display, classes, index in the list) are on an `rdf:Statement` at the address of the value,
whose `rdf:subject`, `rdf:predicate` and `rdf:object` identify the triple. The cells of an RDF list
have addresses too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from clingen_ld.graph.showing import Listed, Part, Pointed, Showing, Value, cell_pointer
from clingen_ld.graph.terms import (
    RDF_FIRST,
    RDF_NIL,
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_REST,
    RDF_STATEMENT,
    RDF_SUBJECT,
    RDF_TYPE,
    Quad,
    Term,
    address,
    n_quads_line,
)
from clingen_ld.graph.values import foreign_types
from clingen_ld.model import (
    Model,
    Owner,
    Type,
    coding_concept,
    escape,
    is_subsetted,
    resource_iri,
    subsetted_graph,
)
from clingen_ld.types import resource

if TYPE_CHECKING:
    from clingen_ld.graph.links import Linker


def resource_quads(
    tree: Mapping[str, Any],
    model: Model,
    base: str,
    graph: str | None = None,
    linker: Linker | None = None,
) -> Iterator[Quad]:
    """The quads of a resource in normal form; the same tree always gives the same quads.

    They are in the graph with a name, by default that of the resource; a partial description
    (`subsetted`) is by default in a graph named by its content, since there may be several. With a
    `linker`, its links come last.
    """
    root = resource_iri(tree, base)
    is_partial = graph is None and is_subsetted(tree)
    graph = graph or root
    type_ = model.type(tree["resourceType"])
    rest = {k: v for k, v in tree.items() if k not in ("resourceType", "@id")}
    writer = QuadWriter(root, graph, model, Showing(tree, root, model, base))
    writer.node(root, "", type_, rest, None, 0)
    if linker is not None:
        said = {quad[:3] for quad in writer.quads}
        added = linker.added(root, resource(dict(tree)), said)
        writer.quads += [Quad(*triple, graph) for triple in added]
    if not is_partial:
        return iter(writer.quads)
    name = subsetted_graph(root, (n_quads_line(q._replace(graph=""))[:-1] for q in writer.quads))
    return (quad._replace(graph=name) for quad in writer.quads)


class QuadWriter:
    """Makes the quads of a resource as a list, which is faster than yielding through all nodes."""

    def __init__(self, root: str, graph: str, model: Model, showing: Showing) -> None:
        self._root = root
        self._graph = graph
        self._model = model
        self._showing = showing
        self.quads: list[Quad] = []

    def node(
        self,
        subject: str,
        pointer: str,
        type_: Type | None,
        tree: Mapping[str, Any],
        owner: Owner | None,
        depth: int,
    ) -> None:
        """Add a node with its types and properties, and everything below it."""
        names: tuple[str, ...] = ()
        if type_ is not None:
            names = (type_.name,)
            self._add(subject, RDF_TYPE, type_.iri)
            cls = self._model.conceptual_class(type_.name, tree, owner)
            if cls is not None:
                names += (cls.name,)
                self._add(subject, RDF_TYPE, cls.iri)
            if type_.name == "Coding" and (concept := coding_concept(tree, self._model)):
                self._add(subject, RDF_TYPE, concept)
        for iri in foreign_types(tree, type_, self._model):
            self._add(subject, RDF_TYPE, iri)
        self.properties(subject, pointer, type_, tree, names, depth)

    def properties(
        self,
        subject: str,
        pointer: str,
        type_: Type | None,
        tree: Mapping[str, Any],
        names: tuple[str, ...],
        depth: int,
    ) -> None:
        """Add the triples of the properties of a node; `names` are its classes in context."""
        for key, value in tree.items():
            if key == "@type" and foreign_types(tree, type_, self._model):
                continue
            prop = type_.properties.get(key) if type_ is not None else None
            values, needs_index = self._showing.values(
                value, prop, f"{pointer}/{escape(key)}", depth
            )
            if prop is not None:
                predicate = prop.iri
            else:
                predicate = self._showing.predicate(key, type_, tree, subject, values)
            for each in values:
                self._value(subject, predicate, each, needs_index, (key, names), depth)

    def _value(
        self,
        subject: str,
        predicate: str,
        value: Value,
        needs_index: bool,
        owner: Owner,
        depth: int,
    ) -> None:
        """Add the triple of one value, and its node, list or statement.

        `needs_index` says whether the index of the value must be written.
        """
        item, pointer, shown = value
        if isinstance(shown, Part):
            name = shown.iri or self._at(pointer)
            self._add(subject, predicate, name)
            if shown.iri is not None:
                if needs_index:
                    self._statement(subject, predicate, name, pointer)
                item = {k: v for k, v in item.items() if k != "@id"}
            self.node(name, pointer, shown.type, item, owner, depth + 1)
            return
        if isinstance(shown, Listed):
            self._add(subject, predicate, self._at(pointer))
            self._list(shown, pointer, depth + 1)
            return
        target = shown.iri if isinstance(shown, Pointed) else shown
        self._add(subject, predicate, target)
        extra = shown.extra if isinstance(shown, Pointed) else {}
        if extra or needs_index:
            self._statement(subject, predicate, target, pointer)
        if extra:
            reference = self._model.reference_type
            for iri in foreign_types(extra, reference, self._model):
                self._add(self._at(pointer), RDF_TYPE, iri)
            self.properties(self._at(pointer), pointer, reference, extra, (), depth + 1)

    def _list(self, shown: Listed, pointer: str, depth: int) -> None:
        """Add the cells of an RDF list with their items."""
        cells = [self._at(cell_pointer(pointer, n)) for n in range(len(shown.items))]
        following = [*cells[1:], RDF_NIL]
        values = self._showing.items(shown.items, pointer, depth)
        for cell, rest, value in zip(cells, following, values, strict=True):
            self._value(cell, RDF_FIRST, value, False, (RDF_FIRST, ()), depth)
            self._add(cell, RDF_REST, rest)

    def _statement(self, subject: str, predicate: str, target: Term, pointer: str) -> None:
        statement = self._at(pointer)
        self._add(statement, RDF_TYPE, RDF_STATEMENT)
        self._add(statement, RDF_SUBJECT, subject)
        self._add(statement, RDF_PREDICATE, predicate)
        self._add(statement, RDF_OBJECT, target)

    def _at(self, pointer: str) -> str:
        return address(self._root, pointer)

    def _add(self, subject: str, predicate: str, value: Term) -> None:
        self.quads.append(Quad(subject, predicate, value, self._graph))
