"""Opening a store by its location: a path for an embedded one, a URL for a remote one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from clingen_ld.stores.store import Store

_URL = re.compile(r"https?://", re.IGNORECASE)


def is_remote(location: str) -> bool:
    """Whether a location is a URL."""
    return _URL.match(location) is not None


@contextmanager
def open_store(location: str, *, create: bool = False) -> Iterator[Store]:
    """The store at a location, closed at the end.

    `create` makes an embedded store that does not exist yet. Raises `InputError` for a path
    without a store, and `StoreError` when a store cannot be opened or reached.
    """
    if is_remote(location):
        from clingen_ld.stores.remote import RemoteStore

        store: Store = RemoteStore(location)
    else:
        from clingen_ld.stores.embedded import EmbeddedStore

        store = EmbeddedStore(location, create=create)
    try:
        yield store
    finally:
        store.close()
