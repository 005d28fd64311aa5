"""The guides of the site: the pages of docs/ in their order, with links that lead somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from clingen_ld.web import guides
from clingen_ld.web.guides import Guide, Guides, Section

START = """# Documentation

Where to begin.

## First steps

- [A tutorial](tutorial.md)
- [What it is](../README.md)

## More

- [Rules](rules.md#second)
- [Elsewhere](http://example.org/)
"""
TUTORIAL = """# A tutorial

The *first* paragraph
of two lines.

## A part

## A part

See [rules](rules.md#second), [code](../clingen_ld/x.py), [nothing](gone.md), HG-4 and HG-4.

`Gene` ![a picture](a.svg)

| a | b |
|---|---|
| 1 | 2 |
"""


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Guides:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "README.md").write_text(START)
    (docs / "tutorial.md").write_text(TUTORIAL)
    (docs / "rules.md").write_text("# Rules\n\nAll of them.\n\n## Second\n")
    (docs / "unlisted.md").write_text("# Not listed\n\nStill a guide.\n")
    (docs / "a.svg").write_text("<svg/>")
    (tmp_path / "README.md").write_text("# The project\n\nWhat it is.\n")
    monkeypatch.setattr(guides, "folder", lambda name: tmp_path / name)
    return Guides()


def tutorial(found: Guides) -> Guide:
    return found.pages["docs/tutorial.md"]


def test_the_start_decides_the_order(found: Guides) -> None:
    assert [(file, page.path) for file, page in found.pages.items()] == [
        ("docs/README.md", "guides"),
        ("docs/tutorial.md", "guides/tutorial"),
        ("README.md", "guides/overview"),
        ("docs/rules.md", "guides/rules"),
        ("docs/unlisted.md", "guides/unlisted"),
    ]
    assert found.groups == [
        ("First steps", ["docs/tutorial.md", "README.md"]), ("More", ["docs/rules.md"]),
    ]  # fmt: skip


def test_a_guide_has_its_title_its_summary_and_its_sections(found: Guides) -> None:
    guide = tutorial(found)
    assert guide.title == "A tutorial"
    assert guide.summary == "The first paragraph of two lines."
    assert guide.sections == [
        Section(1, "A tutorial", "a-tutorial"), Section(2, "A part", "a-part"),
        Section(2, "A part", "a-part-1"),
    ]  # fmt: skip


def html(found: Guides) -> str:
    def to_file(start: str, file: str) -> str | None:
        return f"FILE:{file}" if file in found.pages or file.endswith(".svg") else None

    def to_model(start: str, name: str) -> str | None:
        return f"MODEL:{name}" if name in ("HG-4", "Gene") else None

    return found.html(tutorial(found), to_file, to_model)


def test_links_lead_to_what_the_site_has(found: Guides) -> None:
    text = html(found)
    assert '<a href="FILE:docs/rules.md#second">rules</a>' in text
    assert "</a>, code, nothing, <a" in text
    assert 'src="FILE:docs/a.svg"' in text


def test_names_of_the_model_lead_to_it_once(found: Guides) -> None:
    text = html(found)
    assert text.count('<a href="MODEL:HG-4">HG-4</a>') == 1
    assert '<a href="MODEL:Gene"><code>Gene</code></a>' in text


def test_what_is_wide_can_be_scrolled_by_the_keyboard(found: Guides) -> None:
    assert '<div class="wide" tabindex="0"><table>' in html(found)


def test_files_beside_the_pages(found: Guides) -> None:
    assert list(found.assets()) == [("guides/a.svg", b"<svg/>")]
