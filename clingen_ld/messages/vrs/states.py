"""The states of Alleles of VRS: whether one says a sequence, and whether it can be normal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from clingen_ld.messages.vrs.identifiers import is_natural, is_sequence
from clingen_ld.messages.vrs.normalizing import normal_without_sequence, repeated
from clingen_ld.model import Note, Object, wrong
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


def wrong_parts(state: Object, location: Object) -> Iterator[Note]:
    """What in a ReferenceLengthExpression contradicts another part of it, or its location."""
    length, unit = state.get("length"), state.get("repeatSubunitLength")
    if state.get("type") != REFERENCE_LENGTH or not is_natural(length) or not is_natural(unit):
        return
    start, end = location.get("start"), location.get("end")
    span = end - start if is_natural(start) and is_natural(end) else None
    if span is not None and span >= 0 and (unit > span or (unit == 0 < length)):
        expected = "absent, since its location is empty"
        if span:
            expected = f"1 to {span}, the length of its location"
        at = "/state/repeatSubunitLength"
        yield wrong("repeatSubunitLength", unit, expected, at, "ST-4")
        return
    sequence, reference = state.get("sequence"), location.get("sequence")
    if not is_sequence(sequence):
        return
    if len(sequence) != length:
        expected = f"{len(sequence)}, the length of its sequence"
        yield wrong("length", length, expected, "/state/length", "ST-4")
        return
    repeating = reference if is_sequence(reference) and len(reference) == span else sequence
    if unit > len(repeating):
        return
    told = repeated(repeating, unit, length)
    if told is not None and told != sequence:
        expected = f"{told}, which repeats after {unit}"
        yield wrong("sequence", sequence, expected, "/state/sequence", "ST-4")


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
