"""The form vrs, and how it is recognized."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from clingen_ld.messages.form import Form
from clingen_ld.messages.vrs.versions import OTHER_TYPES, is_other

_VRS_KEYS: dict[str, tuple[str, ...]] = {
    "Allele": ("location", "state"),
    "CategoricalVariant": ("constraints", "members", "mappings", "name"),
    "CisPhasedBlock": ("members",),
    "CompositeCategoricalVariant": ("elements", "operator"),
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
        return any(key in value for key in _VRS_KEYS[type_])
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
    lacks=("canonicalAllele",),
)
