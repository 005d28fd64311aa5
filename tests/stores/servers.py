"""Servers that the tests start: on this machine only, with their data in a temporary folder."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from clingen_ld.stores.endpoints import Credentials
from clingen_ld.stores.remote import RemoteStore

SERVERS = [pytest.param(kind, marks=pytest.mark.servers) for kind in ("oxigraph", "virtuoso")]
"""The kinds of servers, as parameters of tests: each is asked the same."""

VIRTUOSO = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CaseMode = 2
DirsAllowed = .
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 10
MaxKeepAlives = 10
KeepAliveTimeout = 10
[SPARQL]
ResultSetMaxRows = 10000
"""
_SECONDS = 600


def free_port() -> int:
    """A port of this machine that nobody listens to."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def remote_store(kind: str, folder: Path) -> Iterator[RemoteStore]:
    """An empty store on a server of a kind; Virtuoso has its data below a folder."""
    is_virtuoso = kind == "virtuoso"
    with virtuoso(folder / kind) if is_virtuoso else oxigraph() as url:
        credentials = Credentials("dba", "dba") if is_virtuoso else None
        with closing(RemoteStore(url, credentials=credentials)) as store:
            yield store


@contextmanager
def oxigraph(folder: Path | None = None) -> Iterator[str]:
    """Oxigraph's server, with its data in a folder or in memory; its URL."""
    with oxigraph_process(folder) as (url, _):
        yield url


@contextmanager
def oxigraph_process(folder: Path | None) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The same with its process, which may be killed."""
    beside = Path(sys.executable).with_name("oxigraph")
    program = str(beside) if beside.exists() else shutil.which("oxigraph")
    if program is None:
        pytest.skip("the package oxigraph is not installed")
    url = f"http://127.0.0.1:{(port := free_port())}"
    command = [program, "serve", "--bind", f"127.0.0.1:{port}"]
    if folder is not None:
        command += ["--location", str(folder)]
    with _started(command, None, f"{url}/") as process:
        yield url, process


@contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """Virtuoso with its data in a folder; its URL. The user is dba, the password dba."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("virtuoso-t is not installed (Debian: virtuoso-opensource-7)")
    port = free_port()
    folder.mkdir()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(sql=free_port(), http=port))
    command = [program, "+foreground", "+configfile", "virtuoso.ini"]
    url = f"http://127.0.0.1:{port}"
    with _started(command, folder, f"{url}/sparql?query=ASK%20%7B%7D"):
        yield url


@contextmanager
def _started(
    command: list[str], folder: Path | None, address: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs until the end, from when its address answers."""
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(process, address)
        yield process
    finally:
        process.kill()
        process.wait()


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + _SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=_SECONDS):
                return
        except OSError:
            assert process.poll() is None, f"{process.args!r} ended"
            assert time.monotonic() < end, f"{address} did not answer"
            time.sleep(0.1)
