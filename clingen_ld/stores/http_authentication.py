"""How credentials are shown to a server, by httpx, which is optional."""

from __future__ import annotations

import threading
from collections.abc import Generator

import httpx

from clingen_ld.stores.authentication import Credentials


class Shown(httpx.Auth):
    """Credentials as the server asks for them."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        # httpx counts the requests of a digest without a lock; so each thread has its own.
        self._chosen = threading.local()

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The requests that it takes: one, or one more when the server first asks who we are."""
        if self._credentials.token:
            request.headers["Authorization"] = f"Bearer {self._credentials.token}"
            yield request
            return
        chosen: httpx.Auth | None = getattr(self._chosen, "auth", None)
        if chosen is None:
            response = yield request
            if response.status_code != httpx.codes.UNAUTHORIZED:
                return
            chosen = self._chosen.auth = self._asked_for(response)
        yield from chosen.auth_flow(request)

    def _asked_for(self, response: httpx.Response) -> httpx.Auth:
        challenges = ",".join(response.headers.get_list("www-authenticate")).lower()
        user, password = self._credentials.user, self._credentials.password
        if "digest" in challenges:
            return httpx.DigestAuth(user, password)
        return httpx.BasicAuth(user, password)
