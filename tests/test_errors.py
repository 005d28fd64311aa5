"""Errors: one tree, each with the exit code that its docstring says."""

from __future__ import annotations

import re

import pytest

from clingen_ld import errors
from clingen_ld.errors import ClingenError, InputError, TextError

LISTED = re.findall(r"(\w+Error) +([0-9])? ", str(errors.__doc__))


def test_the_docstring_lists_every_error() -> None:
    known = {n for n, e in vars(errors).items() if isinstance(e, type) and n != "ClingenError"}
    assert {name for name, _ in LISTED} == known


@pytest.mark.parametrize(("name", "code"), LISTED)
def test_errors_have_one_base_and_their_exit_code(name: str, code: str) -> None:
    error = getattr(errors, name)
    assert issubclass(error, ClingenError)
    assert not code or error.exit_code == int(code)


def test_the_text_of_an_error_is_its_message_alone() -> None:
    # OSError shows its number, too, where there are two arguments.
    assert str(InputError("x.json: it is not there", "more")) == "x.json: it is not there"
    assert str(InputError()) == ""


def test_a_text_error_has_a_place() -> None:
    error = TextError("a comma is missing", 3, 7)
    assert (str(error), error.line, error.column) == ("a comma is missing", 3, 7)
    assert isinstance(error, InputError)
