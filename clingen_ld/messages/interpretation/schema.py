"""The keys of alleles in interpretation messages: what they hold, and where that goes.

From the published model, its context, and messages of ClinGen's tools. Properties of the
model that have no key of their own here stand under their own names: the interpretation model
lets messages add what does not conflict with it. Any other key is kept as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from clingen_ld.messages.foreign.schema import MappingRow
from clingen_ld.messages.interpretation.terms import Child, is_foreign
from clingen_ld.model.definitions import Model
from clingen_ld.model.identity import escape
from clingen_ld.model.normal_form import Note
from clingen_ld.model.trees import Object, wrong


class Key(NamedTuple):
    """A key, the property of the model that it is, other spellings of it that occur in
    messages, and what else is to say of it. Without a property its value is a string that is
    checked here, because no rule of the model sees it."""

    name: str
    model: str | None
    note: str = ""
    spellings: tuple[str, ...] = ()


_TYPE: Final = Key("type", None, "told by what the object is", ("@type",))

# The classes by name, or by number as the published context names them.
_CLASSES: Final[Mapping[str, tuple[str, ...]]] = {
    "CanonicalAllele": ("CanonicalAllele", "GENO:0000890", "GENO_0000890"),
    "ContextualAllele": ("ContextualAllele", "GENO:0000891", "GENO_0000891"),
}

CANONICAL: Final = (
    Key("id", "id", "CAR:CA1 is the IRI http://reg.genome.network/allele/CA1", ("@id",)),
    _TYPE,
    Key("label", None, "kept as rdfs:label"),
    Key("canonicalAlleleType", "canonicalAlleleType", "", ("CanonicalAlleleType",)),
    Key("complexity", "complexity"),
    Key("relatedContextualAllele", "relatedContextualAllele", "the alleles embedded, or named"),
    Key("relatedIdentifier", "relatedIdentifier"),
    Key("identifier", "identifier"),
)
"""A CanonicalAllele."""

CONTEXTUAL: Final = (
    Key("id", "id", "by default made of the placement", ("@id",)),
    _TYPE,
    Key("label", None, "embedded: display of the reference to it; else kept as rdfs:label"),
    Key("relatedCanonicalAllele", "canonicalAllele", "by default the allele around it",
        ("CanonicalAllele", "canonicalAllele")),
    Key("preferred", "preferred"),
    Key("contextualAlleleType", "contextualAlleleType", "protein is amino-acid"),
    Key("alleleName", "alleleName"),
    Key("state", "allele", "with refState tells primaryNucleotideChangeType", ("allele",)),
    Key("referenceCoordinate", "referenceCoordinate"),
    Key("identifier", "identifier"),
    Key("relatedGene", "gene", "a Gene that is only told of; kept, too"),
)  # fmt: skip
"""A ContextualAllele."""

NAME: Final = (
    Key("name", "name"),
    Key("nameType", "nameType", "hgvs is the type of HGVS that the name tells"),
)
"""An AlleleName."""

COORDINATE: Final = (
    Key("referenceSequence", "referenceSequence"),
    Key("start", "start"),
    Key("end", "end"),
    Key("refState", "refAllele", "", ("refAllele",)),
    Key("identifier", "identifier"),
)
"""A ReferenceCoordinate."""

SEQUENCE: Final = (
    Key("reference", "reference", "kept where the sequence is known by its accession",
        ("id", "@id")),
    Key("label", "display", "the accession, by which the sequence is known", ("display",)),
)  # fmt: skip
"""A Reference to a ReferenceSequence."""

POSITION: Final = (Key("index", "index"),)
"""A Position."""

IDENTIFIER: Final = (
    Key("id", "value", "dbSNP:1, ClinVar:1 and others; with its prefix the system", ("@id",)),
    Key("label", "label"),
    Key("code", "value", "of the older form with system and code"),
)
"""An Identifier."""

IDENTIFIERS: Final = {"identifier": Child("identifier")}
CHILDREN_OF_CANONICAL: Final = IDENTIFIERS | {"relatedIdentifier": Child("relatedIdentifier")}
CHILDREN_OF_COORDINATE: Final = IDENTIFIERS | {
    "referenceSequence": Child("referenceSequence"),
    "start": Child("start"),
    "end": Child("end"),
}
CHILDREN_OF_CONTEXTUAL: Final = IDENTIFIERS | {
    "alleleName": Child("alleleName"),
    "referenceCoordinate": Child("referenceCoordinate", CHILDREN_OF_COORDINATE),
}
"""The objects inside alleles, on whose nodes of the tree their own further keys are kept."""


def taken(given: Object, keys: tuple[Key, ...], type_: str, model: Model) -> Iterator[
    tuple[str, str, Any]
]:  # fmt: skip
    """The properties of an object: name in the model, key, and value.

    Of several spellings of a key the first counts; the others are kept.
    """
    own = {key.name for key in keys}
    for key in keys:
        for name in (key.name, *key.spellings):
            if name in given:
                if key.model is not None:
                    yield key.model, name, given[name]
                break
    done = {key.model for key in keys}
    for name in model.type(type_).properties:
        if name in given and name not in own and name not in done:
            yield name, name, given[name]
    for name, value in given.items():
        if is_foreign(name):
            yield name, name, value


def check(given: Object, keys: tuple[Key, ...], kind: str) -> Iterator[Note]:
    """What is wrong with the keys of an allele that the rules of the model do not see.

    `kind` is the type that the allele is of.
    """
    for key in keys:
        for name in (key.name, *key.spellings):
            if key.model is not None or name not in given:
                continue
            value, pointer = given[name], f"/{escape(name)}"
            texts = value if name == "@type" and isinstance(value, list) else [value]
            if not all(isinstance(text, str) for text in texts):
                yield wrong(name, value, "a string", pointer)
            elif key is _TYPE and not any(text.endswith(_CLASSES[kind]) for text in texts):
                yield wrong(name, value, f'"{kind}"', pointer)


_PARTS: Final[tuple[tuple[str, str, tuple[Key, ...]], ...]] = (
    ("CanonicalAllele", "CanonicalAllele", CANONICAL),
    ("relatedIdentifier", "Identifier", IDENTIFIER),
    ("ContextualAllele", "ContextualAllele", CONTEXTUAL),
    ("alleleName", "AlleleName", NAME),
    ("referenceCoordinate", "ReferenceCoordinate", COORDINATE),
    ("referenceSequence", "Reference", SEQUENCE),
    ("start and end", "Position", POSITION),
)
"""The objects of alleles: their name in messages, their type in the model, their keys."""


_ELSEWHERE: Final = {
    "gene": "ReferenceSequence.gene",
    "preferred": "RelatedContextualAllele.preferred",
}
"""What keys of a contextual allele say of something else."""


def _lines(name: str, type_: str, keys: tuple[Key, ...]) -> Iterator[MappingRow]:
    for key in keys:
        also = f"also read: {', '.join(key.spellings)}" if key.spellings else ""
        if key.model is None:
            yield MappingRow(f"{name}.{key.name}", key.note, also)
            continue
        model = _ELSEWHERE.get(key.model, f"{type_}.{key.model}")
        note = "; ".join(part for part in (key.note, also) if part)
        yield MappingRow(f"{name}.{key.name}", model, note)
    yield MappingRow(f"{name}: a property of the model", type_, "under its own name")
    yield MappingRow(f"{name}: any other key", "kept", "on the same node, under its own IRI")


MAPPING: Final = tuple(line for part in _PARTS for line in _lines(*part))
"""Every key of alleles in messages, and where its value is in the model."""
