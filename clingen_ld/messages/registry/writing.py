"""Writing resources of the model as documents of the Allele Registry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from clingen_ld.messages.gathering import Gathered, Gathering
from clingen_ld.messages.json_output import JsonOutput
from clingen_ld.messages.registry.alleles import told_document
from clingen_ld.messages.registry.losses import lost_of
from clingen_ld.messages.registry.rows import LISTS
from clingen_ld.messages.registry.siblings import preferred_row
from clingen_ld.messages.registry.sisters import told_document as told_sister
from clingen_ld.messages.registry.terms import is_kept, term
from clingen_ld.messages.writing import Lost, WriteOptions
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import resource_iri
from clingen_ld.model.subsetted import is_subsetted

Tree = Mapping[str, Any]


class RegistryWriter:
    """Writes registry documents: one for each canonical allele, gene and reference sequence."""

    def __init__(self, output: BinaryIO, model: Model, options: WriteOptions) -> None:
        self._output = JsonOutput(output, options.pretty)
        self._base = options.base
        self._gathering = Gathering(options.base)

    def write(self, tree: Tree) -> list[Lost]:
        """Write a resource, or keep it until the document that it belongs to is whole."""
        kind = tree["resourceType"]
        if kind in ("Gene", "ReferenceSequence"):
            # In a graph without names, what others tell of it may stand with the document.
            if is_subsetted(tree) and not any(map(is_kept, tree)):
                return []
            self._output.put(told_sister(tree, self._base))
            return self._lost(tree)
        if kind == "Provenance":
            return [(resource_iri(tree, self._base), "the Provenance")]
        if kind == "CanonicalAllele" and is_subsetted(tree):
            return []
        return [lost for found in self._gathering.add(tree) for lost in self._put(found)]

    def finish(self) -> list[Lost]:
        """Write the documents that never became whole."""
        lost = []
        for found in self._gathering.rest():
            lost += self._put(found)
        self._output.finish()
        return lost

    def _put(self, found: Gathered) -> list[Lost]:
        """Write one document; gives what it does not carry."""
        members = [m.allele for m in found.members if m.allele is not None]
        canonical = found.canonical or _unregistered(members)
        document = told_document(canonical, members, self._base)
        self._output.put(document)
        lost = [] if found.canonical is None else self._lost(canonical)
        rows = [row for name in LISTS for row in _list(document.get(name))]
        preferred = preferred_row(document, rows)
        for n, member in enumerate(found.members):
            if member.allele is None:
                lost.append((resource_iri(canonical, self._base), _link(n)))
            elif member.link.get("preferred") is not None and n != preferred:
                lost.append((resource_iri(canonical, self._base), f"{_link(n)}/preferred"))
        return lost + [lost for member in members for lost in self._lost(member)]

    def _lost(self, tree: Tree) -> list[Lost]:
        iri = resource_iri(tree, self._base)
        return [(iri, pointer) for pointer in lost_of(tree)]


def _list(value: Any) -> list[Tree]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _link(number: int) -> str:
    return f"/relatedContextualAllele/{number}"


def _unregistered(members: list[Tree]) -> Tree:
    """A canonical allele for contextual alleles that belong to none."""
    kind = members[0].get("contextualAlleleType")
    type_ = "amino-acid" if kind == "amino-acid" else "nucleotide"
    return {"resourceType": "CanonicalAllele", "canonicalAlleleType": type_, term("@id"): "_:CA"}
