"""The resources of a type, page by page."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from starlette.testclient import TestClient

from clingen_ld.web.store_lists import HYDRA, LISTS


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
    assert client.get("/Gene/", params={"to": "pdf"}).status_code == 406
    assert client.get("/Gene/", headers={"Accept": "image/png"}).status_code == 406
    hostile = {"after": '") } INSERT DATA { <a:b> <a:c> "\n\\', "to": "json"}
    assert client.get("/Gene/", params=hostile).status_code == 200
    assert set(LISTS) >= {"json-ld", "turtle", "html"}
