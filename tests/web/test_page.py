"""The page in a real browser: mistakes are marked where they are and fixed by one click."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.console import ROOT
from tests.web.conftest import example
from tests.web.test_app import serving

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="chromium is not installed"),
]
WRONG = example("ilk/XA103.json").decode().replace('"alleleName"', '"aleleName"')


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving("--no-log", "--prefix", "/alleles") as (found, _):
        yield f"{found}/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page, which must say nothing of errors."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    made = context.new_page()
    said: list[str] = []
    made.on("pageerror", lambda error: said.append(str(error)))
    made.on("console", lambda each: said.append(each.text) if each.type == "error" else None)
    made.goto(address)
    yield made
    context.close()
    # Refused requests are what the views say.
    assert [text for text in said if "status of 422" not in text] == []


def paste(page: Page, text: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def text_of(page: Page) -> str:
    """The text in the editor, which shows the lines in sight only."""
    return "\n".join(page.locator(".cm-line").all_inner_texts())


def test_a_mistake_is_marked_fixed_and_shown_in_other_forms(page: Page) -> None:
    paste(page, WRONG)
    expect(page.locator("#verdict")).to_have_text("does not conform (1 error)")
    mark = page.locator(".cm-lintRange-error")
    expect(mark).to_have_text('"aleleName"')
    finding = page.locator("#findings li")
    line = WRONG[: WRONG.index('"aleleName"')].count("\n") + 1
    expect(finding).to_contain_text(f"{line}:3 ContextualAllele has no property aleleName")

    page.get_by_role("button", name="Why ST-1?").click()
    expect(page.locator("#view")).to_contain_text("ST-1 unknown-property")

    page.get_by_role("button", name='Write "alleleName"').first.click()
    expect(page.locator("#verdict")).to_have_text("conforms")
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)

    page.get_by_role("tab", name="Turtle").click()
    expect(page.locator("#view")).to_contain_text("a clingen:ContextualAllele")
    page.get_by_role("tab", name="Picture").click()
    image = page.locator("#view img")
    expect(image).to_have_attribute("alt", re.compile("A at 6,608,803 is replaced by G"))
    assert image.evaluate("each => each.naturalWidth") > 100


def test_a_link_brings_the_text_back_and_nothing_is_sent(page: Page, address: str) -> None:
    gene = '{"resourceType": "Gene", "id": "G1", "symbol": "X", "name": "Gène 😀"}'
    paste(page, gene)
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#link")).to_have_text("Link copied")
    link: str = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{address}#")
    asked: list[str] = []
    other = page.context.new_page()
    other.on("request", lambda request: asked.append(request.url))
    other.goto(link)
    expect(other.locator(".cm-content")).to_contain_text("Gène 😀")
    assert text_of(other) == gene
    assert not any("#" in url or link.partition("#")[2] in url for url in asked)
    assert all(url.startswith((address, "data:", "blob:")) for url in asked)


def test_what_cannot_be_read_or_drawn_is_said(page: Page) -> None:
    paste(page, '{"resourceType": "Gene",')
    expect(page.locator("#verdict")).to_contain_text("does not conform")
    expect(page.locator("#view")).to_contain_text("the text ends in the middle of an object")
    paste(page, "")
    page.keyboard.press("Delete")
    expect(page.locator("#view")).to_contain_text("There is no message yet.")


def test_the_graph_is_a_picture_with_a_text(page: Page) -> None:
    paste(page, example("ilk/XA101.json").decode())
    page.get_by_role("tab", name="Graph").click()
    image = page.locator("#view img")
    expect(image).to_have_attribute("alt", re.compile("XA101 type ContextualAllele"))
    assert image.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }")


def test_every_example_is_checked(page: Page) -> None:
    names = page.locator("#examples option").all_inner_texts()[1:]
    assert len(names) >= 4
    for name in names:
        page.locator("#examples").select_option(name)
        expected = "does not conform" if "mistake" in name else "conforms"
        expect(page.locator("#verdict")).to_contain_text(re.compile(f"^{expected}"))


def test_keys_alone_reach_everything(page: Page) -> None:
    paste(page, WRONG)
    expect(page.locator("#findings li")).to_have_count(1)
    page.get_by_role("tab", name="Picture").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Rule")).to_be_focused()
    expect(page.get_by_role("tab", name="Rule")).to_have_attribute("aria-selected", "true")
    page.locator("#findings .say").press("Enter")
    assert page.evaluate("getSelection().toString()") == '"aleleName"'


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_it_is_accessible_and_fits(browser: Browser, address: str, scheme: Any, width: int) -> None:
    made = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    made.goto(address)
    paste(made, WRONG)
    expect(made.locator("#findings li")).to_have_count(1)
    expect(made.locator("#view img")).to_have_count(1)
    assert made.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(made).response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert serious == [], [
        (each["id"], [node["html"][:200] for node in each["nodes"]]) for each in serious
    ]
    made.close()


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_the_code_of_the_page_is_that_of_its_sources(tmp_path: Path) -> None:
    for name in ("page", "examples"):
        ignored = shutil.ignore_patterns("node_modules")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    built, committed = tmp_path / "clingen_ld/web/page", ROOT / "clingen_ld/web/page"
    built.mkdir(parents=True)
    for command in (["npm", "ci", "--no-audit", "--no-fund"], ["npm", "run", "build"]):
        subprocess.run(command, cwd=tmp_path / "page", check=True, capture_output=True)
    for name in ("page.js", "LICENSES.txt"):
        assert (built / name).read_text() == (committed / name).read_text(), "npm run build"
