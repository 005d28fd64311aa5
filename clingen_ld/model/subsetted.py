"""Resources that say of themselves that there is more to know of them.

Many messages tell something of a sequence, a gene or a protein change without being about it.
What they tell becomes a resource with FHIR's tag for that, SUBSETTED: it lacks nothing that it
should have, it never stands against the whole resource, and in the graph it has a graph of its
own, so that the whole resource can be loaded, and loaded again, without regard to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

SUBSETTED: Final = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "SUBSETTED",
}
"""The tag (HL7 version 3, ObservationValue)."""

SUBSETTED_ENDING: Final = "#subsetted"
"""How the names of the graphs end that have what others tell of a resource."""


def is_subsetted(tree: Mapping[str, Any]) -> bool:
    """Whether a resource in normal form has the tag.

    >>> is_subsetted({"resourceType": "Gene", "meta": {"tag": [SUBSETTED]}})
    True
    """
    meta = tree.get("meta")
    tags = meta.get("tag") if isinstance(meta, dict) else None
    return isinstance(tags, list) and any(
        isinstance(tag, dict) and tag.get("code") == SUBSETTED["code"] for tag in tags
    )


def subsetted_graph(iri: str) -> str:
    """The name of the graph with what others tell of a resource."""
    return iri + SUBSETTED_ENDING
