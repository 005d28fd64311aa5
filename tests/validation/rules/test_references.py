"""CO-1 and CO-2: references lead somewhere, and to the right type."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.types import Identifier, resource
from clingen_ld.validation.rules.references import parts_of_type, references
from tests.validation.builders import (
    BASE,
    GONE,
    Tree,
    canonical,
    chromosome,
    coordinate,
    found_in_set,
    gene,
    genomic,
    haplotype,
    intron,
    messenger,
    protein,
    provenance,
    ref,
    violations_of,
)


def suggestions(*trees: Tree) -> list[str | None]:
    return [violation.suggestion for violation in violations_of("CO-1", *trees)]


def test_all_references_are_met() -> None:
    tree = intron(related=[{"target": ref("ContextualAllele/XA2")}])
    assert [reference.pointer for _, reference in references(resource(tree))] == [
        "/canonicalAllele",
        "/referenceCoordinate/referenceSequence",
        "/referenceCoordinate/start/externalGenomicReferenceSequence",
        "/referenceCoordinate/end/externalGenomicReferenceSequence",
        "/related/0/target",
    ]


def test_all_parts_of_a_type_are_met() -> None:
    identified = [{"value": "1"}]
    place = coordinate(100, 101, "A", identifier=identified)
    tree = genomic(identifier=identified, referenceCoordinate=place)
    assert [part.pointer for part in parts_of_type(resource(tree), Identifier)] == [
        "/identifier/0",
        "/referenceCoordinate/identifier/0",
    ]


def test_whole_set() -> None:
    assert found_in_set(canonical(), genomic(), chromosome(), only="CO-1") == []


def test_reference_to_nothing() -> None:
    assert found_in_set(canonical(), genomic(), only="CO-1") == [
        ("CO-1", "error", "XA1", "/referenceCoordinate/referenceSequence")
    ]
    # What lies in another base is not looked up.
    elsewhere = "http://elsewhere.org/ReferenceSequence/SEQ1"
    tree = genomic(referenceCoordinate={"referenceSequence": ref(elsewhere)})
    assert found_in_set(canonical(), tree, only="CO-1") == []
    # What lies in this base is, however it is written.
    tree = genomic(canonicalAllele=ref(f"{BASE}CanonicalAllele/CA7"))
    assert ("CO-1", "error", "XA1", "/canonicalAllele") in found_in_set(tree, only="CO-1")


@pytest.mark.parametrize(
    ("reference", "suggestion"),
    [
        ("canonicalAllele/CA1", "CanonicalAllele/CA1"),
        ("CanonicalAllele/ca1", "CanonicalAllele/CA1"),
        ("CanonicalAllele/CA-1", "CanonicalAllele/CA1"),
        ("CA1", "CanonicalAllele/CA1"),
        ("ContextualAllele/CA1", "CanonicalAllele/CA1"),
        ("CanonicalAllele/CA2", None),
        ("CanonicalAllele/", None),
    ],
)
def test_what_may_be_meant(reference: str, suggestion: str | None) -> None:
    tree = genomic(canonicalAllele=ref(reference), referenceCoordinate=GONE)
    assert suggestions(canonical(relatedContextualAllele=GONE), tree) == [suggestion]


def test_the_type_decides_between_two_of_one_id() -> None:
    tree = messenger(id="SEQ1", gene=ref("gene/X1"))
    assert suggestions(chromosome(id="X1"), gene("X1"), tree) == ["Gene/X1"]


def test_reference_to_another_type() -> None:
    tree = messenger(id="SEQ2", gene=ref("ReferenceSequence/SEQ1"))
    assert found_in_set(chromosome(), tree, only="CO-2") == [("CO-2", "error", "SEQ2", "/gene")]
    tree = haplotype(nested=[ref("CanonicalAllele/CA1"), ref("Gene/GENE1")])
    assert found_in_set(canonical(), gene(), tree, only="CO-2") == [
        ("CO-2", "error", "CA3", "/nested/1")
    ]


def test_the_text_of_another_type() -> None:
    tree = genomic(canonicalAllele=ref("ReferenceSequence/SEQ1"))
    [violation] = violations_of("CO-2", protein(), tree)
    assert violation.values == {
        "property": "canonicalAllele",
        "target": "SEQ1",
        "found": "ReferenceSequence",
        "expected": "CanonicalAllele",
    }


def test_a_provenance_may_be_of_anything() -> None:
    tree = provenance(target=[ref("Gene/GENE1"), ref("CanonicalAllele/CA1")])
    assert found_in_set(gene(), tree, only="CO-2") == []
    assert found_in_set(gene(), tree, only="CO-1") == [("CO-1", "error", "PROV1", "/target/1")]


def test_silent_on_references_that_are_none() -> None:
    values: list[Any] = ["CanonicalAllele/CA9", {}, {"display": "CA9"}, {"reference": 9}, [], 9]
    for value in values:
        tree = genomic(canonicalAllele=value, referenceCoordinate=GONE)
        assert found_in_set(tree, only="CO-1") == []
