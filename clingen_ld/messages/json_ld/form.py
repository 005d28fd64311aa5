"""The form json-ld, and how it is recognized."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from clingen_ld.messages.form import THE_WHOLE, Form


def is_json_ld(value: Mapping[str, Any]) -> bool:
    """Whether an object has keywords of JSON-LD and is not of a form that has them too."""
    if "@context" in value or "@graph" in value or "@type" in value:
        return True
    return "resourceType" not in value and any(key.startswith("@") for key in value)


JSON_LD: Final = Form(
    "json-ld",
    "JSON-LD 1.1; any on input, in the project's context on output",
    ".jsonld",
    "application/ld+json",
    THE_WHOLE,
    read="clingen_ld.messages.json_ld.reading:read_document",
    write="clingen_ld.messages.json_ld.writing:JsonLdWriter",
    other_names=("jsonld",),
    detect_object=is_json_ld,
    is_json=True,
)
