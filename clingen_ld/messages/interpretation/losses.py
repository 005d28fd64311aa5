"""What an interpretation message cannot carry of the alleles of the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from clingen_ld.messages.interpretation.names import iri_of, name_of
from clingen_ld.messages.interpretation.schema import TERMS, is_foreign
from clingen_ld.messages.interpretation.sequences import read_sequence, told_sequence
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import escape, id_from_iri, resource_iri
from clingen_ld.model.trees import Object
from clingen_ld.variation.accessions import names_of, reference_of

_PARTS: Final[Mapping[str, Mapping[str, str]]] = {
    "CanonicalAllele": {
        "identifier": "Identifier",
        "relatedIdentifier": "Identifier",
        "relatedContextualAllele": "RelatedContextualAllele",
    },
    "RelatedContextualAllele": {"contextualAllele": "Reference"},
    "ContextualAllele": {
        "identifier": "Identifier",
        "canonicalAllele": "Reference",
        "alleleName": "AlleleName",
        "referenceCoordinate": "ReferenceCoordinate",
    },
    "ReferenceCoordinate": {
        "identifier": "Identifier",
        "referenceSequence": "Reference",
        "start": "Position",
        "end": "Position",
    },
}
"""The parts that are written key by key; all others are written as they are."""
_LINKS: Final = ("RelatedContextualAllele", "Reference")


def lost_of(tree: Object, model: Model, base: str) -> Iterator[str]:
    """The pointers of what an allele has and its message has not."""
    yield from _id(tree, base)
    rest = {k: v for k, v in tree.items() if k not in ("resourceType", "@id", "id")}
    yield from _node(rest, str(tree["resourceType"]), "", model)
    if tree["resourceType"] == "ContextualAllele":
        yield from _sequence(tree, base)


def _id(tree: Object, base: str) -> Iterator[str]:
    """The id, where the name that is written does not tell it."""
    kind, given = str(tree["resourceType"]), tree.get("id")
    iri = resource_iri(tree, base)
    name = name_of(iri, kind, base)
    if isinstance(given, str) and given and "@id" in tree:
        again = None if name is None else iri_of(name, kind, base)
        if again is None or id_from_iri(again, kind, base) != given:
            yield "/id"


def _node(node: Object, type_: str, at: str, model: Model) -> Iterator[str]:
    """The keys of a node that are neither of the model nor to be written by their IRI."""
    properties = model.type(type_).properties
    parts = _PARTS.get(type_, {})
    for key, value in node.items():
        pointer = f"{at}/{escape(key)}"
        is_written = key in properties or TERMS.has(key)
        if type_ not in _LINKS:
            is_written = is_written or is_foreign(key)
        if not is_written:
            yield pointer
        elif key in parts:
            listed = value if isinstance(value, list) else [value]
            for n, item in enumerate(listed):
                here = f"{pointer}/{n}" if isinstance(value, list) else pointer
                if isinstance(item, dict):
                    yield from _node(item, parts[key], here, model)


def _sequence(tree: Object, base: str) -> Iterator[str]:
    """The reference to a sequence, where reading it again gives another."""
    given = reference_of(tree).get("reference")
    if not isinstance(given, str):
        return
    again = read_sequence(told_sequence(tree, None, base), names_of(tree), base).reference
    if not isinstance(again, dict) or again.get("reference") != given:
        yield "/referenceCoordinate/referenceSequence"
