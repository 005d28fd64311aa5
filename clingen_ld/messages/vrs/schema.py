"""The objects of VRS 2.0 and Cat-VRS 1.0: what they hold, and where that is in the model.

What becomes a value of the model is checked by the rules of the model, in the same place.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from clingen_ld.messages.foreign.builder import ExtensionTerms
from clingen_ld.messages.foreign.schema import (
    BOOLEAN,
    INTEGER,
    NATURAL,
    RANGE,
    TEXT,
    Checked,
    Field,
    MappingRow,
    ObjectSchema,
    many,
    mapping_rows,
    one,
    text,
)
from clingen_ld.messages.vrs.form import NAMESPACE, OFFSET, OTHER_TYPES
from clingen_ld.model import Object

SYSTEM: Final = "https://w3id.org/ga4gh/vrs"
"""The system of the Identifier that a computed identifier becomes."""

REFGET: Final = "https://w3id.org/ga4gh/refget"
"""The system of the Identifier that a refget accession becomes."""

TERMS: Final = ExtensionTerms(NAMESPACE, without="https://w3id.org/ga4gh/vrs/without")
"""The properties of extension values.

Of these, `state` is a state with more than the sequence and its place, `sequenceReference` the
reference to a sequence with more or less than its accession, `syntax` a syntax of expressions
without a name type in the model, `relation` a kind of mapping other than the two that the model's
properties are, and `constraints` are those of a categorical variant without its allele. The
property `without` has the keys that an object lacks, though they are written by default.
"""


_by_model = partial(one, checked=Checked.BY_MODEL)
_LETTERS: Final = text(r"[A-Z*-]*", "a sequence in capital letters")


def _schema(name: str, *fields: Field, common: tuple[Field, ...] = (), **more: Any) -> ObjectSchema:
    """The schema of a class: its own fields, and those that it has in common with others."""
    own = {field.key for field in fields}
    inherited = (field for field in common if field.key not in own)
    return ObjectSchema(name, (*fields, *inherited), words=f"an object ({name})", **more)


def _type(name: str) -> Field:
    """The key that says what an object is."""
    message = "follows from the class of the object"
    return one("type", text(name, f'"{name}"'), required=True, model=message)


_EXTENSION: Final = _schema(
    "Extension",
    one("name", TEXT, required=True),
    one("value", required=True),
    one("description", TEXT),
    one("id", TEXT),
)
_ELEMENT: Final = (one("id", TEXT), many("extensions", _EXTENSION))
_EXTENSION.fields += _ELEMENT[1:]  # an extension may have some of its own
_ENTITY: Final = (
    *_ELEMENT, one("name", TEXT), one("description", TEXT), many("aliases", TEXT),
)  # fmt: skip
_element = partial(_schema, common=_ELEMENT)


def _entity(name: str, *fields: Field, is_typed: bool = True, **more: Any) -> ObjectSchema:
    """The schema of a class; what is not `is_typed` need not say its type."""
    type_ = _type(name)._replace(is_required=is_typed)
    return _schema(name, type_, *fields, common=_ENTITY, **more)


_digest = partial(
    one, "digest", text(r"[0-9A-Za-z_-]{32}", "a digest of 32 characters"),
    note="computed when written",
)  # fmt: skip

SEQUENCE_REFERENCE: Final = _entity(
    "SequenceReference",
    one("refgetAccession",
        text(r"SQ\.[0-9A-Za-z_-]{32}", "a refget accession, SQ. and a digest"), required=True,
        path="identifier", note="of the ReferenceSequence, where no accession tells it"),
    one("residueAlphabet", text("aa|na", "aa or na")),
    one("moleculeType",
        text("genomic|RNA|mRNA|protein", "genomic, RNA, mRNA or protein")),
    one("circular", BOOLEAN),
    one("sequence", _LETTERS),
)  # fmt: skip

LOCATION: Final = _entity(
    "SequenceLocation",
    one("id", TEXT, model="none", note="computed when written"),
    _digest(model="none"),
    one("sequenceReference", SEQUENCE_REFERENCE, TEXT, required=True, path="referenceSequence",
        note="its accession; its refget accession comes from that or from --sequences"),
    _by_model("start", NATURAL, RANGE, path="start.index", required=True),
    _by_model("end", NATURAL, RANGE, path="end.index", required=True),
    _by_model("sequence", _LETTERS, path="refAllele"),
)  # fmt: skip

_PLACE: Final = _entity(
    "SequenceLocation",
    _digest(),
    one("sequenceReference", SEQUENCE_REFERENCE, TEXT),
    one("start", NATURAL, RANGE),
    one("end", NATURAL, RANGE),
    one("sequence", _LETTERS),
    any_of=("start", "end"),
)

_LITERAL: Final = _entity(
    "LiteralSequenceExpression", one("sequence", _LETTERS, required=True, path="allele")
)
_REFERENCE_LENGTH: Final = _entity(
    "ReferenceLengthExpression",
    one("length", NATURAL, RANGE, required=True),
    one("repeatSubunitLength", NATURAL, required=True),
    one("sequence", _LETTERS, path="allele", note="when normalised in a repeat"),
)
_LENGTH: Final = _entity("LengthExpression", one("length", NATURAL, RANGE))

EXPRESSION: Final = _element(
    "Expression",
    one("syntax", text(r"hgvs\.[cpgmnr]|iscn|gnomad|spdi",
                       "hgvs.c, .p, .g, .m, .n or .r, iscn, gnomad or spdi"),
        required=True, path="nameType", note="kept, too, where it says another one"),
    one("syntax_version", TEXT),
    _by_model("value", TEXT, required=True, path="name"),
)  # fmt: skip

ALLELE: Final = _entity(
    "Allele",
    one("id", TEXT, path="identifier", note="computed when written"),
    _digest(model="follows from the id"),
    many("expressions", EXPRESSION, path="alleleName", note="HGVS names"),
    many("aliases", TEXT, path="alleleName", note="of type custom"),
    one("location", LOCATION, TEXT, required=True, path="referenceCoordinate",
        note="kept, where it is only named"),
    one("state", _LITERAL, _REFERENCE_LENGTH, _LENGTH, required=True,
        model="allele; kept, too, where it says more"),
    model="ContextualAllele",
    by_type=dict.fromkeys(sorted({*OTHER_TYPES, "CisPhasedBlock"})),
)  # fmt: skip

CODING: Final = _element(
    "Coding",
    one(
        "system",
        TEXT,
        required=True,
        path="system",
        note="a known name, such as ClinVar, becomes its URI; kept, too, where it is not a URI",
    ),
    one("code", path="value"),
    one("name", path="label"),
    one("systemVersion", TEXT),
    many("iris", TEXT),
)
_MAPPING: Final = _element(
    "ConceptMapping",
    one("coding", CODING, required=True, model="the Identifier"),
    one("relation", text("(close|exact|broad|narrow|related)Match",
                         "closeMatch, exactMatch, broadMatch, narrowMatch or relatedMatch"),
        required=True, model="identifier for exactMatch, else relatedIdentifier"),
)  # fmt: skip
_RELATION: Final = _element(
    "MappableConcept",
    one("conceptType", TEXT),
    one("name", TEXT),
    one("primaryCoding", _element(
        "RelationCoding",
        one("system", TEXT, required=True),
        one("code", TEXT, required=True,
            model="canonicalAlleleType: nucleotide for liftover_to and transcribed_to, "
            "amino-acid for translation_of"),
        one("name", TEXT),
    ), model="canonicalAlleleType"),
    many("mappings", _MAPPING),
    any_of=("primaryCoding", "name"),
)  # fmt: skip
_DEFINING: Final = _schema(
    "DefiningAlleleConstraint",
    _type("DefiningAlleleConstraint"),
    one("allele", ALLELE, TEXT, required=True, path="relatedContextualAllele",
        note="the preferred one; else the one on GRCh38, else the first"),
    many("relations", _RELATION, model="canonicalAlleleType"),
)  # fmt: skip
_CONCEPT: Final = _element(
    "MappableConcept",
    one("conceptType", TEXT),
    one("name", TEXT),
    one("primaryCoding", _element(
        "Coding", one("system", TEXT, required=True), one("code", TEXT, required=True),
        one("name", TEXT),
    )),
    any_of=("primaryCoding", "name"),
)  # fmt: skip
_CHANGES: Final = {
    "efo:0030069": "complete genomic loss", "efo:0020073": "high-level loss",
    "efo:0030068": "low-level loss", "efo:0030067": "loss", "efo:0030064": "regional base ploidy",
    "efo:0030070": "gain", "efo:0030071": "low-level gain", "efo:0030072": "high-level gain",
}  # fmt: skip
"""The changes of copy numbers, by their codes in drafts of VRS 2."""
_COPY_CHANGE: Final = one(
    "copyChange",
    text("|".join(_CHANGES.values()), ", ".join(_CHANGES.values()), _CHANGES),
    required=True,
)


def _constraint(name: str, *fields: Field) -> ObjectSchema:
    return _schema(name, _type(name), *fields)


_CONSTRAINTS: Final = (
    _DEFINING,
    _constraint(
        "DefiningLocationConstraint",
        one("location", _PLACE, TEXT, required=True),
        many("relations", _CONCEPT),
        one("matchCharacteristic", _CONCEPT, required=True),
    ),
    _constraint("CopyCountConstraint", one("copies", NATURAL, RANGE, required=True)),
    _constraint("CopyChangeConstraint", _COPY_CHANGE),
    _constraint("FeatureContextConstraint", one("featureContext", _CONCEPT, required=True)),
)
_CONSTRAINT: Final = _schema(
    "Constraint",
    one("type", TEXT, required=True),
    by_type={each.name: each for each in _CONSTRAINTS},
)

VARIANT: Final = _entity(
    "CategoricalVariant",
    one("id", TEXT, path="id"),
    one("name", TEXT, required=True, model="a name of what defines it; another one is kept"),
    many("members", ALLELE, TEXT, path="relatedContextualAllele"),
    many("constraints", _CONSTRAINT, model="canonicalAlleleType; kept, if they are of no recipe"),
    many("mappings", _MAPPING, model="identifier, relatedIdentifier"),
    many("extensions", _EXTENSION, model="canonicalAlleleType, complexity; others are kept"),
    model="CanonicalAllele",
)

BLOCK: Final = _entity(
    "CisPhasedBlock",
    one("id", TEXT, path="id", note="and identifier, where it is computed"),
    _digest(model="follows from the id"),
    many(
        "members",
        ALLELE,
        TEXT,
        required=True,
        path="nested",
        note="simple alleles, each with one contextual allele",
    ),
    one("sequenceReference", SEQUENCE_REFERENCE),
    many("expressions", EXPRESSION, model="identifier: HGVS names; others are kept"),
    many(
        "extensions", _EXTENSION, model="nested: references to the simple alleles; others are kept"
    ),
    model="CanonicalAllele",
)
_OFFSET: Final = _entity(
    OFFSET,
    one("sequenceReference", SEQUENCE_REFERENCE, TEXT, required=True),
    one("anchor", INTEGER, required=True),
    one("anchorOrientation", text("left|right", "left or right"), required=True),
    one("offsetStart", INTEGER, RANGE),
    one("offsetEnd", INTEGER, RANGE),
    is_typed=False,
)
_RELATIVE_PLACE: Final = _entity(
    "RelativeSequenceLocation",
    _digest(),
    one("baseSequenceLocation", _PLACE, TEXT, required=True),
    one("mappedSequenceLocation", _OFFSET, TEXT, required=True),
    is_typed=False,
)
_STATES: Final = (_LITERAL, _REFERENCE_LENGTH, _LENGTH)


def _variation(name: str, *fields: Field) -> ObjectSchema:
    return _entity(name, _digest(), many("expressions", EXPRESSION), *fields)


RELATIVE_ALLELE: Final = _variation(
    "RelativeAllele",
    one("relativeLocation", _RELATIVE_PLACE, TEXT, required=True),
    one("baseState", *_STATES, required=True),
    one("mappedState", *_STATES, required=True),
)
_ADJACENCY: Final = _variation(
    "Adjacency",
    many("adjoinedSequences", _PLACE, TEXT, required=True),
    one("linker", *_STATES),
    one("homology", BOOLEAN),
)
_TERMINUS: Final = _variation("Terminus", one("location", _PLACE, TEXT, required=True))
_TRAVERSAL: Final = _entity(
    "TraversalBlock",
    one("orientation", text("forward|reverse_complement", "forward or reverse_complement")),
    one("component", _ADJACENCY),
)
_DERIVATIVE: Final = _variation(
    "DerivativeMolecule",
    many("components", ALLELE, BLOCK, _TERMINUS, _TRAVERSAL, TEXT, required=True),
    one("circular", BOOLEAN),
)
_COUNT: Final = _variation(
    "CopyNumberCount",
    one("location", _PLACE, TEXT, required=True),
    one("copies", NATURAL, RANGE, required=True),
)
_CHANGE: Final = _variation(
    "CopyNumberChange", one("location", _PLACE, TEXT, required=True), _COPY_CHANGE
)
KEPT: Final = {
    schema.name: schema
    for schema in (_PLACE, _OFFSET, _RELATIVE_PLACE, RELATIVE_ALLELE, _ADJACENCY, _TERMINUS,
                   _DERIVATIVE, _COUNT, _CHANGE)
}  # fmt: skip
"""The classes of VRS 2 that are kept whole, by name."""

_CRITERION: Final = _element(
    "CategoricalVariantCriterion",
    _type("CategoricalVariantCriterion"),
    one("subject", VARIANT, required=True, model="a simple allele"),
    one("presence", text("present|absent", "present or absent"), required=True,
        model="that it is nested"),
)  # fmt: skip
_COMPOSED: Final = _schema("element", one("type", TEXT, required=True), by_type={})
COMPOSITE: Final = _entity(
    "CompositeCategoricalVariant",
    one("id", TEXT, path="id"),
    one("name", TEXT, required=True),
    many("elements", _COMPOSED, required=True, path="nested",
         note="of a haplotype; else kept whole"),
    one("operator", text("AND|OR", "AND or OR"), required=True, model="complexity"),
    one("phaseRelation", text("cis|trans|unknown", "cis, trans or unknown"), model="complexity"),
    many("mappings", _MAPPING, model="identifier, relatedIdentifier"),
    model="CanonicalAllele",
)  # fmt: skip
# A composite may have others in it.
_COMPOSED.by_type = {each.name: each for each in (_CRITERION, COMPOSITE)}

MAPPING: Final = (
    *mapping_rows((schema.name, schema) for schema in (ALLELE, VARIANT, BLOCK, COMPOSITE)),
    MappingRow(
        "an object of another class of VRS 2",
        "a ContextualAllele with its identifier; all keys are kept",
    ),
    MappingRow("any other key", "kept", f"under {TERMS.namespace}"),
    MappingRow(
        "RelativeAllele",
        "a ContextualAllele in an intron",
        "offsets, and the base location as the places on the genome; else kept",
    ),
    MappingRow("nothing", "types of change, Gene, Provenance", "reported"),
)
"""What the objects of VRS have, and where that is in the model."""


def extension_list(node: Object, key: str) -> list[Any]:
    """The list that a node keeps under a key."""
    found = TERMS.values(node).get(key)
    return found if isinstance(found, list) else []
