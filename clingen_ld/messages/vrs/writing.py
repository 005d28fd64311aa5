"""Writing alleles of the model as Alleles of VRS 2 and categorical variants of Cat-VRS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from clingen_ld.messages.gathering import Gathered, Gathering
from clingen_ld.messages.json_output import JsonOutput
from clingen_ld.messages.vrs.alleles import AlleleReader
from clingen_ld.messages.vrs.digests import ALLELE_ID
from clingen_ld.messages.vrs.losses import lost_of
from clingen_ld.messages.vrs.recipes import Told, defining_member, told_variant
from clingen_ld.messages.vrs.sequences import Sequences, needed, reference_of
from clingen_ld.messages.vrs.telling import Teller
from clingen_ld.messages.vrs.variants import VariantReader
from clingen_ld.messages.writing import Lost, WriteOptions
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import relative_reference, resource_iri
from clingen_ld.model.subsetted import is_subsetted
from clingen_ld.sequences.sources import open_sequences

Tree = Mapping[str, Any]

_MEMBERS = "relatedContextualAllele"


class VrsWriter:
    """Writes each canonical allele with its members, and the alleles that belong to none."""

    def __init__(self, output: BinaryIO, model: Model, options: WriteOptions) -> None:
        self._output = JsonOutput(output, options.pretty)
        self._base = options.base
        source = None if options.sequences is None else open_sequences(options.sequences)
        self._teller = Teller(Sequences(options.base, source))
        self._alleles = AlleleReader(model, options.base)
        self._variants = VariantReader(model, options.base)
        self._gathering = Gathering(options.base, needed)

    def write(self, tree: Tree) -> list[Lost]:
        """Write a resource, or keep it until the allele that it belongs to is whole."""
        kind = tree["resourceType"]
        if kind in ("Gene", "Provenance"):
            iri = resource_iri(tree, self._base)
            return [] if is_subsetted(tree) else [(iri, f"the {kind}")]
        if kind == "CanonicalAllele" and is_subsetted(tree):
            return []
        lost: list[Lost] = []
        if kind == "ReferenceSequence" and not is_subsetted(tree):
            iri = resource_iri(tree, self._base)
            lost.append((iri, "the ReferenceSequence, but for its accession"))
        for found in self._gathering.add(tree):
            lost += self._put(found)
        return lost

    def finish(self) -> list[Lost]:
        """Write the alleles that never became whole."""
        lost = []
        for found in self._gathering.rest():
            lost += self._put(found)
        self._output.finish()
        return lost

    def _put(self, found: Gathered) -> list[Lost]:
        """Write one canonical allele, or alleles of none; gives what is not carried."""
        lost: list[Lost] = []
        members: list[Told] = []
        named: list[str] = []
        written: list[tuple[int, Tree, int]] = []
        links = _links(found.canonical)
        for n, member in enumerate(found.members):
            if member.allele is None:
                name = _computed_id(member.link)
                if name is not None:
                    named.append(name)
                else:
                    lost.append(self._of(found.canonical, f"/{_MEMBERS}/{links[n]}"))
                continue
            target = self._gathering.target(reference_of(member.allele))
            told = self._teller.allele(member.allele, target)
            lost += [self._of(member.allele, said) for said in told.said]
            if told.value is not None:
                at = _add(members, told.value, member.link.get("preferred") is True)
                written.append((n, member.allele, at))
        again = self._write_all(found.canonical, members, named)
        reference = None if again is None else {"reference": again}
        for _, allele, at in written:
            read = self._alleles.read(members[at].value, "", reference)[0].normal.tree
            lost += [self._of(allele, p) for p in lost_of(allele, read, self._base)]
        if found.canonical is not None:
            preferred = defining_member(members)
            places = {links[n]: (tree, at == preferred) for n, tree, at in written}
            lost += self._lost_links(found.canonical, places)
            lost += self._lost_of_canonical(found.canonical, members, named)
        return lost

    def _write_all(
        self, canonical: Tree | None, members: list[Told], named: list[str]
    ) -> str | None:
        """Write; gives the reference to the canonical allele that reading that would give."""
        if canonical is None:
            for member in members:
                self._output.put(member.value)
            return None
        self._output.put(told_variant(canonical, members, named, self._base))
        return relative_reference(resource_iri(canonical, self._base), self._base)

    def _lost_of_canonical(
        self, canonical: Tree, members: list[Told], named: list[str]
    ) -> Iterator[Lost]:
        variant = told_variant(canonical, members, named, self._base)
        again = self._variants.read(variant, "")[0].normal.tree
        for pointer in lost_of(canonical, again, self._base, (_MEMBERS,)):
            yield self._of(canonical, pointer)

    def _lost_links(
        self, canonical: Tree, places: Mapping[int, tuple[Tree, bool]]
    ) -> Iterator[Lost]:
        """What the links to members say that VRS does not."""
        for n, link in enumerate(canonical.get(_MEMBERS, ())):
            if not isinstance(link, dict):
                yield self._of(canonical, f"/{_MEMBERS}/{n}")
                continue
            if n not in places:
                continue
            allele, is_defining = places[n]
            if link.get("preferred", is_defining) is not is_defining:
                yield self._of(canonical, f"/{_MEMBERS}/{n}/preferred")
            reference = link.get("contextualAllele")
            shown = reference.get("display") if isinstance(reference, dict) else None
            if shown is not None and shown not in _names(allele):
                yield self._of(canonical, f"/{_MEMBERS}/{n}/contextualAllele/display")

    def _of(self, tree: Tree | None, what: str) -> Lost:
        return ("" if tree is None else resource_iri(tree, self._base), what)


def _links(canonical: Tree | None) -> list[int]:
    """The numbers of the links that are objects, which alone are gathered."""
    links = [] if canonical is None else canonical.get(_MEMBERS)
    numbered = enumerate(links if isinstance(links, list) else ())
    return [n for n, link in numbered if isinstance(link, dict)]


def _add(members: list[Told], value: dict[str, Any], is_preferred: bool) -> int:
    """Add a member, or its names to the one that is the same allele; gives its number."""
    for n, other in enumerate(members):
        if "digest" in value and other.value.get("digest") == value["digest"]:
            for key in ("expressions", "aliases"):
                both = [*other.value.get(key, ()), *value.get(key, ())]
                if both:
                    other.value[key] = [x for i, x in enumerate(both) if x not in both[:i]]
            members[n] = Told(other.value, other.is_preferred or is_preferred)
            return n
    members.append(Told(value, is_preferred))
    return len(members) - 1


def _computed_id(link: Tree) -> str | None:
    """The identifier of an allele that the model has no more of."""
    reference = link.get("contextualAllele")
    name = reference.get("reference") if isinstance(reference, dict) else None
    return name if isinstance(name, str) and ALLELE_ID.fullmatch(name) else None


def _names(allele: Tree) -> list[Any]:
    listed = allele.get("alleleName")
    return [n.get("name") for n in listed if isinstance(n, dict)] if isinstance(
        listed, list) else []  # fmt: skip
