"""Statements about statements, for which the model has no place: at the first of them."""

from __future__ import annotations

import pytest

from clingen_ld.errors import TextError
from clingen_ld.graph.formats import parse
from clingen_ld.model import DEFAULT_BASE

TRIPLE = "<a:s> <a:p> <a:o>"


@pytest.mark.parametrize(
    ("form", "text", "line", "column"),
    [
        ("turtle", f"{TRIPLE} .\n << {TRIPLE} >> <a:q> 1 .", 2, 2),
        ("trig", f"{TRIPLE} .\n<a:g> {{ << {TRIPLE} >> <a:q> 1 }}", 2, 9),
        ("turtle", f"{TRIPLE} {{| <a:q> 1 |}} .", 1, 19),
        ("turtle", f"{TRIPLE} ~ <a:r> .", 1, 19),
        ("turtle", f"<a:s> <a:p> <<( {TRIPLE} )>> .", 1, 13),
        ("ntriples", f"{TRIPLE} .\n<a:s> <a:p> <<( {TRIPLE} )>> .", 2, 13),
        ("nquads", f"<a:s> <a:p> <<( {TRIPLE} )>> <a:g> .", 1, 13),
        (
            "turtle",
            f'<a:s> <a:p> "<<", """ " << """, \'{{|\' . # <<\n<< {TRIPLE} >> <a:q> 1 .',
            2,
            1,
        ),
    ],
)
def test_the_first_is_named(form: str, text: str, line: int, column: int) -> None:
    with pytest.raises(TextError, match="statements about statements") as caught:
        list(parse(text, form, DEFAULT_BASE))
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize("literal", ['"<<"', '"{|"', '"""a\n<< "b" {|"""', "'\\'<<'"])
def test_texts_that_look_so_are_none(literal: str) -> None:
    [quad] = parse(f"<a:s> <a:p> {literal} . # {{| <<", "turtle", DEFAULT_BASE)
    assert not isinstance(quad.object, str)
