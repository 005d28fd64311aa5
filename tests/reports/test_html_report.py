"""The HTML report: what is in the page, and what a browser makes of it."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from clingen_ld.findings.finding import Finding
from clingen_ld.messages.message import Excerpt
from clingen_ld.reports import html_report, render
from clingen_ld.validation.report import Report
from tests.reports.report_samples import EMPTY, MIXED, NASTY, WRONG_CODE, each_report, hostile, many

VOID = {"meta", "input", "br", "hr", "img", "link"}


class Page(HTMLParser):
    """A page: its elements with their attributes, and its text; every element must be closed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1] not in ("script", "style"):
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def page(report: Report, limit: int | None = None) -> Page:
    return Page(render(report, "html", limit))


# --- What is in the page ----------------------------------------------------------------------


@each_report
def test_it_stands_alone(report: Report) -> None:
    found = page(report)
    assert {tag for tag, _ in found.elements}.isdisjoint(
        {"link", "img", "iframe", "object", "base"}
    )
    assert len(found.all("script")) == len(found.all("style")) == 1
    for tag, attributes in found.elements:
        assert not any(name.startswith("on") or name in ("src", "style") for name in attributes)
        if "href" in attributes:
            assert tag == "a"
            assert str(attributes["href"]).startswith("#")


@each_report
def test_its_policy_allows_its_own_script_and_nothing_else(report: Report) -> None:
    text = render(report, "html")
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for tag in ("script", "style"):
        (body,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = b64encode(sha256(body.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


@each_report
def test_it_can_be_read_without_eyes(report: Report) -> None:
    found = page(report)
    assert found.all("html") == [{"lang": "en"}]
    for landmark in ("header", "main", "footer", "h1", "title"):
        assert len(found.all(landmark)) == 1
    ids = [a["id"] for _, a in found.elements if "id" in a]
    assert len(set(ids)) == len(ids)
    for _, attributes in found.elements:
        for reference in ("aria-labelledby", "href"):
            if reference in attributes:
                assert str(attributes[reference]).removeprefix("#") in ids
    labels = render(report, "html").split("<label>")[1:]
    fields = len(found.all("input")) + len(found.all("select"))
    assert len(labels) == fields
    assert all("<input" in label or "<select" in label for label in labels)
    levels = [int(tag[1]) for tag, _ in found.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_what_is_said() -> None:
    text = page(MIXED).text
    assert "Does not conform: there are errors." in text
    assert "4 errors2 warnings1 info4 files20 resources" in text  # the tiles, without their gaps
    assert WRONG_CODE.message in text
    assert "Did you mean transcript?" in text
    assert "How to fix it" in text
    assert "This is not a rule of the ClinGen Allele Model." in text
    assert "Conforms: there are no errors." in page(EMPTY).text
    assert "Nothing was found." in page(EMPTY).text


def test_the_place_is_marked() -> None:
    assert '"contextualAlleleType": <mark>&quot;transkript&quot;</mark>,' in render(
        MIXED, "html"
    ).replace("&quot;contextualAlleleType&quot;", '"contextualAlleleType"')


@pytest.mark.parametrize("excerpt", [Excerpt("abc", 99), Excerpt("abc", 0), Excerpt("  ", 2)])
def test_a_place_that_is_not_in_the_line(excerpt: Excerpt) -> None:
    page(Report((Finding("X", "error", "m", excerpt=excerpt),), 1, 1))


def test_a_limit_counts_the_rest() -> None:
    found = page(many(50), 13)
    items = [a for a in found.all("li") if str(a.get("class")).startswith("finding")]
    assert len(items) == 13
    assert (
        "… and 37 more (9 errors, 10 warnings, 18 infos); all of them: --report json" in found.text
    )
    assert page(many(50), 0).text.count("… and 50 more") == 1


def test_a_page_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    text = html_report.render(many(html_report.MOST + 3))
    assert text.count('<li class="finding') == html_report.MOST
    assert "… and 3 more (3 infos)" in text
    assert len(text) < 4_000_000


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text_is_text(text: str) -> None:
    bare = Finding(text, "warning", text, text, text, text, value=text, suggestion=text)
    plain = page(Report((hostile("x"), Finding("x", "warning", "x", "x")), 1, 1))
    found = page(Report((hostile(text), bare), 1, 1))
    assert {tag for tag, _ in found.elements} <= {tag for tag, _ in plain.elements} | {"mark"}
    assert not any(ord(c) < 32 and c not in "\n" for c in "".join(found.texts))
    if text.isascii() and text.isprintable() and len(text) < 100:
        assert " ".join(text.split()) in found.text


def test_templates_in_the_data_are_not_filled_in() -> None:
    report = Report((Finding("X", "error", "{{policy}} {{summary}} {{none}}"),), 1, 1)
    assert "{{policy}} {{summary}} {{none}}" in page(report).text


# --- Colours ----------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    def channel(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(int(colour[n : n + 2], 16)) for n in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def themes() -> list[dict[str, str]]:
    blocks = re.findall(r":root \{(.*?)\}", render(EMPTY, "html"), re.DOTALL)
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in blocks]


@pytest.mark.parametrize("theme", themes(), ids=["light", "dark", "print"])
def test_contrast(theme: dict[str, str]) -> None:
    for ground in ("ground", "raised"):
        for text in ("text", "quiet", "link", "error", "warning", "info", "good"):
            assert contrast(theme[ground], theme[text]) >= 4.5, (ground, text)
    assert contrast(theme["mark"], theme["mark-text"]) >= 4.5
