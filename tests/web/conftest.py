"""A service in this process, with and without a store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import clingen_ld
from clingen_ld.web.app import make_app
from clingen_ld.web.settings import ServiceSettings
from clingen_ld.web.site import write_site
from tests.console import ROOT


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with the examples."""
    folder = tmp_path_factory.mktemp("web") / "alleles.db"
    with clingen_ld.open_store(folder, create=True) as opened:
        clingen_ld.load([ROOT / "examples"], opened)
    return str(folder)


@pytest.fixture(scope="session")
def client(store: str) -> Iterator[TestClient]:
    """A client of a service over that store."""
    settings = ServiceSettings(store=store, max_body=200_000)
    with TestClient(make_app(settings), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site that was written."""
    folder = tmp_path_factory.mktemp("site")
    write_site(folder)
    return folder


def example(name: str) -> bytes:
    """The text of an example."""
    return (ROOT / "examples" / Path(name)).read_bytes()
