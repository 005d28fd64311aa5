"""The members of one canonical allele as VRS has them, and those of several canonical ones."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from clingen_ld.messages.foreign.gathering import Gathered
from clingen_ld.messages.text.temporary import temporary_file
from clingen_ld.messages.vrs.categorical import RELATED, WrittenMember, defining_member
from clingen_ld.messages.writing import Lost
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


_ENTRIES: Final = 1 << 14
"""The entries that are held in memory, eight bytes each; of 10⁸ members the file has 800 MB."""


class SharedAlleles:
    """The members that were written, and those that name canonical alleles besides their own.

    An allele of the model may name several canonical alleles. A member of VRS names none: it
    is written in each. So such a name is lost, unless that canonical allele has the member, too,
    however far away that one is written.
    """

    def __init__(self) -> None:
        self._awaited: dict[Lost, set[str]] = {}
        self._entries = array("q")
        self._file: BinaryIO | None = None

    def add(self, allele: Lost, own: str, named: set[str]) -> None:
        """Note a member (its IRI, the pointer to what it names) of its `own` canonical allele."""
        self._entries.append(hash((allele[0], own)))
        if len(self._entries) == _ENTRIES:
            self._file = self._file or temporary_file()
            self._file.write(self._entries.tobytes())
            del self._entries[:]
        if named != {own}:
            self._awaited.setdefault(allele, set()).update(named)

    def finish(self) -> Iterator[Lost]:
        """The members with a canonical allele that they name and that did not have them."""
        wanted = {hash((iri, name)) for (iri, _), names in self._awaited.items() for name in names}
        written = {each for entries in self._written() for each in entries if each in wanted}
        for (iri, pointer), names in self._awaited.items():
            if any(hash((iri, name)) not in written for name in names):
                yield iri, pointer

    def _written(self) -> Iterator[array[int]]:
        if self._file is not None:
            self._file.seek(0)
            while content := self._file.read(_ENTRIES * self._entries.itemsize):
                yield array("q", content)
            self._file.close()
        yield self._entries
