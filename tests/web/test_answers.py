"""Accept headers: weights, wildcards, and what is malformed."""

from __future__ import annotations

import errno
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clingen_ld.errors import ClingenError, InputError, StoreError, UsageError
from clingen_ld.web.answers import chosen, status_of

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


def _raised(error: Exception, cause: Exception | None) -> Exception:
    try:
        raise error from cause
    except Exception as raised:
        return raised


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InputError("no room"), 422),
        (_raised(InputError("no room"), OSError(errno.ENOSPC, "full")), 507),
        (_raised(StoreError("no room"), OSError(errno.EDQUOT, "full")), 507),
        (_raised(StoreError("x"), sqlite3.OperationalError("database or disk is full")), 507),
        (StoreError("away"), 503),
        (UsageError("no form"), 400),
    ],
)
def test_the_status_says_whose_fault_it_is(error: ClingenError, status: int) -> None:
    assert status_of(error) == status
