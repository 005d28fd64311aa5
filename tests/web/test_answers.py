"""Accept headers: weights, wildcards, and what is malformed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.web.answers import chosen

OFFERS = {"json": "application/json", "turtle": "text/turtle", "html": "text/html"}


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("text/*", "turtle"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "html"),
        ("text/turtle;q=0.9, application/json", "json"),
        ("TEXT/Turtle; q=0.5", "turtle"),
        ("*/*, application/json;q=0", "turtle"),
        ("application/json;q=nonsense", None),
        ("image/png", None),
        ("text/turtle;q=0", None),
    ],
)
def test_what_is_wanted_most(accept: str, name: str | None) -> None:
    assert chosen(accept, OFFERS) == name


@given(st.text(max_size=60))
def test_any_header_has_an_answer(accept: str) -> None:
    assert chosen(accept, OFFERS) in (None, *OFFERS)
