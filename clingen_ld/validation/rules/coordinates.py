"""Intervals: their order (XA-5), and their length (XA-6, XA-12, insertions of XA-9)."""

from __future__ import annotations

from collections.abc import Iterator

from clingen_ld.model.trees import Tree, natural, ontology_codings, part, target, text
from clingen_ld.validation.findings import Violation
from clingen_ld.validation.rule_registry import resource_rule
from clingen_ld.variation.position import Interval, read_interval
from clingen_ld.variation.residues import read_residues

NUCLEOTIDE_TYPES = ("genomic", "transcript")

_PLACES = (("allele",), ("referenceCoordinate", "refAllele"))
_NOTHING = ("-", ".")
"""What other formats write for an empty sequence."""
_OBO = "http://purl.obolibrary.org/obo/"


def residues(tree: Tree, sequence: str) -> int | None:
    """How many bases or amino acids a sequence has; None when it is not in its alphabet."""
    kind = text(tree, "contextualAlleleType")
    if kind in NUCLEOTIDE_TYPES and sequence != sequence.upper():
        return None
    is_typed = kind in (*NUCLEOTIDE_TYPES, "amino-acid")
    found = read_residues(sequence, kind == "amino-acid") if is_typed else None
    return None if found is None else len(found)


def changes(tree: Tree) -> set[str]:
    """The codes of the Sequence Ontology that say what the primary nucleotide change is."""
    terms = (term for _, _, term in ontology_codings(tree.get("primaryNucleotideChangeType")))
    return {term.removeprefix(_OBO).replace("_", ":") for term in terms if term is not None}


@resource_rule("ContextualAllele", alike=True)
def written_in_their_alphabet(tree: Tree) -> Iterator[Violation]:
    """XA-7: sequences are written in the letters of nucleotides, or of amino acids."""
    kind = text(tree, "contextualAlleleType")
    if kind not in (*NUCLEOTIDE_TYPES, "amino-acid"):
        return
    for path in _PLACES:
        sequence = text(tree, *path)
        if sequence is None or (sequence == "=" and kind == "amino-acid"):
            continue
        if residues(tree, sequence) is None:
            alphabet = "amino acids" if kind == "amino-acid" else "nucleotides"
            values = {"value": sequence, "alphabet": alphabet}
            better = "" if sequence in _NOTHING else sequence.upper()
            yield Violation(
                "XA-7",
                "/" + "/".join(path),
                values,
                value=sequence,
                suggestion=better if residues(tree, better) is not None else None,
            )


@resource_rule("ContextualAllele", alike=True)
def change_and_sequences(tree: Tree) -> Iterator[Violation]:
    """XA-9: what the change is called is what the sequences do."""
    found = changes(tree)
    allele, reference = text(tree, "allele"), text(tree, "referenceCoordinate", "refAllele")
    if "SO:0000159" in found and allele:
        yield _disagrees("/allele", "deletion", "allele is not empty", allele)
    if "SO:1000002" in found and allele == "":
        yield _disagrees("/allele", "substitution", "allele is empty", allele)
    if "SO:1000002" in found and reference == "":
        pointer = "/referenceCoordinate/refAllele"
        yield _disagrees(pointer, "substitution", "refAllele is empty", reference)
    if "SO:0002073" in found and allele is not None and reference not in (None, allele):
        yield _disagrees("/allele", "no_sequence_alteration", "allele is not refAllele", allele)


def _disagrees(pointer: str, change: str, problem: str, value: str) -> Violation:
    return Violation("XA-9", pointer, {"change": change, "problem": problem}, value=value)


_AT = "/referenceCoordinate"


@resource_rule("ContextualAllele", alike=True)
def start_before_end(tree: Tree) -> Iterator[Violation]:
    """XA-5: an interval does not start after its end."""
    coordinate = part(tree, "referenceCoordinate")
    low, high = natural(coordinate, "start", "index"), natural(coordinate, "end", "index")
    if low is None or high is None:
        return
    interval = read_interval(coordinate) or Interval.of(low, high)
    if not interval.is_ordered:
        # Where the indexes tell already, the offsets do not matter.
        start, end = (low, high) if low != high else (interval.start, interval.end)
        shown = {"start": str(start), "end": str(end)}
        yield Violation("XA-5", f"{_AT}/start", shown)


@resource_rule("ContextualAllele", alike=True)
def as_long_as_the_reference(tree: Tree) -> Iterator[Violation]:
    """XA-6: refAllele is as long as the interval."""
    coordinate = part(tree, "referenceCoordinate")
    reference, interval = text(coordinate, "refAllele"), read_interval(coordinate)
    length = None if interval is None else interval.length
    count = None if reference is None else residues(tree, reference)
    if count is not None and length is not None and 0 <= length != count:
        values = {"residues": count, "length": length}
        yield Violation("XA-6", f"{_AT}/refAllele", values, value=reference)


@resource_rule("ContextualAllele", alike=True)
def insertion_has_no_interval(tree: Tree) -> Iterator[Violation]:
    """XA-9: an insertion takes the place of nothing."""
    if "SO:0000667" not in changes(tree):
        return
    interval = read_interval(part(tree, "referenceCoordinate"))
    if interval is not None and (interval.length or 0) > 0:
        values = {"change": "insertion", "problem": "end is not start"}
        yield Violation("XA-9", f"{_AT}/end", values)


@resource_rule("ContextualAllele", alike=True)
def genomic_interval_as_long(tree: Tree) -> Iterator[Violation]:
    """XA-12: the interval on the genome is as long as the one in the intron."""
    coordinate = part(tree, "referenceCoordinate")
    start, end = part(coordinate, "start"), part(coordinate, "end")
    interval = read_interval(coordinate)
    length = interval.length if interval is not None and interval.in_intron else None
    if length is None or length < 0:
        return
    sequence = target(start.get("externalGenomicReferenceSequence"))
    if sequence is None or sequence != target(end.get("externalGenomicReferenceSequence")):
        return
    first = natural(start, "externalGenomicPositionIndex")
    last = natural(end, "externalGenomicPositionIndex")
    if first is not None and last is not None and abs(last - first) != length:
        values = {"genomic": abs(last - first), "intron": length}
        pointer = f"{_AT}/end/externalGenomicPositionIndex"
        yield Violation("XA-12", pointer, values, value=last)
