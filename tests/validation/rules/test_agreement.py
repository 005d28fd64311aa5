"""CO-13: the alleles under one canonical allele mean the same change."""

from __future__ import annotations

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


def both() -> Tree:
    """A canonical allele of XA1 and XA2."""
    return canonical(relatedContextualAllele=[member("XA1", preferred=True), member("XA2")])


def differs(*alleles: Tree) -> bool:
    """Whether XA2 is not the change that XA1 is."""
    told = found_in_set(both(), chromosome(), *alleles, only="CO-13")
    assert told in ([], [("CO-13", "error", "CA1", SECOND)])
    return bool(told)


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


def test_insertions_are_one_as_far_as_shifts_are_believed() -> None:
    for distance in (500, 1000):
        assert not differs(
            at(5000, 5000, "", "T"), at(5000 + distance, 5000 + distance, "", "T", "XA2")
        )
    assert differs(at(5000, 5000, "", "T"), at(6001, 6001, "", "T", "XA2"))


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
