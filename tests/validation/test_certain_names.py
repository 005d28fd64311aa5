"""Names that an allele certainly has, wherever the coding region of its transcript begins."""

from __future__ import annotations

from typing import Any

import pytest

from clingen_ld.model import DEFAULT_BASE, SUBSETTED
from clingen_ld.types import ContextualAllele, ReferenceSequence
from clingen_ld.validation.certain_names import is_certain_name
from clingen_ld.validation.facts import AlleleFacts, SequenceFacts

SEQUENCE = ReferenceSequence({
    "resourceType": "ReferenceSequence", "id": "NM_000001.2", "meta": {"tag": [SUBSETTED]},
    "referenceSequenceType": "transcript",
    "identifier": [{"system": "http://www.ncbi.nlm.nih.gov/nuccore", "value": "NM_000001.2"}],
})  # fmt: skip


def is_certain(name: str, start: int, end: int, change: tuple[str, str], offset: int = 0) -> bool:
    """Whether a name is certain for an allele, `offset` bases (1-based) into an intron if any."""
    ends: list[dict[str, Any]] = [{"index": start}, {"index": end}]
    for each, length in zip(ends, (offset - 1, offset), strict=True):
        if offset:
            each |= {"externalOffsetLength": length, "externalOffsetDirection": "+"}
    allele = ContextualAllele({
        "resourceType": "ContextualAllele", "id": "1", "contextualAlleleType": "transcript",
        "allele": change[1],
        "referenceCoordinate": {
            "referenceSequence": {"reference": "ReferenceSequence/NM_000001.2"},
            "start": ends[0], "end": ends[1], "refAllele": change[0],
        },
    })  # fmt: skip
    facts = AlleleFacts(f"{DEFAULT_BASE}ContextualAllele/1", allele, DEFAULT_BASE)
    sequence = SequenceFacts(f"{DEFAULT_BASE}ReferenceSequence/1", SEQUENCE, DEFAULT_BASE)
    return is_certain_name(f"NM_000001.2:c.{name}", "hgvs-cdna", facts, sequence)


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ("104C>T", ("104C>G", "104del", "104+1C>T"), (357, 358, ("C", "T"))),
        ("-33T>G", ("-33T>A", "-33+1T>G"), (10, 11, ("T", "G"))),
        ("*117A>G", ("*117A>C",), (900, 901, ("A", "G"))),
        ("351_361del", ("351_360del", "361del", "351_361delinsA"), (400, 411, ("C" * 11, ""))),
        ("291_292insCC", ("291_292insC", "291_293insCC", "292del"), (500, 500, ("", "CC"))),
        ("104+15C>T", ("104+14C>T", "104-15C>T", "104+15C>G"), (358, 358, ("C", "T"), 15)),
    ],
)
def test_without_a_coding_region(right: str, wrong: tuple[str, ...], place: Any) -> None:
    assert is_certain(right, *place)
    assert not any(is_certain(name, *place) for name in wrong)
