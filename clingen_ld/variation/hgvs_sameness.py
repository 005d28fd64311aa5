"""Whether an HGVS name has the sequences of an allele, and whether two changes are the same one.

As in `changes`, the sequence itself is not at hand, and a shift within a repeat is believed when
it can be true; but here a name need not name all of its residues.
"""

from __future__ import annotations

from clingen_ld.variation.hgvs_edits import ANY, Edit, Residues, matches
from clingen_ld.variation.hgvs_positions import Interval
from clingen_ld.variation.placed_allele import NamedAllele, on_one_line

FROM_START = ("frameshift", "extension")
"""Changes of which a name tells the first residue alone."""
# How far a repeat is believed to reach, in bases and in copies of what was inserted or deleted.
_FARTHEST = 100
_MOST_COPIES = 10

_Change = tuple[int, Residues, Residues]
"""Where a change begins, what it takes away, and what it puts there."""


def first_difference(edit: Edit, allele: NamedAllele) -> tuple[tuple[str, ...], str] | None:
    """The first property of the allele that a name has otherwise, and what the name has."""
    held = None if allele.length_mismatch else allele.reference
    stated, alternate = edit.reference, edit.alternate
    own = allele.interval
    if edit.kind in FROM_START:
        stated, held = (stated or ())[:1] or None, (held or ())[:1] or None
    elif edit.kind == "duplication" and allele.length_mismatch:
        return None
    elif edit.kind == "duplication" and (own[0] == own[1] if own else not held):
        stated, alternate = (), edit.reference
    elif held is not None or stated is not None:
        alternate = edit.applied(stated or () if held is None else held)
    if stated is not None and held is not None and not matches(stated, held):
        return ("referenceCoordinate", "refAllele"), _written(stated)
    if alternate is None or allele.alternate is None or matches(alternate, allele.alternate):
        return None
    return ("allele",), _written(alternate)


def _written(residues: Residues) -> str:
    """A sequence in a message."""
    if residues and set(residues) == {ANY}:
        return "1 residue" if len(residues) == 1 else f"{len(residues)} residues"
    return "".join(residues) or "nothing"


def is_same_change(edit: Edit, span: Interval, allele: NamedAllele) -> bool:
    """Whether a change at another place is the same one, as far as the message's alleles tell."""
    line = on_one_line(*span, *allele.interval) if allele.interval is not None else None
    if line is None or allele.alternate is None or allele.length_mismatch:
        return False
    start, end, own_start, own_end = line
    held = () if own_start == own_end else allele.reference
    if held is None:
        return False
    if own_start <= start and end <= own_end:
        head, middle, tail = _cut(held, start - own_start, end - own_start)
        made = edit.applied(middle)
        if (edit.reference is None or matches(edit.reference, middle)) and made is not None:
            return matches(head + made + tail, allele.alternate)
    there = _trimmed(own_start, held, allele.alternate)
    if edit.kind == "duplication" and not there[1] and start <= there[0] <= end:
        # Wherever in what it doubles an insertion is, it can make the same.
        doubled = edit.reference or (ANY,) * (end - start)
        head, _, tail = _cut(doubled, there[0] - start, there[0] - start)
        return matches(doubled * 2, head + there[2] + tail)
    here = _plain(edit, start)
    if here is None or not any(here[1:]):
        return False
    return here == there or _is_shifted(here, there)


def _cut(residues: Residues, start: int, end: int) -> tuple[Residues, Residues, Residues]:
    return residues[:start], residues[start:end], residues[end:]


def _trimmed(start: int, reference: Residues, alternate: Residues) -> _Change:
    """A change without what its two sequences have in common at their ends."""
    shorter = min(len(reference), len(alternate))
    head = 0
    while head < shorter and reference[head] == alternate[head]:
        head += 1
    tail = 0
    while tail < shorter - head and reference[-1 - tail] == alternate[-1 - tail]:
        tail += 1
    return (
        start + head,
        reference[head : len(reference) - tail],
        alternate[head : len(alternate) - tail],
    )


def _plain(edit: Edit, start: int) -> _Change | None:
    """The change of a name that begins at `start`; None when it does not name all residues."""
    reference, alternate = edit.reference, edit.alternate
    if reference is None or alternate is None or ANY in reference + alternate:
        return None
    return _trimmed(start, reference, alternate)


def _is_shifted(one: _Change, other: _Change) -> bool:
    """Whether two insertions, or two deletions, can be one that is moved along a repeat."""
    moved, there = _only(one), _only(other)
    if moved is None or there is None or bool(one[1]) != bool(other[1]):
        return False
    shift = other[0] - one[0]
    if len(moved) != len(there) or abs(shift) > max(_FARTHEST, _MOST_COPIES * len(moved)):
        return False
    turn = shift % len(moved)
    return moved[turn:] + moved[:turn] == there


def _only(change: _Change) -> Residues | None:
    """What an insertion inserts, or a deletion deletes; None for what is neither."""
    _, reference, alternate = change
    return (reference or alternate) if bool(reference) != bool(alternate) else None


def may_be_shifted(edit: Edit, allele: NamedAllele) -> bool:
    """Whether a change, wherever it is, can be the allele's, moved along a repeat."""
    if allele.reference is None or allele.alternate is None:
        return False
    here, there = _plain(edit, 0), _trimmed(0, allele.reference, allele.alternate)
    moved = _only(there)
    if here is None:
        deletes = edit.kind == "deletion"
        counted = len(edit.reference or ()) if deletes or edit.kind == "duplication" else None
        return moved is not None and len(moved) == counted and deletes == bool(there[1])
    if here[1:] == there[1:]:
        return any(here[1:])
    named = _only(here)
    if moved is None or named is None or bool(here[1]) != bool(there[1]):
        return False
    return len(named) == len(moved) and "".join(moved) in "".join(named) * 2
