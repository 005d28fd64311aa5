"""Quads that are text: the same as quads that were never text."""

from __future__ import annotations

from clingen_ld.graph.formats import WrittenQuads, about
from clingen_ld.graph.terms import Literal, Quad, n_quads_line

_NAME = "http://example.org/Gene/G1"
_QUADS = [
    Quad(_NAME, "http://example.org/name", Literal('a "b" \\ c'), _NAME),
    Quad(_NAME, "http://example.org/see", "http://example.org/x", _NAME),
    Quad(_NAME, "http://example.org/see", "http://example.org/x", _NAME),
]
_TEXT = "".join(map(n_quads_line, _QUADS))


def test_the_quads_of_a_text() -> None:
    quads = WrittenQuads(_NAME, _TEXT)
    assert list(quads) == _QUADS[:2]
    assert (len(quads), quads[1], quads[:1]) == (2, _QUADS[1], _QUADS[:1])
    assert list(quads.statements) == [
        line.removesuffix(f" <{_NAME}> .") for line in _TEXT.splitlines()[:2]
    ]
    assert quads.statements.text == _TEXT
    assert len(quads.statements) == 2


def test_about_how_many() -> None:
    quads = WrittenQuads(_NAME, _TEXT)
    assert about(quads) == about(quads.statements) == 3
    assert about(_QUADS[:2]) == 2
    assert about(WrittenQuads(_NAME, "")) == len(WrittenQuads(_NAME, "")) == 0
