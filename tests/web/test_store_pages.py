"""The resources of a store over HTTP: forms, pages, named queries, SPARQL."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
import rdflib
from starlette.testclient import TestClient

import clingen_ld
from clingen_ld.messages.forms import FORMS
from clingen_ld.web.store_pages import HYDRA, LISTS, RESOURCE_FORMS
from tests.web.conftest import example

ALLELE = "/CanonicalAllele/CA201"


@pytest.mark.parametrize("form", RESOURCE_FORMS)
def test_a_resource_in_every_form(client: TestClient, form: str) -> None:
    answer = client.get(ALLELE, headers={"Accept": FORMS[form].media_type})
    assert answer.status_code == 200
    assert answer.headers["vary"] == "Accept"
    back = clingen_ld.convert(clingen_ld.Document(answer.text), "resource-json")
    assert json.loads(back.text or "") == json.loads(example("brca1/CA201.json"))


def test_a_page_has_the_picture_and_the_message(client: TestClient) -> None:
    answer = client.get(ALLELE, headers={"Accept": "text/html,*/*;q=0.8"})
    page = ET.fromstring(re.sub(r"<!doctype html>|<meta[^>]*>", "", answer.text))
    texts = [each.text for each in page.iter("{http://www.w3.org/2000/svg}text")]
    assert "NC_000017.11:g.43051098A>C" in texts
    message = page.find(".//pre/code")
    assert message is not None
    assert json.loads(message.text or "") == json.loads(example("brca1/CA201.json"))
    links = [each.get("href") or "" for each in page.iter("a")]
    assert len(links) == len(RESOURCE_FORMS)
    assert all(client.get(link).status_code == 200 for link in links)


def test_a_resource_by_its_iri(client: TestClient) -> None:
    iri = "http://reg.genome.network/allele/CA900000001"
    answer = client.get("/resource", params={"iri": iri}, headers={"Accept": "text/turtle"})
    assert f"<{iri}> a clingen:CanonicalAllele" in answer.text
    page = client.get("/resource", params={"iri": iri, "to": "html"}).text
    link = re.search(r'href="([^"]*to=turtle)"', page)
    assert link is not None
    assert client.get(link[1].replace("&amp;", "&")).text == answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/CanonicalAllele/NONE", 404),
        ("/Nothing/CA201", 404),
        ("/Identifier/x", 404),
        ("/resource", 400),
        ("/resource?iri=http://a.example/none", 404),
        ("/resource?iri=relative", 400),
        ("/resource?iri=http://a.example/%3E", 400),
        (f"{ALLELE}?form=turtle", 400),
        ("/Gene/?sise=5", 400),
        (f"{ALLELE}?to=nonsense", 400),
        ("/api/queries/nothing", 404),
        ("/api/queries/alleles-of-gene", 400),
        ("/sparql", 400),
        ("/sparql?query=nonsense", 400),
        ("/sparql?query=ASK{}&default-graph-uri=x", 400),
        ("/sparql?query=DELETE+WHERE+{?a+?b+?c}", 400),
    ],
)
def test_what_is_not_there_is_a_problem(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (
        status, "application/problem+json",
    )  # fmt: skip


def test_named_queries(client: TestClient) -> None:
    names = [each["name"] for each in client.get("/api/queries").json()["queries"]]
    assert names == list(clingen_ld.named_queries())
    answer = client.get("/api/queries/alleles-of-gene?symbol=ILK", headers={"Accept": "text/csv"})
    assert "CA101" in answer.text


def test_pages_have_every_resource_once_and_in_order(client: TestClient) -> None:
    asked = client.get("/ContextualAllele/?to=json&size=1000").json()
    assert asked["next"] is None
    expected = asked["resources"]
    assert expected == sorted(set(expected))
    assert len(expected) > 40
    found: list[str] = []
    link: str | None = "/ContextualAllele/?to=json&size=20"
    while link:
        answer = client.get(link, headers={"Accept": "application/json"})
        found += answer.json()["resources"]
        assert 'rel="first"' in answer.headers["link"]
        link = answer.links.get("next", {}).get("url")
        assert answer.json()["next"] == link
    assert found == expected


@pytest.mark.parametrize("media_type", list(LISTS.values())[:1] + list(LISTS.values())[2:4])
def test_a_page_is_a_view_of_a_collection(client: TestClient, media_type: str) -> None:
    answer = client.get("/Gene/?size=2", headers={"Accept": media_type})
    form = ox.RdfFormat.from_media_type(media_type)
    triples = ox.serialize((quad.triple for quad in ox.parse(answer.content, format=form)),
                           format=ox.RdfFormat.N_TRIPLES)  # fmt: skip
    graph = rdflib.Graph().parse(data=triples, format="nt")
    [collection] = graph.subjects(rdflib.RDF.type, HYDRA.Collection)
    [view] = graph.objects(collection, HYDRA.view)
    assert len(list(graph.objects(collection, HYDRA.member))) == 2
    [following] = graph.objects(view, HYDRA.next)
    assert str(following) == answer.links["next"]["url"]
    [member, _] = graph.objects(collection, HYDRA.member)
    assert client.get("/resource", params={"iri": str(member)}).status_code == 200


def test_a_list_is_a_page_with_links(client: TestClient) -> None:
    answer = client.get("/Gene/?size=1", headers={"Accept": "text/html"})
    assert '<a href="/resource?iri=http%3A%2F%2F' in answer.text
    assert 'rel="next"' in answer.text


def test_what_cannot_be_asked_is_a_problem(client: TestClient) -> None:
    for size in ("0", "1001", "x", "-1", "²", "9" * 5000):
        assert client.get("/Gene/", params={"size": size}).status_code == 400
    assert client.get("/Gene/", params={"to": "pdf"}).status_code == 400
    assert client.get("/Gene/", headers={"Accept": "image/png"}).status_code == 406
    hostile = {"after": '") } INSERT DATA { <a:b> <a:c> "\n\\', "to": "json"}
    assert client.get("/Gene/", params=hostile).status_code == 200
    wrong = client.get("/resource", params={"iri": "> }"}).json()["detail"]
    assert wrong == "'> }' is not an IRI"  # and nothing of where the store is
    assert set(LISTS) >= {"json-ld", "turtle", "html"}
