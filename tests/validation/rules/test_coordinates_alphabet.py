"""XA-7 and XA-9: the letters of sequences, and what they say with the change."""

from __future__ import annotations

import pytest

from tests.validation.builders import (
    SO,
    Tree,
    amino_acid,
    at,
    found,
    genomic,
    resource_violations,
    term,
)

ALLELE = "/allele"
REFERENCE = "/referenceCoordinate/refAllele"


@pytest.mark.parametrize("sequence", ["A", "ACGTURYSWKMBDHVN", "N", "AUG"])
def test_nucleotides(sequence: str) -> None:
    assert found(genomic(allele=sequence)) == []


@pytest.mark.parametrize(
    ("sequence", "suggestion"),
    [
        ("c", "C"), ("-", ""), (".", ""), ("Ser", None), ("C C", None), ("=", None),
        ("<DEL>", None), ("C ", "C"), (" ac\n", "AC"), ("C\u00a0", "C"), ("\u0421", "C"),
        ("\uff21", "A"), ("A\u200b", "A"), ("\u2013", ""), ("\u00c5", None), ("Cys", None),
    ],
)  # fmt: skip
def test_no_nucleotides(sequence: str, suggestion: str | None) -> None:
    tree = at(100, 101, "A", sequence, primaryNucleotideChangeType=term("SO:1000036"))
    [violation] = resource_violations(tree)
    assert (violation.rule, violation.pointer, violation.suggestion) == ("XA-7", ALLELE, suggestion)
    assert violation.values == {
        "property": "allele",
        "value": sequence,
        "alphabet": "nucleotides",
    }


@pytest.mark.parametrize("sequence", ["Ser", "SerTer", "Ser*", "S", "SI*", "*", "=", "", "Xaa"])
def test_amino_acids(sequence: str) -> None:
    assert found(amino_acid(allele=sequence)) == []


@pytest.mark.parametrize("sequence", ["SerI", "SSer", "ser", "Sem", "Ser=", "-", "Ser Ile", "SeR"])
def test_no_amino_acids(sequence: str) -> None:
    assert found(amino_acid(allele=sequence)) == [("XA-7", "error", ALLELE)]


def test_reference_in_another_alphabet() -> None:
    tree = genomic()
    tree["referenceCoordinate"]["refAllele"] = "Ile"
    assert found(tree) == [("XA-7", "error", REFERENCE)]


def test_silent_without_a_type() -> None:
    assert found(genomic(allele="c", contextualAlleleType="dna")) == []


def changed_as(code: str, start: int, reference: str | None, allele: str) -> Tree:
    end = start + len(reference or "")
    return at(start, end, reference, allele, primaryNucleotideChangeType=term(code))


@pytest.mark.parametrize(
    ("code", "reference", "allele"),
    [
        ("SO:0000159", "A", ""),
        ("SO:0000667", "", "A"),
        ("SO:1000002", "A", "C"),
        ("SO:0002073", "A", "A"),
        ("SO:1000032", "A", "CC"),
        ("SO:0002073", None, "A"),
    ],
)
def test_changes_that_are_what_they_are_called(
    code: str, reference: str | None, allele: str
) -> None:
    assert found(changed_as(code, 100, reference, allele)) == []


@pytest.mark.parametrize(
    ("code", "reference", "allele", "pointer"),
    [
        ("SO:0000159", "A", "C", ALLELE),
        ("SO:1000002", "A", "", ALLELE),
        ("SO:1000002", "", "A", REFERENCE),
        ("SO:0002073", "A", "C", ALLELE),
    ],
)
def test_changes_that_are_another(code: str, reference: str, allele: str, pointer: str) -> None:
    assert found(changed_as(code, 100, reference, allele)) == [("XA-9", "error", pointer)]


def test_codes_of_other_systems_say_nothing() -> None:
    foreign = term("SO:0000159", system="http://example.org/")
    assert found(genomic(primaryNucleotideChangeType=foreign)) == []
    # The system has several accepted spellings.
    spelled = term("SO:0000159", system=SO.rstrip("/"))
    assert found(genomic(primaryNucleotideChangeType=spelled)) == [("XA-9", "error", ALLELE)]
