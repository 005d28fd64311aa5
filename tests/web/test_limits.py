"""What keeps the service well: limits, headers, the log, faults."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator

import pytest
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


def test_headers_keep_browsers_safe() -> None:
    headers = _service().get("/health").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "access-control-allow-origin" not in headers


def test_browsers_of_named_origins_may_ask() -> None:
    client = _service(origins=("https://a.example",))
    for origin, allowed in (("https://a.example", True), ("https://b.example", False)):
        answer = client.get("/health", headers={"Origin": origin})
        assert ("access-control-allow-origin" in answer.headers) == allowed


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
