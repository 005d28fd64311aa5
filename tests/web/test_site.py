"""The site: every IRI of the model has its page and its RDF, and every link leads somewhere."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import rdflib
import rdflib.compare
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from clingen_ld.model import CLINGEN
from clingen_ld.model.files import context_texts, shapes_text
from clingen_ld.web.model_pages import HOST
from clingen_ld.web.site import MEDIA_TYPES, redirects
from tests.cli.running import call
from tests.console import ROOT

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")


class _Reader(HTMLParser):
    """The links and the ids of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.links.append(value)
            elif name == "id" and value:
                self.ids.append(value)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, _Reader]:
    found = {}
    for path in site.rglob("*.html"):
        found[path] = _Reader()
        found[path].feed(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.slow
def test_every_link_leads_to_a_file_and_every_fragment_to_a_part(
    site: Path, pages: dict[Path, _Reader]
) -> None:
    assert len(pages) > 100
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), path
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in ("http", "https", "data"), link
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path}: {link}"
            assert target.is_relative_to(site)
            if parts.fragment and target.suffix == ".html":
                assert unquote(parts.fragment) in pages[target].ids, f"{path}: {link}"


def iris_of_the_model() -> Iterator[str]:
    graph = rdflib.Graph().parse(data=shapes_text(), format="turtle")
    for subject in set(graph.subjects()):
        if isinstance(subject, rdflib.URIRef) and subject.startswith(CLINGEN.rstrip("/")):
            yield str(subject)
    yield from (f"{CLINGEN}{name}" for name in context_texts())


@pytest.mark.slow
def test_every_iri_of_the_model_resolves(site: Path, pages: dict[Path, _Reader]) -> None:
    iris = list(iris_of_the_model())
    assert len(iris) > 400
    for iri in iris:
        document, _, part = iri.removeprefix(f"{HOST}/").partition("#")
        path = site / document
        if path.is_file():
            continue
        page = pages[path / "index.html"]
        assert not part or part in page.ids, iri


def page_of(site: Path, name: str) -> str:
    return (site / "model/allele" / name / "index.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_contexts_and_versions_have_pages_and_are_at_their_iris(site: Path) -> None:
    for name, text in context_texts().items():
        page = page_of(site, f"contexts/{name.removesuffix('.jsonld')}")
        document = json.loads(text)
        for iri in (document["id"], document["versionIRI"]):
            assert iri in page
            assert (site / urlsplit(iri).path.lstrip("/")).read_text(encoding="utf-8") == text
        terms = document["@context"]
        own = terms[-1] if isinstance(terms, list) else terms
        for term, value in own.items():
            if isinstance(value, str) and not term.startswith("@"):
                assert f"<code>{term}</code>" in page
    graph = rdflib.Graph().parse(data=shapes_text(), format="turtle")
    versions = list(graph.subject_objects(rdflib.OWL.versionIRI))
    assert versions
    for document, version in versions:
        folder = site / str(version).removeprefix(f"{HOST}/")
        original = site / str(document).removeprefix(f"{HOST}/")
        assert rdflib.compare.isomorphic(
            rdflib.Graph().parse(folder / "index.ttl"), rdflib.Graph().parse(original / "index.ttl")
        )
        assert str(version) in (folder / "index.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_every_guide_is_a_page_as_the_start_arranges_them(site: Path) -> None:
    for path in (ROOT / "docs").glob("*.md"):
        folder = site / "guides" / ("" if path.stem == "README" else path.stem)
        [heading] = re.findall(r"^# (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)[:1]
        assert f">{heading}</h1>" in (folder / "index.html").read_text(encoding="utf-8")
    tutorial = (site / "guides/tutorial/index.html").read_text(encoding="utf-8")
    assert (
        '<a rel="next" href="../validation/index.html">Next: Validation in a team</a>' in tutorial
    )
    pictures = (site / "guides/pictures/index.html").read_text(encoding="utf-8")
    assert 'src="CA201.svg"' in pictures
    extending = (site / "guides/extending/index.html").read_text(encoding="utf-8")
    assert "source/shapes/index.html" in extending
    reliability = (site / "guides/reliability/index.html").read_text(encoding="utf-8")
    assert '<a href="../../model/allele/rules/index.html#ST-0">ST-0</a>' in reliability
    assert ".md" not in "".join(re.findall(r'href="([^"]*)"', tutorial + pictures + extending))


@pytest.mark.slow
def test_nothing_is_fetched_from_elsewhere(pages: dict[Path, _Reader]) -> None:
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r'<(?:script|link|img)[^>]*(?:src|href)="(?!data:)\w+:', text)


def _led(rules: str, path: str, accept: str) -> str:
    """Where the rules of a server lead a request, as Apache reads them; the path itself if not."""
    conditions: list[bool] = []
    for line in rules.splitlines()[1:]:
        name, first, second, *_ = line.split(" ")
        if name == "RewriteCond":
            value = {"%{REQUEST_URI}": f"/{path}", "%{HTTP_ACCEPT}": accept}[first]
            wanted = not second.startswith("!")
            conditions.append(bool(re.search(second.removeprefix("!"), value)) == wanted)
            continue
        match = re.search(first, path)
        if match is not None and all(conditions):
            return second.replace("$1", match[1])
        conditions = []
    return path


@pytest.mark.slow
@pytest.mark.parametrize("url", [None, "https://alleles.example.org/"])
def test_redirects_lead_every_iri_to_its_file(site: Path, url: str | None) -> None:
    rules, base = redirects(url), url or ""
    for iri in ("model/allele/Gene", "model/allele/Gene/", "model/allele/vs/provenance-role"):
        for ending, media_type in MEDIA_TYPES.items():
            target = _led(rules, iri, f"{media_type}, */*;q=0.1")
            assert target == f"{base}{iri.rstrip('/')}/index.{ending}"
            assert (site / target.removeprefix(base)).is_file()
        target = _led(rules, iri, "text/html,*/*;q=0.8")
        assert target == (f"{base}{iri.rstrip('/')}/index.html" if url else iri)
    context = "model/allele/context.jsonld"  # asked for with its own media type
    assert _led(rules, context, "application/ld+json") == base + context


@pytest.mark.slow
def test_the_command_says_how_many_pages_there_are(tmp_path: Path) -> None:
    ran = call("site", "-o", tmp_path / "new" / "site")
    assert ran.code == 0
    assert re.fullmatch(r"\d+ pages\n", ran.out)
    (tmp_path / "file").write_text("")
    assert call("site", "-o", tmp_path / "file" / "site").code == 3


PAGES = [
    "index.html",
    "model/allele/index.html",
    "model/allele/ContextualAllele/index.html#allele",
    "model/allele/rules/index.html#HG-4",
    "model/allele/0.1.0/rules/index.html",
    "model/allele/contexts/context/index.html",
    "guides/index.html",
    "guides/pictures/index.html",
    "guides/service/index.html",
    "source/shapes/rules/hgvs.ttl/index.html#L9",
]


@pytest.mark.browser
@pytest.mark.skipif(BROWSER is None, reason="chromium is not installed")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_browser(site: Path, scheme: Any) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page(color_scheme=scheme, viewport={"width": 375, "height": 800})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for path in PAGES:
            page.goto(f"{site.as_uri()}/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 375, path
            found = Axe().run(page).response["violations"]
            serious = [each for each in found if each["impact"] in ("serious", "critical")]
            assert serious == [], [(path, e["id"], e["nodes"][0]["html"]) for e in serious]
        assert {urlsplit(url).scheme for url in asked} <= {"file", "data"}
        browser.close()


@pytest.mark.browser
@pytest.mark.skipif(BROWSER is None, reason="chromium is not installed")
def test_tabs_and_search_of_a_site_in_a_folder(site: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto((site / "model/allele/Gene/index.html").as_uri())
        expect(page.get_by_role("heading", level=1)).to_have_text("Gene")
        expect(page.get_by_role("tabpanel")).to_contain_text('"resourceType": "Gene"')
        page.get_by_role("tab", name="resource-json").focus()
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("tab", name="resource-xml")).to_be_focused()
        expect(page.get_by_role("tabpanel")).to_contain_text("<Gene")
        page.get_by_role("searchbox").fill("tutorial")
        page.get_by_role("link", name="Tutorial", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Tutorial")
        browser.close()
