"""The documentation of the model as a static site, in which every IRI of the model resolves.

Each IRI of the vocabulary, the value sets, the shapes, the rules and the contexts is a path of the
site, with its page and the same as RDF beside it. An IRI with a `#` is a part of the page that is
named before it. The guides and the files that define the model are pages, too.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import rdflib
from rdflib import DCTERMS, OWL, Literal, URIRef

from clingen_ld.drawing.diagrams import draw_model
from clingen_ld.errors import InputError, missing_package
from clingen_ld.messages.writing import open_output
from clingen_ld.model import CLINGEN, load_model, texts
from clingen_ld.model.files import context_texts, folder, shapes
from clingen_ld.web.model_pages import HOST, INDEX, SOURCE, ModelPages, Page, content, relative

if TYPE_CHECKING:
    from jinja2 import Environment

    from clingen_ld.web.guides import Guide, Guides

_ROOT: Final = CLINGEN.removeprefix(f"{HOST}/").rstrip("/")
"""The path of the model below the host, such as model/allele."""
FORMATS: Final = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt"}
"""The RDF beside a page, by the endings of its files."""
MEDIA_TYPES: Final = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
}
_TITLE: Final = "The allele model"


def write_site(folder: str | os.PathLike[str], url: str | None = None) -> int:
    """Write the site into a folder, which is made; the number of pages.

    `url` is where the site will be, for the redirects of another server (see `redirects`).

    Raises `UsageError` without Jinja2 and markdown-it-py, and `InputError` when the folder cannot
    be written.
    """
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined

        from clingen_ld.web.guides import Guides
    except ImportError as error:
        raise missing_package("to make the site", "jinja2", "markdown-it-py") from error
    loader = PackageLoader("clingen_ld.web", "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.globals["model_path"] = _ROOT
    writing = _Writing(Path(folder), environment, ModelPages(load_model()), Guides())
    writing.write()
    _write(writing.root / ".htaccess", redirects(url))
    return writing.count


class _Writing:
    """The site while it is written."""

    def __init__(
        self, root: Path, environment: Environment, site: ModelPages, guides: Guides
    ) -> None:
        self.root = root
        self.count = 0
        self._environment = environment
        self._site = site
        self._guides = guides
        self._listed: list[dict[str, str]] = []
        parent = folder("shapes").parent
        given = [*shapes(), *folder("contexts").glob("*.jsonld"), *folder("queries").glob("*.rq")]
        self._sources = {path.relative_to(parent).as_posix(): path for path in given}

    def write(self) -> None:
        """Write all of it but the redirects."""
        for page in self._site.pages.values():
            self._model_page(page)
        self._contexts()
        self._versions()
        self._write_sources()
        self._write_guides()
        self._file(f"{_ROOT}/model.svg", draw_model(self._site.model).svg)
        for name in ("site.css", "site.js"):
            text = files("clingen_ld.web").joinpath("templates", name).read_text(encoding="utf-8")
            self._file(name, text)
        # Not JSON: a page that is opened from a folder may load a script, but no data.
        self._file("search.js", f"window.pages = {json.dumps(self._listed, ensure_ascii=False)};")
        self._page("start.html", "", title=_TITLE, version=self._site.model.version)

    def _file(self, path: str, text: str) -> None:
        _write(self.root / path, text)

    def _page(self, template: str, path: str, **given: Any) -> None:
        """Write a page: the index of the folder of its path."""
        made = self._environment.get_template(template)
        root = relative(path, "") if path else ""
        text = made.render(root=root, **given)
        self._file(f"{path}/{INDEX}" if path else INDEX, text)
        self.count += 1

    def _list(self, label: str, path: str, text: str) -> None:
        """Let the search find a page, or a part of one (path/#id)."""
        self._listed.append({"label": label, "path": path, "text": text[:160]})

    def _rdf(self, path: str, graph: rdflib.Graph) -> str:
        """Write the RDF beside a page; the Turtle of it."""
        written = {ending: graph.serialize(format=kind) for ending, kind in FORMATS.items()}
        for ending, text in written.items():
            self._file(f"{path}/index.{ending}", text)
        return written["ttl"]

    def _model_page(self, page: Page) -> None:
        turtle = self._rdf(page.path, self._site.together(page))
        given = content(self._site, page, turtle)
        if given["diagram"] is not None:
            self._file(f"{page.path}/diagram.svg", given["diagram"].svg)
        self._page("page.html", page.path, **given)
        for iri in (page.iri, *page.parts):
            part = f"#{iri.partition('#')[2]}" if "#" in iri else ""
            self._list(self._site.label(iri), f"{page.path}/{part}", self._site.text(iri))

    def _contexts(self) -> None:
        """The contexts at their IRIs and those of their versions, and pages of their terms."""
        for name, text in context_texts().items():
            document = json.loads(text)
            iri, version = str(document["id"]), str(document["versionIRI"])
            for each in (f"{CLINGEN}{name}", iri, version):
                self._file(urlsplit(each).path.lstrip("/"), text)
            path = f"{_ROOT}/contexts/{name.removesuffix('.jsonld')}"
            terms = list(_terms(document["@context"], self._site, Page(f"{HOST}/{path}")))
            graph = rdflib.Graph(namespace_manager=self._site.graph.namespace_manager)
            for predicate, value in [
                (DCTERMS.title, Literal(f"The JSON-LD context {name}", "en")),
                (DCTERMS["format"], Literal("application/ld+json")),
                (OWL.versionInfo, Literal(str(document["version"]))),
                (DCTERMS.hasVersion, URIRef(version)),
                *((DCTERMS.references, URIRef(each)) for _, each, _ in terms),
            ]:
                graph.add((URIRef(iri), predicate, value))
            root = relative(path, "")
            self._page(
                "context.html", path, name=name, title=f"Context {name}", iri=iri, terms=terms,
                version=(version, f"{root}{urlsplit(version).path.lstrip('/')}"), text=text,
                file=f"{root}{urlsplit(iri).path.lstrip('/')}", turtle=self._rdf(path, graph),
                built_on=texts(document["@context"]),
            )  # fmt: skip
            self._list(f"Context {name}", f"{path}/", f"JSON-LD context with {len(terms)} terms")

    def _versions(self) -> None:
        """The documents of each version at its IRI, with their RDF."""
        graph = self._site.graph
        for document, version in sorted(graph.subject_objects(OWL.versionIRI)):
            page, path = self._site.pages[str(document)], Page(str(version)).path
            turtle = self._rdf(path, self._site.together(page))
            title = (
                f"{self._site.label(page.iri)}, version {graph.value(document, OWL.versionInfo)}"
            )
            self._page(
                "version.html", path, title=title, iri=str(version), turtle=turtle,
                document=(page.iri, relative(path, page.path) + INDEX),
            )  # fmt: skip
            self._list(title, f"{path}/", self._site.text(page.iri))

    def _write_sources(self) -> None:
        """The files that define the model, with numbered lines, and a list of them."""
        folders = {SOURCE, *(f"{SOURCE}/{name.rpartition('/')[0]}" for name in self._sources)}
        for here in sorted(folders):
            inside = [name for name in self._sources if f"{SOURCE}/{name}".startswith(f"{here}/")]
            rows = [(name, relative(here, f"{SOURCE}/{name}") + INDEX) for name in inside]
            self._page("sources.html", here, title="Source of the model", files=rows)
        for name, file in self._sources.items():
            text, path = file.read_text(encoding="utf-8"), f"{SOURCE}/{name}"
            # The file itself has the name of the folder of its page, so it is within.
            self._file(f"{path}/{file.name}", text)
            self._page("source.html", path, title=name, lines=text.splitlines(), file=file.name)

    def _write_guides(self) -> None:
        for path, data in self._guides.assets():
            _write(self.root / path, data)
        arranged = [file for _, listed in self._guides.groups for file in listed]
        for file, guide in self._guides.pages.items():
            around: dict[str, Any] = {"before": None, "after": None}
            if file in arranged:
                at = arranged.index(file)
                around["before"] = self._beside(guide, arranged[at - 1]) if at else None
                around["after"] = (
                    self._beside(guide, arranged[at + 1]) if at + 1 < len(arranged) else None
                )
            html = self._guides.html(guide, self._to_file, self._to_model)
            sections = [each for each in guide.sections if each.level == 2]
            self._page("guide.html", guide.path, title=guide.title, html=html, sections=sections,
                       start=relative(guide.path, "guides") + INDEX, **around)  # fmt: skip
            self._list(guide.title, f"{guide.path}/", guide.summary)
            for each in sections:
                self._list(f"{each.text} ({guide.title})", f"{guide.path}/#{each.id}", "")

    def _beside(self, guide: Guide, file: str) -> tuple[str, str]:
        """The title of another guide, and the way to it."""
        other = self._guides.pages[file]
        return other.title, relative(guide.path, other.path) + INDEX

    def _to_file(self, here: str, file: str) -> str | None:
        """The way from a guide to a file of the project."""
        if file in self._guides.pages:
            return relative(here, self._guides.pages[file].path) + INDEX
        path = self.root / f"guides/{file.removeprefix('docs/')}"
        if file.startswith("docs/") and path.is_file():
            return os.path.relpath(path, self.root / here).replace(os.sep, "/")
        if file in self._sources or any(name.startswith(f"{file}/") for name in self._sources):
            return relative(here, f"{SOURCE}/{file}") + INDEX
        return None

    def _to_model(self, here: str, name: str) -> str | None:
        """The way from a guide to a class, a property, a rule or an IRI of the model."""
        type_, _, prop = name.partition(".")
        model, page = self._site.model, Page(f"{HOST}/{here}")
        if name in model.rules:
            return self._site.link(page, f"{CLINGEN}rules#{name}")
        if type_ in model.types and (not prop or prop in model.types[type_].properties):
            link = self._site.link(page, model.types[type_].iri)
            return link and link + (f"#{prop}" if prop else "")
        return self._site.link(page, name)


def _entries(context: Any) -> Iterator[tuple[str, Any]]:
    """The terms that a context itself defines; those of contexts that it names have their pages."""
    for each in context if isinstance(context, list) else [context]:
        if isinstance(each, dict):
            yield from each.items()


def _terms(context: Any, site: ModelPages, page: Page) -> Iterator[tuple[str, str, str | None]]:
    """The terms of a context with their IRIs, and the ways to their pages."""
    main = json.loads(context_texts()["context.jsonld"])["@context"]
    known = dict([*main.items(), *_entries(context)])
    prefixes = {name: value for name, value in known.items() if isinstance(value, str)}
    for term, value in _entries(context):
        iri = value.get("@id") if isinstance(value, dict) else value
        if term.startswith("@") or not isinstance(iri, str) or iri.startswith("@"):
            continue
        prefix, _, rest = iri.partition(":")
        full = f"{prefixes[prefix]}{rest}" if prefix in prefixes else iri
        yield term, full, site.link(page, full)


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


def _write(path: Path, content: bytes | str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{path.parent}: cannot be made: {error.strerror or error}") from None
    with open_output(path) as stream:
        stream.write(content.encode() if isinstance(content, str) else content)
