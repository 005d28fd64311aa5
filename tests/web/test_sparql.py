"""Queries over HTTP: all ways of the protocol, and limits."""

from __future__ import annotations

import pytest
import rdflib
from starlette.testclient import TestClient

from clingen_ld.web import sparql


def test_sparql_by_all_ways_of_the_protocol(client: TestClient) -> None:
    text = "SELECT ?s { <http://clingendb.clingen.org/Gene/GENE101> clingen:symbol ?s }"
    plain = {"Content-Type": "application/sparql-query"}
    answers = [
        client.get("/sparql", params={"query": text}),
        client.post("/sparql", data={"query": text}),
        client.post("/sparql", content=text, headers=plain),
    ]
    for answer in answers:
        assert answer.headers["content-type"] == "application/sparql-results+json"
        [row] = answer.json()["results"]["bindings"]
        assert row["s"]["value"] == "ILK"


def test_sparql_gives_graphs(client: TestClient) -> None:
    text = "CONSTRUCT { ?g clingen:symbol ?s } WHERE { ?g clingen:symbol ?s }"
    answer = client.get("/sparql", params={"query": text}, headers={"Accept": "text/turtle"})
    assert len(rdflib.Graph().parse(data=answer.text)) > 5
    answer = client.get("/sparql", params={"query": text}, headers={"Accept": "image/png"})
    assert answer.status_code == 406


def test_sparql_has_limits(client: TestClient, store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    query = "SELECT * { ?a ?b ?c }"
    monkeypatch.setattr(sparql, "MOST_BYTES", 1000)
    answer = client.get("/sparql", params={"query": query})
    assert answer.status_code == 422
    assert "LIMIT" in answer.json()["detail"]
    called = client.get(
        "/sparql", params={"query": "ASK { SERVICE <http://a.example> { ?a ?b ?c } }"}
    )
    assert called.status_code == 400


def test_named_queries_have_the_same_limits(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparql, "MOST_BYTES", 10)
    answer = client.get("/api/queries/alleles-of-gene?symbol=ILK")
    assert answer.status_code == 422
    assert "more than 10 bytes" in answer.json()["detail"]


@pytest.mark.slow
def test_a_query_that_never_ends_is_ended(store: str) -> None:
    from clingen_ld.web.app import make_app
    from clingen_ld.web.settings import ServiceSettings

    settings = ServiceSettings(store=store, seconds=2)
    with TestClient(make_app(settings)) as client:
        text = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        answer = client.get("/sparql", params={"query": text})
        assert answer.status_code == 503
        assert client.get("/health").status_code == 200
