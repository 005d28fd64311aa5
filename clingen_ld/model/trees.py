"""Access to trees that may be wrong: every function returns None or nothing for bad values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import REGISTRY
from clingen_ld.model.normal_form import Note, is_integer

Tree = dict[str, Any]
"""A resource or a part of one, right or wrong."""

Object = Mapping[str, Any]
"""A read-only JSON object."""

SEQUENCE_ONTOLOGY = "http://www.sequenceontology.org/"


def part(tree: object, *path: str) -> Tree:
    """The object at a path of property names; an empty one if there is none."""
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree if isinstance(tree, dict) else {}


def text(tree: object, *path: str) -> str | None:
    """The string at a path, or None."""
    for name in path:  # inlined `part`: this is the most frequent call
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree if isinstance(tree, str) else None


def natural(tree: object, *path: str) -> int | None:
    """The non-negative integer at a path, or None."""
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    return tree if is_integer(tree) and tree >= 0 else None


def parts(tree: object, *path: str) -> Iterator[tuple[str, Tree]]:
    """The objects of the list at a path, each with its JSON Pointer from `tree`."""
    for name in path:
        tree = tree.get(name) if isinstance(tree, dict) else None
    if isinstance(tree, list):
        pointer = "".join([f"/{name}" for name in path])
        for n, item in enumerate(tree):
            if isinstance(item, dict):
                yield f"{pointer}/{n}", item


def last_step(reference: str) -> str:
    """The last step of a reference or an IRI, by which messages name the target.

    >>> last_step("CanonicalAllele/CA1")
    'CA1'
    """
    return reference.rpartition("/")[2]


def is_registered(tree: Tree) -> bool:
    """Whether a resource is from the Allele Registry, which generates names from coordinates and
    gives relations in one direction only."""
    return any(key.startswith(REGISTRY) for key in tree)


_LONGEST: Final = 60
_KINDS: Final[Mapping[type, str]] = {dict: "an object", list: "an array"}


def objects(value: object) -> list[dict[str, Any]]:
    """The objects in a list; none for any other value."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def texts(value: object) -> list[str]:
    """The strings in a list; none for any other value."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def wrong(name: str, value: object, expected: str, pointer: str, rule: str = "ST-7") -> Note:
    """A finding that a property has an unexpected value (ST-7: of another type).

    >>> wrong("symbol", None, "a string", "/symbol").values["value"]
    'null'
    """
    text = _KINDS.get(type(value)) or json.dumps(value, ensure_ascii=False)
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    return Note(rule, pointer, {"property": name, "value": shown, "expected": expected})


def coding_concept(coding: Mapping[str, Any], model: Model) -> str | None:
    """The IRI of the concept of a Coding in a known code system."""
    system, code = coding.get("system"), coding.get("code")
    if not isinstance(system, str) or not isinstance(code, str):
        return None
    known = model.code_systems.get(system)
    return known.concept(code) if known is not None else None
