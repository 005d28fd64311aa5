"""Opening a store by its location: a path for an embedded one, a URL for a remote one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from clingen_ld.errors import missing_package
from clingen_ld.stores.store import Store, is_remote

if TYPE_CHECKING:
    from clingen_ld.stores.endpoints import Credentials, Endpoints


@contextmanager
def server_packages() -> Iterator[None]:
    """Imports within need packages for servers; the error says how to install them.

    Raises `UsageError` when one is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise missing_package("to reach a server", str(error.name)) from None


@contextmanager
def open_store(
    location: str | os.PathLike[str],
    *,
    create: bool = False,
    read_only: bool = False,
    allow_service: bool = False,
    credentials: Credentials | None = None,
    endpoints: Endpoints | None = None,
) -> Iterator[Store]:
    """Open the store at a location; it is closed at the end.

    `create` makes a missing embedded store. With `read_only`, many processes can read an embedded
    store at the same time; for a server it has no effect. `allow_service` lets queries to an
    embedded store call servers (SERVICE). `credentials` (see `credentials_from`) and `endpoints`
    (if those guessed from the URL are wrong) are for servers. Raises `InputError` for a path
    without a store, and `StoreError` when a store cannot be opened or reached.
    """
    location = os.fsdecode(location)
    if is_remote(location):
        with server_packages():
            from clingen_ld.stores.remote import RemoteStore

        store: Store = RemoteStore(location, credentials=credentials, endpoints=endpoints)
    else:
        from clingen_ld.stores.embedded import EmbeddedStore

        store = EmbeddedStore(
            location, create=create, read_only=read_only, allow_service=allow_service
        )
    try:
        yield store
    finally:
        store.close()
