"""Writing alleles of the model as the objects that interpretation messages embed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from clingen_ld.messages.foreign.bundling import GatheringWriter, lacks_only_its_type
from clingen_ld.messages.foreign.gathering import Gathered, Member
from clingen_ld.messages.interpretation.allele_writing import InterpretationAlleleWriter
from clingen_ld.messages.interpretation.names import needs_sequence
from clingen_ld.messages.interpretation.reading import Reader
from clingen_ld.messages.interpretation.schema import CANONICAL, TERMS
from clingen_ld.messages.kept_documents import DOCUMENT, document_of, kind_of
from clingen_ld.messages.wrapped import DocumentResources, is_in_interpretation
from clingen_ld.messages.writing import Lost, WriteOptions, lost_of
from clingen_ld.model import NAMELESS, Model, Object, is_absolute, is_subsetted, resource_iri
from clingen_ld.types import ContextualAllele
from clingen_ld.variation.sequences import reference_of


class InterpretationWriter(GatheringWriter):
    """Writes each canonical allele with its contextual alleles, and standalone ones.

    A message that was read is written as it was; none is invented around other alleles.
    """

    def __init__(self, output: BinaryIO, model: Model, options: WriteOptions) -> None:
        super().__init__(output, options, _needed)
        self._reader = Reader(model, options.base)
        self._allele_writer = InterpretationAlleleWriter(model, options.base)
        self._messages = DocumentResources(model, options.base)

    def _arrived(self, tree: Object) -> tuple[list[Lost], bool]:
        kind = tree["resourceType"]
        lost: list[Lost] = []
        document = document_of(tree)
        if document is not None and is_in_interpretation(document, is_by_name=True):
            self._output.put(document)
            self._messages.add(document)
            return [], False
        is_more = kind == "ReferenceSequence" and any(map(is_absolute, tree))
        is_whole = DOCUMENT in tree or not is_subsetted(tree) or is_more
        if kind in ("Gene", "ReferenceSequence", "Provenance") and is_whole:
            lost.append(self._of(tree, kind_of(tree)))
        is_aside = kind in ("Gene", "Provenance")
        if kind == "CanonicalAllele" and is_subsetted(tree):
            is_aside = not lacks_only_its_type(tree)
        return lost, not is_aside

    def _put(self, found: Gathered) -> list[Lost]:
        if self._messages.has_all([found.canonical, *(member.allele for member in found.members)]):
            return []
        again: dict[str, Object] = {}
        alone = [m for m in found.members if found.canonical is None or TERMS.whole in m.link]
        if found.canonical is not None:
            entries = list(self._entries(found.canonical, found.members))
            allele = self._allele_writer.canonical(found.canonical, entries)
            value = TERMS.restored(found.canonical, allele, CANONICAL)
            again |= self._write(value, found.canonical)
        written = {self._iri(m) for m in found.members if m not in alone}
        for member in alone:
            if member.allele is not None and self._iri(member) not in written:
                again |= self._write(self._contextual(member.allele, None), member.allele)
        trees = [found.canonical, *(member.allele for member in found.members)]
        return [lost for tree in trees if tree is not None for lost in self._lost(tree, again)]

    def _write(self, value: Any, tree: Object) -> dict[str, Object]:
        """Write an allele; gives the resources that it is read into, by their IRIs.

        The first is the allele itself, whatever the name is that it is read with.
        """
        self._output.put(value)
        if not isinstance(value, dict):
            return {}
        is_canonical = tree["resourceType"] == "CanonicalAllele"
        read = self._reader.canonical if is_canonical else self._reader.contextual
        first, *others = [each.normal.tree for each in read(value, "")]
        return {resource_iri(each, self._base): each for each in others} | {
            resource_iri(tree, self._base): first
        }

    def _entries(self, canonical: Object, members: tuple[Member, ...]) -> Iterator[Any]:
        """The entries of relatedContextualAllele, whatever they are."""
        links = canonical.get("relatedContextualAllele")
        left = iter(members)
        for link in links if isinstance(links, list) else ():
            if not isinstance(link, dict):
                yield link
                continue
            member = next(left)
            if TERMS.whole in link:
                yield TERMS.restored(link, {})
            elif member.allele is not None:
                yield self._contextual(member.allele, link)
            else:
                yield self._allele_writer.mention(link)

    def _contextual(self, allele: Object, link: Object | None) -> Any:
        sequence = self._gathering.target(reference_of(allele))
        return self._allele_writer.restored_contextual(allele, link, sequence)

    def _iri(self, member: Member) -> str | None:
        return None if member.allele is None else resource_iri(member.allele, self._base)

    def _lost(self, tree: Object, again: dict[str, Object]) -> list[Lost]:
        read = again.get(resource_iri(tree, self._base))
        if read is None:
            return [self._of(tree, f"the {tree['resourceType']}")]
        # An allele without a name has one with each reading; what is embedded in it belongs to it.
        allele = ContextualAllele(tree if isinstance(tree, dict) else dict(tree))
        parent = allele.canonicalAllele.reference or ""
        carried = ["/canonicalAllele/reference"] if NAMELESS in parent else ()
        return self._all_of(tree, lost_of(tree, read, self._base, carried))


def _needed(allele: Object) -> Iterator[Object]:
    """The reference to the sequence of an allele, if only that has its accession."""
    if needs_sequence(allele):
        yield reference_of(allele)
