"""HTTP to a store: persistent connections, retries, and one clear error."""

from __future__ import annotations

import gzip
import random
import re
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx

from clingen_ld.display import cut
from clingen_ld.errors import StoreError
from clingen_ld.stores.endpoints import PASSWORD, TOKEN, USER, Credentials
from clingen_ld.version import __version__


class Shown(httpx.Auth):
    """Credentials as the server asks for them."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        # httpx counts digest requests without a lock, so each thread has its own.
        self._chosen = threading.local()

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The requests of the login: one, or two if the server first sends a challenge."""
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


_TROUBLE: Final = {429, 502, 503, 504}
# Virtuoso's codes for transactions that blocked each other; a retry succeeds.
_DEADLOCK: Final = re.compile(r"\b40001\b|deadlock", re.IGNORECASE)
_LONGEST_REASON: Final = 300
_MOST_SAID: Final = 65_536
"""The maximum bytes read of a server's error response."""
_LONGEST_SECONDS: Final = 10
# What follows these words is always secret; a proxy may have created it.
_AUTHORIZATION: Final = re.compile(
    r"(?P<kind>authorization\W{1,6}(?:bearer|basic)\s{1,6})[\w.~+/=-]+"
    r"|(?P<digest>authorization\W{1,6}digest\s{1,6})[^\r\n]+",
    re.IGNORECASE,
)
_ADVICE: Final = {
    401: f"set {USER} and {PASSWORD}, or {TOKEN}",
    403: "this user may not do that; see the rights that the server gives it",
    404: "see whether the URL is that of the store, or give its endpoints",
    405: "this endpoint does not do that; give the right one",
    413: "the server takes no request of this size",
    415: "the server does not know this format; give the kind of server or its endpoints",
    429: "the server is busy; run the same again later",
    500: "see the server's own log",
    503: "the server is not ready; run the same again later",
}


@dataclass(frozen=True, slots=True)
class Patience:
    """Timeouts and retries for a server."""

    tries: int = 6
    first_wait: float = 0.5
    longest_wait: float = 60.0
    connect_seconds: float = 10.0
    answer_seconds: float = 600.0
    sleep: Callable[[float], None] = field(default=time.sleep, repr=False)

    def wait(self, failed: int, asked: float | None) -> None:
        """Wait before the next try: as long as the server asks, or twice as long as last time.

        Half of it is random, so that rejected clients do not return together.
        """
        longest = min(self.first_wait * 2.0 ** (failed - 1), self.longest_wait)
        if asked is not None:
            self.sleep(min(asked, self.longest_wait))
        else:
            self.sleep(longest * random.uniform(0.5, 1.0))


@cache
def _certificates() -> ssl.SSLContext:
    """The certificates of authorities, read once: that takes 20 ms."""
    return httpx.create_ssl_context(trust_env=False)


class Http:
    """Requests to one server."""

    def __init__(
        self, location: str, credentials: Credentials | None, patience: Patience, connections: int
    ) -> None:
        self._location = location
        self._secrets = credentials.secrets if credentials else ()
        self._patience = patience
        self._local = (urlsplit(location).hostname or "") in ("localhost", "127.0.0.1", "::1")
        seconds = httpx.Timeout(patience.answer_seconds, connect=patience.connect_seconds)
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        # trust_env: a library does not read the environment. Redirects: credentials must not follow
        # them.
        self._client = httpx.Client(
            verify=_certificates(), auth=Shown(credentials) if credentials else None,
            timeout=seconds, limits=limits, trust_env=False, follow_redirects=False,
            headers={"User-Agent": f"clingen-ld/{__version__}", "Accept-Encoding": "gzip"},
        )  # fmt: skip

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def _request(self, method: str, url: str, **given: Any) -> httpx.Request:
        """A request that can be sent. Raises `StoreError` for an invalid URL, or when closed."""
        if self._client.is_closed:
            raise StoreError(f"{self._location}: the store is closed")
        try:
            return self._client.build_request(method, url, **given)
        except httpx.InvalidURL as error:
            fault = f"{self._location}: {url} is not a URL: {error}"
            raise StoreError(self._clean(fault)) from None

    def send(
        self,
        what: str,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        compress: bool = False,
        allowed: tuple[int, ...] = (),
    ) -> httpx.Response:
        """The open response to a repeatable request; the caller closes it.

        `what` names the operation in an error. Error statuses in `allowed` are returned. Raises
        `StoreError`.
        """
        sent = dict(headers or {})
        if data is not None:  # httpx takes ten times as long: 0.1 s for a long query
            content = urlencode(data).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        if content is not None and compress and not self._local:
            content = gzip.compress(content, 1)
            sent["Content-Encoding"] = "gzip"
        failed = 0
        while True:
            request = self._request(method, url, headers=sent, params=params, content=content)
            try:
                response = self._client.send(request, stream=True)
            except httpx.HTTPError as error:
                failed += 1
                if failed >= self._patience.tries or not _passing(error):
                    raise self.error(what, url, _reason(error, failed)) from None
                self._patience.wait(failed, None)
                continue
            except (ValueError, LookupError):  # an authentication challenge that httpx cannot read
                raise self.error(
                    what, url, "the server asks who we are in a way that cannot be understood"
                ) from None
            if response.is_success or response.status_code in allowed:
                return response
            failed += 1
            self._refuse_or_wait(what, url, response, failed)

    def _refuse_or_wait(self, what: str, url: str, response: httpx.Response, failed: int) -> None:
        status = response.status_code
        body = self.said(response)
        passing = status in _TROUBLE or (status == 500 and _DEADLOCK.search(body))
        if passing and failed < self._patience.tries:
            self._patience.wait(failed, _retry_after(response))
            return
        name = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
        reason = f"HTTP {status} {name}".strip()
        if failed > 1:
            reason += f" after {failed} tries"
        if response.is_redirect:
            reason += "; the server is elsewhere now, give its new URL"
            if elsewhere := self._line(response.headers.get("location", "")):
                reason += f" ({elsewhere})"
        if line := self._line(body):
            reason += f": {line}"
        if advice := _ADVICE.get(status):
            reason += f"; {advice}"
        raise self.error(what, url, reason)

    def said(self, response: httpx.Response) -> str:
        """The beginning of a server's error text, without secrets.

        Only that is read, for a few seconds at most; then the response is closed.
        """
        data = b""
        end = time.monotonic() + _LONGEST_SECONDS
        try:
            for chunk in response.iter_raw():  # as it arrives, however slowly
                data += chunk
                if len(data) >= _MOST_SAID or time.monotonic() > end:
                    break
        except httpx.HTTPError:
            pass
        finally:
            response.close()
        if response.headers.get("content-encoding", "").lower() in ("gzip", "deflate"):
            data = _begun(data)
        return self._clean(data[:_MOST_SAID].decode("utf-8", "replace"))

    def error(self, what: str, url: str, reason: str) -> StoreError:
        """What failed, where and why, in one line without secrets."""
        path = urlsplit(url).path or "/"
        return StoreError(self._clean(f"{self._location}: {what} failed at {path}: {reason}"))

    def _line(self, body: str) -> str:
        text = re.sub(r"<[a-zA-Z/!][^<>]*>", " ", body) if "<html" in body.lower() else body
        line = " ".join(text.split())
        return cut(line, _LONGEST_REASON)

    def _clean(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return _AUTHORIZATION.sub(lambda found: f"{found['kind'] or found['digest']}***", text)


def _begun(data: bytes) -> bytes:
    """The beginning of compressed data, decompressed; the whole could be huge."""
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(data, _MOST_SAID)
    except zlib.error:
        return b""


def _passing(error: httpx.HTTPError) -> bool:
    """Whether a failure may be temporary. A timeout is not: the server still works on the
    request."""
    return (
        isinstance(error, httpx.TransportError)
        and not isinstance(error, httpx.ReadTimeout | httpx.UnsupportedProtocol)
        and not _of_certificate(error)
    )


def _of_certificate(error: httpx.HTTPError) -> bool:
    return "CERTIFICATE_VERIFY_FAILED" in str(error)


def _reason(error: httpx.HTTPError, failed: int) -> str:
    tries = f" after {failed} tries" if failed > 1 else ""
    if isinstance(error, httpx.ReadTimeout):
        return "the server did not answer in time"
    if _of_certificate(error):
        return f"the certificate of the server is not accepted ({error})"
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return f"the server cannot be reached{tries} ({error}); is it running?"
    return f"the connection was lost{tries} ({str(error) or type(error).__name__})"


def _retry_after(response: httpx.Response) -> float | None:
    value = response.headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:  # "-0000", which is UTC as well
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
