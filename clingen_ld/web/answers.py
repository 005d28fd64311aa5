"""Responses: files in pieces, and problems by RFC 9457 (application/problem+json)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, BinaryIO, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from clingen_ld.display import visible
from clingen_ld.errors import ClingenError, StoreError, UsageError

PROBLEM: Final = "application/problem+json"
RETRY_SECONDS: Final = 5
FAULT: Final = "a fault of the service itself; its log says more"
_PIECE: Final = 1 << 16


class ProblemError(Exception):
    """A request that is answered with a problem: a status, what is wrong, and further members."""

    def __init__(self, status: int, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.members = members


def problem_body(status: int, detail: str) -> dict[str, Any]:
    """A problem as JSON."""
    title = HTTPStatus(status).phrase
    return {"type": "about:blank", "title": title, "status": status, "detail": visible(detail)}


def problem_response(status: int, detail: str, **members: Any) -> Response:
    """A problem as a response; of a busy service it says when to ask again."""
    body = problem_body(status, detail)
    retry = {"Retry-After": str(RETRY_SECONDS)} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return JSONResponse(body | members, status, headers=retry, media_type=PROBLEM)


def file_response(
    file: BinaryIO, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """What was written to a file, in pieces; the file is closed at the end."""

    def pieces() -> Iterator[bytes]:
        with file:
            file.seek(0)
            while piece := file.read(_PIECE):
                yield piece

    return StreamingResponse(pieces(), headers=headers, media_type=media_type)


async def on_problem(_: Request, error: Exception) -> Response:
    """The answer to a request that is answered with a problem."""
    assert isinstance(error, ProblemError)
    return problem_response(error.status, error.detail, **error.members)


async def on_http_error(_: Request, error: Exception) -> Response:
    """The answer to what the framework refuses: a path or a method that is not there."""
    assert isinstance(error, HTTPException)
    response = problem_response(error.status_code, error.detail)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


async def on_our_error(_: Request, error: Exception) -> Response:
    """The answer to what the package raises on purpose."""
    assert isinstance(error, ClingenError)
    return problem_response(status_of(error), str(error))


async def on_fault(_: Request, __: Exception) -> Response:
    """The answer to a fault of the service itself; the log has what happened."""
    return problem_response(500, FAULT)


def status_of(error: ClingenError) -> int:
    """The status that an error of the package has: whose fault it is."""
    if isinstance(error, UsageError):
        return 400
    return 503 if isinstance(error, StoreError) else 422
