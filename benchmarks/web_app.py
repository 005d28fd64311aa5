"""A service of twenty lines that validates messages, as docs/python.md shows one."""

from __future__ import annotations

import time

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

import clingen_ld


async def validate(request: Request) -> JSONResponse:
    """Validate the message of a request."""
    report = clingen_ld.validate(await request.body(), partial=True)
    return JSONResponse(report.as_dict())


async def processor(_: Request) -> JSONResponse:
    """Seconds that the processor has worked for the service."""
    return JSONResponse(time.process_time())


app = Starlette(
    routes=[Route("/validate", validate, methods=["POST"]), Route("/processor", processor)]
)
