"""Lines of a VCF file: as they come, however long, with the places of what is wrong in them."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from clingen_ld.messages.vcf import lines
from clingen_ld.messages.vcf.lines import Line, problem_at, read_lines


def read(start: bytes, rest: bytes = b"") -> list[Line]:
    return list(read_lines(start, io.BytesIO(rest)))


def test_lines_with_their_numbers_and_tabs() -> None:
    assert read(b"##a\r\n\nb\tc\td") == [
        Line(1, b"##a", True, 0), Line(2, b"", True, 0), Line(3, b"b\tc\td", True, 2),
    ]  # fmt: skip


def test_what_was_read_already_comes_first() -> None:
    assert [line.data for line in read(b"\xef\xbb\xbf##fi", b"le\nb")] == [b"##file", b"b"]
    assert read(b"") == []


def test_a_long_line_is_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_HEAD", 4)
    found = read(b"ab\tcdef\tg\tend\nnext")
    assert found[0] == Line(1, b"ab\tc", False, 3)
    assert [line.number for line in found] == [1, 2]


def test_lines_can_be_taken_away() -> None:
    seen: list[int] = []

    def take(peek: Callable[[], bytes], number: int) -> tuple[int, int]:
        seen.append(number)
        return (4, 2) if peek().startswith(b"x\nx\n") else (0, 0)

    text = io.BytesIO(b"a\nx\nx\nx\nx\nb\n")
    assert [(line.number, line.data) for line in read_lines(b"", text, take)] == [
        (1, b"a"), (6, b"b"),
    ]  # fmt: skip
    assert seen[:3] == [1, 2, 4]


def test_a_problem_is_at_its_character() -> None:
    line = Line(7, "chr1\t5\té\tA".encode(), True, 3)
    found = problem_at("ST-0", "this is wrong", "a.vcf", line, line.data.index(b"A"))
    assert (found.file, found.line, found.column) == ("a.vcf", 7, 10)
    assert found.values == {"message": "this is wrong"}
    assert found.excerpt is not None
    assert found.excerpt.text[found.excerpt.column - 1 :] == "A"
    assert problem_at("XA-1", "a thing", "a.vcf", line).values == {"what": "a thing"}


def test_an_excerpt_of_a_long_line_is_short() -> None:
    line = Line(1, b"\t".join([b"A" * 5000, b"!", b"C" * 5000]), True, 2)
    found = problem_at("ST-0", "x", "a.vcf", line, 5001)
    assert found.column == 5002
    assert found.excerpt is not None
    assert found.excerpt.text[found.excerpt.column - 1] == "!"
    assert len(found.excerpt.text) < 1000
