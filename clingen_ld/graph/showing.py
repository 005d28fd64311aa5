"""Values of a resource in its graph: nodes, links, lists or literals.

The writers of quads and of JSON-LD traverse a tree in order and use this module. Names of nodes in
a tree are valid only if reading the graph restores them: a link to a part of the resource must
follow that part, and a node is nested once. Elsewhere `@id` is a key like any other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

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
    STATEMENT_TERMS,
    given_literal,
    literal,
    predicate_of,
)
from clingen_ld.model import CLINGEN, Model, Property, Type, encode, is_name, reference_iri

DEEPEST: Final = 64
"""Objects nested deeper than this become JSON literals: no graph is read that deep."""

CELL: Final = {RDF_FIRST, RDF_REST}


@dataclass(frozen=True, slots=True)
class Part:
    """An embedded object: a node with properties, of a type of the model or an unknown one.

    `iri` is its own name; without one it is named by its address.
    """

    type: Type | None
    iri: str | None = None


@dataclass(frozen=True, slots=True)
class Pointed:
    """A reference: its target, and its other properties."""

    iri: str
    extra: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """An RDF list with items."""

    items: Sequence[Any]


Shown = Part | Pointed | Listed | Term


class Value(NamedTuple):
    """One value of a property: in the tree, its pointer, and in the graph."""

    item: Any
    pointer: str
    shown: Shown


def list_pointer(pointer: str) -> str:
    """The parent pointer of the items of an RDF list at a pointer."""
    return f"{pointer}/@list"


def cell_pointer(pointer: str, n: int) -> str:
    """The pointer that names a cell of the RDF list at a pointer; the first is the list itself."""
    return f"{pointer}/@rest/{n}" if n else pointer


class Showing:
    """The graph equivalents of a resource's values, which must be requested in tree order."""

    def __init__(self, tree: Mapping[str, Any], root: str, model: Model, base: str) -> None:
        self._tree = tree
        self._root = root
        self._model = model
        self._base = base
        self._known: dict[str, Property | None] = {}
        self._named: set[str] = set()

    def values(
        self, value: Any, prop: Property | None, at: str, depth: int
    ) -> tuple[list[Value], bool]:
        """The values of a property at a pointer, and whether each needs its list index.

        A single item in a property of the model needs none, because the model defines whether it is
        a list; nor does an empty list, which is one value, nor values of unknown properties that
        are already in reading order.
        """
        if not isinstance(value, list) or not value:
            return [self._value(value, prop, at, None, depth)], False
        found = [self._value(v, prop, f"{at}/{n}", at, depth) for n, v in enumerate(value)]
        if len(found) == 1:
            return found, prop is None
        return found, prop is not None or not in_order(found)

    def items(self, items: Sequence[Any], at: str, depth: int) -> list[Value]:
        """The items of the RDF list at a pointer."""
        above = list_pointer(at)
        return [self._value(v, None, f"{above}/{n}", "", depth) for n, v in enumerate(items)]

    def predicate(
        self, key: str, type_: Type | None, node: Mapping[str, Any], name: str, values: list[Value]
    ) -> str:
        """The predicate of a key that the type does not know, in a node of that name."""
        if key == RDF_TYPE and all(map(self._is_no_class_name, values)):
            return key
        if key in CELL and not self._is_cell(key, node, type_, name):
            return key
        if key in STATEMENT_TERMS and type_ is not self._model.reference_type:
            return key
        return predicate_of(key, type_)

    def _value(
        self, value: Any, prop: Property | None, at: str, array: str | None, depth: int
    ) -> Value:
        shown = self._shown(value, prop, array, depth)
        if isinstance(shown, Part) and shown.iri is None:
            self._known[address(self._root, at)] = prop
        return Value(value, at, shown)

    def _shown(self, value: Any, prop: Property | None, array: str | None, depth: int) -> Shown:
        """The graph equivalent of a value (not a list).

        `array` is the pointer of the list around it: "" for an RDF list, None without one.
        """
        if isinstance(value, dict):
            given = given_literal(value, prop and prop.kind, array is not None)
            if given is not None:
                return given
            if depth < DEEPEST:
                return self._object(value, prop, array)
        elif prop is not None and prop.kind == "code" and isinstance(value, str):
            return f"{CLINGEN}{prop.value_set}#{encode(value)}"
        return literal(value, prop)

    def _object(self, value: dict[str, Any], prop: Property | None, array: str | None) -> Shown:
        if prop is None:
            return self._foreign(value, array)
        if prop.kind == "reference":
            target = value.get("reference")
            if isinstance(target, str) and target:
                extra = {k: v for k, v in value.items() if k != "reference"}
                return Pointed(reference_iri(target, self._base), extra)
            return Part(self._model.reference_type)
        if prop.range is None:
            is_iri = value.keys() == {"@id"} and prop.kind not in ("code", "uri")
            if is_iri and self._is_link(value["@id"], array):  # a mistake in a graph
                return str(value["@id"])
            return Part(None)
        if value.keys() == {"@id"} and self._is_link(value["@id"], array, is_part=True):
            return str(value["@id"])
        return Part(self._model.types[prop.range])

    def _foreign(self, value: dict[str, Any], array: str | None) -> Shown:
        """The graph equivalent of an object under a foreign predicate."""
        listed = value.get("@list")
        if isinstance(listed, list) and len(value) == 1:
            return Listed(listed) if listed else RDF_NIL
        name = value.get("@id")
        if len(value) == 1 and "@id" in value:
            return name if isinstance(name, str) and self._is_link(name, array) else Part(None)
        if not isinstance(name, str) or not self._is_free(name):
            return Part(None)
        self._named.add(name)
        return Part(None, name)

    def _is_link(self, name: Any, array: str | None, is_part: bool = False) -> bool:
        """Whether a name alone is a link to a node, and reading the graph restores it.

        Parts of the model (`is_part`) are read before unknown properties.
        """
        if not isinstance(name, str) or not is_name(name) or name == RDF_NIL:
            return False
        if not is_address(name, self._root):
            self._named.add(name)
            return True
        # In the same array as a part, a link to it would be the same triple.
        beside = name.removeprefix(address(self._root, array) + "/") if array else name
        above = self._known.get(name)
        is_known = name in self._known if not is_part else above is not None and above.has_objects
        return is_known and not beside.isdecimal()

    def _is_free(self, name: str) -> bool:
        """Whether a node may have a name."""
        return (
            is_name(name)
            and name not in (self._root, RDF_NIL)
            and name not in self._named
            and not is_address(name, self._root)
        )

    def _is_no_class_name(self, value: Value) -> bool:
        """Whether a value of rdf:type does not belong in `@type`."""
        shown = value.shown
        if isinstance(shown, str):
            return is_address(shown, self._root)
        return isinstance(shown, Literal | Listed) or (isinstance(shown, Part) and not shown.iri)

    def _is_cell(self, key: str, node: Mapping[str, Any], type_: Type | None, name: str) -> bool:
        """Whether a node would be read as the first cell of an RDF list.

        Under a property of the model, any node with rdf:first is.
        """
        if not is_address(name, self._root):
            return False
        if type_ is not None or self._known.get(name) is not None:
            return key == RDF_FIRST
        return name not in self._mentioned and _is_list_cell(node)

    @cached_property
    def _mentioned(self) -> set[str]:
        """The names by which the tree points to nodes."""
        return set(_names(self._tree))


def _is_list_cell(node: Any) -> bool:
    if not isinstance(node, dict) or node.keys() != CELL or isinstance(node[RDF_FIRST], list):
        return False
    rest = node[RDF_REST]
    if isinstance(rest, dict) and rest.keys() == {"@list"}:
        return isinstance(rest["@list"], list)
    return _is_list_cell(rest)


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("@id"), str):
            yield value["@id"]
        for item in value.values():
            yield from _names(item)
    elif isinstance(value, list):
        for item in value:
            yield from _names(item)


def in_order(values: list[Value]) -> bool:
    """Whether values are in the order of reading: nameless ones last."""
    last, is_past = "", False
    for value in values:
        key = order(value.item, value.shown)
        if key is None:
            is_past = True
        elif is_past or key <= last:
            return False
        else:
            last = key
    return True


def order(item: Any, shown: Shown) -> str | None:
    """The sort key of a value; None for nameless nodes, whose addresses give the order."""
    if isinstance(shown, Listed) or (isinstance(shown, Part) and shown.iri is None):
        return None
    if isinstance(shown, Part):
        item = {"@id": shown.iri}
    return json.dumps(item, sort_keys=True, ensure_ascii=False)
