"""Where rows in introns are on the genome, on both strands and in repeats."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.variation.sequences import complement
from tests.messages.registry.documents import SERVER, Document, findings, trees


def document(genomic: Document, transcript: Document, name: str, own_name: str) -> Document:
    """A document with one row on a chromosome and one on a transcript."""
    rows = {
        "genomicAlleles": [
            {
                "hgvs": [f"NC_000017.11:g.{name}"] if name else [],
                "referenceSequence": f"{SERVER}/refseq/RS000065",
                "coordinates": [genomic],
                "referenceGenome": "GRCh38",
                "chromosome": "17",
            }
        ],
        "transcriptAlleles": [
            {
                "hgvs": [f"ENST00000508200.5:n.{own_name}"],
                "referenceSequence": f"{SERVER}/refseq/RS2",
                "coordinates": [transcript],
            }
        ],
    }
    names = {"@context": f"{SERVER}/schema/allele.jsonld", "@id": f"{SERVER}/allele/CA1"}
    return names | {"type": "nucleotide"} | rows


def genomic(start: int, reference: str, alternate: str) -> Document:
    end = start + len(reference)
    return {"start": start, "end": end, "referenceAllele": reference, "allele": alternate}


def before_exon(start: int, end: int, reference: str, alternate: str) -> Document:
    """A coordinate before the exon that begins at index 187, so many bases into the intron."""
    side = {"startIntronDirection": "-", "endIntronDirection": "-"}
    offsets = {"start": 187, "startIntronOffset": start, "end": 187, "endIntronOffset": end}
    return side | offsets | {"referenceAllele": reference, "allele": alternate}


def indexes(given: Document) -> tuple[Any, Any]:
    """The genomic indexes of the start and the end of the row in the intron."""
    [row] = [t for t in trees([given]) if t.get("contextualAlleleType") == "transcript"]
    ends = row["referenceCoordinate"]["start"], row["referenceCoordinate"]["end"]
    first, last = (end.get("externalGenomicPositionIndex") for end in ends)
    return first, last


# On the minus strand, 187-k is 1000 + k: what is leftmost there is rightmost on the genome.
@pytest.mark.parametrize(
    ("genome", "name", "own", "own_name", "expected"),
    [
        # A substitution and a deletion that no repeat shifts.
        (genomic(1004, "A", "C"), "1005A>C", before_exon(5, 4, "T", "G"), "188-5T>G", (1005, 1004)),
        (genomic(1003, "AC", ""), "1004_1005del", before_exon(5, 3, "GT", ""), "188-5_188-4del",
         (1005, 1003)),
        # Deletions in repeats: by one unit and more, and by a part of one.
        (genomic(1003, "A", ""), "1007del", before_exon(7, 6, "T", ""), "188-4del", (1007, 1006)),
        (genomic(1000, "CTGGTCAG", ""), "1017_1024del", before_exon(24, 16, "CTGACCAG", ""),
         "188-8_188-1del", (1024, 1016)),
        (genomic(1003, "CTG", ""), "1005_1007del", before_exon(7, 4, complement("TGC"), ""),
         "188-6_188-4del", (1007, 1004)),
        # Duplications and insertions.
        (genomic(1003, "", "AC"), "1008_1009dup", before_exon(9, 9, "", "GT"), "188-5_188-4dup",
         (1009, 1009)),
        (genomic(1003, "", "ACC"), "1004_1005insCCA", before_exon(4, 4, "", "TGG"),
         "188-4_188-3insGGT", (1004, 1004)),
    ],
)  # fmt: skip
def test_on_the_minus_strand_a_row_is_where_the_genomic_name_is(
    genome: Document, name: str, own: Document, own_name: str, expected: tuple[int, int]
) -> None:
    given = document(genome, own, name, own_name)
    assert indexes(given) == expected
    assert [f.rule for f in findings(given) if f.severity != "info"] == []


@pytest.mark.parametrize(
    ("genome", "name", "own", "own_name", "expected"),
    [
        (genomic(974, "A", ""), "979del", before_exon(26, 25, "A", ""), "188-21del", (974, 975)),
        (genomic(974, "", "ACC"), "980_982dup", before_exon(26, 26, "", "ACC"), "188-20_188-18dup",
         (974, 974)),
        (genomic(974, "A", ""), "", before_exon(26, 25, "A", ""), "188-21del", (974, 975)),
    ],
)  # fmt: skip
def test_on_the_plus_strand_a_row_is_where_the_genomic_row_is(
    genome: Document, name: str, own: Document, own_name: str, expected: tuple[int, int]
) -> None:
    given = document(genome, own, name, own_name)
    assert indexes(given) == expected
    assert [f.rule for f in findings(given) if f.severity == "error"] == []


@pytest.mark.parametrize(
    ("genome", "name", "own"),
    [
        (genomic(1003, "A", ""), "", before_exon(7, 6, "T", "")),  # no name
        (genomic(1003, "A", ""), "=", before_exon(7, 6, "T", "")),  # no place
        (genomic(1003, "A", ""), "3007del", before_exon(7, 6, "T", "")),  # too far for a repeat
        (genomic(1003, "A", ""), "1001del", before_exon(7, 6, "T", "")),  # to the left
        (genomic(1003, "A", ""), "1006_1007del", before_exon(7, 6, "T", "")),  # another length
        (genomic(1003, "AT", ""), "1005_1006del", before_exon(7, 5, "AT", "")),  # which strand?
        (genomic(1003, "AG", ""), "", before_exon(7, 5, "TC", "")),  # shifted by one or by none?
        (genomic(1003, "A", ""), "1007del", before_exon(7, 6, "C", "")),  # another change
    ],
)
def test_where_shift_or_strand_are_not_known_there_is_no_index(
    genome: Document, name: str, own: Document
) -> None:
    assert indexes(document(genome, own, name, "188-4del")) == (None, None)
