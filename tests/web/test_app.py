"""The service as a process: the commands of docs/service.md, its end, and random requests."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.cli.running import COMMAND, HANGS, call
from tests.console import ROOT

PAGE = ROOT / "docs" / "service.md"
COMMANDS = re.findall(
    r"^curl .*$", "\n".join(re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.S)), re.M
)


@contextmanager
def serving(*options: str, command: str = COMMAND) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A service that listens, its address and its process."""
    process = subprocess.Popen(
        [command, "serve", "--port", "0", *options], stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None
        address = process.stderr.readline().strip().removesuffix("/")
        end = time.monotonic() + HANGS
        while time.monotonic() < end:
            try:
                httpx.get(f"{address}/ready", timeout=HANGS)
                break
            except httpx.TransportError:
                assert process.poll() is None
                time.sleep(0.1)
        yield address, process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def address(store: str) -> Iterator[str]:
    """The address of a service over the examples."""
    with serving("--store", store, "--no-log") as (found, _):
        yield found


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_documentation(address: str, command: str) -> None:
    here = command.replace("http://127.0.0.1:8080", address)
    here = here.replace("-o CA900000001.svg ", "").replace("curl ", "curl -sS --fail ")
    ran = subprocess.run(here, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip()


@pytest.mark.slow
def test_random_requests_by_the_description_find_no_fault(address: str, tmp_path: Path) -> None:
    ran = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json",
            "--checks", "not_a_server_error", "--phases", "examples,fuzzing", "--max-examples", "5",
            "--seed", "1", "--no-color",
        ],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert "Test cases:" in ran.stdout, ran.stdout + ran.stderr
    assert "failed" not in ran.stdout.partition("Test cases:")[2], ran.stdout


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(number: signal.Signals) -> None:
    with serving() as (address, process):
        assert httpx.get(f"{address}/health").json() == {"status": "ok"}
        process.send_signal(number)
        _, said = process.communicate(timeout=HANGS)
        assert "Traceback" not in said
        assert process.returncode in (0, 130, 143, -number)


@pytest.mark.slow
def test_each_request_has_a_line_of_log() -> None:
    with serving() as (address, process):
        httpx.get(f"{address}/api/forms?x=SECRET")
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=HANGS)
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert {"/ready", "/api/forms"} <= {line["path"] for line in lines}
    assert "SECRET" not in said


def test_what_cannot_be_served_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        # A variable that is not set gives no prefix.
        ran = call("serve", "--port", taken.getsockname()[1], "--prefix", "")
    assert ran.code == 3
    assert "cannot be listened on" in ran.err
    ran = call("serve", "--store", "no-such-store")
    assert ran.code == 3
    assert "no-such-store" in ran.err
    assert call("serve", "--prefix", "alleles").code == 2
