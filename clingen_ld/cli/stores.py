"""Stores of the command line, with credentials from the environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clingen_ld.errors import UsageError

if TYPE_CHECKING:
    from clingen_ld.stores.endpoints import Credentials, Endpoints
    from clingen_ld.stores.store import Store


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """The address of a store on the command line; `location` is None without one.

    Raises `UsageError` for endpoints of a store that is not a server, or that are not URLs.
    """

    location: str | None
    query_endpoint: str | None = None
    update_endpoint: str | None = None
    graph_store: str | None = None

    def __post_init__(self) -> None:
        given = [url for url in self._given if url is not None]
        if not given:
            return
        from clingen_ld.stores.store import is_remote

        if not is_remote(self.named):
            raise UsageError(
                f"{self.named} is not a server: endpoints are given with the URL of one"
            )
        # The value is not repeated: it may contain a user and password.
        if not all(map(is_remote, given)):
            raise UsageError("an endpoint is not a URL, such as http://localhost:7878/query")

    @property
    def named(self) -> str:
        """The location. Raises `UsageError` without one."""
        if self.location is None:
            raise UsageError("name the store: --store LOCATION")
        return self.location

    @property
    def key(self) -> str:
        """The key of the store: the location, with explicit endpoints."""
        given = [url or "-" for url in self._given] if any(self._given) else []
        return " ".join([self.named, *given])

    @property
    def endpoints(self) -> Endpoints | None:
        """The explicit endpoints, or None."""
        if not any(self._given):
            return None
        from clingen_ld.stores.endpoints import Endpoints

        query, update, graph_store = (url or "" for url in self._given)
        return Endpoints(query, update, graph_store)

    @property
    def _given(self) -> tuple[str | None, str | None, str | None]:
        return self.query_endpoint, self.update_endpoint, self.graph_store


def credentials_of(address: StoreAddress) -> Credentials | None:
    """The credentials for a server in the environment; None for a store in a folder."""
    from clingen_ld.stores.opening import server_packages
    from clingen_ld.stores.store import is_remote

    if not is_remote(address.named):
        return None
    with server_packages():
        from clingen_ld.stores.endpoints import credentials_from
    return credentials_from(os.environ, address.named)


@contextmanager
def opened_store(
    address: StoreAddress | str,
    *,
    create: bool = False,
    read_only: bool = False,
    allow_service: bool = False,
) -> Iterator[Store]:
    """The store at an address, closed at the end; see `open_store`."""
    from clingen_ld.stores.opening import open_store

    if isinstance(address, str):
        address = StoreAddress(address)
    with open_store(
        address.named,
        create=create,
        read_only=read_only,
        allow_service=allow_service,
        credentials=credentials_of(address),
        endpoints=address.endpoints,
    ) as store:
        yield store
