"""The keys of registry documents: what they hold, and where that goes in the model.

From the field inventory of recorded replies. A key that is not here is kept as it is; one that
holds another kind of value than it should is kept too, and reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from clingen_ld.messages.form import Mapped
from clingen_ld.messages.registry.terms import TERMS
from clingen_ld.model.identity import escape
from clingen_ld.model.normal_form import Note
from clingen_ld.model.trees import wrong

Kind = str
_KINDS: Final = {
    "string": (str, "a string"),
    "integer": (int, "an integer"),
    "object": (dict, "an object"),
    "list": (list, "an array"),
}
ANY: Final = "*"
"""In a table of keys: any other key."""


class Key(NamedTuple):
    """A key: what kind of value it holds, of what kind the members of a list are, whether every
    document has it, and the place in the model (of what it is about) that its value has.

    `modelled` says that the value goes into the model as it is given, where the rules of the
    model judge it; `inside` holds the keys of the object, or of the objects in the list.
    """

    kind: Kind
    members: Kind | None = None
    required: bool = False
    modelled: bool = False
    model: str = "kept"
    inside: Keys | None = None
    what: str = "an object"


Keys = Mapping[str, Key]

_PAGE: Final = Key("string", model="rdfs:seeAlso")


def _record(key: str, kind: Kind) -> Keys:
    """The keys of a record whose identifier stands under a key."""
    return {"@id": _PAGE, key: Key(kind, model="value"), ANY: Key("any")}


def _records(key: str, kind: Kind = "string") -> Key:
    return Key("list", "object", model="identifier", inside=_record(key, kind), what="a record")


_HGVS: Final[Keys] = {"hgvs": Key("string")}
_DATABASES: Final = Key("object", inside={ANY: Key("object", inside=_HGVS)})

MANE: Final[Keys] = {
    "maneStatus": Key("string"),
    "maneVersion": Key("string"),
    "nucleotide": _DATABASES,
    "protein": _DATABASES,
}
"""What a row tells of its place in MANE."""

COORDINATE: Final[Keys] = {
    "start": Key("integer", modelled=True, model="start.index"),
    "end": Key("integer", modelled=True, model="end.index"),
    "startIntronOffset": Key("integer", modelled=True, model="start.externalOffsetLength"),
    "startIntronDirection": Key("string", modelled=True, model="start.externalOffsetDirection"),
    "endIntronOffset": Key("integer", modelled=True, model="end.externalOffsetLength"),
    "endIntronDirection": Key("string", modelled=True, model="end.externalOffsetDirection"),
    "referenceAllele": Key("string", required=True, modelled=True, model="refAllele"),
    "allele": Key("string", required=True, modelled=True, model="allele of the ContextualAllele"),
}
"""A coordinate: the ReferenceCoordinate of a ContextualAllele."""

EFFECT: Final[Keys] = {
    "hgvs": Key("string", required=True, model="target: a ContextualAllele of that name"),
    "hgvsWellDefined": Key("string"),
}
"""A protein effect: a RelatedAllele."""

ROW: Final[Keys] = {
    "@id": Key("string", model="canonicalAllele of the protein effect; rdfs:seeAlso"),
    "hgvs": Key(
        "list", "string", required=True, model="alleleName; the accessions name the sequence"
    ),
    "referenceSequence": Key("string", required=True),
    "coordinates": Key(
        "list", "object", required=True, model="referenceCoordinate", inside=COORDINATE,
        what="a coordinate",
    ),
    "referenceGenome": Key("string", model="told by the accession; else kept"),
    "chromosome": Key("string", model="told by the accession; else kept"),
    "gene": Key("string", model="gene of the ReferenceSequence; and kept"),
    "geneSymbol": Key("string", model="symbol of the Gene; and kept"),
    "geneNCBI_id": Key("integer", model="identifier of the Gene; and kept"),
    "proteinEffect": Key(
        "object", model="related, as amino-acid-effect", inside=EFFECT, what="a protein effect"
    ),
    "MANE": Key("object", inside=MANE),
    "hgvsMatchingTranscriptVariant": Key("list", "string"),
    "matchingRegisteredTranscripts": Key(
        "list", "object", inside={"@id": _PAGE, "hgvs": Key("any")}
    ),
}  # fmt: skip
"""A row: a ContextualAllele."""


def _rows(kind: str) -> Key:
    model = f"relatedContextualAllele, of type {kind}"
    return Key("list", "object", model=model, inside=ROW, what="a row")


_CONTEXT: Final = Key("string", required=True, model="told by the IRI; another one is kept")

ALLELE: Final[Keys] = {
    "@context": _CONTEXT,
    "@id": Key("string", required=True, model="the IRI and the id of the CanonicalAllele"),
    "type": Key("string", modelled=True, model="canonicalAlleleType"),
    "communityStandardTitle": Key("list", "string"),
    "externalRecords": Key(
        "object",
        model="identifier, of dbSNP relatedIdentifier; unknown ones are kept",
        inside={
            "dbSNP": _records("rs", "number"),
            "ClinVarAlleles": _records("alleleId", "number"),
            "ClinVarVariations": _records("variationId", "number"),
            **{name: _records("id") for name in (
                "MyVariantInfo_hg19", "MyVariantInfo_hg38", "ExAC", "gnomAD", "gnomAD_2",
                "gnomAD_3", "gnomAD_4", "COSMIC",
            )},
        },
    ),
    "genomicAlleles": _rows("genomic"),
    "transcriptAlleles": _rows("transcript"),
    "aminoAcidAlleles": _rows("amino-acid"),
    "externalSources": Key("any"),
}  # fmt: skip
"""A document of the type allele: a CanonicalAllele."""

SEQUENCE: Final[Keys] = {
    "@context": _CONTEXT,
    "@id": Key("string", required=True, model="rdfs:seeAlso"),
    "type": Key("string", required=True, modelled=True, model="referenceSequenceType"),
    "externalRecords": Key(
        "object", required=True, model="identifier; unknown ones are kept",
        inside={ANY: Key("object", inside=_record("id", "string"))},
    ),
    "gene": Key("string", model="gene"),
    "referenceGenome": Key("string", model="referenceGenome"),
    "chromosome": Key("string", modelled=True, model="chromosome"),
}  # fmt: skip
"""A document of the type refseq: a ReferenceSequence."""

GENE: Final[Keys] = {
    "@context": _CONTEXT,
    "@id": Key("string", required=True, model="the IRI and the id of the Gene"),
    "externalRecords": Key(
        "object", required=True, model="identifier; unknown ones are kept",
        inside={
            "HGNC": Key("object", model="symbol and name; identifier", inside={
                "@id": _PAGE,
                "id": Key("string", model="value"),
                "symbol": Key("string", modelled=True, model="symbol of the Gene"),
                "name": Key("string", modelled=True, model="name of the Gene"),
            }),
            "NCBI": Key("object", model="identifier", inside=_record("id", "number")),
            ANY: Key("object", inside=_record("id", "string")),
        },
    ),
    "names": Key("list", model="aliasSymbol"),
}  # fmt: skip
"""A document of the type gene: a Gene."""

ERROR: Final[Keys] = {
    name: Key("string", model="reported as RG-1")
    for name in ("errorType", "description", "message", "inputLine")
}
"""A reply that tells an error: no resource."""


def check(given: Mapping[str, Any], keys: Keys, what: str, at: str = "") -> list[Note]:
    """What is wrong with the keys of an object that the rules of the model do not see.

    `what` names the object in messages, `at` is its pointer.
    """
    notes: list[Note] = []
    _check(given, keys, what, (at,), notes)
    return notes


_Place = tuple[Any, ...]
"""The pointer of the outermost object, and the keys and indexes below it: a pointer costs, and is
written where something is wrong."""


def _check(
    given: Mapping[str, Any], keys: Keys, what: str, place: _Place, notes: list[Note]
) -> None:
    for name, key in keys.items():
        if key.required and name not in given:
            notes.append(Note("RG-2", _pointer(place), {"property": name, "type": what}))
    other = keys.get(ANY)
    for name, value in given.items():
        known = keys.get(name, other)
        if known is None:
            continue
        if known.modelled and value is None:
            pointer = _pointer((*place, name))
            notes.append(Note("ST-9", pointer, {"property": name, "value": "null"}))
        elif _is_of_another_kind(value, known):
            notes.append(_wrong(name, value, known.kind, (*place, name)))
        if known.members is not None or known.inside is not None:
            _check_items(name, value, known, (*place, name), notes)


def _check_items(name: str, value: Any, key: Key, place: _Place, notes: list[Note]) -> None:
    """Check the members of a list, or the object that stands in place of one."""
    if not isinstance(value, list):
        if key.inside is not None and isinstance(value, dict):
            _check(value, key.inside, key.what, place, notes)
        return
    for n, item in enumerate(value):
        if key.members is not None and not _is_of_kind(item, key.members):
            notes.append(_wrong(name, item, key.members, (*place, n)))
        if key.inside is not None and isinstance(item, dict):
            _check(item, key.inside, key.what, (*place, n), notes)


def _is_of_another_kind(value: Any, key: Key) -> bool:
    """Whether a value is of another kind than its key, and no rule of the model would see it."""
    if key.modelled:
        return key.kind == "integer" and _is_read_as_integer(value)
    return not _is_of_kind(value, key.kind)


def _is_read_as_integer(value: Any) -> bool:
    """Whether a value is no integer, but is read as one."""
    if isinstance(value, str):
        return value.isascii() and value.removeprefix("-").isdecimal()
    return isinstance(value, float) and value.is_integer()


def _kind(value: Any, kind: Kind) -> Kind:
    """The kind that a value should have: a number is written as one, or as its digits."""
    if kind != "number":
        return kind
    return "string" if isinstance(value, str) and value.isdecimal() else "integer"


def _is_of_kind(value: Any, kind: Kind) -> bool:
    if kind == "any":
        return True
    type_, _ = _KINDS[_kind(value, kind)]
    return isinstance(value, type_) and value.__class__ is not bool


def _wrong(name: str, value: Any, kind: Kind, place: _Place) -> Note:
    _, expected = _KINDS[_kind(value, kind)]
    return wrong(name, value, expected, _pointer(place))


def _pointer(place: _Place) -> str:
    outermost, *below = place
    return "".join([str(outermost), *(f"/{escape(str(name))}" for name in below)])


_DOCUMENTS: Final = (
    ("allele", "CanonicalAllele", ALLELE),
    ("gene", "Gene", GENE),
    ("refseq", "ReferenceSequence", SEQUENCE),
    ("error reply", "no resource", ERROR),
)


def _lines(keys: Keys, path: str) -> Iterator[Mapped]:
    for name, key in keys.items():
        at = f"{path}{'any other key' if name == ANY else name}"
        at += "[]" if key.kind == "list" else ""
        model = key.model
        if model == "kept":
            term = TERMS.term(name).rpartition("#")[2]
            model = f"kept as registry:{term}" if name != ANY else "kept"
        yield Mapped(at, model, "in every document" if key.required else "")
        if key.inside is not None:
            yield from _lines(key.inside, f"{at}.")


MAPPING: Final = tuple(
    line
    for name, model, keys in _DOCUMENTS
    for line in (Mapped(name, model, "the document"), *_lines(keys, f"{name}: "))
)
"""Every key of the documents, and what it becomes."""
