"""The pages of the model in the site: what each IRI has on its page, and as RDF."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import rdflib
from rdflib import DCTERMS, OWL, RDFS, SKOS, BNode, Literal, URIRef
from rdflib.namespace import SH

from clingen_ld.conversion import convert
from clingen_ld.drawing.diagrams import draw_type
from clingen_ld.messages.forms import FORMS
from clingen_ld.messages.text.inputs import Document
from clingen_ld.model import CLINGEN, Model, Type
from clingen_ld.model.files import folder, shapes, shapes_text
from clingen_ld.reports.dictionary import value_kind

HOST: Final = CLINGEN.partition("/model/")[0]
INDEX: Final = "index.html"
SOURCE: Final = "source"
"""The path below the site of the files that define the model."""
_LABELS: Final = (SKOS.prefLabel, RDFS.label, SH.name, DCTERMS.title)
_TEXTS: Final = (SKOS.definition, RDFS.comment, SH.description, DCTERMS.description)
_ALIGNED: Final = {
    SKOS.exactMatch: "the same as",
    SKOS.closeMatch: "close to",
    SKOS.broadMatch: "narrower than",
    SKOS.narrowMatch: "broader than",
    SKOS.relatedMatch: "related to",
    OWL.equivalentClass: "the same class as",
    OWL.equivalentProperty: "the same property as",
    RDFS.subClassOf: "a subclass of",
    RDFS.subPropertyOf: "a subproperty of",
    OWL.sameAs: "the same as",
}
"""What says how a term of ours stands to one of another vocabulary, in words."""
_SUBJECT: Final = re.compile(r"(?:<([^>]+)>|([A-Za-z]\w*):([\w.-]+))[ \t]")
"""The subject of a statement in Turtle, where it begins a line."""


@dataclass(slots=True)
class Page:
    """A document of the site: the IRIs that it is about, the first of which is its own."""

    iri: str
    parts: list[str] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Below the site, without an ending."""
        return self.iri.removeprefix(f"{HOST}/").rstrip("/")


class ModelPages:
    """All that the pages are made of."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.graph = rdflib.Graph().parse(data=shapes_text(), format="turtle")
        self.pages = self._pages()

    def _pages(self) -> dict[str, Page]:
        """The documents by their IRIs: what is before a # is a document, too."""
        found: dict[str, Page] = {}
        subjects = {str(each) for each in self.graph.subjects() if isinstance(each, URIRef)}
        for iri in sorted(subjects):
            if not iri.startswith(CLINGEN.rstrip("/")):
                continue
            document = iri.partition("#")[0]
            page = found.setdefault(document, Page(document))
            if iri != document:
                page.parts.append(iri)
        found.setdefault(CLINGEN, Page(CLINGEN))
        return found

    @cached_property
    def types(self) -> dict[str, Type]:
        """The types of the model by their IRIs."""
        return {each.iri: each for each in self.model.types.values()}

    @cached_property
    def messages(self) -> dict[str, dict[str, Any]]:
        """The shortest message among the rules' examples that has each type, by its name."""
        found: dict[str, dict[str, Any]] = {}
        for rule in self.model.rules.values():
            try:
                kept = json.loads(rule.keeps)
            except (OSError, ValueError):
                continue
            for message in kept if isinstance(kept, list) else [kept]:
                if isinstance(message, dict) and message.get("resourceType") in self.model.types:
                    type_ = self.model.types[message["resourceType"]]
                    for name in _contained(message, type_, self.model):
                        if len(str(message)) < len(str(found.get(name, " " * 100_000))):
                            found[name] = message
        return found

    @cached_property
    def sources(self) -> dict[str, tuple[str, int]]:
        """Where each IRI is defined: the file of the project, and the line from 1."""
        found: dict[str, tuple[str, int]] = {}
        namespaces = dict(self.graph.namespaces())
        for path in shapes():
            file = path.relative_to(folder("shapes").parent).as_posix()
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if (match := _SUBJECT.match(line)) is not None:
                    iri = match[1] or f"{namespaces.get(match[2], '')}{match[3]}"
                    found.setdefault(iri, (file, number))
        return found

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

    def together(self, page: Page) -> rdflib.Graph:
        """All triples of a page."""
        found = rdflib.Graph(namespace_manager=self.graph.namespace_manager)
        for iri in (page.iri, *page.parts):
            found += self.statements(iri)
        return found

    def link(self, page: Page, iri: str) -> str | None:
        """The way from a page to an IRI of the site; None when the site has no such page."""
        document, mark, part = iri.partition("#")
        target = self.pages.get(document) or self.pages.get(f"{document}/")
        if target is None or (mark and iri not in target.parts):
            return None
        return relative(page.path, target.path) + INDEX + (f"#{part}" if mark else "")


def relative(here: str, path: str) -> str:
    """The way from a page to a folder: every page is the index of the folder of its path."""
    return os.path.relpath(f"/{path}", f"/{here}").replace(os.sep, "/") + "/"


# --- What a page has ----------------------------------------------------------------------------


def content(site: ModelPages, page: Page, turtle: str) -> dict[str, Any]:
    """What the template of a page is given; `turtle` is its graph."""
    type_ = site.types.get(page.iri)
    return {
        "iri": page.iri,
        "title": type_.name if type_ is not None else site.label(page.iri),
        "text": site.text(page.iri),
        "kind": type_.kind if type_ is not None else "",
        "is_start": page.iri == CLINGEN,
        "properties": list(_properties(site, page, type_)) if type_ is not None else [],
        "users": list(_users(site, page)),
        "members": list(_members(site, page)) if page.iri == CLINGEN else [],
        "diagram": draw_type(site.model, type_) if type_ is not None else None,
        "examples": _examples(site, type_) if type_ is not None else {},
        "aligned": list(_aligned(site, page.iri)),
        "source": _source(site, page, page.iri),
        "statements": list(_rows(site, page, page.iri)),
        "parts": [
            {
                "id": iri.partition("#")[2],
                "iri": iri,
                "label": _heading(site, iri),
                "text": site.text(iri),
                "aligned": list(_aligned(site, iri)),
                "source": _source(site, page, iri),
                "statements": list(_rows(site, page, iri)),
            }
            for iri in page.parts
        ],
        "versions": [
            (str(iri), relative(page.path, str(iri).removeprefix(f"{HOST}/")) + INDEX)
            for iri in site.graph.objects(URIRef(page.iri), OWL.versionIRI)
        ],
        "turtle": turtle,
    }


def _heading(site: ModelPages, iri: str) -> str:
    """The name of a part, which a rule or a code has before its label."""
    name, label = iri.partition("#")[2], site.label(iri)
    return label if name.lower() in label.lower() else f"{name}: {label}"


def _aligned(site: ModelPages, iri: str) -> Iterator[tuple[str, str, str]]:
    """How a term stands to those of other vocabularies: in words, the name and the IRI of each."""
    for predicate, words in _ALIGNED.items():
        for value in sorted(site.graph.objects(URIRef(iri), predicate), key=str):
            if isinstance(value, URIRef) and not value.startswith(CLINGEN):
                yield words, site.graph.namespace_manager.normalizeUri(str(value)), str(value)


def _source(site: ModelPages, page: Page, iri: str) -> dict[str, Any] | None:
    """The place in the files of the project that defines an IRI."""
    if (found := site.sources.get(iri)) is None:
        return None
    file, line = found
    link = f"{relative(page.path, f'{SOURCE}/{file}')}{INDEX}#L{line}"
    return {"file": file, "line": line, "link": link}


def _properties(site: ModelPages, page: Page, type_: Type) -> Iterator[dict[str, Any]]:
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


def _users(site: ModelPages, page: Page) -> Iterator[tuple[str, str | None]]:
    """The types that have a property, by its IRI."""
    for type_ in site.model.types.values():
        for prop in type_.properties.values():
            if prop.iri == page.iri:
                link = site.link(page, type_.iri)
                yield f"{type_.name}.{prop.name}", link and f"{link}#{prop.name}"


def _members(
    site: ModelPages, page: Page
) -> Iterator[tuple[str, list[tuple[str, str | None, str]]]]:
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


def _examples(site: ModelPages, type_: Type) -> dict[str, str]:
    """A message that has a type, by the forms that take it: of the examples of the rules."""
    message = site.messages.get(type_.name)
    if message is None:
        return {}
    document = Document(json.dumps(message))
    empty = {name: convert(Document("[]"), name).text for name in FORMS}
    converted = {name: convert(document, name, pretty=True) for name in FORMS}
    return {
        name: result.text
        for name, result in converted.items()
        if result.text and not result.problems and result.text != empty[name]
    }


def _contained(value: Any, type_: Type, model: Model) -> Iterator[str]:
    """The types of a value and of all that is in it."""
    yield type_.name
    for name, held in value.items() if isinstance(value, dict) else ():
        prop = type_.properties.get(name)
        inner = model.types.get(prop.range) if prop is not None and prop.range else None
        if inner is not None:
            for each in held if isinstance(held, list) else [held]:
                yield from _contained(each, inner, model)


def _rows(
    site: ModelPages, page: Page, iri: str
) -> Iterator[tuple[str, list[dict[str, str | None]]]]:
    """The statements of an IRI, a row for each property."""
    values: dict[str, list[rdflib.term.Node]] = {}
    for _, predicate, value in site.graph.triples((URIRef(iri), None, None)):
        values.setdefault(str(predicate), []).append(value)
    for name in sorted(values):
        yield (
            site.graph.namespace_manager.normalizeUri(name).strip("<>"),
            [_shown(site, page, value) for value in sorted(values[name], key=str)],
        )


def _shown(site: ModelPages, page: Page, value: rdflib.term.Node) -> dict[str, str | None]:
    if isinstance(value, URIRef):
        own = site.link(page, str(value))
        text = site.graph.namespace_manager.normalizeUri(str(value)).strip("<>")
        return {"text": text, "link": own or str(value)}
    if isinstance(value, Literal):
        return {"text": str(value), "link": None}
    nested: Iterable[Any] = site.graph.objects(value)
    shown = sorted({str(each) for each in nested if not isinstance(each, BNode)})
    return {"text": f"[{', '.join(shown)}]", "link": None}
