"""Reading contextual alleles, whoever wrote them: where on a chromosome, and what changes.

Trees may be wrong: what does not fit is said, and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from clingen_ld.messages.json_values import is_integer, part
from clingen_ld.messages.sequence_names import last_step, values_of
from clingen_ld.messages.vcf.alleles import DBSNP
from clingen_ld.model.identity import reference_iri
from clingen_ld.sequences.assemblies import BUILDS, chromosomes

Tree = Mapping[str, Any]

_ACCESSION: Final = re.compile(r"NC_[0-9]+\.[1-9][0-9]*")
_BASES: Final = re.compile(r"[ACGTN]*")
_NUMBER: Final = re.compile(r"(?:rs)?([1-9][0-9]*)")
_DBSNP_SYSTEMS: Final = re.compile(rf"{DBSNP.replace('http', 'https?')}/?|dbSNP", re.I)


class Located(NamedTuple):
    """The name of a chromosome, its place in the order of chromosomes, and the builds it is of."""

    name: str
    rank: int
    builds: frozenset[str]


class Uncarried(Exception):  # noqa: N818  (what is said is no fault of the allele)
    """Why a variant file cannot carry an allele."""


@lru_cache(maxsize=1)
def known_sequences() -> Mapping[str, Located]:
    """The chromosomes of all builds by accession."""
    order = list(chromosomes(BUILDS[0]))
    found: dict[str, Located] = {}
    for build in BUILDS:
        for name, chromosome in chromosomes(build).items():
            before = found.get(chromosome.accession)
            builds = (before.builds if before is not None else frozenset()) | {build}
            found[chromosome.accession] = Located(name, order.index(name), builds)
    return MappingProxyType(found)


def accession_of(sequence: Tree) -> str | None:
    """The accession of a chromosome sequence that a ReferenceSequence is of, or None."""
    for value in (*values_of(sequence), sequence.get("id")):
        if isinstance(value, str) and _ACCESSION.fullmatch(value):
            return value
    return None


def named_accession(reference: Tree) -> str | None:
    """The accession that a reference to a sequence names by itself, or None."""
    name, display = last_step(reference), reference.get("display")
    if _ACCESSION.fullmatch(name):
        return name
    if isinstance(display, str) and (found := _ACCESSION.match(display.strip())):
        return found[0]
    return None


def sequence_iri(reference: Tree, base: str) -> str | None:
    """The IRI that a reference to a sequence leads to."""
    given = reference.get("reference")
    return reference_iri(given, base) if isinstance(given, str) and given else None


def interval(coordinate: Tree) -> tuple[int, int]:
    """Start and end of a place, 0-based interbase. Raises `Uncarried` when it has none."""
    found = []
    for name in ("start", "end"):
        position = part(coordinate, name)
        index = position.get("index")
        if not is_integer(index) or index < 0:
            raise Uncarried(f"an allele without {name}")
        if "externalOffsetLength" in position or "externalOffsetDirection" in position:
            raise Uncarried("a position with an offset")
        found.append(index)
    start, end = found
    if start > end:
        raise Uncarried("a place that ends before it starts")
    return start, end


def bases(tree: Tree, name: str) -> str | None:
    """The bases of a property, in upper case; None when there is none."""
    value = tree.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not _BASES.fullmatch(value.upper()):
        raise Uncarried(f"{name} in other letters than A, C, G, T and N")
    return value.upper()


def numbers_of_dbsnp(tree: Tree) -> tuple[list[str], set[str]]:
    """The numbers of dbSNP that an allele or its place has, and the pointers to them."""
    numbers: list[str] = []
    pointers: set[str] = set()
    for pointer, entry in _identifiers(tree):
        system, value = entry.get("system"), entry.get("value")
        if isinstance(system, str) and _DBSNP_SYSTEMS.fullmatch(system):
            found = _NUMBER.fullmatch(value) if isinstance(value, str) else None
            if found is not None:
                pointers.add(pointer)
                if found[1] not in numbers:
                    numbers.append(found[1])
    return numbers, pointers


def _identifiers(tree: Tree) -> Iterator[tuple[str, Tree]]:
    places = (("/referenceCoordinate", part(tree, "referenceCoordinate")), ("", tree))
    for above, holder in places:
        listed = holder.get("identifier")
        for n, entry in enumerate(listed if isinstance(listed, list) else []):
            if isinstance(entry, Mapping):
                yield f"{above}/identifier/{n}", entry
