"""Writer of complex alleles as CisPhasedBlocks of VRS or composites of Cat-VRS.

They wait for the simple ones that they are made of, to be written whole. Other composites were kept
whole, and are written at once.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from clingen_ld.messages.vrs.allele_writing import SYNTAXES
from clingen_ld.messages.vrs.categorical import (
    IN_COMPLEX,
    among,
    is_current,
    is_filled,
    is_unnamed,
    is_without,
    write_id,
)
from clingen_ld.messages.vrs.identifiers import block_digest
from clingen_ld.messages.vrs.mappings import write_mappings
from clingen_ld.messages.vrs.schema import BLOCK, COMPOSITE, TERMS
from clingen_ld.model import (
    Object,
    Tree,
    is_subsetted,
    objects,
    part,
    reference_iri,
    relative_reference,
    resource_iri,
)
from clingen_ld.variation.builders import HGVS_NAMES
from clingen_ld.variation.plain_names import name_type

NESTED: Final = "nested"
"""The extension of a block that has the references to its simple alleles.

It is left out where each has the id of its contextual allele.
"""
CRITERION: Final = {"type": "CategoricalVariantCriterion", "presence": "present"}


def expression(name: str) -> Tree:
    """The expression that an HGVS name is."""
    return {"syntax": SYNTAXES.get(name_type(name)), "value": name}


def is_name(identifier: Object) -> bool:
    """Whether an identifier of a complex allele is an HGVS name of it, and no more."""
    name = identifier.get("value")
    is_plain = isinstance(name, str) and identifier == {"system": HGVS_NAMES, "value": name}
    return is_plain and name_type(str(name)) in SYNTAXES


class BlockMember(NamedTuple):
    """A contextual allele in VRS, or its identifier; `is_own`: its simple allele has its id."""

    value: Tree | str
    is_own: bool


class SimpleAllele(NamedTuple):
    """A simple allele as it is written: the reference to it, its variant, and its alleles."""

    reference: str
    variant: Tree
    members: list[BlockMember]


def is_composite(canonical: Object) -> bool:
    """Whether a canonical allele was read from a composite."""
    return canonical.get(TERMS.term("type")) == COMPOSITE.name


def is_kept_composite(canonical: Object) -> bool:
    """Whether a composite, or a block without members, was kept whole; so it nests no others."""
    is_whole = is_composite(canonical) or canonical.get(TERMS.term("type")) == BLOCK.name
    return is_whole and not {"nested", "relatedContextualAllele"} & canonical.keys()


def write_block(canonical: Object, simple: Sequence[SimpleAllele], base: str) -> Tree | None:
    """The CisPhasedBlock of a complex allele; None when its alleles have no sequence in common."""
    members = _on_one_sequence(simple)
    if members is None:
        return None
    kept = TERMS.values(canonical)
    block: Tree = {"type": BLOCK.name}
    values = [each.value for each in members]
    digests = [value.get("digest") if isinstance(value, dict) else None for value in values]
    # A member that is not an allele of the model has no known digest.
    digest = None if kept.get("members") else block_digest(digests)
    block |= {} if digest is None else {"digest": digest}
    names = [each["value"] for each in objects(canonical.get("identifier")) if is_name(each)]
    block |= {"expressions": [expression(name) for name in names]} if names else {}
    block["members"] = among(values, _list(kept.pop("members", None)))
    extensions = kept.pop("extensions") if is_filled(kept.get("extensions")) else []
    if not all(each.is_own for each in members):
        names = [each.reference for each in simple]
        extensions = [{"name": NESTED, "value": names}, *extensions]
    block |= ({"extensions": extensions} if extensions else {}) | kept
    return _with_id(block, canonical, base)


def write_composite(canonical: Object, simple: Sequence[SimpleAllele], base: str) -> Tree:
    """The composite of a complex allele that was read from one."""
    whole = relative_reference(resource_iri(canonical, base), base)
    kept = TERMS.values(canonical)
    more = _list(kept.pop("elements", None))
    if is_filled(kept.get("mappings")):
        del kept["mappings"]
    composite: Tree = {"type": COMPOSITE.name}
    if not is_without(canonical, "name"):
        composite["name"] = write_id(canonical, base) or "a haplotype"
    composite["elements"] = [
        {**(more[n] if n < len(more) and isinstance(more[n], dict) else CRITERION),
         "subject": _subject(each.variant, whole)}
        for n, each in enumerate(simple)
    ]  # fmt: skip
    composite |= {"operator": "AND", "phaseRelation": "cis"}
    mappings = list(write_mappings(canonical))
    composite |= ({"mappings": mappings} if mappings else {}) | kept
    return _with_id(composite, canonical, base)


def write_kept_composite(canonical: Object, base: str) -> Tree:
    """The composite that was kept whole on a canonical allele."""
    composite = TERMS.values(canonical)
    mappings = list(write_mappings(canonical))
    composite |= {"mappings": mappings} if mappings else {}
    return _with_id(composite, canonical, base)


def _with_id(variant: Tree, canonical: Object, base: str) -> Tree:
    """A written object with the id of its allele, unless that is only made of what it says."""
    id_ = write_id(canonical, base)
    is_bare = id_ is None or is_unnamed(canonical, variant, variant["type"])
    return variant if is_bare else {"id": id_} | variant


def _subject(variant: Tree, whole: str) -> Tree:
    """A variant inside the composite that it is part of, which it need not name."""
    extensions = []
    for each in _list(variant.get("extensions")):
        if isinstance(each, dict) and each.get("name") == IN_COMPLEX:
            others = [name for name in _list(each.get("value")) if name != whole]
            extensions += [each | {"value": others}] if others else []
        else:
            extensions.append(each)
    subject = {key: value for key, value in variant.items() if key != "extensions"}
    return subject | ({"extensions": extensions} if extensions else {})


def _list(value: object) -> list[Any]:
    return list(value) if isinstance(value, list) else []


def _on_one_sequence(simple: Sequence[SimpleAllele]) -> list[BlockMember] | None:
    """One allele of each simple one, all on the same sequence; one on GRCh38 if there is.

    What is known by its identifier alone may be on any sequence.
    """
    placed = [each for each in simple if any(isinstance(m.value, dict) for m in each.members)]
    first = [] if not placed else [m.value for m in placed[0].members if isinstance(m.value, dict)]
    sequences = [_sequence(v) for v in sorted(first, key=lambda value: not is_current(value))]
    for sequence in sequences or [None]:
        found = [_member_on(sequence, each.members) for each in simple]
        members = [each for each in found if each is not None]
        if len(members) == len(simple):
            return members
    return None


def _member_on(sequence: object, members: Sequence[BlockMember]) -> BlockMember | None:
    """The allele on a sequence; without any that is placed, one by its identifier."""
    placed = [each for each in members if isinstance(each.value, dict)]
    if not placed:
        return next(iter(members), None)
    return next((each for each in placed if _sequence(each.value) == sequence), None)


def _sequence(allele: object) -> object:
    reference = part(allele, "location").get("sequenceReference")
    return reference.get("refgetAccession") if isinstance(reference, dict) else reference


_REMEMBERED: Final = 1000


@dataclass(slots=True)
class _Held:
    """A simple allele, and the values that are to be written besides its complex ones."""

    canonical: Object
    simple: SimpleAllele
    values: list[Tree]


class _Waiting(NamedTuple):
    """A complex allele that waits for its simple ones, and how many came before it."""

    number: int
    canonical: Object
    parts: Sequence[str]
    """The IRIs of its simple ones."""


@dataclass(slots=True)
class Haplotypes:
    """Complex and simple alleles on their way, by their IRIs.

    A simple allele waits until its complex one is written, since a composite has it inside.
    """

    base: str
    _complex: dict[str, _Waiting] = field(default_factory=dict)
    _nested_in: dict[str, set[str]] = field(default_factory=dict)
    """The complex alleles that wait, by their simple ones."""
    _changed: set[str] = field(default_factory=set)
    """Those of which something came, so that all may have come."""
    _number: int = 0
    _simple: dict[str, _Held] = field(default_factory=dict)
    _written: OrderedDict[str, _Held] = field(default_factory=OrderedDict)
    """Simple alleles that were written by themselves, the last ones."""

    def is_complex(self, canonical: Object) -> bool:
        """Whether a canonical allele is made of others."""
        return canonical.get("complexity") == "complex" and bool(self._parts(canonical, "nested"))

    def is_nested(self, canonical: Object) -> bool:
        """Whether a canonical allele is part of a complex one, as either of them says."""
        iri = resource_iri(canonical, self.base)
        return bool(self._parts(canonical, "composite")) or iri in self._nested_in

    def add_complex(self, canonical: Object) -> None:
        """Take in a complex allele."""
        iri = resource_iri(canonical, self.base)
        number = self._number
        if iri in self._complex:
            number = self._let_go(iri).number
        self._number += 1
        waiting = _Waiting(number, canonical, self._parts(canonical, "nested"))
        self._complex[iri] = waiting
        for each in waiting.parts:
            self._nested_in.setdefault(each, set()).add(iri)
        self._changed.add(iri)

    def _let_go(self, iri: str) -> _Waiting:
        """A complex allele, which waits no longer."""
        waiting = self._complex.pop(iri)
        for each in set(waiting.parts):
            self._nested_in[each].discard(iri)
            if not self._nested_in[each]:
                del self._nested_in[each]
        return waiting

    def _came(self, simple: str) -> None:
        """Something came of a simple allele."""
        self._changed |= self._nested_in.get(simple, frozenset())

    def add_simple(self, canonical: Object, simple: SimpleAllele, whole: list[Tree]) -> None:
        """Add a simple allele, some of whose contextual alleles are `whole` in the model.

        A partial one is not written, but its complete contextual alleles are.
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
        self._came(iri)

    def note_written(self, canonical: Object, simple: SimpleAllele) -> None:
        """Remember a simple allele that is written separately: a complex one may contain it."""
        iri = resource_iri(canonical, self.base)
        self._written[iri] = _Held(canonical, simple, [])
        self._came(iri)
        if len(self._written) > _REMEMBERED:
            self._written.popitem(last=False)

    def add_loose(self, reference: str, value: Tree) -> bool:
        """Take in an allele of a simple one that is not there, if a complex one has that in it.

        Gives whether a complex one has.
        """
        iri = reference_iri(reference, self.base)
        if iri not in self._nested_in:
            return False
        held = self._simple.get(iri)
        if held is None:
            simple = SimpleAllele(relative_reference(iri, self.base), {}, [])
            held = self._simple[iri] = _Held({}, simple, [])
        held.simple.members.append(BlockMember(value, is_own=False))
        held.values.append(value)
        self._came(iri)
        return True

    def complete(self) -> Iterator[tuple[Object, Tree]]:
        """The complex alleles all of whose simple ones have come, and how they are written."""
        changed = [(self._complex[iri].number, iri) for iri in self._changed]
        self._changed.clear()
        for _, iri in sorted(changed):
            canonical, parts = self._complex[iri].canonical, self._complex[iri].parts
            held = [self._simple.get(each) or self._written.get(each) for each in parts]
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
            self._let_go(iri)
            for each in known:
                each.values = [other for other in each.values if other not in inside]
            yield canonical, value

    def incomplete(self) -> list[Object]:
        """The complex alleles that cannot be written whole."""
        waiting = sorted(self._complex.values(), key=lambda each: each.number)
        return [each.canonical for each in waiting]

    def rest(self) -> Iterator[Tree]:
        """What is to be written besides the complex alleles."""
        for held in self._simple.values():
            yield from held.values

    def _parts(self, canonical: Object, name: str) -> list[str]:
        """The IRIs of what a canonical allele is made of, or is part of."""
        references = [each.get("reference") for each in objects(canonical.get(name))]
        return [reference_iri(r, self.base) for r in references if isinstance(r, str) and r]
