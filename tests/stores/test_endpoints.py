"""The endpoints of servers, and the credentials for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from clingen_ld.errors import InputError, UsageError
from clingen_ld.stores.endpoints import (
    Credentials,
    credentials_from,
    guess,
)
from tests.stores.test_remote import SECRET


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
