"""Writing resources of the model as documents of the Allele Registry."""

from __future__ import annotations

from typing import BinaryIO

from clingen_ld.messages.foreign.bundling import Gathered, GatheringWriter
from clingen_ld.messages.registry.allele_documents import preferred_row, told_document
from clingen_ld.messages.registry.gene_and_sequence_documents import told_document as told_sister
from clingen_ld.messages.registry.losses import lost_of
from clingen_ld.messages.registry.rows import LISTS
from clingen_ld.messages.registry.schema import TERMS
from clingen_ld.messages.writing import Lost, WriteOptions
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import is_subsetted
from clingen_ld.model.trees import Object, objects


class RegistryWriter(GatheringWriter):
    """Writes registry documents: one for each canonical allele, gene and reference sequence."""

    def __init__(self, output: BinaryIO, _: Model, options: WriteOptions) -> None:
        super().__init__(output, options)

    def _arrived(self, tree: Object) -> tuple[list[Lost], bool]:
        kind = tree["resourceType"]
        if kind in ("Gene", "ReferenceSequence"):
            # In a graph without names, what others tell of it may stand with the document.
            if is_subsetted(tree) and not any(map(TERMS.has, tree)):
                return [], False
            self._output.put(told_sister(tree, self._base))
            return self._lost(tree), False
        if kind == "Provenance":
            return [self._of(tree, "the Provenance")], False
        return [], not (kind == "CanonicalAllele" and is_subsetted(tree))

    def _put(self, found: Gathered) -> list[Lost]:
        members = [m.allele for m in found.members if m.allele is not None]
        canonical = found.canonical or _unregistered(members)
        document = told_document(canonical, members, self._base)
        self._output.put(document)
        lost = [] if found.canonical is None else self._lost(canonical)
        rows = [row for name in LISTS for row in objects(document.get(name))]
        preferred = preferred_row(document, rows)
        for n, member in enumerate(found.members):
            if member.allele is None:
                lost.append(self._of(canonical, _link(n)))
            elif member.link.get("preferred") is not None and n != preferred:
                lost.append(self._of(canonical, f"{_link(n)}/preferred"))
        return lost + [lost for member in members for lost in self._lost(member)]

    def _lost(self, tree: Object) -> list[Lost]:
        return [self._of(tree, pointer) for pointer in lost_of(tree)]


def _link(number: int) -> str:
    return f"/relatedContextualAllele/{number}"


def _unregistered(members: list[Object]) -> Object:
    """A canonical allele for contextual alleles that belong to none."""
    kind = members[0].get("contextualAlleleType")
    type_ = "amino-acid" if kind == "amino-acid" else "nucleotide"
    return {
        "resourceType": "CanonicalAllele",
        "canonicalAlleleType": type_,
        TERMS.term("@id"): "_:CA",
    }
