"""The form registry: its recognition, and the allele of a document.

A document shows it by its `@id`, its type and its rows. The registry names an unregistered allele
by a placeholder (`_:CA`, `_:PA`, with or without a number), which identifies it no better than a
blank node.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from clingen_ld.messages.form import Form, is_expanded
from clingen_ld.model import RDFS, Object

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
_OF_OTHERS: Final = ("resourceType", "@type", "@graph")


def is_registry_iri(name: Any) -> bool:
    """Whether a value is the IRI of something in the Registry."""
    return isinstance(name, str) and _REGISTRY.match(name) is not None


def is_registry(value: Mapping[str, Any]) -> bool:
    """Whether an object is a reply of the Allele Registry, or its error."""
    if any(key in value for key in _OF_OTHERS):
        return False
    name = value.get("@context", value.get("@id"))
    if is_registry_iri(name):
        return not is_expanded(value)
    return _is_error(value) or any(key in value for key in ALLELE_LISTS)


def _is_error(value: Mapping[str, Any]) -> bool:
    """Whether an object is an error of the Registry."""
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

SEE_ALSO: Final = RDFS + "seeAlso"
"""The key for an `@id` that does not name its own node: in these documents it may also name a page
or a mentioned allele, and several nodes may share one."""
_PLACEHOLDER: Final = re.compile(r"_:[CP]A[0-9]*")
_NUMBER: Final = re.compile(r"(?:_:)?([CP]A)[0-9]*")
_TYPES: Final[Mapping[str, str]] = MappingProxyType({"CA": "nucleotide", "PA": "amino-acid"})
_ALLELE: Final = re.compile(r"https?://[^/]*genome\.network/allele/")
CONTEXT: Final = "@context"
_NAMES: Final = (CONTEXT, "@id", "type")


_KIND: Final = re.compile(r"/(?:schema/)?(allele|gene|refseq)(?:\.jsonld\Z|/)")


def document_kind(given: Object) -> str:
    """The kind of a document (allele, gene or refseq), by its context, else by its IRI."""
    for key in (CONTEXT, "@id"):
        name = given.get(key)
        if isinstance(name, str) and (found := _KIND.search(name)) is not None:
            return found[1]
    return "allele"


def is_placeholder(name: object) -> bool:
    """Whether an `@id` only says that the allele is not registered.

    >>> is_placeholder("_:CA"), is_placeholder("_:PA3262009431"), is_placeholder("CA1")
    (True, True, False)
    """
    return isinstance(name, str) and _PLACEHOLDER.fullmatch(name) is not None


def is_of_registry(tree: Object) -> bool:
    """Whether a canonical allele is the registry's: by its IRI, or as one not registered."""
    iri = tree.get("@id")
    if isinstance(iri, str) and _ALLELE.match(iri):
        return True
    return is_placeholder(tree.get(SEE_ALSO))


def names_no_allele(given: Object) -> bool:
    """Whether a document is about an unregistered allele that it does not identify."""
    content = (value for key, value in given.items() if key not in _NAMES)
    return is_placeholder(given.get("@id")) and not any(content)


def allele_type(given: Object, kinds: Iterable[str]) -> Any:
    """The type of a document's allele: as given, by its number, or by its rows.

    `kinds` are the contextual-allele-types of its rows. None if unknown.

    >>> allele_type({"@id": "http://reg.genome.network/allele/PA1"}, [])
    'amino-acid'
    """
    if "type" in given:
        return given["type"]
    name = given.get("@id")
    number = _NUMBER.fullmatch(name.rpartition("/")[2]) if isinstance(name, str) else None
    if number is not None:
        return _TYPES[number[1]]
    kind = next(iter(kinds), None)
    return None if kind is None else "amino-acid" if kind == "amino-acid" else "nucleotide"


def is_partial(given: Object, lists: Iterable[str]) -> bool:
    """Whether a document was cut by the registry's `fields=` parameter.

    A whole one has its context and any of its lists of rows, be it empty; older ones have no type.
    """
    return CONTEXT not in given or not any(name in given for name in lists)
