"""The form interpretation, and how it is recognized."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from clingen_ld.messages.form import Form

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
