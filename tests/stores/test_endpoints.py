"""The endpoints of servers, and the credentials for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from clingen_ld.errors import InputError, UsageError
from clingen_ld.stores.endpoints import Credentials, credentials_from, guess, server_of
from tests.stores.flaky import SECRET


def test_credentials_from_the_environment(tmp_path: Path) -> None:
    url = "http://alleles.example.org:7878/"
    file = tmp_path / "netrc"
    file.write_text("machine alleles.example.org login ann password here\n")
    file.chmod(0o600)
    at_home = {"HOME": str(tmp_path)}
    assert credentials_from({}, url) is None
    assert credentials_from(at_home, url) is None
    assert credentials_from({"NETRC": str(file)}, url) == Credentials("ann", "here")
    assert credentials_from({"NETRC": str(file)}, "http://other.example.org") is None
    file.rename(tmp_path / ".netrc")
    assert credentials_from(at_home, url) == Credentials("ann", "here")
    user = {"CLINGEN_LD_STORE_USER": "bob", "CLINGEN_LD_STORE_PASSWORD": SECRET}
    assert credentials_from(at_home | user, url) == Credentials("bob", SECRET)
    token = {"CLINGEN_LD_STORE_TOKEN": SECRET}
    assert credentials_from(at_home | user | token, url) == Credentials(token=SECRET)
    with pytest.raises(InputError, match="cannot be read"):
        credentials_from({"NETRC": str(file)}, url)
    (tmp_path / ".netrc").write_text(f"machine x what {SECRET}")
    with pytest.raises(InputError, match="netrc: line 1") as caught:
        credentials_from(at_home, url)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("said", "why"),
    [({"token": f"{SECRET}\n"}, "a line break"), ({"token": f"{SECRET}\0"}, r"U\+0000"),
     ({"user": f"ann:{SECRET}"}, "a colon")],
)  # fmt: skip
def test_what_no_request_can_carry_is_no_credential(said: dict[str, str], why: str) -> None:
    with pytest.raises(UsageError, match=why) as caught:
        Credentials(**said)
    assert SECRET not in str(caught.value)


def test_virtuoso_asks_who_we_are_elsewhere() -> None:
    found = guess("http://h:8890/sparql", "Virtuoso", authenticated=True)
    assert found.query == "http://h:8890/sparql-auth"
    assert found.graph_store == "http://h:8890/sparql-graph-crud-auth"


def test_a_url_that_is_none_has_no_credentials() -> None:
    with pytest.raises(UsageError, match="not a URL"):
        credentials_from({}, "http://[::1")


def test_a_netrc_file_that_is_no_text(tmp_path: Path) -> None:
    file = tmp_path / "netrc"
    file.write_bytes(b"machine \xff\xfe")
    with pytest.raises(InputError, match="it is not text"):
        credentials_from({"NETRC": str(file)}, "http://localhost/sparql")


@pytest.mark.parametrize(
    ("url", "server", "query", "update", "graph_store"),
    [
        ("http://h:3030/ds", "Fuseki", "/ds/sparql", "/ds/update", "/ds/data"),
        ("http://h:3030/ds/query", "Fuseki", "/ds/sparql", "/ds/update", "/ds/data"),
        ("https://h/fuseki/ds/", "Fuseki", "/fuseki/ds/sparql", "/fuseki/ds/update",
         "/fuseki/ds/data"),
        ("http://h:7200/repositories/a", "GraphDB", "/repositories/a",
         "/repositories/a/statements", "/repositories/a/rdf-graphs/service"),
        ("http://h:8080/rdf4j-server/repositories/a/statements", "RDF4J",
         "/rdf4j-server/repositories/a", "/rdf4j-server/repositories/a/statements",
         "/rdf4j-server/repositories/a/rdf-graphs/service"),
        ("http://h:9999/blazegraph", "Blazegraph", "/blazegraph/sparql", "/blazegraph/sparql", ""),
        ("http://h/bigdata/namespace/kb/sparql", "Blazegraph", "/bigdata/namespace/kb/sparql",
         "/bigdata/namespace/kb/sparql", ""),
        ("http://h:8890", "Virtuoso", "/sparql", "/sparql", "/sparql-graph-crud"),
        ("http://h:8890/sparql", "Virtuoso", "/sparql", "/sparql", "/sparql-graph-crud"),
        ("http://h:5820/db", "Stardog", "/db/query", "/db/update", "/db"),
        ("http://h:7878", "Oxigraph", "/query", "/update", "/store"),
        ("http://h:7878/query", "Oxigraph", "/query", "/update", "/store"),
        ("http://h:7001/", "QLever", "", "", ""),
        ("https://x.cluster-y.eu-west-1.neptune.amazonaws.com:8182", "Neptune", "/sparql",
         "/sparql", "/sparql/gsp/"),
        ("https://alleles.example.org/sparql", None, "/sparql", "/sparql", ""),
        ("http://h:99999/x", None, "/x", "/x", ""),
    ],
)  # fmt: skip
def test_endpoints_are_guessed(
    url: str, server: str | None, query: str, update: str, graph_store: str
) -> None:
    found = guess(url, server_of(url))
    base = "/".join(url.split("/")[:3])
    assert server_of(url) == server
    assert found.server.name == (server or "SPARQL")
    assert (found.query, found.update) == (base + query, base + update)
    assert found.graph_store == (base + graph_store if graph_store else "")
