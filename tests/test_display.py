"""Columns of texts on a terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.display import display_width, visible


@given(st.text(), st.text())
def test_the_width_of_a_text_is_that_of_its_parts(one: str, other: str) -> None:
    assert display_width(one + other) == display_width(one) + display_width(other)
    assert display_width(one) <= 2 * len(one)


@given(st.text(st.characters(max_codepoint=0x2FF)))
def test_letters_of_latin_take_one_column(text: str) -> None:
    shown = visible(text)
    assert display_width(shown) == len(shown)
