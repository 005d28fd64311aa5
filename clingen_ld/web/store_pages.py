"""The resources of a store at their paths, in any form or as a page, and the lists of a type.

A list comes a page at a time (hydra:PartialCollectionView). Pages follow the order of the IRIs, and
a page begins behind the last IRI of the one before: what is loaded or removed meanwhile neither
repeats nor hides another resource.
"""

from __future__ import annotations

import html
import io
import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import rdflib
from rdflib import RDF, Literal, Namespace, URIRef
from starlette.requests import Request
from starlette.responses import Response

from clingen_ld.conversion import write_items
from clingen_ld.drawing.pictures import DRAWN_TYPES, draw_items
from clingen_ld.messages.forms import FORMS
from clingen_ld.messages.message import Message, ReadOptions
from clingen_ld.messages.writing import dump
from clingen_ld.model import is_name, last_step, load_model, reference_iri
from clingen_ld.stores.reading import read_resource
from clingen_ld.stores.store import Store
from clingen_ld.web.answers import ProblemError
from clingen_ld.web.limits import Gate
from clingen_ld.web.settings import ServiceSettings
from clingen_ld.web.sparql import Queries
from clingen_ld.web.verbs import wanted

PAGE: Final = "html"
RESOURCE_FORMS: Final = ("json-ld", "resource-json", "turtle", "trig", "nquads", "ntriples",
                         "rdfxml", "resource-xml")  # fmt: skip
"""The forms of one resource, besides its page; the preferred ones first."""
_TYPES: Final = {name: FORMS[name].media_type for name in RESOURCE_FORMS}
_OFFERS: Final = _TYPES | {PAGE: "text/html"}
_MOST_AROUND: Final = 200
"""A picture asks for so many resources around an allele."""
_DEPTH: Final = 3

_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; }}
main {{ margin: 2rem auto; max-width: 62rem; padding: 0 1rem; }}
svg {{ max-width: 100%; height: auto; }}
pre {{ overflow-x: auto; border: 1px solid #8c959f; border-radius: 4px; padding: 1rem; }}
a, code {{ overflow-wrap: anywhere; }}
li {{ min-height: 1.75rem; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{content}
</main>
</body>
</html>
"""
_RESOURCE: Final = """<p>{type} <code>{iri}</code></p>
{picture}
<p>This resource as: {links}</p>
<h2>Message</h2>
<pre><code>{text}</code></pre>"""
_LIST: Final = """<ul>
{items}
</ul>
<nav aria-label="Pages">{links}</nav>"""


class StorePages:
    """The endpoints over a store."""

    def __init__(self, settings: ServiceSettings, gate: Gate, store: Store) -> None:
        self._settings = settings
        self._gate = gate
        self._store = store

    async def resource(self, request: Request, type_: str) -> Response:
        """GET /{Type}/{id}: a resource in the form that is wanted, or its page."""
        reference = f"{type_}/{request.path_params['id']}"
        iri = reference_iri(reference, self._settings.base)
        return await self._answer(request, iri, f"{request.url.path}?")

    async def named(self, request: Request) -> Response:
        """GET /resource?iri=…: a resource by its IRI."""
        iri = request.query_params.get("iri")
        if not iri:
            raise ProblemError(400, "give the IRI of a resource: /resource?iri=…")
        if not is_name(iri):
            raise ProblemError(400, f"{iri!r} is not an IRI")
        here = f"{request.url.path}?{urlencode({'iri': iri})}&"
        return await self._answer(request, iri, here)

    async def _answer(self, request: Request, iri: str, here: str) -> Response:
        """A resource, or its page; `here` is the path of the request, to which `to=` is put."""
        form = wanted(request, "to", _OFFERS)
        return await self._gate.run(lambda: self._made(iri, form, here))

    def _made(self, iri: str, form: str, here: str) -> Response:
        model, base = load_model(), self._settings.base
        items = read_resource(self._store, iri, model, base)
        messages = [item for item in items if isinstance(item, Message) and item.iri == iri]
        if not messages:
            raise ProblemError(404, f"the store has no resource {iri}")
        if form != PAGE:
            output = io.BytesIO()
            write_items(messages, form, output, options=ReadOptions(base=base))
            return Response(output.getvalue(), media_type=_TYPES[form])
        return Response(self._page(messages[0], here), media_type="text/html")

    def _page(self, message: Message, here: str) -> str:
        picture = ""
        if message.type in DRAWN_TYPES:
            around = [message, *self._around(message)]
            drawn = draw_items(around, self._settings.base, wanted=[message.iri])
            picture = "".join(each.svg for each in drawn)
        links = ", ".join(
            f'<a href="{html.escape(f"{here}to={form}")}">{form}</a>' for form in RESOURCE_FORMS
        )
        content = _RESOURCE.format(
            type=html.escape(message.type),
            iri=html.escape(message.iri),
            picture=picture,
            links=links,
            text=html.escape(dump(message.normal_tree, True)),
        )
        return _PAGE.format(title=html.escape(last_step(message.iri)), content=content)

    def _around(self, message: Message) -> Iterator[Message]:
        """The resources that a message refers to, directly and by others, as the store has them."""
        model, base = load_model(), self._settings.base
        seen, level = {message.iri}, [message]
        for _ in range(_DEPTH):
            following: list[Message] = []
            for each in level:
                for reference in _references(each.normal_tree):
                    iri = reference_iri(reference, base)
                    if iri in seen or len(seen) > _MOST_AROUND:
                        continue
                    seen.add(iri)
                    for item in read_resource(self._store, iri, model, base):
                        if isinstance(item, Message):
                            following.append(item)
                            yield item
            level = following


def _references(value: Any) -> Iterator[str]:
    """The references anywhere in a tree."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            reference = each.get("reference")
            if isinstance(reference, str):
                yield reference
            waiting += reversed(each.values())
        elif isinstance(each, list):
            waiting += reversed(each)


HYDRA: Final = Namespace("http://www.w3.org/ns/hydra/core#")
LISTS: Final = {
    "json-ld": "application/ld+json",
    "json": "application/json",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "html": "text/html",
}
"""The formats of a list with their media types, the preferred ones first."""
_RDF: Final = {"json-ld": "json-ld", "turtle": "turtle", "ntriples": "nt"}
_SIZE: Final = 100
MOST: Final = 1000
"""A page has at most so many resources."""
_QUERY: Final = """SELECT DISTINCT ?iri {{
  GRAPH ?iri {{ ?iri a <{type}> }}
  FILTER(STR(?iri) > {after})
}} ORDER BY STR(?iri) LIMIT {limit}"""


class _Page(NamedTuple):
    """A page of a list: the resources, and where they, the first page and the next one are."""

    type: str
    iris: list[str]
    collection: str
    here: str
    next: str | None


async def list_page(request: Request, type_: str, queries: Queries) -> Response:
    """GET /{Type}/: some of the resources of a type, with the way to the next ones."""
    form = wanted(request, "to", LISTS)
    given = request.query_params.get("size", str(_SIZE))
    if not (given.isascii() and given.isdigit() and len(given) < 6 and 1 <= int(given) <= MOST):
        raise ProblemError(400, f"size is a number from 1 to {MOST:,}, not {given!r}")
    size, after = int(given), request.query_params.get("after", "")
    text = _QUERY.format(
        type=load_model().types[type_].iri, after=Literal(after).n3(), limit=size + 1
    )
    iris = [row["iri"]["value"] for row in await queries.rows(text)]
    collection = str(request.url.replace(query="", fragment=""))

    def page_after(last: str) -> str:
        return f"{collection}?{urlencode({'after': last, 'size': size})}"

    more = len(iris) > size
    following = page_after(iris[size - 1]) if more else None
    page = _Page(type_, iris[:size], collection, page_after(after), following)
    links = {"first": page_after(""), **({"next": page.next} if page.next else {})}
    headers = {"Link": ", ".join(f'<{link}>; rel="{name}"' for name, link in links.items())}
    return Response(_written(page, form, request), headers=headers, media_type=LISTS[form])


def _written(page: _Page, form: str, request: Request) -> str:
    if form == "json":
        made: dict[str, Any] = {"type": page.type, "resources": page.iris, "next": page.next}
        return json.dumps(made, ensure_ascii=False)
    if form == "html":
        root = request.url.path.rstrip("/").rpartition("/")[0]
        items = "\n".join(
            f'<li><a href="{root}/resource?{urlencode([("iri", iri)])}">{html.escape(iri)}</a></li>'
            for iri in page.iris
        )
        following = f'<a rel="next" href="{html.escape(page.next)}">Next</a>' if page.next else ""
        return _PAGE.format(title=page.type, content=_LIST.format(items=items, links=following))
    return _graph(page).serialize(format=_RDF[form])


def _graph(page: _Page) -> rdflib.Graph:
    graph = rdflib.Graph()
    graph.bind("hydra", HYDRA)
    collection, here = URIRef(page.collection), URIRef(page.here)
    graph.add((collection, RDF.type, HYDRA.Collection))
    graph.add((collection, HYDRA.view, here))
    graph.add((here, RDF.type, HYDRA.PartialCollectionView))
    graph.add((here, HYDRA.first, collection))
    if page.next:
        graph.add((here, HYDRA.next, URIRef(page.next)))
    for iri in page.iris:
        graph.add((collection, HYDRA.member, URIRef(iri)))
    return graph
