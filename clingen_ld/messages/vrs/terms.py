"""What VRS says and the model has no place for: kept on the same nodes, under its own terms.

A key of a VRS object that the model does not hold stays on the node of the model that the
object becomes, as a property in the namespace here, whatever its value is; so it goes through
the graph, and stands in its place when the node is written as VRS again.

Of these, `state` is a state that tells more than the sequence, `sequenceReference` what is said
of a sequence beside its accession, `syntax` a syntax of expressions that the model has no type
of name for, `relation` a kind of mapping other than the two that the model's properties are,
and `constraints` are those of a categorical variant without its allele.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from clingen_ld.model.identity import decode, encode
from clingen_ld.model.normal_form import settled

Object = Mapping[str, Any]
Tree = dict[str, Any]

SYSTEM: Final = "https://w3id.org/ga4gh/vrs"
"""The system of the Identifier that a computed identifier becomes."""

REFGET: Final = "https://w3id.org/ga4gh/refget"
"""The system of the Identifier that a refget accession becomes."""

NAMESPACE: Final = "https://w3id.org/ga4gh/vrs#"


def term(key: str) -> str:
    """The property that a key becomes.

    >>> term("description"), key_of(term("a key"))
    ('https://w3id.org/ga4gh/vrs#description', 'a key')
    """
    return NAMESPACE + encode(key)


def key_of(predicate: str) -> str | None:
    """The key that a property was made of, or None when it is none of these."""
    return decode(predicate[len(NAMESPACE) :]) if predicate.startswith(NAMESPACE) else None


def to_tree(value: Any) -> Any:
    """A value as a tree holds it: keys as properties."""
    if isinstance(value, dict):
        return {term(key): to_tree(item) for key, item in value.items()}
    return [to_tree(item) for item in value] if isinstance(value, list) else value


def from_tree(value: Any) -> Any:
    """A value as VRS has it; what `to_tree` was given."""
    if isinstance(value, dict):
        return {_key(key): from_tree(item) for key, item in value.items()}
    return [from_tree(item) for item in value] if isinstance(value, list) else value


def _key(predicate: str) -> str:
    found = key_of(predicate)
    return predicate if found is None else found


def keep(node: Tree, given: Object, keys: Iterable[str]) -> None:
    """Keep some keys of an object on a node, where the normal form has them: last, in order."""
    node |= settled({term(key): to_tree(given[key]) for key in keys})


def kept(node: object, *without: str) -> Tree:
    """What a node keeps, by its keys, but for some of them."""
    if not isinstance(node, dict):
        return {}
    found = ((key_of(name), value) for name, value in node.items())
    return {k: from_tree(v) for k, v in found if k is not None and k not in without}


def kept_object(node: object, key: str) -> Tree:
    """The object that a node keeps under a key; an empty one when there is none."""
    found = from_tree(node.get(term(key))) if isinstance(node, dict) else None
    return found if isinstance(found, dict) else {}
