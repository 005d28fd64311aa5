"""The files of the page: a text, what is wrong in it, and the same in other forms.

page.js is built from the folder `page` of the repository (`npm run build`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

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
