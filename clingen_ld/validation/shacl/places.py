"""Positions of shape results in messages: the resource, and a JSON Pointer in it.

A result gives its focus node, path and value. The address of a part gives its position; a node
without one, such as a value or somebody else's resource, is positioned where a resource first names
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final
from urllib.parse import unquote

from clingen_ld.findings.shacl_result import Path, ShaclResult
from clingen_ld.graph.terms import RDF_TYPE, Quad, Term
from clingen_ld.graph.values import key_of, literal
from clingen_ld.model import (
    CLINGEN,
    SH,
    Model,
    Property,
    Tree,
    Type,
    encode,
    escape,
    local_name,
    reference_iri,
    unescape,
)

_CLOSED: Final = f"{SH}ClosedConstraintComponent"
_MIN_COUNT: Final = f"{SH}MinCountConstraintComponent"
_MAX_COUNT: Final = f"{SH}MaxCountConstraintComponent"


class ResultPlaces:
    """Finds the places of results in some resources.

    `trees` are the resources in normal form by IRI, `quads` is the engine's view of them.
    """

    def __init__(
        self, trees: Mapping[str, Tree], quads: Iterable[Quad], model: Model, base: str
    ) -> None:
        self._trees = trees
        self._quads = quads
        self._model = model
        self._base = base

    def place(self, result: ShaclResult) -> tuple[str, str] | None:
        """The IRI of the resource and the pointer in it; None when it is in no resource."""
        found = self._node(result.focus, frozenset())
        if found is None:
            return None
        root, pointer = found
        return root, _place(result, root, pointer, self._trees[root], self._model, self._base)

    def _node(self, node: Term, seen: frozenset[Term]) -> tuple[str, str] | None:
        """Where a node is, or where the first resource that names it does."""
        if isinstance(node, str):
            root, pointer = self.focus(node)
            if root in self._trees:
                return root, pointer
        if node in seen:
            return None
        for subject, predicate in self._uses.get(node, ()):
            above = self._node(subject, seen | {node})
            if above is not None:
                root, pointer = above
                here, type_ = _node_at(self._trees[root], pointer, self._model)
                ways = _ways(here, type_, pointer, (predicate,), node, self._model, self._base)
                return root, next(ways, pointer)
        return None

    @cached_property
    def _uses(self) -> dict[Term, list[tuple[str, str]]]:
        """The subjects and predicates that have a node as their object, except classes."""
        found: dict[Term, list[tuple[str, str]]] = {}
        for quad in self._quads:
            if quad.predicate != RDF_TYPE:
                found.setdefault(quad.object, []).append((quad.subject, quad.predicate))
        return found

    def focus(self, node: str) -> tuple[str, str]:
        """The resource that a node belongs to by its name, and the pointer of the node in it."""
        if node in self._trees:
            return node, ""
        root, mark, pointer = node.partition("#/")
        if mark and root in self._trees:
            return root, "/" + unquote(pointer)
        for root in self._with_fragment:
            if node.startswith(root + "/"):
                return root, unquote(node[len(root) :])
        return node, ""

    @cached_property
    def _with_fragment(self) -> list[str]:
        return [root for root in self._trees if "#" in root]


def ways_of(path: Path | None) -> Iterator[tuple[str, ...]]:
    """The predicates of a path, for each of its alternatives; () for other paths."""
    if path is None:
        return
    if isinstance(path, str):
        yield (path,)
    elif path.form == "alternativePath":
        for step in path.steps:
            yield from ways_of(step)
    elif path.form == "sequence" and all(isinstance(step, str) for step in path.steps):
        yield tuple(step for step in path.steps if isinstance(step, str))


def _belongs(node: str, root: str) -> tuple[bool, str]:
    """Whether a node is a part of a resource by its name, and its pointer then."""
    mark = "" if "#" in root else "#"
    begin = f"{root}{mark}/"
    return node.startswith(begin), "/" + unquote(node[len(begin) :])


def _place(
    result: ShaclResult, root: str, pointer: str, tree: dict[str, Any], model: Model, base: str
) -> str:
    value = result.value
    if result.component == _MIN_COUNT:
        return pointer
    if isinstance(result.path, str) and _is_of_the_key(result, model):
        return f"{pointer}/{escape(key_of(result.path))}"
    if value == result.focus and not _names_itself(result, pointer, tree, model, base):
        return _property_place(result, pointer, tree, model)
    if isinstance(value, str):
        is_part, below = _belongs(value, root)
        if is_part and below.startswith(f"{pointer}/"):
            return below + _inner(result, model)
    node, type_ = _node_at(tree, pointer, model)
    found = next(_result_ways(result, node, type_, pointer, model, base), None)
    if found is None and result.path is not None:
        way = next(ways_of(result.path), ())
        found = f"{pointer}/{escape(_key(way[0], type_)[0])}" if way else None
    return (found or pointer) + _inner(result, model)


def _is_of_the_key(result: ShaclResult, model: Model) -> bool:
    """Whether a result is about a property that should not be there, whatever its value."""
    rule = model.rules.get(model.shape_rules.get(result.shape, ""))
    closed = local_name(_CLOSED)
    return result.component == _CLOSED or (rule is not None and closed in rule.components)


def _result_ways(
    result: ShaclResult, node: Any, type_: Type | None, pointer: str, model: Model, base: str
) -> Iterator[str]:
    """The pointers at the end of a result's path that have its value."""
    value = None if result.component == _MAX_COUNT else result.value
    for way in ways_of(result.path):
        yield from _ways(node, type_, pointer, way, value, model, base)


def _names_itself(
    result: ShaclResult, pointer: str, tree: dict[str, Any], model: Model, base: str
) -> bool:
    """Whether the path of a result returns to its focus node."""
    node, type_ = _node_at(tree, pointer, model)
    return any(True for _ in _result_ways(result, node, type_, pointer, model, base))


def _ways(
    node: Any,
    type_: Type | None,
    pointer: str,
    way: tuple[str, ...],
    value: Term | None,
    model: Model,
    base: str,
) -> Iterator[str]:
    """The pointers at the end of a path of predicates that have a value; those of the lists, for no
    value."""
    if not way or not isinstance(node, dict):
        return
    key, prop = _key(way[0], type_)
    if key not in node:
        return
    pointer = f"{pointer}/{escape(key)}"
    content = node[key]
    if len(way) == 1 and value is None:
        yield pointer
        return
    for n, item in enumerate(content if isinstance(content, list) else [content]):
        at = f"{pointer}/{n}" if isinstance(content, list) else pointer
        if len(way) > 1:
            yield from _ways(item, model.object_type(prop), at, way[1:], value, model, base)
        elif _is_value(item, value, prop, base):
            yield at


def _key(predicate: str, type_: Type | None) -> tuple[str, Property | None]:
    """The key of a predicate in a tree, and its property."""
    for prop in type_.properties.values() if type_ is not None else ():
        if prop.iri == predicate:
            return prop.name, prop
    return key_of(predicate), None


def _property_place(result: ShaclResult, pointer: str, tree: dict[str, Any], model: Model) -> str:
    """The position of a result about a property as a whole: the node itself if it lacks the
    property.

    Every SPARQL result has a value; if it is the focus node, no single value is meant.
    """
    node, type_ = _node_at(tree, pointer, model)
    if isinstance(result.path, str) and isinstance(node, dict):
        key, _ = _key(result.path, type_)
        if key in node:
            return f"{pointer}/{escape(key)}"
    return pointer


def _inner(result: ShaclResult, model: Model) -> str:
    """The property of the value that a shape says it is about."""
    place = model.shape_places.get(result.shape)
    return f"/{local_name(place)}" if place else ""


def _node_at(tree: dict[str, Any], pointer: str, model: Model) -> tuple[Any, Type | None]:
    """The node at a pointer of a tree, with its type."""
    node: Any = tree
    type_ = model.types.get(str(tree.get("resourceType")))
    for step in pointer.split("/")[1:]:
        key = unescape(step)
        if isinstance(node, list):
            node = node[int(key)] if key.isdecimal() and int(key) < len(node) else None
            continue
        prop = type_.properties.get(key) if type_ is not None else None
        node = node.get(key) if isinstance(node, dict) else None
        type_ = model.object_type(prop)
    return node, type_


def _is_value(item: Any, value: Term | None, prop: Property | None, base: str) -> bool:
    """Whether a value of a tree is a value of the graph."""
    if isinstance(item, dict) and isinstance(item.get("reference"), str):
        return reference_iri(item["reference"], base) == value
    if isinstance(item, dict) and isinstance(item.get("@id"), str):
        return bool(item["@id"] == value)
    if prop is not None and prop.kind == "code" and isinstance(item, str):
        return f"{CLINGEN}{prop.value_set}#{encode(item)}" == value
    return literal(item, prop) == value
