"""The members of one canonical allele as VRS has them, and what their links say besides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from clingen_ld.messages.foreign.gathering import Gathered
from clingen_ld.messages.vrs.categorical import RELATED, WrittenMember, defining_member
from clingen_ld.model import Object, Tree, is_absolute
from clingen_ld.variation.sequences import names_of


@dataclass(slots=True)
class WrittenMembers:
    """The members of one canonical allele in VRS, and those known by an identifier alone.

    `alleles` are the contextual alleles in them: the number of the link, the allele, and the
    number of the member, which several may share. Those `aside`, in introns, are not members: the
    number of the link, the allele, and what it is in VRS.
    """

    members: list[WrittenMember] = field(default_factory=list)
    alleles: list[tuple[int, Object, int]] = field(default_factory=list)
    aside: list[tuple[int, Object, Tree]] = field(default_factory=list)

    def value(self, at: int) -> Tree:
        """The Allele that a contextual allele is written as."""
        value = self.members[at].value
        assert isinstance(value, dict)
        return value

    def put(self, member: WrittenMember) -> int:
        """Add a member, or its names to the one that is the same allele; gives its number."""
        members, value = self.members, member.value
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

    def lost_links(self, canonical: Object) -> Iterator[str]:
        """What the links to members say that VRS does not."""
        defining = defining_member(self.members)
        places = {n: (allele, at == defining) for n, allele, at in self.alleles}
        links = canonical.get(RELATED)
        for n, link in enumerate(links) if isinstance(links, list) else ():
            if not isinstance(link, dict):
                yield f"/{RELATED}/{n}"
            elif n in places:
                allele, is_defining = places[n]
                if link.get("preferred", is_defining) is not is_defining:
                    yield f"/{RELATED}/{n}/preferred"
                reference = link.get("contextualAllele")
                shown = reference.get("display") if isinstance(reference, dict) else None
                if shown is not None and shown not in names_of(allele):
                    yield f"/{RELATED}/{n}/contextualAllele/display"


def numbered_links(found: Gathered) -> list[int]:
    """The numbers of the links that are objects, which alone are gathered."""
    if found.canonical is None:
        return list(range(len(found.members)))
    links = found.canonical.get(RELATED)
    numbered = enumerate(links if isinstance(links, list) else ())
    return [n for n, link in numbered if isinstance(link, dict)]


def name_elsewhere(link: Object, base: str) -> str | None:
    """The identifier, or the IRI elsewhere, of an allele that the model has no more of."""
    reference = link.get("contextualAllele")
    name = reference.get("reference") if isinstance(reference, dict) else None
    if not isinstance(name, str) or not is_absolute(name):
        return None
    return None if name.startswith(base) else name
