"""Complex alleles of the model, told as CisPhasedBlocks of VRS or as composites of Cat-VRS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from clingen_ld.messages.vrs.allele_writing import SYNTAXES
from clingen_ld.messages.vrs.categorical import IN_COMPLEX, is_current, is_unnamed, write_id
from clingen_ld.messages.vrs.identifiers import block_digest
from clingen_ld.messages.vrs.mappings import write_mappings
from clingen_ld.messages.vrs.schema import BLOCK, COMPOSITE, TERMS
from clingen_ld.model import Object, Tree, objects, part, relative_reference, resource_iri
from clingen_ld.variation.builders import HGVS_NAMES
from clingen_ld.variation.hgvs import name_type

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
    """Whether a complex allele was read from a composite."""
    return canonical.get(TERMS.term("type")) == COMPOSITE.name


def write_block(canonical: Object, simple: Sequence[SimpleAllele], base: str) -> Tree | None:
    """The CisPhasedBlock of a complex allele; None when its alleles have no sequence in common."""
    members = _on_one_sequence(simple)
    if members is None:
        return None
    kept = TERMS.values(canonical)
    told: Tree = {"type": BLOCK.name}
    values = [each.value for each in members]
    digest = block_digest(v.get("digest") if isinstance(v, dict) else None for v in values)
    told |= {} if digest is None else {"digest": digest}
    names = [each["value"] for each in objects(canonical.get("identifier")) if is_name(each)]
    told |= {"expressions": [expression(name) for name in names]} if names else {}
    told["members"] = [*values, *_list(kept.pop("members", None))]
    extensions = _list(kept.pop("extensions", None))
    if not all(each.is_own for each in members):
        names = [each.reference for each in simple]
        extensions = [{"name": NESTED, "value": names}, *extensions]
    told |= ({"extensions": extensions} if extensions else {}) | kept
    return _with_id(told, canonical, base)


def write_composite(canonical: Object, simple: Sequence[SimpleAllele], base: str) -> Tree:
    """The composite of a complex allele that was read from one."""
    whole = relative_reference(resource_iri(canonical, base), base)
    kept = TERMS.values(canonical)
    more = _list(kept.pop("elements", None))
    told: Tree = {"type": COMPOSITE.name, "name": write_id(canonical, base) or "a haplotype"}
    told["elements"] = [
        {**(more[n] if n < len(more) and isinstance(more[n], dict) else CRITERION),
         "subject": _subject(each.variant, whole)}
        for n, each in enumerate(simple)
    ]  # fmt: skip
    told |= {"operator": "AND", "phaseRelation": "cis"}
    mappings = list(write_mappings(canonical))
    told |= ({"mappings": mappings} if mappings else {}) | kept
    return _with_id(told, canonical, base)


def _with_id(told: Tree, canonical: Object, base: str) -> Tree:
    """A written object with the id of its allele, unless that is only made of what it says."""
    id_ = write_id(canonical, base)
    is_bare = id_ is None or is_unnamed(canonical, told, told["type"])
    return told if is_bare else {"id": id_} | told


def _subject(variant: Tree, whole: str) -> Tree:
    """A variant inside the composite that it is part of, which it need not name."""
    extensions = []
    for each in _list(variant.get("extensions")):
        if isinstance(each, dict) and each.get("name") == IN_COMPLEX:
            others = [name for name in _list(each.get("value")) if name != whole]
            extensions += [each | {"value": others}] if others else []
        else:
            extensions.append(each)
    told = {key: value for key, value in variant.items() if key != "extensions"}
    return told | ({"extensions": extensions} if extensions else {})


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
