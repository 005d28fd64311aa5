"""The mapping table of the form interpretation, made of the tables of its keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from clingen_ld.messages.forms import Mapped
from clingen_ld.messages.interpretation.keys import (
    CANONICAL,
    CONTEXTUAL,
    COORDINATE,
    IDENTIFIER,
    NAME,
    POSITION,
    SEQUENCE,
    Key,
)

_PARTS: Final[tuple[tuple[str, str, tuple[Key, ...]], ...]] = (
    ("CanonicalAllele", "CanonicalAllele", CANONICAL),
    ("relatedIdentifier", "Identifier", IDENTIFIER),
    ("ContextualAllele", "ContextualAllele", CONTEXTUAL),
    ("alleleName", "AlleleName", NAME),
    ("referenceCoordinate", "ReferenceCoordinate", COORDINATE),
    ("referenceSequence", "Reference", SEQUENCE),
    ("start and end", "Position", POSITION),
)
"""The objects of alleles: their name in messages, their type in the model, their keys."""


_ELSEWHERE: Final = {
    "gene": "ReferenceSequence.gene",
    "preferred": "RelatedContextualAllele.preferred",
}
"""What keys of a contextual allele say of something else."""


def _lines(name: str, type_: str, keys: tuple[Key, ...]) -> Iterator[Mapped]:
    for key in keys:
        also = f"also read: {', '.join(key.spellings)}" if key.spellings else ""
        if key.model is None:
            yield Mapped(f"{name}.{key.name}", key.note, also)
            continue
        model = _ELSEWHERE.get(key.model, f"{type_}.{key.model}")
        note = "; ".join(part for part in (key.note, also) if part)
        yield Mapped(f"{name}.{key.name}", model, note)
    yield Mapped(f"{name}: a property of the model", type_, "under its own name")
    yield Mapped(f"{name}: any other key", "kept", "on the same node, under its own IRI")


MAPPING: Final = tuple(line for part in _PARTS for line in _lines(*part))
"""Every key of alleles in messages, and where its value is in the model."""
