"""What keeps the service well: limits, headers, the log, faults."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
from collections.abc import Callable, Iterator

import pytest
import zstandard
from starlette.testclient import TestClient

from clingen_ld.web import verbs
from clingen_ld.web.answers import ProblemError
from clingen_ld.web.app import make_app
from clingen_ld.web.limits import Gate
from clingen_ld.web.settings import ServiceSettings


def _service(**settings: object) -> TestClient:
    made = ServiceSettings(**settings)  # type: ignore[arg-type]
    return TestClient(make_app(made), raise_server_exceptions=False)


def test_a_body_has_a_largest_size() -> None:
    client = _service(max_body=100)
    assert client.post("/api/validate", content=b" " * 101).status_code == 413

    def chunks() -> Iterator[bytes]:
        for _ in range(11):
            yield b" " * 10

    assert client.post("/api/validate", content=chunks()).status_code == 413
    assert client.post("/api/validate", content=b" " * 100).status_code == 200


@pytest.mark.parametrize("packed", [gzip.compress, zstandard.compress])
@pytest.mark.parametrize("verb", ["validate", "marks", "convert", "new", "draw"])
def test_a_compressed_body_is_bounded_as_it_becomes(
    packed: Callable[[bytes], bytes], verb: str
) -> None:
    client = _service(max_body=5_000)
    names = b"NC_000017.11:g.43106487A>C"
    text = names if verb == "new" else b'{"resourceType":"ContextualAllele","id":"X","allele":"A"}'
    plain = client.post(f"/api/{verb}", content=text)
    for headers in ({}, {"Content-Encoding": "gzip"}):
        answer = client.post(f"/api/{verb}", content=packed(text), headers=headers)
        assert (answer.status_code, answer.content) == (plain.status_code, plain.content)
    large = packed(text + b" " * 5_000)
    assert len(large) < 500
    assert client.post(f"/api/{verb}", content=large).status_code == 413
    assert client.post(f"/api/{verb}", content=packed(packed(text))).status_code == 415
    other = {"Content-Encoding": "br"}
    assert client.post(f"/api/{verb}", content=text, headers=other).status_code == 415


def test_a_damaged_body_is_said_by_the_verb() -> None:
    damaged = gzip.compress(b'{"resourceType":"Gene"}')[:-9]
    [finding] = _service().post("/api/validate", content=damaged).json()["findings"]
    assert "the gzip data is damaged" in finding["message"]


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        ("POST", "/api/validate?parital=true", "there is no parameter 'parital' here: it has"),
        ("POST", "/api/convert?form=vrs", "there is no parameter 'form' here: it has"),
        ("POST", "/api/new?from=vrs", "there is no parameter 'from' here: it has to"),
        ("GET", "/api/rules/HG-4?x=1", "there is no parameter 'x' here: it has none"),
        ("GET", "/api/model?to=json", "there is no parameter 'to' here: it has format"),
        ("POST", "/api/convert?to=vrs&to=nquads", "to is given 2 times: give it once"),
        ("GET", "/nothing", "there is nothing at /nothing; openapi.json lists what there is"),
        ("POST", "/health", "/health takes GET, HEAD, not POST"),
    ],
)
def test_what_does_not_exist_is_said_and_not_ignored(method: str, path: str, said: str) -> None:
    answer = _service().request(method, path, content=b"[]" if method == "POST" else None)
    assert answer.json()["detail"].startswith(said)


def test_every_parameter_of_the_description_exists() -> None:
    client = _service()
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            names = [
                each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"
            ]
            for name in names:
                answer = client.request(method, f"{path}?{name}=x", content=b"[]")
                assert "there is no parameter" not in answer.text


def test_headers_keep_browsers_safe() -> None:
    headers = _service().get("/health").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["vary"] == "Accept"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers


def test_browsers_of_named_origins_may_ask() -> None:
    client = _service(origins=("https://a.example",))
    for origin, allowed in (("https://a.example", True), ("https://b.example", False)):
        answer = client.get("/health", headers={"Origin": origin})
        assert ("access-control-allow-origin" in answer.headers) == allowed


@pytest.mark.parametrize(
    ("origin", "method", "header", "wrong"),
    [
        ("https://b.example", "POST", "content-type", "origin"),
        ("https://a.example", "DELETE", "content-type", "method"),
        ("https://a.example", "POST", "authorization", "headers"),
        ("https://b.example", "PUT", "x-y", "origin, method, headers"),
    ],
)
def test_a_page_that_may_not_ask_is_told_as_a_problem(
    origin: str, method: str, header: str, wrong: str
) -> None:
    answer = _service(origins=("https://a.example",)).options(
        "/api/validate",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": header,
        },
    )
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.headers["access-control-allow-methods"] == "GET, POST"
    assert answer.json()["detail"] == (
        f"a page of {origin} may not ask this, for its {wrong}: "
        "pages of https://a.example may, with GET and POST"
    )


def test_a_page_may_send_a_compressed_body() -> None:
    answer = _service(origins=("*",)).options(
        "/api/validate",
        headers={
            "Origin": "https://a.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type,content-encoding",
        },
    )
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")


def test_a_prefix_is_before_every_path() -> None:
    client = _service(prefix="/alleles")
    assert client.get("/alleles/health").status_code == 200
    assert client.get("/health").status_code == 404
    assert client.get("/alleles/openapi.json").json()["servers"] == [{"url": "/alleles"}]


def test_the_log_has_nothing_of_messages(caplog: pytest.LogCaptureFixture) -> None:
    secret = "SECRET-SYMBOL"
    with caplog.at_level("INFO", "clingen_ld.web"):
        _service().post(f"/api/validate?type={secret}", json={"symbol": secret})
    [text] = [each.message for each in caplog.records if each.name == "clingen_ld.web"]
    line = json.loads(text)
    assert {"method": "POST", "path": "/api/validate"}.items() <= line.items()
    assert secret not in json.dumps(line)


def test_a_fault_is_a_problem_and_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("inner words")

    monkeypatch.setattr(verbs, "validate", fail)
    answer = _service().post("/api/validate", json={})
    assert answer.status_code == 500
    assert "inner words" not in answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_work_that_takes_too_long_is_answered_and_holds_its_place() -> None:
    gate, go_on = Gate(1, 0.1), threading.Event()

    async def ask() -> list[int]:
        statuses = []
        for _ in range(2):
            try:
                await gate.run(go_on.wait)
            except ProblemError as error:
                statuses.append(error.status)
        go_on.set()
        await asyncio.sleep(0.05)
        assert await gate.run(lambda: "free again") == "free again"
        return statuses

    assert asyncio.run(ask()) == [503, 503]
