"""Characters in place of others: texts as they are meant, and what is told of HGVS names."""

from __future__ import annotations

import pytest

from clingen_ld.variation.characters import odd_character, plain_text
from clingen_ld.variation.hgvs import NotHgvs, parse

RIGHT = "NC_000001.11:g.123A>T"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("NC_000001.11:g.123\u0410>T", "\u0410 (U+0410) is written for A"),
        ("NC_000001.11:g.123A>\u03a4", "\u03a4 (U+03A4) is written for T"),
        ("NC_000001.11:g.\uff11\uff12\uff13A>T", "\uff11 (U+FF11) is written for 1"),
        ("NC_000001.11\uff1ag.123A>T", "\uff1a (U+FF1A) is written for :"),
        ("NC_000001.11:g.123A\u2192T", "\u2192 (U+2192) is written for >"),
        ("NC_000001.11:g.123A&gt;T", "&gt; is written for >"),
        ("NC_000001.11:g.\u2060123A>T", "U+2060 has no place in it"),
        ("\ufeffNC_000001.11:g.123A>T", "U+FEFF has no place in it"),
        ("N\u0421_000001.11:g.123A>T", "\u0421 (U+0421) is written for C"),
    ],
)
def test_what_is_written_for_another_character_is_named(name: str, said: str) -> None:
    found = parse(name)
    assert isinstance(found, NotHgvs)
    assert (found.problem, found.better) == (said, RIGHT)


@pytest.mark.parametrize("odd", ["\u00e9", "\u0434", "\U0001f600", "\u0394"])
def test_what_no_other_character_is_meant_by_has_no_better_name(odd: str) -> None:
    found = parse(f"NC_000001.11:g.123A{odd}>T")
    assert isinstance(found, NotHgvs)
    assert found.problem == f"{odd} (U+{ord(odd):04X}) has no place in it"
    assert found.better is None


def test_names_in_ascii_have_none_and_white_space_is_another_error() -> None:
    assert odd_character(RIGHT) is None
    found = parse(f"{RIGHT}\u00a0")
    assert isinstance(found, NotHgvs)
    assert (found.problem, found.better) == ("it has white space in it", RIGHT)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (" a b ", "a b"), ("", ""), ("\u00a0", ""), ("x\u00a0y", "x y"), ("\u200b1\u2060", "1"),
        ("2014\u201301\u201301", "2014-01-01"), ("\uff21\uff11", "A1"), ("\u0425", "X"),
        ("\u00e9", None), ("\u4e00", None),
    ],
)  # fmt: skip
def test_texts_as_they_are_meant(text: str, plain: str | None) -> None:
    assert plain_text(text) == plain
