"""What the message of a contextual allele says of its place and its change."""

from __future__ import annotations

import pytest

from clingen_ld.types import ContextualAllele
from clingen_ld.variation.change import Change
from clingen_ld.variation.placed_allele import placed_allele
from tests.validation.builders import Tree, amino_acid, at, genomic, intron


def test_the_change_of_an_allele() -> None:
    assert placed_allele(ContextualAllele(genomic())).change == Change.of(100, ("A",), ("C",))
    assert placed_allele(ContextualAllele(at(100, 101, None, "u"))).change == Change(
        100, 101, None, ("T",)
    )


@pytest.mark.parametrize("tree", [at(101, 100, None, "C"), at(100, 101, "AA", "C"), intron(), {}])
def test_what_other_rules_find_fault_with_is_no_change(tree: Tree) -> None:
    assert placed_allele(ContextualAllele(tree)).change is None
    assert placed_allele(ContextualAllele(tree), "n").change is None


def test_amino_acids_in_three_letters_or_one() -> None:
    for ref, alt in (("Ile", "Ser"), ("I", "S")):
        place = at(30, 31, ref, "")["referenceCoordinate"]
        tree = amino_acid(allele=alt, referenceCoordinate=place)
        assert placed_allele(ContextualAllele(tree), "p").change == Change.of(
            30, ("Ile",), ("Ser",)
        )
    unchanged = placed_allele(
        ContextualAllele(amino_acid(allele="=", referenceCoordinate=place)), "p"
    )
    assert unchanged.alternate == unchanged.reference == ("Ile",)
