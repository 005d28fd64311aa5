"""Finding all references, or all parts of a type, in a resource: the model tells where they are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from clingen_ld.model import Property, load_model
from clingen_ld.validation.reading import Tree

_REFERENCES = "references"


def references(tree: Tree) -> Iterator[tuple[str, Property, Tree]]:
    """The references of a resource at any depth: pointer, property and value of each."""
    return iter(_found(tree, str(tree.get("resourceType")), "", _REFERENCES))


def parts_of_type(tree: Tree, type_name: str) -> Iterator[tuple[str, Tree]]:
    """The parts of a resource, at any depth, that are of a type: pointer and value of each."""
    for pointer, _, value in _found(tree, str(tree.get("resourceType")), "", type_name):
        yield pointer, value


def _found(node: Tree, type_name: str, at: str, wanted: str) -> list[tuple[str, Property, Tree]]:
    found: list[tuple[str, Property, Tree]] = []
    for name, prop, is_wanted in _ways(type_name, wanted):
        value = node.get(name)
        if value is None:
            continue
        many = isinstance(value, list)
        for n, item in enumerate(value if many else (value,)):
            if not isinstance(item, dict):
                continue
            pointer = f"{at}/{name}/{n}" if many else f"{at}/{name}"
            if is_wanted:
                found.append((pointer, prop, item))
            elif prop.range is not None:
                found += _found(item, prop.range, pointer, wanted)
    return found


@lru_cache(maxsize=128)
def _ways(type_name: str, wanted: str) -> tuple[tuple[str, Property, bool], ...]:
    """The properties of a type that are wanted, or are parts that lead to what is."""
    known = load_model().types.get(type_name)
    found: list[tuple[str, Property, bool]] = []
    for prop in known.properties.values() if known is not None else ():
        goal = prop.kind == "reference" if wanted == _REFERENCES else prop.range == wanted
        if goal or (prop.kind == "part" and prop.range and _ways(prop.range, wanted)):
            found.append((prop.name, prop, goal))
    return tuple(found)
