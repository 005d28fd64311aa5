"""What the Allele Registry says and the model has no place for: kept under the registry's terms.

A key of a registry document that the model does not hold stays on the node of the model that it
is about, as a property in the registry's namespace, whatever its value is. `kept` makes such
properties from the given and from what the model tells already, and `restored` makes the given
from both, so that every document comes back as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from clingen_ld.model.identity import as_iri, decode, encode, is_absolute
from clingen_ld.model.namespaces import RDFS, REGISTRY

SEE_ALSO: Final = RDFS + "seeAlso"
"""What `@id` becomes: in these documents it names a page or an allele that is told of, never the
node that it stands on, and several nodes may share one."""

_WITHOUT: Final = "http://reg.genome.network/schema/without"
"""Keys that a document does not have, though the model could tell them."""

IRI_KEYS: Final = frozenset({"@id", "gene", "referenceSequence"})
"""The keys whose strings are IRIs."""

# Octets that no IRI may have plainly; only these were encoded, and only these are decoded.
_ILLEGAL: Final = '<>"{}|\\^`[] '


def term(key: str) -> str:
    """The property that a key becomes.

    >>> term("geneSymbol"), key_of(term("@context"))
    ('http://reg.genome.network/schema#geneSymbol', '@context')
    """
    return SEE_ALSO if key == "@id" else REGISTRY + encode(key)


def key_of(predicate: str) -> str | None:
    """The key that a property was made of, or None when it is none of these."""
    if predicate == SEE_ALSO:
        return "@id"
    return decode(predicate[len(REGISTRY) :]) if predicate.startswith(REGISTRY) else None


def to_tree(value: Any, key: str = "") -> Any:
    """A value as a tree holds it: keys as properties, IRIs as nodes."""
    if isinstance(value, dict):
        return {term(k): to_tree(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [to_tree(item, key) for item in value]
    if isinstance(value, str) and key in IRI_KEYS:
        iri = legal_iri(value)
        return value if iri is None else {"@id": iri}
    return value


def from_tree(value: Any) -> Any:
    """A value as the registry writes it; what `to_tree` was given."""
    if isinstance(value, dict):
        if value.keys() == {"@id"} and isinstance(value["@id"], str):
            return given_iri(value["@id"])
        return {_key(k): from_tree(v) for k, v in value.items()}
    if isinstance(value, list):
        return [from_tree(item) for item in value]
    return value


def _key(predicate: str) -> str:
    found = key_of(predicate)
    return predicate if found is None else found


def legal_iri(text: str) -> str | None:
    """A text as an IRI that `given_iri` turns back, or None when there is none.

    >>> legal_iri("http://myvariant.info/v1/variant/chr3:g.1A>T")
    'http://myvariant.info/v1/variant/chr3:g.1A%3ET'
    """
    if not is_absolute(text):
        return None
    iri = as_iri(text)
    return iri if iri == as_iri(iri) and given_iri(iri) == text else None


def given_iri(iri: str) -> str:
    """An IRI as the registry writes it, with the characters that IRIs may not have."""
    for character in _ILLEGAL:
        iri = iri.replace(f"%{ord(character):02X}", character)
    return iri


def kept(given: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """The properties to keep of an object, of which `told` is what the model tells."""
    found = {
        term(key): to_tree(value, key)
        for key, value in given.items()
        if key not in told or not same(value, told[key])
    }
    absent = sorted(told.keys() - given.keys())
    return found | {_WITHOUT: absent} if absent else found


def restored(tree: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """An object from what the model tells and what a node of the tree kept."""
    absent = tree.get(_WITHOUT, ())
    found = {key: value for key, value in told.items() if key not in absent}
    for predicate, value in tree.items():
        key = key_of(predicate) if predicate != _WITHOUT else None
        if key is not None:
            found[key] = from_tree(value)
    return found


def is_kept(predicate: str) -> bool:
    """Whether a key of a tree is one that the registry's documents keep."""
    return predicate in (SEE_ALSO, _WITHOUT) or predicate.startswith(REGISTRY)


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal as JSON, in which 1, 1.0 and true are three things."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def texts(value: Any) -> Iterable[str]:
    """The strings of a list; none for what is no list."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
