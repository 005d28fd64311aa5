"""The settings of the service: its limits, and the store and sequences that it works with."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clingen_ld.model import DEFAULT_BASE

if TYPE_CHECKING:
    from clingen_ld.stores.endpoints import Credentials, Endpoints
    from clingen_ld.stores.store import Store


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """What a service works with.

    `max_body` is in bytes, of a body or of a line of a stream of JSON lines, and `max_stream` of
    such a stream. `seconds` is how long one request may take, `places` how many are worked
    on at a time. `origins` are those that browsers may ask from (CORS); `*` is any. `credentials`
    and `endpoints` are those of a store on a server.
    """

    store: str | None = None
    credentials: Credentials | None = None
    endpoints: Endpoints | None = None
    sequences: str | None = None
    base: str = DEFAULT_BASE
    max_body: int = 16 << 20
    max_stream: int = 1 << 30
    seconds: float = 30
    places: int = 4
    origins: tuple[str, ...] = ()
    prefix: str = ""

    def opened_store(self) -> AbstractContextManager[Store]:
        """The store, for reading. There must be one."""
        from clingen_ld.stores.opening import open_store

        assert self.store is not None
        return open_store(
            self.store, read_only=True, credentials=self.credentials, endpoints=self.endpoints
        )
