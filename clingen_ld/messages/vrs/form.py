"""The form vrs: how it is recognized, and what of VRS is not read.

That is VRS 1, which says the sequence by `sequence_id` and has intervals. Classes of VRS 2 that the
model has no allele for are kept whole. All are recognized by their keys and types.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from clingen_ld.messages.form import Form
from clingen_ld.model import Note, Object
from clingen_ld.suggestions import meant_class

if TYPE_CHECKING:
    from clingen_ld.messages.message import Problem
    from clingen_ld.messages.text.located_json import JsonText

NAMESPACE: Final = "https://w3id.org/ga4gh/vrs#"
"""That of the properties of extension values."""
_ONLY: Final = "of it, only literal alleles by themselves are read"
_NO_SEQUENCE: Final = "its refgetAccession is none"
_VRS_1_TYPES: Final = {
    "Haplotype": "members", "VariationSet": "members", "Genotype": "members",
    "AbsoluteCopyNumber": "subject", "RelativeCopyNumber": "subject", "CopyNumber": "subject",
    "CopyNumberCount": "subject", "CopyNumberChange": "subject",
    "SequenceLocation": "sequence_id", "ChromosomeLocation": "species_id",
}  # fmt: skip
"""Classes of VRS 1, and a key by which each is known."""
_VRS_1_KEYS: Final = ("sequence_id", "species_id", "interval")
_VRS_1_LOCATION: Final = "ga4gh:VSL."
_VRS_1_STATES: Final = (
    "SequenceState", "RepeatedSequenceExpression", "DerivedSequenceExpression",
    "ComposedSequenceExpression", "RepeatedSequence",
)  # fmt: skip
OFFSET: Final = "SequenceOffsetLocation"
"""The class of a location in an intron, of VRS 2.1."""
_KEPT: Final = {
    "Adjacency": "adjoinedSequences", "Terminus": "location", "DerivativeMolecule": "components",
    "CopyNumberCount": "copies", "CopyNumberChange": "copyChange",
    "SequenceLocation": "sequenceReference", OFFSET: "anchor",
    "RelativeAllele": "relativeLocation", "RelativeSequenceLocation": "baseSequenceLocation",
}  # fmt: skip
"""Classes of VRS 2 that are kept whole, and a key by which each is known."""
_SEQUENCE: Final = {"SequenceReference": "refgetAccession"}
_ALL: Final = (_VRS_1_TYPES, _KEPT, _SEQUENCE)
OTHER_TYPES: Final = frozenset(name for types in _ALL for name in types)
"""All classes of these."""


class UnreadObject(NamedTuple):
    """The description of an unread object, and the pointer of the deciding value."""

    what: str
    at: str

    def note(self, at: str) -> Note:
        """The finding for an object at a pointer."""
        return Note("ST-11", at + self.at, {"what": self.what})


def is_other(value: Mapping[str, Any]) -> bool:
    """Whether an object is of a class of VRS other than alleles, by its type and a key."""
    type_ = _type(value)
    return type_ is not None and any(types.get(type_) in value for types in _ALL)


def other_version(value: Object) -> UnreadObject | None:
    """What an object of another version of VRS is; None for all others.

    >>> other_version({"type": "Allele", "location": {"sequence_id": "ga4gh:SQ.x"}}).what
    'an Allele of VRS 1 (it has a sequence_id): of it, only literal alleles by themselves are read'
    """
    name = _named(value)
    if (found := _in_vrs_1(value)) is not None:
        return UnreadObject(f"{name} of VRS 1 ({found[0]}): {_ONLY}", found[1])
    return None


def is_kept(value: Object) -> bool:
    """Whether an object of VRS 2 is kept whole, since the model cannot represent it."""
    type_ = _type(value)
    return _KEPT.get(type_ or "") in value or (
        type_ in (None, "Allele") and _type(value.get("location")) == OFFSET
    )


def unread_object(value: Object) -> UnreadObject | None:
    """What an object of VRS is, if its version or class is not read; None for all others."""
    found = other_version(value)
    if found is None and is_sequence(value):
        return UnreadObject(f"{_named(value)}: {_NO_SEQUENCE}", "/refgetAccession")
    return found


def is_sequence(value: Object) -> bool:
    """Whether an object is a reference to a sequence, which the model has as ReferenceSequence."""
    return _type(value) in _SEQUENCE


def _type(value: object) -> str | None:
    """The type of an object, if it says one."""
    type_ = value.get("type") if isinstance(value, Mapping) else None
    return type_ if isinstance(type_, str) else None


def _named(value: Object) -> str:
    name = _type(value) or "Allele"
    return f"{'an' if name[:1] in 'AEIO' else 'a'} {name}"


def _in_vrs_1(value: Object) -> tuple[str, str] | None:
    """The sign that an object is of VRS 1, in words, and its pointer."""
    location = value.get("location")
    if isinstance(location, str) and location.startswith(_VRS_1_LOCATION):
        return "by the id of its location", "/location"
    for at, part in (("", value), ("/location", location)):
        for key in _VRS_1_KEYS:
            if isinstance(part, Mapping) and key in part:
                return f"it has {'an' if key[0] == 'i' else 'a'} {key}", f"{at}/{key}"
    state = value.get("state")
    kind = _type(state)
    if kind in _VRS_1_STATES:
        return f"its state is a {kind}", "/state/type"
    type_ = _type(value)
    if type_ is None or _VRS_1_TYPES.get(type_) not in value:
        return None
    return None if "location" in value else ("by its type", "/type")


_VRS_KEYS: Final = {
    "Allele": frozenset(("location", "state")),
    "CategoricalVariant": frozenset(("constraints", "members", "mappings", "name")),
    "CisPhasedBlock": frozenset(("members",)),
    "CompositeCategoricalVariant": frozenset(("elements", "operator")),
}
"""The types that are read, and the keys by one of which they are known."""
VRS_TYPES: Final = (*_VRS_KEYS, *sorted(OTHER_TYPES))
"""The types by which an object says that it is of VRS, of any version."""


def is_vrs(value: Mapping[str, Any]) -> bool:
    """Whether an object is of GA4GH VRS or Cat-VRS."""
    if "resourceType" in value or "@type" in value or "@context" in value:
        return False
    name = value.get("id")
    if isinstance(name, str) and name.startswith("ga4gh:VA."):
        return True
    type_ = value.get("type")
    if isinstance(type_, str) and type_ in _VRS_KEYS:
        return not _VRS_KEYS[type_].isdisjoint(value)
    if is_other(value):
        return True
    # Recipes of Cat-VRS by the class that they are, and alleles without their type.
    if type_ in ("CanonicalAllele", "ProteinSequenceConsequence"):
        return isinstance(value.get("constraints"), list)
    location = value.get("location")
    return (
        type_ is None
        and "state" in value
        and isinstance(location, dict)
        and (
            location.get("type") == "SequenceLocation"
            or any(key in location for key in ("sequenceReference", "sequence_id"))
        )
    )


def meant_type(value: Mapping[str, Any]) -> str | None:
    """The type of VRS that an object means, where it says nearly that, and has its keys.

    >>> meant_type({"type": "allele", "location": {}, "state": {}})
    'Allele'
    """
    given = value.get("type")
    if not isinstance(given, str) or given in VRS_TYPES:
        return None
    found = meant_class(given, VRS_TYPES)
    return found if found is not None and is_vrs({**value, "type": found}) else None


def misspelt_vrs(value: Mapping[str, Any], text: JsonText, pointer: str) -> Problem | None:
    """The problem of an object of VRS whose type is not spelt as it should be."""
    meant = meant_type(value)
    if meant is None:
        return None
    what = f'unknown type "{value["type"]}" of VRS'
    return text.problem("ST-11", {"what": what}, text.place(f"{pointer}/type"), "error", meant)


VRS: Final = Form(
    "vrs",
    "GA4GH VRS 2 alleles and Cat-VRS canonical alleles",
    ".json",
    "application/json",
    "placements, sequences and HGVS names; canonical alleles as recipes, haplotypes as blocks",
    read="clingen_ld.messages.vrs.reading:read_object",
    write="clingen_ld.messages.vrs.writing:VrsWriter",
    whole=False,
    mapping="clingen_ld.messages.vrs.schema:MAPPING",
    detect_object=is_vrs,
    is_json=True,
    # No key of VRS states these: change types follow from sequences where those are known, and
    # kept classes (copy numbers, introns) have no coordinate or no genomic one.
    lacks=(
        "canonicalAllele",
        "contextualAlleleType",
        "externalGenomicReferenceSequence",
        "primaryAminoAcidChangeType",
        "primaryNucleotideChangeType",
        "referenceCoordinate",
        "relatedContextualAllele",
    ),
    namespace=NAMESPACE,
)
