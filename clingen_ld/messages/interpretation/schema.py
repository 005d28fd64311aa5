"""The alleles of interpretation messages: their keys, and the model's properties for them.

From the published model, its context, and messages of ClinGen's tools. Properties of the model
without a key here keep their own names: the interpretation model lets messages add what does not
conflict with it. Any other key is an extension value.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from clingen_ld.messages.foreign.builder import ExtensionTerms
from clingen_ld.messages.foreign.schema import (
    ANY_OTHER,
    TEXT,
    Checked,
    Field,
    Kind,
    MappingRow,
    ObjectSchema,
    Rules,
    mapping_rows,
    one,
)
from clingen_ld.model import CLINGEN, FHIR, RDFS, Model, Object, is_name

TERMS: Final = ExtensionTerms(
    "http://dataexchange.clinicalgenome.org/types/",
    {"label": RDFS + "label"},
    without="http://dataexchange.clinicalgenome.org/without",
    whole="http://dataexchange.clinicalgenome.org/given",
)
"""The properties of extension values: by the published JSON-LD context of the model, which calls
the namespace `base`, and makes that of `label`."""

_schema = partial(ObjectSchema, rules=Rules(plain="ST-7"))
_by_model = partial(one, checked=Checked.BY_MODEL)


def _type(kind: str, number: str) -> Field:
    """The key that says what an allele is: by name, or by number as the published context does."""
    names = (kind, f"GENO:{number}", f"GENO_{number}")

    def is_class(value: str | list[str]) -> bool:
        return any(name.endswith(names) for name in ([value] if isinstance(value, str) else value))

    def are_texts(value: str | list[Any]) -> bool:
        return isinstance(value, str) or all(isinstance(name, str) for name in value)

    kinds = Kind("a string", (str, list), are_texts, is_class, f'"{kind}"')
    return one("type", kinds, model="follows from the class of the object", aliases=("@type",))


IDENTIFIER: Final = _schema("an identifier", (
    _by_model("id", path="value", note="dbSNP:1, ClinVar:1 and others; with its prefix the system",
              aliases=("@id",)),
    _by_model("label", path="label"),
    _by_model("code", path="value", note="of the older form with system and code"),
), "Identifier")  # fmt: skip
_IDENTIFIER: Final = _by_model("identifier", IDENTIFIER, path="identifier", is_array=True)

NAME: Final = _schema("a name", (
    _by_model("name", path="name"),
    _by_model("nameType", path="nameType", note="hgvs is the type of HGVS that the name has"),
), "AlleleName")  # fmt: skip

POSITION: Final = _schema("a position", (_by_model("index", path="index"),), "Position")

_SEQUENCE: Final = _schema("a sequence", (
    one("reference", TEXT, path="reference", aliases=("id", "@id"),
        note="kept where the sequence is known by its accession"),
    one("label", TEXT, path="display", aliases=("display",),
        note="the accession, by which the sequence is known"),
), "Reference")  # fmt: skip

COORDINATE: Final = _schema("a coordinate", (
    _by_model("referenceSequence", _SEQUENCE, path="referenceSequence"),
    _by_model("start", POSITION, path="start"),
    _by_model("end", POSITION, path="end"),
    _by_model("refState", path="refAllele", aliases=("refAllele",)),
    _IDENTIFIER,
), "ReferenceCoordinate")  # fmt: skip

_GENE: Final = _schema("a gene", (
    one("id", TEXT, model="id and identifier", aliases=("@id", "reference")),
    one("label", TEXT, model="symbol", aliases=("display",)),
), "Gene")  # fmt: skip

CONTEXTUAL: Final = _schema("a contextual allele", (
    _by_model("id", path="id", note="by default made of the placement", aliases=("@id",)),
    _type("ContextualAllele", "0000891"),
    one("label", TEXT, note="embedded: display of the reference to it"),
    _by_model("relatedCanonicalAllele", path="canonicalAllele",
              note="by default the allele around it",
              aliases=("CanonicalAllele", "canonicalAllele")),
    one("preferred", model="RelatedContextualAllele.preferred"),
    _by_model("contextualAlleleType", path="contextualAlleleType", note="protein is amino-acid"),
    _by_model("alleleName", NAME, path="alleleName", is_array=True),
    _by_model("state", path="allele", note="with refState it sets primaryNucleotideChangeType",
              aliases=("allele",)),
    _by_model("referenceCoordinate", COORDINATE, path="referenceCoordinate"),
    _IDENTIFIER,
    one("relatedGene", _GENE, TEXT, model="gene of the ReferenceSequence; and kept",
        note="a Gene that is only mentioned"),
), "ContextualAllele")  # fmt: skip

CANONICAL: Final = _schema("a canonical allele", (
    _by_model("id", path="id", aliases=("@id",),
              note="CAR:CA1 is the IRI http://reg.genome.network/allele/CA1"),
    _type("CanonicalAllele", "0000890"),
    one("label", TEXT),
    _by_model("canonicalAlleleType", path="canonicalAlleleType", aliases=("CanonicalAlleleType",)),
    _by_model("complexity", path="complexity"),
    _by_model("relatedContextualAllele", path="relatedContextualAllele", is_array=True,
              note="the alleles embedded, or named"),
    _by_model("relatedIdentifier", IDENTIFIER, path="relatedIdentifier", is_array=True),
    _IDENTIFIER,
), "CanonicalAllele")  # fmt: skip

MAPPING: Final = (
    *mapping_rows(
        (("CanonicalAllele", CANONICAL), ("ContextualAllele", CONTEXTUAL)),
        lambda key: {"label": "rdfs:label"}.get(key, TERMS.term(key)),
    ),
    MappingRow("any object: a property of the model", "the same", "under its own name"),
    MappingRow(f"any object: {ANY_OTHER}", "kept", "on the same node, under its own IRI"),
)
"""Every key of alleles in messages, and where its value is in the model."""


def is_foreign(key: str) -> bool:
    """Whether a key is the IRI of a property that is neither the model's nor of this form."""
    has_path = "/" in key or key.startswith("urn:")  # rdfs:label is a key like all others
    is_ours = TERMS.has(key) or key.startswith((CLINGEN, FHIR))
    return has_path and is_name(key) and not is_ours


def values(given: Object, schema: ObjectSchema, model: Model) -> Iterator[tuple[str, str, Any]]:
    """The properties of an object: name in the model, key, and value."""
    yield from schema.values(given, model.type(schema.model).properties)
    for name, value in given.items():
        if is_foreign(name):
            yield name, name, value
