"""Quick checks for the rules within a resource: they select the rules that may find something.

Each rule has a quick check here that passes nearly all correct resources, and the checks of a type
are one function. What a check does not pass goes to its rule, which writes the finding. So a check
may reject what is right, but never pass what its rule reports; `tests/validation/
test_accepting.py` compares them. The checks run on decoded resources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from clingen_ld.types import AlleleName, CanonicalAllele, ContextualAllele, Identifier
from clingen_ld.validation.rule_registry import ResourceRule, resource_rules
from clingen_ld.validation.rules.canonical_allele import (
    active_and_replacement,
    complex_has_parts,
    does_not_name_itself,
    no_reference_twice,
    one_is_preferred,
    simple_stands_alone,
    split_is_of_the_replaced,
)
from clingen_ld.validation.rules.concept_codes import (
    bound_properties,
    codes_of_the_value_set,
    display_is_the_label,
    is_right_code,
)
from clingen_ld.validation.rules.contextual_allele import (
    change_types_fit,
    external_positions_are_complete,
    names_are_given_once,
    transcripts_only,
)
from clingen_ld.validation.rules.coordinates import (
    DELETION,
    INSERTION,
    NO_CHANGE,
    SUBSTITUTION,
    as_long_as_the_reference,
    change_and_sequences,
    change_called,
    genomic_interval_as_long,
    insertion_has_no_interval,
    start_before_end,
    written_in_their_alphabet,
)
from clingen_ld.validation.rules.hgvs_names import is_right_name, names_are_hgvs
from clingen_ld.validation.rules.identity import identifiers, may_be_uri
from clingen_ld.validation.rules.references import parts_of_type
from clingen_ld.variation.sequences import AMINO_ACIDS, ONE_LETTER

Rules = list[ResourceRule[Any]]


def doubted(resource: Any) -> Iterable[ResourceRule[Any]]:
    """The rules that may find something in a decoded resource."""
    kind = resource.resourceType
    asked = _ASKED.get(kind)
    found: Rules = [*_others(kind)]
    if asked is not None:
        asked(resource, found)
    elif not _are_right(parts_of_type(resource, Identifier)):
        found.append(identifiers)
    return found


# Contextual alleles

_OF_SEQUENCES: Final = (
    written_in_their_alphabet, change_and_sequences, start_before_end, as_long_as_the_reference,
    insertion_has_no_interval,
)  # fmt: skip
_OF_POSITIONS: Final = (
    start_before_end, as_long_as_the_reference, insertion_has_no_interval, transcripts_only,
    external_positions_are_complete, genomic_interval_as_long,
)  # fmt: skip


def _contextual_allele(allele: ContextualAllele, found: Rules) -> None:
    coordinate, kind = allele.referenceCoordinate, allele.contextualAlleleType
    start, end = coordinate.start, coordinate.end
    old, new = coordinate.refAllele, allele.allele
    if kind == "amino-acid":
        own, foreign = allele.primaryAminoAcidChangeType, allele.primaryNucleotideChangeType
        more = allele.ancillaryNucleotideChangeType
        is_written = (old is None or old in _RESIDUES) and (new in _RESIDUES or new == "=")
    else:
        own, foreign = allele.primaryNucleotideChangeType, allele.primaryAminoAcidChangeType
        more = allele.ancillaryAminoAcidChangeType
        is_written = not ((old or "") + (new or "")).strip("ACGT")
    if more or not own or foreign or kind not in ("genomic", "transcript", "amino-acid"):
        found.append(change_types_fit)
    if kind != "transcript" and (
        coordinate.primaryTranscriptRegionType or coordinate.ancillaryTranscriptRegionType
    ):
        found.append(transcripts_only)
    if _are_indexes(start, end):
        low, high = start.index, end.index
        length = None if low is None or high is None else high - low
    else:
        length = _in_intron(start, end) if kind == "transcript" else None
        if length is None:
            found += _OF_POSITIONS
    count = None if old is None else 1 if kind == "amino-acid" else len(old)
    if not is_written or length is None or length < 0 or count not in (None, length):
        found += _OF_SEQUENCES
    elif allele.primaryNucleotideChangeType and not _is_called_right(allele, length):
        found += (change_and_sequences, insertion_has_no_interval)
    if not _code_check()(allele):
        found += (codes_of_the_value_set, display_is_the_label)
    given = allele.identifier or coordinate.identifier
    if given and not (_are_right(allele.identifier) and _are_right(coordinate.identifier)):
        found.append(identifiers)
    names = allele.alleleName
    if len(names) > 1 and not _are_given_once(names):
        found.append(names_are_given_once)
    for each in names:
        name, type_ = each.name, each.nameType
        if type_ == "custom" or name is None or not is_right_name(name, type_):
            found.append(names_are_hgvs)
            break


def _are_given_once(names: Sequence[AlleleName]) -> bool:
    preferred = sum(each.preferred is True for each in names)
    return preferred < 2 and len({each.name for each in names}) == len(names)


def _are_indexes(start: Any, end: Any) -> bool:
    """Whether two positions have nothing but an index."""
    sequence = start.externalGenomicReferenceSequence
    return (
        start.externalOffsetLength is None
        and end.externalOffsetLength is None
        and start.externalOffsetDirection is None
        and end.externalOffsetDirection is None
        and start.externalGenomicPositionIndex is None
        and end.externalGenomicPositionIndex is None
        and sequence is end.externalGenomicReferenceSequence
        and sequence is sequence.empty
    )


def _in_intron(start: Any, end: Any) -> int | None:
    """The length of an interval whose ends are complete, at one edge of an exon, and in order."""
    side, first, last = start.externalOffsetDirection, start.externalOffsetLength, end.index
    length, one = end.externalOffsetLength, start.externalGenomicPositionIndex
    other, sequence = end.externalGenomicPositionIndex, start.externalGenomicReferenceSequence
    if None in (side, first, last, length, one, other) or end.externalOffsetDirection != side:
        return None
    if start.index != last or sequence.reference != end.externalGenomicReferenceSequence.reference:
        return None
    length = length - first if side == "+" else first - length
    return length if sequence.reference and length == abs(one - other) else None


def _is_called_right(allele: ContextualAllele, length: int) -> bool:
    """Whether the sequences and the interval's length fit the named change."""
    old, new = allele.referenceCoordinate.refAllele, allele.allele
    for coding in allele.primaryNucleotideChangeType.coding:
        change = change_called(coding.system, coding.code)
        if (
            (change == DELETION and new)
            or (change == SUBSTITUTION and not (new and old != ""))
            or (change == NO_CHANGE and old not in (None, new))
            or (change == INSERTION and length)
        ):
            return False
    return True


@lru_cache(maxsize=1)
def _code_check() -> Callable[[Any], bool]:
    """A function, generated from the model: whether the bound codes of an allele are right."""
    from clingen_ld.compiled.resources import Source

    source = Source()
    with source.block("def are_right(x)"):
        for node, kind in ("x", "ContextualAllele"), _COORDINATE:
            for prop in bound_properties(kind):
                value, asked = f"{node}.{prop.name}", f"is_right({prop.value_set!r}, {_CODING})"
                each = [f"for coding in {'concept' if prop.many else value}.coding:"]
                each.append(f"    if not {asked}: return False")
                if prop.many:
                    each = [f"for concept in {value}:", *(f"    {line}" for line in each)]
                source.add(*each)
        source.add("return True")
    scope: dict[str, Any] = {"is_right": is_right_code}
    exec(compile(source.text(), "<generated: codes of alleles>", "exec"), scope)
    made: Callable[[Any], bool] = scope["are_right"]
    return made


_COORDINATE: Final = ("x.referenceCoordinate", "ReferenceCoordinate")
_CODING: Final = "coding.system, coding.code, coding.display"


def _are_right(given: Iterable[Identifier]) -> bool:
    """Whether identifiers have values, and systems that are URIs."""
    for each in given:
        if each.value is None or not (each.system is None or may_be_uri(each.system)):
            return False
    return True


_RESIDUES: Final = frozenset((*AMINO_ACIDS, *ONE_LETTER))


# Canonical alleles


def _canonical_allele(canonical: CanonicalAllele, found: Rules) -> None:
    links = canonical.relatedContextualAllele
    given = canonical.identifier or canonical.relatedIdentifier
    if given and not (_are_right(canonical.identifier) and _are_right(canonical.relatedIdentifier)):
        found.append(identifiers)
    if (
        canonical.complexity != "simple"
        or not links
        or canonical.active is False
        or canonical.nested
        or canonical.composite
        or canonical.replacement
        or sum(link.preferred is True for link in links) != 1
    ):
        found += _OF_CANONICAL
    elif len({link.contextualAllele.reference for link in links}) < len(links):
        found.append(no_reference_twice)


_OF_CANONICAL: Final = (
    simple_stands_alone, complex_has_parts, one_is_preferred, active_and_replacement,
    does_not_name_itself, no_reference_twice, split_is_of_the_replaced,
)  # fmt: skip


_ASKED: Final[Mapping[str, Callable[[Any, Rules], None]]] = {
    "ContextualAllele": _contextual_allele,
    "CanonicalAllele": _canonical_allele,
}
_ACCEPTED: Final = frozenset((
    *_OF_SEQUENCES, *_OF_POSITIONS, *_OF_CANONICAL, change_types_fit, codes_of_the_value_set,
    display_is_the_label, identifiers, names_are_given_once, names_are_hgvs,
))  # fmt: skip
"""The rules with a quick check here; all others always run."""


@lru_cache(maxsize=8)
def _others(kind: str) -> tuple[ResourceRule[Any], ...]:
    return tuple(rule for rule in resource_rules.get(kind, ()) if rule not in _ACCEPTED)
