"""The application: the routes of the service, what is around all of them, and their description in
OpenAPI 3.1, made of the tables that the endpoints use.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache, partial
from importlib.resources import files
from typing import Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from clingen_ld.errors import ClingenError
from clingen_ld.messages.forms import FORMS
from clingen_ld.model import Model, load_model
from clingen_ld.reports.dictionary import json_schema
from clingen_ld.version import __version__
from clingen_ld.web.answers import (
    PROBLEM,
    ProblemError,
    on_fault,
    on_http_error,
    on_our_error,
    on_problem,
    on_system_error,
)
from clingen_ld.web.limits import Crossing, Endpoint, Gate, Guarded, only
from clingen_ld.web.settings import ServiceSettings
from clingen_ld.web.sparql import GRAPHS, RESULTS, Queries
from clingen_ld.web.store_pages import LISTS, MOST, PAGE, RESOURCE_FORMS, StorePages, list_page
from clingen_ld.web.verbs import DRAWN, MODEL_TYPES, PICTURES, REPORTS, Verbs, forms, model, rules

_EXAMPLE: Final = {
    "resourceType": "Gene",
    "id": "GENE1",
    "identifier": [{"system": "http://www.genenames.org/", "value": "HGNC:6040"}],
    "symbol": "ILK",
    "name": "integrin linked kinase",
}
_NAMES: Final = {"names": ["NC_000017.11:g.43106487A>C"]}
_TEXT: Final = {"schema": {"type": "string"}}
_FORM_TYPES: Final = [form.media_type for form in FORMS.values()]


def description(model: Model, prefix: str, has_store: bool) -> dict[str, Any]:
    """The whole description; `prefix` is the path that the service is below."""
    to = [_choice("to", FORMS), _flag("strict"), _flag("pretty")]
    drawn = _choice("as", PICTURES), _choice("of", DRAWN), _text_parameter("id")
    report = _choice("report", REPORTS), _flag("partial")
    marked, validated = "What an editor marks in a text.", "Validate messages as one set."
    paths: dict[str, Any] = {
        "/api/validate": {"post": _posted("validate", validated, REPORTS.values(), *report)},
        "/api/marks": {"post": _posted("marks", marked, ["application/json"])},
        "/api/convert": {
            "post": _posted("convert", "Convert messages to another form.", _FORM_TYPES, *to)
        },
        "/api/frame": {"post": _posted("frame", "Make resources of a graph.", _FORM_TYPES, *to)},
        "/api/draw": {"post": _posted("draw", "Draw an allele.", PICTURES.values(), *drawn)},
        "/api/new": {"post": _new()},
        "/api/rules": {"get": _operation("rules", "The rules.", ["application/json"])},
        "/api/rules/{name}": {"get": _operation("rule", "What a rule says.", ["text/plain"])},
        "/api/model": {"get": _described("model", "The model.")},
        "/api/model/{name}": {"get": _described("type", "A type, property or value set.")},
        "/api/forms": {"get": _operation("forms", "The message forms.", ["application/json"])},
        "/health": {"get": _operation("health", "Whether it lives.", ["application/json"])},
        "/ready": {"get": _operation("ready", "Whether it takes requests.", ["application/json"])},
    }
    if has_store:
        paths |= _store_paths()
    for path, methods in paths.items():
        named = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        for operation in methods.values():
            found = [_parameter(name, "path", {"type": "string"}, True) for name in named]
            operation["parameters"] = found + operation.get("parameters", [])
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "clingen-ld",
            "version": __version__,
            "summary": "Alleles as linked data: validation, conversion, pictures.",
        },
        "servers": [{"url": prefix or "/"}],
        "paths": paths,
        "components": {
            "schemas": {"Message": json_schema(model), "Problem": _problem_schema()},
            "responses": {
                "Problem": {
                    "description": "What is wrong with the request, or with the service.",
                    "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
            },
        },
    }


def _problem_schema() -> dict[str, Any]:
    members = {"type": "string", "title": "string", "status": "integer", "detail": "string"}
    return {
        "type": "object",
        "required": list(members),
        "properties": {name: {"type": kind} for name, kind in members.items()},
    }


def _operation(name: str, summary: str, media_types: Iterable[str]) -> dict[str, Any]:
    content = {media_type: dict(_TEXT) for media_type in dict.fromkeys(media_types)}
    for media_type in content:
        if media_type.endswith("json"):
            content[media_type] = {"schema": {}}
    return {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": {"description": "The answer.", "content": content},
            "default": {"$ref": "#/components/responses/Problem"},
        },
    }


def _parameter(
    name: str, place: str, schema: Mapping[str, Any], required: bool = False
) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": schema}


def _choice(name: str, values: Iterable[str]) -> dict[str, Any]:
    return _parameter(name, "query", {"type": "string", "enum": list(values)})


def _body() -> dict[str, Any]:
    content: dict[str, Any] = {form.media_type: dict(_TEXT) for form in FORMS.values()}
    content["application/json"] = {"schema": {}, "example": _EXAMPLE}
    content["application/x-ndjson"] = dict(_TEXT)
    return {"required": True, "content": content}


def _flag(name: str) -> dict[str, Any]:
    return _parameter(name, "query", {"type": "boolean"})


def _text_parameter(name: str, required: bool = False) -> dict[str, Any]:
    return _parameter(name, "query", {"type": "string"}, required)


def _posted(
    name: str, summary: str, media_types: Iterable[str], *parameters: dict[str, Any]
) -> dict[str, Any]:
    """An operation on the messages of a body."""
    read = _choice("type", load_model().resources), *map(_text_parameter, ("assembly", "base"))
    return _operation(name, summary, media_types) | {
        "requestBody": _body(),
        "parameters": [*parameters, _choice("from", FORMS), *read],
    }


def _described(name: str, summary: str) -> dict[str, Any]:
    """An operation that returns the model, or a part of it."""
    operation = _operation(name, summary, MODEL_TYPES.values())
    return operation | {"parameters": [_choice("format", MODEL_TYPES)]}


def _new() -> dict[str, Any]:
    operation = _operation("new", "Make alleles of HGVS names and SPDI.", _FORM_TYPES)
    names = {"type": "array", "items": {"type": "string"}, "minItems": 1}
    schema = {"type": "object", "required": ["names"], "properties": {"names": names}}
    content = {"application/json": {"schema": schema, "example": _NAMES}, "text/plain": _TEXT}
    return operation | {
        "requestBody": {"required": True, "content": content},
        "parameters": [_choice("to", FORMS)],
    }


def _store_paths() -> dict[str, Any]:
    media_types = [*(FORMS[name].media_type for name in RESOURCE_FORMS), "text/html"]
    forms = _choice("to", [*RESOURCE_FORMS, PAGE])
    resource = _operation("resource", "A resource, in a form or as a page.", media_types)
    listed = _operation("list", "Resources of a type, a page at a time.", LISTS.values())
    size = {"type": "integer", "minimum": 1, "maximum": MOST}
    paging = [_choice("to", LISTS), _text_parameter("after"), _parameter("size", "query", size)]
    named = _operation("namedResource", "A resource by its IRI.", media_types)
    iri = _text_parameter("iri", True)
    results = [*RESULTS.values(), *GRAPHS.values()]
    asked = _operation("sparql", "The results of a SPARQL query.", results)
    sent = _operation("sparqlPost", "The same of a longer query.", results)
    content = {"application/sparql-query": _TEXT}
    text = _text_parameter("query", True)
    return {
        "/{type}/{id}": {"get": resource | {"parameters": [forms]}},
        "/{type}/": {"get": listed | {"parameters": paging}},
        "/resource": {"get": named | {"parameters": [iri, forms]}},
        "/api/queries": {"get": _operation("queries", "The named queries.", ["application/json"])},
        "/api/queries/{name}": {
            "get": _operation("query", "The results of a named query.", RESULTS.values())
        },
        "/sparql": {
            "get": asked | {"parameters": [text]},
            "post": sent | {"requestBody": {"required": True, "content": content}},
        },
    }


@lru_cache(maxsize=1)
def _parameters() -> dict[str, frozenset[str]]:
    """The parameters of every path, as the description has them."""
    return {
        path: frozenset(
            each["name"]
            for operation in methods.values()
            for each in operation.get("parameters", ())
            if each["in"] == "query"
        )
        for path, methods in description(load_model(), "", True)["paths"].items()
    }


def _route(path: str, endpoint: Endpoint, as_: str | None = None, method: str = "GET") -> Route:
    """A route whose parameters are those that a path of the description has."""
    return Route(path, only(partial(_names_at, as_ or path), endpoint), methods=[method])


def _names_at(path: str) -> frozenset[str]:
    return _parameters()[path]


INDEX: Final = "index.html"
PAGE_FILES: Final = {INDEX: "text/html", "page.js": "text/javascript", "page.css": "text/css"}
"""The files with their media types."""

# The editor writes its styles into the page; pictures are data, and nothing comes from elsewhere.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def page_file(name: str) -> Endpoint:
    """The endpoint of a file of the page."""
    data = files("clingen_ld.web").joinpath("page", name).read_bytes()
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}

    async def answer(_: Request) -> Response:
        return Response(data, media_type=PAGE_FILES[name], headers=headers)

    return answer


def make_app(settings: ServiceSettings | None = None) -> Starlette:
    """The service as an ASGI application, which any server of ASGI can run.

    Raises `InputError` or `StoreError`, when it starts, for a store that cannot be opened.
    """
    chosen = settings or ServiceSettings()
    gate = Gate(chosen.places, chosen.seconds)
    routes: list[BaseRoute] = [*_api(chosen, gate)]

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        load_model()
        if chosen.store is None:
            yield
            return
        with chosen.opened_store() as store:
            app.state.pages = StorePages(chosen, gate, store)
            yield

    if chosen.store is not None:
        routes += _over_store(chosen, gate)
    if chosen.prefix:
        routes = [Mount(chosen.prefix, routes=routes)]
    app = Starlette(
        routes=routes,
        middleware=_middleware(chosen.origins),
        lifespan=lifespan,
        exception_handlers={
            ProblemError: on_problem,
            HTTPException: on_http_error,
            ClingenError: on_our_error,
            OSError: on_system_error,
            sqlite3.Error: on_system_error,
            Exception: on_fault,
        },
    )
    app.router.redirect_slashes = False
    return app


def _middleware(origins: tuple[str, ...]) -> list[Middleware]:
    """The middleware around every route; `origins` are those that browsers may ask from."""
    if not origins:
        return [Middleware(Guarded)]
    crossing = Middleware(
        Crossing,
        allow_origins=origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Content-Type", "Content-Encoding"],
        expose_headers=["Clingen-Resources", "Clingen-Losses", "Link"],
    )
    return [Middleware(Guarded), crossing]


def _api(settings: ServiceSettings, gate: Gate) -> list[Route]:
    verbs = Verbs(settings, gate)

    async def openapi(_: Request) -> Response:
        return JSONResponse(description(load_model(), settings.prefix, settings.store is not None))

    async def well(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    return [
        *(Route(f"/{name}" if name != INDEX else "/", page_file(name)) for name in PAGE_FILES),
        _route("/api/validate", verbs.validate, method="POST"),
        _route("/api/marks", verbs.marks, method="POST"),
        _route("/api/convert", verbs.convert, method="POST"),
        _route("/api/frame", verbs.convert, method="POST"),
        _route("/api/draw", verbs.draw, method="POST"),
        _route("/api/new", verbs.new, method="POST"),
        _route("/api/rules", rules),
        _route("/api/rules/{name}", rules),
        _route("/api/model", model),
        _route("/api/model/{name}", model),
        _route("/api/forms", forms),
        Route("/openapi.json", openapi),
        Route("/health", well),
        Route("/ready", well),
    ]


def _over_store(settings: ServiceSettings, gate: Gate) -> list[Route]:
    queries, types = Queries(settings, gate), load_model().resources

    def pages(request: Request) -> StorePages:
        found: StorePages = request.app.state.pages
        return found

    def of_type(name: str) -> Endpoint:
        async def resource(request: Request) -> Response:
            return await pages(request).resource(request, name)

        return resource

    def list_of(name: str) -> Endpoint:
        async def some(request: Request) -> Response:
            return await list_page(request, name, queries)

        return some

    async def named(request: Request) -> Response:
        return await pages(request).named(request)

    return [
        _route("/resource", named),
        _route("/api/queries", queries.listed),
        Route("/api/queries/{name}", queries.named),
        Route("/sparql", queries.sparql, methods=["GET", "POST"]),
        *(_route(f"/{name}/", list_of(name), "/{type}/") for name in types),
        *(_route(f"/{name}/{{id:path}}", of_type(name), "/{type}/{id}") for name in types),
    ]
