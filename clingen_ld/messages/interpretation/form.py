"""The form interpretation, and how it and the alleles in it are recognized."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from clingen_ld.messages.form import Form
from clingen_ld.model import Object, escape

_INTERPRETATION = re.compile(
    r"https?://(?:dataexchange|datamodel)\.clinicalgenome\.org/interpretation/"
)
_ALLELE_TYPES = frozenset({"CanonicalAllele", "ContextualAllele"})
_INTERPRETATION_TYPES = _ALLELE_TYPES | {
    "VariantPathogenicityInterpretation", "VariantInterpretation", "CriterionAssessment",
    "EvidenceLine",
}  # fmt: skip
_INTERPRETATION_KEYS = frozenset({
    "variant", "statementOutcome", "evidenceLine", "evidenceItem", "evidenceStrength", "criterion",
})  # fmt: skip

_OF_EMBEDDED = frozenset({
    "state", "alleleName", "contextualAlleleType", "referenceCoordinate", "relatedCanonicalAllele",
})  # fmt: skip


def is_interpretation(value: Mapping[str, Any]) -> bool:
    """Whether an object is an interpretation message, or an allele out of one."""
    if "resourceType" in value:
        return False
    context = value.get("@context")
    if isinstance(context, str) and _INTERPRETATION.match(context):
        return True
    if "VariantPathogenicityInterpretation" in value:  # several of them
        return True
    if context is not None or "@type" in value:
        return False
    type_, name = value.get("type"), value.get("id")
    if isinstance(type_, str) and type_ in _INTERPRETATION_TYPES:
        return type_ not in _ALLELE_TYPES or not _is_in_names_of_the_model(value)
    if "relatedCanonicalAllele" in value or (isinstance(name, str) and name.startswith("CAR:")):
        return True
    members = value.get("relatedContextualAllele")
    if isinstance(members, list) and any(_is_embedded(member) for member in members):
        return True
    coordinate = value.get("referenceCoordinate")
    if isinstance(coordinate, dict) and ("state" in value or "refState" in coordinate):
        return True
    return len(_INTERPRETATION_KEYS.intersection(value)) > 1


def _is_in_names_of_the_model(value: Mapping[str, Any]) -> bool:
    """Whether an allele has the keys of the model where this form has others: its `type` is a
    misspelt `resourceType`."""
    coordinate = value.get("referenceCoordinate")
    inside = coordinate if isinstance(coordinate, dict) else {}
    members = value.get("relatedContextualAllele")
    links = [m for m in members if isinstance(m, dict)] if isinstance(members, list) else []
    if "state" in value or "relatedCanonicalAllele" in value or "refState" in inside:
        return False
    return (
        "canonicalAllele" in value
        or "allele" in value
        or "refAllele" in inside
        or any("contextualAllele" in link for link in links)
    )


def _is_embedded(member: Any) -> bool:
    """Whether an entry of relatedContextualAllele is an allele, not a link of the model to one."""
    return isinstance(member, dict) and not _OF_EMBEDDED.isdisjoint(member)


CANONICAL_KIND: Final = "CanonicalAllele"
CONTEXTUAL: Final = "ContextualAllele"
_OF_CANONICAL: Final = frozenset(
    {"relatedContextualAllele", "canonicalAlleleType", "CanonicalAlleleType"}
)
_OF_CONTEXTUAL: Final = frozenset({"relatedCanonicalAllele", "contextualAlleleType"})
_ALSO_OF_CONTEXTUAL: Final = "referenceCoordinate"  # which regions have, too, but with a type
_OF_MENTION: Final = frozenset({"id", "@id", "type", "@type", "label", "preferred"})


class Found(NamedTuple):
    """An object that describes an allele: its type, and its pointer in the message."""

    kind: str
    value: Object
    pointer: str


def find_alleles(value: Any) -> Iterator[Found]:
    """The objects of a message that describe an allele, not those that only name one.

    Contextual alleles that are embedded in a canonical one belong to that.
    """
    waiting = [(value, "", False)]
    while waiting:
        item, pointer, is_member = waiting.pop()
        if isinstance(item, list):
            waiting += [(item[n], f"{pointer}/{n}", is_member) for n in reversed(range(len(item)))]
            continue
        if not isinstance(item, dict):
            continue
        kind = kind_of(item)
        if kind is not None and not is_member and not is_mention(item):
            yield Found(kind, item, pointer)
        for key in reversed(item):
            inside = kind == CANONICAL_KIND and key == "relatedContextualAllele"
            waiting.append((item[key], f"{pointer}/{escape(key)}", inside))


def is_mention(value: Any) -> bool:
    """Whether an object only names an allele."""
    return not isinstance(value, dict) or _OF_MENTION.issuperset(value)


def kind_of(value: Mapping[str, Any]) -> str | None:
    """The type of the allele that an object describes or names, or None for any other object."""
    type_ = value.get("type", value.get("@type"))
    types = type_ if isinstance(type_, list) else [type_]
    for kind in (CANONICAL_KIND, CONTEXTUAL):
        if kind in types:
            return kind
    if "resourceType" in value:
        return None
    # A property that only alleles have counts more than an invalid type.
    if not _OF_CANONICAL.isdisjoint(value):
        return CANONICAL_KIND
    if not _OF_CONTEXTUAL.isdisjoint(value):
        return CONTEXTUAL
    if _ALSO_OF_CONTEXTUAL in value and type_ is None:
        return CONTEXTUAL
    return None


def embedded_kind(value: Mapping[str, Any]) -> str | None:
    """The type of the allele that an object describes in the keys of this form, or None."""
    is_described = not is_mention(value) and is_interpretation(value)
    return kind_of(value) if is_described else None


INTERPRETATION: Final = Form(
    "interpretation",
    "alleles inside ClinGen's pathogenicity interpretation messages",
    ".json",
    "application/json",
    "canonical alleles with their contextual alleles",
    read="clingen_ld.messages.interpretation.reading:read_message",
    write="clingen_ld.messages.interpretation.writing:InterpretationWriter",
    whole=False,
    mapping="clingen_ld.messages.interpretation.schema:MAPPING",
    detect_object=is_interpretation,
    is_json=True,
)
