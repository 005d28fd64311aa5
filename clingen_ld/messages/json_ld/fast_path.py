"""Messages of JSON-LD in the project's context, read without expansion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clingen_ld.messages.json_ld.contexts import CONTEXT_IRI
from clingen_ld.model import Tree

if TYPE_CHECKING:
    from clingen_ld.compiled.engine import Decoded, Engine


def read_json_ld(text: bytes, engine: Engine) -> tuple[Tree, Decoded] | None:
    """The tree of a message in normal form, but for the order of its keys; and it decoded.

    None when it is not written in the project's context, just as the package writes it.
    """
    from msgspec import MsgspecError
    from msgspec.json import decode

    try:
        document: Any = decode(text)
    except (MsgspecError, ValueError, RecursionError):
        return None
    if document.__class__ is not dict or document.pop("@context", None) != CONTEXT_IRI:
        return None
    return engine.read_json_ld(document, text)
