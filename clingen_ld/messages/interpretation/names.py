"""Names in interpretation messages: CURIEs of alleles and external resources, and sequences.

`CAR:CA010360` is the allele CA010360 of the ClinGen Allele Registry; it gets the IRI of the
registry's own documents, so that both are merged in a graph. An id that is not an IRI is used
unchanged as the logical id. The sequence that an allele lies on is named by its accession, which
gives the allele its id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from clingen_ld.messages.foreign import systems
from clingen_ld.model import (
    NAMELESS,
    REGISTRY_ALLELES,
    Object,
    Tree,
    as_iri,
    decode,
    encode,
    is_absolute,
    part,
    reference_iri,
    registry_iri,
    relative_reference,
)
from clingen_ld.types import Position
from clingen_ld.variation.assemblies import main_accession, with_refseq
from clingen_ld.variation.builders import reference_sequence, sequence_reference
from clingen_ld.variation.placed_allele import name_as_id, placed_id
from clingen_ld.variation.position import Interval, read_position
from clingen_ld.variation.sequences import (
    accession_in,
    accession_kind,
    accessions_of,
    by_authority,
    looks_like_accession,
    names_of,
    reference_of,
    values_of,
)
from clingen_ld.variation.spdi import Placement

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
    "CAR": systems.REGISTRY,
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
        is_iri = is_absolute(name) and "/" in name
        return {"system": _IRIS, "value": name} if is_iri else {"value": name}
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
    own = {k: identifier[k] for k in ("system", "value") if k in identifier}
    return name if identifier_of(name) == own else None


def name_in(value: Any) -> Any:
    """The id of an object, or the string in its place."""
    return value.get("id", value.get("@id")) if isinstance(value, dict) else value


ANY_SEQUENCE: Final[Object] = {"identifier": [{"value": "NM_000000.1"}]}
"""A sequence that a writer may know and a reader does not: it may have a label."""

_KIND: Final = "ReferenceSequence/"
_PREFIXED: Final = re.compile(r"(?:REFSEQ|GENBANK|ENSEMBL|LRG):(.+)", re.IGNORECASE)
_SEQUENCES: Final = {"transcript": "transcript", "amino-acid": "amino-acid"}


class NamedSequence(NamedTuple):
    """A reference to a sequence in the model, and its accessions."""

    reference: Any
    accessions: tuple[str, ...] = ()


def read_sequence(given: Any, names: Iterable[object], base: str) -> NamedSequence:
    """The sequence of a referenceSequence, beside which an allele has some names.

    A reference inside the base stays; any other sequence is known by its accession, so that
    alleles of all messages and forms meet on it.
    """
    sequence: Object = {"reference": given} if isinstance(given, str) else given
    if not isinstance(sequence, dict):
        return NamedSequence(given)
    label = _first(sequence, "label", "display")
    name = _first(sequence, "reference", "id", "@id")
    shown = {} if label is None else {"display": label}
    text = name if isinstance(name, str) else ""
    relative = relative_reference(text, base)
    if relative.startswith(_KIND):
        token = decode(relative[len(_KIND) :])
        own = (token,) if looks_like_accession(token) else ()
        return NamedSequence({"reference": relative, **shown}, own)
    prefixed = _PREFIXED.fullmatch(text)
    bare = prefixed[1] if prefixed is not None else text
    if isinstance(given, str) and not looks_like_accession(bare) and not is_absolute(given):
        return NamedSequence(given)  # which names nothing: for the rules to find
    found = _synonyms(next(filter(looks_like_accession, (label, bare)), None), accessions_of(names))
    if found:
        return NamedSequence(sequence_reference(found[0]), tuple(found))
    if is_absolute(text) and "/" in text:
        return NamedSequence({"reference": relative, **shown})
    for each in (label, text):
        if isinstance(each, str) and each.strip() and not each.startswith("_:"):
            return NamedSequence(sequence_reference(each), (each,))
    return NamedSequence(shown)


def _synonyms(label: str | None, heads: list[str]) -> list[str]:
    """The accessions of one sequence, the preferred one first.

    Names refer to the labelled sequence: an accession of another kind or version is another
    sequence, which the rules report.
    """
    if label is not None and label not in heads:
        return by_authority(with_refseq([label]))
    main = label if label is not None else next(iter(by_authority(heads)), None)
    if main is None:
        return []
    base = main.partition(".")[0]
    kind = accession_kind(main)
    own = (
        head
        for head in heads
        if head == main or (accession_kind(head) in (kind, None) and head.partition(".")[0] != base)
    )
    return by_authority(with_refseq(own))


def _first(given: Object, *keys: str) -> Any:
    return next((given[key] for key in keys if key in given), None)


def mentioned_sequence(found: NamedSequence, kind: object, gene: Tree | None) -> Tree | None:
    """The sequence as described in a message, or None without a description."""
    if not found.accessions:
        return None
    type_ = _SEQUENCES.get(kind) if isinstance(kind, str) else None
    tree = reference_sequence(found.accessions, kind=type_, gene=gene)
    if not any(map(looks_like_accession, found.accessions)):
        del tree["identifier"]  # its owner is unknown
    return tree


def write_sequence(tree: Object, target: Object | None, base: str) -> Any:
    """The referenceSequence of an allele, as far as the model has it.

    `target` is the ReferenceSequence itself, if known.
    """
    reference = part(tree, "referenceCoordinate").get("referenceSequence")
    if not isinstance(reference, dict):
        return reference
    found, shown = reference.get("reference"), reference.get("display")
    if not isinstance(found, str) or not found:
        return {} if shown is None else {"label": shown}
    token = decode(found[len(_KIND) :]) if found.startswith(_KIND) else ""
    if shown is None and looks_like_accession(token):
        written = {"label": token}
        if read_sequence(written, names_of(tree), base).reference == {"reference": found}:
            return written
    if shown is None and target is not None:
        shown = next(iter(by_authority(filter(looks_like_accession, values_of(target)))), None)
    written = {"reference": reference_iri(found, base)}
    return written if shown is None else written | {"label": shown}


def needs_sequence(tree: Object) -> bool:
    """Whether only the sequence resource has the accession of an allele's sequence."""
    reference = reference_of(tree)
    return "display" not in reference and not looks_like_accession(accession_in(reference))


def default_id(tree: Object) -> str | None:
    """The generated id of a contextual allele: from its placement, else from its name.

    None if neither identifies it.
    """
    names = [name for name in names_of(tree) if isinstance(name, str) and name]
    accession = _accession(tree, names)
    if accession is not None and tree.get("contextualAlleleType") == "amino-acid":
        named = name_as_id(names, accession)
        if named is not None:
            return named
    placed = placement_of(tree, accession) if accession is not None else None
    return placed_id(placed, tree) if placed is not None else name_as_id(names)


def _accession(tree: Object, names: list[str]) -> str | None:
    """The accession of an allele's sequence; None if only its IRI is known."""
    reference = reference_of(tree)
    found, token = reference.get("reference"), accession_in(reference) or None
    known = next(filter(looks_like_accession, (token, reference.get("display"))), None)
    known = known or next(iter(by_authority(accessions_of(names))), None)
    if known is not None:
        return main_accession(known)
    return token if isinstance(found, str) and found.startswith(_KIND) else None


def placement_of(tree: Object, accession: str) -> Placement | None:
    """The placement of a contextual allele on a sequence; None if not given."""
    coordinate = part(tree, "referenceCoordinate")
    start, end = (read_position(Position(part(coordinate, name))) for name in ("start", "end"))
    reference, alternate = coordinate.get("refAllele"), tree.get("allele")
    if start is None or end is None:
        return None
    if not all(each is None or isinstance(each, str) for each in (reference, alternate)):
        return None
    return Placement(accession, Interval(start, end), reference, alternate)
