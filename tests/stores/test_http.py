"""HTTP to a server that fails, and credentials."""

from __future__ import annotations

import base64
import gc
import gzip
import hashlib
import html
import json
import re
import time
import traceback
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from urllib.parse import quote, quote_plus

import pytest

from clingen_ld.errors import StoreError, UsageError
from clingen_ld.stores.endpoints import Credentials, Endpoints, server_of
from clingen_ld.stores.http import Patience
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.remote import RemoteStore
from tests.stores import servers
from tests.stores.flaky import GRAPHS, SECRET, SELECT, Answer, Flaky, flaky, opened, waits


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_trouble_passes(server: Flaky, status: int) -> None:
    store = opened(server)
    server.answers = [Answer(status), Answer(status), Answer()]
    assert list(store.names()) == []
    assert len(server.requests) == 3
    assert 0.25 <= waits[0] <= 0.5
    assert 0.5 <= waits[1] <= 1.0


def test_a_lost_connection_passes(server: Flaky) -> None:
    store = opened(server)
    server.answers = [Answer(lost=True), Answer(lost=True), Answer()]
    assert list(store.names()) == []
    assert len(waits) == 2


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [("7", 7, 7), ("0", 0, 0), ("99999", 60, 60), ("nonsense", 0.25, 0.5), ("", 0.25, 0.5)],
)
def test_waits_as_long_as_asked(server: Flaky, value: str, least: float, most: float) -> None:
    store = opened(server)
    server.answers = [Answer(503, headers={"Retry-After": value})]
    list(store.names())
    assert least <= waits[0] <= most


def test_waits_until_a_date(server: Flaky) -> None:
    store = opened(server)
    server.answers = [Answer(429, headers={"Retry-After": formatdate(time.time() + 30)})]
    list(store.names())
    assert 20 < waits[0] <= 30


def test_trouble_that_does_not_pass(server: Flaky) -> None:
    store = opened(server)
    server.last = Answer(503, b"<html><body>\n<h1>Too\nbusy</h1></body></html>", "text/html")
    with pytest.raises(StoreError) as caught:
        list(store.names())
    assert str(caught.value) == (
        f"{server.url}: listing the graphs failed at /query: HTTP 503 Service Unavailable "
        "after 4 tries: Too busy; the server is not ready; run the same again later"
    )


@pytest.mark.parametrize(
    ("answer", "match"),
    [
        (Answer(401, b"who?"), "401 Unauthorized: who\\?; set CLINGEN_LD_STORE_USER"),
        (Answer(403), "rights"),
        (Answer(404), "whether the URL is that of the store"),
        (Answer(413), "of this size"),
        (Answer(500, b"x" * 5000), "500 Internal Server Error: x{200,299}…; see the server's own"),
        (Answer(599), "HTTP 599"),
        (
            Answer(302, headers={"Location": "http://127.0.0.1:1/"}),
            r"new URL \(http://127.0.0.1:1/\)",
        ),
        (Answer(cut=True), "the connection was lost"),
        (Answer(lost=True), "the connection was lost after 4 tries"),
        (Answer(body=b"<html>hello</html>", kind="text/html"), "not what was asked for"),
        (Answer(body=b'{"head":{"vars":["g"]},"results":{"bin'), "not what was asked for"),
        (Answer(body=b'{"boolean":'), "not what was asked for"),
        (Answer(body=b'{"head":{},"boolean":true}'), "it gave no solutions"),
    ],
)
def test_failures_are_one_clear_error(server: Flaky, answer: Answer, match: str) -> None:
    store = opened(server)
    server.last = answer
    with pytest.raises(StoreError, match=match) as caught:
        list(store.names())
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600


def test_an_answer_that_breaks_off_in_another_thread(server: Flaky) -> None:
    """Its parser ends there: it complains when the frames of the error are left elsewhere."""
    store = opened(server)
    server.last = Answer(body=b'{"head":{"vars":["g"]},"results":{"bindings":[{"g":5}]}}')
    with ThreadPoolExecutor(1) as pool:
        caught = pool.submit(lambda: list(store.names())).exception()
    assert isinstance(caught, StoreError)
    assert "not what was asked for" in str(caught)
    del caught
    gc.collect()


def test_an_answer_that_does_not_come(server: Flaky) -> None:
    patience = Patience(tries=4, answer_seconds=0.05, sleep=waits.append)
    store = opened(server, patience=patience)
    server.last = Answer(seconds=0.5)
    with pytest.raises(StoreError, match="did not answer in time"):
        list(store.names())


def test_a_server_that_is_not_there() -> None:
    url = f"http://127.0.0.1:{servers.free_port()}"
    waits.clear()
    with pytest.raises(StoreError, match=r"cannot be reached after 2 tries .* is it running"):
        RemoteStore(url, patience=Patience(tries=2, sleep=waits.append))
    assert len(waits) == 1


def test_connections_are_kept(server: Flaky) -> None:
    store = opened(server)
    for _ in range(5):
        list(store.names())
    assert {r.headers["connection"] for r in server.requests} == {"keep-alive"}


def test_compressed_for_servers_elsewhere(server: Flaky, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened(server)
    store.replace(GRAPHS)
    assert "content-encoding" not in server.requests[-1].headers
    monkeypatch.setattr(store._http, "_local", False)
    store.replace(GRAPHS)
    assert server.requests[-1].headers["content-encoding"] == "gzip"
    assert gzip.decompress(server.requests[-1].body).startswith(b"<http://example.org/0> ")


@pytest.mark.parametrize("url", ["http://[::1", "http://localhost:port/"])
def test_what_is_no_url(url: str) -> None:
    with pytest.raises((UsageError, StoreError), match=r"no(t a)? URL"), open_store(url):
        pass


# -- who we are


def basic(user: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{SECRET}".encode()).decode()


def test_basic_when_the_server_asks(server: Flaky) -> None:
    store = opened(server, credentials=Credentials("ann", SECRET))
    server.answers = [Answer(401, headers={"WWW-Authenticate": 'Basic realm="x"'})]
    list(store.names())
    list(store.names())
    seen = [r.headers.get("authorization") for r in server.requests]
    assert seen == [None, basic("ann"), basic("ann")]


def test_bearer(server: Flaky) -> None:
    list(opened(server, credentials=Credentials(token=SECRET)).names())
    assert server.requests[-1].headers["authorization"] == f"Bearer {SECRET}"


def test_digest(server: Flaky) -> None:
    challenge = 'Digest realm="SPARQL", nonce="abc", qop="auth", algorithm="MD5", opaque="x"'
    store = opened(server, credentials=Credentials("ann", SECRET))
    refused = Answer(401, headers={"WWW-Authenticate": challenge})
    server.answers = [refused, refused, Answer()]
    list(store.names())
    shown = dict(re.findall(r'(\w+)="?([^",]+)', server.requests[-1].headers["authorization"]))

    def md5(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()

    expected = ":".join(
        (
            md5(f"ann:SPARQL:{SECRET}"), "abc", shown["nc"], shown["cnonce"], "auth",
            md5("POST:/query"),
        )
    )  # fmt: skip
    assert shown["response"] == md5(expected)


@pytest.mark.parametrize("credentials", [Credentials("ann", SECRET), Credentials(token=SECRET)])
def test_secrets_are_in_no_message(
    server: Flaky, credentials: Credentials, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    assert SECRET not in repr(credentials)
    store = opened(server, credentials=credentials)
    for status in (401, 403, 500):
        server.last = Answer(status, f"no {SECRET} here".encode(), headers={"X": SECRET})
        with pytest.raises(StoreError, match=r"no \*\*\* here") as caught:
            list(store.names())
        assert SECRET not in str(caught.value)
    assert SECRET not in caplog.text.replace(f"b'X', b'{SECRET}'", "")


def _forms(secret: str) -> list[str]:
    """How servers may repeat a secret."""
    pair = base64.b64encode(f"ann:{secret}".encode()).decode()
    return [
        secret, quote(secret), quote_plus(secret), json.dumps(secret), html.escape(secret), pair,
        pair.rstrip("="), base64.b64encode(secret.encode()).decode(), f"Basic {pair}",
        'Authorization: Digest username="ann", response="0123456789abcdef"',
        '{"authorization": "Bearer made-by-a-proxy"}',
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("status", [400, 401, 403, 500])
@pytest.mark.parametrize("form", range(11))
def test_no_form_of_a_secret_is_shown(server: Flaky, form: int, status: int) -> None:
    secret = 'p&ss "wörd" / +='
    said = f"{'.' * 280} you sent: {_forms(secret)[form]} and more"
    for credentials in (Credentials("ann", secret), Credentials("ann", token=secret)):
        server.last = Answer()
        store = opened(server, credentials=credentials)
        for start in (said, said[270:]):  # at the place where the line is cut, too
            server.last = Answer(status, start.encode())
            with pytest.raises((StoreError, UsageError)) as caught:
                store.query(SELECT)
            shown = "".join(traceback.format_exception(caught.value))
            for part in (
                secret,
                _forms(secret)[5][:8],
                "0123456789abcdef",
                "made-by-a-proxy",
                "p&",
            ):
                assert part not in shown


@pytest.mark.slow
@pytest.mark.parametrize("status", [400, 403, 500])
@pytest.mark.parametrize("packed", [False, True])
def test_what_a_server_says_of_a_failure_is_read_no_further_than_it_is_shown(
    server: Flaky, status: int, packed: bool
) -> None:
    body = b"no way " * 5_000_000
    headers = {"Content-Encoding": "gzip"} if packed else {}
    store = opened(server)
    server.last = Answer(status, gzip.compress(body) if packed else body, headers=headers)
    tracemalloc.start()
    with pytest.raises((StoreError, UsageError), match="no way no way"):
        store.query(SELECT)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 40_000_000  # the server has the body in memory as well


@pytest.mark.parametrize("challenge", ["Digest", 'Digest realm="', "Digest nonce", "Digest a=b, c"])
def test_a_challenge_that_cannot_be_understood(server: Flaky, challenge: str) -> None:
    store = opened(server, credentials=Credentials("ann", SECRET))
    server.last = Answer(401, headers={"WWW-Authenticate": challenge})
    with pytest.raises(StoreError, match=r"cannot be understood|401|Malformed"):
        list(store.names())


def test_secrets_do_not_follow_redirects(server: Flaky) -> None:
    with flaky() as other:
        store = opened(server, credentials=Credentials(token=SECRET))
        server.last = Answer(307, headers={"Location": f"{other.url}/query"})
        with pytest.raises(StoreError, match="elsewhere"):
            list(store.names())
        assert other.requests == []


@pytest.mark.parametrize(
    "work",
    [
        lambda url: RemoteStore(url),
        lambda url: RemoteStore("http://127.0.0.1:1", endpoints=Endpoints(query=url)),
        lambda url: server_of(url),
    ],
)
def test_secrets_in_a_url_are_refused(work: Callable[[str], object]) -> None:
    with pytest.raises(UsageError, match="has a user or password") as caught:
        work(f"http://ann:{SECRET}@127.0.0.1:7878/query")
    assert SECRET not in str(caught.value)
