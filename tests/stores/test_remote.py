"""Remote stores against a server that fails, and the endpoints and credentials of servers."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
import sys
import time
import traceback
import tracemalloc
from collections.abc import Callable, Iterator
from email.utils import formatdate
from urllib.parse import quote, quote_plus

import pytest

from clingen_ld.errors import StoreError, UsageError
from clingen_ld.graph.terms import RDF_TYPE, Literal, Quad
from clingen_ld.stores import remote as remote_module
from clingen_ld.stores.endpoints import (
    SERVERS,
    Credentials,
    Endpoints,
    guess,
    server_of,
)
from clingen_ld.stores.http import Patience
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.remote import RemoteStore
from clingen_ld.stores.sparql_text import form
from clingen_ld.stores.store import NamedGraph, Solutions, TripleResults
from tests.stores import servers
from tests.stores.flaky import EMPTY, Answer, Flaky, flaky

SECRET = "pass-word-secret"
GRAPHS = [
    (f"http://example.org/{i}", [Quad(f"http://example.org/{i}", RDF_TYPE, "http://x.org/T", "")])
    for i in range(3)
]
SELECT = "SELECT ?g { GRAPH ?g { ?s ?p ?o } }"

waits: list[float] = []
stores: list[RemoteStore] = []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Every store that a test opened is closed after it."""
    yield
    while stores:
        stores.pop().close()


@pytest.fixture
def server() -> Iterator[Flaky]:
    waits.clear()
    with flaky() as found:
        yield found


def opened(server: Flaky, **options: object) -> RemoteStore:
    options.setdefault("patience", Patience(tries=4, sleep=waits.append))
    store = RemoteStore(server.url, **options)  # type: ignore[arg-type]
    stores.append(store)
    server.requests.clear()
    return store


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


def test_writing_passes_trouble_too(server: Flaky) -> None:
    store = opened(server)
    server.answers = [Answer(503), Answer(), Answer(lost=True), Answer(429), Answer(204)]
    store.replace(GRAPHS)
    assert [r.method for r in server.requests] == ["POST"] * 5
    assert server.requests[-1].headers["content-type"] == "application/n-quads"
    assert server.requests[-1].body == server.requests[-2].body


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
        (Answer(302, headers={"Location": "http://127.0.0.1:1/"}), "elsewhere now"),
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


def test_an_answer_that_does_not_come(server: Flaky) -> None:
    patience = Patience(tries=4, answer_seconds=0.05, sleep=waits.append)
    store = opened(server, patience=patience)
    server.last = Answer(seconds=0.5)
    with pytest.raises(StoreError, match="did not answer in time"):
        list(store.names())


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/n-triples", b"<http://a> <http://b> <http://c> .\n<http"),
        ("text/turtle", b"what?"),
        ("image/png", b"x"),
        ("", b""),
    ],
)
def test_triples_that_are_none(server: Flaky, kind: str, body: bytes) -> None:
    store = opened(server)
    server.last = Answer(body=body, kind=kind)
    found = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(found, TripleResults)
    with pytest.raises(StoreError, match="not what was asked for"):
        list(found.quads)


@pytest.mark.parametrize("body", [b"<http://a> <http://b> true .", b"<http://a> <http://b> 1 ."])
def test_turtle_does_as_well(server: Flaky, body: bytes) -> None:
    store = opened(server)
    server.last = Answer(body=body, kind="text/turtle; charset=utf-8")
    assert [q.graph for q in store.graph("http://g")] == ["http://g"]


def test_a_server_that_is_not_there() -> None:
    url = f"http://127.0.0.1:{servers.free_port()}"
    waits.clear()
    with pytest.raises(StoreError, match=r"cannot be reached after 2 tries .* is it running"):
        RemoteStore(url, patience=Patience(tries=2, sleep=waits.append))
    assert len(waits) == 1


def test_the_first_failure_ends_replacing(server: Flaky, monkeypatch: pytest.MonkeyPatch) -> None:
    for bound in ("_REQUEST_BYTES", "_BULK_BYTES"):
        monkeypatch.setattr(remote_module, bound, 1)
    store = opened(server)
    server.last = Answer(500)
    taken = []

    def source() -> Iterator[NamedGraph]:
        for i in range(1000):
            taken.append(i)
            yield f"http://example.org/{i}", GRAPHS[0][1]

    with pytest.raises(StoreError, match="500"):
        store.replace(source())
    assert len(taken) < 50


@pytest.mark.slow
def test_few_requests_at_once(server: Flaky, monkeypatch: pytest.MonkeyPatch) -> None:
    for bound in ("_REQUEST_BYTES", "_BULK_BYTES"):
        monkeypatch.setattr(remote_module, bound, 1)
    store = opened(server, workers=3)
    server.last = Answer(seconds=0.02)
    store.replace((f"http://example.org/{i}", GRAPHS[0][1]) for i in range(30))
    assert server.most_at_once == 3


def test_the_last_of_a_name_counts_across_requests(
    server: Flaky, monkeypatch: pytest.MonkeyPatch
) -> None:
    for bound in ("_REQUEST_BYTES", "_BULK_BYTES"):
        monkeypatch.setattr(remote_module, bound, 1)
    store = opened(server, workers=4)
    server.answers = [Answer(seconds=0.3)]
    name = "http://example.org/1"
    store.replace((name, [Quad(name, RDF_TYPE, f"http://x.org/{i}", name)]) for i in range(3))
    sent = [r.body.decode() for r in server.requests if b"x.org" in r.body]
    assert [re.findall(r"x.org/(\d)", body) for body in sent] == [["0"], ["1"], ["2"]]
    assert server.most_at_once == 1


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


def test_what_is_known_is_replaced_and_what_is_new_is_added(server: Flaky) -> None:
    store = opened(server)
    there = b'{"head":{"vars":["g"]},"results":{"bindings":[{"g":{"type":"uri","value":"%s"}}]}}'
    server.answers = [Answer(body=there % b"http://example.org/1")]
    blank = [Quad("_:b", RDF_TYPE, "http://x.org/T", "http://example.org/9")]
    store.replace([*GRAPHS, ("http://example.org/9", blank)])
    _, added, updated = server.requests
    assert re.findall(rb"example.org/(\d)> \.", added.body) == [b"0", b"2"]
    assert re.findall(rb"DROP SILENT GRAPH <http://example.org/(\d)>", updated.body) == [b"1", b"9"]


def test_deadlocks_of_virtuoso_pass() -> None:
    waits.clear()
    with flaky("Virtuoso/07.20.3229") as server:
        store = opened(server)
        server.answers = [Answer(500, b"Virtuoso 40001 Error SR172: Transaction deadlocked")]
        store.replace(GRAPHS[:1])
        assert [r.method for r in server.requests] == ["PUT", "PUT"]
        assert "/sparql-graph-crud?graph=" in server.requests[0].path


@pytest.mark.parametrize("name", ["http://example.org/o'clock"])
def test_a_name_that_virtuoso_cannot_take(name: str) -> None:
    with flaky("Virtuoso/07.20.3229") as server:
        store = opened(server)
        with pytest.raises(StoreError, match="no name of a graph may have"):
            store.replace([(name, GRAPHS[0][1])])
        assert server.requests == []


def test_results_that_virtuoso_cut() -> None:
    row = '{"s":{"type":"bnode","value": "nodeID://b1"}}'
    body = '{"head":{"vars":["s"]},"results":{"bindings":[' + ",".join([row] * 5) + "]}}"
    with flaky("Virtuoso/07.20.3229") as server:
        store = opened(server)
        server.last = Answer(body=body.encode(), headers={"X-SPARQL-MaxRows": "5"})
        found = store.query("SELECT ?s { ?s ?p ?o }")
        assert isinstance(found, Solutions)
        with pytest.raises(StoreError, match=r"5 at most .* ResultSetMaxRows"):
            list(found.rows)
        server.last = Answer(
            body=b"<http://a> <http://b> <http://c> .\n" * 10_000, kind="application/n-triples"
        )
        triples = store.query("CONSTRUCT WHERE { ?s ?p ?o }")
        assert isinstance(triples, TripleResults)
        with pytest.raises(StoreError, match="10000 at most"):
            list(triples.quads)


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


# -- where the endpoints are


@pytest.mark.parametrize(
    ("url", "server", "query", "update", "graph_store"),
    [
        ("http://h:3030/ds", "Fuseki", "/ds/sparql", "/ds/update", "/ds/data"),
        ("http://h:3030/ds/query", "Fuseki", "/ds/sparql", "/ds/update", "/ds/data"),
        ("https://h/fuseki/ds/", "Fuseki", "/fuseki/ds/sparql", "/fuseki/ds/update",
         "/fuseki/ds/data"),
        ("http://h:7200/repositories/a", "GraphDB", "/repositories/a",
         "/repositories/a/statements", "/repositories/a/rdf-graphs/service"),
        ("http://h:8080/rdf4j-server/repositories/a/statements", "RDF4J",
         "/rdf4j-server/repositories/a", "/rdf4j-server/repositories/a/statements",
         "/rdf4j-server/repositories/a/rdf-graphs/service"),
        ("http://h:9999/blazegraph", "Blazegraph", "/blazegraph/sparql", "/blazegraph/sparql", ""),
        ("http://h/bigdata/namespace/kb/sparql", "Blazegraph", "/bigdata/namespace/kb/sparql",
         "/bigdata/namespace/kb/sparql", ""),
        ("http://h:8890", "Virtuoso", "/sparql", "/sparql", "/sparql-graph-crud"),
        ("http://h:8890/sparql", "Virtuoso", "/sparql", "/sparql", "/sparql-graph-crud"),
        ("http://h:5820/db", "Stardog", "/db/query", "/db/update", "/db"),
        ("http://h:7878", "Oxigraph", "/query", "/update", "/store"),
        ("http://h:7878/query", "Oxigraph", "/query", "/update", "/store"),
        ("http://h:7001/", "QLever", "", "", ""),
        ("https://x.cluster-y.eu-west-1.neptune.amazonaws.com:8182", "Neptune", "/sparql",
         "/sparql", "/sparql/gsp/"),
        ("https://alleles.example.org/sparql", None, "/sparql", "/sparql", ""),
        ("http://h:99999/x", None, "/x", "/x", ""),
    ],
)  # fmt: skip
def test_endpoints_are_guessed(
    url: str, server: str | None, query: str, update: str, graph_store: str
) -> None:
    found = guess(url, server_of(url))
    base = "/".join(url.split("/")[:3])
    assert server_of(url) == server
    assert found.server.name == (server or "SPARQL")
    assert (found.query, found.update) == (base + query, base + update)
    assert found.graph_store == (base + graph_store if graph_store else "")


@pytest.mark.parametrize(
    ("says", "name"),
    [
        ("Virtuoso/07.20.3229 (Linux)", "Virtuoso"),
        ("Oxigraph/0.5.13", "Oxigraph"),
        ("Apache Jena Fuseki (4.5.0)", "Fuseki"),
        ("nginx", "SPARQL"),
    ],
)
def test_a_server_says_what_it_is(says: str, name: str) -> None:
    with flaky(says) as server, open_store(server.url) as store:
        assert isinstance(store, RemoteStore)
        assert store.endpoints.server.name == name


def test_endpoints_can_be_given(server: Flaky) -> None:
    wanted = Endpoints(query=f"{server.url}/q", update=f"{server.url}/u", server=SERVERS["RDF4J"])
    store = opened(server, endpoints=wanted)
    store.replace(GRAPHS)
    list(store.names())
    assert [r.path for r in server.requests] == ["/u", "/q"]
    assert server.requests[0].headers["content-type"] == "application/sparql-update"
    assert store.endpoints.server.name == "RDF4J"


def test_an_endpoint_that_is_not_known(server: Flaky) -> None:
    store = opened(server, endpoints=Endpoints(server=SERVERS["Virtuoso"]))
    object.__setattr__(store._endpoints, "graph_store", "")
    with pytest.raises(StoreError, match="needs an endpoint"):
        store.replace(GRAPHS)


@pytest.mark.parametrize(
    ("says", "query", "union"),
    [
        ("Oxigraph", SELECT, "union-default-graph="),
        ("Oxigraph", "SELECT * FROM <http://x> { ?s ?p ?o }", None),
        ("Fuseki", "ASK { ?s ?p '''GRAPH FROM''' } # FROM", "urn%3Ax-arq%3AUnionGraph"),
        ("Fuseki", SELECT, None),
        ("GraphDB", SELECT, None),
        ("Stardog", SELECT, "named-graph-uri=tag"),
        ("Virtuoso", SELECT, "define+input%3Adefault-graph-exclude"),
    ],
)
def test_all_graphs_are_asked_as_one(says: str, query: str, union: str | None) -> None:
    with flaky(says) as server:
        opened(server).query(query)
        body = server.requests[-1].body.decode()
        assert (union or "query=") in body
        assert ("graph-uri" in body or "union" in body or "define" in body) is (union is not None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("select ?x { }", "select"),
        ("PREFIX select: <http://ask/> ASK { select:a ?ask 'construct' }", "ask"),
        ("# SELECT\nCONSTRUCT { ?s ?p ?o } WHERE { { SELECT * { ?s ?p ?o } } }", "construct"),
        ("BASE <http://x/select#ask> describe <#>", "describe"),
    ],
)
def test_the_form_of_a_query(query: str, found: str) -> None:
    assert form(query) == found


def test_a_query_that_the_server_refuses(server: Flaky) -> None:
    store = opened(server)
    server.last = Answer(400, b"Lexical error at line 1,\ncolumn 9", "text/plain")
    with pytest.raises(UsageError, match="refuses the query: Lexical error at line 1, column 9"):
        store.query("SELECT %%")


@pytest.mark.slow
def test_results_are_read_as_they_come(server: Flaky) -> None:
    store = opened(server)
    row = b'{"g":{"type":"literal","value":"x"}},'
    server.last = Answer(body=EMPTY[:-3] + row * 50_000, cut=True)
    found = store.query(SELECT)
    assert isinstance(found, Solutions)
    assert next(found.rows) == (Literal("x"),)
    with pytest.raises(StoreError, match="lost in the middle"):
        list(found.rows)


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    for name in ("remote", "http", "authentication", "endpoints", "answers"):
        monkeypatch.delitem(sys.modules, f"clingen_ld.stores.{name}", raising=False)
    with (
        pytest.raises(UsageError, match="pip install httpx"),
        open_store("http://127.0.0.1:1"),
    ):
        pass


def test_a_store_that_was_closed(server: Flaky) -> None:
    store = opened(server)
    store.close()
    for work in (lambda: store.query("ASK {}"), lambda: store.replace(GRAPHS)):
        with pytest.raises(StoreError, match="the store is closed"):
            work()


def test_results_that_are_not_read_give_their_connections_back(server: Flaky) -> None:
    store = opened(server)
    triples = Answer(body=b"<x:s> <x:p> <x:o> .\n", kind="application/n-triples")
    for _ in range(20):
        server.answers = [Answer(), triples]
        store.query(SELECT)
        store.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert len(server.requests) == 40


@pytest.mark.parametrize("url", ["http://[::1", "http://localhost:port/"])
def test_what_is_no_url(url: str) -> None:
    with pytest.raises((UsageError, StoreError), match=r"no(t a)? URL"), open_store(url):
        pass


def test_a_limit_of_rows_that_is_no_number(server: Flaky) -> None:
    store = opened(server)
    server.answers = [Answer(headers={"X-SPARQL-MaxRows": "none"})]
    found = store.query(SELECT)
    assert isinstance(found, Solutions)
    assert list(found.rows) == []
