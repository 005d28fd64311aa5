"""Complex alleles that wait for the simple ones that they are made of, to be written whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from clingen_ld.messages.vrs.haplotype_writing import (
    BlockMember,
    SimpleAllele,
    is_composite,
    write_block,
    write_composite,
)
from clingen_ld.model import (
    Object,
    Tree,
    is_subsetted,
    objects,
    reference_iri,
    relative_reference,
    resource_iri,
)

_REMEMBERED: Final = 1000


@dataclass(slots=True)
class _Held:
    """A simple allele, and the values that are to be written besides its complex ones."""

    canonical: Object
    simple: SimpleAllele
    values: list[Tree]


@dataclass(slots=True)
class Haplotypes:
    """Complex and simple alleles on their way, by their IRIs.

    A simple allele waits until its complex one is written, since a composite has it inside.
    """

    base: str
    _complex: dict[str, Object] = field(default_factory=dict)
    _simple: dict[str, _Held] = field(default_factory=dict)
    _written: dict[str, _Held] = field(default_factory=dict)
    """Simple alleles that were written by themselves, the last ones."""

    def is_complex(self, canonical: Object) -> bool:
        """Whether a canonical allele is made of others."""
        return canonical.get("complexity") == "complex" and bool(self._parts(canonical, "nested"))

    def is_nested(self, canonical: Object) -> bool:
        """Whether a canonical allele is part of a complex one, as either of them says."""
        iri = resource_iri(canonical, self.base)
        return bool(self._parts(canonical, "composite")) or any(
            iri in self._parts(each, "nested") for each in self._complex.values()
        )

    def add_complex(self, canonical: Object) -> None:
        """Take in a complex allele."""
        self._complex[resource_iri(canonical, self.base)] = canonical

    def add_simple(self, canonical: Object, simple: SimpleAllele, whole: list[Tree]) -> None:
        """Take in a simple allele, of whose contextual alleles some are `whole` in the model.

        One that is itself only told of is not written, but its whole contextual alleles are.
        """
        iri = resource_iri(canonical, self.base)
        known = self._simple.get(iri)
        if known is None and is_subsetted(canonical) and iri in self._written:
            return
        values = whole if is_subsetted(canonical) else [simple.variant]
        if known is None:
            self._simple[iri] = _Held(canonical, simple, values)
        elif not is_subsetted(canonical) or len(simple.members) > len(known.simple.members):
            self._simple[iri] = _Held(canonical, simple, [*known.values, *values])

    def note_written(self, canonical: Object, simple: SimpleAllele) -> None:
        """Remember a simple allele that is written by itself: a complex one may have it in it."""
        self._written[resource_iri(canonical, self.base)] = _Held(canonical, simple, [])
        if len(self._written) > _REMEMBERED:
            del self._written[next(iter(self._written))]

    def add_loose(self, reference: str, value: Tree) -> bool:
        """Take in an allele of a simple one that is not there, if a complex one has that in it.

        Gives whether a complex one has.
        """
        iri = reference_iri(reference, self.base)
        if not any(iri in self._parts(each, "nested") for each in self._complex.values()):
            return False
        held = self._simple.get(iri)
        if held is None:
            simple = SimpleAllele(relative_reference(iri, self.base), {}, [])
            held = self._simple[iri] = _Held({}, simple, [])
        held.simple.members.append(BlockMember(value, is_own=False))
        held.values.append(value)
        return True

    def complete(self) -> Iterator[tuple[Object, Tree]]:
        """The complex alleles all of whose simple ones have come, and how they are written."""
        for iri, canonical in list(self._complex.items()):
            held = [
                self._simple.get(each) or self._written.get(each)
                for each in self._parts(canonical, "nested")
            ]
            known = [each for each in held if each is not None]
            if len(known) < len(held):
                continue
            simple = [each.simple for each in known]
            if is_composite(canonical):
                value: Tree | None = write_composite(canonical, simple, self.base)
                inside: list[object] = [each.variant for each in simple]
            else:
                value = write_block(canonical, simple, self.base)
                inside = [] if value is None else value["members"]
            if value is None:
                continue
            del self._complex[iri]
            for each in known:
                each.values = [other for other in each.values if other not in inside]
            yield canonical, value

    def incomplete(self) -> list[Object]:
        """The complex alleles that cannot be written whole."""
        return list(self._complex.values())

    def rest(self) -> Iterator[Tree]:
        """What is to be written besides the complex alleles."""
        for held in self._simple.values():
            yield from held.values

    def _parts(self, canonical: Object, name: str) -> list[str]:
        """The IRIs of what a canonical allele is made of, or is part of."""
        references = [each.get("reference") for each in objects(canonical.get(name))]
        return [reference_iri(r, self.base) for r in references if isinstance(r, str) and r]
