"""A canvas: how far its drawing reaches, what those hear who do not see it, and PNG of it."""

from __future__ import annotations

import struct
import sys
from xml.etree import ElementTree as ET

import pytest

from clingen_ld.drawing import canvas
from clingen_ld.drawing.canvas import LETTER, MARGIN, Anchor, Canvas, png_of
from clingen_ld.errors import UsageError

SVG = "{http://www.w3.org/2000/svg}"


def drawn(made: Canvas, title: str = "A title", said: str = "What is seen") -> ET.Element:
    return ET.fromstring(made.svg(title, said))


def test_the_page_is_as_large_as_what_is_drawn() -> None:
    made = Canvas()
    made.box(10, 20, 30, 40, "cell")
    made.box(0, 0, 5, 5, "cell")
    assert (made.width, made.height) == (40, 60)
    root = drawn(made)
    assert root.get("viewBox") == f"0 0 {40 + MARGIN} {60 + MARGIN}"


@pytest.mark.parametrize(("anchor", "right"), [("start", 4), ("middle", 2), ("end", 0)])
def test_a_text_reaches_as_far_as_its_letters(anchor: Anchor, right: int) -> None:
    made = Canvas()
    made.text("ACGT", 100, 50, anchor=anchor)
    assert made.width == pytest.approx(100 + right * LETTER)
    assert made.height > 50


def test_a_title_is_wider() -> None:
    plain, title = Canvas(), Canvas()
    plain.text("ACGT", 0, 9)
    title.text("ACGT", 0, 9, "title")
    assert title.width > plain.width


def test_any_text_is_escaped_and_shows() -> None:
    made = Canvas()
    made.text("<a> & \x01", 0, 9)
    root = drawn(made, "<t>", "\x02")
    [text] = [each.text for each in root.iter(f"{SVG}text")]
    assert text is not None
    assert text.startswith("<a> & ")
    assert "\x01" not in text
    assert [each.text for each in root.iter(f"{SVG}title")] == ["<t>"]


def test_those_who_do_not_see_it_have_its_words() -> None:
    made = Canvas()
    made.path("M 0 0 L 5 5", "line")
    root = drawn(made)
    by_id = {each.get("id"): each.text for each in root.iter() if each.get("id")}
    names = (root.get("aria-labelledby") or "").split()
    assert [by_id[name] for name in names] == ["A title", "What is seen"]
    assert root.get("role") == "img"


def test_ids_of_two_pictures_differ_and_those_of_one_do_not() -> None:
    names = []
    for height in (5, 5, 6):
        made = Canvas()
        made.box(0, 0, 5, height, "cell")
        names.append(drawn(made).get("aria-labelledby"))
    assert names[0] == names[1] != names[2]


def test_png_has_the_pixels_of_its_scale() -> None:
    made = Canvas()
    made.box(0, 0, 30, 10, "cell")
    svg = made.svg("t", "d")
    for scale in (1, 3):
        png = png_of(svg, scale)
        assert png.startswith(b"\x89PNG")
        width, height = struct.unpack(">II", png[16:24])
        assert (width, height) == ((30 + MARGIN) * scale, (10 + MARGIN) * scale)


def test_png_without_a_library_or_a_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canvas, "_is_installed", lambda font: False)
    with pytest.raises(UsageError, match=r"needs one of these fonts.*DejaVu Sans Mono"):
        png_of("<svg/>")
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(UsageError, match="to draw PNG"):
        png_of("<svg/>")
