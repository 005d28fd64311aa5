"""The letters of nucleotides and amino acids."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.variation.residues import (
    AMINO_ACIDS,
    complement,
    is_known,
    matches,
    one_letter,
    read_residues,
)


@pytest.mark.parametrize("text", ["", "acgu", "RYN", "TTT"])
def test_nucleotides(text: str) -> None:
    found = read_residues(text)
    assert found is not None
    assert one_letter(found) == text.upper().replace("U", "T")


@pytest.mark.parametrize("text", ["-", "<DEL>", "E", "Ile", "A C"])
def test_no_nucleotides(text: str) -> None:
    assert read_residues(text) is None


@pytest.mark.parametrize("text", ["IX*", "IleXaaTer", "IleXaa*"])
def test_amino_acids_in_one_letter_and_in_three(text: str) -> None:
    assert read_residues(text, True) == ("Ile", "Xaa", "Ter")


@pytest.mark.parametrize("text", ["Ixx", "IleX", "ile", "Ile-", "="])
def test_no_amino_acids(text: str) -> None:
    assert read_residues(text, True) is None


@given(st.text("ACGTRYSWKMBDHVNacgt"))
def test_the_strand_opposite_the_opposite_is_the_first(text: str) -> None:
    assert complement(complement(text)) == text
    assert "".join(complement(tuple(text))) == complement(text)


def test_what_is_known_and_what_a_name_may_leave_open() -> None:
    assert all(is_known(each) for each in ("A", "Ile", "Ter"))
    assert not any(is_known(each) for each in ("N", "R", "Xaa", "Asx", "?", "?12"))
    assert matches(("?", "N", "Xaa"), ("A", "C", "Ile"))
    assert not matches(("A",), ("C",))
    assert not matches(("A",), ("A", "A"))
    assert set(AMINO_ACIDS) >= set("ACDEFGHIKLMNPQRSTVWY*")
