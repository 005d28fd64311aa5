"""Stores on servers: their endpoints, and who asks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from clingen_ld.cli.inputs import StoreAddress
from clingen_ld.cli.main import COMMANDS, LazyGroup, cli
from clingen_ld.cli.output import journal_path
from clingen_ld.stores.endpoints import TOKEN
from tests.cli.running import GENE, call, no_traceback, run, write
from tests.stores.filled import EXAMPLES
from tests.stores.flaky import Flaky, flaky
from tests.stores.servers import oxigraph

pytestmark = pytest.mark.servers

STORY = EXAMPLES / "ilk"
ENDPOINTS = ("--query-endpoint", "--update-endpoint", "--graph-store")
SECRET = "s3cr3t"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with oxigraph() as started:
        yield started


@pytest.fixture
def server() -> Iterator[Flaky]:
    with flaky() as started:
        yield started


def write_gene() -> None:
    write(Path("gene.json"), GENE)


def endpoints(url: str) -> list[str]:
    """The options for a server whose endpoints nobody would guess from the URL of the store."""
    given = zip(ENDPOINTS, ("query", "update", "store"), strict=True)
    return ["--store", f"{url}/elsewhere"] + [
        word for option, path in given for word in (option, f"{url}/{path}")
    ]


def commands_with(option: str) -> list[str]:
    assert isinstance(cli, LazyGroup)
    context = click.Context(cli)
    found = {name: cli.get_command(context, name) for name in COMMANDS}
    return [n for n, c in found.items() if c and any(option in p.opts for p in c.params)]


# --- Endpoints --------------------------------------------------------------------------------


def test_every_command_with_a_store_takes_endpoints() -> None:
    stores = commands_with("--store")
    assert stores == ["validate", "load", "remove", "query", "export", "table", "serve", "stat"]
    for option in ENDPOINTS:
        assert commands_with(option) == stores


def test_all_commands_use_the_endpoints_given(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "state")
    given = endpoints(url)
    loaded = call("load", STORY, *given)
    assert (loaded.code, loaded.err) == (0, "")
    assert loaded.out.startswith("loaded 10 resources (10 new,")
    assert call("query", *given, "ASK { ?gene a clingen:Gene }").out == "true\n"
    assert call("validate", *given).code == 0
    assert len(call("export", *given).out.splitlines()) == 10
    assert "Gene" in call("stat", *given).out
    assert call("table", *given, "-o", "alleles.parquet").out.startswith("4 rows ")
    assert call("remove", "Gene/GENE101", *given).out == "removed 1 resource\n"
    assert len(call("export", "--store", url).out.splitlines()) == 9


def test_without_them_they_are_guessed(url: str) -> None:
    outcome = call("export", "--store", f"{url}/elsewhere")
    assert outcome.code == 4
    assert "give its endpoints" in outcome.err
    only_query = endpoints(url)[:4]
    assert call("query", *only_query, "ASK { }").code == 0


def test_stores_behind_one_url_have_journals_of_their_own(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "state")
    addresses = [
        StoreAddress(url),
        StoreAddress(url, f"{url}/a"),
        StoreAddress(url, None, f"{url}/a"),
        StoreAddress(url, f"{url}/a", f"{url}/b"),
    ]
    assert len({journal_path(address.key, None) for address in addresses}) == len(addresses)
    assert journal_path(addresses[0].key, None) == journal_path(url, None)


@pytest.mark.parametrize("option", ENDPOINTS)
@pytest.mark.parametrize("command", [["load", "gene.json"], ["export"], ["stat"], ["remove", "x"]])
def test_endpoints_are_of_servers(command: list[str], option: str) -> None:
    write_gene()
    outcome = call(*command, "--store", "s.db", option, "http://127.0.0.1:1/query")
    assert outcome.code == 2
    assert "s.db is not a server: endpoints are given with the URL of one" in outcome.err
    assert call("load", "gene.json", "--store", "s.db", "--dry-run", option, "http://x").code == 2


def test_endpoints_without_a_store() -> None:
    write_gene()
    for command in (["validate", "gene.json"], ["query", "ASK {}"]):
        outcome = call(*command, "--query-endpoint", "http://127.0.0.1:1/query")
        assert outcome.code == 2
        assert "name the store: --store LOCATION" in outcome.err


@pytest.mark.parametrize("wrong", ["", "query", "ftp://127.0.0.1/query", f"ann:{SECRET}@host"])
def test_endpoints_that_are_no_urls(wrong: str) -> None:
    outcome = call("export", "--store", "http://127.0.0.1:1", "--graph-store", wrong)
    assert outcome.code == 2
    assert "an endpoint is not a URL, such as http" in outcome.err
    assert SECRET not in outcome.err


@pytest.mark.parametrize("option", ["--store", *ENDPOINTS])
def test_no_credentials_in_urls(option: str) -> None:
    given = {"--store": "http://127.0.0.1:1"} | {option: f"http://ann:{SECRET}@127.0.0.1:1/query"}
    outcome = call("stat", *(word for pair in given.items() for word in pair))
    assert outcome.code == 2
    assert "has a user or password in it" in outcome.err
    assert "CLINGEN_LD_STORE_PASSWORD" in outcome.err
    assert SECRET not in outcome.err


# --- Who asks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["diff", "stat", "export", "against"])
def test_servers_are_asked_with_the_credentials_of_the_environment(
    command: str, server: Flaky, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, SECRET)
    write_gene()
    words = {
        "diff": ["diff", server.url, server.url],
        "against": ["validate", "gene.json", "--against", server.url],
    }
    outcome = call(*words.get(command, [command, "--store", server.url]))
    assert outcome.code == 0, outcome.err
    assert {r.headers.get("authorization") for r in server.requests} <= {f"Bearer {SECRET}"}
    assert server.requests or command == "against"  # nothing refers to anything


def test_without_the_packages_for_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("authentication", "remote", "http", "answers"):
        monkeypatch.delitem(sys.modules, f"clingen_ld.stores.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "httpx", None)
    for words in (["stat", "--store", "http://127.0.0.1:1"], ["diff", "http://127.0.0.1:1", "-"]):
        outcome = call(*words)
        assert outcome.code == 2
        assert "to reach a server, install httpx: pip install httpx" in outcome.err
        assert no_traceback(outcome)


def test_credentials_do_not_go_to_another_host() -> None:
    elsewhere = ["--query-endpoint", "http://elsewhere.example.org/query"]
    environment = {"CLINGEN_LD_STORE_USER": "ann", "CLINGEN_LD_STORE_PASSWORD": "secret"}
    outcome = run("stat", "--store", "http://localhost:1/", *elsewhere, env=environment)
    assert outcome.code == 2
    assert "is on another host than http://localhost:1/" in outcome.err
    assert "secret" not in outcome.err
