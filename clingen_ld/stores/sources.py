"""The files that a load reads, each with its digest: a changed file is another file."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from clingen_ld.errors import InputError
from clingen_ld.messages.inputs import find_files

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it is when the load begins; `shown` is its name as the user gave it."""

    name: str
    shown: str
    digest: str
    """SHA-256 in hexadecimal, of the bytes as they are, packed or not."""
    state: tuple[int, int]

    @property
    def iri(self) -> str:
        """The name of the content, by its digest (RFC 6920)."""
        text = base64.urlsafe_b64encode(bytes.fromhex(self.digest)).decode().rstrip("=")
        return f"ni:///sha-256;{text}"

    def check(self) -> None:
        """Raises `InputError` when the file changed since the load began."""
        if _state(self.name) != self.state:
            raise InputError(f"{self.shown}: the file changed while it was loaded; load it again")


def find_sources(inputs: Iterable[str], shown: Mapping[str, str]) -> list[Source]:
    """The files that some inputs name, read once for their digests.

    Raises `InputError` when one does not exist or cannot be read.
    """
    return [_source(name, shown.get(name, name)) for name in find_files(inputs)]


def _source(name: str, shown: str) -> Source:
    state = _state(name)
    digest = hashlib.sha256()
    try:
        with open(name, "rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        raise InputError(f"{shown}: {error.strerror or error}") from error
    return Source(name, shown, digest.hexdigest(), state)


def _state(name: str) -> tuple[int, int]:
    try:
        found = os.stat(name)
    except OSError as error:
        raise InputError(f"{name}: {error.strerror or error}") from error
    return found.st_size, found.st_mtime_ns
