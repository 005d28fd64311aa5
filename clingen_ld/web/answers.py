"""Responses: the media type that a client wants (RFC 9110, section 12.5.1), files in pieces, and
problems by RFC 9457 (application/problem+json).
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, BinaryIO, Final, NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from clingen_ld.display import visible
from clingen_ld.errors import ClingenError, StoreError, UsageError

PROBLEM: Final = "application/problem+json"
RETRY_SECONDS: Final = 5
FULL: Final = "the disk of the service is full; ask again later, or for less"
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
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


async def on_http_error(request: Request, error: Exception) -> Response:
    """The answer to what the framework refuses: a path or a method that is not there."""
    assert isinstance(error, HTTPException)
    detail, path = error.detail, request.url.path
    if error.status_code == HTTPStatus.NOT_FOUND:
        detail = f"there is nothing at {path}; openapi.json lists what there is"
    elif error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        methods = (error.headers or {}).get("Allow", "other methods").split(", ")
        allowed = ", ".join(sorted(methods))  # the framework has them in any order
        detail = f"{path} takes {allowed}, not {request.method}"
    response = problem_response(error.status_code, detail)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


async def on_our_error(_: Request, error: Exception) -> Response:
    """The answer to what the package raises on purpose."""
    assert isinstance(error, ClingenError)
    return problem_response(status_of(error), str(error))


async def on_system_error(_: Request, error: Exception) -> Response:
    """The answer when the disk of the service is full; another error is a fault of the service."""
    if not is_full(error):
        raise error
    return problem_response(HTTPStatus.INSUFFICIENT_STORAGE, FULL)


async def on_fault(_: Request, __: Exception) -> Response:
    """The answer to a fault of the service itself; the log has what happened."""
    return problem_response(500, FAULT)


def status_of(error: ClingenError) -> int:
    """The status that an error of the package has: whose fault it is."""
    if isinstance(error, UsageError):
        return 400
    if is_full(error):
        return HTTPStatus.INSUFFICIENT_STORAGE
    return 503 if isinstance(error, StoreError) else 422


def is_full(error: BaseException | None) -> bool:
    """Whether an error, or one that it comes from, is that a disk is full."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        if isinstance(error, sqlite3.Error) and "disk is full" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


class _Range(NamedTuple):
    """A media range of an Accept header, with its weight."""

    type: str
    subtype: str
    weight: float

    def fits(self, media_type: str) -> bool:
        type_, _, subtype = media_type.partition("/")
        return self.type in ("*", type_) and self.subtype in ("*", subtype)

    @property
    def precision(self) -> int:
        return (self.type != "*") + (self.subtype != "*")


def media_type_of(header: str) -> str:
    """The media type of a Content-Type header, without its parameters.

    >>> media_type_of("Text/Turtle; charset=utf-8")
    'text/turtle'
    """
    return header.partition(";")[0].strip().lower()


def chosen(accept: str, offers: Mapping[str, str]) -> str | None:
    """The name of the offer that a client wants most; None when it wants none of them.

    `offers` are names with their media types, the preferred ones first. An empty header wants
    anything.

    >>> offers = {"json": "application/json", "turtle": "text/turtle"}
    >>> chosen("text/turtle, application/json;q=0.5", offers), chosen("*/*", offers)
    ('turtle', 'json')
    >>> chosen("image/png", offers) is None
    True
    """
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    if not ranges:
        return next(iter(offers), None)
    best: tuple[float, str] | None = None
    for name, media_type in offers.items():
        weight = _weight(ranges, media_type)
        if weight > 0 and (best is None or weight > best[0]):
            best = weight, name
    return best[1] if best is not None else None


def _range(text: str) -> _Range:
    head, *parameters = text.split(";")
    type_, _, subtype = head.strip().lower().partition("/")
    weight = 1.0
    for parameter in parameters:
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "q":
            try:
                weight = min(max(float(value), 0.0), 1.0)
            except ValueError:
                weight = 0.0
    return _Range(type_, subtype or "*", weight)


def _weight(ranges: list[_Range], media_type: str) -> float:
    """How much a media type is wanted: as the most precise range says that it fits."""
    fitting = [each for each in ranges if each.fits(media_type)]
    return max(fitting, key=lambda each: (each.precision, each.weight)).weight if fitting else 0.0
