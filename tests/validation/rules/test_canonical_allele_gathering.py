"""CO-3, CO-4, CO-8, CO-9 and CO-10: what canonical alleles gather."""

from __future__ import annotations

import pytest

from tests.validation.builders import (
    GONE,
    MemorySet,
    Tree,
    amino_acid,
    at,
    canonical,
    coordinate,
    found_in_set,
    genomic,
    haplotype,
    member,
    ref,
    replacement,
    set_violations,
    transcript,
)

FIRST = "/relatedContextualAllele/0/contextualAllele"
SECOND = "/relatedContextualAllele/1/contextualAllele"
COMPOSITE = [ref("CanonicalAllele/CA3")]


def gathering(id: str, *members: str, **changes: object) -> Tree:
    return canonical(id, relatedContextualAllele=[member(m) for m in members], **changes)


def of(canonical_id: str) -> Tree:
    return ref(f"CanonicalAllele/{canonical_id}")


def parts(**changes: object) -> tuple[Tree, Tree]:
    """The two parts of a haplotype, of which the second is changed."""
    one = canonical("CA1", composite=COMPOSITE, relatedContextualAllele=GONE)
    two = canonical("CA2", **({"composite": COMPOSITE, "relatedContextualAllele": GONE} | changes))
    return one, two


def test_right() -> None:
    assert found_in_set(canonical(), genomic()) == []
    assert found_in_set(haplotype(), *parts()) == []


def test_amino_acids_under_nucleotides() -> None:
    trees = gathering("CA1", "XA1", "XA2"), genomic(), amino_acid("XA2")
    assert found_in_set(*trees) == [("CO-3", "error", "CA1", SECOND)]


@pytest.mark.parametrize("allele", [genomic(), transcript()])
def test_nucleotides_under_amino_acids(allele: Tree) -> None:
    trees = canonical(canonicalAlleleType="amino-acid"), allele
    assert found_in_set(*trees) == [("CO-3", "error", "CA1", FIRST)]


def test_parts_of_another_kind() -> None:
    trees = haplotype(), *parts(canonicalAlleleType="amino-acid")
    assert found_in_set(*trees) == [("CO-3", "error", "CA3", "/nested/1")]


def test_complex_parts_of_complex_alleles() -> None:
    # That CA2 has no composite is not told as well.
    one, _ = parts()
    two = haplotype("CA2", nested=[ref("CanonicalAllele/CA8"), ref("CanonicalAllele/CA9")])
    assert found_in_set(haplotype(), one, two) == [("CO-3", "error", "CA3", "/nested/1")]


def test_contextual_allele_that_names_no_canonical_allele() -> None:
    trees = canonical(), genomic(canonicalAllele=GONE)
    assert found_in_set(*trees) == [("CO-4", "error", "CA1", FIRST)]


def test_contextual_allele_that_names_another() -> None:
    trees = canonical(), gathering("CA2", "XA2"), genomic(canonicalAllele=of("CA2"))
    # One mistake is one finding, where it is most likely, with the allele that names it.
    assert found_in_set(*trees) == [("CO-4", "error", "XA1", "/canonicalAllele")]
    found = [violation for _, violation in set_violations(MemorySet.of(*trees))]
    assert [each.suggestion for each in found if each.rule == "CO-4"] == ["CanonicalAllele/CA1"]


def test_canonical_allele_that_does_not_name_it() -> None:
    trees = canonical(relatedContextualAllele=GONE), genomic()
    assert found_in_set(*trees) == [("CO-4", "error", "XA1", "/canonicalAllele")]


def test_several_where_one_belongs_are_no_broken_link() -> None:
    # ST-3 speaks of them.
    several = genomic(canonicalAllele=[of("CA7"), of("CA1")])
    assert found_in_set(canonical(), several, only="CO-4") == []
    references = [ref("ContextualAllele/XA7"), ref("ContextualAllele/XA1")]
    tree = canonical(relatedContextualAllele=[{"contextualAllele": references}])
    assert found_in_set(tree, genomic(), only="CO-4") == []


def test_links_to_what_is_not_there_are_not_judged() -> None:
    assert found_in_set(canonical()) == []
    assert found_in_set(genomic()) == []
    assert found_in_set(haplotype()) == []


def test_two_canonical_alleles_hold_one_contextual_allele() -> None:
    # The one that the contextual allele names is the right one.
    trees = canonical(), gathering("CA2", "XA1"), genomic()
    assert found_in_set(*trees) == [("CO-9", "error", "CA2", FIRST)]


def test_two_hold_one_that_names_neither() -> None:
    trees = canonical(), gathering("CA2", "XA1"), genomic(canonicalAllele=GONE)
    assert found_in_set(*trees) == [
        ("CO-9", "error", "CA1", FIRST),
        ("CO-9", "error", "CA2", FIRST),
    ]
    # It need not even be there.
    assert found_in_set(*trees[:2]) == found_in_set(*trees)


def test_the_text_of_a_second_holder() -> None:
    resources = MemorySet.of(canonical(), gathering("CA2", "XA1"), genomic())
    [values] = [b.values for _, b in set_violations(resources) if b.rule != "CO-1"]
    assert values == {"target": "XA1", "other": "CA1"}


def test_part_that_does_not_name_its_whole() -> None:
    trees = haplotype(), *parts(composite=GONE)
    assert found_in_set(*trees) == [("CO-8", "error", "CA3", "/nested/1")]


def test_whole_that_does_not_name_its_part() -> None:
    trees = haplotype(nested=[of("CA1"), of("CA9")]), *parts()
    assert found_in_set(*trees) == [("CO-8", "error", "CA2", "/composite/0")]


def test_what_the_complexity_forbids_is_not_asked_back() -> None:
    # CA-1 and CA-3 speak of these.
    simple = canonical(nested=[of("CA2")], relatedContextualAllele=GONE)
    assert found_in_set(simple, canonical("CA2", relatedContextualAllele=GONE)) == []
    complex_ = haplotype(composite=[of("CA4")], nested=[of("CA8"), of("CA9")])
    assert found_in_set(complex_, haplotype("CA4", nested=[of("CA7"), of("CA6")])) == []


def test_a_repeated_reference_is_told_once() -> None:
    trees = haplotype(nested=[of("CA2"), of("CA2"), of("CA1")]), *parts(composite=GONE)
    assert found_in_set(*trees) == [("CO-8", "error", "CA3", "/nested/0")]


def test_two_haplotypes_of_the_same_parts() -> None:
    nested = [of("CA2"), of("CA1"), of("CA2")]
    trees = haplotype("CA3"), haplotype("CA4", nested=nested)
    assert found_in_set(*trees) == [("CO-10", "warning", "CA4", "/nested")]
    # Not of those that break CA-2.
    assert found_in_set(haplotype("CA3", nested=[]), haplotype("CA4", nested=[])) == []


def test_one_placement_under_two_canonical_alleles() -> None:
    trees = [
        canonical(),
        gathering("CA2", "XA2", "XA3"),
        genomic(),
        at(5, 6, "A", "C", "XA2", canonicalAllele=of("CA2")),
        genomic("XA3", canonicalAllele=of("CA2")),
    ]
    assert found_in_set(*trees, only="CO-10") == [("CO-10", "warning", "CA2", SECOND)]


@pytest.mark.parametrize(
    "changes",
    [
        {"allele": "G"},
        {"referenceCoordinate": coordinate(100, 102, "A")},
        {"referenceCoordinate": coordinate(100, 101, "A", "SEQ2")},
        {"referenceCoordinate": coordinate({"index": "100"}, 101, "A")},
        {"referenceCoordinate": GONE},
        {"allele": GONE},
    ],
)
def test_other_placements(changes: dict[str, object]) -> None:
    two = genomic("XA2", **({"canonicalAllele": of("CA2")} | changes))
    trees = canonical(), gathering("CA2", "XA2"), genomic(), two
    assert found_in_set(*trees, only="CO-10") == []


def test_a_replaced_allele_may_be_the_same() -> None:
    retired = gathering("CA2", "XA2", active=False, replacement=[replacement("replaced-by", "CA1")])
    two = genomic("XA2", canonicalAllele=of("CA2"))
    assert found_in_set(canonical(), retired, genomic(), two) == []
    merged = canonical(replacement=[replacement("replaced-with", "CA2")])
    assert found_in_set(merged, gathering("CA2", "XA2"), genomic(), two) == []
