"""CO-13 and CO-14: what is under one canonical allele agrees."""

from __future__ import annotations

import pytest

from tests.validation.builders import (
    GONE,
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
    ref,
    transcript,
    violations_of,
)

SECOND = "/relatedContextualAllele/1/contextualAllele"
PLACE = "/referenceCoordinate"


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
    assert beside(at(1003, 1004, "A", "C", "XA2"), intron()) == [
        ("CO-13", "error", "XA1", f"{PLACE}/start/externalGenomicPositionIndex")
    ]


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


def test_the_end_that_is_wrong_is_told() -> None:
    longer = intron(None, intron_position(609, 13, "+", 1009))
    assert beside(at(1002, 1003, "A", "C", "XA2"), longer) == [
        ("CO-13", "error", "XA1", f"{PLACE}/end/externalGenomicPositionIndex")
    ]


# --- without the canonical allele ---------------------------------------------------------------


def alone(*trees: Tree) -> list[tuple[str, str, str, str]]:
    """What is found when the set does not have the canonical allele."""
    found = found_in_set(chromosome(), *trees)
    return [each for each in found if each[0] in ("CO-13", "CO-14")]


def test_siblings_by_the_canonical_allele_that_they_name() -> None:
    second = ("CO-13", "error", "XA2", "/canonicalAllele")
    assert alone(genomic(), genomic("XA2")) == []
    assert alone(genomic(), genomic("XA2", allele="G")) == [second]
    other = genomic("XA2", allele="G", canonicalAllele=ref("CanonicalAllele/CA2"))
    assert alone(genomic(), other) == []
    assert alone(genomic(), genomic("XA2", allele="G", canonicalAllele=GONE)) == []


def test_chromosomes_of_siblings() -> None:
    other = chromosome("NC_000011.10", "SEQ2", chromosome="11")
    two = on_another(genomic("XA2"))
    assert alone(genomic(), two, other) == [("CO-13", "error", "XA2", "/canonicalAllele")]


def test_an_intron_allele_and_its_sibling_alone() -> None:
    on = chromosome(id="SEQ2")
    there, beyond = (on_another(at(start, start + 1, "A", "C", "XA2")) for start in (1002, 1003))
    assert alone(intron(), there, on) == []
    assert alone(intron(), beyond, on) == [
        ("CO-13", "error", "XA1", f"{PLACE}/start/externalGenomicPositionIndex")
    ]


# --- substitutions ------------------------------------------------------------------------------


def on_another(tree: Tree, sequence: str = "SEQ2") -> Tree:
    """An allele on another sequence."""
    reference = {"referenceSequence": ref(f"ReferenceSequence/{sequence}")}
    return tree | {"referenceCoordinate": tree["referenceCoordinate"] | reference}


def substitutions(*bases: str) -> list[tuple[str, str, str, str]]:
    """What CO-14 finds of substitutions such as A>C, each on a sequence of its own."""
    alleles = []
    for number, each in enumerate(bases, 1):
        old, _, new = each.partition(">")
        allele = at(50, 50 + len(old), old, new, f"XA{number}")
        alleles.append(on_another(allele, f"SEQ{number}"))
    members = [member(f"XA{number}") for number in range(1, len(bases) + 1)]
    tree = canonical(relatedContextualAllele=members)
    return found_in_set(tree, *alleles, only="CO-14")


def at_members(*numbers: int) -> list[tuple[str, str, str, str]]:
    pointers = (f"/relatedContextualAllele/{n}/contextualAllele" for n in numbers)
    return [("CO-14", "warning", "CA1", pointer) for pointer in pointers]


@pytest.mark.parametrize(
    ("bases", "expected"),
    [
        (("A>C", "A>C"), []),
        (("A>C", "T>G"), []),
        (("A>C", "T>G", "A>C"), []),
        (("A>T", "T>A"), []),
        (("A>C", "A>G"), [1]),
        (("A>C", "T>C"), [1]),
        (("A>C", "T>A"), [1]),
        # what most say
        (("A>G", "A>C", "T>G"), [0]),
        (("A>C", "A>G", "T>G", "A>C"), [1]),
        # another reference base
        (("A>C", "G>C"), []),
        (("A>C", "C>A"), []),
        # no substitutions
        (("A>C", "A>"), []),
        (("A>C", "A>CC"), []),
        (("A>C", "AG>CT"), []),
        (("A>C", "A>A"), []),
        (("A>C", "A>N"), []),
        (("A>C", "N>G"), []),
        # more than one base, of which one is another
        (("A>C", "GA>GC"), []),
        (("A>C", "GA>GG"), [1]),
    ],
)
def test_substitutions_are_the_same_or_complementary(
    bases: tuple[str, ...], expected: list[int]
) -> None:
    assert substitutions(*bases) == at_members(*expected)


def test_substitutions_in_introns_too() -> None:
    sibling = on_another(at(1002, 1003, "A", "C", "XA2"), "SEQ2")
    on = chromosome(id="SEQ2")
    assert found_in_set(both(), intron(allele="G"), sibling, on, only="CO-14") == at_members(1)
    assert found_in_set(both(), intron(), sibling, on, only="CO-14") == []


def test_substitutions_of_siblings_alone() -> None:
    two = on_another(genomic("XA2", allele="G"))
    assert alone(genomic(), two) == [("CO-14", "warning", "XA2", "/canonicalAllele")]
    assert alone(genomic(), on_another(genomic("XA2"))) == []


def test_what_one_sequence_has_twice_is_no_other_substitution() -> None:
    found = found_in_set(both(), chromosome(), genomic(), genomic("XA2", allele="G"))
    assert [rule for rule, *_ in found if rule in ("CO-13", "CO-14")] == ["CO-13"]
