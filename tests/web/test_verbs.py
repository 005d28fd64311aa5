"""The verbs over HTTP: what goes in and comes out, by media types, and what is refused."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

import clingen_ld
from clingen_ld.messages.forms import FORMS
from clingen_ld.web.verbs import REPORTS
from tests.web.conftest import example

ALLELE = example("ilk/XA101.json")
GENE = {"resourceType": "Gene", "id": "GENE1", "symbol": "ILK", "name": "integrin linked kinase"}


def test_a_report_is_that_of_the_library(client: TestClient) -> None:
    wrong = json.dumps(GENE | {"symbl": "x"}).encode()
    answer = client.post("/api/validate", content=wrong)
    assert answer.status_code == 200
    expected = clingen_ld.validate(clingen_ld.Document(wrong, name="body")).as_dict()
    assert answer.json() == json.loads(json.dumps(expected))
    assert not answer.json()["conforms"]


@pytest.mark.parametrize("media_type", sorted(set(REPORTS.values())))
def test_every_report_by_its_media_type(client: TestClient, media_type: str) -> None:
    answer = client.post("/api/validate", content=ALLELE, headers={"Accept": media_type})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert "\x1b" not in answer.text


def test_partial_leaves_references_alone(client: TestClient) -> None:
    assert not client.post("/api/validate", content=ALLELE).json()["conforms"]
    assert client.post("/api/validate?partial=true", content=ALLELE).json()["conforms"]


@pytest.mark.parametrize("form", [name for name in FORMS if name not in ("interpretation",)])
def test_every_form_comes_out(client: TestClient, form: str) -> None:
    reply = example("registry/CA900000001.json")
    answer = client.post(f"/api/convert?to={form}", content=reply)
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == FORMS[form].media_type
    converted = clingen_ld.convert(clingen_ld.Document(reply), form)
    assert answer.text == converted.text
    assert int(answer.headers.get("Clingen-Losses", 0)) == len(converted.lost)
    assert int(answer.headers["Clingen-Resources"]) == converted.resources


def test_what_goes_in_by_its_media_type_comes_back(client: TestClient) -> None:
    for media_type in ("text/turtle", "application/ld+json", "application/n-quads"):
        graph = client.post("/api/convert", json=GENE, headers={"Accept": media_type})
        back = client.post(
            "/api/frame", content=graph.content,
            headers={"Content-Type": media_type, "Accept": "application/json"},
        )  # fmt: skip
        assert back.json() == GENE


def test_marks_count_units_of_utf_16(client: TestClient) -> None:
    text = json.dumps({"resourceType": "Gene", "id": "😀", "symbl": "x"}, ensure_ascii=False)
    marks = client.post("/api/marks", content=text.encode()).json()["marks"]
    wrong = next(mark for mark in marks if mark["rule"] == "ST-1")
    units = text.encode("utf-16-le")
    assert units[2 * wrong["from"] : 2 * wrong["to"]].decode("utf-16-le") == '"symbl"'
    [edit] = wrong["edits"]
    assert (edit["from"], edit["to"], edit["insert"]) == (wrong["from"], wrong["to"], '"symbol"')


def test_ndjson_is_read_line_by_line(client: TestClient) -> None:
    lines = "".join(json.dumps(GENE | {"id": f"G{n}"}) + "\n" for n in range(3))
    answer = client.post("/api/convert?to=resource-json", content=lines)
    assert [json.loads(line)["id"] for line in answer.text.splitlines()] == ["G0", "G1", "G2"]


def test_nothing_is_left_out_in_silence(client: TestClient) -> None:
    lines = json.dumps(GENE) + "\n{\n"
    answer = client.post("/api/convert?to=turtle", content=lines)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [each["rule"] for each in answer.json()["findings"]] == ["ST-0"]
    lossy = json.dumps(GENE | {"note": "x"})
    answer = client.post("/api/convert?to=vrs", content=lossy)
    assert answer.headers["Clingen-Losses"]
    assert client.post("/api/convert?to=vrs&strict=true", content=lossy).status_code == 422


def test_pictures(client: TestClient) -> None:
    answer = client.post("/api/draw", content=ALLELE)
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "NM_001014794.2:c.448+13A&gt;G" in answer.text
    answer = client.post("/api/draw", content=ALLELE, headers={"Accept": "image/png"})
    assert answer.content[:4] == b"\x89PNG"
    two = b"[" + ALLELE + b"," + example("ilk/XA102.json") + b"]"
    assert client.post("/api/draw", content=two).status_code == 422
    assert client.post("/api/draw?id=XA102", content=two).status_code == 200
    assert client.post("/api/draw?id=XA999", content=two).status_code == 400
    assert client.post("/api/draw", json=GENE).status_code == 422


def test_new_alleles(client: TestClient) -> None:
    name = "NC_000017.11:g.43106487A>C"
    for body in (name, json.dumps([name]), json.dumps({"names": [name, name]})):
        answer = client.post("/api/new?to=resource-json", content=body)
        assert answer.status_code == 200
        ids = [json.loads(line)["id"] for line in answer.text.splitlines()]
        assert ids == ["NC_000017.11:43106486:A:C", "NC_000017.11"]
    for wrong in ("", "nonsense", "[1]", '{"names": "x"}', "{"):
        assert client.post("/api/new", content=wrong).status_code == 400


def test_rules_model_and_forms(client: TestClient) -> None:
    rules = client.get("/api/rules").json()["rules"]
    assert {"HG-4", "ST-0"} <= {rule["id"] for rule in rules}
    assert client.get("/api/rules/hg-4").text.startswith("HG-4 name-position-mismatch")
    assert client.get("/api/rules/XX-1").status_code == 404
    assert client.get("/api/model/Gene").json()["types"][0]["name"] == "Gene"
    assert client.get("/api/model/Genes").status_code == 404
    schema = client.get("/api/model", headers={"Accept": "application/schema+json"})
    assert "$defs" in schema.json()
    assert [form["name"] for form in client.get("/api/forms").json()["forms"]] == list(FORMS)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/api/convert?to=nonsense", {}, 400),
        ("/api/convert?from=nonsense", {}, 400),
        ("/api/validate?report=nonsense", {}, 400),
        ("/api/validate?partial=maybe", {}, 400),
        ("/api/validate", {"Accept": "image/png"}, 406),
        ("/api/convert", {"Content-Type": "image/png"}, 415),
        ("/api/nothing", {}, 404),
        ("/api/rules", {}, 405),
    ],
)
def test_what_is_refused_is_a_problem(
    client: TestClient, path: str, headers: dict[str, str], status: int
) -> None:
    answer = client.post(path, content=ALLELE, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]
