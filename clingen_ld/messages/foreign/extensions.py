"""What a message says and the model has no place for: kept as properties under its form's terms.

A key that the model does not hold stays on the node of the model that it is about, as a property
in a namespace of the form, whatever its value is; so it goes through the graph, and stands in its
place when the node is written in that form again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from clingen_ld.model.identity import as_iri, decode, encode, is_absolute

# Octets that no IRI may have plainly; only these were encoded, and only these are decoded.
_ILLEGAL = '<>"{}|\\^`[] '


@dataclass(frozen=True, slots=True)
class Terms:
    """The properties that the keys of a form become.

    `own` are those of keys that have a property elsewhere; `iri_keys`, the keys whose strings are
    IRIs, and so become nodes.
    """

    namespace: str
    own: Mapping[str, str] = field(default_factory=dict)
    iri_keys: frozenset[str] = frozenset()

    def term(self, key: str) -> str:
        """The property that a key becomes.

        >>> terms = Terms("http://example.org/#")
        >>> terms.term("a key"), terms.key_of(terms.term("a key"))
        ('http://example.org/#a%20key', 'a key')
        """
        return self.own.get(key) or _term(self.namespace, key)

    def key_of(self, predicate: str) -> str | None:
        """The key that a property was made of, or None when it is none of these."""
        for key, name in self.own.items():
            if predicate == name:
                return key
        if predicate.startswith(self.namespace):
            return decode(predicate[len(self.namespace) :])
        return None

    def to_tree(self, value: Any, key: str = "") -> Any:
        """A value as a tree holds it: keys as properties, IRIs as nodes."""
        if isinstance(value, dict):
            return {self.term(k): self.to_tree(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [self.to_tree(item, key) for item in value]
        if isinstance(value, str) and key in self.iri_keys:
            iri = legal_iri(value)
            return value if iri is None else {"@id": iri}
        return value

    def from_tree(self, value: Any) -> Any:
        """A value as the form has it; what `to_tree` was given."""
        if isinstance(value, dict):
            if self.iri_keys and value.keys() == {"@id"} and isinstance(value["@id"], str):
                return given_iri(value["@id"])
            return {self._key(k): self.from_tree(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self.from_tree(item) for item in value]
        return value

    def kept(self, node: object) -> dict[str, Any]:
        """What a node keeps, by its keys."""
        items = node.items() if isinstance(node, dict) else ()
        found = ((self.key_of(name), value) for name, value in items)
        return {key: self.from_tree(value) for key, value in found if key is not None}

    def _key(self, predicate: str) -> str:
        found = self.key_of(predicate)
        return predicate if found is None else found


@lru_cache(maxsize=4096)
def _term(namespace: str, key: str) -> str:
    return namespace + encode(key)


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal as JSON, in which 1, 1.0 and true are three things."""
    kind = one.__class__
    if one is other:
        return True
    if kind is not other.__class__:
        return False
    if kind is list:
        return len(one) == len(other) and all(map(same, one, other))
    if kind is dict:
        return len(one) == len(other) and all(
            key in other and same(value, other[key]) for key, value in one.items()
        )
    if kind is float:  # 0.0 and -0.0 are two things, and not a number is one
        return json.dumps(one) == json.dumps(other)
    return bool(one == other)


def without(told: Mapping[str, Any], absent: object) -> dict[str, Any]:
    """What the model tells, but for the keys that a message does not have."""
    names = absent if isinstance(absent, list) else [absent]
    left_out = set(map(str, names))
    return {key: value for key, value in told.items() if key not in left_out}


def legal_iri(text: object) -> str | None:
    """A text as an IRI that `given_iri` turns back, or None for anything else.

    >>> legal_iri("http://myvariant.info/v1/variant/chr3:g.1A>T")
    'http://myvariant.info/v1/variant/chr3:g.1A%3ET'
    """
    if not isinstance(text, str) or not is_absolute(text):
        return None
    iri = as_iri(text)
    if iri == text and "%" not in text:
        return iri
    return iri if iri == as_iri(iri) and given_iri(iri) == text else None


def given_iri(iri: str) -> str:
    """An IRI as it was given, with the characters that IRIs may not have."""
    if "%" not in iri:
        return iri
    for character in _ILLEGAL:
        iri = iri.replace(f"%{ord(character):02X}", character)
    return iri
