"""Stores as the command line opens them: with what the environment says of who asks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from clingen_ld.stores.opening import is_remote, open_store

if TYPE_CHECKING:
    from clingen_ld.stores.store import Store


@contextmanager
def opened_store(
    location: str, *, create: bool = False, read_only: bool = False
) -> Iterator[Store]:
    """The store at a location, closed at the end; see `open_store`."""
    credentials = None
    if is_remote(location):
        from clingen_ld.stores.authentication import credentials_from

        credentials = credentials_from(os.environ, location)
    with open_store(location, create=create, read_only=read_only, credentials=credentials) as store:
        yield store
