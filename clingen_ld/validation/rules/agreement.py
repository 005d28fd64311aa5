"""The alleles under one simple canonical allele mean the same change (CO-13)."""

from __future__ import annotations

from collections.abc import Iterator

from clingen_ld.validation.findings import Breach
from clingen_ld.validation.reading import Tree, last_step, natural, part, target, text
from clingen_ld.validation.registry import Entry, ResourceSet, set_rule
from clingen_ld.validation.rules.alphabet import NUCLEOTIDE_TYPES
from clingen_ld.validation.rules.changes import Change, change_of, same_change
from clingen_ld.validation.rules.links import found, gathered
from clingen_ld.validation.rules.reference_sequence import accession_of, genome_build

_PSEUDOAUTOSOMAL = {"X", "Y"}
"""The chromosomes that have regions in common, so that an allele may lie on both."""

_Member = tuple[str, Entry]
"""A contextual allele with the pointer of the reference to it."""


@set_rule("CanonicalAllele")
def members_agree(entry: Entry, resources: ResourceSet) -> Iterator[Breach]:
    """CO-13: on one sequence they are one change, on one build they lie on one chromosome."""
    if text(entry.tree, "complexity") != "simple":
        return
    members = list(_members(entry.tree, resources))
    yield from _one_change(members, resources)
    yield from _one_chromosome(members, resources)
    for pointer, member in members:
        yield from _with_its_genomic_sibling(pointer, member, members, resources)


def _members(canonical: Tree, resources: ResourceSet) -> Iterator[_Member]:
    """The nucleotide alleles of the set that are gathered, each once."""
    seen: set[str] = set()
    for pointer, _, value in gathered(canonical):
        allele = found(value, "ContextualAllele", resources)
        if allele is None or allele.iri in seen:
            continue
        seen.add(allele.iri)
        if text(allele.tree, "contextualAlleleType") in NUCLEOTIDE_TYPES:
            yield pointer, allele


def _one_change(members: list[_Member], resources: ResourceSet) -> Iterator[Breach]:
    first: dict[str, tuple[Entry, Change]] = {}
    for pointer, member in members:
        value = part(member.tree, "referenceCoordinate").get("referenceSequence")
        sequence, change = sequence_key(value, resources), change_of(member.tree)
        if sequence is None or change is None:
            continue
        other, one = first.setdefault(sequence, (member, change))
        if not same_change(one, change):
            problem = f"on {sequence}, {change.shown} is not {one.shown}"
            yield _differ(pointer, member, other, problem)


def _one_chromosome(members: list[_Member], resources: ResourceSet) -> Iterator[Breach]:
    first: dict[str, tuple[Entry, str]] = {}
    for pointer, member in members:
        build, chromosome = _chromosome(member.tree, resources)
        if build is None or chromosome is None:
            continue
        other, one = first.setdefault(build, (member, chromosome))
        if one != chromosome and {one, chromosome} != _PSEUDOAUTOSOMAL:
            problem = f"on {build}, chromosome {chromosome} is not chromosome {one}"
            yield _differ(pointer, member, other, problem)


def _chromosome(allele: Tree, resources: ResourceSet) -> tuple[str | None, str | None]:
    """The build and the chromosome that an allele lies on, as far as its sequence tells."""
    value = part(allele, "referenceCoordinate").get("referenceSequence")
    sequence = found(value, "ReferenceSequence", resources)
    if sequence is None or text(sequence.tree, "referenceSequenceType") != "chromosome":
        return None, None
    return genome_build(sequence.tree), text(sequence.tree, "chromosome")


def _with_its_genomic_sibling(
    pointer: str, member: Entry, members: list[_Member], resources: ResourceSet
) -> Iterator[Breach]:
    """An intron allele's genomic position is that of the genomic allele on that sequence."""
    coordinate = part(member.tree, "referenceCoordinate")
    start, end = part(coordinate, "start"), part(coordinate, "end")
    sequence = sequence_key(start.get("externalGenomicReferenceSequence"), resources)
    if sequence is None or sequence != sequence_key(
        end.get("externalGenomicReferenceSequence"), resources
    ):
        return
    first = natural(start, "externalGenomicPositionIndex")
    last = natural(end, "externalGenomicPositionIndex")
    if first is None or last is None:
        return
    siblings = list(_on(sequence, members, resources))
    # On the minus strand the genomic interval is met from its end.
    interval = (min(first, last), max(first, last))
    if siblings and not any(_is_there(interval, member.tree, change) for _, change in siblings):
        other, change = siblings[0]
        problem = f"on {sequence}, {interval[0]}-{interval[1]} is not {change.start}-{change.end}"
        yield _differ(pointer, member, other, problem)


def _on(
    sequence: str, members: list[_Member], resources: ResourceSet
) -> Iterator[tuple[Entry, Change]]:
    for _, member in members:
        value = part(member.tree, "referenceCoordinate").get("referenceSequence")
        change = change_of(member.tree)
        if change is not None and sequence_key(value, resources) == sequence:
            yield member, change


def _is_there(interval: tuple[int, int], intron: Tree, sibling: Change) -> bool:
    """Whether an intron allele is at the place of its sibling, or shifted along a repeat."""
    if interval == (sibling.start, sibling.end):
        return True
    allele = text(intron, "allele")
    reference = text(intron, "referenceCoordinate", "refAllele")
    if allele is None or reference is None or len(reference) != interval[1] - interval[0]:
        return False
    own = Change(*interval, reference, allele)
    if own.alternate and own.reference:
        return False  # Only what is inserted or deleted can be shifted.
    return same_change(own, sibling) or same_change(own.complemented(), sibling)


def sequence_key(reference: object, resources: ResourceSet) -> str | None:
    """The sequence that a reference means: its accession when it is known, else its IRI."""
    sequence = found(reference, "ReferenceSequence", resources)
    if sequence is None:
        return target(reference)
    return accession_of(sequence.tree) or sequence.iri


def _differ(pointer: str, member: Entry, other: Entry, problem: str) -> Breach:
    values = {
        "target": last_step(member.iri),
        "other": last_step(other.iri),
        "problem": problem,
    }
    return Breach("CO-13", pointer, values)
