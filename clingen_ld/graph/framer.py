"""Reads the nodes of one resource into a message in the model's names.

Properties of the model are read first, in its order, then all others sorted by name: so a nameless
node with several references is always nested in the same place, and the other references give its
address.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, partial
from typing import Any

from clingen_ld.errors import TextError
from clingen_ld.graph.foreign_framing import ForeignFramer, Path, StatedValue
from clingen_ld.graph.showing import DEEPEST
from clingen_ld.graph.terms import RDF_STATEMENT, RDF_TYPE, Literal, Term
from clingen_ld.graph.values import (
    CONCEPT_KEYS,
    STATEMENT_TERMS,
    concept_of,
    is_foreign_class,
    key_of,
    model_name,
    native,
    property_of,
    read_dialect,
    resource_type,
    sorting_text,
)
from clingen_ld.graph.view import GraphView
from clingen_ld.model import (
    CLINGEN,
    FHIR,
    TYPE_KEY,
    XSD,
    Model,
    Owner,
    Property,
    Type,
    coding_concept,
    decode,
    local_name,
)


class Framer(ForeignFramer):
    """Reads the nodes of one resource; `places` and `statements` are as in `Framed`."""

    def __init__(
        self,
        view: GraphView,
        root: str,
        model: Model,
        names: Mapping[str, str],
        is_plain: bool = False,
    ) -> None:
        """`root` is the name of the resource, or "". A plain framer shares no nodes."""
        super().__init__(view, root, model, names, is_plain)
        self._texts: dict[tuple[str, str], str] = {}
        self.places: dict[str, str] = {}
        self.statements: dict[str, str] = {}

    def resource(self, name: str, type_: Type) -> dict[str, Any]:
        """The message of the resource at a node."""
        self._nested[name] = self._root
        message = self.node(name, "", type_, {name: self._root}, None)
        self._is_late = True
        for put in self._later:
            put()
        if message.get(TYPE_KEY, type_.name) != type_.name:
            self.lost.append((name, f"the {TYPE_KEY} {message[TYPE_KEY]}"))
        return message

    def node(
        self, name: str, pointer: str, type_: Type | None, path: Path, owner: Owner | None
    ) -> dict[str, Any]:
        """The message of a node; values that may be foreign nodes are inserted later."""
        self._enter(path)
        self.seen.add(name)
        message: dict[str, Any] = {}
        known, others = self._predicates(name, type_)
        codes = self._codes(name, known)
        cls = self._model.conceptual_class(type_.name, codes, owner) if type_ is not None else None
        owners = () if type_ is None else (type_.name, *([cls.name] if cls is not None else []))
        for prop, predicates in known:
            at = f"{pointer}/{prop.name}"
            entries = [e for p in predicates for e in self._entries(name, p, at)]
            if len(predicates) > 1:
                entries = list(dict.fromkeys(entries))
            self._known(message, prop, entries, at, path, (prop.name, owners))
        if RDF_TYPE in self._view.node(name):
            self._classes(name, self._view.types(name), type_, message, owner)
        for key in sorted(others):
            self._other(name, key, others[key], pointer, message, path)
        if type_ is not None:
            read_dialect(message, type_)
        return message

    def _predicates(
        self, name: str, type_: Type | None
    ) -> tuple[list[tuple[Property, list[str]]], dict[str, list[str]]]:
        """The properties of the model on a node, and the keys of foreign ones, with predicates."""
        known: dict[str, tuple[Property, list[str]]] = {}
        others: dict[str, list[str]] = {}
        for predicate in self._view.node(name):
            prop = property_of(predicate, type_)
            if prop is not None:
                known.setdefault(prop.name, (prop, []))[1].append(predicate)
            else:
                others.setdefault(key_of(predicate), []).append(predicate)
        return sorted(known.values(), key=lambda pair: pair[0].order), others

    def _codes(self, name: str, known: list[tuple[Property, list[str]]]) -> dict[str, Any]:
        """The values that decide a node's conceptual class: its codes and its other properties."""
        found: dict[str, Any] = {}
        for prop, predicates in known:
            objects = self._view.node(name)[predicates[0]]
            first = objects[0] if objects else None
            if prop.kind == "code" and first is not None:
                found[prop.name] = first.lexical if isinstance(first, Literal) else self._code(
                    first, prop
                )  # fmt: skip
            else:
                found[prop.name] = first
        return found

    # --- Classes ---------------------------------------------------------------------------------

    def _classes(
        self,
        name: str,
        types: list[str],
        type_: Type | None,
        message: dict[str, Any],
        owner: Owner | None,
    ) -> None:
        """Read the named classes of a node, the model's and foreign ones."""
        classes = [class_ for class_ in types if not self._is_anonymous(class_)]
        if type_ is not None:
            self._codes_of_classes(message, classes, type_)
        foreign = {c for c in classes if is_foreign_class(c, message, type_, self._model)}
        if foreign:
            message["@type"] = sorted(foreign)
        if type_ is not None:
            self._note_lost_classes(name, set(classes) - foreign, type_, message, owner)

    def _codes_of_classes(self, message: dict[str, Any], classes: list[str], type_: Type) -> None:
        """Codes implied only by the conceptual class of a node."""
        for candidate in self._model.classes.get(type_.name, ()):
            if candidate.iri in classes:
                for name, code in candidate.codes.items():
                    message.setdefault(name, code)

    def _note_lost_classes(
        self,
        name: str,
        classes: set[str],
        type_: Type,
        message: dict[str, Any],
        owner: Owner | None,
    ) -> None:
        """Record the model's classes that a node will lose when it is written."""
        model = self._model
        cls = model.conceptual_class(type_.name, message, owner)
        said = {type_.iri} | ({cls.iri} if cls is not None else set())
        said |= {above for iri in said for above in model.superclasses.get(iri, ())}
        if type_.name == "Coding" and (concept := coding_concept(message, model)):
            said.add(concept)
        for class_ in sorted(classes - said):
            is_ours = class_.startswith(CLINGEN) or class_ == RDF_STATEMENT
            if local_name(class_) != type_.name and is_ours:
                self.lost.append((name, f"the class {class_}"))

    # --- Properties of the model -----------------------------------------------------------------

    def _known(
        self,
        message: dict[str, Any],
        prop: Property,
        entries: list[StatedValue],
        pointer: str,
        path: Path,
        owner: Owner,
    ) -> None:
        """Read a property: a list if the model, or the graph, has several values."""
        if not entries:
            message[prop.name] = []
            return
        listed = prop.many or len(entries) > 1 or any(e.place is not None for e in entries)
        if len(entries) > 1:
            entries = self._in_order(entries, prop)
        places = [f"{pointer}/{n}" if listed else pointer for n in range(len(entries))]
        links = [self._claim(e.value, prop, at) for e, at in zip(entries, places, strict=True)]
        made: Any = [None] * len(entries) if listed else message
        message[prop.name] = made if listed else None
        foreign: dict[Any, tuple[Term, str]] = {}
        for n, (entry, at, link) in enumerate(zip(entries, places, links, strict=True)):
            key = n if listed else prop.name
            if link is not None:
                self._note_lost(entry.statement)
                made[key] = {"@id": link}
            elif self._is_nodes_of_others(entry.value, prop):
                self._note_lost(entry.statement)
                foreign[key] = entry.value, at
            else:
                made[key] = self._value(prop, entry, listed, at, path, owner)
        if foreign:
            self._put(partial(self._foreign_into, made, foreign, path))
        if self._is_plain and listed and not self._view.ordered:
            made.sort(key=sorting_text)

    def _claim(self, value: Term, prop: Property, at: str) -> str | None:
        """The name of a part that is nested elsewhere; otherwise it is nested here."""
        if self._is_plain or not isinstance(value, str) or not prop.has_objects:
            return None
        if self._is_anonymous(value):
            here = self._address(at)
            nested = self._nested.setdefault(value, here)
            if nested != here and not value.startswith("_:") and prop.kind == "part":
                return nested
        return None

    def _is_nodes_of_others(self, value: Term, prop: Property) -> bool:
        is_plain = not prop.has_objects
        return is_plain and isinstance(value, str) and self._is_anonymous(value)

    def _in_order(self, entries: list[StatedValue], prop: Property) -> list[StatedValue]:
        """The values of a property of the model, in the order of the graph or of their text."""
        if all(e.place is not None for e in entries):
            if len({e.place for e in entries}) < len(entries):  # in a list, and outside
                entries = sorted(entries, key=lambda e: self._text(e, prop))
            return sorted(entries, key=lambda e: e.place or 0)
        if self._view.ordered or self._is_plain:
            return entries
        return sorted(entries, key=lambda e: self._text(e, prop))

    def _value(
        self,
        prop: Property,
        entry: StatedValue,
        listed: bool,
        pointer: str,
        path: Path,
        owner: Owner,
    ) -> Any:
        value = entry.value
        if isinstance(value, Literal):
            self._note_lost(entry.statement)
            if prop.kind == "reference" and value.datatype == XSD + "anyURI":
                return {"reference": value.lexical}
            return native(value, prop.kind, listed, len(path) > DEEPEST)
        if prop.kind == "reference":
            return self._reference(value, entry.statement, pointer, path)
        self._note_lost(entry.statement)
        if prop.kind == "part" and prop.range is not None:
            return self._part(value, prop, pointer, path, owner)
        if prop.kind == "code":
            return self._code(value, prop)
        return value if prop.kind == "uri" else {"@id": value}

    def _reference(self, value: str, statement: str | None, pointer: str, path: Path) -> Any:
        type_ = self._model.reference_type
        if value in self._names:
            value = self._names[value]
            if not value:
                return {}
        elif value.startswith("_:") or self._is_reference(value):
            self._note_lost(statement)
            self.places[pointer] = value
            return self._below(value, pointer, type_, path, ("reference", ()))
        if statement is not None:
            self.statements[pointer] = statement
            return self._with_extra(value, statement, pointer, type_, path)
        return {"reference": value}

    def _with_extra(
        self, value: str, statement: str, pointer: str, type_: Type, path: Path
    ) -> dict[str, Any]:
        """A reference with the content of the statement about its triple."""
        message: dict[str, Any] = {"reference": value}
        known, others = self._predicates(statement, type_)
        for prop, predicates in known:
            at = f"{pointer}/{prop.name}"
            if prop.name != "reference":
                entries = [e for p in predicates for e in self._entries(statement, p, at)]
                self._known(message, prop, entries, at, path, (prop.name, ()))
        types = [class_ for class_ in self._view.types(statement) if class_ != RDF_STATEMENT]
        self._classes(statement, types, type_, message, None)
        for key in sorted(others):
            predicates = [p for p in others[key] if p not in STATEMENT_TERMS]
            self._other(statement, key, predicates, pointer, message, path)
        self._note_lost(statement, is_read=True)
        return message

    def _is_reference(self, name: str) -> bool:
        node = self._view.node(name)
        if FHIR + "Reference" in node.get(RDF_TYPE, ()):
            return True
        has_reference = any(model_name(p) == "reference" for p in node)
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

    def _part(self, value: str, prop: Property, pointer: str, path: Path, owner: Owner) -> Any:
        self.places[pointer] = value
        type_ = self._model.types[prop.range or ""]
        if type_.name == "CodeableConcept" and not self._is_anonymous(value):
            has_coding = any(model_name(p) == "coding" for p in self._view.node(value))
            concept = None if has_coding else self._concept(value)
            if concept is not None:
                return concept
        if not value.startswith("_:") and not self._view.node(value):
            return {"@id": value}
        return self._below(value, pointer, type_, path, owner)

    def _concept(self, value: str) -> dict[str, Any] | None:
        """The CodeableConcept for a concept of a known code system, or None."""
        said = self._aside.node(value, "", self._model.types["Coding"], {value: ""}, None)
        concept = concept_of(value, said, self._model)
        if concept is not None:
            self.seen.add(value)
            for key in sorted(said.keys() - CONCEPT_KEYS):
                self.lost.append((value, key))
        return concept

    def _below(self, value: str, pointer: str, type_: Type, path: Path, owner: Owner) -> Any:
        """The message of a nested part; in a cycle, its name."""
        if value in path:
            if not path[value]:
                self.needs_name = True
            return {"@id": path[value]} if path[value] else {}
        if not self._is_anonymous(value):  # the part has an address instead
            self.lost.append((value, "the name of this node"))
        return self.node(value, pointer, type_, {**path, value: self._address(pointer)}, owner)

    # --- The order of unordered values
    # --------------------------------------------------------------

    @cached_property
    def _aside(self) -> Framer:
        """A framer that reads nodes for comparison, even if already nested."""
        return Framer(self._view, self._root, self._model, self._names, is_plain=True)

    def _text(self, entry: StatedValue, prop: Property | None) -> str:
        """The sort key of a value, as text."""
        value = entry.value
        key = (str(value), prop.name if prop is not None else "")
        is_node = isinstance(value, str) and bool(self._view.node(value))
        found = self._texts.get(key) if is_node and entry.statement is None else None
        if found is None:
            try:
                if prop is None:
                    place = self._aside._place(value, "")
                    made = self._aside._known_value(value, place, "", {}, True)
                else:
                    made = self._aside._value(prop, entry, True, "", {}, (prop.name, ()))
                found = sorting_text(made)
            except TextError:  # too large to compare: the order of the graph
                found = ""
            if is_node and entry.statement is None:
                self._texts[key] = found
        return found
