"""Quick checks for the rules within a resource: they select the rules that may find something.

Each rule has a quick check here that passes nearly all correct resources, and the checks of a type
are one function. What a check does not pass goes to its rule, which writes the finding. So a check
may reject what is right, but never pass what its rule reports; `tests/validation/
test_accepting.py` compares them. The checks run on decoded resources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Final

from clingen_ld.types import AlleleName, ContextualAllele, Identifier
from clingen_ld.validation.certain_names import are_certainly_hgvs
from clingen_ld.validation.facts import (
    ODD_PLACE,
    AlleleFacts,
    CanonicalFacts,
    Facts,
    Look,
    nothing_near,
)
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


def doubted(facts: Facts, near: Look = nothing_near) -> Iterable[ResourceRule[Any]]:
    """The rules that may find something in a decoded resource.

    `near` gives the facts of other resources, if they are at hand.
    """
    found: Rules = [*_others(facts.kind or "")]
    if isinstance(facts, AlleleFacts):
        _contextual_allele(facts, near, found)
    elif isinstance(facts, CanonicalFacts):
        _canonical_allele(facts.record, found)
    elif not _are_right(parts_of_type(facts.record, Identifier)):
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


def _contextual_allele(facts: AlleleFacts, near: Look, found: Rules) -> None:
    allele: Any = facts.record
    kind = facts.type
    coordinate = allele.referenceCoordinate
    changed, residues = allele.primaryNucleotideChangeType, allele.primaryAminoAcidChangeType
    if kind == "amino-acid":
        own, foreign, more = residues, changed, allele.ancillaryNucleotideChangeType
    else:
        own, foreign, more = changed, residues, allele.ancillaryAminoAcidChangeType
    none = own.empty
    if more or own is none or foreign is not none or kind not in _KINDS:
        found.append(change_types_fit)
    if kind != "transcript" and (
        coordinate.primaryTranscriptRegionType or coordinate.ancillaryTranscriptRegionType
    ):
        found.append(transcripts_only)
    length = _length(facts, coordinate)
    if length is None:
        found += _OF_SEQUENCES
    elif changed is not none and not _is_called_right(allele, length):
        found += (change_and_sequences, insertion_has_no_interval)
    if length is None and not facts.is_bare:
        found += _OF_POSITIONS
    if not _code_check()(allele):
        found += (codes_of_the_value_set, display_is_the_label)
    given = allele.identifier or coordinate.identifier
    if given and not (_are_right(allele.identifier) and _are_right(coordinate.identifier)):
        found.append(identifiers)
    names = allele.alleleName
    if len(names) > 1 and not _are_given_once(names):
        found.append(names_are_given_once)
    if not names or (facts.sequence and are_certainly_hgvs(facts, near(facts.sequence))):
        return
    for each in names:
        name, type_ = each.name, each.nameType
        if type_ == "custom" or name is None or not is_right_name(name, type_):
            found.append(names_are_hgvs)
            break


def _are_given_once(names: Sequence[AlleleName]) -> bool:
    preferred = sum(each.preferred is True for each in names)
    return preferred < 2 and len({each.name for each in names}) == len(names)


def _length(facts: AlleleFacts, coordinate: Any) -> int | None:
    """The length of an interval that is right, as long as the reference allele, and whose
    sequences are in their alphabet; None for any other."""
    place, old, new = facts.place, coordinate.refAllele, facts.allele.allele
    length: int | None
    if facts.is_bare:
        if place is None or place is ODD_PLACE:
            return None
        length = place.end - place.start
        if facts.group == "nucleotide":
            return length  # The facts have no place for sequences that do not fit.
        is_written = (old is None or old in _RESIDUES) and (new in _RESIDUES or new == "=")
        is_right = facts.type == "amino-acid" and is_written and length >= 0
        return length if is_right and (old is None or length == 1) else None
    length = _in_intron(coordinate.start, coordinate.end) if facts.type == "transcript" else None
    if length is None or length < 0 or ((old or "") + (new or "")).strip("ACGT"):
        return None
    return length if old is None or len(old) == length else None


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


@cache
def _code_check() -> Callable[[Any], bool]:
    """A function, generated from the model: whether the bound codes of an allele are right."""
    from clingen_ld.compiled.resources import PythonSource

    source = PythonSource()
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


_KINDS: Final = ("genomic", "transcript", "amino-acid")
_RESIDUES: Final = frozenset((*AMINO_ACIDS, *ONE_LETTER))


# Canonical alleles


def _canonical_allele(canonical: Any, found: Rules) -> None:
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


_ACCEPTED: Final = frozenset((
    *_OF_SEQUENCES, *_OF_POSITIONS, *_OF_CANONICAL, change_types_fit, codes_of_the_value_set,
    display_is_the_label, identifiers, names_are_given_once, names_are_hgvs,
))  # fmt: skip
"""The rules with a quick check here; all others always run."""


@cache
def _others(kind: str) -> tuple[ResourceRule[Any], ...]:
    return tuple(rule for rule in resource_rules.get(kind, ()) if rule not in _ACCEPTED)
