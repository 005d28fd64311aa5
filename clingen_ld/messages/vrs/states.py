"""The states of Alleles of VRS: whether one says a sequence, and whether it can be normal."""

from __future__ import annotations

from typing import Final

from clingen_ld.messages.vrs.identifiers import is_natural
from clingen_ld.messages.vrs.normalizing import normal_without_sequence, repeated
from clingen_ld.model import Object
from clingen_ld.variation.change import Change

LITERAL: Final = "LiteralSequenceExpression"
REFERENCE_LENGTH: Final = "ReferenceLengthExpression"


def says(state: Object, alternate: str | None, reference: str | None) -> bool:
    """Whether a state says a sequence (None: it is not told), beside what stands at the place.

    >>> says({"type": "ReferenceLengthExpression", "length": 4, "repeatSubunitLength": 2},
    ...      "CACA", "CA")
    True
    """
    sequence = state.get("sequence")
    if sequence is not None:
        return bool(sequence == alternate)
    if alternate is None:
        return "type" in state
    length, unit = state.get("length"), state.get("repeatSubunitLength")
    if not is_natural(length) or not is_natural(unit):
        return False
    return length == len(alternate) and repeated(reference or "", unit, length) == alternate


def may_be_normal(state: Object, start: int, end: int, reference: str | None) -> bool:
    """Whether an Allele with a state can be in its normal form, as VRS 2 asks for it.

    `start` and `end` are 0-based interbase, `reference` is what stands there, if that is known.
    An insertion or a deletion that is written out is normal only if the sequence says so.
    """
    sequence, kind = state.get("sequence"), state.get("type")
    if kind == LITERAL:
        if not isinstance(sequence, str) or not sequence or start >= end:
            return False
        if reference is None or len(reference) != end - start:
            return True
        change = Change.of(start, reference, sequence)
        found = normal_without_sequence(change)
        return found is not None and found.change == change and found.state["type"] == kind
    if kind == REFERENCE_LENGTH and isinstance(sequence, str):
        return bool(state.get("length") == len(sequence))
    return start <= end
