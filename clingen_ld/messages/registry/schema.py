"""The documents of the Allele Registry: what their objects hold, and its place in the model.

From the field inventory of recorded replies. Any other key is an extension value; a value of
another kind than its key's is one, too, and is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from clingen_ld.messages.foreign import systems
from clingen_ld.messages.foreign.builder import ExtensionTerms, kept_on
from clingen_ld.messages.foreign.schema import (
    ANY_OTHER,
    INTEGER,
    NAME,
    NUMBER,
    POSITIVE,
    TEXT,
    Checked,
    Field,
    Kind,
    ObjectSchema,
    Rules,
    many,
    mapping_rows,
    one,
)
from clingen_ld.messages.registry.form import ERROR_KEYS, SEE_ALSO
from clingen_ld.model import REGISTRY, REGISTRY_WITHOUT, Object, Tree, is_integer
from clingen_ld.types import AnyResource, Identifier

TERMS: Final = ExtensionTerms(
    REGISTRY,
    {"@id": SEE_ALSO},
    frozenset({"@id", "gene", "referenceSequence"}),
    without=REGISTRY_WITHOUT,
)


class Records(NamedTuple):
    """The records under one key: the property and the system of their identifiers, the key of the
    identifier, and whether it is a number."""

    property: str
    system: str
    key: str
    is_number: bool = False


_GNOMAD: Final = "http://gnomad.broadinstitute.org/variant"
_MY_VARIANT: Final = "http://myvariant.info/v1/variant"

ALLELE_RECORDS: Final[Mapping[str, Records]] = {
    "ClinVarAlleles": Records(
        "identifier", "http://www.ncbi.nlm.nih.gov/clinvar/allele", "alleleId", True
    ),
    "ClinVarVariations": Records("identifier", systems.CLINVAR_VARIATION, "variationId", True),
    "COSMIC": Records("identifier", "http://cancer.sanger.ac.uk/cosmic", "id"),
    "ExAC": Records("identifier", "http://exac.broadinstitute.org/variant", "id"),
    "gnomAD": Records("identifier", _GNOMAD, "id"),
    "gnomAD_2": Records("identifier", f"{_GNOMAD}?dataset=gnomad_r2_1", "id"),
    "gnomAD_3": Records("identifier", f"{_GNOMAD}?dataset=gnomad_r3", "id"),
    "gnomAD_4": Records("identifier", f"{_GNOMAD}?dataset=gnomad_r4", "id"),
    "MyVariantInfo_hg19": Records("identifier", f"{_MY_VARIANT}?assembly=hg19", "id"),
    "MyVariantInfo_hg38": Records("identifier", f"{_MY_VARIANT}?assembly=hg38", "id"),
    # A number of dbSNP is of a place, with all alleles seen there.
    "dbSNP": Records("relatedIdentifier", systems.DBSNP, "rs", True),
}
"""Records of an allele; each key holds an array of them."""

GENE_RECORDS: Final[Mapping[str, Records]] = {
    "HGNC": Records("identifier", systems.HGNC, "id"),
    "NCBI": Records("identifier", systems.NCBI_GENE, "id", True),
}
"""Records of a gene; each key holds one."""

SEQUENCE_RECORDS: Final[Mapping[str, Records]] = {
    "NCBI": Records("identifier", "http://www.ncbi.nlm.nih.gov/nuccore", "id"),
    "Ensembl": Records("identifier", "http://www.ensembl.org/id", "id"),
    "LRG": Records("identifier", "http://ftp.ebi.ac.uk/pub/databases/lrgex", "id"),
}
"""Records of a sequence; each key holds one."""

NUMBERED: Final[Mapping[str, Records]] = {
    name: records
    for name, records in (*ALLELE_RECORDS.items(), *GENE_RECORDS.items())
    if records.is_number
}
"""Records that have a number, which the IRIs of their pages have as well."""

_modelled = partial(one, checked=Checked.VALUE_BY_MODEL)
_PAGE: Final = one("@id", NAME, model="rdfs:seeAlso")


def whole(
    name: str, fields: tuple[Field, ...], model: str = "", others: Field | None = None
) -> ObjectSchema:
    """RG-2: the schema of an object, whose required keys every recorded document has."""
    rules = Rules(missing="RG-2", plain="ST-7")
    return ObjectSchema(name, fields, model, others, rules=rules)


@lru_cache
def _record(key: str, kind: Kind) -> ObjectSchema:
    """A record whose identifier is under a key."""
    fields = (_PAGE, one(key, kind, path="value"))
    return whole("a record", fields, "Identifier", others=one(ANY_OTHER))


def _records(table: Mapping[str, Records], are_arrays: bool = False) -> Iterator[Field]:
    for name, (path, _, key, is_number) in table.items():
        record = _record(key, NUMBER if is_number else TEXT)
        yield one(name, record, path=path, is_array=are_arrays)


_HGVS: Final = whole("an object", (one("hgvs", TEXT),))
_DATABASES: Final = whole("an object", (), others=one(ANY_OTHER, _HGVS))

_MANE: Final = whole("an object", (
    one("maneStatus", TEXT),
    one("maneVersion", TEXT),
    one("nucleotide", _DATABASES),
    one("protein", _DATABASES),
))  # fmt: skip
"""The keys of a row about MANE."""

COORDINATE: Final = whole("a coordinate", (
    _modelled("start", INTEGER, path="start.index"),
    _modelled("startIntronOffset", INTEGER, path="start.externalOffsetLength"),
    _modelled("startIntronDirection", TEXT, path="start.externalOffsetDirection"),
    _modelled("end", INTEGER, path="end.index"),
    _modelled("endIntronOffset", INTEGER, path="end.externalOffsetLength"),
    _modelled("endIntronDirection", TEXT, path="end.externalOffsetDirection"),
    _modelled("referenceAllele", TEXT, path="refAllele", required=True),
    _modelled("allele", TEXT, model="allele of the ContextualAllele", required=True),
), "ReferenceCoordinate")  # fmt: skip

_EFFECT: Final = whole("a protein effect", (
    one("hgvs", NAME, model="target: a ContextualAllele of that name (p.)", required=True),
    one("hgvsWellDefined", TEXT),
), "RelatedAllele")  # fmt: skip

_TRANSCRIPT: Final = whole("an object", (_PAGE, one("hgvs")))

_ROW: Final = whole("a row", (
    one("@id", NAME, model="canonicalAllele of the protein effect; rdfs:seeAlso"),
    many("hgvs", TEXT, path="alleleName", note="the accessions name the sequence", required=True),
    one("referenceSequence", NAME, required=True),
    many("coordinates", COORDINATE, path="referenceCoordinate", required=True),
    one("referenceGenome", NAME, model="follows from the accession; else kept"),
    one("chromosome", NAME, model="follows from the accession; else kept"),
    one("gene", NAME, model="gene of the ReferenceSequence; and kept"),
    one("geneSymbol", NAME, model="symbol of the Gene; and kept"),
    one("geneNCBI_id", POSITIVE, model="identifier of the Gene; and kept"),
    one("proteinEffect", _EFFECT, path="related", note="as amino-acid-effect"),
    one("MANE", _MANE),
    many("hgvsMatchingTranscriptVariant", TEXT),
    many("matchingRegisteredTranscripts", _TRANSCRIPT),
), "ContextualAllele")  # fmt: skip


def _rows(name: str, kind: str) -> Field:
    return many(name, _ROW, path="relatedContextualAllele", note=f"of type {kind}")


_CONTEXT: Final = one(
    "@context", NAME, model="follows from the IRI; another one is kept", required=True
)  # fmt: skip

ALLELE: Final = whole("an allele document", (
    _CONTEXT,
    one("@id", NAME, model="the IRI and the id of the CanonicalAllele", required=True),
    _modelled("type", TEXT, path="canonicalAlleleType"),
    many("communityStandardTitle", TEXT),
    one("externalRecords", whole("an object", tuple(_records(ALLELE_RECORDS, are_arrays=True))),
        note="unknown records are kept", model="identifier; of dbSNP, relatedIdentifier"),
    _rows("genomicAlleles", "genomic"),
    _rows("transcriptAlleles", "transcript"),
    _rows("aminoAcidAlleles", "amino-acid"),
    one("externalSources"),
), "CanonicalAllele")  # fmt: skip

_OTHER_RECORD: Final = one(ANY_OTHER, _record("id", TEXT))

SEQUENCE: Final = whole("a sequence document", (
    _CONTEXT,
    one("@id", NAME, model="rdfs:seeAlso", required=True),
    _modelled("type", TEXT, path="referenceSequenceType", required=True),
    one("externalRecords",
        whole("an object", tuple(_records(SEQUENCE_RECORDS)), others=_OTHER_RECORD),
        path="identifier", note="unknown records are kept", required=True),
    one("gene", NAME, path="gene"),
    one("referenceGenome", NAME, path="referenceGenome"),
    _modelled("chromosome", TEXT, path="chromosome"),
), "ReferenceSequence")  # fmt: skip

HGNC: Final = whole("an object", (
    _PAGE,
    one("id", TEXT, model="value of the Identifier"),
    _modelled("symbol", TEXT, path="symbol"),
    _modelled("name", TEXT, path="name"),
))  # fmt: skip

GENE: Final = whole("a gene document", (
    _CONTEXT,
    one("@id", NAME, model="the IRI and the id of the Gene", required=True),
    one("externalRecords", whole("an object", (
        one("HGNC", HGNC, model="identifier, symbol and name"),
        *(field for field in _records(GENE_RECORDS) if field.key != "HGNC"),
    ), others=_OTHER_RECORD), model="identifier", note="unknown records are kept", required=True),
    many("names", path="aliasSymbol"),
), "Gene")  # fmt: skip

_ERROR: Final = whole("an error reply", tuple(
    one(name, TEXT, model="reported as RG-1") for name in ERROR_KEYS
), "no resource")  # fmt: skip

MAPPING: Final = tuple(
    mapping_rows(
        (("allele", ALLELE), ("gene", GENE), ("refseq", SEQUENCE), ("error reply", _ERROR)),
        lambda key: f"registry:{TERMS.term(key).removeprefix(TERMS.namespace)}",
    )
)
"""Every key of the documents, and what it becomes."""


_NOTHING: Final[Mapping[str, Object]] = MappingProxyType({})
_SAME_SYSTEM: Final = {"http://www.ncbi.nlm.nih.gov/protein": "http://www.ncbi.nlm.nih.gov/nuccore"}


def identifiers(
    given: object, table: Mapping[str, Records], also: Mapping[str, Object] = _NOTHING
) -> Iterator[tuple[str, Tree, str]]:
    """The identifiers of externalRecords: property, Identifier, and pointer.

    `also` has, by the key of the records, other content of the resource for a record.
    """
    for name, records in table.items():
        group = given.get(name) if isinstance(given, dict) else None
        several = group if isinstance(group, list) else [group]
        if not group or not all(_tells(item, records) for item in several):
            continue
        for n, record in enumerate(several):
            value = str(record[records.key])
            made = {"system": records.system, "value": value}
            at = f"/externalRecords/{name}" + (f"/{n}" if isinstance(group, list) else "")
            written = {**_written_record(value, records), **also.get(name, {})}
            yield records.property, made | TERMS.beside(record, written), at


_NUMBERS: Final = re.compile(r"[0-9]+")


def names_number(iri: object, number: int | str) -> bool:
    """Whether an IRI, if it is one, has a number in it that is no part of another one.

    >>> names_number("http://www.ncbi.nlm.nih.gov/snp/17", 17), names_number("http://x/175", 17)
    (True, False)
    """
    if not isinstance(iri, str) or iri.endswith(f"/{number}"):  # as most
        return True
    return str(number) in _NUMBERS.findall(iri)


def _tells(record: object, records: Records) -> bool:
    """Whether a record has an identifier, in a form that comes back."""
    value = record.get(records.key) if isinstance(record, dict) else None
    return (isinstance(value, str) and bool(value)) or is_integer(value)


def write_records(
    resource: AnyResource,
    table: Mapping[str, Records],
    several: bool,
    also: Mapping[str, Object] = _NOTHING,
) -> dict[str, Any] | None:
    """The externalRecords from the identifiers of a resource; None if there are none.

    `several` says whether each key holds an array; `also` is as in `identifiers`.
    """
    by_record: dict[tuple[str, str | None], list[tuple[Identifier, str]]] = {}
    for name in dict.fromkeys(records.property for records in table.values()):
        for each in getattr(resource, name):
            if each.value is not None:
                key = name, _SAME_SYSTEM.get(each.system or "", each.system)
                by_record.setdefault(key, []).append((each, each.value))
    found: dict[str, Any] = {}
    for name, records in table.items():
        group = [
            TERMS.restored(kept_on(each), {**_written_record(value, records), **also.get(name, {})})
            for each, value in by_record.get((records.property, records.system), ())
        ]
        if group:
            found[name] = group if several else group[0]
    return found or None


def _written_record(value: str, records: Records) -> dict[str, Any]:
    if records.is_number and value.isascii() and value.isdecimal() and len(value) < 19:
        return {records.key: int(value)}
    return {records.key: value}


_RECORDS: Final = "externalRecords"


def document_extensions(given: Object, written: Object) -> Tree:
    """The extension values of a document; `written` is its part in the model."""
    rest = {key: value for key, value in given.items() if key != _RECORDS}
    found = TERMS.beside(rest, {key: value for key, value in written.items() if key != _RECORDS})
    if _RECORDS in given:
        records, known = given[_RECORDS], written.get(_RECORDS)
        if not isinstance(records, dict) or (known is None and not records):
            found[TERMS.term(_RECORDS)] = TERMS.to_tree(records)
        elif beside := TERMS.beside(records, known or {}):
            found[TERMS.term(_RECORDS)] = beside
    return found


def restored_document(tree: Object, document: Object) -> Tree:
    """A document from its part in the model and the extension values of its resource.

    `tree` has these values, and may have more.
    """
    term = TERMS.term(_RECORDS)
    own = {key: value for key, value in tree.items() if TERMS.has(key) and key != term}
    found: Tree = TERMS.restored(own, {k: v for k, v in document.items() if k != _RECORDS})
    if term not in tree:
        return found | {k: v for k, v in document.items() if k == _RECORDS}
    beside = tree[term]
    if isinstance(beside, dict) and beside:
        return found | {_RECORDS: TERMS.restored(beside, document.get(_RECORDS, {}))}
    return found | {_RECORDS: TERMS.from_tree(beside)}
