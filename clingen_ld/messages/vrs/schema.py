"""What the objects of VRS and Cat-VRS hold, as far as the model does not say it.

What becomes a value of the model is checked by the model's own rules, in the same place; the
table here has the rest. From the schemas of VRS 2.0 and Cat-VRS 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from clingen_ld.messages.foreign.schema import MappingRow
from clingen_ld.messages.vrs.identifiers import is_natural
from clingen_ld.model.identity import escape
from clingen_ld.model.normal_form import Note
from clingen_ld.model.trees import wrong


@dataclass(frozen=True, slots=True)
class Key:
    """What a key holds: a string, boolean, natural, an object of some types, or a reference.

    `kinds` are those, `form` is what a string must be, `expected` says that in words.
    """

    kinds: tuple[str, ...]
    many: bool = False
    required: bool = False
    form: str = ""
    expected: str = ""


_TEXT: Final = Key(("string",))
_ELEMENT: Final = {"id": _TEXT, "extensions": Key(("Extension",), many=True)}
_ENTITY: Final = _ELEMENT | {
    "name": _TEXT,
    "description": _TEXT,
    "aliases": Key(("string",), many=True),
}
_DIGEST: Final = Key(("string",), form=r"[0-9A-Za-z_-]{32}", expected="a digest of 32 characters")
_LETTERS: Final = Key(("string",), form=r"[A-Z*-]*", expected="a sequence in capital letters")
_LENGTH: Final = Key(("natural", "range"), required=True)


def _type(name: str) -> dict[str, Key]:
    """The key that says what an object is."""
    return {"type": Key(("string",), required=True, form=name, expected=f'"{name}"')}


Classes = Mapping[str, Mapping[str, Key]]

CLASSES: Final[Classes] = {
    "Allele": _ENTITY | _type("Allele") | {
        "digest": _DIGEST,
        "expressions": Key(("Expression",), many=True),
        "location": Key(("SequenceLocation",), required=True),
        "state": Key((
            "LiteralSequenceExpression", "ReferenceLengthExpression", "LengthExpression",
        ), required=True),
    },
    "SequenceLocation": _ENTITY | _type("SequenceLocation") | {
        "digest": _DIGEST,
        "sequenceReference": Key(("SequenceReference", "string"), required=True),
    },
    "SequenceReference": _ENTITY | _type("SequenceReference") | {
        "refgetAccession": Key(("string",), required=True, form=r"SQ\.[0-9A-Za-z_-]{32}",
            expected="a refget accession, SQ. and a digest"),
        "residueAlphabet": Key(("string",), form="aa|na", expected="aa or na"),
        "moleculeType": Key(("string",), form="genomic|RNA|mRNA|protein",
            expected="genomic, RNA, mRNA or protein"),
        "circular": Key(("boolean",)),
        "sequence": _LETTERS,
    },
    "LiteralSequenceExpression": _ENTITY | _type("LiteralSequenceExpression") | {
        "sequence": Key(("string",), required=True, form=_LETTERS.form, expected=_LETTERS.expected),
    },
    "ReferenceLengthExpression": _ENTITY | _type("ReferenceLengthExpression") | {
        "length": _LENGTH,
        "repeatSubunitLength": Key(("natural",), required=True),
        "sequence": _LETTERS,
    },
    "LengthExpression": _ENTITY | _type("LengthExpression") | {"length": Key(("natural", "range"))},
    "Expression": _ELEMENT | {
        "syntax": Key(("string",), required=True,
            form=r"hgvs\.[cpgmnr]|iscn|gnomad|spdi",
            expected="hgvs.c, .p, .g, .m, .n or .r, iscn, gnomad or spdi"),
        "syntax_version": _TEXT,
    },
    "Extension": _ELEMENT | {
        "name": Key(("string",), required=True),
        "value": Key(("any",), required=True),
        "description": _TEXT,
    },
    "CategoricalVariant": _ENTITY | _type("CategoricalVariant") | {
        "name": Key(("string",), required=True),
        "members": Key(("Allele", "string"), many=True),
        "constraints": Key(("Constraint",), many=True),
        "mappings": Key(("ConceptMapping",), many=True),
    },
    "Constraint": {"type": Key(("string",), required=True)},
    "DefiningAlleleConstraint": _type("DefiningAlleleConstraint") | {
        "allele": Key(("Allele", "string"), required=True),
        "relations": Key(("MappableConcept",), many=True),
    },
    "MappableConcept": _ELEMENT | {
        "conceptType": _TEXT,
        "name": _TEXT,
        "primaryCoding": Key(("RelationCoding",)),
        "mappings": Key(("ConceptMapping",), many=True),
    },
    "RelationCoding": _ELEMENT | {
        "system": Key(("string",), required=True),
        "code": Key(("string",), required=True),
        "name": _TEXT,
    },
    "ConceptMapping": _ELEMENT | {
        "coding": Key(("Coding",), required=True),
        "relation": Key(("string",), required=True,
            form="(close|exact|broad|narrow|related)Match",
            expected="closeMatch, exactMatch, broadMatch, narrowMatch or relatedMatch"),
    },
    "Coding": _ELEMENT | {
        "systemVersion": _TEXT,
        "iris": Key(("string",), many=True),
    },
}  # fmt: skip
"""The keys of each class of objects. Those that the model checks are left out: the interval of a
location and its sequence, the value of an expression, and most of a coding."""

BY_MODEL: Final[Classes] = {
    "Allele": {
        "expressions": Key(("Expression",), many=True),
        "location": Key(("SequenceLocation",)),
        "state": Key(("LiteralSequenceExpression",)),
    },
    "SequenceLocation": {
        "start": Key(("natural", "range"), required=True),
        "end": Key(("natural", "range"), required=True),
        "sequence": _LETTERS,
    },
    "LiteralSequenceExpression": {},
    "Expression": {"value": Key(("string",), required=True)},
}
"""The keys of an allele that the model checks, for one that is not read because another is the
same."""

_REQUIRED: Final = {"Coding": ("system",)}
"""Keys that must be there, of which the model checks the rest."""
_OTHER_VARIATION: Final = frozenset({
    "CisPhasedBlock", "Adjacency", "Terminus", "DerivativeMolecule", "CopyNumberCount",
    "CopyNumberChange",
})  # fmt: skip


def is_other_variation(value: object) -> bool:
    """Whether a value is a kind of variation of VRS that no allele of the model is."""
    return isinstance(value, dict) and str(value.get("type")) in _OTHER_VARIATION


def check(
    value: Mapping[str, Any], class_: str, at: str = "", table: Classes = CLASSES
) -> Iterator[Note]:
    """What is wrong with an object of a class, and with all below it, by a table of keys."""
    keys = table[class_]
    for name in (*(n for n, key in keys.items() if key.required), *_REQUIRED.get(class_, ())):
        if name not in value:
            yield Note("ST-2", at, {"type": class_, "property": name})
    for name, key in keys.items():
        if name in value:
            yield from _check_key(value[name], name, key, f"{at}/{escape(name)}", table)
    if class_ == "Constraint" and value.get("type") == "DefiningAlleleConstraint":
        yield from check(value, "DefiningAlleleConstraint", at)
    if class_ == "MappableConcept" and not {"name", "primaryCoding"} & value.keys():
        yield Note("ST-2", at, {"type": class_, "property": "primaryCoding or name"})


def _check_key(value: Any, name: str, key: Key, at: str, table: Classes) -> Iterator[Note]:
    if key.many and not isinstance(value, list):
        yield wrong(name, value, "an array", at)
        return
    for n, item in enumerate(value) if key.many else ():
        yield from _check_value(item, name, key, f"{at}/{n}", table)
    if not key.many:
        yield from _check_value(value, name, key, at, table)


def _check_value(value: Any, name: str, key: Key, at: str, table: Classes) -> Iterator[Note]:
    if "any" in key.kinds:
        return
    if isinstance(value, dict):
        classes = [kind for kind in key.kinds if kind in table]
        if not classes:
            yield wrong(name, value, _words(key), at)
        elif len(classes) == 1:
            if not is_other_variation(value):
                yield from check(value, classes[0], at, table)
        elif value.get("type") in classes:
            yield from check(value, value["type"], at, table)
        elif "type" in value:
            yield wrong("type", value["type"], ", ".join(classes), f"{at}/type", "ST-4")
        else:
            yield Note("ST-2", at, {"type": name, "property": "type"})
    elif not any(_is(value, kind) for kind in key.kinds):
        is_plain = not isinstance(value, list) and not any(k in CLASSES for k in key.kinds)
        yield wrong(name, value, _words(key), at, "ST-4" if is_plain else "ST-7")
    elif key.form and not re.fullmatch(key.form, value):
        yield wrong(name, value, key.expected, at, "ST-4")


def _is(value: Any, kind: str) -> bool:
    if kind == "range":
        return (
            isinstance(value, list)
            and len(value) == 2
            and value != [None, None]
            and all(end is None or is_natural(end) for end in value)
        )
    if kind == "natural":
        return is_natural(value)
    return isinstance(value, str if kind == "string" else bool if kind == "boolean" else dict)


def _words(key: Key) -> str:
    plain = {"string": "a string", "boolean": "true or false", "natural": "an integer from 0 on",
             "range": "a range of two"}  # fmt: skip
    return " or ".join(plain.get(kind, f"an object ({kind})") for kind in key.kinds)


def wrong_id(name: str, value: str, expected: str, at: str) -> Note:
    """A finding that a computed identifier is not the one of what it stands on."""
    return wrong(name, value, f"{expected} by its content", at, "ST-4")


def wrong_name(value: str, at: str) -> Note:
    """A finding that a text names no sequence."""
    return wrong("sequenceReference", value, "an object, an accession or an IRI", at, "ST-4")


MAPPING: Final = (
    MappingRow("Allele", "ContextualAllele", "those that normalise to one id become one"),
    MappingRow("Allele.id, digest", "identifier", "computed when written"),
    MappingRow("Allele.expressions[]", "alleleName", "HGVS names"),
    MappingRow("Allele.aliases[]", "alleleName", "of type custom"),
    MappingRow("Allele.location.start, end", "referenceCoordinate.start.index, end.index"),
    MappingRow("Allele.location.sequence", "referenceCoordinate.refAllele"),
    MappingRow(
        "Allele.location.sequenceReference",
        "referenceCoordinate.referenceSequence",
        "its refget accession, by the accession or from --sequences",
    ),
    MappingRow("Allele.state: LiteralSequenceExpression", "allele"),
    MappingRow("Allele.state: ReferenceLengthExpression", "allele", "when normalised in a repeat"),
    MappingRow("CategoricalVariant", "CanonicalAllele", "a recipe of Cat-VRS"),
    MappingRow("CategoricalVariant.members[]", "relatedContextualAllele"),
    MappingRow(
        "DefiningAlleleConstraint.allele",
        "relatedContextualAllele.preferred",
        "else the one on GRCh38, else the first",
    ),
    MappingRow("relations liftover_to, transcribed_to", "canonicalAlleleType nucleotide"),
    MappingRow("relation translation_of", "canonicalAlleleType amino-acid"),
    MappingRow("CategoricalVariant.mappings[] exactMatch", "identifier"),
    MappingRow("CategoricalVariant.mappings[], others", "relatedIdentifier"),
    MappingRow("any other key", "kept", "under https://w3id.org/ga4gh/vrs#"),
    MappingRow("nothing", "positions in introns", "reported; the genomic sibling has the place"),
    MappingRow("nothing", "types of change, nested, Gene, Provenance", "reported"),
)
"""What the objects of VRS have, and where that is in the model."""
