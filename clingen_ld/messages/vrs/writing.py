"""Writing alleles of the model as Alleles of VRS 2 and categorical variants of Cat-VRS."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from clingen_ld.messages.foreign.bundling import GatheringWriter, lacks_only_its_type
from clingen_ld.messages.foreign.gathering import Gathered, Member, alone
from clingen_ld.messages.kept_documents import document_of, is_record, kind_of, record_id
from clingen_ld.messages.message import Message
from clingen_ld.messages.text.json_sections import VRS_SECTIONS
from clingen_ld.messages.text.temporary import DiskSet
from clingen_ld.messages.vcf.placed import PlacedMessage, PlacedRun, is_plain
from clingen_ld.messages.vrs.allele_reading import AlleleReader
from clingen_ld.messages.vrs.allele_writing import VrsAlleleWriter
from clingen_ld.messages.vrs.categorical import RELATED, WrittenMember, write_variant
from clingen_ld.messages.vrs.haplotype_writing import (
    BlockMember,
    Haplotypes,
    SimpleAllele,
    is_kept_composite,
    write_kept_composite,
)
from clingen_ld.messages.vrs.introns import RELATIVE
from clingen_ld.messages.vrs.member_writing import (
    SharedAlleles,
    WrittenMembers,
    name_elsewhere,
    numbered_links,
)
from clingen_ld.messages.vrs.placed_writing import PlacedAlleles
from clingen_ld.messages.vrs.pointers import PointerResolver
from clingen_ld.messages.vrs.reading import HaplotypeReader
from clingen_ld.messages.vrs.reading_again import WrittenAgain, carried_beside, keep_one_each
from clingen_ld.messages.vrs.schema import SEQUENCE_REFERENCE, TERMS
from clingen_ld.messages.vrs.sequences import Sequences, needed
from clingen_ld.messages.vrs.variant_reading import VariantReader
from clingen_ld.messages.wrapped import DocumentResources, is_in_interpretation
from clingen_ld.messages.writing import Lost, WriteOptions, lost_of
from clingen_ld.model import (
    Model,
    Object,
    Tree,
    encode,
    escape,
    is_subsetted,
    objects,
    part,
    reference_iri,
    relative_reference,
    resource_iri,
)
from clingen_ld.types import resource
from clingen_ld.variation.sequences import open_sequences, reference_of

if TYPE_CHECKING:
    from clingen_ld.messages.vrs.bundle_writing import BundleOutput

_REMEMBERED: Final = 1000


class VrsWriter(GatheringWriter):
    """Writes each canonical allele with its members, and the alleles that belong to none."""

    def __init__(self, output: BinaryIO, model: Model, options: WriteOptions) -> None:
        super().__init__(output, options, needed)
        self._target, self._options = output, options
        self._sections: BundleOutput | None = None
        self._shared = SharedAlleles()
        self._published: DiskSet | None = None
        if options.layout == "bundle":
            self._bundle()
        self._gathering.waits = True
        source = None if options.sequences is None else open_sequences(options.sequences)
        self._allele_writer = VrsAlleleWriter(Sequences(options.base, source))
        self._alleles = AlleleReader(model, options.base)
        self._variants = VariantReader(model, options.base)
        self._blocks = HaplotypeReader(model, options.base)
        self._haplotypes = Haplotypes(options.base)
        self._again = WrittenAgain(model, options.base)
        self._beside: OrderedDict[str, Tree] = OrderedDict()
        self._documents = DocumentResources(model, options.base)
        self._placed = None if options.pretty else PlacedAlleles(self._allele_writer.sequences)

    def take(self, message: Message) -> list[Lost]:
        """Write a message, or keep it; an allele of a variant file needs no record."""
        if isinstance(message, PlacedRun):
            if self._placed is not None and self._gathering.add_run(message):
                return []
            return [lost for each in message.messages() for lost in self.take(each)]
        if self._placed is not None and is_plain(message):
            iri = self._placed.iri(message)
            if iri is not None and self._gathering.add_ready(iri, message):
                return []
        return self.write(message.normal_tree)

    def _arrived(self, tree: Object) -> tuple[list[Lost], bool]:
        kind = tree["resourceType"]
        if kind == "Provenance" and (document := document_of(tree)) is not None:
            if is_record(tree):
                self._put_record(tree, document)
                return [], False
            if is_in_interpretation(document):
                return [self._of(tree, kind_of(tree))], False
            self._output.put(document)
            self._documents.add(document)
            return [], False
        if kind == "ReferenceSequence" and tree.get(TERMS.term("type")) == SEQUENCE_REFERENCE.name:
            if not self._documents.has_all([tree]):
                value = keep_one_each(TERMS.values(tree))
                self._output.put(value)
            return [], True
        if is_subsetted(tree):
            is_aside = kind in ("Gene", "Provenance")
            is_alone = kind == "CanonicalAllele" and not tree.get("composite")
            return [], not is_aside and (not is_alone or lacks_only_its_type(tree))
        if kind in ("Gene", "Provenance"):
            return [self._of(tree, kind_of(tree))], False
        is_sequence = kind == "ReferenceSequence"
        lost = "the ReferenceSequence, but for its accession"
        return [self._of(tree, lost)] if is_sequence else [], True

    def _put_record(self, tree: Object, document: Tree) -> None:
        """Write a record of a bundle as it is; the alleles in it need not be written again."""
        self._bundle().put_records(document)
        if not document.keys() & set(VRS_SECTIONS.values()):
            self._documents.add(document)
            return
        if self._published is None:
            self._published = DiskSet()
        for target in objects(tree.get("target")):
            reference = target.get("reference")
            if isinstance(reference, str):
                self._published.add(reference_iri(reference, self._base))

    def _bundle(self) -> BundleOutput:
        """The output of sections, which all that is written is put on from now on."""
        if self._sections is None:
            # Which few runs ask for.
            from clingen_ld.messages.vrs.bundle_writing import BundleOutput

            options = self._options
            self._sections = BundleOutput(self._target, options.layout, options.pretty)
            self._output = self._sections
        return self._sections

    def _is_published(self, found: Gathered) -> bool:
        """Whether a record of a bundle is written instead of an allele."""
        if self._published is None or found.ready:
            return False
        tree = found.canonical or found.members[0].allele
        return tree is not None and resource_iri(tree, self._base) in self._published

    def _put(self, found: Gathered) -> list[Lost]:
        if self._is_published(found):
            return []
        if found.ready:
            return self._put_ready(found.ready)
        canonical = found.canonical
        if self._documents.has_all([canonical, *(member.allele for member in found.members)]):
            return []
        if canonical is not None and not found.members and self._haplotypes.is_complex(canonical):
            self._haplotypes.add_complex(canonical)
            return self._put_complete()
        written = WrittenMembers()
        lost: list[Lost] = []
        for number, member in zip(numbered_links(found), found.members, strict=True):
            lost += self._add(written, canonical, number, member)
        if canonical is None:
            for _, allele, at in written.alleles:
                self._put_alone(allele, written.value(at))
            return lost + self._lost_of_alleles(written, None)
        lost += self._put_canonical(canonical, written)
        for number, allele, value in written.aside:
            self._put_beside(resource_iri(allele, self._base), value)
            if objects(canonical.get(RELATED))[number].get("preferred") is True:
                lost.append(self._of(canonical, f"/{RELATED}/{number}/preferred"))
            lost += self._lost_of(allele, value, None)
        if is_subsetted(canonical):
            own = [each for each in written.alleles if self._is_own(each[1], canonical)]
            written = WrittenMembers(written.members, own)
        reference = {"reference": self._reference(canonical)}
        return lost + self._lost_of_alleles(written, reference) + self._put_complete()

    def _put_ready(self, ready: Sequence[Message]) -> list[Lost]:
        """Write alleles of variant files, or a run of them."""
        assert self._placed is not None
        messages = cast("Sequence[PlacedMessage]", ready)
        if isinstance(ready[0], PlacedRun):
            written = self._placed.tell_run(ready[0], self._gathering.tree)
            if written is not None:
                self._output.put_texts(written[0])
                return written[1]
            messages = list(ready[0].messages())
        texts: list[str] = []
        lost: list[Lost] = []
        placed = self._placed.write(messages, self._gathering.tree)
        for message, found in zip(messages, placed, strict=True):
            if found is not None:
                texts.append(found[0])
                lost += found[1]
                continue
            self._output.put_texts(texts)
            texts.clear()
            lost += self._put(alone(resource(message.normal_tree)))
        self._output.put_texts(texts)
        return lost

    def _put_beside(self, iri: str, value: Tree) -> None:
        """Write an allele beside its canonical one, once for all descriptions of that."""
        if self._beside.get(iri) == value:
            return
        self._output.put(value)
        self._beside[iri] = value
        if len(self._beside) > _REMEMBERED:
            self._beside.popitem(last=False)

    def _put_alone(self, allele: Object, value: Tree) -> None:
        """Write an allele that no canonical one gathers, but a complex one may have in it."""
        reference = part(allele, "canonicalAllele").get("reference")
        if isinstance(reference, str) and self._haplotypes.add_loose(reference, value):
            return
        self._output.put(value)

    def _put_canonical(self, canonical: Object, written: WrittenMembers) -> list[Lost]:
        """Write a canonical allele, or keep it for the complex one that it is part of."""
        aside = [
            self._reference(self._alleles.read(value, "")[0].normal.tree)
            for _, _, value in written.aside
        ]
        if is_kept_composite(canonical):
            return self._put_complex(canonical, write_kept_composite(canonical, self._base))
        variant = keep_one_each(write_variant(canonical, written.members, self._base, aside))
        members = list(self._in_block(canonical, written))
        simple = SimpleAllele(self._reference(canonical), variant, members)
        if self._haplotypes.is_nested(canonical):
            self._haplotypes.add_simple(
                canonical,
                simple,
                [written.value(at) for _, a, at in written.alleles if self._is_own(a, canonical)],
            )
        else:
            self._output.put(variant)
            self._haplotypes.note_written(canonical, simple)
        if is_subsetted(canonical) and "canonicalAlleleType" in canonical:
            return []
        pointers = list(written.lost_links(canonical))
        if not self._again.has_variant(canonical, variant):
            again = self._variants.read(variant, "")[0].normal.tree
            pointers[:0] = lost_of(canonical, again, self._base, [f"/{RELATED}"])
        return self._all_of(canonical, pointers)

    def _is_own(self, allele: Object, canonical: Object) -> bool:
        """Whether a contextual allele is completely described, and belongs to a canonical one."""
        named = part(allele, "canonicalAllele").get("reference")
        iri = resource_iri(canonical, self._base)
        is_its = isinstance(named, str) and reference_iri(named, self._base) == iri
        return is_its and not is_subsetted(allele)

    def _in_block(self, canonical: Object, written: WrittenMembers) -> Iterator[BlockMember]:
        """The members of a simple allele as those of a block, each with whether it has its id."""
        own = self._reference(canonical).partition("/")[2]
        names = {at: self._reference(allele).partition("/")[2] for _, allele, at in written.alleles}
        for n, member in enumerate(written.members):
            name = member.value if isinstance(member.value, str) else names.get(n)
            named = () if name is None else (name, encode(name), encode(encode(name)))
            yield BlockMember(member.value, own in named)

    def _put_complete(self) -> list[Lost]:
        """Write the complex alleles whose simple ones have all come."""
        lost = []
        for canonical, value in self._haplotypes.complete():
            lost += self._put_complex(canonical, value)
        return lost

    def _put_complex(self, canonical: Object, value: Tree) -> list[Lost]:
        """Write a block or a composite, and compare what is read of it."""
        self._output.put(keep_one_each(value))
        nothing = dict[str, object]()  # what is written has no pointers into a document
        again = self._blocks.read(PointerResolver(value, nothing.__getitem__))[0].normal.tree
        return self._all_of(canonical, lost_of(canonical, again, self._base))

    def _put_rest(self) -> list[Lost]:
        lost = self._put_complete()
        for canonical in self._haplotypes.incomplete():
            variant = keep_one_each(write_variant(canonical, (), self._base))
            self._output.put(variant)
            again = self._variants.read(variant, "")[0].normal.tree
            lost += [self._of(canonical, each) for each in lost_of(canonical, again, self._base)]
        for value in self._haplotypes.rest():
            self._output.put(value)
        lost += self._shared.finish()
        if self._sections is not None:
            iri = resource_iri({"resourceType": "Provenance", "id": record_id("")}, self._base)
            lost += [(iri, f"/{escape(name)}") for name in self._sections.left_out()]
        return lost

    def finish(self) -> list[Lost]:
        """Write what never became whole, and a bundle."""
        lost = super().finish()
        for pointer in [] if self._sections is None else self._sections.cut:
            kept = resource_iri(
                {"resourceType": "Provenance", "id": record_id(pointer)}, self._base
            )
            lost.append((kept, "all that the record refers to"))
        return lost

    def _lost_of_alleles(self, written: WrittenMembers, canonical: Tree | None) -> list[Lost]:
        """What is lost of contextual alleles, which refer to a canonical one."""
        lost = []
        for _, allele, at in written.alleles:
            lost += self._lost_of(allele, written.value(at), canonical)
        return lost

    def _lost_of(self, allele: Object, value: Tree, canonical: Tree | None) -> list[Lost]:
        """What is lost of a contextual allele that is written as an object of VRS."""
        if canonical is not None:
            allele = self._as_shared(allele, canonical)
            if self._again.has_allele(allele, value, canonical["reference"]):
                return []
        read = self._alleles.read(value, "", canonical)[0].normal.tree
        carried = list(carried_beside(allele, value))
        return [self._of(allele, each) for each in lost_of(allele, read, self._base, carried)]

    def _as_shared(self, allele: Object, canonical: Tree) -> Object:
        """A contextual allele as the member of one of its canonical ones.

        The others are lost unless they have it as a member, too.
        """
        named = allele.get("canonicalAllele")
        links = [named] if isinstance(named, dict) else objects(named)
        references = [link["reference"] for link in links if link.keys() == {"reference"}]
        if (
            not references
            or len(references) < len(links)
            or not all(isinstance(each, str) and each for each in references)
        ):
            return allele
        at = "/canonicalAllele/reference" if isinstance(named, dict) else "/canonicalAllele"
        names = {relative_reference(reference_iri(each, self._base), self._base)
                 for each in references}  # fmt: skip
        self._shared.add((resource_iri(allele, self._base), at), canonical["reference"], names)
        return {**allele, "canonicalAllele": canonical}

    def _reference(self, tree: Object) -> str:
        return relative_reference(resource_iri(tree, self._base), self._base)

    def _add(
        self, written: WrittenMembers, canonical: Object | None, number: int, member: Member
    ) -> Iterator[Lost]:
        """Add a member with a numbered link; returns its losses."""
        is_preferred = member.link.get("preferred") is True
        if member.allele is None:
            name = name_elsewhere(member.link, self._base)
            if name is not None:
                written.members.append(WrittenMember(name, is_preferred))
            elif canonical is not None:
                yield self._of(canonical, f"/{RELATED}/{number}")
            return
        target = self._gathering.target(reference_of(member.allele))
        made = self._allele_writer.allele(member.allele, target)
        if made.value is not None:
            keep_one_each(made.value)
        for said in made.said:
            yield self._of(member.allele, said)
        if made.value is not None and canonical is not None and made.value.get("type") == RELATIVE:
            written.aside.append((number, member.allele, made.value))
        elif made.value is not None:
            at = written.put(WrittenMember(made.value, is_preferred))
            written.alleles.append((number, member.allele, at))
