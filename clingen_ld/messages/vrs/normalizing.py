"""States of alleles of VRS 2: what they say, and the normal form, fully justified (NCBI's VOCA).

Alleles that differ in how they are placed within a repeat become one: an insertion or deletion
is widened over all of the region within which it could lie, and says its state by the length of
the repeat. That takes the sequence. Without it, an allele is normal for certain when both its
sequences have something left after what they share at their ends is cut off, or are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import cycle
from typing import Any, Final, NamedTuple

from clingen_ld.messages.vrs.identifiers import is_natural, is_sequence
from clingen_ld.model import Note, Object, wrong
from clingen_ld.variation.change import Change
from clingen_ld.variation.sequences import SequenceSource

State = dict[str, Any]


class Normalized(NamedTuple):
    """A normal allele: where it is, and its state in VRS."""

    change: Change[str]
    state: State


def normal_without_sequence(change: Change[str]) -> Normalized | None:
    """The normal form if the change alone determines it; None for an insertion or deletion."""
    alternate = change.alt or ""
    if change.ref == alternate:
        length = len(alternate)
        return Normalized(change, repeat_state(length, length, alternate))
    cut = change.trim()
    return None if cut.is_shiftable else Normalized(cut, literal_state(cut.alt or ""))


def normal_with_sequence(
    source: SequenceSource, name: str, start: int, end: int, alternate: str
) -> Normalized:
    """The normal form of an allele on a sequence of a source.

    The interval must lie within the sequence; its residues are read from the source.
    """
    change = Change.of(start, source.fetch(name, start, end) if start < end else "", alternate)
    found = normal_without_sequence(change)
    if found is not None:
        return found
    wide = change.trim().expand(partial(source.fetch, name), source.length(name) or 0)
    return Normalized(wide, justified_state(wide.ref or "", wide.alt or ""))


def justified_state(reference: str, alternate: str) -> State:
    """The state of an insertion or deletion that is widened over all of its repeat."""
    length, surplus = len(alternate), len(alternate) - len(reference)
    if surplus < 0:
        return repeat_state(length, -surplus, alternate)
    for unit in _factors(surplus) if reference else ():
        if unit <= len(reference) and _goes_on(reference, alternate, unit):
            return repeat_state(length, unit, alternate)
    return literal_state(alternate)


def literal_state(sequence: str) -> State:
    """A LiteralSequenceExpression."""
    return {"type": "LiteralSequenceExpression", "sequence": sequence}


def repeat_state(length: int, unit: int, sequence: str) -> State:
    """A ReferenceLengthExpression of a length in residues, which repeat after `unit` of them."""
    return {
        "type": "ReferenceLengthExpression",
        "length": length,
        "repeatSubunitLength": unit,
        "sequence": sequence,
    }


def repeated(reference: str, unit: int, length: int) -> str | None:
    """The sequence of a ReferenceLengthExpression, from the reference that it repeats.

    >>> repeated("CAGCAG", 3, 9), repeated("CAG", 4, 8)
    ('CAGCAGCAG', None)
    """
    if length == 0:
        return ""
    if not 0 < unit <= len(reference):
        return None
    return (reference[:unit] * (length // unit + 1))[:length]


def _factors(number: int) -> Iterator[int]:
    """The factors of a number, the largest first."""
    low = [n for n in range(1, int(number**0.5) + 1) if number % n == 0]
    yield from sorted({*low, *(number // n for n in low)}, reverse=True)


def _goes_on(reference: str, alternate: str, unit: int) -> bool:
    """Whether what an insertion adds to the reference repeats the last residues of that."""
    added = alternate[len(reference) :]
    return all(a == b for a, b in zip(added, cycle(reference[-unit:]), strict=False))


LITERAL: Final = "LiteralSequenceExpression"
REFERENCE_LENGTH: Final = "ReferenceLengthExpression"


def says(state: Object, alternate: str | None, reference: str | None) -> bool:
    """Whether a state gives a sequence (None: unknown), given the residues at the place.

    >>> says({"type": "ReferenceLengthExpression", "length": 4, "repeatSubunitLength": 2},
    ...      "CACA", "CA")
    True
    """
    sequence = state.get("sequence")
    if sequence is not None:
        return bool(sequence == alternate)
    if alternate is None:
        return bool(state)
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
    expected_sequence = repeated(repeating, unit, length)
    if expected_sequence is not None and expected_sequence != sequence:
        expected = f"{expected_sequence}, which repeats after {unit}"
        yield wrong("sequence", sequence, expected, "/state/sequence", "ST-4")


def may_be_normal(state: Object, start: int, end: int, reference: str | None) -> bool:
    """Whether an Allele with a state can be in its normal form, as VRS 2 requires.

    `start` and `end` are 0-based interbase, `reference` are the residues there, if known.
    A literal insertion or deletion is normal only if the sequence shows it.
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
