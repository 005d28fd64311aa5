"""The form registry, and how it is recognized."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from clingen_ld.messages.form import Form

_REGISTRY = re.compile(
    r"https?://[^/]*genome\.network/(schema|allele|gene|refseq)/|_:[CP]A[0-9]*\Z"
)
ALLELE_LISTS: Final = ("genomicAlleles", "transcriptAlleles", "aminoAcidAlleles")
"""The keys of the rows of an allele."""


ERROR_KEYS: Final = dict.fromkeys((
    "errorType", "description", "message", "inputLine", "hgvs", "actualAllele", "givenAllele",
    "sequenceName", "referenceSequence", "region", "position", "length",
)).keys()  # fmt: skip
"""The keys of an error reply."""
_OF_ANY_SERVICE: Final = {"errorType", "message"}


def is_registry_iri(name: Any) -> bool:
    """Whether a value is the IRI of something that the Registry tells of."""
    return isinstance(name, str) and _REGISTRY.match(name) is not None


def is_registry(value: Mapping[str, Any]) -> bool:
    """Whether an object is a reply of the Allele Registry, one that tells an error included."""
    if "resourceType" in value or "@type" in value:
        return False
    name = value.get("@context", value.get("@id"))
    if is_registry_iri(name):
        return True
    return _is_error(value) or any(key in value for key in ALLELE_LISTS)


def _is_error(value: Mapping[str, Any]) -> bool:
    """Whether an object tells an error as the Registry does."""
    if "errorType" not in value or "@id" in value:
        return False
    return bool((value.keys() & ERROR_KEYS) - _OF_ANY_SERVICE) or value.keys() <= ERROR_KEYS


REGISTRY: Final = Form(
    "registry",
    "replies of the ClinGen Allele Registry",
    ".json",
    "application/json",
    "canonical alleles with their contextual alleles, genes, reference sequences; all of a "
    "registry document",
    read="clingen_ld.messages.registry.reading:read_document",
    write="clingen_ld.messages.registry.writing:RegistryWriter",
    whole=False,
    mapping="clingen_ld.messages.registry.schema:MAPPING",
    detect_object=is_registry,
    is_json=True,
)
