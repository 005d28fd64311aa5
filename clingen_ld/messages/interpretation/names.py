"""Names in interpretation messages: CURIEs of alleles and external resources.

`CAR:CA010360` is the allele CA010360 of the ClinGen Allele Registry; it gets the IRI of the
registry's own documents, so that both are merged in a graph. An id that is not an IRI is used
unchanged as the logical id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from clingen_ld.messages.foreign import systems
from clingen_ld.model import (
    NAMELESS,
    REGISTRY_ALLELES,
    as_iri,
    decode,
    encode,
    is_absolute,
    reference_iri,
    registry_iri,
)

_CURIE: Final = "CAR:"


def iri_of(name: object, kind: str, base: str) -> str | None:
    """The IRI of a resource of a type from its name in a message; None for an invalid name.

    >>> iri_of("CAR:CA010360", "CanonicalAllele", "http://example.org/")
    'http://reg.genome.network/allele/CA010360'
    >>> iri_of("ClinVar:14102", "CanonicalAllele", "http://example.org/")
    'http://example.org/CanonicalAllele/ClinVar:14102'
    """
    if not isinstance(name, str) or not name or name.startswith("_:"):
        return None
    if kind == "CanonicalAllele" and (found := registry_iri(name)) is not None:
        return found
    if name.startswith(_CURIE) and len(name) > len(_CURIE):
        return as_iri(REGISTRY_ALLELES + name[len(_CURIE) :])
    if is_absolute(name) and "/" in name:
        return as_iri(name)
    return f"{base}{kind}/{encode(name)}"


def name_of(iri: str, kind: str, base: str) -> str | None:
    """The name in a message of a resource of a type by its IRI; None for one without a name."""
    if NAMELESS in iri:
        return None
    for start, prefix in ((REGISTRY_ALLELES, _CURIE), (f"{base}{kind}/", "")):
        if iri.startswith(start):
            rest = iri[len(start) :]
            name = prefix + (rest if prefix else decode(rest))
            if iri_of(name, kind, base) == iri:
                return name
    return iri


def name_of_reference(reference: object, kind: str, base: str) -> str | None:
    """The name in a message of what a Reference of the model points to."""
    found = reference.get("reference") if isinstance(reference, dict) else None
    if not isinstance(found, str) or not found:
        return None
    return name_of(reference_iri(found, base), kind, base)


_SYSTEMS: Final[Mapping[str, str]] = {
    "dbSNP": systems.DBSNP,
    "ClinVar": systems.CLINVAR_VARIATION,
    "CAR": "http://reg.genome.network/allele",
    "HGNC": systems.HGNC,
    "NCBIGene": systems.NCBI_GENE,
}
"""The systems of identifiers by their prefix in messages, which is read in any case."""
_PREFIXES: Final = {system: prefix for prefix, system in _SYSTEMS.items()}
_BY_PREFIX: Final = {prefix.casefold(): prefix for prefix in _SYSTEMS}
_NAME: Final = re.compile(r"([A-Za-z][\w.-]*):(.+)")
_IRIS: Final = "urn:ietf:rfc:3986"  # FHIR's system of identifiers that are IRIs
_WITH_PREFIX: Final = "HGNC"  # whose identifiers have their prefix in other messages too


def identifier_of(name: str) -> dict[str, Any]:
    """The system and value of an identifier by its name in a message.

    >>> identifier_of("dbSNP:rs80357382")
    {'system': 'http://www.ncbi.nlm.nih.gov/snp', 'value': '80357382'}
    """
    for system in _PREFIXES:
        rest = name.removeprefix(system + "/")
        if rest != name and rest and not system.endswith("/"):
            return {"system": system, "value": rest}
    match = _NAME.fullmatch(name)
    prefix = _BY_PREFIX.get(match[1].casefold(), "") if match is not None else ""
    if match is None or not prefix:
        return {"system": _IRIS, "value": name} if _is_iri(name) else {"value": name}
    value = match[2]
    if prefix == "dbSNP" and re.fullmatch(r"rs[0-9]+", value):
        value = value[2:]
    return {
        "system": _SYSTEMS[prefix],
        "value": f"HGNC:{value}" if prefix == _WITH_PREFIX else value,
    }


def name_of_identifier(identifier: Mapping[str, Any]) -> str | None:
    """The name in a message of an identifier, or None when only system and value say it."""
    system, value = identifier.get("system"), identifier.get("value")
    if not isinstance(value, str) or not value:
        return None
    prefix = _PREFIXES.get(system) if isinstance(system, str) else None
    name = value if prefix is None or prefix == _WITH_PREFIX else f"{prefix}:{value}"
    told = {k: identifier[k] for k in ("system", "value") if k in identifier}
    return name if identifier_of(name) == told else None


def _is_iri(name: str) -> bool:
    return is_absolute(name) and "/" in name


def name_in(value: Any) -> Any:
    """The id of an object, or the string in its place."""
    return value.get("id", value.get("@id")) if isinstance(value, dict) else value
