"""Edits that follow suggestions, and findings as editors mark them."""

from __future__ import annotations

import json

from clingen_ld.findings.finding import Finding
from clingen_ld.messages.message import Edit, Fix
from clingen_ld.validation.edits import applied, edited, marks_in, message_of_mark, written

TEXT = "one two\nthree\n"


def fixed(line: int, column: int, was: str, text: str, *moved: str) -> Finding:
    edit = Edit(line, column, line, column + len(was), was, text)
    fix = Fix((edit,), moved=tuple((f"/{was}", name) for name in moved))
    return Finding("ST-1", "error", "x", line=line, column=column, fix=fix)


def after(*findings: Finding, is_lined: bool = False) -> str:
    return edited(TEXT, applied(findings, TEXT, is_lined))


def test_edits_of_different_places_are_all_made() -> None:
    assert after(fixed(2, 1, "three", "3"), fixed(1, 5, "two", "")) == "one \n3\n"


def test_the_first_of_two_that_overlap_is_made() -> None:
    assert after(fixed(1, 1, "one two", "1"), fixed(1, 5, "two", "2")) == "1\nthree\n"


def test_a_place_that_has_changed_is_left_alone() -> None:
    assert after(fixed(1, 1, "One", "1"), fixed(9, 1, "x", "y"), fixed(2, 1, "th", "")) == (
        "one two\nree\n"
    )


def test_a_key_is_given_once_to_a_message() -> None:
    same = fixed(1, 1, "one", "name", "/name"), fixed(2, 1, "three", "name", "/name")
    assert after(*same) == "name two\nthree\n"
    assert after(*same, is_lined=True) == "name two\nname\n"


def test_marks_cover_what_is_wrong() -> None:
    text = json.dumps({"resourceType": "Gene", "id": "G1", "symbool": "BRCA1"}, indent=1)
    marks = marks_in(text, "x.json")
    (mark,) = [each for each in marks if each.finding.rule == "ST-1"]
    assert text[mark.start : mark.end] == '"symbool"'
    assert (written(mark), message_of_mark(mark).splitlines()[-1]) == (
        '"symbol"', "did you mean symbol?",
    )  # fmt: skip
    right = edited(text, applied([mark.finding], text, is_lined=False))
    assert right == text.replace("symbool", "symbol")


def test_a_text_of_something_else_has_no_marks() -> None:
    assert marks_in('{"name": "package", "version": "1.0.0"}', "package.json") == []
