"""JSON-LD contexts from the package, and, only when asked for, from the web."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from clingen_ld.errors import InputError
from clingen_ld.model.files import context_texts

CONTEXT_IRI: Final = "http://clingen.org/model/allele/context.jsonld"
"""The context that json-ld messages are written with: the whole model."""

# The Allele Registry names the same contexts at its test server, too.
_OTHER_SERVERS: Final = re.compile(r"\Ahttps?://(?:(reg\.)test\.(?=genome\.network/))?")
_LARGEST: Final = 1_000_000  # bytes of a remote context
_TIMEOUT: Final = 20  # seconds
_remote: dict[str, Any] = {}

Loader = Callable[..., dict[str, Any]]


@lru_cache(maxsize=1)
def packaged_contexts() -> dict[str, Any]:
    """Every context of the package by its IRI and by its version IRI, as JSON values."""
    found = {}
    for text in context_texts().values():
        document = json.loads(text)
        found[document["id"]] = found[document["versionIRI"]] = document
    return found


def document_loader(allow_remote: bool) -> Loader:
    """A document loader for PyLD. It raises `InputError` for a context that it may not load."""

    def load(iri: str, options: object = None) -> dict[str, Any]:
        plain = _OTHER_SERVERS.sub(lambda found: f"http://{found[1] or ''}", iri)
        document = packaged_contexts().get(iri) or packaged_contexts().get(plain)
        if document is None:
            document = _fetch(iri, allow_remote)
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": iri,
            "document": document,
        }

    return load


def _fetch(iri: str, allowed: bool) -> Any:
    if not allowed:
        raise InputError(
            f"the context {iri} is not one of the package, and no other is fetched: "
            "use --allow-remote-contexts, or a context of the package"
        )
    if not iri.startswith("https://"):
        raise InputError(f"the context {iri} is not fetched: only https is")
    if iri not in _remote:
        data = _download(iri)
        try:
            _remote[iri] = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise InputError(f"the context {iri} is not JSON: {error}") from error
    return _remote[iri]


def _download(iri: str) -> bytes:
    # Loaded when needed, which is seldom.
    import urllib.request
    from http.client import HTTPException

    try:
        request = urllib.request.Request(iri, headers={"Accept": "application/ld+json"})
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as reply:
            arrived = reply.geturl()
            data: bytes = reply.read(_LARGEST + 1)
    except (OSError, HTTPException, ValueError) as error:  # ValueError: not even a URL
        raise InputError(f"the context {iri} cannot be fetched: {error}") from error
    if not arrived.startswith("https://"):
        raise InputError(f"the context {iri} leads to {arrived}: only https is fetched")
    if len(data) > _LARGEST:
        raise InputError(f"the context {iri} is larger than {_LARGEST} bytes")
    return data
