"""Trees made ready for decoding: what the model does not know of a node, in a place of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from clingen_ld.compiled.resources import EXTENSIONS, types_of
from clingen_ld.model import Model, Object, Tree, canonical_json, is_foreign

Splitter = Callable[[Object], Tree]
"""Takes a node of a tree. Raises what Python does when the node, or one inside, is no dict."""


def make_splitters(model: Model) -> Mapping[str, Splitter]:
    """For each type, what gives a node with its extensions under one key."""
    made: dict[str, Splitter] = {}
    for type_ in types_of(model):
        inner = {p.name: model.object_type(p) for p in type_.properties.values()}
        keys = dict.fromkeys(inner)
        if type_.kind == "resource":
            keys |= {"resourceType": None, "@id": None}
        made[type_.name] = _splitter(
            keys | {name: made[of.name] for name, of in inner.items() if of is not None}
        )
    return made


def is_canonical(key: str, value: Any) -> bool:
    """Whether a property that the model does not know is as the normal form has it.

    Nodes with names of their own, and links to parts of the resource, are for the standard path.
    """
    if not is_foreign(key) or key == EXTENSIONS:
        return False
    if value.__class__ is str:
        return True
    text = repr(value)
    if "#/" in text or text.count("'@id'") != len(_LINK.findall(text)):
        return False
    return repr(canonical_json(value)) == text  # in the order of its keys, too


_LINK: Final = re.compile(r"\{'@id': '[^'\\]*+'\}")


def _splitter(keys: Mapping[str, Splitter | None]) -> Splitter:
    """What splits a node; `keys` are those that it may have, with what splits their objects."""

    def split(node: Object) -> Tree:
        found: Tree = {}
        extensions: Tree = {}
        for key, value in node.items():
            inner = keys.get(key, split)
            if inner is None:
                found[key] = value
            elif inner is split:
                extensions[key] = value
            elif value.__class__ is list:
                found[key] = [inner(item) for item in value]
            else:
                found[key] = inner(value)
        if extensions:
            if not all(is_canonical(*pair) for pair in extensions.items()):
                raise ValueError
            found[EXTENSIONS] = extensions
        return found

    return split
