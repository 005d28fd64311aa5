"""CO-13: the alleles under one canonical allele mean the same change."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.variation.changes import Change, change_of, same_change
from tests.validation.builders import (
    GRCH37,
    Tree,
    at,
    canonical,
    chromosome,
    found_in_set,
    genomic,
    intron,
    intron_position,
    member,
    transcript,
    violations_of,
)

SECOND = "/relatedContextualAllele/1/contextualAllele"
FIRST = "/relatedContextualAllele/0/contextualAllele"
bases = st.text("ACGT", max_size=6)


def both() -> Tree:
    """A canonical allele of XA1 and XA2."""
    return canonical(relatedContextualAllele=[member("XA1", preferred=True), member("XA2")])


def differs(*alleles: Tree) -> bool:
    """Whether XA2 is not the change that XA1 is."""
    told = found_in_set(both(), chromosome(), *alleles, only="CO-13")
    assert told in ([], [("CO-13", "error", "CA1", SECOND)])
    return bool(told)


# --- changes ------------------------------------------------------------------------------------


def change(start: int, reference: str, alternate: str) -> Change:
    return Change(start, start + len(reference), reference, alternate)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (change(5, "A", "C"), change(5, "A", "C")),
        (change(5, "A", "C"), change(4, "GA", "GC")),  # with the base before it, as in VCF
        (change(5, "A", "C"), change(4, "GAT", "GCT")),
        (change(5, "CTT", ""), change(4, "TCT", "")),  # CFTR
        (change(5, "", "AG"), change(6, "", "GA")),
        (change(5, "", "AG"), change(7, "", "AG")),
        (change(5, "A", ""), change(4, "GA", "G")),
        (change(5, "A", ""), change(9, "A", "")),
        (change(5, "ACG", "ACG"), change(6, "C", "C")),  # nothing changed
    ],
)
def test_same_change(one: Change, other: Change) -> None:
    assert same_change(one, other)
    assert same_change(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (change(5, "A", "C"), change(5, "A", "G")),
        (change(5, "A", "C"), change(6, "A", "C")),
        (change(5, "CTT", ""), change(4, "CTT", "")),
        (change(5, "", "AG"), change(6, "", "AG")),
        (change(5, "", "AG"), change(5, "", "AGAG")),
        (change(5, "", "A"), change(5, "A", "")),
        (change(5, "A", ""), change(5005, "A", "")),
        (change(5, "A", "A"), change(5, "A", "C")),
        (change(5, "A", "A"), change(9, "A", "A")),
    ],
)
def test_another_change(one: Change, other: Change) -> None:
    assert not same_change(one, other)
    assert not same_change(other, one)


def test_what_cannot_be_told_is_let_pass() -> None:
    unknown = Change(5, 6, None, "C")
    assert same_change(unknown, change(7, "A", "C"))
    assert same_change(unknown, change(5, "A", "C"))
    assert not same_change(unknown, change(5, "A", "G"))
    assert same_change(change(5, "N", "C"), change(5, "A", "C"))


@given(bases, st.integers(0, 5), bases, bases, st.integers(0, 3), st.integers(0, 3))
def test_context_changes_nothing(
    left: str, start: int, reference: str, alternate: str, before: int, after: int
) -> None:
    # The same change with more of the bases around it.
    right = "GATTACA"
    start += len(left)
    lead, trail = left[len(left) - min(before, len(left)) :], right[:after]
    wide = change(start - len(lead), lead + reference + trail, lead + alternate + trail)
    narrow = change(start, reference, alternate)
    if reference != alternate:
        assert same_change(narrow, wide)


def applied(sequence: str, one: Change) -> str:
    return sequence[: one.start] + one.alternate + sequence[one.end :]


def test_against_the_sequences_themselves() -> None:
    # What leaves the same sequence behind is never told apart, whatever the sequence.
    chance = random.Random(7)
    for _ in range(20_000):
        text = "".join(chance.choices("AC", k=9))
        two = []
        for _ in range(2):
            start = chance.randrange(9)
            end = min(9, start + chance.randrange(4))
            alternate = "".join(chance.choices("AC", k=chance.randrange(4)))
            two.append(Change(start, end, text[start:end], alternate))
        same = applied(text, two[0]) == applied(text, two[1])
        nothing = applied(text, two[0]) == text
        if same and not nothing:
            assert same_change(*two), (text, two)


def test_the_change_of_an_allele() -> None:
    assert change_of(genomic()) == Change(100, 101, "A", "C")
    assert change_of(at(100, 101, None, "u")) == Change(100, 101, None, "T")
    for tree in (at(101, 100, None, "C"), at(100, 101, "AA", "C"), intron(), {}):
        assert change_of(tree) is None


# --- on one sequence ----------------------------------------------------------------------------


def test_one_change_on_one_sequence() -> None:
    assert not differs(genomic(), genomic("XA2"))
    assert not differs(at(5, 8, "CTT", ""), at(4, 7, "TCT", "", "XA2"))
    assert differs(genomic(), genomic("XA2", allele="G"))
    assert differs(at(5, 8, "CTT", ""), at(4, 7, "CTT", "", "XA2"))


def test_sequences_are_one_by_their_accession() -> None:
    again = chromosome(id="SEQ2")
    two = genomic("XA2", allele="G")
    two["referenceCoordinate"]["referenceSequence"] = {"reference": "ReferenceSequence/SEQ2"}
    assert found_in_set(both(), chromosome(), again, genomic(), two, only="CO-13") != []
    # Nothing is known of SEQ2: it may be another build.
    assert found_in_set(both(), chromosome(), genomic(), two, only="CO-13") == []


def test_transcripts_too() -> None:
    assert differs(transcript(), transcript("XA2", allele="C"))


def test_complex_alleles_and_amino_acids_are_not_judged() -> None:
    alleles = genomic(), genomic("XA2", allele="G")
    tree = both() | {"complexity": "complex"}
    assert found_in_set(tree, chromosome(), *alleles, only="CO-13") == []
    proteins = [allele | {"contextualAlleleType": "amino-acid"} for allele in alleles]
    assert not differs(*proteins)


def test_the_text_of_a_difference() -> None:
    trees = both(), chromosome(), genomic(), genomic("XA2", allele="G")
    [violation] = violations_of("CO-13", *trees)
    assert violation.values == {
        "target": "XA2",
        "other": "XA1",
        "problem": "on NC_000017.11, 100-101 A>G is not 100-101 A>C",
    }


# --- on one build -------------------------------------------------------------------------------


def on_two(one: Tree, other: Tree) -> list[tuple[str, str, str, str]]:
    """What is found when XA1 lies on one sequence and XA2 on the other."""
    two = genomic("XA2")
    two["referenceCoordinate"]["referenceSequence"] = {"reference": "ReferenceSequence/SEQ2"}
    return found_in_set(both(), one, other, genomic(), two, only="CO-13")


def test_one_chromosome_on_one_build() -> None:
    other = chromosome("NC_000011.10", "SEQ2", chromosome="11")
    assert on_two(chromosome(), other) == [("CO-13", "error", "CA1", SECOND)]


def test_another_build_may_have_it_elsewhere() -> None:
    other = chromosome("NC_000011.9", "SEQ2", chromosome="11", referenceGenome=GRCH37)
    assert on_two(chromosome(), other) == []


def test_regions_that_x_and_y_have_in_common() -> None:
    x = chromosome("NC_000023.11", chromosome="X")
    y = chromosome("NC_000024.10", "SEQ2", chromosome="Y")
    assert on_two(x, y) == []


# --- introns ------------------------------------------------------------------------------------


def beside(sibling: Tree, allele: Tree) -> list[tuple[str, str, str, str]]:
    """What is found of XA1, an intron allele, when XA2 is its sibling on SEQ2."""
    sibling["referenceCoordinate"]["referenceSequence"] = {"reference": "ReferenceSequence/SEQ2"}
    on = chromosome(id="SEQ2")
    return found_in_set(both(), allele, sibling, on, only="CO-13")


def test_intron_allele_at_its_genomic_place() -> None:
    assert beside(at(1002, 1003, "A", "C", "XA2"), intron()) == []


def test_intron_allele_of_a_gene_on_the_minus_strand() -> None:
    start = intron_position(609, 12, "+", 1003)
    end = intron_position(609, 13, "+", 1002)
    assert beside(at(1002, 1003, "T", "G", "XA2"), intron(start, end)) == []


def test_intron_allele_at_another_place() -> None:
    assert beside(at(1003, 1004, "A", "C", "XA2"), intron()) == [("CO-13", "error", "CA1", FIRST)]


def deletion(first: int, last: int, reference: str) -> Tree:
    start = intron_position(609, 12, "+", first)
    end = intron_position(609, 12 + len(reference), "+", last)
    tree = intron(start, end, allele="")
    tree["referenceCoordinate"]["refAllele"] = reference
    return tree


def test_intron_deletion_shifted_along_a_repeat() -> None:
    # HGVS shifts towards the end of the transcript, so the two strands shift apart.
    assert beside(at(1005, 1006, "A", "", "XA2"), deletion(1002, 1003, "A")) == []
    assert beside(at(1005, 1006, "T", "", "XA2"), deletion(1003, 1002, "A")) == []
    assert beside(at(1005, 1006, "C", "", "XA2"), deletion(1002, 1003, "A")) != []


def test_silent_without_a_sibling_or_a_whole_position() -> None:
    sibling = at(5, 6, "A", "C", "XA2")
    on = chromosome(id="SEQ2")
    assert found_in_set(both(), intron(), sibling, on, only="CO-13") == []
    for name in ("externalGenomicPositionIndex", "externalGenomicReferenceSequence"):
        tree = intron()
        del tree["referenceCoordinate"]["start"][name]
        assert beside(at(5, 6, "A", "C", "XA2"), tree) == []
