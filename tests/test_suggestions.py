"""Suggestions: the known name that a mistyped one means, and none that is only a guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.model import Model
from clingen_ld.suggestions import is_near, letters_apart, meant_class, nearest


def test_every_property_is_found_by_a_slip(model: Model) -> None:
    for type_ in model.resources.values():
        names = tuple(type_.properties)
        for name in (each for each in names if len(each) > 4):
            assert nearest(name[:2] + name[3:], names) == name
            assert nearest(name.upper(), names) == name


@pytest.mark.parametrize("name", [None, 5, "", "zzzz", "x" * 100])
def test_what_is_like_none_means_none(name: object) -> None:
    assert nearest(name, ["gene", "chromosome"]) is None


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        ("canonicalalele", "CanonicalAllele", True),
        ("CategoricalVariation", "CategoricalVariant", True),
        ("CopyNumber", "CopyNumberCount", False),
        ("CopyNumberCount", "CopyNumberChange", False),
        ("DefiningContextConstraint", "DefiningLocationConstraint", False),
        (None, "Allele", False),
    ],
)
def test_a_class_is_not_another_one_of_the_same_words(
    name: object, known: str, meant: bool
) -> None:
    assert meant_class(name, [known]) == (known if meant else None)


@given(st.text(max_size=80), st.text(max_size=80))
def test_nearness_is_that_of_either_side(one: str, other: str) -> None:
    assert is_near(one, one)
    assert letters_apart(one, one) == 0
    assert 0 <= letters_apart(one, other) <= len(one.lower()) + len(other.lower())


def test_words_may_be_joined_in_any_way() -> None:
    assert nearest("reference_sequence", ["reference-sequence"]) == "reference-sequence"
    assert letters_apart("refSeq_type", "refseq-type") == 0
