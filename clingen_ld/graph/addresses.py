"""Addresses: the IRIs of the parts of a resource."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

_PLAIN: Final = re.compile(r"[A-Za-z0-9/!$&'()*+,;=:@?~._-]*")


def address(root: str, pointer: str) -> str:
    """The IRI of the part of a resource at a JSON Pointer of its normal form."""
    mark = "" if "#" in root else "#"
    if _PLAIN.fullmatch(pointer) is not None:  # as nearly all are
        return root + mark + pointer
    return root + mark + quote(pointer, safe="/!$&'()*+,;=:@?~-._")


def is_address(iri: str, root: str) -> bool:
    """Whether an IRI is the address of a part of a resource, whether there is one or not."""
    return iri.startswith(root) and iri.startswith(address(root, "/"))
