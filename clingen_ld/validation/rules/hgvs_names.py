"""HGVS names agree with the allele (HG-1 to HG-5).

A name that is not HGVS is compared as it is meant, if that is certain. One on another sequence or
at another place names another change. So a name violates at most one of HG-3, HG-4 and HG-5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from clingen_ld.model import Severity, Tree
from clingen_ld.types import AlleleName, ContextualAllele, ReferenceSequence
from clingen_ld.validation.corrections import fitting_types
from clingen_ld.validation.rule_registry import (
    Entry,
    ResourceSet,
    Violation,
    resource_rule,
    set_rule,
)
from clingen_ld.validation.rules.coordinates import (
    SequenceProperty,
    change_and_sequences,
    sequences,
)
from clingen_ld.validation.rules.effects import agrees_at
from clingen_ld.validation.rules.references import found
from clingen_ld.validation.rules.resource_names import is_misnamed
from clingen_ld.variation.assemblies import main_accession
from clingen_ld.variation.hgvs import HgvsName, NotHgvs, parse
from clingen_ld.variation.hgvs_parts import HgvsEdit
from clingen_ld.variation.placed_allele import PlacedAllele, placed_allele
from clingen_ld.variation.plain_names import AXES_OF, PlainName, plain_axis, read_plain
from clingen_ld.variation.position import InterbasePosition, Interval
from clingen_ld.variation.sequences import (
    ALLELE_TYPES,
    ANY,
    Residues,
    accession_kind,
    authority,
    matches,
)

_PLAIN_AXES: Mapping[str, str] = MappingProxyType(
    {**AXES_OF, "hgvs-protein-1": "p1", "hgvs-protein-3": "p3"}
)


def is_right_name(name: str, name_type: str | None) -> bool:
    """Whether a name is certainly HGVS, and of its type."""
    axis = plain_axis(name)
    return axis is not None and axis in _PLAIN_AXES.get(name_type or "", "")


@resource_rule(ContextualAllele)
def names_are_hgvs(allele: ContextualAllele) -> Iterator[Violation]:
    """HG-1 and HG-2: a name of an HGVS type is HGVS, and of that type."""
    for given in allele.alleleName:
        text, name_type = given.name, given.nameType
        if text and name_type == _CUSTOM and _INTRON.search(text):
            yield _not_hgvs(given, "HGVS gives introns no numbers, and its type is ivs", "info")
        if not text or name_type is None or name_type not in AXES_OF:
            continue
        if is_right_name(text, name_type):
            continue
        name = parse(text, name_type)
        if isinstance(name, NotHgvs):
            yield _not_hgvs(given, name.problem, suggestion=name.better)
            continue
        if name.accession is None and not name.others:
            problem = f"it is not of the form accession:{name.axis}.change"
            yield _not_hgvs(given, problem, "info" if given.legacy else None)
        elif name.old is not None:
            yield _not_hgvs(given, name.old, "info")
        fitting = fitting_types(name)
        if name_type not in fitting:
            better = fitting[0]
            values = {"name": name.name, "found": better, "nameType": name_type}
            at = given.at("nameType")
            yield Violation("HG-2", at, values, value=name_type, suggestion=better)


def _not_hgvs(
    given: AlleleName, problem: str, severity: Severity | None = None, suggestion: str | None = None
) -> Violation:
    name = given.name or ""
    values = {"name": name, "problem": problem}
    return Violation("HG-1", given.at("name"), values, severity, name, suggestion)


_CUSTOM = "custom"
_INTRON = re.compile(r"(?:^|[:.(])IVS *[0-9]")


class _Sequence(NamedTuple):
    """The reference sequence of an allele, as far as the set and the message have it."""

    record: ReferenceSequence
    """Empty when the set does not have it."""
    accessions: tuple[str, ...]


@set_rule(ContextualAllele)
def names_are_of_the_allele(
    entry: Entry[ContextualAllele], resources: ResourceSet
) -> Iterator[Violation]:
    """HG-3, HG-4 and HG-5: a name is on the allele's sequence, at its place, with its change."""
    allele, sequence = entry.record, None
    for given in allele.alleleName:
        text, name_type = given.name, given.nameType
        if not text or name_type is None or name_type not in AXES_OF:
            continue
        sequence = sequence or _sequence(allele, resources)
        plain = read_plain(text)
        if plain is not None and _is_plainly_of(plain, allele, sequence):
            continue
        name = _as_meant(text, name_type)
        if name is not None and not _is_of_transcript_on(name, sequence):
            at = given.at("name")
            other = list(_on_other_sequence(at, name, allele, sequence))
            for each in other or _other_change(at, name, allele, sequence):
                ends = each.suggestion
                wrong = ends and not agrees_at(
                    entry, ends["start"]["index"], ends["end"]["index"], resources
                )
                yield replace(each, suggestion=None) if wrong else each


def _as_meant(text: str, name_type: str) -> HgvsName | None:
    """A name as read, or else as it is meant, under the text that is given."""
    name = parse(text, name_type)
    if isinstance(name, NotHgvs) and name.better is not None:
        name = parse(name.better, name_type)
    return name._replace(name=text) if isinstance(name, HgvsName) else None


def _is_plainly_of(name: PlainName, allele: ContextualAllele, sequence: _Sequence) -> bool:
    """Whether a name certainly agrees with its allele."""
    coordinate, alternate = allele.referenceCoordinate, allele.allele
    low, high = coordinate.start, coordinate.end
    start, end, offset = low.index, high.index, 0
    if name.accession not in sequence.accessions or start is None or end is None:
        return False
    if low.has("externalOffsetLength") or high.has("externalOffsetLength") or alternate is None:
        return False
    if name.axis == "c":
        first, last = sequence.record.cdsStart, sequence.record.cdsEnd
        if first is None or last is None or first + name.end - 1 > last:
            return False
        offset = first - 1
    reference = coordinate.refAllele
    if not (alternate + (reference or "")).isalpha():
        return (
            alternate == "" and not reference and name.is_change(offset, start, end, reference, "")
        )
    return name.is_change(offset, start, end, reference, alternate)


# HG-3

_ACCESSION = re.compile(
    r"(?:[A-Z]{2}_[A-Z0-9]+|LRG_[0-9]+(?:[tp][0-9]+)?|ENS[A-Z]*[0-9]{11}|[A-Z]{1,6}[0-9]{5,})"
    r"(?:[.][0-9]+)?"
)
_DISPLAYED = re.compile(r"[^\s(),;:]+")
_AXES_ON: Mapping[str, str] = MappingProxyType(
    {"genomic": "gmo", "chromosome": "gmo", "gene": "gmo", "transcript": "cnr", "amino-acid": "p"}
)
"""The coordinate types of names on a type of contextual allele or reference sequence."""
_WORDS = {"gmo": "a genomic sequence", "cnr": "a transcript", "p": "a protein"}


def _sequence(allele: ContextualAllele, resources: ResourceSet) -> _Sequence:
    """The reference sequence: its accessions by its identifiers, or by the display."""
    reference = allele.referenceCoordinate.referenceSequence
    entry = found(reference, ReferenceSequence, resources)
    resolved = entry.record if entry is not None else ReferenceSequence({})
    accessions = accessions_of(resolved)
    shown = _DISPLAYED.match((reference.display or "").strip())
    if not accessions and shown is not None and _ACCESSION.fullmatch(shown[0]):
        accessions = (shown[0],)
    return _Sequence(resolved, accessions)


def accessions_of(sequence: ReferenceSequence) -> tuple[str, ...]:
    """The identifiers of a reference sequence that HGVS names may begin with."""
    values = (identifier.value for identifier in sequence.identifier)
    return tuple(value for value in values if value and _ACCESSION.fullmatch(value))


def _on_other_sequence(
    at: str, name: HgvsName, allele: ContextualAllele, sequence: _Sequence
) -> Iterator[Violation]:
    """HG-3: the accession of a name, or else its coordinate type, fits the allele's reference
    sequence."""
    expected = " or ".join(sequence.accessions)
    on = " and ".join(name.others) or name.accession
    if on is None:
        types = allele.contextualAlleleType, sequence.record.referenceSequenceType
        axes = [_AXES_ON[each] for each in types if each is not None and each in _AXES_ON]
        if not axes or any(name.axis in each for each in axes):
            return
        on = next(word for each, word in _WORDS.items() if name.axis in each)
        expected = expected or _WORDS[axes[0]]
    elif not expected or any(_may_be_on(each, sequence) for each in name.others or (on,)):
        return
    reference = allele.referenceCoordinate.referenceSequence
    if on == reference.display and is_misnamed(sequence.record):
        return  # The display agrees with the name, and RS-1 or RS-2 reports the accession.
    values = {"name": name.name, "found": on, "expected": expected}
    other = allele.referenceCoordinate.at("referenceSequence")
    yield Violation("HG-3", at, values, value=name.name, other=other)


def _is_of_transcript_on(name: HgvsName, sequence: _Sequence) -> bool:
    """Whether a name is of a transcript on the genomic sequence of the allele.

    As NC_000017.11(NM_007294.4):c.181T>G on NC_000017.11: neither the place nor the strand of the
    transcript there is known.
    """
    whole = name.around or name.accession
    if whole is None or name.axis not in "cnr" or _molecule(whole) != "genomic":
        return False
    return any(_is_same(whole, known) for known in sequence.accessions)


def _is_same(accession: str, known: str) -> bool:
    """Whether two accessions are equal; RS-2 reports a missing version."""
    if known in (accession, main_accession(accession)):
        return True
    return "." not in known and accession.partition(".")[0] == known


def _molecule(accession: str) -> str | None:
    """The type of the contextual alleles on a sequence, by the form of its accession."""
    kind = accession_kind(accession)
    return None if kind is None else ALLELE_TYPES[kind]


def _may_be_on(accession: str, sequence: _Sequence) -> bool:
    """Whether an accession belongs to a sequence, as far as its accessions are known.

    A partial description may omit some; but no authority gives a sequence two, and none is for
    another kind of molecule.
    """
    if any(_is_same(accession, known) for known in sequence.accessions):
        return True
    molecules = {_molecule(each) for each in (accession, *sequence.accessions)} - {None}
    if len(molecules) > 1:
        return False
    is_partial = sequence.record.is_subsetted
    return is_partial and authority(accession) not in map(authority, sequence.accessions)


# HG-4 and HG-5

_NON_CODING = re.compile(r"[NX]R_")
_FROM_START = ("frameshift", "extension")
"""Changes whose name gives only the first residue."""


def _other_change(
    at: str, name: HgvsName, allele: ContextualAllele, sequence: _Sequence
) -> Iterator[Violation]:
    """HG-4, or else HG-5: a name has the place and the sequences of the allele."""
    if name.alleles > 1:
        return
    placed, edit = placed_allele(allele, name.axis), name.edit
    coding = _coding_region(name, sequence)
    impossible = name.why_impossible(*coding)
    if impossible is not None:
        yield _elsewhere(at, name, impossible, placed)
        return
    intervals = name.intervals(*coding)
    if intervals and not _is_at(edit, placed, intervals):
        same = placed.may_be(edit, intervals[-1])
        half = any(_meets(placed, interval) for interval in intervals)
        if same or not (placed.length_mismatch and half):
            found_at = _shown(intervals[0].start, intervals[0].end)
            found = _elsewhere(at, name, found_at, placed, "info" if same else None)
            ends = None if same else _better_ends(name, intervals[0], edit, placed, allele, coding)
            yield replace(found, suggestion=ends)
        return
    difference = _first_difference(edit, placed)
    # If the places are unknown, the name may be elsewhere in a repeat.
    known = bool(intervals) and placed.interval is not None
    if difference is not None and (known or not placed.may_be_somewhere(edit)):
        sequence_of, named = difference
        pointer, held = sequences(allele)[sequence_of]
        if pointer in {violation.pointer for violation in change_and_sequences(allele)}:
            return  # XA-9 reports a change type that does not fit the sequence.
        values = {"name": name.name, "found": named, "property": sequence_of}
        values["expected"] = held or "empty"
        yield Violation("HG-5", at, values, value=name.name, other=pointer)


def _better_ends(
    name: HgvsName,
    interval: Interval,
    edit: HgvsEdit,
    placed: PlacedAllele,
    allele: ContextualAllele,
    coding: tuple[int | None, int | None],
) -> Tree | None:
    """The ends of an allele's reference coordinate if a name is right.

    None if its sequences, or another name, would contradict them.
    """
    coordinate, reference = allele.referenceCoordinate, placed.reference
    positions = (coordinate.start, coordinate.end)
    first, last = coding
    if name.axis == "c" and first and last and (last - first + 1) % 3:
        return None  # RS-5 reports the coding region that the positions are counted from.
    if interval.in_intron or any(each.has("externalOffsetLength") for each in positions):
        return None
    if reference is not None and interval.length != len(reference):
        return None
    if edit.kind in _FROM_START or _first_difference(edit, placed) is not None:
        return None
    for given in allele.alleleName:
        other = parse(given.name or "", given.nameType or "") if given.nameType in AXES_OF else None
        if isinstance(other, HgvsName) and interval not in other.intervals(*coding):
            return None
    start, end = interval.start.index, interval.end.index
    return {"start": {"index": start}, "end": {"index": end}}


def _elsewhere(
    at: str, name: HgvsName, found_at: str, placed: PlacedAllele, severity: Severity | None = None
) -> Violation:
    """HG-4: a name is at another place than the allele."""
    values = {"name": name.name, "found": found_at, "expected": _shown(placed.start, placed.end)}
    return Violation("HG-4", at, values, severity, value=name.name, other="/referenceCoordinate")


def _coding_region(name: HgvsName, sequence: _Sequence) -> tuple[int | None, int | None]:
    """The origins of a name's positions: the first and the last coding base, 1-based."""
    if name.axis not in "cr":
        return 1, None
    start, end = sequence.record.cdsStart, sequence.record.cdsEnd
    accessions = (name.accession or "", *sequence.accessions)
    if name.axis == "r" and start is None and any(map(_NON_CODING.match, accessions)):
        return 1, None
    if start is not None and end is not None and start > end:
        return None, None
    return start, end


def _is_at(edit: HgvsEdit, allele: PlacedAllele, intervals: list[Interval]) -> bool:
    """Whether the allele is at one of the intervals, as far as its place is given."""
    if edit.kind in _FROM_START:
        return allele.start is None or allele.start == intervals[0].start
    if allele.interval is not None:
        return allele.interval in intervals
    # One end says little about a change that can be shifted along a repeat.
    nowhere = allele.start is None and allele.end is None
    return nowhere or edit.kind != "substitution" or _meets(allele, intervals[0])


def _meets(allele: PlacedAllele, interval: Interval) -> bool:
    return allele.start == interval.start or allele.end == interval.end


def _shown(*positions: InterbasePosition | None) -> str:
    """An interval as interbase positions, such as `609+12 to 609+13`."""
    return " to ".join(
        "(incomplete)" if each is None else str(each) if each.offset else str(each.index)
        for each in positions
    )


def _first_difference(edit: HgvsEdit, allele: PlacedAllele) -> tuple[SequenceProperty, str] | None:
    """The first property of the allele that differs in a name, and the name's value."""
    held = None if allele.length_mismatch else allele.reference
    stated, alternate = edit.reference, edit.alternate
    own = allele.interval
    if edit.kind in _FROM_START:
        stated, held = (stated or ())[:1] or None, (held or ())[:1] or None
    elif edit.kind == "duplication" and allele.length_mismatch:
        return None
    elif edit.kind == "duplication" and (own.start == own.end if own else not held):
        stated, alternate = (), edit.reference
    elif held is not None or stated is not None:
        alternate = edit.applied(stated or () if held is None else held)
    if stated is not None and held is not None and not matches(stated, held):
        return "refAllele", _written(stated)
    if alternate is None or allele.alternate is None or matches(alternate, allele.alternate):
        return None
    return "allele", _written(alternate)


def _written(residues: Residues) -> str:
    """A sequence in a message."""
    if residues and set(residues) == {ANY}:
        return "1 residue" if len(residues) == 1 else f"{len(residues)} residues"
    return "".join(residues) or "no sequence"
