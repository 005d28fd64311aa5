"""What only the sequences themselves can tell (SQ-1, SQ-2, SQ-3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from clingen_ld.model.trees import Tree, integer, part, parts, text
from clingen_ld.validation.findings import Violation
from clingen_ld.validation.rule_registry import Entry, ResourceSet
from clingen_ld.variation.change import Change
from clingen_ld.variation.residues import complement, is_known, one_letter, read_residues
from clingen_ld.variation.sequence_sources import SequenceSource

_LISTED = 10


def check_sequences(
    entry: Entry, resources: ResourceSet, source: SequenceSource
) -> Iterator[Violation]:
    """The violations of SQ-1, SQ-2 and SQ-3 in a contextual allele."""
    coordinate = part(entry.tree, "referenceCoordinate")
    start, end = part(coordinate, "start"), part(coordinate, "end")
    accession = _known(coordinate.get("referenceSequence"), resources, source)
    outside = False
    for name, position in (("start", start), ("end", end)):
        for violation in _outside(name, position, accession, resources, source):
            outside = True
            yield violation
    reference = residues(entry.tree, text(coordinate, "refAllele"))
    if outside or reference is None:
        return
    if "externalOffsetLength" in start or "externalOffsetLength" in end:
        yield from _in_intron(reference, start, end, resources, source)
    elif accession is not None:
        low, high = integer(start, "index"), integer(end, "index")
        if low is None or high is None or low > high:
            return
        found = source.fetch(accession, low, high)
        if found != reference:
            yield _differs(reference, accession, found)
        else:
            change = Change(low, high, reference, residues(entry.tree, text(entry.tree, "allele")))
            yield from _placements(change, accession, source)


def _known(reference: object, resources: ResourceSet, source: SequenceSource) -> str | None:
    """The accession of a reference to a sequence under which the source has it."""
    target = resources.target(reference)
    names = (
        [] if target is None else [text(i, "value") for _, i in parts(target.tree, "identifier")]
    )
    display = text(reference, "display")
    names.append(re.split(r"[\s(]", display)[0] if display else None)
    return next((n for n in names if n and source.length(n) is not None), None)


def _outside(
    name: str,
    position: Tree,
    accession: str | None,
    resources: ResourceSet,
    source: SequenceSource,
) -> Iterator[Violation]:
    genomic = _known(position.get("externalGenomicReferenceSequence"), resources, source)
    for key, on in (("index", accession), ("externalGenomicPositionIndex", genomic)):
        index = integer(position, key)
        length = source.length(on) if on is not None else None
        if index is not None and length is not None and index > length:
            values = {"property": key, "value": index, "accession": on, "length": length}
            yield Violation("SQ-2", f"/referenceCoordinate/{name}/{key}", values, value=index)


def _in_intron(
    reference: str, start: Tree, end: Tree, resources: ResourceSet, source: SequenceSource
) -> Iterator[Violation]:
    """The bases of an intron stand in the genomic sequence, on one strand or the other."""
    genomic = _known(start.get("externalGenomicReferenceSequence"), resources, source)
    ends = [integer(p, "externalGenomicPositionIndex") for p in (start, end)]
    if genomic is None or ends[0] is None or ends[1] is None:
        return
    found = source.fetch(genomic, min(ends[0], ends[1]), max(ends[0], ends[1]))
    if reference not in (found, complement(found)):
        yield _differs(reference, genomic, found)


def _differs(reference: str, accession: str, found: str) -> Violation:
    values = {"refAllele": reference or '""', "accession": accession, "found": found or '""'}
    return Violation("SQ-1", "/referenceCoordinate/refAllele", values, value=reference)


def residues(tree: Tree, sequence: str | None) -> str | None:
    """A sequence of a message in the letters of a FASTA file, or None where it has others."""
    is_protein = text(tree, "contextualAlleleType") == "amino-acid"
    found = read_residues(sequence, is_protein)
    if found is None or not (is_protein or all(map(is_known, found))):
        return None
    return one_letter(found)


def decided(
    violation: Violation, entry: Entry, resources: ResourceSet, source: SequenceSource
) -> Violation:
    """HG-4 by the sequence: an info when the name is the same change, shifted along a repeat."""
    named = re.fullmatch(r"(\d+) to (\d+)", str(violation.values.get("found")))
    if violation.rule != "HG-4" or named is None:
        return violation
    coordinate = part(entry.tree, "referenceCoordinate")
    accession = _known(coordinate.get("referenceSequence"), resources, source)
    start = integer(coordinate, "start", "index")
    reference = residues(entry.tree, text(coordinate, "refAllele"))
    alternate = residues(entry.tree, text(entry.tree, "allele"))
    if accession is None or start is None or reference is None or alternate is None:
        return violation
    change, (low, high) = Change.of(start, reference, alternate).trim(), map(int, named.groups())
    if not change.is_shiftable or high - low != change.end - change.start:
        return violation
    is_same = low - change.start in _shifts(change, accession, source)
    return replace(violation, severity="info" if is_same else None)


def _shifts(change: Change[str], accession: str, source: SequenceSource) -> range:
    return change.shifts(partial(source.fetch, accession), source.length(accession) or 0)


def _placements(change: Change[str], accession: str, source: SequenceSource) -> Iterator[Violation]:
    """SQ-3: where else the same insertion or deletion can be placed."""
    shifts = _shifts(change, accession, source)
    if len(shifts) == 1:
        return
    few = [n for n in shifts[: _LISTED + 1] if n][:_LISTED]
    shown = [f"{change.start + n}-{change.end + n}" for n in few]
    others = len(shifts) - 1 - len(few)
    more = f" and {others} more" if others else ""
    values = {"placements": ", ".join(shown) + more}
    yield Violation("SQ-3", "/referenceCoordinate", values)
