"""The letters that sequences are written in (XA-7), and what they say with the change (XA-9)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clingen_ld.validation.findings import Breach
from clingen_ld.validation.reading import Tree, ontology_codings, text
from clingen_ld.validation.registry import resource_rule

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
def written_in_their_alphabet(tree: Tree) -> Iterator[Breach]:
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
            yield Breach(
                "XA-7",
                "/" + "/".join(path),
                values,
                value=sequence,
                suggestion=better if residues(tree, better) is not None else None,
            )


@resource_rule("ContextualAllele", alike=True)
def change_and_sequences(tree: Tree) -> Iterator[Breach]:
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


def _disagrees(pointer: str, change: str, problem: str, value: str) -> Breach:
    return Breach("XA-9", pointer, {"change": change, "problem": problem}, value=value)
