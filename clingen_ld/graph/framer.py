"""Reading the nodes of one resource into a message in the names of the model.

Properties of the model are read first, in its order, then all others in the order of their names:
so a node without a name that several others point to always has the same place, and the others
say its address.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any, Final, NamedTuple

from clingen_ld.errors import TextError
from clingen_ld.graph.literals import native
from clingen_ld.graph.showing import DEEPEST, list_pointer
from clingen_ld.graph.terms import (
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    RDF_TYPE,
    Literal,
    Term,
    address,
    is_address,
)
from clingen_ld.graph.values import (
    CONCEPT_KEYS,
    NAMESPACES,
    STATEMENT_TERMS,
    concept_of,
    is_foreign_class,
    key_of,
    property_of,
    read_dialect,
    resource_type,
)
from clingen_ld.graph.view import GraphView
from clingen_ld.model import (
    CLINGEN,
    FHIR,
    XSD,
    Model,
    Owner,
    Property,
    Type,
    coding_concept,
    decode,
    escape,
    local_name,
)

_CELL: Final = {RDF_FIRST, RDF_REST}
# Parts of the model that several nodes point to are told as often, which in a chain of such nodes
# doubles the message at every step: no more nodes are told than this, and this often each on
# average.
_MOST: Final = 10_000
_MOST_EACH: Final = 10

Path = Mapping[str, str]
"""The nodes that lead to a node, with the names that they have in the message."""


class _Entry(NamedTuple):
    """A value of a property: its place in a list, and the statement about the triple, if any."""

    place: int | None
    value: Term
    statement: str | None


class Framer:
    """Reads the nodes of one resource.

    `places` and `statements` are as in `Framed`. `seen` are the nodes that were read, `lost` is
    what of them could not be: a node, and what it says.
    """

    def __init__(
        self,
        view: GraphView,
        root: str,
        model: Model,
        names: Mapping[str, str],
        is_plain: bool = False,
    ) -> None:
        """`root` is the name of the resource, or "". A plain framer shares no nodes."""
        self._view = view
        self._root = root
        self._model = model
        self._names = names
        self._is_plain = is_plain
        self._left = _MOST + _MOST_EACH * len(view.nodes)
        self._told: dict[str, str] = {}
        self._later: list[Callable[[], None]] = []
        self._is_late = False
        self._texts: dict[tuple[str, str], str] = {}
        self.places: dict[str, str] = {}
        self.statements: dict[str, str] = {}
        self.seen: set[str] = set()
        self.lost: list[tuple[str, str]] = []
        self.needs_name = False
        """Whether the resource must have a name, because nodes point to parts of it."""

    def resource(self, name: str, type_: Type) -> dict[str, Any]:
        """The message of the resource that a node is."""
        self._told[name] = self._root
        message = self.node(name, "", type_, {name: self._root}, None)
        self._is_late = True
        for put in self._later:
            put()
        return message

    def node(
        self, name: str, pointer: str, type_: Type | None, path: Path, owner: Owner | None
    ) -> dict[str, Any]:
        """The message of a node; values that may be nodes of others' are put in later."""
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
            self._classes(name, type_, message, owner)
        for key in sorted(others):
            self._other(name, key, others[key], pointer, message, path)
        if type_ is not None:
            read_dialect(message, type_)
        return message

    def _predicates(
        self, name: str, type_: Type | None
    ) -> tuple[list[tuple[Property, list[str]]], dict[str, list[str]]]:
        """The properties of the model that a node has, and the keys of others, with predicates."""
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
        """What decides of which conceptual class a node is: its codes, and which others it has."""
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

    def _enter(self, path: Path) -> None:
        """Count one node more. Raises `TextError` when there are too many, in depth or in all."""
        self._left -= 1
        if len(path) > DEEPEST + 1 or self._left < 0:
            why = "nests too many nodes" if self._left >= 0 else "repeats its nodes too often"
            raise TextError(f"the graph of {self._root or 'a resource'} {why} to be a message")

    # --- Classes ---------------------------------------------------------------------------------

    def _classes(
        self,
        name: str,
        type_: Type | None,
        message: dict[str, Any],
        owner: Owner | None,
    ) -> None:
        """Read the classes of a node that have names, those of the model and those of others."""
        classes = [class_ for class_ in self._view.types(name) if not self._is_anonymous(class_)]
        if type_ is not None:
            self._codes_of_classes(message, classes, type_)
        foreign = {c for c in classes if is_foreign_class(c, message, type_, self._model)}
        if foreign:
            message["@type"] = sorted(foreign)
        if type_ is not None:
            self._note_lost_classes(name, set(classes) - foreign, type_, message, owner)

    def _codes_of_classes(self, message: dict[str, Any], classes: list[str], type_: Type) -> None:
        """Codes that only the conceptual class of a node tells."""
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
        """Note the classes of the model that a node will not have when it is written."""
        model = self._model
        cls = model.conceptual_class(type_.name, message, owner)
        said = {type_.iri} | ({cls.iri} if cls is not None else set())
        said |= {above for iri in said for above in model.superclasses.get(iri, ())}
        if type_.name == "Coding" and (concept := coding_concept(message, model)):
            said.add(concept)
        for class_ in sorted(classes - said):
            if local_name(class_) != type_.name and class_.startswith(CLINGEN):
                self.lost.append((name, f"the class {class_}"))

    # --- Properties of the model -----------------------------------------------------------------

    def _known(
        self,
        message: dict[str, Any],
        prop: Property,
        entries: list[_Entry],
        pointer: str,
        path: Path,
        owner: Owner,
    ) -> None:
        """Read a property: a list where the model, or the graph, has several values."""
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
                made[key] = {"@id": link}
            elif self._is_nodes_of_others(entry.value, prop):
                foreign[key] = entry.value, at
            else:
                made[key] = self._value(prop, entry, listed, at, path, owner)
        if foreign:
            self._put(partial(self._foreign_into, made, foreign, path))
        if self._is_plain and listed and not self._view.ordered:
            made.sort(key=_dump)

    def _claim(self, value: Term, prop: Property, at: str) -> str | None:
        """The name by which a part is told that has its place elsewhere; else it gets this one."""
        if self._is_plain or not isinstance(value, str) or not prop.has_objects:
            return None
        if self._is_anonymous(value):
            here = self._address(at)
            told = self._told.setdefault(value, here)
            if told != here and not value.startswith("_:") and prop.kind == "part":
                return told
        return None

    def _is_nodes_of_others(self, value: Term, prop: Property) -> bool:
        is_plain = not prop.has_objects
        return is_plain and isinstance(value, str) and self._is_anonymous(value)

    def _in_order(self, entries: list[_Entry], prop: Property) -> list[_Entry]:
        """The values of a property of the model in the order that the graph tells, or the text."""
        if all(e.place is not None for e in entries):
            return sorted(entries, key=lambda e: e.place or 0)
        if self._view.ordered or self._is_plain:
            return entries
        return sorted(entries, key=lambda e: self._text(e, prop))

    def _entries(self, subject: str, predicate: str, pointer: str) -> list[_Entry]:
        """The values of a property. Every statement stands for one value, because equal values
        are one triple.
        """
        objects = self._view.node(subject)[predicate]
        asserted = set(objects)
        entries: list[_Entry] = []
        about: set[Term] = set()
        for statement in self._view.statements(subject, predicate):
            value = self._view.stated(statement)
            if value in asserted and value is not None and self._is_ours(statement, pointer):
                about.add(value)
                self.seen.add(statement)
                entries.append(_Entry(self._index(statement, pointer), value, statement))
        for value in objects:
            if value not in about:
                entries.extend(
                    _Entry(self._index(x, pointer) if n is None else n, x, None)
                    for n, x in self._unlisted(value)
                )
        return entries

    def _is_ours(self, statement: str, pointer: str) -> bool:
        """Whether a statement says more of a value, and is nothing that others speak of."""
        if self._view.pointed(statement, with_statements=False):
            return False
        if statement.startswith("_:"):
            return True
        here = self._address(pointer)
        return bool(here) and (statement == here or self._index(statement, pointer) is not None)

    def _index(self, term: Term, pointer: str) -> int | None:
        """The place in a list that the address of a part or statement tells."""
        if isinstance(term, str) and self._root and term.startswith(self._root):
            prefix = address(self._root, pointer) + "/"
            if term.startswith(prefix):
                rest = term[len(prefix) :]
                is_index = rest.isascii() and rest.isdecimal() and len(rest) < 10
                return int(rest) if is_index and str(int(rest)) == rest else None
        return None

    def _unlisted(self, value: Term) -> Iterator[tuple[int | None, Term]]:
        """The members of an RDF list in their order; any other value alone."""
        if value == RDF_NIL:
            return
        if not isinstance(value, str) or not self._is_list(value):
            yield None, value
            return
        n, met = 0, set[str]()
        while isinstance(value, str) and value != RDF_NIL and value not in met:
            met.add(value)
            cell = self._view.node(value)
            if cell.keys() <= _CELL:
                self.seen.add(value)
            for member in cell.get(RDF_FIRST, ()):
                yield n, member
                n += 1
            value = next(iter(cell.get(RDF_REST, ())), RDF_NIL)

    def _is_list(self, value: str) -> bool:
        """Whether a node is the first cell of an RDF list, and nothing else."""
        keys = self._view.node(value).keys()
        return keys == _CELL or (value.startswith("_:") and keys - {RDF_TYPE} == _CELL)

    def _value(
        self, prop: Property, entry: _Entry, listed: bool, pointer: str, path: Path, owner: Owner
    ) -> Any:
        value = entry.value
        if isinstance(value, Literal):
            if prop.kind == "reference" and value.datatype == XSD + "anyURI":
                return {"reference": value.lexical}
            return native(value, True, listed, len(path) > DEEPEST)
        if prop.kind == "reference":
            return self._reference(value, entry.statement, pointer, path)
        if prop.kind == "part" and prop.range is not None:
            return self._part(value, prop, pointer, path, owner)
        return self._code(value, prop) if prop.kind == "code" else value

    def _address(self, pointer: str) -> str:
        """The address of a part, or "" where the resource has no name."""
        return address(self._root, pointer) if self._root else ""

    def _is_anonymous(self, name: str) -> bool:
        """Whether a node has no name of its own: none, or the address of a part."""
        return name.startswith("_:") or (bool(self._root) and is_address(name, self._root))

    def _reference(self, value: str, statement: str | None, pointer: str, path: Path) -> Any:
        type_ = self._model.reference_type
        if value in self._names:
            value = self._names[value]
            if not value:
                return {}
        elif value.startswith("_:") or self._is_reference(value):
            self.places[pointer] = value
            return self._below(value, pointer, type_, path, ("reference", ()))
        if statement is not None:
            self.statements[pointer] = statement
            return self._with_extra(value, statement, pointer, type_, path)
        return {"reference": value}

    def _with_extra(
        self, value: str, statement: str, pointer: str, type_: Type, path: Path
    ) -> dict[str, Any]:
        """A reference with what a statement says beside the triple that it is about."""
        message: dict[str, Any] = {"reference": value}
        known, others = self._predicates(statement, type_)
        for prop, predicates in known:
            at = f"{pointer}/{prop.name}"
            if prop.name != "reference":
                entries = [e for p in predicates for e in self._entries(statement, p, at)]
                self._known(message, prop, entries, at, path, (prop.name, ()))
        for key in sorted(others):
            predicates = [p for p in others[key] if p not in STATEMENT_TERMS]
            self._other(statement, key, predicates, pointer, message, path)
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

    def _part(self, value: str, prop: Property, pointer: str, path: Path, owner: Owner) -> Any:
        self.places[pointer] = value
        type_ = self._model.types[prop.range or ""]
        if type_.name == "CodeableConcept" and not self._is_anonymous(value):
            has_coding = any(local_name(p) == "coding" for p in self._view.node(value))
            concept = None if has_coding else self._concept(value)
            if concept is not None:
                return concept
        if not value.startswith("_:") and not self._view.node(value):
            return {"@id": value}
        return self._below(value, pointer, type_, path, owner)

    def _concept(self, value: str) -> dict[str, Any] | None:
        """The CodeableConcept that a concept of a known code system stands for, or None."""
        said = self._aside.node(value, "", self._model.types["Coding"], {value: ""}, None)
        concept = concept_of(value, said, self._model)
        if concept is not None:
            self.seen.add(value)
            for key in sorted(said.keys() - CONCEPT_KEYS):
                self.lost.append((value, key))
        return concept

    def _below(self, value: str, pointer: str, type_: Type, path: Path, owner: Owner) -> Any:
        """The message of a part below others; for one that leads to itself, its name."""
        if value in path:
            if not path[value]:
                self.needs_name = True
            return {"@id": path[value]} if path[value] else {}
        return self.node(value, pointer, type_, {**path, value: self._address(pointer)}, owner)

    # --- What the model does not know ------------------------------------------------------------

    def _other(
        self,
        name: str,
        key: str,
        predicates: list[str],
        pointer: str,
        message: dict[str, Any],
        path: Path,
    ) -> None:
        """Read a property that the model does not know; what may be shared waits for the parts."""
        at = f"{pointer}/{escape(key)}"
        found = [e for p in predicates for e in self._foreign_entries(name, p, at)]
        entries = list(dict.fromkeys(found))
        nodes = [e.value for e in entries if isinstance(e.value, str)]

        def read() -> None:
            message[key] = self._foreign_values(entries, at, path)

        if any(self._is_anonymous(n) or self._view.node(n) or n in self._names for n in nodes):
            self._put(read)
        elif entries:
            read()

    def _put(self, put: Callable[[], None]) -> None:
        """Have values put in when all parts of the model are read."""
        if self._is_plain or self._is_late:
            put()
        else:
            self._later.append(put)

    def _foreign_entries(self, subject: str, predicate: str, pointer: str) -> list[_Entry]:
        """The values of a property that the model does not know: as `_entries`, lists whole.

        Of classes, those without a name, which say by themselves what they are.
        """
        entries: list[_Entry] = []
        about: set[Term] = set()
        objects = self._view.node(subject)[predicate]
        if predicate == RDF_TYPE:
            objects = [x for x in objects if not isinstance(x, str) or self._is_anonymous(x)]
        for statement in self._view.statements(subject, predicate):
            value = self._view.stated(statement)
            if value in objects and value is not None and self._is_ours(statement, pointer):
                about.add(value)
                self.seen.add(statement)
                entries.append(_Entry(self._index(statement, pointer), value, None))
        rest = dict.fromkeys(value for value in objects if value not in about)
        return entries + [_Entry(self._index(value, pointer), value, None) for value in rest]

    def _foreign_values(self, entries: list[_Entry], pointer: str, path: Path) -> Any:
        """The value of a property that the model does not know: a list where there are several."""
        if len(entries) == 1 and entries[0].place is None:
            return self._foreign_value(entries[0].value, pointer, path, False)
        if all(e.place is not None for e in entries):
            entries = sorted(entries, key=lambda e: e.place or 0)
        elif self._is_plain:
            made = self._foreign_list(entries, [pointer] * len(entries), path)
            return sorted(made, key=_dump)
        else:
            keys = {e: self._foreign_key(e) for e in entries}
            entries = sorted(entries, key=keys.__getitem__)
        places = [f"{pointer}/{n}" for n in range(len(entries))]
        return self._foreign_list(entries, places, path)

    def _foreign_into(self, made: Any, values: Mapping[Any, tuple[Term, str]], path: Path) -> None:
        """Put nodes of others in where a property of the model has plain values."""
        links = {key: self._place(value, at) for key, (value, at) in values.items()}
        for key, (value, at) in values.items():
            made[key] = self._told_value(value, links[key], at, path, False)

    def _foreign_list(self, entries: Iterable[_Entry], places: list[str], path: Path) -> list[Any]:
        values = [entry.value for entry in entries]
        links = [self._place(v, at) for v, at in zip(values, places, strict=True)]
        return [
            self._told_value(value, link, at, path, True)
            for value, link, at in zip(values, links, places, strict=True)
        ]

    def _foreign_key(self, entry: _Entry) -> tuple[bool, int, str]:
        """What values without an order are sorted by: those without a name come last."""
        value = entry.value
        if isinstance(value, Literal):
            return False, 0, _dump(native(value, False, True))
        if value == RDF_NIL:
            return False, 0, _dump({"@list": []})
        link = self._names.get(value) or self._told.get(value)
        if link is None and not self._is_anonymous(value):
            link = value
        if link is not None:
            return False, 0, _dump({"@id": link} if link else {})
        if self._view.ordered:
            return True, 0, ""
        return True, -1 if entry.place is None else entry.place, self._text(entry, None)

    def _foreign_value(self, value: Term, pointer: str, path: Path, in_array: bool) -> Any:
        return self._told_value(value, self._place(value, pointer), pointer, path, in_array)

    def _place(self, value: Term, pointer: str) -> str | None:
        """The name by which a node is told that has its place elsewhere; else it gets this one."""
        if isinstance(value, Literal) or value == RDF_NIL:
            return None
        if value in self._names:
            return self._names[value]
        if not self._is_plain and value in self._told:
            self.needs_name = self.needs_name or not self._told[value]
            return self._told[value]
        if self._is_anonymous(value):
            if self._cells(value) is None and not self._is_plain:
                self._told[value] = self._address(pointer)
            return None
        is_resource = resource_type(self._view.types(value), self._model) is not None
        if is_resource or not self._view.node(value):
            return value
        if not self._is_plain:
            self._told[value] = value
        return None

    def _told_value(
        self, value: Term, link: str | None, pointer: str, path: Path, in_array: bool
    ) -> Any:
        """A value under a predicate of somebody else's: a literal, a link, a list or a node."""
        if isinstance(value, Literal):
            return native(value, False, in_array, len(path) > DEEPEST)
        if link is not None:
            return {"@id": link} if link else {}
        cells = self._cells(value)
        if cells is not None:
            return {"@list": self._list(value, cells, pointer, path)}
        if value in path:  # of a plain framer
            return {}
        name = "" if self._is_anonymous(value) else value
        below = {**path, value: name or self._address(pointer)}
        message = self.node(value, pointer, None, below, None)
        return {"@id": name} | message if name else message

    def _list(self, head: str, cells: list[str], pointer: str, path: Path) -> list[Any]:
        """The items of an RDF list."""
        inside = {**path, head: ""}
        self._enter(inside)
        self.seen.update(cells)
        items = [_Entry(None, self._view.node(c)[RDF_FIRST][0], None) for c in cells]
        above = list_pointer(pointer)
        return self._foreign_list(items, [f"{above}/{n}" for n in range(len(items))], inside)

    def _cells(self, head: str) -> list[str] | None:
        """The cells of an RDF list that is nothing but a list, and nobody else's; else None."""
        cells: list[str] = []
        at: Term = head
        while at != RDF_NIL:
            if not isinstance(at, str) or not self._is_anonymous(at):
                return None
            node = self._view.node(at)
            if node.keys() != _CELL or self._view.pointed(at) != 1 or len(cells) > _MOST:
                return None
            if len(node[RDF_FIRST]) != 1 or len(node[RDF_REST]) != 1:
                return None
            cells.append(at)
            at = node[RDF_REST][0]
        return cells

    # --- The order of what has none --------------------------------------------------------------

    @cached_property
    def _aside(self) -> Framer:
        """A framer that reads nodes whatever was told of them, to look at them."""
        return Framer(self._view, self._root, self._model, self._names, is_plain=True)

    def _text(self, entry: _Entry, prop: Property | None) -> str:
        """The text of a value, as others come before or after it."""
        value = entry.value
        key = (str(value), prop.name if prop is not None else "")
        is_node = isinstance(value, str) and bool(self._view.node(value))
        found = self._texts.get(key) if is_node and entry.statement is None else None
        if found is None:
            try:
                if prop is None:
                    made = self._aside._foreign_value(value, "", {}, True)
                else:
                    made = self._aside._value(prop, entry, True, "", {}, (prop.name, ()))
                found = _dump(made)
            except TextError:  # too much to look at: the order of the graph
                found = ""
            if is_node and entry.statement is None:
                self._texts[key] = found
        return found


def _dump(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
