"""What the Allele Registry says and the model has no place for: kept under the registry's terms.

`kept` makes such properties from the given and from what the model tells already, and `restored`
makes the given from both, so that every document comes back as it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from clingen_ld.messages.foreign.extensions import Terms, legal_iri, same, without
from clingen_ld.model.namespaces import RDFS, REGISTRY, local_name

SEE_ALSO: Final = RDFS + "seeAlso"
"""What `@id` becomes: in these documents it names a page or an allele that is told of, never the
node that it stands on, and several nodes may share one."""

_WITHOUT: Final = "http://reg.genome.network/schema/without"
"""Keys that a document does not have, though the model could tell them."""

TERMS: Final = Terms(REGISTRY, {"@id": SEE_ALSO}, frozenset({"@id", "gene", "referenceSequence"}))


def kept(given: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """The properties to keep of an object, of which `told` is what the model tells."""
    found = {
        TERMS.term(key): TERMS.to_tree(value, key)
        for key, value in given.items()
        if key not in told or not same(value, told[key])
    }
    absent = sorted(told.keys() - given.keys())
    return found | {_WITHOUT: absent} if absent else found


def restored(tree: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """An object from what the model tells and what a node of the tree kept."""
    return without(told, tree.get(_WITHOUT, [])) | TERMS.kept(dict(tree))


def identity(given: Mapping[str, Any]) -> dict[str, Any]:
    """The IRI of what a document is about, and the id in it; nothing where it names none."""
    iri = legal_iri(given.get("@id"))
    return {} if iri is None else {"@id": iri, "id": local_name(iri)}


def is_kept(predicate: str) -> bool:
    """Whether a key of a tree is one that the registry's documents keep."""
    return predicate == _WITHOUT or TERMS.key_of(predicate) is not None
