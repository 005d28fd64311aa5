"""What an interpretation message says and the model has no place for: kept under its own terms.

`keep` puts such properties on the nodes of a tree, from the given and from what the model tells
already; `restored` makes the given from both, so that every allele comes back as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from clingen_ld.messages.foreign.extensions import Terms, same, without
from clingen_ld.model.identity import as_iri, is_absolute
from clingen_ld.model.namespaces import CLINGEN, FHIR, RDFS
from clingen_ld.model.normal_form import canonical_json
from clingen_ld.model.trees import Object, Tree

NAMESPACE: Final = "http://dataexchange.clinicalgenome.org/types/"
"""The namespace of the model by its published JSON-LD context, which calls it `base`."""

_WITHOUT: Final = "http://dataexchange.clinicalgenome.org/without"
"""Keys that an object does not have, though the model could tell them."""
_AS_GIVEN: Final = "http://dataexchange.clinicalgenome.org/given"
"""A value that is no object where the model has one, or that only names one."""

_TERMS: Final = Terms(NAMESPACE, {"label": RDFS + "label"})
"""`label` is what the published context makes of it."""


def is_kept(predicate: str) -> bool:
    """Whether a key of a tree is one that alleles in messages keep."""
    return predicate in (_WITHOUT, _AS_GIVEN) or _TERMS.key_of(predicate) is not None


def is_foreign(key: str) -> bool:
    """Whether a key is the IRI of a property that is neither the model's nor of this form."""
    has_path = "/" in key or key.startswith("urn:")  # rdfs:label is a key like all others
    is_ours = is_kept(key) or key.startswith((CLINGEN, FHIR))
    return has_path and is_absolute(key) and as_iri(key) == key and not is_ours


Children = Mapping[str, "Child"]
"""The keys whose values are objects, or lists of them, with what they are in a tree."""


class Child:
    """An object inside another: the property that it is in a tree, and its own children."""

    def __init__(self, name: str, children: Children | None = None) -> None:
        self.name = name
        self.children: Children = children or {}


def keep(node: Tree, given: Any, told: Object, children: Children) -> None:
    """Keep on a node, and those below it, what was given and is not told by the model."""
    if not isinstance(given, dict):
        keep_given(node, given)
        return
    kept: Tree = {}
    for key, value in given.items():
        if key in told and same(value, told[key]):
            continue
        child = children.get(key)
        inner = None if child is None or key not in told else node.get(child.name)
        if child is None or not _keep_inside(inner, value, told.get(key), child.children):
            kept[_TERMS.term(key)] = _TERMS.to_tree(value)
    absent = sorted(told.keys() - given.keys())
    if absent:
        kept[_WITHOUT] = absent
    _put(node, kept)


def _keep_inside(node: Any, given: Any, told: Any, children: Children) -> bool:
    """Keep what differs below a key, if the three have the same shape."""
    if isinstance(node, dict) and isinstance(told, dict):
        keep(node, given, told, children)
        return True
    lists = (node, given, told)
    if not all(isinstance(each, list) for each in lists) or len({len(x) for x in lists}) != 1:
        return False
    triples = list(zip(node, given, told, strict=True))
    if not all(isinstance(n, dict) and isinstance(t, dict) for n, _, t in triples):
        return False
    for inner, value, said in triples:
        keep(inner, value, said, children)
    return True


def keep_given(node: Tree, given: Any) -> None:
    """Keep on a node the whole value that it was made of."""
    _put(node, {_AS_GIVEN: _TERMS.to_tree(given)})


def is_as_given(node: Object) -> bool:
    """Whether a node keeps the whole value that it was made of."""
    return _AS_GIVEN in node


def _put(node: Tree, kept: Tree) -> None:
    """Put kept properties where the normal form has them: last, in the order of their names."""
    known = {k: v for k, v in node.items() if not is_absolute(k)}
    foreign = {k: v for k, v in node.items() if is_absolute(k)} | canonical_json(kept)
    node.clear()
    node.update(known | dict(sorted(foreign.items())))


def restored(node: Object, told: Object, children: Children) -> Any:
    """A value from what the model tells and what the nodes of a tree kept."""
    if _AS_GIVEN in node:
        return _TERMS.from_tree(node[_AS_GIVEN])
    found = without(told, node.get(_WITHOUT, []))
    for key, child in children.items():
        if key in found:
            found[key] = _restored_inside(node.get(child.name), found[key], child.children)
    return found | _TERMS.kept(node)


def _restored_inside(node: Any, told: Any, children: Children) -> Any:
    if isinstance(node, dict) and isinstance(told, dict):
        return restored(node, told, children)
    if isinstance(node, list) and isinstance(told, list) and len(node) == len(told):
        return [_restored_inside(n, t, children) for n, t in zip(node, told, strict=True)]
    return told
