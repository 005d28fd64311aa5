"""Writing alleles of the model as the objects that interpretation messages embed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from clingen_ld.messages.gathering import Gathered, Member
from clingen_ld.messages.gathering_writer import GatheringWriter
from clingen_ld.messages.interpretation.keys import CHILDREN_OF_CANONICAL
from clingen_ld.messages.interpretation.losses import lost_of
from clingen_ld.messages.interpretation.sequences import needs_sequence
from clingen_ld.messages.interpretation.telling import Teller
from clingen_ld.messages.interpretation.terms import is_as_given, restored
from clingen_ld.messages.sequence_names import reference_of
from clingen_ld.messages.writing import Lost, WriteOptions
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import resource_iri
from clingen_ld.model.subsetted import is_subsetted

Tree = Mapping[str, Any]


class InterpretationWriter(GatheringWriter):
    """Writes each canonical allele with its contextual alleles, and those that stand alone.

    No interpretation is invented around them.
    """

    def __init__(self, output: BinaryIO, model: Model, options: WriteOptions) -> None:
        super().__init__(output, options, _needed)
        self._model = model
        self._teller = Teller(model, options.base)

    def _arrived(self, tree: Tree) -> tuple[list[Lost], bool]:
        kind = tree["resourceType"]
        lost: list[Lost] = []
        if kind in ("Gene", "ReferenceSequence", "Provenance") and not is_subsetted(tree):
            lost.append(self._of(tree, f"the {kind}"))
        is_aside = kind in ("Gene", "Provenance")
        return lost, not (is_aside or (kind == "CanonicalAllele" and is_subsetted(tree)))

    def _put(self, found: Gathered) -> list[Lost]:
        lost = []
        alone = [m for m in found.members if found.canonical is None or is_as_given(m.link)]
        if found.canonical is not None:
            entries = list(self._entries(found.canonical, found.members))
            told = self._teller.canonical(found.canonical, entries)
            self._output.put(restored(found.canonical, told, CHILDREN_OF_CANONICAL))
            lost += self._lost(found.canonical)
        written = {self._iri(m) for m in found.members if m not in alone}
        for member in alone:
            if member.allele is not None and self._iri(member) not in written:
                self._output.put(self._told(member.allele, None))
        for allele in (m.allele for m in found.members if m.allele is not None):
            lost += self._lost(allele)
        return lost

    def _entries(self, canonical: Tree, members: tuple[Member, ...]) -> Iterator[Any]:
        """The entries of relatedContextualAllele, whatever they are."""
        links = canonical.get("relatedContextualAllele")
        left = iter(members)
        for link in links if isinstance(links, list) else ():
            if not isinstance(link, dict):
                yield link
                continue
            member = next(left)
            if is_as_given(link):
                yield restored(link, {}, {})
            elif member.allele is not None:
                yield self._told(member.allele, link)
            else:
                yield self._teller.mention(link)

    def _told(self, allele: Tree, link: Tree | None) -> Any:
        sequence = self._gathering.target(reference_of(allele))
        return self._teller.restored_contextual(allele, link, sequence)

    def _iri(self, member: Member) -> str | None:
        return None if member.allele is None else resource_iri(member.allele, self._base)

    def _lost(self, tree: Tree) -> list[Lost]:
        return [self._of(tree, pointer) for pointer in lost_of(tree, self._model, self._base)]


def _needed(allele: Tree) -> Iterator[Tree]:
    """The reference to the sequence of an allele, if that alone tells its accession."""
    if needs_sequence(allele):
        yield reference_of(allele)
