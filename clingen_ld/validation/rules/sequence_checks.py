"""What only the sequences themselves can tell (SQ-1, SQ-2, SQ-3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from clingen_ld.model.trees import Tree, integer, part, parts, text
from clingen_ld.validation.findings import Violation
from clingen_ld.validation.rule_registry import Entry, ResourceSet
from clingen_ld.variation.sequence_sources import SequenceSource

_COMPLEMENT = str.maketrans("ACGT", "TGCA")
_PLAIN_BASES = re.compile(r"[ACGT]*")
# A longer repeat is not walked to its end: a finding lists a few placements only.
_FARTHEST = 10_000
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
            yield from _placements(entry.tree, reference, low, accession, source)


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
    if reference not in (found, found.translate(_COMPLEMENT)[::-1]):
        yield _differs(reference, genomic, found)


def _differs(reference: str, accession: str, found: str) -> Violation:
    values = {"refAllele": reference or '""', "accession": accession, "found": found or '""'}
    return Violation("SQ-1", "/referenceCoordinate/refAllele", values, value=reference)


def residues(tree: Tree, sequence: str | None) -> str | None:
    """A sequence of a message in the letters of a FASTA file, or None where it has others."""
    if sequence is None:
        return None
    if text(tree, "contextualAlleleType") == "amino-acid":
        from bioutils.sequences import aa3_to_aa1_lut

        three = re.findall(r"[A-Z][a-z]{2}", sequence)
        if three and "".join(three) == sequence:
            return "".join(aa3_to_aa1_lut.get(letters, "X") for letters in three)
        return sequence if sequence.isupper() or not sequence else None
    plain = sequence.upper().replace("U", "T")
    return plain if _PLAIN_BASES.fullmatch(plain) else None


def decided(
    violation: Violation, entry: Entry, resources: ResourceSet, source: SequenceSource
) -> Violation:
    """A name at another place (HG-4): an info when it is the same change there by the sequence."""
    named = re.fullmatch(r"(\d+) to (\d+)", str(violation.values.get("found")))
    coordinate = part(entry.tree, "referenceCoordinate")
    start = integer(coordinate, "start", "index")
    reference = residues(entry.tree, text(coordinate, "refAllele"))
    accession = _known(coordinate.get("referenceSequence"), resources, source)
    if violation.rule != "HG-4" or named is None or violation.severity == "info":
        return violation
    if start is None or reference is None or accession is None:
        return violation
    shift, width = int(named[1]) - start, int(named[2]) - int(named[1])
    same = shift in _shifts(entry.tree, reference, start, accession, source)
    return replace(violation, severity="info") if same and width == len(reference) else violation


def _shifts(
    tree: Tree, reference: str, start: int, accession: str, source: SequenceSource
) -> list[int]:
    """By how many residues an insertion or deletion can be shifted (full justification)."""
    alternate = residues(tree, text(tree, "allele"))
    if alternate is None or bool(reference) == bool(alternate):
        return []
    sequence, width = reference or alternate, len(reference)
    left = _roll(sequence, start, accession, source, -1)
    right = _roll(sequence, start + width, accession, source, 1)
    return [n for n in range(-left, right + 1) if n]


def _placements(
    tree: Tree, reference: str, start: int, accession: str, source: SequenceSource
) -> Iterator[Violation]:
    """Where else the same insertion or deletion can be placed."""
    shifts, width = _shifts(tree, reference, start, accession, source), len(reference)
    if shifts:
        shown = [f"{start + n}-{start + width + n}" for n in shifts[:_LISTED]]
        more = f" and {len(shifts) - _LISTED} more" if len(shifts) > _LISTED else ""
        values = {"placements": ", ".join(shown) + more}
        yield Violation("SQ-3", "/referenceCoordinate", values)


def _roll(sequence: str, edge: int, accession: str, source: SequenceSource, step: int) -> int:
    """By how many residues a sequence can be shifted from an edge, downstream or upstream."""
    length = source.length(accession) or 0
    low, high = (
        (edge, min(edge + _FARTHEST, length)) if step > 0 else (max(edge - _FARTHEST, 0), edge)
    )
    beside = source.fetch(accession, low, high)
    if step < 0:
        beside, sequence = beside[::-1], sequence[::-1]
    count = 0
    while count < len(beside) and beside[count] == sequence[count % len(sequence)]:
        count += 1
    return count
