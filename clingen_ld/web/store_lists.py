"""The resources of a type in a store, a page at a time (hydra:PartialCollectionView).

Pages follow the order of the IRIs, and a page begins behind the last IRI of the one before: what is
loaded or removed meanwhile neither repeats nor hides another resource.
"""

from __future__ import annotations

import html
import json
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import rdflib
from rdflib import RDF, Literal, Namespace, URIRef
from starlette.requests import Request
from starlette.responses import Response

from clingen_ld.model import load_model
from clingen_ld.web.answers import ProblemError
from clingen_ld.web.negotiation import chosen
from clingen_ld.web.sparql import Queries

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
_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{type}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; }}
main {{ margin: 2rem auto; max-width: 62rem; padding: 0 1rem; }}
a {{ overflow-wrap: anywhere; }}
li {{ min-height: 1.75rem; }}
</style>
</head>
<body>
<main>
<h1>{type}</h1>
<ul>
{items}
</ul>
<nav aria-label="Pages">{links}</nav>
</main>
</body>
</html>
"""


class _Page(NamedTuple):
    """A page of a list: the resources, and where they, the first page and the next one are."""

    type: str
    iris: list[str]
    collection: str
    here: str
    next: str | None


async def list_page(request: Request, type_: str, queries: Queries) -> Response:
    """GET /{Type}/: some of the resources of a type, with the way to the next ones."""
    form = request.query_params.get("to") or chosen(request.headers.get("accept", ""), LISTS)
    if form not in LISTS:
        raise ProblemError(406, f"a list can be had as {', '.join(LISTS.values())}")
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
    headers = {
        "Link": ", ".join(f'<{link}>; rel="{name}"' for name, link in links.items()),
        "Vary": "Accept",
    }
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
        return _PAGE.format(type=page.type, items=items, links=following)
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
