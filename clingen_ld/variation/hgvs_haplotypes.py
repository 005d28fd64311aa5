"""Changes that an HGVS name puts on one molecule, as in [76A>T;79G>C]: they must not overlap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from clingen_ld.variation.hgvs_faults import Fault
from clingen_ld.variation.hgvs_members import in_cis
from clingen_ld.variation.hgvs_parts import Location, falls, length_between, transcript_order


class Member(NamedTuple):
    """A change of a name: its text, its sequence if several are named, its ends and its kind."""

    text: str
    accession: str | None
    start: Location
    end: Location
    kind: str


_NEIGHBOURS: Final = "HGVS describes substitutions that follow each other as one delins"


def together(text: str, changes: Mapping[str, Member]) -> Fault | str | None:
    """What is wrong with the changes of one molecule, or else what is outdated; None if nothing is.

    `text` has the changes in their brackets; those of uncertain position may be missing from
    `changes`, by their texts.
    """
    old = None
    for group in _haplotypes(text):
        found = (changes.get(each) or changes.get(each[1:-1]) for each in group)
        members = [each for each in found if each is not None]
        if (problem := _overlap(members)) is not None:
            return Fault(problem)
        if _are_neighbours(members):
            old = _NEIGHBOURS
    return old


def _haplotypes(text: str) -> Iterator[list[str]]:
    """The changes of each pair of outer brackets in a text that are together on one molecule.

    >>> list(_haplotypes("[296T>G;476T>C];[476T>C](;)[5_6ins[A;T];9del]"))
    [['296T>G', '476T>C'], ['5_6ins[A;T]', '9del']]
    """
    open_, start = 0, 0
    for at, letter in enumerate(text):
        if letter == "[":
            start = at if open_ == 0 else start
            open_ += 1
        elif letter == "]":
            open_ -= 1
            group = text[start : at + 1] if open_ == 0 else ""
            if "^" not in group and (found := in_cis(group)):
                yield found


def _overlap(members: Sequence[Member]) -> str | None:
    """The reason that changes cannot be of one molecule: two are at one place; else None."""
    before: dict[tuple[str | None, bool], Member] = {}
    for each in _in_order(members):
        here = (each.accession, each.kind == "insertion")
        for known in (before.get((each.accession, False)), before.get((each.accession, True))):
            if known is None or not _meet(known, each):
                continue
            if known.text == each.text:
                return f"{each.text} is in one pair of brackets twice"
            both = f"{known.text} and {each.text}"
            return f"{both} overlap, but one pair of brackets is of one molecule"
        if here not in before or not falls(before[here].end, each.end):
            before[here] = each
    return None


def _are_neighbours(members: Sequence[Member]) -> bool:
    """Whether substitutions of one molecule follow each other, which HGVS writes as a delins."""
    substituted = _in_order([each for each in members if each.kind == "substitution"])
    return any(
        first.accession == second.accession and length_between(first.end, second.start) == 2
        for first, second in pairwise(substituted)
    )


def _in_order(members: Sequence[Member]) -> list[Member]:
    """The changes by their starts, without unchanged positions.

    Nor those across the origin of a circular sequence, whose ends fall.
    """
    kept = [each for each in members if each.kind != "identity" and not falls(*each[2:4])]
    return sorted(kept, key=lambda each: transcript_order(each.start))


def _meet(first: Member, second: Member) -> bool:
    """Whether two changes have a position in common, or one has the gap of an insertion inside."""
    gaps = [each for each in (first, second) if each.kind == "insertion"]
    if len(gaps) == 2:
        return first[2:4] == second[2:4]
    if not gaps:
        return not falls(second.start, first.end)
    other = second if gaps[0] is first else first
    return not (falls(other.start, gaps[0].start) or falls(gaps[0].end, other.end))
