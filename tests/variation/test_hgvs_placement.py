"""Placing nucleotide names: where they are, what they replace by what, and what they lack."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clingen_ld.errors import UsageError
from clingen_ld.variation.hgvs import HgvsName, parse
from clingen_ld.variation.hgvs_placement import (
    check_known,
    known_between,
    known_text,
    length_of,
    place_name,
    residues_of,
    written,
)
from clingen_ld.variation.position import InterbasePosition, Interval
from clingen_ld.variation.sequences import ANY
from clingen_ld.variation.spdi import Placement

BASES = "AACAGCAGCAGTTTGGGCCC"


SEQUENCES = {"NM_000001.1": BASES, "NP_000001.1": "MKV"}


class Source:
    """A transcript, and a protein."""

    def length(self, accession: str) -> int | None:
        return len(SEQUENCES[accession]) if accession in SEQUENCES else None

    def fetch(self, accession: str, start: int, end: int) -> str:
        return SEQUENCES[accession][start:end]


def placed(change: str, source: Source | None = None) -> Placement:
    name = parse(f"NM_000001.1:{change}")
    assert isinstance(name, HgvsName), name
    start, end = (3, 14) if name.axis == "c" else (1, None)
    return place_name(name, start, end, source)


def said(change: str, source: Source | None = None) -> str:
    with pytest.raises(UsageError) as caught:
        placed(change, source)
    return str(caught.value)


@pytest.mark.parametrize(
    ("change", "start", "end", "reference", "alternate"),
    [
        ("n.3C>T", 2, 3, "C", "T"),
        ("c.1C>T", 2, 3, "C", "T"),
        ("c.-1A>T", 1, 2, "A", "T"),
        ("c.*2G>T", 15, 16, "G", "T"),
        ("n.3_4del", 2, 4, None, ""),
        ("n.3_4delCA", 2, 4, "CA", ""),
        ("n.3_4insTT", 3, 3, "", "TT"),
        ("n.3_4delinsG", 2, 4, None, "G"),
        ("n.3_4dupCA", 4, 4, "", "CA"),
        ("n.3_5invCAG", 2, 5, "CAG", "CTG"),
        ("n.3C=", 2, 3, "C", "C"),
    ],
)
def test_places(change: str, start: int, end: int, reference: str | None, alternate: str) -> None:
    wanted = Placement("NM_000001.1", Interval.of(start, end), reference, alternate)
    assert placed(change) == wanted
    # The sequence tells what the name leaves out, and nothing else.
    known = "" if start == end else BASES[start:end]
    assert placed(change, Source()) == replace(wanted, reference=known)


@pytest.mark.parametrize(
    ("change", "start", "end", "reference", "alternate"),
    [
        ("n.3_4dup", 4, 4, "", "CA"),
        ("n.3_5inv", 2, 5, "CAG", "CTG"),
        ("n.3=", 2, 3, "C", "C"),
        ("n.3CAG[5]", 2, 11, "CAGCAGCAG", "CAG" * 5),
        ("n.3_5[1]", 2, 11, "CAGCAGCAG", "CAG"),
    ],
)
def test_what_the_sequence_tells(
    change: str, start: int, end: int, reference: str, alternate: str
) -> None:
    assert said(change)
    found = placed(change, Source())
    assert found == Placement("NM_000001.1", Interval.of(start, end), reference, alternate)


def test_introns_are_placed_and_have_no_known_bases() -> None:
    found = placed("c.3+2T>G", Source())
    assert found.interval == Interval(InterbasePosition(5, "+", 1), InterbasePosition(5, "+", 2))
    assert (found.reference, found.alternate) == ("T", "G")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("n.3A>T", "it says A, but NM_000001.1 has C at position 3"),
        ("n.3_4delGG", "it says GG, but NM_000001.1 has CA at positions 3 to 4"),
        ("n.30A>T", "beyond the end of NM_000001.1, which is 20 long"),
        ("c.-5A>T", "before the first base"),
        ("n.(3_5)del", "its positions are uncertain"),
        ("n.3_4insN[?]", "it does not give the inserted sequence"),
        ("n.3CAG[(2_5)]", "how many copies its repeat has is unknown"),
        ("n.4CAG[5]", "it says CAG, but NM_000001.1 has AGC at positions 4 to 6"),
        ("n.3CAG[9999]", "more than 10000 bases"),
        ("c.3+1CAG[5]", "the end of the repeat is unknown in an intron"),
    ],
)
def test_what_cannot_be_placed(change: str, words: str) -> None:
    assert words in said(change, Source())


@pytest.mark.parametrize(
    ("change", "start"),
    [("c.1C>T", None), ("c.1CAG[5]", None), ("c.1_2insA", None), ("c.*2G>T", None), ("c.*2G>T", 3)],
)
def test_coding_names_without_a_coding_region(change: str, start: int | None) -> None:
    name = parse(f"NM_000001.1:{change}")
    assert isinstance(name, HgvsName)
    with pytest.raises(UsageError, match="count from a coding region that is not known"):
        place_name(name, start, None, Source())


def test_known_residues() -> None:
    source, three = Source(), Interval.of(0, 3)
    assert known_between(source, "NM_000001.1", three) == ("A", "A", "C")
    assert known_between(source, "NP_000001.1", three, protein=True) == ("Met", "Lys", "Val")
    behind = known_between(source, "NP_000001.1", Interval.of(2, 4), protein=True)
    assert behind == ("Val", "Ter")
    assert known_between(source, "NM_000002.1", three) is None
    assert known_between(None, "NM_000001.1", three) is None


def test_lengths() -> None:
    assert length_of("NM_000001.1", Source()) == 20
    assert length_of("NM_000002.1", Source()) is None
    assert length_of("NC_012920.1", None) == 16_569


def test_residues_of_both_alphabets() -> None:
    assert residues_of("ACGT", "genomic") == ("A", "C", "G", "T")
    assert residues_of("MetTer", "amino-acid") == residues_of("M*", "amino-acid")
    assert residues_of(None, "genomic") is None
    with pytest.raises(UsageError, match="EFX is not written in the codes of nucleotides"):
        residues_of("EFX", "genomic")
    assert written(("Met", "Ter"), "amino-acid") == "M*"
    assert written(("A", "C"), "genomic") == known_text(("A", "C")) == "AC"
    assert known_text(("A", ANY)) is None


def test_a_long_difference_is_shown_in_part() -> None:
    with pytest.raises(UsageError, match=r"it says A{20}\.\.\., but X has C{20}\.\.\. at"):
        check_known(("A",) * 30, ("C",) * 30, "X", 4)
    check_known(("A", ANY), ("A", "C"), "X", 4)
