"""Writing a resource in normal form as quads, in one graph named by the resource.

The graph form: a node for every embedded object, named by its address; codes as concepts;
references straight to their target. What a triple cannot hold of a reference or of a list of
plain values, its display and its place in the list, hangs on an `rdf:Statement` at the address
of the value, with `rdf:subject`, `rdf:predicate` and `rdf:object` naming the triple it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from clingen_ld.graph.terms import (
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_STATEMENT,
    RDF_SUBJECT,
    RDF_TYPE,
    Quad,
    Term,
)
from clingen_ld.graph.values import Part, Pointed, foreign_types, members, predicate_of, shown
from clingen_ld.model import (
    Model,
    Owner,
    Property,
    Type,
    coding_concept,
    escape,
    is_subsetted,
    resource_iri,
    subsetted_graph,
)


def resource_quads(tree: Mapping[str, Any], model: Model, base: str) -> Iterator[Quad]:
    """The quads of a resource in normal form; the same tree always gives the same quads.

    They are in the graph of the resource; those of one that says that there is more to know of
    it (`subsetted`) are in a graph beside that.
    """
    root = resource_iri(tree, base)
    graph = subsetted_graph(root) if is_subsetted(tree) else root
    type_ = model.type(tree["resourceType"])
    rest = {k: v for k, v in tree.items() if k not in ("resourceType", "@id")}
    writer = QuadWriter(root, graph, model, base)
    writer.node(root, "", type_, rest, None, 0)
    return iter(writer.quads)


def address(root: str, pointer: str) -> str:
    """The IRI of the part of a resource at a JSON Pointer of its normal form."""
    mark = "" if "#" in root else "#"
    if _PLAIN.fullmatch(pointer) is not None:  # as nearly all are
        return root + mark + pointer
    return root + mark + quote(pointer, safe="/!$&'()*+,;=:@?~-._")


_PLAIN = re.compile(r"[A-Za-z0-9/!$&'()*+,;=:@?~._-]*")


class QuadWriter:
    """Makes the quads of a resource: a list, since to hand each up through the nodes takes long."""

    def __init__(self, root: str, graph: str, model: Model, base: str) -> None:
        self._root = root
        self._graph = graph
        self._model = model
        self._base = base
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
        """Add the triples of the properties of a node; `names` are the classes it is met as."""
        for key, value in tree.items():
            if key == "@type" and foreign_types(tree, type_, self._model):
                continue
            prop = type_.properties.get(key) if type_ is not None else None
            predicate = prop.iri if prop is not None else predicate_of(key, type_)
            items, listed = members(value, prop, f"{pointer}/{escape(key)}")
            for item, at in items:
                met = (key, names)
                self._value(subject, predicate, prop, item, at, listed, met, depth)

    def _value(
        self,
        subject: str,
        predicate: str,
        prop: Property | None,
        value: Any,
        pointer: str,
        listed: bool,
        owner: Owner,
        depth: int,
    ) -> None:
        """Add the triple of one value, and the node or the statement that belongs to it."""
        found = shown(value, prop, self._model, self._base, depth)
        if isinstance(found, Part):
            name = found.iri or self._at(pointer)
            self._add(subject, predicate, name)
            if found.iri is not None:
                if listed:
                    self._statement(subject, predicate, name, pointer)
                value = {k: v for k, v in value.items() if k != "@id"}
            self.node(name, pointer, found.type, value, owner, depth + 1)
            return
        target = found.iri if isinstance(found, Pointed) else found
        self._add(subject, predicate, target)
        extra = found.extra if isinstance(found, Pointed) else {}
        if extra or listed:
            self._statement(subject, predicate, target, pointer)
        reference = self._model.reference_type
        self.properties(self._at(pointer), pointer, reference, extra, (), depth + 1)

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
