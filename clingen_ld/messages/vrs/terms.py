"""What VRS says and the model has no place for: kept on the same nodes, under its own terms.

Of these, `state` is a state that tells more than the sequence, `sequenceReference` what is said
of a sequence beside its accession, `syntax` a syntax of expressions that the model has no type
of name for, `relation` a kind of mapping other than the two that the model's properties are,
and `constraints` are those of a categorical variant without its allele.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from clingen_ld.messages.foreign.extensions import Terms
from clingen_ld.model.normal_form import canonical_json
from clingen_ld.model.trees import Object, Tree

SYSTEM: Final = "https://w3id.org/ga4gh/vrs"
"""The system of the Identifier that a computed identifier becomes."""

REFGET: Final = "https://w3id.org/ga4gh/refget"
"""The system of the Identifier that a refget accession becomes."""

TERMS: Final = Terms("https://w3id.org/ga4gh/vrs#")


def keep(node: Tree, given: Object, keys: Iterable[str]) -> None:
    """Keep some keys of an object on a node, where the normal form has them: last, in order."""
    node |= canonical_json({TERMS.term(key): TERMS.to_tree(given[key]) for key in keys})


def kept(node: object, *leaving: str) -> Tree:
    """What a node keeps, by its keys, but for some of them."""
    return {key: value for key, value in TERMS.kept(node).items() if key not in leaving}


def kept_object(node: object, key: str) -> Tree:
    """The object that a node keeps under a key; an empty one when there is none."""
    found = TERMS.from_tree(node.get(TERMS.term(key))) if isinstance(node, dict) else None
    return found if isinstance(found, dict) else {}
