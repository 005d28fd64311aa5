"""Contextual alleles at a place as compiled resources: what `contextual_allele` makes as trees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, Final

from msgspec import convert

from clingen_ld.compiled.resources import Structs
from clingen_ld.model import Model, Tree
from clingen_ld.variation.assemblies import main_accession
from clingen_ld.variation.builders import CHANGE_TYPES, change_type, coded, sequence_reference
from clingen_ld.variation.position import Interval
from clingen_ld.variation.spdi import Placement, placed_as

_KNOWN: Final = 4096
"""So many sequences are kept, with the references to them."""
Pairs = Iterable[tuple[str, str]]
Names = Iterable[tuple[str, str] | tuple[str, str, Tree | None]]


def make_placing(structs: Structs, model: Model) -> Callable[..., Any]:
    """What makes the contextual allele of a change, which is trimmed.

    Its `names` are pairs of name and contextual-allele-name-type, or triples with extensions; its
    `identifiers` and those of its place are pairs of system and value. `start` and `end` are
    0-based interbase, and `canonical` is a reference.
    """
    allele, place = structs["ContextualAllele"], structs["ReferenceCoordinate"]
    position, name_ = structs["Position"], structs["AlleleName"]
    identifier, concept = structs["Identifier"], structs["CodeableConcept"]
    reference_, nothing = structs["Reference"], allele.absent["canonicalAllele"]

    @lru_cache(maxsize=_KNOWN)
    def sequence(accession: str) -> tuple[str, Any]:
        return main_accession(accession), structs["Reference"](**sequence_reference(accession))

    @cache
    def change(code: str | None) -> Any:
        return concept.empty if code is None else convert(coded(code, CHANGE_TYPES, model), concept)

    def named(name: str, kind: str, kept: Tree | None = None) -> Any:
        return name_(nameType=kind, name=name, extensions=kept)

    def placed(
        accession: str, start: int, end: int, reference: str | None, alternate: str, kind: str,
        names: Names = (), identifiers: Pairs = (), of_place: Pairs = (),
        kept: Mapping[str, Any] | None = None, canonical: str | None = None,
    ) -> Any:  # fmt: skip
        main, link = sequence(accession)
        return allele(
            id=_id(main, start, end, reference, alternate),
            identifier=tuple([identifier(system=s, value=v) for s, v in identifiers]),
            canonicalAllele=nothing if canonical is None else reference_(reference=canonical),
            contextualAlleleType=kind,
            allele=alternate,
            primaryNucleotideChangeType=change(
                None if kind == "amino-acid" else change_type(reference, alternate)
            ),
            alleleName=tuple([named(*each) for each in names]),
            referenceCoordinate=place(
                identifier=tuple([identifier(system=s, value=v) for s, v in of_place]),
                referenceSequence=link,
                start=position(index=start),
                end=position(index=end),
                refAllele=reference,
                extensions=kept or None,
            ),
        )

    return placed


def _id(accession: str, start: int, end: int, reference: str | None, alternate: str) -> str | None:
    if reference is None:
        return Placement(accession, Interval.of(start, end), None, alternate).id
    return placed_as(accession, start, end, len(reference) != end - start, reference, alternate)
