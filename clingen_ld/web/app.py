"""The application: the routes of the service, and what is around all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from clingen_ld.errors import ClingenError
from clingen_ld.model import load_model
from clingen_ld.web.answers import ProblemError, on_fault, on_http_error, on_our_error, on_problem
from clingen_ld.web.limits import Gate, Guarded
from clingen_ld.web.openapi import description
from clingen_ld.web.settings import ServiceSettings
from clingen_ld.web.sparql import Queries
from clingen_ld.web.store_pages import StorePages, list_page
from clingen_ld.web.verbs import Verbs, forms, model, rules

INDEX: Final = "index.html"
PAGE_FILES: Final = {INDEX: "text/html", "page.js": "text/javascript", "page.css": "text/css"}
"""The files with their media types."""

# The editor writes its styles into the page; pictures are data, and nothing comes from elsewhere.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def page_file(name: str) -> Callable[[Request], Awaitable[Response]]:
    """What answers a request for a file of the page."""
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
    middleware = [Middleware(Guarded)]
    if chosen.origins:
        middleware.append(
            Middleware(
                CORSMiddleware,
                allow_origins=chosen.origins,
                allow_methods=["GET", "POST"],
                allow_headers=["Content-Type"],
                expose_headers=["Clingen-Resources", "Clingen-Losses", "Link"],
            )
        )
    app = Starlette(
        routes=routes,
        middleware=middleware,
        lifespan=lifespan,
        exception_handlers={
            ProblemError: on_problem,
            HTTPException: on_http_error,
            ClingenError: on_our_error,
            Exception: on_fault,
        },
    )
    app.router.redirect_slashes = False
    return app


def _api(settings: ServiceSettings, gate: Gate) -> list[Route]:
    verbs = Verbs(settings, gate)

    async def openapi(_: Request) -> Response:
        return JSONResponse(description(load_model(), settings.prefix, settings.store is not None))

    async def well(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    return [
        *(Route(f"/{name}" if name != INDEX else "/", page_file(name)) for name in PAGE_FILES),
        Route("/api/validate", verbs.validate, methods=["POST"]),
        Route("/api/marks", verbs.marks, methods=["POST"]),
        Route("/api/convert", verbs.convert, methods=["POST"]),
        Route("/api/frame", verbs.convert, methods=["POST"]),
        Route("/api/draw", verbs.draw, methods=["POST"]),
        Route("/api/new", verbs.new, methods=["POST"]),
        Route("/api/rules", rules),
        Route("/api/rules/{name}", rules),
        Route("/api/model", model),
        Route("/api/model/{name}", model),
        Route("/api/forms", forms),
        Route("/openapi.json", openapi),
        Route("/health", well),
        Route("/ready", well),
    ]


def _over_store(settings: ServiceSettings, gate: Gate) -> list[Route]:
    queries = Queries(settings, gate)

    def pages(request: Request) -> StorePages:
        found: StorePages = request.app.state.pages
        return found

    def of_type(name: str) -> Callable[[Request], Awaitable[Response]]:
        async def resource(request: Request) -> Response:
            return await pages(request).resource(request, name)

        return resource

    def list_of(name: str) -> Callable[[Request], Awaitable[Response]]:
        async def some(request: Request) -> Response:
            return await list_page(request, name, queries)

        return some

    async def named(request: Request) -> Response:
        return await pages(request).named(request)

    return [
        Route("/resource", named),
        Route("/api/queries", queries.listed),
        Route("/api/queries/{name}", queries.named),
        Route("/sparql", queries.sparql, methods=["GET", "POST"]),
        *(Route(f"/{name}/", list_of(name)) for name in load_model().resources),
        *(Route(f"/{name}/{{id:path}}", of_type(name)) for name in load_model().resources),
    ]
