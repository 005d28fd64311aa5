"""JSON-LD contexts from the package, and, only when asked for, from the web."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from clingen_ld.errors import InputError
from clingen_ld.model import context_texts

if TYPE_CHECKING:
    from urllib.request import OpenerDirector, Request

CONTEXT_IRI: Final = "http://clingen.org/model/allele/context.jsonld"
"""The context that json-ld messages are written with: the whole model."""

# The Allele Registry names the same contexts at its test server, too.
_OTHER_SERVERS: Final = re.compile(r"\Ahttps?://(?:(reg\.)test\.(?=genome\.network/))?")
_LARGEST: Final = 1_000_000  # bytes of a remote context
_TIMEOUT: Final = 20  # seconds for a context, with all redirects
_MOST_FETCHED: Final = 100
_LONGEST: Final = 60
"""The limits on fetched contexts in a process, in number and total seconds: each line of a file can
name a new one, from a slow server or of large size."""
_waited: list[float] = []
"""The seconds that each context that was fetched took."""
_remote: dict[str, Any] = {}
_failed: dict[str, str] = {}
"""What was said of contexts, and of servers, that failed: they are not asked again."""

Loader = Callable[..., dict[str, Any]]


@lru_cache(maxsize=1)
def packaged_contexts() -> dict[str, Any]:
    """Every context of the package by its IRI and by its version IRI, as JSON values."""
    found = {}
    for text in context_texts().values():
        document = json.loads(text)
        found[document["id"]] = found[document["versionIRI"]] = document
    return found


def document_loader(allow_remote: bool = False) -> Loader:
    """Return a document loader for PyLD that knows the contexts of the package.

    `allow_remote` fetches others by https. The loader raises `InputError` for a context that it
    may not load.

    >>> load = document_loader()
    >>> load("http://clingen.org/model/allele/context.jsonld")["contentType"]
    'application/ld+json'
    """

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


MOST_CONTEXTS: Final = 100
"""The maximum number of contexts in one array: their time grows quadratically."""


def too_many_contexts(value: Any) -> str | None:
    """The error for a JSON-LD document with a larger array of contexts; else None."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            context = node.get("@context")
            if isinstance(context, list) and len(context) > MOST_CONTEXTS:
                return f"more than {MOST_CONTEXTS} contexts in one array: write them as one"
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return None


def _fetch(iri: str, allowed: bool) -> Any:
    if not allowed:
        raise InputError(
            f"the context {iri} is not one of the package, and no other is fetched: "
            "use --allow-remote-contexts, or a context of the package"
        )
    if not iri.startswith("https://"):
        raise InputError(f"the context {iri} is not fetched: only https is")
    host = "/".join(iri.split("/", 3)[:3])
    if said := _failed.get(iri) or _failed.get(host):
        raise InputError(said)
    if iri not in _remote:
        if len(_waited) >= _MOST_FETCHED or sum(_waited) >= _LONGEST:
            raise InputError(
                f"the context {iri} is not fetched: a run fetches {_MOST_FETCHED} contexts at "
                f"most, within {_LONGEST} seconds; write it into the message"
            )
        begun = monotonic()
        try:
            _remote[iri] = json.loads(_download(iri))
        except _UnreachableError as error:
            _failed[host] = str(error)
            raise
        except InputError as error:
            _failed[iri] = str(error)
            raise
        except (ValueError, RecursionError) as error:
            _failed[iri] = f"the context {iri} is not JSON: {error}"
            raise InputError(_failed[iri]) from error
        finally:
            _waited.append(monotonic() - begun)
        if (said := too_many_contexts(_remote[iri])) is not None:
            _failed[iri] = f"the context {iri} has {said}"
            raise InputError(_failed[iri])
    return _remote[iri]


class _UnreachableError(InputError):
    """A server that cannot be reached, or does not answer in time: it is asked only once."""


def _download(iri: str) -> bytes:
    """The bytes of a context, as far as they come within the time that all of it may take."""
    found: SimpleQueue[bytes | BaseException] = SimpleQueue()
    # A server may answer so slowly that no step of it takes long. So another thread waits for it.
    Thread(target=lambda: found.put(_answer(iri)), daemon=True).start()
    try:
        answer = found.get(timeout=_TIMEOUT)
    except Empty:
        raise _UnreachableError(
            f"the context {iri} cannot be fetched: it did not come within {_TIMEOUT} seconds"
        ) from None
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _answer(iri: str) -> bytes | BaseException:
    """The bytes of a context, or what is to be raised in the thread that waits for them."""
    try:
        return _asked_for(iri)
    except BaseException as error:
        return error


def _asked_for(iri: str) -> bytes:
    # Loaded when needed, which is seldom.
    import urllib.request
    from http.client import HTTPException
    from urllib.error import HTTPError

    try:
        request = urllib.request.Request(iri, headers={"Accept": "application/ld+json"})
        with _opener().open(request, timeout=_TIMEOUT) as reply:
            data: bytes = reply.read(_LARGEST + 1)
    except InputError:
        raise
    except HTTPError as error:
        error.close()
        raise InputError(f"the context {iri} cannot be fetched: {error}") from None
    except ValueError as error:  # not even a URL
        raise InputError(f"the context {iri} cannot be fetched: {error}") from error
    except (OSError, HTTPException) as error:
        raise _UnreachableError(f"the context {iri} cannot be fetched: {error}") from error
    if len(data) > _LARGEST:
        raise InputError(f"the context {iri} is larger than {_LARGEST} bytes")
    return data


def _opener() -> OpenerDirector:
    """What opens https, and follows redirects to https alone: others are refused, not called."""
    import urllib.request

    class Redirects(urllib.request.HTTPRedirectHandler):
        def redirect_request(
            self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
        ) -> Request | None:
            if not newurl.lower().startswith("https://"):
                fp.close()
                raise InputError(
                    f"the context {req.full_url} leads to {newurl[:200]}: only https is fetched"
                )
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    return urllib.request.build_opener(Redirects())
