"""Remote stores: how graphs are replaced and asked for, and what a server makes of it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import pytest

from clingen_ld.errors import StoreError, UsageError
from clingen_ld.graph.terms import RDF_TYPE, Literal, Quad
from clingen_ld.stores import remote as remote_module
from clingen_ld.stores.endpoints import SERVERS, Endpoints
from clingen_ld.stores.opening import open_store
from clingen_ld.stores.remote import RemoteStore
from clingen_ld.stores.sparql_text import form
from clingen_ld.stores.store import NamedGraph, Solutions, TripleResults
from tests.stores.flaky import EMPTY, GRAPHS, SELECT, Answer, Flaky, flaky, opened, waits


def test_writing_passes_trouble_too(server: Flaky) -> None:
    store = opened(server)
    server.answers = [Answer(503), Answer(), Answer(lost=True), Answer(429), Answer(204)]
    store.replace(GRAPHS)
    assert [r.method for r in server.requests] == ["POST"] * 5
    assert server.requests[-1].headers["content-type"] == "application/n-quads"
    assert server.requests[-1].body == server.requests[-2].body


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


# -- where the endpoints are


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


def test_a_limit_of_rows_that_is_no_number(server: Flaky) -> None:
    store = opened(server)
    server.answers = [Answer(headers={"X-SPARQL-MaxRows": "none"})]
    found = store.query(SELECT)
    assert isinstance(found, Solutions)
    assert list(found.rows) == []


def test_the_default_graph_is_asked_for_where_it_is_one_of_its_own() -> None:
    asked = Answer(body=b'{"head":{},"boolean":true}')
    with flaky("Oxigraph/0.5") as server:
        store = opened(server)
        server.last = asked
        assert store.has_default_graph()
        assert [request.path for request in server.requests] == ["/query"]
    with flaky("Virtuoso/07.20.3229") as server:  # whose default graph is all of them
        store = opened(server)
        server.last = asked
        assert not store.has_default_graph()
        assert server.requests == []
