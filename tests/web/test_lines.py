"""Streams of JSON lines: a line is answered by a line, whatever is wrong with the others."""

from __future__ import annotations

import errno
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from starlette.testclient import TestClient

from clingen_ld.web import lines, verbs
from clingen_ld.web.app import make_app
from clingen_ld.web.settings import ServiceSettings
from tests.cli.running import HANGS
from tests.web.conftest import example
from tests.web.test_app import serving

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

LINES = {"Content-Type": "application/x-ndjson", "Accept": "application/x-ndjson"}


def gene(number: int, **more: object) -> str:
    identifier = [{"system": "http://www.genenames.org/", "value": "HGNC:6040"}]
    made = {"resourceType": "Gene", "id": f"G{number}", "identifier": identifier, "symbol": "ILK"}
    return json.dumps(made | {"name": "integrin linked kinase"} | more)


def answers(path: str, body: str, **settings: int) -> list[Any]:
    client = TestClient(make_app(ServiceSettings(**settings)))  # type: ignore[arg-type]
    response = client.post(path, content=body.encode(), headers=LINES)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in response.text.strip("\n").split("\n")]


def test_each_line_has_its_report() -> None:
    body = f"{gene(1)}\n\n{gene(2, symbol=5)}\n{{\n{gene(3)}"
    first, second, third, last = answers("/api/validate", body)
    assert [each["conforms"] for each in (first, second, third, last)] == [True, False, False, True]
    assert "symbol" in json.dumps(second["findings"])
    assert "ST-0" in json.dumps(third["findings"])


def test_each_line_is_converted_and_a_wrong_one_is_a_problem() -> None:
    good, bad, other = answers("/api/convert?to=json-ld", f"{gene(1)}\n{{\n{gene(2)}\n")
    assert "ILK" in json.dumps(good)
    assert bad["status"] == 422
    assert bad["line"] == 2
    assert "G2" in json.dumps(other)


def test_a_line_is_one_value_and_keeps_its_text() -> None:
    reply = json.dumps(json.loads(example("registry/CA900000001.json")))
    odd = "a\u2028b\x85c\u2029\\n"
    several, one = answers("/api/convert?to=json-ld", f"{reply}\n{gene(1, name=odd)}")
    assert isinstance(several, list)
    assert several[0]["@id"] == "http://reg.genome.network/allele/CA900000001"
    assert len(several) == 16
    assert one["name"] == odd
    [nothing] = answers("/api/convert?to=vrs", gene(1))
    assert nothing is None
    [refused] = answers("/api/convert?to=vrs&strict=true", gene(1))
    assert refused["status"] == 422


def test_a_form_that_is_no_json_has_no_lines() -> None:
    response = TestClient(make_app()).post("/api/convert?to=turtle", content=b"", headers=LINES)
    assert response.status_code == 400


def test_limits_hold_for_a_line_and_for_the_stream() -> None:
    many = "".join(f"{gene(number)}\n" for number in range(20))
    assert len(answers("/api/validate", many, max_body=300)) == 20
    assert answers("/api/validate", gene(1, name="x" * 300), max_body=300)[-1]["status"] == 413
    assert answers("/api/validate", many, max_stream=900)[-1]["status"] == 413


def test_a_compressed_line_or_stream_is_refused() -> None:
    packed = next(p for n in range(99) if b"\n" not in (p := gzip.compress(gene(n).encode())))
    client = TestClient(make_app())
    lines = client.post("/api/validate", content=packed + b"\n" + gene(1).encode(), headers=LINES)
    first, second = (json.loads(line) for line in lines.text.splitlines())
    assert (first["status"], first["line"], second["conforms"]) == (415, 1, True)
    answer = client.post("/api/validate", content=b"", headers=LINES | {"Content-Encoding": "gzip"})
    assert answer.json()["detail"] == "send the body as it is"


def test_a_fault_on_a_line_is_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(line: bytes, _: object) -> str:
        if b"G2" in line:
            raise ZeroDivisionError
        return "{}"

    monkeypatch.setattr(verbs, "_verdict", broken)
    first, second, third = answers("/api/validate", "\n".join(gene(n) for n in (1, 2, 3)))
    assert (first, second["status"], third) == ({}, 500, {})


@pytest.mark.slow
def test_a_client_that_reads_late_is_answered_and_memory_is_flat() -> None:
    """httpx sends the whole body before it reads."""
    wanted = 160
    filler = gene(1, name="n" * 200_000).encode() + b"\n"

    def body() -> Iterator[bytes]:
        for _ in range(wanted):
            yield filler

    with serving("--no-log", "--max-body", "1") as (address, process):
        before = _memory(process.pid)
        response = httpx.post(
            f"{address}/api/validate", content=body(), headers=LINES, timeout=HANGS
        )
        assert response.text.count('"conforms": true') == wanted
        assert _memory(process.pid) - before < 24 << 20  # the body has 32 MB


def _memory(process: int) -> int:
    """The most memory that a process has had, in bytes."""
    status = Path(f"/proc/{process}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) << 10


class _FullDisk(io.BytesIO):
    """A file on a disk with room for so many bytes."""

    ROOM = 4000

    def write(self, data: ReadableBuffer) -> int:
        if self.tell() + len(bytes(data)) > self.ROOM:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


def test_a_full_disk_is_said_in_the_last_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "TemporaryFile", _FullDisk)
    monkeypatch.setattr(lines, "_BATCH", 500)
    *made, last = answers("/api/convert?to=json-ld", "".join(gene(n) + "\n" for n in range(50)))
    assert 0 < len(made) < 50
    assert last["status"] == 507
    assert "disk" in str(last["detail"])


def test_a_full_disk_is_the_answer_to_a_whole_body(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verbs, "SpooledTemporaryFile", lambda _: _FullDisk())
    body = "[" + ",".join(gene(n) for n in range(50)) + "]"
    response = TestClient(make_app()).post("/api/convert?to=nquads", content=body)
    assert response.status_code == 507
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("query", ["base=genes", "assembly=hg99", "type=gene"])
def test_options_that_are_none_are_a_wrong_request(query: str) -> None:
    client = TestClient(make_app())
    for verb in ("validate", "convert"):
        assert client.post(f"/api/{verb}?{query}", content=gene(1)).status_code == 400
