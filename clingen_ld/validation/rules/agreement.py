"""Agreement of alleles under one canonical allele (CO-13, CO-14).

The canonical allele defines which contextual alleles belong together; if the set does not have it,
they do so themselves. Each is then compared with those before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from clingen_ld.model import last_step, load_model, relative_reference
from clingen_ld.types import (
    CanonicalAllele,
    ContextualAllele,
    Position,
    Reference,
    ReferenceSequence,
)
from clingen_ld.validation.rule_registry import (
    Entry,
    ResourceSet,
    Violation,
    index,
    of_type,
    set_rule,
)
from clingen_ld.validation.rules.coordinates import NUCLEOTIDE_TYPES
from clingen_ld.validation.rules.reference_sequence import accession_of, genome_build
from clingen_ld.validation.rules.references import found, gathered
from clingen_ld.validation.rules.resource_names import is_doubtful
from clingen_ld.variation.change import Change
from clingen_ld.variation.hgvs import HgvsName, parse
from clingen_ld.variation.placed_allele import PlacedAllele, placed_allele
from clingen_ld.variation.sequences import Residues, complement, is_known

_PSEUDOAUTOSOMAL = {"X", "Y"}
"""The chromosomes with common regions, so that an allele may lie on both."""

_Allele = Entry[ContextualAllele]


class _Difference(NamedTuple):
    """The violation that an allele differs from another one under its canonical allele."""

    rule: str
    member: _Allele
    other: _Allele
    problem: str

    def violation(self, pointer: str) -> Violation:
        values = {
            "target": last_step(self.member.iri),
            "other": last_step(self.other.iri),
            "problem": self.problem,
        }
        return Violation(self.rule, pointer, values)


# Who belongs together


@index(ContextualAllele)
def under_canonical_allele(allele: ContextualAllele) -> Iterator[tuple[str, str]]:
    """Nucleotide alleles by the canonical allele that they name."""
    reference = allele.canonicalAllele.reference
    if reference and allele.contextualAlleleType in NUCLEOTIDE_TYPES:
        yield "under", reference


@set_rule(CanonicalAllele)
def members_agree(entry: Entry[CanonicalAllele], resources: ResourceSet) -> Iterator[Violation]:
    """CO-13 and CO-14: the contextual alleles of a canonical allele are one change."""
    if entry.record.complexity != "simple":
        return
    gathers = list(_gathered(entry.record, resources))
    for difference in _differences([allele for _, allele in gathers], resources):
        pointer = next(at for at, each in gathers if each.iri == difference.member.iri)
        yield difference.violation(pointer)


@set_rule(ContextualAllele)
def alleles_under_one_agree(entry: _Allele, resources: ResourceSet) -> Iterator[Violation]:
    """CO-13 and CO-14: alleles of a canonical allele that the set does not have are one change."""
    reference = entry.record.canonicalAllele
    if not reference.reference or entry.record.contextualAlleleType not in NUCLEOTIDE_TYPES:
        return
    if resources.target(reference) is not None:
        return  # Its own check covers its alleles.
    for difference in _differences(_named_under(reference, resources), resources):
        if difference.member.iri == entry.iri:
            yield difference.violation(reference.pointer)


def _gathered(canonical: CanonicalAllele, resources: ResourceSet) -> Iterator[tuple[str, _Allele]]:
    """The nucleotide alleles that the references point to, each once."""
    seen: set[str] = set()
    for reference in gathered(canonical):
        allele = found(reference, ContextualAllele, resources)
        if allele is None or allele.iri in seen:
            continue
        seen.add(allele.iri)
        if allele.record.contextualAlleleType in NUCLEOTIDE_TYPES:
            yield reference.pointer, allele


def _named_under(reference: Reference, resources: ResourceSet) -> list[_Allele]:
    """The nucleotide alleles that name a canonical allele, each once."""
    entries = resources.keyed("under", reference.reference or "")
    alleles = (of_type(entry, ContextualAllele) for entry in entries)
    return list({allele.iri: allele for allele in alleles if allele is not None}.values())


def beside(entry: _Allele, resources: ResourceSet) -> list[_Allele]:
    """The nucleotide alleles under the canonical allele of an allele, including itself."""
    reference = entry.record.canonicalAllele
    canonical = found(reference, CanonicalAllele, resources)
    if canonical is None and reference.reference and resources.target(reference) is None:
        return _named_under(reference, resources)
    if canonical is None:  # A canonical allele may list it without a back reference.
        own = relative_reference(entry.iri, resources.base)
        holders = (of_type(each, CanonicalAllele) for each in resources.keyed("gathers", own))
        canonical = next((holder for holder in holders if holder is not None), None)
    if canonical is None or canonical.record.complexity != "simple":
        return []
    return [allele for _, allele in _gathered(canonical.record, resources)]


# What differs


class _Placed(NamedTuple):
    """An allele with its change and its sequence."""

    allele: _Allele
    placed: PlacedAllele
    sequence: str


def _differences(members: list[_Allele], resources: ResourceSet) -> Iterator[_Difference]:
    differences = list(_all_differences(members, resources))
    if not differences:
        return
    # If a name of an allele contradicts its place, that must be corrected first.
    sound = [member for member in members if not is_doubtful(member, resources)]
    yield from differences if sound == members else _all_differences(sound, resources)


def _all_differences(members: list[_Allele], resources: ResourceSet) -> Iterator[_Difference]:
    on = [(member, _sequence_of(member, resources)) for member in members]
    placed = [_Placed(m, placed_allele(m.record), seq) for m, seq in on if seq is not None]
    yield from _one_change(placed)
    yield from _one_chromosome(members, resources)
    yield from _one_substitution(placed)


def _one_change(members: list[_Placed]) -> Iterator[_Difference]:
    first: dict[str, tuple[_Allele, Change[Residues]]] = {}
    for member, placed, sequence in members:
        change = placed.change
        if change is None:
            continue
        other, one = first.setdefault(sequence, (member, change))
        if not one.same(change):
            problem = f"on {sequence}, {change} is not {one}"
            yield _Difference("CO-13", member, other, problem)


def _one_chromosome(members: list[_Allele], resources: ResourceSet) -> Iterator[_Difference]:
    first: dict[str, tuple[_Allele, str]] = {}
    for member in members:
        build, chromosome = _chromosome(member.record, resources)
        if build is None or chromosome is None:
            continue
        other, one = first.setdefault(build, (member, chromosome))
        if one != chromosome and {one, chromosome} != _PSEUDOAUTOSOMAL:
            problem = f"on {build}, chromosome {chromosome} is not chromosome {one}"
            yield _Difference("CO-13", member, other, problem)


def _chromosome(allele: ContextualAllele, resources: ResourceSet) -> tuple[str | None, str | None]:
    """The build and the chromosome of an allele, if its sequence shows them."""
    reference = allele.referenceCoordinate.referenceSequence
    sequence = found(reference, ReferenceSequence, resources)
    if sequence is None or sequence.record.referenceSequenceType != "chromosome":
        return None, None
    chromosome = sequence.record.chromosome
    prop = load_model().types["ReferenceSequence"].properties["chromosome"]
    is_known = chromosome in load_model().value_sets[prop.value_set or ""].codes
    return genome_build(sequence.record), chromosome if is_known else None  # ST-5 reports others.


class _Substitution(NamedTuple):
    """A single-base substitution, and its allele."""

    allele: _Allele
    old: str
    new: str

    @property
    def on_either_strand(self) -> frozenset[tuple[str, str]]:
        """The change on its own strand and on the other one."""
        return frozenset({(self.old, self.new), (complement(self.old), complement(self.new))})


def _one_substitution(members: list[_Placed]) -> Iterator[_Difference]:
    """CO-14: substitutions of a base equal the majority's, or are complementary to them.

    If the reference bases differ too, so do the sequences, and nothing follows.
    """
    substitutions: dict[str, _Substitution] = {}
    for member, placed, sequence in members:
        found_ = substitution(member, placed)
        # CO-13 covers alleles on one sequence.
        if found_ is not None:
            substitutions.setdefault(sequence, found_)
    counted = Counter(each.on_either_strand for each in substitutions.values())
    for each in substitutions.values():
        like = [
            other
            for other in substitutions.values()
            if each.old in (other.old, complement(other.old))
        ]
        most = max(like, key=lambda other: counted[other.on_either_strand])
        if most.on_either_strand != each.on_either_strand:
            problem = f"{each.old}>{each.new} is not {most.old}>{most.new}, nor its complement"
            yield _Difference("CO-14", each.allele, most.allele, problem)


def substitution(member: _Allele, placed: PlacedAllele) -> _Substitution | None:
    """The single known base that an allele replaces by another; None for any other change."""
    reference, alternate = placed.reference, placed.alternate
    if reference is None or alternate is None or placed.length_mismatch or reference == alternate:
        return None
    change = Change.of(0, reference, alternate).trim()
    bases = (*(change.ref or ()), *(change.alt or ()))
    if len(change.ref or ()) != 1 or len(bases) != 2 or not all(map(is_known, bases)):
        return None
    return _Substitution(member, *bases)


# Introns


@set_rule(ContextualAllele)
def lies_at_its_genomic_sibling(entry: _Allele, resources: ResourceSet) -> Iterator[Violation]:
    """CO-13: an intron allele's genomic position is that of the genomic allele on that sequence."""
    coordinate = entry.record.referenceCoordinate
    start, end = coordinate.start, coordinate.end
    first, last = start.externalGenomicPositionIndex, end.externalGenomicPositionIndex
    if first is None or last is None:
        return
    sequence = sequence_key(start.externalGenomicReferenceSequence, resources)
    if sequence is None or sequence != sequence_key(
        end.externalGenomicReferenceSequence, resources
    ):
        return
    there = list(changes_on(sequence, beside(entry, resources), resources))
    # On the minus strand the genomic interval is counted from its end.
    interval = (min(first, last), max(first, last))
    if not there or any(
        _is_there(interval, entry.record, change) or _is_named(interval, other.record, change)
        for other, change in there
    ):
        return
    other, change = there[0]
    problem = f"on {sequence}, {interval[0]}-{interval[1]} is not {change.start}-{change.end}"
    pointer = _wrong_end(start, end, change).at("externalGenomicPositionIndex")
    yield _Difference("CO-13", entry, other, problem).violation(pointer)


def _wrong_end(start: Position, end: Position, change: Change[Residues]) -> Position:
    """The position of an intron allele that is not at an end of its sibling's change."""
    ends = (change.start, change.end)
    is_end = start.externalGenomicPositionIndex in ends
    return end if is_end and end.externalGenomicPositionIndex not in ends else start


def changes_on(
    sequence: str, members: list[_Allele], resources: ResourceSet
) -> Iterator[tuple[_Allele, Change[Residues]]]:
    for member in members:
        change = placed_allele(member.record).change
        if change is not None and _sequence_of(member, resources) == sequence:
            yield member, change


def _is_there(
    interval: tuple[int, int], intron: ContextualAllele, sibling: Change[Residues]
) -> bool:
    """Whether an intron allele is at the place of its sibling, or shifted along a repeat."""
    if interval == (sibling.start, sibling.end):
        return True
    placed = placed_allele(intron)
    own = Change(*interval, placed.reference, placed.alternate)
    if not own.is_shiftable or len(own.ref or ()) != own.end - own.start:
        return False
    return own.same(sibling) or own.reverse_complement().same(sibling)


def _is_named(
    interval: tuple[int, int], sibling: ContextualAllele, change: Change[Residues]
) -> bool:
    """Whether an HGVS name of a sibling, shifted along a repeat, is at a place."""
    for given in sibling.alleleName:
        name = parse(given.name or "", given.nameType or "")
        spans = name.intervals() if change.is_shiftable and isinstance(name, HgvsName) else ()
        if any((span.start.index, span.end.index) == interval for span in spans):
            return True
    return False


def _sequence_of(member: _Allele, resources: ResourceSet) -> str | None:
    return sequence_key(member.record.referenceCoordinate.referenceSequence, resources)


def sequence_key(reference: Reference, resources: ResourceSet) -> str | None:
    """The sequence of a reference: its accession if known, else its IRI."""
    sequence = found(reference, ReferenceSequence, resources)
    if sequence is None:
        return reference.reference or None
    return accession_of(sequence.record) or sequence.iri
