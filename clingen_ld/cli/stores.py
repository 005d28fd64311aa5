"""Stores as the command line opens them: with what the environment says of who asks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clingen_ld.errors import UsageError
from clingen_ld.stores.locations import is_remote
from clingen_ld.stores.opening import open_store

if TYPE_CHECKING:
    from clingen_ld.stores.store import Store


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """Where a store is, as the command line says it; `location` is None where it names none."""

    location: str | None

    @property
    def named(self) -> str:
        """The location. Raises `UsageError` when there is none."""
        if self.location is None:
            raise UsageError("name the store: --store LOCATION")
        return self.location


@contextmanager
def opened_store(
    address: StoreAddress | str, *, create: bool = False, read_only: bool = False
) -> Iterator[Store]:
    """The store at an address, closed at the end; see `open_store`."""
    if isinstance(address, str):
        address = StoreAddress(address)
    location = address.named
    if not is_remote(location):
        with open_store(location, create=create, read_only=read_only) as store:
            yield store
        return
    from clingen_ld.stores.authentication import credentials_from

    credentials = credentials_from(os.environ, location)
    with open_store(location, credentials=credentials) as store:
        yield store
