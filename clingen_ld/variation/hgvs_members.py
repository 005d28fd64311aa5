"""Members of HGVS names: the changes of an allele, of several alleles, or of some cells only.

Changes on one molecule, as in [76A>T;79G>C], must not overlap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from clingen_ld.variation.hgvs_faults import HgvsFault
from clingen_ld.variation.hgvs_parts import Location, falls, length_between, transcript_order

_APART: Final = re.compile(r"\(;\)|//|[;,/^]")
_MARK: Final = re.compile(r"[\[\];,/^]")
_PLACE: Final = re.compile(r"\(?(?:[A-Za-z*]+[0-9]+(?:_[A-Za-z*]+[0-9]+)?|[-*0-9_+?]+)")
_PLACELESS: Final = re.compile(r"[A-Za-z*=]+(?:>[A-Za-z]+)?\)?|\[[0-9]+\]")
_INVERTED: Final = re.compile(r"_([0-9]{1,9})inv$")
_OF_THE_WHOLE: Final = re.compile(r"\(?[=?]\)?|0\??")
_SLIPS: Final = (
    (re.compile(r"[0-9],[0-9]{3}(?![0-9])"), "numbers are written without commas"),
    (re.compile(r"[0-9]\^[0-9]"), "neighbouring positions are joined by _, as in 76_77insT"),
)
_IN_BRACKETS: Final = "several changes stand in brackets, as in [76A>T;79G>C] or [76A>T];[79G>C]"
_OPEN: Final = "its brackets do not go in pairs"


class NotMembersError(ValueError):
    """An error in the structure of a name's members."""


def members(text: str) -> list[str]:
    """The changes in a text, in order; the text alone if it is one change.

    Brackets after a change belong to it: they contain a count or an inserted sequence. A change
    without a place has that of the first, but an insertion after an inversion, as in [5_9inv;insG],
    follows it. Raises `NotMembersError` if the brackets or separators are wrong.

    >>> members("[296T>G;476T>C];[476T>C](;)5_6ins[A;T]")
    ['296T>G', '476T>C', '476T>C', '5_6ins[A;T]']
    >>> members("(Gly56Ala^Ser)"), members("85=/T>C")
    (['(Gly56Ala^Ser)'], ['85=', '85T>C'])
    """
    if not _MARK.search(text):
        return [text]
    for form, problem in _SLIPS:
        if form.search(text):
            raise NotMembersError(problem)
    found = [_paired(member) for member in _Splitter(text).members()]
    if "" in found:
        raise NotMembersError("one of its changes is empty")
    place = _PLACE.match(found[0])
    if place is None:
        return found
    # The counts of a repeat on two chromosomes are as in p.Ala2[10];[11].
    rest = (f"[{m}]" if m.isdecimal() and found[0].endswith("]") else m for m in found[1:])
    placed = [found[0]]
    for member in rest:
        inverted = _INVERTED.search(placed[-1]) if member.startswith("ins") else None
        if inverted is not None:
            member = f"{inverted[1]}_{int(inverted[1]) + 1}{member}"
        placed.append(_placed(member, place[0].lstrip("(")))
    return placed


def is_of_the_whole(member: str) -> bool:
    """Whether a member says that a whole sequence is unchanged, unknown or absent.

    >>> is_of_the_whole("="), is_of_the_whole("76=")
    (True, False)
    """
    return _OF_THE_WHOLE.fullmatch(member) is not None


def in_cis(text: str) -> list[str]:
    """The changes of a text that are together on one molecule, in order; else none.

    They are in one pair of brackets, separated by semicolons. A prediction for all of them applies
    to each.

    >>> in_cis("[76A>T;79_80ins[A;T]]"), in_cis("[76A>T];[79G>C]"), in_cis("76A>T(;)79G>C")
    (['76A>T', '79_80ins[A;T]'], [], [])
    >>> in_cis("[(Gly56Ala;Ser58Thr)]")
    ['(Gly56Ala)', '(Ser58Thr)']
    """
    open_ = 0
    for at, letter in enumerate(text):
        open_ += (letter == "[") - (letter == "]")
        if (open_ == 0 and at < len(text) - 1) or (open_ == 1 and letter in ",/"):
            return []
    if "(;)" in text or not text.startswith("["):
        return []
    found = members(text)
    is_predicted = text.startswith("[(") and text.endswith(")]") and found[0][0] != "("
    return [f"({each})" if is_predicted else each for each in found] if len(found) > 1 else []


class _Splitter:
    """Splits a text where brackets allow it, from its start to its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: list[str] = []
        self._start = 0
        self._closed = False
        """Whether brackets around whole changes end where the current change would start."""
        self._open: list[str] = []
        """The open brackets: [ around whole changes, { after one, and (."""
        self._within = 0
        """The number of open brackets after changes."""

    def members(self) -> list[str]:
        """The members."""
        at, text = 0, self._text
        while at < len(text):
            apart = None if self._within else _APART.match(text, at)
            if apart is not None and not (apart[0] == "^" and self._open[-1:] == ["("]):
                self._check(apart[0], text[apart.end() : apart.end() + 1])
                self._end(at, apart.end())
                at = apart.end()
                continue
            self._read(at, text[at])
            at += 1
        if self._open:
            raise NotMembersError(_OPEN)
        self._end(at, at)
        return self._found

    def _check(self, mark: str, following: str) -> None:
        inside = bool(self._open)
        if mark == "," and not inside:
            raise NotMembersError(_IN_BRACKETS)
        if mark == ";" and not inside and following != "[":
            raise NotMembersError(_IN_BRACKETS)

    def _end(self, at: int, following: int) -> None:
        """End a change; after brackets it may be empty."""
        if at > self._start or not self._closed:
            self._found.append(self._text[self._start : at])
        self._start, self._closed = following, False

    def _read(self, at: int, letter: str) -> None:
        if letter == "[" and at == self._start:
            if "[" in self._open:
                raise NotMembersError("there are brackets in brackets")
            self._open.append("[")
            self._start = at + 1
        elif letter in "[(":
            self._open.append("{" if letter == "[" else "(")
            self._within += letter == "["
        elif letter in "])":
            last = self._open.pop() if self._open else ""
            if (last == "(") != (letter == ")") or not last:
                raise NotMembersError(_OPEN)
            self._within -= last == "{"
            if last == "[":
                self._end(at, at + 1)
                self._closed = True


def _paired(member: str) -> str:
    """A member without an unpaired bracket that also encloses others."""
    opened, closed = member.count("("), member.count(")")
    if opened > closed and member.startswith("("):
        return member[1:]
    return member[:-1] if closed > opened and member.endswith(")") else member


def _placed(member: str, place: str) -> str:
    """A member with its place, which it may omit."""
    if _PLACELESS.fullmatch(member) is None or _OF_THE_WHOLE.fullmatch(member):
        return member
    return f"{place}{member}"


class NamedChange(NamedTuple):
    """A change of a name: its text, its sequence if several are named, its ends and its kind."""

    text: str
    accession: str | None
    start: Location
    end: Location
    kind: str


_NEIGHBOURS: Final = "HGVS describes substitutions that follow each other as one delins"


def together(text: str, changes: Mapping[str, NamedChange]) -> HgvsFault | str | None:
    """What is wrong with the changes of one molecule, or else what is outdated; None if nothing is.

    `text` has the changes in their brackets; those of uncertain position may be missing from
    `changes`, by their texts.
    """
    old = None
    for group in _haplotypes(text):
        found = (changes.get(each) or changes.get(each[1:-1]) for each in group)
        members = [each for each in found if each is not None]
        if (problem := _overlap(members)) is not None:
            return HgvsFault(problem)
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


def _overlap(members: Sequence[NamedChange]) -> str | None:
    """The reason that changes cannot be of one molecule: two are at one place; else None."""
    before: dict[tuple[str | None, bool], NamedChange] = {}
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


def _are_neighbours(members: Sequence[NamedChange]) -> bool:
    """Whether substitutions of one molecule follow each other, which HGVS writes as a delins."""
    substituted = _in_order([each for each in members if each.kind == "substitution"])
    return any(
        first.accession == second.accession and length_between(first.end, second.start) == 2
        for first, second in pairwise(substituted)
    )


def _in_order(members: Sequence[NamedChange]) -> list[NamedChange]:
    """The changes by their starts, without unchanged positions.

    Nor those across the origin of a circular sequence, whose ends fall.
    """
    kept = [each for each in members if each.kind != "identity" and not falls(*each[2:4])]
    return sorted(kept, key=lambda each: transcript_order(each.start))


def _meet(first: NamedChange, second: NamedChange) -> bool:
    """Whether two changes have a position in common, or one has the gap of an insertion inside."""
    gaps = [each for each in (first, second) if each.kind == "insertion"]
    if len(gaps) == 2:
        return first[2:4] == second[2:4]
    if not gaps:
        return not falls(second.start, first.end)
    other = second if gaps[0] is first else first
    return not (falls(other.start, gaps[0].start) or falls(gaps[0].end, other.end))
