"""The mapping table of the form registry, made of the table of its keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from clingen_ld.messages.forms import Mapped
from clingen_ld.messages.registry.keys import ALLELE, ANY, ERROR, GENE, SEQUENCE, Keys
from clingen_ld.messages.registry.terms import TERMS

_DOCUMENTS: Final = (
    ("allele", "CanonicalAllele", ALLELE),
    ("gene", "Gene", GENE),
    ("refseq", "ReferenceSequence", SEQUENCE),
    ("error reply", "no resource", ERROR),
)


def _lines(keys: Keys, path: str) -> Iterator[Mapped]:
    for name, key in keys.items():
        at = f"{path}{'any other key' if name == ANY else name}"
        at += "[]" if key.kind == "list" else ""
        model = key.model
        if model == "kept":
            term = TERMS.term(name).rpartition("#")[2]
            model = f"kept as registry:{term}" if name != ANY else "kept"
        yield Mapped(at, model, "in every document" if key.required else "")
        if key.inside is not None:
            yield from _lines(key.inside, f"{at}.")


MAPPING: Final = tuple(
    line
    for name, model, keys in _DOCUMENTS
    for line in (Mapped(name, model, "the document"), *_lines(keys, f"{name}: "))
)
"""Every key of the documents, and what it becomes."""
