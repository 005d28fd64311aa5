"""The documentation of the model as a static site, in which every IRI of the model resolves.

Each IRI of the vocabulary, the value sets, the shapes, the rules and the contexts is a path of the
site, with its page and the same as RDF beside it. An IRI with a `#` is a part of the page that is
named before it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import rdflib
from rdflib import DCTERMS, RDFS, SKOS, BNode, Literal, URIRef
from rdflib.namespace import SH

from clingen_ld.conversion import convert
from clingen_ld.drawing.model_diagram import draw_model
from clingen_ld.errors import InputError, missing_package
from clingen_ld.messages.text.inputs import Document
from clingen_ld.messages.writing import open_output
from clingen_ld.model import CLINGEN, Model, Type, load_model
from clingen_ld.model.files import context_texts, shapes_text
from clingen_ld.reports.dictionary import value_kind

HOST: Final = CLINGEN.partition("/model/")[0]
_ROOT: Final = CLINGEN.removeprefix(f"{HOST}/").rstrip("/")
"""The path of the model below the host, such as model/allele."""
FORMATS: Final = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt"}
"""The RDF beside a page, by the endings of its files."""
MEDIA_TYPES: Final = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
}
INDEX: Final = "index.html"
_TITLE: Final = "The allele model"
_EXAMPLES: Final = {
    "JSON": "resource-json",
    "JSON-LD": "json-ld",
    "Turtle": "turtle",
    "XML": "resource-xml",
}
_LABELS: Final = (SKOS.prefLabel, RDFS.label, SH.name, DCTERMS.title)
_TEXTS: Final = (SKOS.definition, RDFS.comment, SH.description, DCTERMS.description)


@dataclass(slots=True)
class _Page:
    """A document of the site: the IRIs that it is about, the first of which is its own."""

    iri: str
    parts: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Below the site, without an ending."""
        return self.iri.removeprefix(f"{HOST}/").rstrip("/")


class _Site:
    """All that the pages are made of."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.graph = rdflib.Graph().parse(data=shapes_text(), format="turtle")
        self.pages = self._pages()

    def _pages(self) -> dict[str, _Page]:
        """The documents by their IRIs: what is before a # is a document, too."""
        found: dict[str, _Page] = {}
        subjects = {str(each) for each in self.graph.subjects() if isinstance(each, URIRef)}
        for iri in sorted(subjects):
            if not iri.startswith(CLINGEN.rstrip("/")):
                continue
            document = iri.partition("#")[0]
            page = found.setdefault(document, _Page(document))
            if iri != document:
                page.parts.append(iri)
        found.setdefault(CLINGEN, _Page(CLINGEN))
        return found

    @cached_property
    def types(self) -> dict[str, Type]:
        """The types of the model by their IRIs."""
        return {each.iri: each for each in self.model.types.values()}

    def label(self, iri: str) -> str:
        """What an IRI is called."""
        for predicate in _LABELS:
            if (value := self.graph.value(URIRef(iri), predicate)) is not None:
                return str(value)
        return iri.rstrip("/").rpartition("/")[2].rpartition("#")[2] or iri

    def text(self, iri: str) -> str:
        """What is said of an IRI in words."""
        values = (self.graph.value(URIRef(iri), each) for each in _TEXTS)
        return next((str(value) for value in values if value is not None), "")

    def statements(self, iri: str) -> rdflib.Graph:
        """The triples of an IRI, with those of the blank nodes below it."""
        found = rdflib.Graph(namespace_manager=self.graph.namespace_manager)
        waiting: list[rdflib.term.Node] = [URIRef(iri)]
        seen: set[rdflib.term.Node] = set()
        while waiting:
            subject = waiting.pop()
            if subject in seen:
                continue
            seen.add(subject)
            for triple in self.graph.triples((subject, None, None)):
                found.add(triple)
                if isinstance(triple[2], BNode):
                    waiting.append(triple[2])
        return found

    def link(self, page: _Page, iri: str) -> str | None:
        """The way from a page to an IRI of the site; None when the site has no such page."""
        document, mark, part = iri.partition("#")
        target = self.pages.get(document) or self.pages.get(f"{document}/")
        if target is None or (mark and iri not in target.parts):
            return None
        return relative(page.path, target.path) + INDEX + (f"#{part}" if mark else "")


def relative(here: str, path: str) -> str:
    """The way from a page to a folder: every page is the index of the folder of its path."""
    return os.path.relpath(f"/{path}", f"/{here}").replace(os.sep, "/") + "/"


def write_site(folder: str | os.PathLike[str], url: str | None = None) -> int:
    """Write the site into a folder, which is made; the number of pages.

    `url` is where the site will be, for the redirects of another server (see `redirects`).

    Raises `UsageError` without Jinja2, and `InputError` when the folder cannot be written.
    """
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError as error:
        raise missing_package("to make the site", "jinja2") from error
    loader = PackageLoader("clingen_ld.web", "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.globals["model_path"] = _ROOT
    template = environment.get_template("page.html")
    site, root = _Site(load_model()), Path(folder)
    listed = [each for page in site.pages.values() for each in _search_entries(site, page)]
    for page in site.pages.values():
        here = root / page.path
        _make(here)
        _write(here / INDEX, template.render(**_content(site, page)))
        together = rdflib.Graph(namespace_manager=site.graph.namespace_manager)
        for iri in (page.iri, *page.parts):
            together += site.statements(iri)
        for ending, kind in FORMATS.items():
            _write(here / f"index.{ending}", together.serialize(format=kind))
    for name, text in context_texts().items():
        _write(root / _ROOT / name, text)
    _write(root / "search.json", json.dumps(listed, ensure_ascii=False))
    _write(root / _ROOT / "model.svg", draw_model(site.model).svg)
    for name in ("site.css", "site.js"):
        text = files("clingen_ld.web").joinpath("templates", name).read_text(encoding="utf-8")
        _write(root / name, text)
    start = environment.get_template("start.html")
    _write(root / INDEX, start.render(root="", title=_TITLE, version=site.model.version))
    _write(root / ".htaccess", redirects(url))
    return len(site.pages) + 1


def redirects(url: str | None = None) -> str:
    """The rules by which a server gives each IRI in the form that is wanted (Apache, mod_rewrite).

    Without a URL they are for the server of the site itself; with that of the site, for a server
    of redirects, such as w3id.org, to which the IRIs lead.
    """
    base = "" if url is None else url.rstrip("/") + "/"
    lines = ["RewriteEngine on"]
    # What has an ending is a file, such as a context.
    is_document = r"RewriteCond %{REQUEST_URI} !\.[a-z]+$"
    for ending, media_type in MEDIA_TYPES.items():
        accepts = f"RewriteCond %{{HTTP_ACCEPT}} {re.escape(media_type)}"
        lines += [is_document, accepts, f"RewriteRule ^(.*?)/?$ {base}$1/index.{ending} [R=303,L]"]
    if base:
        lines += [is_document, f"RewriteRule ^(.*?)/?$ {base}$1/{INDEX} [R=303,L]"]
        lines += [f"RewriteRule ^(.*)$ {base}$1 [R=302,L]"]
    return "\n".join(lines) + "\n"


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be made: {error.strerror or error}") from None


def _write(path: Path, text: str) -> None:
    with open_output(path) as stream:
        stream.write(text.encode())


def _search_entries(site: _Site, page: _Page) -> list[dict[str, str]]:
    def entry(iri: str) -> dict[str, str]:
        path = page.path + "/" + (f"#{iri.partition('#')[2]}" if "#" in iri else "")
        return {"label": site.label(iri), "path": path, "text": site.text(iri)[:160]}

    return [entry(iri) for iri in (page.iri, *page.parts)]


# --- What a page has ----------------------------------------------------------------------------


def _content(site: _Site, page: _Page) -> dict[str, Any]:
    """What the template of a page is given."""
    type_ = site.types.get(page.iri)
    return {
        "root": relative(page.path, ""),
        "iri": page.iri,
        "title": type_.name if type_ is not None else site.label(page.iri),
        "text": site.text(page.iri),
        "kind": type_.kind if type_ is not None else "",
        "is_start": page.iri == CLINGEN,
        "properties": list(_properties(site, page, type_)) if type_ is not None else [],
        "users": list(_users(site, page)),
        "members": list(_members(site, page)) if page.iri == CLINGEN else [],
        "examples": _examples(type_) if type_ is not None and type_.kind == "resource" else {},
        "statements": list(_rows(site, page, page.iri)),
        "parts": [
            {
                "id": iri.partition("#")[2],
                "iri": iri,
                "label": _heading(site, iri),
                "text": site.text(iri),
                "statements": list(_rows(site, page, iri)),
            }
            for iri in page.parts
        ],
        "formats": {ending: f"index.{ending}" for ending in FORMATS},
    }


def _heading(site: _Site, iri: str) -> str:
    """The name of a part, which a rule or a code has before its label."""
    name, label = iri.partition("#")[2], site.label(iri)
    return label if name.lower() in label.lower() else f"{name}: {label}"


def _properties(site: _Site, page: _Page, type_: Type) -> Iterator[dict[str, Any]]:
    for prop in type_.properties.values():
        targets = prop.targets or ((prop.range,) if prop.range else ())
        known = [site.model.types[name] for name in targets if name in site.model.types]
        yield {
            "id": prop.name,
            "name": prop.name,
            "link": site.link(page, prop.iri),
            "cardinality": prop.cardinality,
            "holds": value_kind(prop),
            "targets": [(each.name, site.link(page, each.iri)) for each in known],
            "text": prop.definition,
        }


def _users(site: _Site, page: _Page) -> Iterator[tuple[str, str | None]]:
    """The types that have a property, by its IRI."""
    for type_ in site.model.types.values():
        for prop in type_.properties.values():
            if prop.iri == page.iri:
                link = site.link(page, type_.iri)
                yield f"{type_.name}.{prop.name}", link and f"{link}#{prop.name}"


def _members(site: _Site, page: _Page) -> Iterator[tuple[str, list[tuple[str, str | None, str]]]]:
    """The pages of the site by their kinds, for its start."""
    kinds = {"Resources": "resource", "Parts": "part", "Data types": "data type"}
    known: set[str] = {CLINGEN}
    for heading, kind in kinds.items():
        types = [each for each in site.model.types.values() if each.kind == kind]
        rows = [(each.name, site.link(page, each.iri), each.definition) for each in types]
        known |= {each.iri for each in types}
        yield heading, rows
    others = [iri for iri in site.pages if iri not in known]
    sets = [iri for iri in others if "/vs/" in iri or site.pages[iri].parts]
    rest = [iri for iri in others if iri not in sets]
    groups = {"Codes, rules and shapes": sets, "Properties and further classes": rest}
    for heading, iris in groups.items():
        yield heading, [(site.label(iri), site.link(page, iri), site.text(iri)) for iri in iris]


def _examples(type_: Type) -> dict[str, str]:
    """A message of a type in several forms: the first of the rules' examples that has one."""
    for rule in load_model().rules.values():
        try:
            found = json.loads(rule.keeps)
        except (OSError, ValueError):
            continue
        for message in found if isinstance(found, list) else [found]:
            if isinstance(message, dict) and message.get("resourceType") == type_.name:
                document = Document(json.dumps(message))
                return {
                    name: convert(document, form, pretty=True).text or ""
                    for name, form in _EXAMPLES.items()
                }
    return {}


def _rows(site: _Site, page: _Page, iri: str) -> Iterator[tuple[str, list[dict[str, str | None]]]]:
    """The statements of an IRI, a row for each property."""
    values: dict[str, list[rdflib.term.Node]] = {}
    for _, predicate, value in site.graph.triples((URIRef(iri), None, None)):
        values.setdefault(str(predicate), []).append(value)
    for name in sorted(values):
        yield (
            site.graph.namespace_manager.normalizeUri(name).strip("<>"),
            [_shown(site, page, value) for value in sorted(values[name], key=str)],
        )


def _shown(site: _Site, page: _Page, value: rdflib.term.Node) -> dict[str, str | None]:
    if isinstance(value, URIRef):
        own = site.link(page, str(value))
        text = site.graph.namespace_manager.normalizeUri(str(value)).strip("<>")
        return {"text": text, "link": own or str(value)}
    if isinstance(value, Literal):
        return {"text": str(value), "link": None}
    nested: Iterable[Any] = site.graph.objects(value)
    shown = sorted({str(each) for each in nested if not isinstance(each, BNode)})
    return {"text": f"[{', '.join(shown)}]", "link": None}
