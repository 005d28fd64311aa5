"""Intervals: their order (XA-5), and their length (XA-6, XA-12, insertions of XA-9)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clingen_ld.model.trees import Tree, natural, ontology_codings, part, present, target, text
from clingen_ld.validation.findings import Violation
from clingen_ld.validation.rule_registry import resource_rule

NUCLEOTIDE_TYPES = ("genomic", "transcript")

_NUCLEOTIDES = re.compile(r"[ACGTURYSWKMBDHVN]*")
_AMINO_ACIDS = re.compile(
    r"[A-Z*]*|(?:Ala|Arg|Asn|Asp|Asx|Cys|Gln|Glu|Glx|Gly|His|Ile|Leu|Lys|Met|Phe|Pro|Pyl|Sec|Ser"
    r"|Thr|Trp|Tyr|Val|Xaa|Xle|Ter|[*])*"
)
_THREE_LETTERS = re.compile(r"[A-Z][a-z][a-z]")
_PLACES = (("allele",), ("referenceCoordinate", "refAllele"))
_NOTHING = ("-", ".")
"""What other formats write for an empty sequence."""
_OBO = "http://purl.obolibrary.org/obo/"


def residues(tree: Tree, sequence: str) -> int | None:
    """How many bases or amino acids a sequence has; None when it is not in its alphabet."""
    kind = text(tree, "contextualAlleleType")
    if kind in NUCLEOTIDE_TYPES:
        return len(sequence) if _NUCLEOTIDES.fullmatch(sequence) else None
    if kind == "amino-acid" and _AMINO_ACIDS.fullmatch(sequence):
        return len(_THREE_LETTERS.sub("X", sequence))
    return None


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


def interval_length(coordinate: Tree) -> int | None:
    """The length of an interval, negative when it is turned round; None when nothing tells it.

    Without offsets it is a matter of the indexes. With offsets, both ends must be counted from
    the same edge of an exon (section 1 of the model), and no end be half an offset.
    """
    start, end = part(coordinate, "start"), part(coordinate, "end")
    low, high = natural(start, "index"), natural(end, "index")
    if low is None or high is None:
        return None
    if not _has_offset(start) and not _has_offset(end):
        return high - low
    if low != high:
        return None
    return _offset_length(start, end)


def _offset_length(start: Tree, end: Tree) -> int | None:
    """The length of an interval that lies at one edge of an exon."""
    if not _has_offset(start):
        return _offset(end) if _direction(end) == "+" else None
    if not _has_offset(end):
        return _offset(start) if _direction(start) == "-" else None
    first, last = _offset(start), _offset(end)
    if first is None or last is None or _direction(start) != _direction(end):
        return None
    return last - first if _direction(start) == "+" else abs(last - first)


def _has_offset(position: Tree) -> bool:
    return present(position, "externalOffsetLength") or present(position, "externalOffsetDirection")


def _direction(position: Tree) -> str | None:
    found = text(position, "externalOffsetDirection")
    return found if found in ("+", "-") else None


def _offset(position: Tree) -> int | None:
    """The length of a position's offset, when it also has a direction."""
    length = natural(position, "externalOffsetLength")
    return length if _direction(position) is not None else None


@resource_rule("ContextualAllele", alike=True)
def start_before_end(tree: Tree) -> Iterator[Violation]:
    """XA-5: an interval does not start after its end."""
    start = part(tree, "referenceCoordinate", "start")
    end = part(tree, "referenceCoordinate", "end")
    low, high = natural(start, "index"), natural(end, "index")
    if low is None or high is None:
        return
    shown = {"start": str(low), "end": str(high)}
    if low == high and _direction(start) == _direction(end) == "+":
        # Upstream offsets are read in either order, and other pairs tell no length.
        low, high = _offset(start) or 0, _offset(end)
        shown = {name: f"{shown[name]}+{k}" for name, k in (("start", low), ("end", high))}
    if high is not None and low > high:
        yield Violation("XA-5", f"{_AT}/start", shown)


@resource_rule("ContextualAllele", alike=True)
def as_long_as_the_reference(tree: Tree) -> Iterator[Violation]:
    """XA-6: refAllele is as long as the interval."""
    coordinate = part(tree, "referenceCoordinate")
    reference, length = text(coordinate, "refAllele"), interval_length(coordinate)
    count = None if reference is None else residues(tree, reference)
    if count is not None and length is not None and 0 <= length != count:
        values = {"residues": count, "length": length}
        yield Violation("XA-6", f"{_AT}/refAllele", values, value=reference)


@resource_rule("ContextualAllele", alike=True)
def insertion_has_no_interval(tree: Tree) -> Iterator[Violation]:
    """XA-9: an insertion takes the place of nothing."""
    if "SO:0000667" not in changes(tree):
        return
    length = interval_length(part(tree, "referenceCoordinate"))
    if length is not None and length > 0:
        values = {"change": "insertion", "problem": "end is not start"}
        yield Violation("XA-9", f"{_AT}/end", values)


@resource_rule("ContextualAllele", alike=True)
def genomic_interval_as_long(tree: Tree) -> Iterator[Violation]:
    """XA-12: the interval on the genome is as long as the one in the intron."""
    coordinate = part(tree, "referenceCoordinate")
    start, end = part(coordinate, "start"), part(coordinate, "end")
    length = interval_length(coordinate)
    if length is None or length < 0 or not (_has_offset(start) or _has_offset(end)):
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
