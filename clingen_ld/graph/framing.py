"""Framing: from a graph back to resources in normal form.

The graph may be ours or anybody's: parts may have addresses, other names or none (blank
nodes), lists may be RDF lists, references may be FHIR Reference nodes, codes may be concepts
that the value sets match, classes may be the conceptual ones. What the model has no place for
is kept under its predicate. Where nothing tells an order, values are put in the order of their
text, so that the same graph always gives the same message.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from clingen_ld.errors import TextError
from clingen_ld.graph import dialect
from clingen_ld.graph.literals import native
from clingen_ld.graph.quads import address
from clingen_ld.graph.terms import (
    RDF_FIRST,
    RDF_NIL,
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_REST,
    RDF_SUBJECT,
    RDF_TYPE,
    Literal,
    Quad,
    Term,
)
from clingen_ld.graph.values import NAMESPACES, is_foreign_class, key_of, property_of
from clingen_ld.graph.view import DatasetView, GraphView, find_resources, linked, resource_type
from clingen_ld.model import (
    CLINGEN,
    FHIR,
    XSD,
    Model,
    Normal,
    Property,
    Type,
    decode,
    default_iri,
    escape,
    local_name,
    normal_form,
)

__all__ = ["Framed", "frame_quads", "frame_view", "key_of", "native"]

_STATEMENT_TERMS: Final = {RDF_SUBJECT, RDF_PREDICATE, RDF_OBJECT, RDF_TYPE}
# Nodes below nodes, beyond what any message has: the framer is recursive.
_DEEPEST: Final = 64
# A node that several others point to is told as often, which in a chain of such nodes doubles
# the message at every step: no more nodes are told than this, and this often each on average.
_MOST: Final = 10_000
_MOST_EACH: Final = 10
# The step of a pointer to a value whose place in a list is known only when all are told; no key
# is written like that.
_UNTOLD: Final = "~"


@dataclass(slots=True)
class Framed:
    """A resource framed from a graph.

    `places` maps JSON Pointers of the message before normalization to the graph nodes that the
    parts came from, so that a caller who knows where the nodes were written can say so.
    """

    iri: str
    type: str
    normal: Normal
    places: dict[str, str] = field(default_factory=dict)
    statements: dict[str, str] = field(default_factory=dict)
    """For references, the rdf:Statement nodes that say more of them."""


def frame_quads(
    quads: Iterable[Quad], model: Model, base: str, type_name: str | None = None
) -> list[Framed]:
    """Every resource that some quads describe: those with a class first, each once.

    `type_name` is the type of a resource that neither has a class nor shows by what it has.
    Raises `TextError` when a resource is nested too deep, or repeats itself too often, to tell.
    """
    dataset = DatasetView(quads)
    found = find_resources(dataset.views(), model)
    if not found and type_name is not None:
        found = dict.fromkeys(list(dataset.merged.nodes)[:1], type_name)
    names = _names(dataset, found, model, base)
    return [
        _frame(dataset.graph_of(iri), iri, name, model, base, names) for iri, name in found.items()
    ]


def frame_view(
    view: GraphView, model: Model, base: str, type_name: str | None = None
) -> list[Framed]:
    """Every resource of one graph, as `frame_quads` finds them."""
    found = find_resources([view], model)
    if not found and type_name is not None:
        found = dict.fromkeys(list(view.nodes)[:1], type_name)
    names = _names(view, found, model, base)
    return [_frame(view, iri, name, model, base, names) for iri, name in found.items()]


def _names(
    graph: DatasetView | GraphView, found: Mapping[str, str], model: Model, base: str
) -> dict[str, str]:
    """Names for the nameless resources that others point to.

    A resource is named by its id, or else by the digest of what it says by itself, without the
    nameless ones that it points to, which may point back.
    """
    blank = {name: type_ for name, type_ in found.items() if name.startswith("_:")}
    views = graph.views() if isinstance(graph, DatasetView) else [graph]
    pointed = linked(views) & blank.keys() if blank else set()
    nobody = dict.fromkeys(blank, "")
    names = {}
    for name in blank:
        if name in pointed:
            view = graph.graph_of(name) if isinstance(graph, DatasetView) else graph
            framed = _frame(view, name, blank[name], model, base, nobody)
            names[name] = default_iri(framed.normal.tree, base)
    return names


def _frame(
    view: GraphView, iri: str, type_name: str, model: Model, base: str, names: Mapping[str, str]
) -> Framed:
    """One resource of a graph, in normal form; `names` are those of nameless resources."""
    own = names.get(iri) or ("" if iri.startswith("_:") else iri)
    framer = _Framer(view, own, model, names)
    message = framer.node(iri, "", model.type(type_name), {iri: own})
    if own:
        message["@id"] = own
    framer.places[""] = iri
    normal = normal_form(message, type_name, model, base)
    return Framed(iri, type_name, normal, framer.places, framer.statements)


class _Framer:
    """Reads the nodes of one resource into a message in the names of the model.

    `above`, in all that follows, holds the nodes that lead to a node, with the names that they
    have in the message: their own, or the address of the part that they are.
    """

    def __init__(self, view: GraphView, root: str, model: Model, names: Mapping[str, str]) -> None:
        self._view = view
        self._root = root
        self._model = model
        self._names = names
        self._left = _MOST + _MOST_EACH * len(view.nodes)
        self.places: dict[str, str] = {}
        self.statements: dict[str, str] = {}

    def node(
        self, name: str, pointer: str, type_: Type | None, above: Mapping[str, str]
    ) -> dict[str, Any]:
        """The message of a node."""
        self._enter(above)
        message: dict[str, Any] = {}
        classes = self._view.types(name)
        for predicate, objects in self._view.node(name).items():
            if predicate == RDF_TYPE:
                continue
            prop = property_of(predicate, type_)
            key = prop.name if prop is not None else key_of(predicate)
            at = f"{pointer}/{escape(key)}"
            found = self._values(name, predicate, prop, objects, at, above)
            if found:
                message[key] = found[0]
        if type_ is not None:
            self._codes_of_classes(message, classes, type_)
            dialect.read_dialect(message, type_.name)
        foreign = {c for c in classes if is_foreign_class(c, message, type_, self._model)}
        if foreign:
            message["@type"] = sorted(foreign)
        return message

    def _enter(self, above: Mapping[str, str]) -> None:
        """Count one node more. Raises `TextError` when there are too many, in depth or in all."""
        self._left -= 1
        if len(above) > _DEEPEST or self._left < 0:
            why = "nests too many nodes" if self._left >= 0 else "repeats its nodes too often"
            raise TextError(f"the graph of {self._root or 'a resource'} {why} to be a message")

    def _values(
        self,
        subject: str,
        predicate: str,
        prop: Property | None,
        objects: list[Term],
        pointer: str,
        above: Mapping[str, str],
    ) -> list[Any]:
        """The value of a property, alone in a list; [] when there is none.

        It is a list where the model, or the graph, has several.
        """
        entries = self._entries(subject, predicate, objects, pointer)
        if not entries:
            return [[]] if prop is not None else []
        many = prop is not None and prop.many
        listed = many or len(entries) > 1 or any(n is not None for n, _, _ in entries)
        in_order = self._view.ordered or len(entries) == 1
        made = []
        for n, (index, value, statement) in enumerate(entries):
            place = str(n) if in_order else _UNTOLD
            at = f"{pointer}/{place if index is None else index}" if listed else pointer
            made.append((index, self._value(prop, value, statement, at, above)))
        if not listed:
            return [value for _, value in made]
        if all(index is not None for index, _ in made):
            made.sort(key=lambda pair: pair[0] or 0)
        elif not in_order:
            made.sort(key=lambda pair: json.dumps(pair[1], sort_keys=True, ensure_ascii=False))
        return [[value for _, value in made]]

    def _entries(
        self, subject: str, predicate: str, objects: list[Term], pointer: str
    ) -> list[tuple[int | None, Term, str | None]]:
        """The values of a property: place in the list, object, and statement about the triple.

        Every statement stands for one value, because equal values are one triple.
        """
        asserted = set(objects)
        entries: list[tuple[int | None, Term, str | None]] = []
        about: set[Term] = set()
        for statement in self._view.statements(subject, predicate):
            value = self._view.stated(statement)
            if value in asserted and value is not None:
                about.add(value)
                entries.append((self._index(statement, pointer), value, statement))
        for value in objects:
            if value not in about:
                entries.extend(
                    (self._index(x, pointer) if n is None else n, x, None)
                    for n, x in self._unlisted(value)
                )
        return entries

    def _index(self, term: Term, pointer: str) -> int | None:
        """The place in a list that the address of a part or statement tells."""
        prefix = address(self._root, pointer) + "/"
        if isinstance(term, str) and self._root and term.startswith(prefix):
            rest = term[len(prefix) :]
            return int(rest) if rest.isascii() and rest.isdecimal() and len(rest) < 10 else None
        return None

    def _unlisted(self, value: Term) -> Iterator[tuple[int | None, Term]]:
        """The members of an RDF list in their order; any other value alone."""
        if value == RDF_NIL:
            return
        if not isinstance(value, str) or RDF_FIRST not in self._view.node(value):
            yield None, value
            return
        seen: set[Term] = set()
        n = 0
        while isinstance(value, str) and value != RDF_NIL and value not in seen:
            seen.add(value)
            cell = self._view.node(value)
            for member in cell.get(RDF_FIRST, ()):
                yield n, member
                n += 1
            value = next(iter(cell.get(RDF_REST, ())), RDF_NIL)

    def _value(
        self,
        prop: Property | None,
        value: Term,
        statement: str | None,
        pointer: str,
        above: Mapping[str, str],
    ) -> Any:
        if isinstance(value, Literal):
            if prop is not None and prop.kind == "reference" and value.datatype == XSD + "anyURI":
                return {"reference": value.lexical}
            return native(value, known=prop is not None)
        if prop is None:
            return self._unknown(value, pointer, above)
        if prop.kind == "reference":
            return self._reference(value, statement, pointer, above)
        if prop.kind == "part" and prop.range is not None:
            return self._part(value, prop, pointer, above)
        if value.startswith("_:") or value == self._address(pointer):
            return self._unknown(value, pointer, above)
        return self._code(value, prop) if prop.kind == "code" else value

    def _address(self, pointer: str) -> str:
        """The address of a part, or "" where it is not known yet."""
        if not self._root or f"/{_UNTOLD}/" in f"{pointer}/":
            return ""
        return address(self._root, pointer)

    def _reference(
        self, value: str, statement: str | None, pointer: str, above: Mapping[str, str]
    ) -> Any:
        type_ = self._model.reference_type
        if value in self._names:
            value = self._names[value]
            if not value:
                return {}
        elif value.startswith("_:") or self._is_reference(value):
            self.places[pointer] = value
            return self._below(value, pointer, type_, above, keeps_name=False)
        if statement is not None:
            self.statements[pointer] = statement
            return {"reference": value} | self._extra(statement, pointer, type_, above)
        return {"reference": value}

    def _extra(
        self, statement: str, pointer: str, type_: Type, above: Mapping[str, str]
    ) -> dict[str, Any]:
        """What a statement says beside the triple that it is about."""
        message = {}
        for predicate, objects in self._view.node(statement).items():
            if predicate not in _STATEMENT_TERMS:
                prop = property_of(predicate, type_)
                key = prop.name if prop is not None else key_of(predicate)
                at = f"{pointer}/{escape(key)}"
                found = self._values(statement, predicate, prop, objects, at, above)
                if found and key != "reference":
                    message[key] = found[0]
        return message

    def _is_reference(self, name: str) -> bool:
        node = self._view.node(name)
        if FHIR + "Reference" in node.get(RDF_TYPE, ()):
            return True
        has_reference = any(p.startswith(NAMESPACES) and local_name(p) == "reference" for p in node)
        return has_reference and resource_type(self._view.types(name), self._model) is None

    def _code(self, value: str, prop: Property) -> str:
        codes = self._model.value_sets[prop.value_set or ""]
        system = f"{CLINGEN}{prop.value_set}#"
        if value.startswith(system):
            return decode(value[len(system) :])
        for code in codes.codes.values():
            if value in code.matches:
                return code.code
        return value

    def _part(self, value: str, prop: Property, pointer: str, above: Mapping[str, str]) -> Any:
        self.places[pointer] = value
        type_ = self._model.types[prop.range or ""]
        has_coding = any(local_name(p) == "coding" for p in self._view.node(value))
        if type_.name == "CodeableConcept" and not has_coding and value != self._address(pointer):
            said = self._below(value, pointer, self._model.types["Coding"], above, keeps_name=True)
            concept = dialect.concept(value, said, self._model)
            if concept is not None:
                return concept
        if not value.startswith("_:") and not self._view.node(value):
            return {"@id": value}
        return self._below(value, pointer, type_, above, keeps_name=False)

    def _below(
        self,
        value: str,
        pointer: str,
        type_: Type | None,
        above: Mapping[str, str],
        keeps_name: bool,
    ) -> dict[str, Any]:
        """The message of a node below others; for one that leads to itself, its name."""
        if value in above:
            return {"@id": above[value]} if above[value] else {}
        name = value if keeps_name else self._address(pointer)
        return self.node(value, pointer, type_, {**above, value: name})

    def _unknown(self, value: str, pointer: str, above: Mapping[str, str]) -> Any:
        """A value under a predicate of somebody else's: an IRI, or a node with what it says."""
        if value in self._names:
            return {"@id": self._names[value]} if self._names[value] else {}
        described = self._view.node(value)
        if (RDF_FIRST in described or value == RDF_NIL) and value not in above:
            self._enter(above)
            inside = {**above, value: ""}
            items = enumerate(item for _, item in self._unlisted(value))
            return [self._value(None, x, None, f"{pointer}/{n}", inside) for n, x in items]
        is_resource = resource_type(self._view.types(value), self._model) is not None
        has_name = not value.startswith("_:") and value != self._address(pointer)
        if not described or (is_resource and has_name):
            return {"@id": value} if has_name else {}
        message = self._below(value, pointer, None, above, keeps_name=has_name)
        return {"@id": value} | message if has_name else message

    def _codes_of_classes(self, message: dict[str, Any], classes: list[str], type_: Type) -> None:
        """Codes that only the conceptual class of a node tells."""
        for candidate in self._model.classes.get(type_.name, ()):
            if candidate.iri in classes:
                for name, code in candidate.codes.items():
                    message.setdefault(name, code)
