"""The text report, as a person sees it in a terminal."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from clingen_ld.display import display_width, wrapped
from clingen_ld.findings.finding import Finding
from clingen_ld.messages.message import Edit, Excerpt, Fix
from clingen_ld.reports import render
from clingen_ld.reports.wording import pointed, source_of
from clingen_ld.validation.report import Report
from clingen_ld.validation.session import validate
from tests.reports.report_samples import EMPTY, HOSTILE, MILD, MIXED, NASTY, WRONG_CODE, many

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def plain(report: Report, limit: int | None = None) -> str:
    return COLOUR.sub("", render(report, "text", limit))


def test_what_can_be_fixed_is_marked_and_counted() -> None:
    edit = Edit(4, 27, 4, 39, '"transkript"', '"transcript"')
    safe = replace(WRONG_CODE, fix=Fix((edit,)))
    unsafe = replace(WRONG_CODE, line=5, fix=Fix((edit,), is_safe=False))
    placeless = replace(WRONG_CODE, line=None, column=None, excerpt=None, fix=Fix((edit,)))
    lines = plain(Report((safe, unsafe, placeless), 1, 1)).splitlines()
    assert sum("[*] contextualAlleleType" in line for line in lines) == 1
    assert lines[-3] == "[*] 1 fixable with --fix (1 more with --unsafe-fixes)"
    concise = render(Report((unsafe,), 1, 1), "concise").splitlines()
    assert "[*]" not in "".join(concise)
    assert concise[-2] == "1 fixable with --fix --unsafe-fixes"
    for form in ("concise", "github", "gitlab", "html"):
        assert "[*] contextual" in render(Report((safe,), 1, 1), form)
        assert "[*]" not in render(Report((placeless,), 1, 1), form)
    assert "[*]" not in plain(Report((placeless,), 1, 1))


SEEN = """\
examples/XA101.json  2 errors, 1 warning
  4:27  error    ST-5  contextualAlleleType "transkript" is not allowed;
                       expected genomic or transcript [unknown-code]
                       did you mean transcript?
       | "contextualAlleleType": "transkript",
       |                         ^ /contextualAlleleType
  9:14  error    ST-2  index is missing in start; it is required
                       [missing-property]
       | "start": {},
       |          ^ /referenceCoordinate/start
   1:1  warning  ST-8  canonicalAllele is missing; recommended (the diagram of
                       the resource requires it) [not-as-recommended]

more/CA7.xml  1 info
  3:3  info     ST-6  amino acid is accepted; the preferred form is amino-acid
                      [other-spelling]
                      did you mean amino-acid?
      | <canonicalAlleleType value="amino acid"/>
      | ^ /CanonicalAllele/canonicalAlleleType

stdin  1 error
  1:1  error    ST-0  the text is empty [unreadable-text]

input  1 error, 1 warning
  -  error    CO-5                      the id CA7 is also that of another
                                        [id-conflict]
  -  warning  …example.org/shapes#Mine  not as we like it  at /symbol

"""


def test_findings_by_file_with_their_lines() -> None:
    text = plain(MIXED)
    assert text.startswith(SEEN)
    assert text.endswith(
        "\n\nwhy, and how to fix it: clingen-ld explain ST-5\n"
        "4 files, 20 resources: does not conform (4 errors, 2 warnings, 1 info)\n"
    )


def test_nothing_found() -> None:
    assert plain(EMPTY) == "3 files, 12 resources: conforms (nothing found)\n"


def test_warnings_conform() -> None:
    last = "2 files, 2 resources: conforms (1 warning, 1 info)\n"
    assert plain(MILD).endswith(f"\n\nwhy, and how to fix it: clingen-ld explain ST-8\n{last}")


def test_a_summary_when_there_are_more_than_a_few() -> None:
    assert "Rules\n" not in plain(MILD)
    assert "  18  info     ST-6  other-spelling: preferred names" in plain(many(50))


def test_a_limit_counts_the_rest() -> None:
    text = plain(many(50), 13)
    assert "… and 37 more (9 errors, 10 warnings, 18 infos); all of them: --report json\n" in text
    assert len(re.findall(r"^ +\d+:\d+  error", text, re.MULTILINE)) == 13
    assert "does not conform (22 errors, 10 warnings, 18 infos)" in text  # of all of them
    assert "^" not in plain(many(50), 0)


@pytest.mark.parametrize("columns", [80, 100, 120])
def test_fifty_findings_fit_the_terminal(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for line in plain(many(50)).splitlines():
        assert display_width(line) <= columns
    assert len(plain(many(50)).splitlines()) <= 50 * 5


def test_colours_are_taken_out_without_a_trace() -> None:
    coloured = render(HOSTILE, "text")
    assert "\x1b[31m" in coloured
    assert "\x1b" not in COLOUR.sub("", coloured)


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text_stays_on_its_lines(text: str) -> None:
    finding = Finding(
        "ST-5", "error", text, "a.json", text, f"/{text}", 1, 3, text, text, Excerpt(f"ab{text}", 3)
    )
    lines = plain(Report((finding,), 1, 1)).splitlines()
    assert len(lines) <= 19
    assert all(display_width(line) <= 80 for line in lines)
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for line in lines for c in line)


def test_findings_at_one_place_share_its_line() -> None:
    other = Finding(
        "XA-9", "error", "no", "examples/XA101.json", "", "/contextualAlleleType", 4, 27,
        excerpt=WRONG_CODE.excerpt,
    )  # fmt: skip
    assert plain(Report((WRONG_CODE, other), 1, 1)).count("| ") == 2


@pytest.mark.parametrize(
    ("text", "column", "line", "before"),
    [
        ('\t"a": 1', 2, '"a": 1', ""),
        ('"a":\t"b"', 6, '"a": "b"', '"a": '),
        ('"変異": 1', 7, '"変異": 1', '"変異": '),
        ('{"🧬": 1}', 7, '{"🧬": 1}', '{"🧬": '),
        ("ab", 9, "ab", "ab"),  # beyond the end
        ("", 1, "", ""),
        ("\x1b[2Jab", 5, r"\x1b[2Jab", r"\x1b[2J"),
    ],
)
def test_the_caret_stands_under_the_place(text: str, column: int, line: str, before: str) -> None:
    assert pointed(Excerpt(text, column), 60) == (line, display_width(before))


@pytest.mark.parametrize("place", [1, 30, 200, 390, 400])
@pytest.mark.parametrize("letter", ["x", "変"])
def test_a_long_line_is_cut_around_the_place(place: int, letter: str) -> None:
    text = letter * (place - 1) + "!" + letter * (400 - place)
    line, before = pointed(Excerpt(text, place), 60)
    assert display_width(line) <= 60
    assert display_width(line.partition("!")[0]) == before
    assert "!" in line


def test_words_longer_than_a_line_are_broken() -> None:
    assert max(map(len, wrapped("see http://example.org/" + "a" * 200, 40))) <= 40
    assert wrapped("", 40) == [""]
    assert len(wrapped("word " * 500, 40)) == 6


def test_a_pointer_that_does_not_fit_beside_the_caret() -> None:
    finding = replace(WRONG_CODE, pointer="/referenceCoordinate" * 4)
    lines = plain(Report((finding,), 1, 1)).splitlines()
    at = next(n for n, line in enumerate(lines) if line.endswith("^"))
    assert lines[at + 1].endswith("Coordinate" + "/referenceCoordinate" * 3)
    assert "| …" in lines[at + 1]
    assert len(lines[at + 1]) == 80


def test_a_line_without_a_column() -> None:
    assert "  7  error" in plain(Report((Finding("X", "error", "m", line=7),), 1, 1))
    assert "^" not in plain(Report((replace(WRONG_CODE, excerpt=Excerpt(" {", 2)),), 1, 1))
    assert plain(Report((replace(WRONG_CODE, pointer=""),), 1, 1)).count("^\n") == 1


def test_a_line_that_was_cut_says_so() -> None:
    long = replace(WRONG_CODE, column=500, excerpt=Excerpt('"a": "b"' + " " * 20, 6))
    assert plain(Report((long,), 1, 1)).splitlines()[4:6] == [
        '        | …"a": "b"',
        "        |       ^ /contextualAlleleType",
    ]
    cut = source_of(replace(WRONG_CODE, excerpt=Excerpt("x" * 126, 27)))
    assert cut == Excerpt("x" * 126 + "…", 27)


def test_a_string_in_the_place_of_the_same_number_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text('{"resourceType": "ReferenceSequence", "id": "S1", "chromosome": 17}')
    text = render(validate(path, partial=True), "text")
    assert 'did you mean "17" (a string)?' in text
