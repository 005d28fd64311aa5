"""Contexts from the web: what is asked, how often, and for how long."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from clingen_ld.errors import InputError
from clingen_ld.messages.json_ld import contexts
from clingen_ld.messages.json_ld.contexts import document_loader
from clingen_ld.messages.message import Message, Problem
from tests.messages.carrying import read_items

CLINGEN = "http://clingen.org/model/allele/"
GOOD = json.dumps({"@context": {"@vocab": CLINGEN}}).encode()


class Server(ThreadingHTTPServer):
    """A server on this machine; `asked` are the paths that were asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to/"))
            self.end_headers()
        elif self.path == "/missing":
            self.send_error(404)
        elif self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            with suppress(ConnectionError):  # until nobody waits any more
                for _ in range(1000):
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.01)
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write({"/good": GOOD, "/large": b" " * 2_000_000}.get(self.path, b"{"))

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for known in ("_remote", "_failed"):
        monkeypatch.setattr(contexts, known, {})
    monkeypatch.setattr(contexts, "_waited", [])
    with Server() as found:
        threading.Thread(target=found.serve_forever, args=(0.01,), daemon=True).start()
        yield found
        found.shutdown()


@pytest.fixture
def as_https(server: Server, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Lets addresses be asked as if they were of https, which takes no certificate then."""
    given: Callable[[str], bytes] = contexts._download
    monkeypatch.setattr(
        contexts, "_download", lambda iri: given(iri.replace("https://tested", server.url))
    )
    return lambda path: f"https://tested{path}"


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:1/a", "ftp://127.0.0.1/a", "file:///etc/hosts"]
)
def test_what_leads_away_from_https_is_not_followed(server: Server, target: str) -> None:
    with pytest.raises(InputError, match=r"only https is fetched|is not allowed"):
        contexts._download(f"{server.url}/to/{target}")
    with pytest.raises(InputError, match="only https is fetched"):
        contexts._download(f"{server.url}/to/{server.url}/good")
    assert server.asked == [f"/to/{target}", f"/to/{server.url}/good"]


@pytest.mark.parametrize(
    ("path", "said"),
    [("/missing", "404"), ("/broken", "is not JSON"), ("/large", "is larger than 1000000 bytes")],
)
def test_what_fails_is_asked_for_once(
    server: Server, as_https: Callable[[str], str], path: str, said: str
) -> None:
    load = document_loader(True)
    for _ in range(3):
        with pytest.raises(InputError, match=said):
            load(as_https(path))
    assert server.asked == [path]
    assert load(as_https("/good"))["document"] == json.loads(GOOD)


@pytest.mark.parametrize("bound", ["_MOST_FETCHED", "_LONGEST"])
def test_a_run_fetches_only_so_many(
    server: Server, as_https: Callable[[str], str], bound: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contexts, bound, {"_MOST_FETCHED": 2, "_LONGEST": 1e-9}[bound])
    load, most = document_loader(True), {"_MOST_FETCHED": 2, "_LONGEST": 1}[bound]
    for number in range(5):
        with pytest.raises(InputError, match="is not JSON" if number < most else "not fetched"):
            load(as_https(f"/{number}"))
    assert len(server.asked) == most


def test_one_time_for_all_of_it(
    server: Server, as_https: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contexts, "_TIMEOUT", 0.5)
    for path in ("/slow", "/slow", "/good"):  # a server that is too slow is not asked again
        with pytest.raises(InputError, match=r"did not come within 0\.5 seconds"):
            document_loader(True)(as_https(path))
    assert server.asked == ["/slow"]


def _said(document: Any) -> str:
    (item,) = read_items(json.dumps(document))
    return item.values["message"] if isinstance(item, Problem) else item.type


@pytest.mark.slow
@pytest.mark.parametrize("count", [100, 101, 20_000])
def test_contexts_of_a_document_have_a_bound(count: int) -> None:
    given = [{f"t{n}": f"http://x.example/{n}"} for n in range(count)]
    gene = {"@id": "http://x/G1", "@type": f"{CLINGEN}Gene"}
    expected = "Gene" if count <= 100 else "more than 100 contexts in one array: write them as one"
    assert _said({"@context": given} | gene) == expected
    below = {"http://x.example/p": {"@context": given, "@id": "http://x/p"}}
    assert _said({"@context": {}} | gene | below) == expected
    scoped = {"@context": {"p": {"@id": "http://x.example/p", "@context": given}}}
    assert _said(scoped | gene) == expected


def test_a_right_context_is_used(server: Server, as_https: Callable[[str], str]) -> None:
    document = {"@context": as_https("/good"), "@id": "http://x/G1", "@type": "Gene", "symbol": "A"}
    for _ in range(2):
        (item,) = read_items(json.dumps(document), allow_remote_contexts=True)
        assert isinstance(item, Message)
    assert server.asked == ["/good"]
