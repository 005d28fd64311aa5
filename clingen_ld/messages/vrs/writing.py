"""Writing alleles of the model as Alleles of VRS 2 and categorical variants of Cat-VRS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from clingen_ld.messages.foreign.bundling import Gathered, GatheringWriter, Member
from clingen_ld.messages.foreign.losses import lost_of
from clingen_ld.messages.vrs.allele_reading import AlleleReader
from clingen_ld.messages.vrs.allele_writing import VrsAlleleWriter
from clingen_ld.messages.vrs.categorical import (
    WrittenMember,
    defining_member,
    write_variant,
)
from clingen_ld.messages.vrs.reading import VariantReader
from clingen_ld.messages.vrs.schema import TERMS
from clingen_ld.messages.vrs.sequences import Sequences, needed
from clingen_ld.messages.writing import Lost, WriteOptions
from clingen_ld.model import (
    Model,
    Object,
    escape,
    is_absolute,
    is_subsetted,
    relative_reference,
    resource_iri,
)
from clingen_ld.variation.accessions import names_of, reference_of
from clingen_ld.variation.sequence_sources import open_sequences

_MEMBERS: Final = "relatedContextualAllele"


@dataclass(slots=True)
class _Written:
    """The members of one canonical allele in VRS, and those known by an identifier alone.

    `alleles` are the contextual alleles in them: the number of the link, the allele, and the
    number of the member, which several may share.
    """

    members: list[WrittenMember] = field(default_factory=list)
    alleles: list[tuple[int, Object, int]] = field(default_factory=list)


class VrsWriter(GatheringWriter):
    """Writes each canonical allele with its members, and the alleles that belong to none."""

    def __init__(self, output: BinaryIO, model: Model, options: WriteOptions) -> None:
        super().__init__(output, options, needed)
        source = None if options.sequences is None else open_sequences(options.sequences)
        self._teller = VrsAlleleWriter(Sequences(options.base, source))
        self._alleles = AlleleReader(model, options.base)
        self._variants = VariantReader(model, options.base)

    def _arrived(self, tree: Object) -> tuple[list[Lost], bool]:
        kind = tree["resourceType"]
        if is_subsetted(tree):
            return [], kind not in ("Gene", "Provenance", "CanonicalAllele")
        if kind in ("Gene", "Provenance"):
            return [self._of(tree, f"the {kind}")], False
        is_sequence = kind == "ReferenceSequence"
        lost = "the ReferenceSequence, but for its accession"
        return [self._of(tree, lost)] if is_sequence else [], True

    def _put(self, found: Gathered) -> list[Lost]:
        written = _Written()
        lost: list[Lost] = []
        for number, member in zip(_links(found), found.members, strict=True):
            lost += self._add(written, found.canonical, number, member)
        reference = None
        if found.canonical is None:
            for told in written.members:
                self._output.put(told.value)
        else:
            named = relative_reference(resource_iri(found.canonical, self._base), self._base)
            reference = {"reference": named}
            variant = write_variant(found.canonical, written.members, self._base)
            self._output.put(variant)
            again = self._variants.read(variant, "")[0].normal.tree
            pointers = [
                *lost_of(found.canonical, again, self._base, [f"/{_MEMBERS}"]),
                *_lost_links(found.canonical, written),
            ]
            lost += [self._of(found.canonical, pointer) for pointer in pointers]
        for _, allele, at in written.alleles:
            value = written.members[at].value
            if isinstance(value, str):
                continue
            read = self._alleles.read(value, "", reference)[0].normal.tree
            lost += [
                self._of(allele, pointer)
                for pointer in lost_of(allele, read, self._base, list(_carried(allele, value)))
            ]
        return lost

    def _add(
        self, written: _Written, canonical: Object | None, number: int, member: Member
    ) -> Iterator[Lost]:
        """Take a member, the link to which has a number; gives what is to say of it."""
        is_preferred = member.link.get("preferred") is True
        if member.allele is None:
            name = self._name(member.link)
            if name is not None:
                written.members.append(WrittenMember(name, is_preferred))
            elif canonical is not None:
                yield self._of(canonical, f"/{_MEMBERS}/{number}")
            return
        target = self._gathering.target(reference_of(member.allele))
        told = self._teller.allele(member.allele, target)
        for said in told.said:
            yield self._of(member.allele, said)
        if told.value is not None:
            at = _put_member(written.members, WrittenMember(told.value, is_preferred))
            written.alleles.append((number, member.allele, at))

    def _name(self, link: Object) -> str | None:
        """The identifier, or the IRI elsewhere, of an allele that the model has no more of."""
        reference = link.get("contextualAllele")
        name = reference.get("reference") if isinstance(reference, dict) else None
        if not isinstance(name, str) or not is_absolute(name):
            return None
        return None if name.startswith(self._base) else name


def _carried(allele: Object, value: Object) -> Iterator[str]:
    """What an allele keeps of VRS and is written, though reading what is written needs it not."""
    for key in ("state", "digest"):
        term = TERMS.term(key)
        if term in allele and TERMS.from_tree(allele[term]) == value.get(key):
            yield f"/{escape(term)}"


def _links(found: Gathered) -> list[int]:
    """The numbers of the links that are objects, which alone are gathered."""
    if found.canonical is None:
        return list(range(len(found.members)))
    links = found.canonical.get(_MEMBERS)
    numbered = enumerate(links if isinstance(links, list) else ())
    return [n for n, link in numbered if isinstance(link, dict)]


def _lost_links(canonical: Object, written: _Written) -> Iterator[str]:
    """What the links to members say that VRS does not."""
    defining = defining_member(written.members)
    places = {n: (allele, at == defining) for n, allele, at in written.alleles}
    links = canonical.get(_MEMBERS)
    for n, link in enumerate(links) if isinstance(links, list) else ():
        if not isinstance(link, dict):
            yield f"/{_MEMBERS}/{n}"
        elif n in places:
            allele, is_defining = places[n]
            if link.get("preferred", is_defining) is not is_defining:
                yield f"/{_MEMBERS}/{n}/preferred"
            reference = link.get("contextualAllele")
            shown = reference.get("display") if isinstance(reference, dict) else None
            if shown is not None and shown not in names_of(allele):
                yield f"/{_MEMBERS}/{n}/contextualAllele/display"


def _put_member(members: list[WrittenMember], member: WrittenMember) -> int:
    """Add a member, or its names to the one that is the same allele; gives its number."""
    value = member.value
    for n, other in enumerate(members):
        known = other.value
        if not isinstance(value, dict) or not isinstance(known, dict) or "digest" not in value:
            continue
        if known.get("digest") == value["digest"]:
            for key in ("expressions", "aliases"):
                both = [*known.get(key, ()), *value.get(key, ())]
                if both:
                    known[key] = [x for i, x in enumerate(both) if x not in both[:i]]
            members[n] = WrittenMember(known, other.is_preferred or member.is_preferred)
            return n
    members.append(member)
    return len(members) - 1
